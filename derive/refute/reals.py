"""A world of real numbers: exact rationals while rational operations suffice, else floats.

e^0 = 1, log 1 = 0, sigma(0) = 1/2, tanh 0 = 0 and roots of squares stay exact, so an exact value is rational for sure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.refute.points import Point
from derive.terms.places import UndefinedError
from derive.terms.worlds import Budget, EntryKey, World

Real = int | Fraction | float

_MOST_BITS = 4096
_HALF = Fraction(1, 2)


def is_exact(value: Real) -> bool:
    """Whether the value is the rational number itself."""
    return not isinstance(value, float)


def _plain(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


class Reals(World[Real]):
    """The values at a point, for searching: exact or to 15 digits."""

    def __init__(self, point: Point, budget: Budget) -> None:
        super().__init__(point.places, budget)
        self.point = point
        self.questions: set[tuple[str, float]] = set()  # unknown functions, with the arguments asked for

    def number(self, value: Fraction, level: int) -> Real:
        """A rational constant."""
        return _plain(value)

    def total(self, values: list[Real], level: int) -> Real:
        """Their sum."""
        return sum(values)

    def product(self, values: list[Real], level: int) -> Real:
        """Their product; an exact 0 keeps it exact."""
        if any(value == 0 and is_exact(value) for value in values):
            return 0
        return math.prod(values)

    def power(self, base: Real, exponent: Fraction, level: int) -> Real:
        """base ^ (n/d)"""
        if exponent.denominator != 1:
            return self.root(base, exponent)
        if base == 0 and exponent < 0:
            raise UndefinedError("division by 0")
        if isinstance(base, float):
            return math.pow(base, exponent)
        if base in (0, 1, -1):
            return 1 if exponent == 0 or (base == -1 and exponent % 2 == 0) else int(base)
        exact = Fraction(base)
        bits = max(exact.numerator.bit_length(), exact.denominator.bit_length())
        if bits * abs(exponent) > _MOST_BITS:
            return math.pow(base, exponent)
        return _plain(exact ** int(exponent))

    def root(self, base: Real, exponent: Fraction) -> Real:
        """base ^ (n/d) for a positive base; exact for the square root of a square."""
        if base <= 0:
            raise UndefinedError("a root of what is not positive")
        if exponent.denominator == 2 and not isinstance(base, float):
            top, bottom = (math.isqrt(part) for part in Fraction(base).as_integer_ratio())
            if Fraction(top * top, bottom * bottom) == base:
                return self.power(Fraction(top, bottom), Fraction(exponent.numerator), 0)
        return math.pow(base, exponent)

    def raised(self, base: Real, exponent: Real, level: int) -> Real:
        """base ^ exponent for a positive base."""
        if base <= 0:
            raise UndefinedError("a power of what is not positive")
        if isinstance(exponent, float):
            return 1 if base == 1 and is_exact(base) else math.pow(base, exponent)
        return self.power(base, Fraction(exponent), level)

    def known(self, function: str, argument: Real, level: int) -> Real:
        """One of functions.KNOWN."""
        return _KNOWN[function](argument)

    def oracle(self, function: str, argument: Real, level: int) -> Real:
        """The value chosen at the point for this argument."""
        question = self.point.question(function, float(argument))
        self.questions.add(question)
        return _plain(self.point.answers[question])

    def draw(self, entry: EntryKey, level: int) -> Real:
        """The value chosen at the point."""
        return _plain(self.point.entry(entry))


def _exp(x: Real) -> Real:
    return 1 if x == 0 and is_exact(x) else math.exp(x)


def _log(x: Real) -> Real:
    if x <= 0:
        raise UndefinedError("the logarithm of what is not positive")
    return 0 if x == 1 and is_exact(x) else math.log(x)


def _sigma(x: Real) -> Real:
    if x == 0 and is_exact(x):
        return _HALF
    return 1 / (1 + math.exp(-x)) if x > 0 else 1 - 1 / (1 + math.exp(x))


def _tanh(x: Real) -> Real:
    return 0 if x == 0 and is_exact(x) else math.tanh(x)


def _step(x: Real) -> Real:
    if x == 0:
        raise UndefinedError("a jump")
    return int(x > 0)


def _sqrt(x: Real) -> Real:
    if x <= 0:
        raise UndefinedError("a root of what is not positive")
    if isinstance(x, float):
        return math.sqrt(x)
    top, bottom = (math.isqrt(part) for part in Fraction(x).as_integer_ratio())
    root = Fraction(top, bottom)
    return _plain(root) if root * root == x else math.sqrt(x)


_KNOWN: Mapping[str, Callable[[Real], Real]] = {
    "exp": _exp,
    "log": _log,
    "sigma": _sigma,
    "tanh": _tanh,
    "relu": lambda x: max(x, 0),
    "abs": lambda x: max(x, -x),
    "step": _step,
    "sqrt": _sqrt,
}
