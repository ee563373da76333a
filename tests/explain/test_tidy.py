"""Equal objects for what a reader sees as equal; different ones for what is not."""

from __future__ import annotations

import pytest

from derive.explain.tidy import expanded, opaque, reindexed, shuffled, tidy
from derive.terms.functions import exp, log
from derive.terms.index import Variable
from derive.terms.term import ONE, ZERO, Delta, Entry, Number, Pow, Size, Sum, Term
from tests.explain.words import a, b, c, e, x
from tests.terms.vocabulary import V, k, o, w

u = Variable("u", V)
SAME: list[tuple[Term, Term]] = [
    (a * (b + c), c * a + b * a),
    ((a + b) ** 2, a * a + 2 * a * b + b**2),
    (Sum(x, e("f", x) * a), a * Sum(u, e("f", u))),
    (Sum(x, a * ONE), a * Size(V)),
    (Sum(x, e("f", x) + e("g", x)), Sum(u, e("g", u)) + Sum(w, e("f", w))),
    (Delta(w, o), Delta(o, w)),
    (a / (2 * b), Pow(b, Number(-1)) * a / 2),
    (Sum(x, Sum(k, e("A", x, k))) - Sum(u, Sum(k, e("A", u, k))), ZERO),
    (1 / (2 * a + 2 * b), 1 / (a + b) / 2),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_expanded(one: Term, two: Term) -> None:
    assert expanded(one) is expanded(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [(a, b), (exp(a + b), exp(a) * exp(b)), (Sum(x, e("f", x)), e("f", w)), (1 / (a + b), 1 / a + 1 / b)],
)
def test_what_needs_a_word_is_not_expanded(one: Term, two: Term) -> None:
    assert expanded(one) is not expanded(two)


def test_tidy_keeps_the_order() -> None:
    assert tidy(b * ONE + a * 2 * 3 + b) is 2 * b + 6 * a
    assert tidy(a * b / b) is a
    assert tidy(Sum(x, a * e("f", x))) is a * Sum(x, e("f", x))
    assert tidy(-(a - b)) is -a + b
    assert tidy(Delta(o, o) * a) is a


def test_shuffled_does_not_multiply_out() -> None:
    assert shuffled(a * b + c) is shuffled(c + b * a)
    assert shuffled(a * (b + c)) is not shuffled(a * b + a * c)
    assert shuffled(Sum(x, e("f", x))) is shuffled(Sum(u, e("f", u)))


def test_opaque_gives_equal_values_equal_names() -> None:
    names: dict[Term, str] = {}
    one = opaque(exp(e("s", o)) / Sum(x, exp(e("s", x))), names)
    assert len(names) == 1
    assert "exp" not in repr(one)
    opaque(log(a), names)
    assert len(names) == 2


def test_high_powers_of_numbers_are_left() -> None:
    high = Pow(2 * a, Number(10**9))
    assert expanded(high) is expanded(Pow(a * 2, Number(10**9)))
    assert tidy(Pow(Number(2), Number(10**9))) is Pow(Number(2), Number(10**9))


def test_an_index_is_not_caught_by_a_sum_over_another_of_its_name() -> None:
    made = reindexed(Sum(w, Entry("f", (o,)) * Entry("g", (w,))), {o: w})
    assert isinstance(made, Sum)
    assert w in made.free
    assert made.index is not w


def test_what_a_sum_binds_is_not_what_is_replaced() -> None:
    bound = Sum(w, Entry("f", (w,)))
    assert reindexed(bound * Entry("g", (w,)), {w: o}) is bound * Entry("g", (o,))
