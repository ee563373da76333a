"""Certain differences: the world that floats found, evaluated once more in exact rationals and balls.

    confirmed(left, right, facts, rng)  -->  "exact" | "ball" | ""      how it is certain that left = right is false

Values are rationals of python-flint as long as rational operations suffice, balls of 128 bits from there on. Nothing is
shared with the evaluator of the engine's own certificates: places and entries are those of tests.laws.floats, and where
a term has no value for sure, the world counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

from flint import arb, ctx, fmpq

from derive.terms.facts import Facts
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term
from tests.laws.floats import OutsideError, World, differing, sine

BITS = 128
EXACT, BALL = "exact", "ball"
Value = fmpq | arb  # a rational number, or a ball that contains the true value


def confirmed(left: Term, right: Term, facts: Facts, rng: Random, worlds: int = 60) -> str:
    """How the first certain difference in some random worlds is certain; "" if there is none."""
    return next(
        filter(None, (certified(left, right, world) for world in differing(left, right, facts, rng, worlds))), ""
    )


def certified(left: Term, right: Term, world: World) -> str:
    """How it is certain that both sides have values in this world, and that these differ; "" if it is not."""
    with ctx.workprec(BITS):
        try:
            certain = Certain(world)
            one, two = certain.value(left), certain.value(right)
        except OutsideError:
            return ""
        if isinstance(one, fmpq) and isinstance(two, fmpq):
            return EXACT if one != two else ""
        return BALL if abs(arb(one) - arb(two)) > 0 else ""


class Certain:
    """The values of terms in a world, each known exactly or enclosed."""

    def __init__(self, world: World) -> None:
        if not world.respected():
            raise OutsideError
        self.world = world
        self.memo: dict[tuple[object, ...], Value] = {}

    def value(self, term: Term) -> Value:
        """The value of a term where its free indices stand now."""
        key = (term, *[self.world.where[v] for v in term.free])
        if key not in self.memo:
            self.memo[key] = self._value(term)
        return self.memo[key]

    def _value(self, term: Term) -> Value:
        match term:
            case Number(value):
                return _rational(value)
            case Size(axis):
                return fmpq(len(self.world.positions(axis)))
            case Entry(tensor, indices):
                return _rational(self.world.exact(tensor, tuple(map(self.world.position, indices))))
            case Delta():
                return fmpq(int(self._same(term)))
            case Sum(index, body):
                return sum((self.value(body) for _ in self.world.along(index)), fmpq(0))
            case Add(terms):
                return sum(map(self.value, terms), fmpq(0))
            case Mul(factors):
                return self._product(factors)
            case Pow(base, exponent):
                return _power(self.value(base), self.value(exponent))
            case Apply(function, argument):
                known = _KNOWN.get(function)
                return known(self.value(argument)) if known else _sine(function, self.value(argument))
        raise TypeError(term)

    def _same(self, delta: Delta) -> bool:
        return self.world.position(delta.left) == self.world.position(delta.right)

    def _product(self, factors: tuple[Term, ...]) -> Value:
        """A delta that is 0 hides the other factors, even undefined ones."""
        made: Value = fmpq(1)
        if any(isinstance(factor, Delta) and not self._same(factor) for factor in factors):
            return fmpq(0)
        for factor in factors:
            made = made * self.value(factor)
        return made


def _rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _positive(x: Value) -> arb:
    if not x > 0:
        raise OutsideError
    return arb(x)


def _power(base: Value, exponent: Value) -> Value:
    """Whole powers, of anything but 0 if negative; other powers of what is positive."""
    if not (isinstance(exponent, fmpq) and exponent.q == 1):
        return _positive(base) ** exponent
    if exponent < 0 and not (base > 0 or base < 0):
        raise OutsideError
    return base ** int(exponent.p)


def _step(x: Value) -> fmpq:
    if not (x > 0 or x < 0):
        raise OutsideError
    return fmpq(int(x > 0))


def _sine(function: str, x: Value) -> arb:
    """An unknown function and its derivatives: the sine that floats take."""
    rate, shift, order = sine(function)
    return _rational(rate) ** order * (_rational(rate) * x + _rational(shift) + order * arb.pi() / 2).sin()


_KNOWN: Mapping[str, Callable[[Value], Value]] = {
    "exp": lambda x: arb(x).exp(),
    "log": lambda x: _positive(x).log(),
    "sigma": lambda x: 1 / (1 + (-arb(x)).exp()),
    "tanh": lambda x: 1 - 2 / (1 + (2 * arb(x)).exp()),
    "relu": lambda x: (x + abs(x)) / 2,
    "abs": abs,
    "step": _step,
    "sqrt": lambda x: _positive(x).sqrt(),
}
