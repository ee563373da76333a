"""Steps of algebra: what they are called, and what is none."""

from __future__ import annotations

import pytest

from derive.explain.algebra import algebra, bridged
from derive.explain.trace import Page
from derive.terms.functions import exp, log
from derive.terms.term import Apply, Delta, Size, Sum, Term
from tests.explain.words import a, b, c, e, ground, u, x
from tests.terms.vocabulary import V, o, w

step = Apply("step", a - b), Apply("step", b - a)
NAMES: list[tuple[Term, Term, str]] = [
    (Sum(x, a * Sum(u, e("A", x, u))), Sum(u, Sum(x, a * e("A", x, u))), "exchange the sums"),
    (a * exp(b) + exp(b) * a, 2 * a * exp(b), "collect terms"),
    (Sum(x, a + e("f", x)), Size(V) * a + Sum(x, e("f", x)), "count the terms of the sum"),
    (Sum(x, Delta(x, o) * e("f", x) * exp(c)), e("f", o) * exp(c), "sum of a delta"),
    (Delta(w, o) * e("f", w), Delta(w, o) * e("f", o), "case by case"),
    (a / (a + b), 1 - b / (a + b), "fractions joined or cancelled"),
    (Delta(w, o) * e("f", w) / (1 + e("f", o)), Delta(w, o) - Delta(w, o) / (1 + e("f", w)), "case by case"),
    (step[0] * step[0], step[0], "laws of step"),
    (log(exp(a)), a, ""),
    (exp(a + b), exp(a) * exp(b), ""),
    (a / b, b / a, ""),
]


@pytest.mark.parametrize(("one", "two", "name"), NAMES)
def test_names(one: Term, two: Term, name: str) -> None:
    assert algebra(one, two, ground()) == name


def test_as_early_as_it_can_be_seen() -> None:
    left = [Page(a), Page(a / (a + b)), Page(a / (b + a) + c - c)]
    right = [Page(b), Page(1 - b / (a + b)), Page((a + b - b) / (a + b))]
    assert bridged(left, right, ground()) == (1, 1)
    assert bridged(left[:1], right, ground()) is None
