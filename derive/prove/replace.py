"""Replacing index terms inside normal forms: everything they touch is built again by the laws."""

from __future__ import annotations

from collections.abc import Mapping

from derive.prove.generators import Base, Call, Exp, Generator, Log, Monomial, Rational, Same, Step, Total, Value
from derive.prove.hypotheses import Hypotheses, replaced_index
from derive.prove.meter import METER
from derive.prove.polynomial import (
    ONE,
    ZERO,
    Polynomial,
    accumulate,
    generator,
    product,
    reduced,
    scaled,
    thaw,
)
from derive.prove.signs import Assumed
from derive.prove.sums import Sums
from derive.terms.index import Index

Replacement = Mapping[Index, Index]


class Replacing(Sums):
    """P[s := t] for index terms s, at once for all s."""

    def __init__(self, hypotheses: Hypotheses, assumed: Assumed) -> None:
        super().__init__(hypotheses, assumed)
        self._done: dict[tuple[Generator, Rational, tuple[tuple[Index, Index], ...]], Polynomial] = {}

    def delta(self, left: Index, right: Index) -> Polynomial:
        """[s = t]: 1, 0, or what is still open."""
        found = self.hypotheses.same(left, right)
        if found is True:
            return ONE
        if found is False:
            return ZERO
        made = ONE
        for a, b in found:
            made = product(made, generator(Same(a, b)))
        return made

    def value(self, tensor: str, places: tuple[Index, ...]) -> Generator:
        """An entry, its places as the hypotheses name them."""
        if self.hypotheses.rules:
            places = tuple([self.hypotheses.normal(i) for i in places])
        return Value(tensor, places)

    def replaced(self, p: Polynomial, by: Replacement) -> Polynomial:
        made: Polynomial = {}
        for m, c in p.items():
            for n, d in self._replaced_monomial(m, by).items():
                accumulate(made, n, c * d)
        return reduced(made)

    def _replaced_monomial(self, m: Monomial, by: Replacement) -> Polynomial:
        kept = []
        made = ONE
        for g, e in m:
            if g.indices.isdisjoint(by):
                kept.append((g, e))
            else:
                made = product(made, self._replaced_factor(g, e, by))
        return product(made, {tuple(kept): 1}) if kept else made

    def _replaced_factor(self, g: Generator, e: Rational, by: Replacement) -> Polynomial:
        key = (g, e, tuple(by.items()))
        found = self._done.get(key)
        if found is None:
            METER.spend(3)
            found = self._done[key] = self._rebuilt(g, e, by)
        return found

    def _rebuilt(self, g: Generator, e: Rational, by: Replacement) -> Polynomial:
        match g:
            case Value(tensor, places):
                return generator(self.value(tensor, tuple([replaced_index(i, by) for i in places])), e)
            case Same(left, right):
                made = self.delta(replaced_index(left, by), replaced_index(right, by))
            case Exp(monomial):
                return self.exp(scaled(self.replaced({monomial: 1}, by), e))
            case Base(terms):
                return self.power(self.replaced(thaw(terms), by), e)
            case Log(terms):
                made = self.log(self.replaced(thaw(terms), by))
            case Step(terms):
                made = self.step(self.replaced(thaw(terms), by))
            case Call(function, terms):
                made = self.applied(function, self.replaced(thaw(terms), by))
            case Total(binders, monomial):
                made = self.sum_over(binders, self.replaced({monomial: 1}, by))
            case _:
                raise TypeError(g)
        return made if e == 1 else self.power(made, e)
