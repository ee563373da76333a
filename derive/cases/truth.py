"""The true values of a loss and its gradients: the terms themselves, evaluated in balls, sum by sum.

This shares no code with `codegen`: a sum is a sum of numbers here, an entry is an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import ClassVar

from flint import arb, ctx, fmpq

from derive.cases.case import Case
from derive.errors import LimitError
from derive.explain.ground import Definition
from derive.terms.index import Index, Literal, Variable
from derive.terms.places import Positions, UndefinedError
from derive.terms.term import Term
from derive.terms.worlds import Budget, EntryKey, World

PRECISIONS = (128, 512, 4096, 32768)  # bits; log(1 - σ(2800)) takes 4,100
MOST = 10_000_000  # nodes


def _above(value: arb) -> arb:
    if not value > 0:
        raise UndefinedError("not certainly above 0")
    return value


def _step(value: arb) -> arb:
    if value > 0 or value < 0:
        return arb(int(value > 0))
    raise UndefinedError("possibly a jump")


class Values(World[arb]):
    """A loss and what follows from it at a case; names are worked out from their definitions."""

    functions: ClassVar[Mapping[str, Callable[[arb], arb]]] = {
        "exp": lambda x: x.exp(),
        "log": lambda x: _above(x).log(),
        "sigma": lambda x: 1 / (1 + (-x).exp()),
        "tanh": lambda x: x.tanh(),
        "sqrt": lambda x: _above(x).sqrt(),
        "abs": abs,
        "relu": lambda x: (x + abs(x)) / 2,
        "step": _step,
    }

    def __init__(self, case: Case) -> None:
        super().__init__(case.places, Budget(MOST))
        self.case = case
        self.definitions: Mapping[str, Definition] = case.loss.definitions

    def over(self, slots: tuple[Variable, ...]) -> list[Positions]:
        """All positions of open indices."""
        return list(product(*(range(self.places.size(slot.axis)) for slot in slots)))

    def at(self, term: Term, slots: Sequence[Variable], positions: Positions) -> arb:
        """The value of a term at positions of its open indices."""
        outer = {slot: self.bound.get(slot) for slot in slots}
        self.bound.update(zip(slots, positions, strict=True))
        try:
            return self.value(term)
        finally:
            for slot, position in outer.items():
                if position is None:
                    del self.bound[slot]
                else:
                    self.bound[slot] = position

    def position(self, index: Index) -> int:
        """Where an index term points to; a literal is a place of its axis."""
        return self.places.literal(index) if isinstance(index, Literal) else super().position(index)

    def draw(self, entry: EntryKey, level: int) -> arb:
        """A given number as it is, or what the name stands for."""
        tensor, positions = entry
        if tensor in self.case.arrays:
            return arb(float(self.case.arrays[tensor][positions]))
        definition = self.definitions[tensor]
        return self.at(definition.body, definition.slots, positions)

    def number(self, value: Fraction, level: int) -> arb:
        """A rational constant."""
        return arb(fmpq(value.numerator, value.denominator))

    def total(self, values: list[arb], level: int) -> arb:
        """Their sum."""
        return sum(values, arb(0))

    def product(self, values: list[arb], level: int) -> arb:
        """Their product."""
        return prod(values, start=arb(1))

    def power(self, base: arb, exponent: Fraction, level: int) -> arb:
        """base ^ (n/d)"""
        if exponent.denominator != 1:
            return _above(base) ** self.number(exponent, level)
        if exponent < 0 and base.contains(0):
            raise UndefinedError("division by 0")
        made = prod([base] * abs(int(exponent)), start=arb(1))  # `**` has no answer for a ball around 0
        return made if exponent > 0 else 1 / made

    def raised(self, base: arb, exponent: arb, level: int) -> arb:
        """base ^ exponent for a positive base."""
        return _above(base) ** exponent

    def known(self, function: str, argument: arb, level: int) -> arb:
        """One of functions.KNOWN."""
        if function not in self.functions:
            raise UndefinedError(f"{function} has no value in balls")
        return self.functions[function](argument)

    def oracle(self, function: str, argument: arb, level: int) -> arb:
        """A function of which only the name is known has no value."""
        raise UndefinedError(f"{function} has no value")


def true_values(
    case: Case, term: Term, slots: tuple[Variable, ...], near: Mapping[Positions, float]
) -> dict[Positions, arb]:
    """The values at the positions of `near`, each to within that, in as many bits as it takes."""
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            try:
                world = Values(case)
                values = {at: world.at(term, slots, at) for at in near}
            except UndefinedError:
                continue
            if all(value.rad() <= near[at] for at, value in values.items()):
                return values
    raise LimitError(f"{case.loss.name} has no value that is certain in {PRECISIONS[-1]} bits at {case!r}")
