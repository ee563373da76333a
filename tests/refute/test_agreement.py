"""Fields and counterexamples never contradict each other on random claims, true or false."""

from __future__ import annotations

import random

import pytest

from derive.fields import Outcome, compare
from derive.refute import counterexample
from derive.terms.functions import exp, log, sigma
from derive.terms.index import fresh
from derive.terms.substitute import substitute
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term, children, rebuild
from tests.terms.vocabulary import V, j, k, neg, o, p, s, w, x, y

LEAVES: tuple[Term, ...] = (
    x,
    y,
    s(w),
    s(o),
    s(neg(k)),
    Delta(w, o),
    Number(3),
    Number(-1),
    Size(V),
    Sum(j, s(j)),
    p(w),
)


def build(rng: random.Random, depth: int) -> Term:
    """A random term, now and then with a function that is not defined everywhere."""
    if not depth:
        return rng.choice(LEAVES)
    inside = build(rng, depth - 1)
    match rng.randrange(8):
        case 0:
            return Apply(rng.choice(["exp", "sigma", "tanh", "abs", "relu", "g", "log", "sqrt", "step"]), inside)
        case 1:
            return Sum(rng.choice([w, j, o]), inside)
        case 2:
            return inside ** rng.choice([2, -1])
        case 3 | 4:
            return inside + build(rng, depth - 1)
        case _:
            return inside * build(rng, depth - 1)


def rewritten(rng: random.Random, term: Term) -> Term:
    """The same value, written in another way."""
    match term:
        case Sum(index, body):
            other = fresh(index.axis)
            inside = rewritten(rng, substitute(body, {index: other}))
            return Sum(other, inside) + x - x if rng.random() < 0.5 else Sum(other, 2 * inside) / 2
        case Delta(left, right):
            return Delta(right, left) ** 2
        case Apply("sigma", argument):
            return 1 - sigma(-rewritten(rng, argument))
        case Apply("exp", argument):
            return exp(rewritten(rng, argument) / 2) ** 2
        case Apply("abs", argument):
            return Apply("abs", -rewritten(rng, argument))
        case Apply("relu", argument):
            return argument + Apply("relu", -rewritten(rng, argument))
        case Apply("log", argument):
            return log(4 * rewritten(rng, argument)) - 2 * log(Number(2))
        case Mul((first, *rest)) if isinstance(first, Add):
            return sum((part * Mul(tuple(rest)) for part in first.terms), Number(0) * x)
    return rebuild(term, tuple(rewritten(rng, part) for part in children(term)))


@pytest.mark.parametrize("seed", range(150))
def test_rewriting_is_accepted(seed: int) -> None:
    rng = random.Random(seed)
    term = build(rng, 4)
    other = rewritten(rng, term)
    assert compare(term, other, seed=seed) is not Outcome.DIFFERS
    assert counterexample(term, other, seed=seed) is None


@pytest.mark.parametrize("seed", range(150))
def test_a_counterexample_is_never_agreed_with(seed: int) -> None:
    rng = random.Random(seed)
    term = build(rng, 3)
    other = rng.choice(
        [term + Delta(w, o), -term, substitute(term, {w: o}), term + Pow(Entry("z"), Number(2)), build(rng, 3)]
    )
    if counterexample(term, other, seed=seed) is not None:
        assert compare(term, other, seed=seed) is not Outcome.AGREES


def test_most_rewritings_are_decided() -> None:
    outcomes = [compare(term := build(rng := random.Random(seed), 4), rewritten(rng, term)) for seed in range(60)]
    assert outcomes.count(Outcome.AGREES) >= 40
