"""What the shape of a term says about its sign and its levels, before anything is drawn."""

from __future__ import annotations

from functools import lru_cache
from math import prod

from derive.terms.facts import Facts
from derive.terms.term import Add, Apply, Entry, Mul, Number, Pow, Size, Sum, Term, children, walk
from derive.terms.worlds import ARGUMENT_LEVEL, is_exact

Span = tuple[int, int]
_POSITIVE = frozenset({"exp", "sigma", "sqrt", "abs", "relu", "step"})
_SIGNED = frozenset({"abs", "relu", "step"})


def sign(term: Term, facts: Facts, memo: dict[Term, int]) -> int:
    """1 for a term that is > 0 in every world where it is not 0, -1 for one that is < 0, 0 if unknown."""
    if term not in memo:
        memo[term] = _sign(term, facts, [sign(part, facts, memo) for part in children(term)])
    return memo[term]


def _sign(term: Term, facts: Facts, parts: list[int]) -> int:
    match term:
        case Number(value):
            return (value > 0) - (value < 0)
        case Size(_):
            return 1
        case Entry(tensor, _):
            return int(tensor in facts.positive)
        case Sum() | Add():
            return parts[0] if len(set(parts)) == 1 else 0
        case Mul():
            return prod(parts)
        case Pow(_, Number(exponent)) if exponent.denominator == 1:
            return 1 if exponent % 2 == 0 else parts[0]
        case Pow():
            return 1
        case Apply(function, _):
            return int(function in _POSITIVE)
    return 0


@lru_cache(maxsize=5_000)
def has_signs(term: Term) -> bool:
    """Whether a jump or a kink occurs: step, relu, abs."""
    return any(isinstance(part, Apply) and part.function in _SIGNED for part in walk(term))


@lru_cache(maxsize=5_000)
def has_roots(term: Term) -> bool:
    """Whether a square root or another fractional power occurs."""
    return any(
        (isinstance(part, Apply) and part.function == "sqrt")
        or (isinstance(part, Pow) and not (isinstance(part.exponent, Number) and part.exponent.value.denominator == 1))
        for part in walk(term)
    )


@lru_cache(maxsize=5_000)
def has_logs(term: Term) -> bool:
    """Whether a discrete logarithm will be needed."""
    return any(isinstance(part, Apply) and part.function == "log" for part in walk(term))


@lru_cache(maxsize=20_000)
def span(term: Term) -> Span:
    """Lowest and highest level, relative to its own, on which the term needs values."""
    low = high = 0
    for part, shift in _shifted(term):
        part_low, part_high = span(part)
        low, high = min(low, part_low + shift), max(high, part_high + shift)
    return low, high


def _shifted(term: Term) -> list[tuple[Term, int]]:
    """The children, each with the level it is needed on."""
    match term:
        case Apply(function, argument):
            return [(argument, ARGUMENT_LEVEL.get(function, 0))]
        case Pow(base, exponent):
            return [(base, 0), (exponent, 0 if is_exact(exponent) else 1)]
    return [(part, 0) for part in children(term)]
