"""Jumps at what is never below 0: [relu(z) > 0] = [z > 0] and [relu(z) < 0] = 0, away from z = 0.

relu(z) is 0 for every z below 0, where a step has no value of its own: an indicator of it has one, which is that of z.
"""

from __future__ import annotations

from functools import lru_cache

from derive.terms.term import ZERO, Apply, Mul, Number, Sum, Term, children, rebuild

STEP = "step"


def without_relu(term: Term) -> Term:
    """The term with every step at a multiple of relu(z) as a step at z."""
    return _without_relu(term) if _jumps(term) else term


@lru_cache(maxsize=5_000)
def _without_relu(term: Term) -> Term:
    if isinstance(term, Apply) and term.function == STEP and (found := _multiple(term.argument)) is not None:
        factor, inside = found
        return Apply(STEP, without_relu(inside)) if factor > 0 else ZERO
    if isinstance(term, Sum):
        return Sum(term.index, without_relu(term.body))
    parts = children(term)
    return rebuild(term, tuple(map(without_relu, parts))) if parts else term


def _multiple(term: Term) -> tuple[int, Term] | None:
    """The sign of c and the z of c relu(z)."""
    match term:
        case Apply("relu", inside):
            return 1, inside
        case Mul((Number(value), Apply("relu", inside))) if value:
            return (1 if value > 0 else -1), inside
    return None


@lru_cache(maxsize=50_000)
def _jumps(term: Term) -> bool:
    return (isinstance(term, Apply) and term.function == STEP) or any(map(_jumps, children(term)))
