"""Whole explanations: short, the same every time, and none rather than a wrong or long one."""

from __future__ import annotations

import pytest

from derive.explain import Change, path
from derive.explain.checked import holds
from derive.explain.ground import Ground
from derive.explain.parts import difference
from derive.explain.path import LONGEST
from derive.terms.functions import exp, log
from derive.terms.term import Delta, Sum, Term
from tests.explain.words import a, b, c, e, gradient, ground, i, x
from tests.terms.vocabulary import o, w


def rules(left: Term, right: Term, base: Ground) -> list[str]:
    return [change.rule for change in path(left, right, base)]


def test_gradient_by_the_centre_word() -> None:
    base = ground()
    left = gradient(base, e("v", i))
    right = -e("U", o, i) + Sum(x, e("p", x) * e("U", x, i))
    changes = path(left, right, base)
    assert [c.rule for c in changes] == [
        "unfold J",
        "derivative of log",
        "derivative of softmax",
        "unfold s, h",
        "derivative of an inner product",
    ]
    assert changes[0].before is left


@pytest.mark.parametrize(
    "right",
    [Sum(x, e("e", x) * e("U", x, i)), Sum(x, (e("p", x) - e("y", x)) * e("U", x, i))],
)
def test_other_forms_of_it(right: Term) -> None:
    base = ground()
    changes = path(gradient(base, e("v", i)), right, base)
    assert 0 < len(changes) <= LONGEST
    assert all(holds(change, base) for change in changes)


def test_definitions_are_recognised() -> None:
    assert rules(exp(e("s", w)) / Sum(x, exp(e("s", x))), e("p", w), ground()) == ["recognise p"]
    assert rules(e("p", w) - Delta(w, o), e("e", w), ground()) == ["recognise y, e"]


def test_algebra_is_one_step() -> None:
    assert rules((a + b) * c, a * c + b * c, ground()) == ["multiply out"]
    assert rules(a * c + b * c, (a + b) * c, ground()) == ["factor out"]
    assert rules(a / (a + b), 1 - b / (a + b), ground()) == ["fractions joined or cancelled"]
    assert rules(a * b, b * a, ground()) == ["rearrange"]


def test_equal_indices_inside_functions() -> None:
    left, right = Delta(w, o) * exp(e("f", w)), Delta(w, o) * exp(e("f", o))
    assert rules(left, right, ground()) == ["case by case"]
    assert rules(exp(e("f", w)), exp(e("f", o)), ground()) == []


def test_nothing_is_said_of_what_is_false() -> None:
    base = ground()
    assert path(gradient(base, e("v", i)), e("U", o, i), base) == ()
    assert path(log(a), log(b), base) == ()


def test_work_is_bounded() -> None:
    base = ground()
    base.work = 10
    assert path(gradient(base, e("v", i)), Sum(x, e("e", x) * e("U", x, i)), base) == ()


def test_the_same_every_time() -> None:
    found = []
    for _ in range(2):
        base = ground()
        found.append(rules(gradient(base, e("U", w, i)), (e("p", w) - Delta(w, o)) * e("h", i), base))
    assert found[0] == found[1] != []


def test_the_part_that_changes() -> None:
    base = ground()
    before, after = a + exp(log(b)) * c, a + b * c
    assert difference(before, after, base) == (exp(log(b)), b)
    assert difference(a, b, base) == (a, b)
    inside = base.hold(log(e("p", o)), e("v", i)), base.hold(log(exp(e("s", o))), e("v", i))
    assert difference(*inside, base) == (e("p", o), exp(e("s", o)))


def test_a_step_that_does_not_hold_is_not_shown() -> None:
    assert not holds(Change("sum of a delta", Sum(x, Delta(x, o) * e("f", x)), e("f", w)), ground())
