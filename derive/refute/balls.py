"""A world of balls: intervals of python-flint that contain the true value; they certify what floats suggest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import arb, ctx, fmpq

from derive.refute.points import Point
from derive.terms.places import UndefinedError
from derive.terms.term import Term
from derive.terms.worlds import EntryKey, World

_PRECISIONS = (64, 128, 256, 512)  # bits; 64 are nearly always enough
_DIGITS = (4, 6, 9, 12, 15)


def _rational(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


class Balls(World[arb]):
    """The values at a point, as balls of the current precision."""

    def __init__(self, point: Point) -> None:
        super().__init__(point.places)
        self.point = point

    def number(self, value: Fraction, level: int) -> arb:
        """A rational constant."""
        return _rational(value)

    def total(self, values: list[arb], level: int) -> arb:
        """Their sum."""
        return sum(values, arb(0))

    def product(self, values: list[arb], level: int) -> arb:
        """Their product."""
        made = arb(1)
        for value in values:
            made *= value
        return made

    def power(self, base: arb, exponent: Fraction, level: int) -> arb:
        """base ^ (n/d)"""
        if exponent.denominator != 1:
            return _positive(base) ** _rational(exponent)
        if exponent < 0 and base.contains(0):
            raise UndefinedError("division by 0")
        return base ** int(exponent)

    def raised(self, base: arb, exponent: arb, level: int) -> arb:
        """base ^ exponent for a positive base."""
        return _positive(base) ** exponent

    def known(self, function: str, argument: arb, level: int) -> arb:
        """One of functions.KNOWN."""
        return _KNOWN[function](argument)

    def oracle(self, function: str, argument: arb, level: int) -> arb:
        """The value chosen at the point for this argument."""
        return _rational(self.point.answer_again(function, float(argument)))

    def draw(self, entry: EntryKey, level: int) -> arb:
        """The value chosen at the point."""
        return _rational(self.point.entry(entry))


def _positive(value: arb) -> arb:
    if not value > 0:
        raise UndefinedError("not certainly positive")
    return value


def _step(value: arb) -> arb:
    if value > 0 or value < 0:
        return arb(int(value > 0))
    raise UndefinedError("possibly a jump")


_KNOWN: Mapping[str, Callable[[arb], arb]] = {
    "exp": lambda x: x.exp(),
    "log": lambda x: _positive(x).log(),
    "sigma": lambda x: 1 / (1 + (-x).exp()),
    "tanh": lambda x: x.tanh(),
    "relu": lambda x: (x + abs(x)) / 2,
    "abs": abs,
    "step": _step,
    "sqrt": lambda x: _positive(x).sqrt(),
}


def certify(left: Term, right: Term, point: Point) -> tuple[str, str] | None:
    """Decimals of both sides that differ and are certain to the last digit but one; None where balls overlap."""
    for precision in _PRECISIONS:
        with ctx.workprec(precision):
            try:
                world = Balls(point)
                sides = world.value(left), world.value(right)
            except UndefinedError:
                continue
            if abs(sides[0] - sides[1]) > 0:
                for digits in _DIGITS:
                    shown, other = (_decimal(side, digits) for side in sides)
                    if shown != other:
                        return shown, other
    return None


def _decimal(value: arb, digits: int) -> str:
    """The digits that are certain, at most so many; 0 to so many places if none is."""
    return "0." + "0" * digits if abs(value) < arb(10) ** -digits else str(value.str(digits, radius=False))
