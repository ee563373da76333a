"""The chain rule through names: where it acts, where it refuses, and what both deciders say of it."""

from __future__ import annotations

import pytest

from derive.explain import Change
from derive.explain.chain import between, first_order, through
from derive.explain.checked import holds, linearised
from derive.explain.trace import adds_up_to_nothing
from derive.prove import prove
from derive.terms.functions import exp
from derive.terms.term import Entry, Sum, Term
from tests.explain.words import a, b, e, ground, i, k, x
from tests.terms.vocabulary import o, w

AT_V, AT_H = e("v", i), e("h", i)
ACTS: list[tuple[Term, Entry, str]] = [
    (e("J"), AT_V, "h"),
    (e("J"), AT_H, "s"),
    (e("J"), e("s", w), "p"),
    (e("L"), AT_H, "z"),
    (e("L"), e("U", w, k), "z"),
    (e("J"), e("U", w, i), "s"),
    (e("N"), e("r", w), "d, m"),
]
REFUSES: list[tuple[Term, Entry]] = [
    (e("J"), e("p", o)),  # J speaks of p itself
    (e("h", k), AT_V),
    (e("v", k), AT_V),
    (e("J"), e("J")),
    (e("J") * e("J"), AT_V),  # no name
]


@pytest.mark.parametrize(("body", "target", "names"), ACTS)
def test_acts(body: Term, target: Entry, names: str) -> None:
    base = ground()
    before = base.hold(body, target)
    made = through(before, base)
    assert made is not None
    assert made[0] == names
    assert holds(Change("chain rule", before, made[1], "chain"), base)
    assert holds(Change("chain rule", made[1], before, "chain"), base)
    assert not holds(Change("chain rule", before, 2 * made[1], "chain"), base)


@pytest.mark.parametrize(("body", "target"), REFUSES)
def test_refuses(body: Term, target: Entry) -> None:
    base = ground()
    assert through(base.hold(body, target), base) is None
    assert through(body, base) is None


def test_names_between() -> None:
    base = ground()
    assert between(e("J"), "v", base) == ("h",)
    assert between(e("N"), "r", base) == ("d", "m")
    assert between(e("J"), "B", base) == ()


def test_taken_to_first_order() -> None:
    base = ground()
    model = first_order(e("L"), ("z",), base)
    assert isinstance(model, Sum)
    made = through(base.hold(e("L"), AT_H), base)
    assert made is not None
    slope = linearised(base.hold(e("L"), AT_H), made[1], base)
    assert prove(base.unfolded(slope, base.held), base.unfolded(made[1], base.held)) is not None


def test_not_to_first_order_where_one_name_leads_through_another() -> None:
    base = ground()
    before = base.hold(e("N"), e("r", w))
    made = through(before, base)
    assert made is not None
    assert linearised(before, made[1], base) is before


def test_not_to_first_order_where_x_stands_in_the_open() -> None:
    base = ground()
    body = exp(Sum(k, e("v", k) * e("h", k)))
    before = base.hold(body, AT_V)
    wrong = Sum(k, base.hold(body, e("h", k)) * base.hold(e("h", k), AT_V))
    assert linearised(before, wrong, base) is before
    assert not holds(Change("chain rule through h", before, wrong, "chain"), base)


def test_sums_that_are_nothing_by_a_definition() -> None:
    base = ground()
    assert adds_up_to_nothing(Sum(x, e("r", x) - e("m")), base) == "m"
    assert adds_up_to_nothing(Sum(x, e("r", x) - 2 * e("m")), base) == ""
    assert adds_up_to_nothing(Sum(x, e("r", x) * e("m")), base) == ""
    assert adds_up_to_nothing(a - b, base) == ""
