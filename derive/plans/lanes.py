"""Two slopes as one expression, so that a vector unit works out both at once: what differs becomes constants by lane.

-σ(-s) and σ(s)  ->  c σ(c s) with c = (-1, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.codegen import NotCodedError
from derive.plans.summands import SCORE
from derive.terms.printing import plain
from derive.terms.term import Add, Apply, Entry, Mul, Number, Pow, Term, add, mul

Constants = tuple[Fraction, ...]


@dataclass(frozen=True)
class Lanes:
    """term over SCORE and the entries `lane(n)`; constants[n] are the values of the n-th, one for each slope."""

    term: Term
    constants: tuple[Constants, ...]

    def spelled(self, score: str, constant: str) -> dict[Term, str]:
        """What the term is made of, as text: the score, and each constant, with its number in place of {}."""
        names: dict[Term, str] = {lane(number): constant.format(number) for number in range(len(self.constants))}
        return {SCORE: score, **names}


def lane(number: int) -> Entry:
    """Stands for the n-th constant."""
    return Entry(f"%lane{number}")


def together(slopes: Sequence[Term]) -> Lanes:
    """One expression for all slopes; NotCodedError if they are of different kinds."""
    constants: list[Constants] = []
    term = _together(slopes, constants)
    return Lanes(term, tuple(constants))


def _together(parts: Sequence[Term], constants: list[Constants]) -> Term:
    numbers = tuple(_coefficient(part)[0] for part in parts)
    cores = [_coefficient(part)[1] for part in parts]
    return mul(_constant(numbers, constants), _core(cores, constants))


def _constant(numbers: Constants, constants: list[Constants]) -> Term:
    """A number that all have, or a constant by lane."""
    if len(set(numbers)) == 1:
        return Number(numbers[0])
    if numbers not in constants:
        constants.append(numbers)
    return lane(constants.index(numbers))


def _coefficient(term: Term) -> tuple[Fraction, Term]:
    match term:
        case Number(value):
            return value, Number(1)
        case Mul((Number(value), *rest)):
            return value, mul(*rest)
    return Fraction(1), term


def _core(parts: Sequence[Term], constants: list[Constants]) -> Term:
    first = parts[0]
    if all(part is first for part in parts):
        return first
    match first:
        case Apply(function, _) if all(isinstance(p, Apply) and p.function == function for p in parts):
            return Apply(function, _together([p.argument for p in parts], constants))  # type: ignore[attr-defined]
        case Pow(_, exponent) if all(isinstance(p, Pow) and p.exponent is exponent for p in parts):
            return Pow(_together([p.base for p in parts], constants), exponent)  # type: ignore[attr-defined]
        case Add(terms) if all(isinstance(p, Add) and len(p.terms) == len(terms) for p in parts):
            return add(*(_together(column, constants) for column in zip(*(p.terms for p in parts), strict=True)))  # type: ignore[attr-defined]
        case Mul(factors) if all(isinstance(p, Mul) and len(p.factors) == len(factors) for p in parts):
            return mul(*(_together(column, constants) for column in zip(*(p.factors for p in parts), strict=True)))  # type: ignore[attr-defined]
    raise NotCodedError(f"no kernel: the slopes {' and '.join(map(plain, parts))} are of different kinds")
