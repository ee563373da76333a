"""Every move is seen to act and to refuse; what it makes is equal by both deciders."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive.explain import Change
from derive.explain.checked import holds
from derive.explain.moves import BY_EXP, CASE, FUNCTIONS, LOGARITHMS, SUMS, Move
from derive.terms.facts import Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Applied
from derive.terms.term import ONE, Apply, Delta, Number, Sum, Term
from tests.explain.words import a, b, c, e, ground, x
from tests.terms.vocabulary import V, o, w

MOVES = {move.rule: move for table in (LOGARITHMS, SUMS, FUNCTIONS, BY_EXP, (CASE,)) for move in table}
FACTS = Facts(
    equal=frozenset([(w, o)]),
    avoids=frozenset([("neg", o)]),
    injective=frozenset(["far"]),
    distributions=frozenset([("q", 0)]),
    positive=frozenset("abc"),
)
ACTS: list[tuple[str, Term, Term]] = [
    ("log of a quotient", log(exp(a) / b), log(exp(a)) - log(b)),
    ("log of a quotient", log(1 / b), -log(b)),
    ("log of a quotient", log(Number(Fraction(2, 3))), log(Number(2)) - log(Number(3))),
    ("log of a product", log(exp(a) * b), log(exp(a)) + log(b)),
    ("log of a power", log(a**3), 3 * log(a)),
    ("log of exp", log(exp(a)), a),
    ("exp of log", exp(log(a)), a),
    ("exp of log", exp(2 * log(a)), a ** Number(2)),
    ("exp of a sum", exp(a + b), exp(a) * exp(b)),
    ("exp of a negative", exp(-a), 1 / exp(a)),
    ("exp of a multiple", exp(3 * a), exp(a) ** 3),
    ("step(-x) = 1 - step(x)", Apply("step", -a), 1 - Apply("step", a)),
    ("sigma(-x) = 1 - sigma(x)", sigma(-a), 1 - sigma(a)),
    ("sigma by exp", sigma(a), 1 / (1 + exp(-a))),
    ("tanh by exp", Apply("tanh", a), (exp(2 * a) - 1) / (exp(2 * a) + 1)),
    ("relu by the step", Apply("relu", a), a * Apply("step", a)),
    ("sum of a delta", Sum(x, Delta(x, o) * e("f", x)), e("f", o)),
    ("sum of a delta", Sum(x, e("f", x) * (1 - Delta(o, x))), -e("f", o) + Sum(x, e("f", x))),
    ("a distribution sums to 1", Sum(x, e("q", x)), ONE),
    ("a distribution sums to 1", Sum(x, e("p", x)), ONE),
    ("a distribution sums to 1", Sum(x, e("f", x) - a * e("p", x)), Sum(x, e("f", x)) - a),
    ("a distribution sums to 1", Sum(x, e("A", w, x)), ONE),
    ("the case at hand", e("f", w), e("f", o)),
    ("the case at hand", Delta(w, o), ONE),
    ("the case at hand", Delta(Applied("neg", (w,), V), o), Number(0)),
    ("the case at hand", Delta(Applied("far", (x,), V), Applied("far", (o,), V)), Delta(x, o)),
]
REFUSES: list[tuple[str, Term]] = [
    ("log of a quotient", log(a * b)),
    ("log of a quotient", log(Number(2))),
    ("log of a quotient", log(-a / b)),
    ("log of a product", log(a + b)),
    ("log of a product", log(-a * b)),
    ("log of a power", log(a * b)),
    ("log of exp", exp(log(a))),
    ("exp of log", exp(a * b)),
    ("exp of a sum", exp(a * b)),
    ("exp of a negative", exp(a)),
    ("exp of a multiple", exp(a * b)),
    ("exp of a multiple", exp(-2 * a)),
    ("step(-x) = 1 - step(x)", Apply("step", a - b)),
    ("sigma(-x) = 1 - sigma(x)", sigma(a - b)),
    ("sigma by exp", Apply("tanh", a)),
    ("tanh by exp", sigma(a)),
    ("relu by the step", Apply("step", a)),
    ("sum of a delta", Sum(x, Delta(w, o) * e("f", x))),
    ("sum of a delta", Sum(x, exp(Delta(x, o)))),
    ("a distribution sums to 1", Sum(x, e("f", x))),
    ("a distribution sums to 1", Sum(x, e("q", x) * e("f", x))),
    ("a distribution sums to 1", Sum(x, e("A", x, w))),
    ("the case at hand", e("f", o)),
    ("the case at hand", Delta(x, o)),
    ("the case at hand", Delta(Applied("near", (x,), V), Applied("near", (o,), V))),
]


@pytest.mark.parametrize(("rule", "before", "after"), ACTS)
def test_acts(rule: str, before: Term, after: Term) -> None:
    base = ground(FACTS)
    made = MOVES[rule].law(before, base)
    assert made is not None
    assert holds(Change(rule, before, made), base)
    assert holds(Change(rule, made, after), base)


@pytest.mark.parametrize(("rule", "term"), REFUSES)
def test_refuses(rule: str, term: Term) -> None:
    assert MOVES[rule].law(term, ground(FACTS)) is None


def test_every_move_is_tested_and_says_its_law() -> None:
    assert set(MOVES) == {rule for rule, *_ in ACTS} == {rule for rule, _ in REFUSES}
    assert all(isinstance(move, Move) and move.law.__doc__ for move in MOVES.values())


def test_a_false_change_does_not_hold() -> None:
    assert not holds(Change("log of a product", log(a * b), log(a) - log(b)), ground(FACTS))
    assert not holds(Change("rearrange", a * c, b * c), ground(FACTS))
