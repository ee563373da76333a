"""Cases in which one part was once wrong, though no false step was reported as proved; each as small as it gets."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.fields import Outcome, compare
from derive.judge.decide import decide
from derive.judge.verdict import Verdict
from derive.prove import prove
from derive.refute import counterexample
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp
from derive.terms.index import Applied, Axis, Variable
from derive.terms.term import ONE, ZERO, Delta, Entry, Number, Pow, Size, Sum, Term

V, K = Axis("V"), Axis("K")
x, y = Entry("x"), Entry("y")
HALF = Number(Fraction(1, 2))
SEEDS = range(12)


def root(term: Term) -> Term:
    return Pow(term, HALF)


@pytest.mark.parametrize(
    ("left", "right"),
    [(root(x * x), x), (root(x * x * y * y), x * y), (3 * x**2 * y, root(3 * x**2 * y * 3 * x**2 * y))],
    ids=str,
)
def test_two_worlds_do_not_tell_a_root_from_what_was_squared(left: Term, right: Term) -> None:
    """The sign of x is a coin: with two worlds sqrt(x^2) = x in one of four draws."""
    assert {compare(left, right, seed=seed) for seed in SEEDS} == {Outcome.DIFFERS}
    assert prove(left, right) is None
    assert decide(left, right, NONE, ()).verdict is Verdict.REFUTED


def test_a_one_to_one_function_does_not_hit_every_word() -> None:
    """Σ_j [w_j = k] = 1 wherever k is among the w_j; on an axis with just enough room it always is."""
    c, k, o, j = Variable("c", V), Variable("k", V), Variable("o", V), Variable("j", K)
    hits = Sum(j, Delta(Applied("w", (j,), V), k))
    facts = Facts(injective=frozenset(["w"]), unequal=frozenset([(c, k), (c, o), (k, o)]))
    use = Entry("v", (c,)) + Entry("v", (o,))
    for seed in SEEDS:
        assert compare(hits * use, use, facts, seed=seed) is Outcome.DIFFERS
    assert prove(hits * use, use, facts) is None
    assert counterexample(hits * use, use, facts) is not None
    assert compare(hits * hits, hits, facts) is Outcome.AGREES


def test_rounding_is_no_difference_and_does_not_end_a_search() -> None:
    """e^36 (e^36 - (e^12)^3) is not 0 in floats: a size where all is equal must not be taken for a find."""
    power = exp(9 * x * x)
    noise = power * (power - exp(3 * x * x) ** 3)
    for seed in SEEDS:
        assert counterexample(noise, ZERO, seed=seed) is None
        found = counterexample(noise + (Size(V) - 1) * x, ZERO, seed=seed)
        assert found is not None
        assert found.sizes == {"V": 2}


def test_what_is_true_stays_true_in_these_worlds() -> None:
    assert compare(root(x * x), root(x**2)) is Outcome.AGREES
    assert counterexample(root(x * x) * ONE, root(x**2) + ZERO) is None
