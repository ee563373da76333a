r"""How far floats may be off: a running error bound, carried along by balls.

Every operation adds to the radius of its ball what one rounding of it can do, for u the unit roundoff:

x + ... + x (n)    (n - 1) u Σ |x_i|        whatever the order of the sum
x ... x (n)        (n - 1) u |product|
1 / x, x^2, √x     u |result| a multiplication or division
exp, log, tanh     4 u |result|             the most that NumPy's own tests allow, 4 ulp
softmax            that of its stable form: the maximum taken off, exponentials, sum, division, or through logarithms
anything           the smallest normal number, for results that underflow

What is bounded is the stable form of a term, as every right implementation works it out; one that does its steps in
another order has a bound of the same kind, which SLACK allows for.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

import numpy as np
from flint import arb, ctx

from derive.cases.case import Case
from derive.cases.truth import Values
from derive.codegen.stable import FLOATS, LOG, complement_of_a_sigmoid, rewritten
from derive.explain.ground import Definition, Ground
from derive.explain.moves import softmax_of
from derive.losses.loss import Loss
from derive.terms.index import Variable
from derive.terms.places import Positions, UndefinedError
from derive.terms.term import Term
from derive.terms.worlds import EntryKey

ULPS = 4
SLACK = 4
BITS = 128  # of the bound itself
LOSSES, TERMS = 64, 1024  # what is remembered


class Running(Values):
    """The values with what rounding can do to them."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.ground, self.definitions = _stable(case.loss)
        kind = np.finfo(case.dtype)
        self.unit, self.least = float(kind.eps) / 2, float(kind.tiny)

    def rounded(self, value: arb, times: float, size: arb | None = None) -> arb:
        """The value after so many roundings of numbers of this size."""
        reach = times * self.unit * abs(value if size is None else size) + (self.least if times else 0)
        return value + arb(0, reach.upper())

    def number(self, value: Fraction, level: int) -> arb:
        """A constant; halves and whole numbers are exact."""
        return self.rounded(super().number(value, level), int(value.denominator & (value.denominator - 1) != 0))

    def total(self, values: list[arb], level: int) -> arb:
        """The sum in any order."""
        size = sum(map(abs, values), arb(0))
        return self.rounded(super().total(values, level), max(len(values) - 1, 0), size)

    def product(self, values: list[arb], level: int) -> arb:
        """The product in any order."""
        return self.rounded(super().product(values, level), len(values) - 1)

    def power(self, base: arb, exponent: Fraction, level: int) -> arb:
        """Multiplications, a division, a root."""
        return self.rounded(super().power(base, exponent, level), 1 + abs(exponent.numerator) + exponent.denominator)

    def raised(self, base: arb, exponent: arb, level: int) -> arb:
        """A power."""
        return self.rounded(super().raised(base, exponent, level), ULPS)

    def known(self, function: str, argument: arb, level: int) -> arb:
        """A function of NumPy; a sigmoid takes an exponential, a sum and a division."""
        return self.rounded(super().known(function, argument, level), 2 * ULPS if function == "sigma" else ULPS)

    def oracle(self, function: str, argument: arb, level: int) -> arb:
        """log σ(x) = min(x, 0) - log1p(e^-|x|), two numbers of one sign"""
        if function != "log_sigma":
            return super().oracle(function, argument, level)
        return self.rounded(-(1 + (-argument).exp()).log(), 2 * ULPS + 2)

    def draw(self, entry: EntryKey, level: int) -> arb:
        """A softmax is worked out in its stable form."""
        tensor, positions = entry
        plain = tensor.removeprefix(LOG)
        softmax = None if plain in self.case.arrays else softmax_of(plain, self.ground)
        if softmax is None:
            return super().draw(entry, level)
        logarithm = self.log_softmax(
            _worked_out(self.case.loss, softmax.score, False), softmax.slots, softmax.over, positions
        )
        return logarithm if tensor != plain else self.rounded(logarithm.exp(), 2 * ULPS)

    def log_softmax(self, score: Term, slots: tuple[Variable, ...], over: Variable, positions: Positions) -> arb:
        """(s_i - m) - log Σ_k e^(s_k - m)"""
        place = slots.index(over)
        lines = [(*positions[:place], k, *positions[place + 1 :]) for k in range(self.places.size(over.axis))]
        scores = [self.at(score, slots, line) for line in lines]
        top = max(scores, key=lambda s: float(s.mid()))
        lowered = [self.rounded(s - top.mid(), 1) + arb(0, top.rad().upper()) for s in scores]
        powers = self.total([self.rounded(x.exp(), ULPS) for x in lowered], 0)
        below = self.rounded(powers.log(), ULPS)
        return self.total([lowered[positions[place]], -below], 0)


@lru_cache(maxsize=LOSSES)
def _stable(loss: Loss) -> tuple[Ground, Mapping[str, Definition]]:
    """The definitions of a loss as floats work them out."""
    ground = Ground(loss.definitions)
    made = {name: Definition(d.slots, rewritten(d.body, ground, FLOATS)) for name, d in ground.definitions.items()}
    return ground, made


@lru_cache(maxsize=TERMS)
def _worked_out(loss: Loss, term: Term, lax: bool) -> Term:
    """A term as floats work it out."""
    laws = tuple(law for law in FLOATS if not (lax and law is complement_of_a_sigmoid))
    return rewritten(term, _stable(loss)[0], laws)


def bounds(case: Case, term: Term, slots: tuple[Variable, ...], *, lax: bool = False) -> dict[Positions, float]:
    """How far the float at each position may be from the true value; nothing is said of a position at a kink.

    lax   a form that cancels is right as well: the bound is that of 1 - σ(x), not of σ(-x)
    """
    found, stable = dict[Positions, float](), _worked_out(case.loss, term, lax)
    with ctx.workprec(BITS):
        world = Running(case)
        for at in world.over(slots):
            try:
                found[at] = SLACK * float(world.at(stable, slots, at).rad().upper())
            except UndefinedError:
                continue
    return found
