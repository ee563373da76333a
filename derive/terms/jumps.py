"""Jumps at what is never below 0: [a relu(z) > 0] = [a > 0] [z > 0], away from a = 0 and z = 0.

relu(z) is 0 for every z below 0, where a step has no value of its own: an indicator of it has one, which is that of z.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from derive.terms.term import ONE, ZERO, Apply, Mul, Number, Pow, Sum, Term, children, lift, mul, rebuild

STEP = "step"


def without_relu(term: Term) -> Term:
    """The term with every step at a multiple of relu(z) as one at what it is a multiple by, and one at z."""
    return _without_relu(term) if _jumps(term) else term


@lru_cache(maxsize=5_000)
def _without_relu(term: Term) -> Term:
    if isinstance(term, Apply) and term.function == STEP:
        inside, rest = _taken_apart(term.argument)
        if inside:
            return mul(_above(rest), *map(_above, inside))
    if isinstance(term, Sum):
        return Sum(term.index, without_relu(term.body))
    parts = children(term)
    return rebuild(term, tuple(map(without_relu, parts))) if parts else term


def _above(term: Term) -> Term:
    """1 where the term is above 0."""
    if isinstance(term, Number):
        return ONE if term.value > 0 else ZERO
    return _without_relu(Apply(STEP, term))


def _taken_apart(term: Term) -> tuple[list[Term], Term]:
    """The z, w, ... and the a of a relu(z) relu(w)^2."""
    inside, rest = list[Term](), list[Term]()
    todo, number = [term], Fraction(1)
    while todo:
        match todo.pop():
            case Mul(factors):
                todo += factors
            case Number(value):
                number *= value
            case Apply("relu", argument):
                inside.append(argument)
            case Pow(Apply("relu", argument), Number(power)) if power > 0:
                inside.append(argument)
            case other:
                rest.append(other)
    return inside, mul(lift(number), *rest)


@lru_cache(maxsize=50_000)
def _jumps(term: Term) -> bool:
    return (isinstance(term, Apply) and term.function == STEP) or any(map(_jumps, children(term)))
