"""From terms to normal forms: one law a node.

Two terms are equal in a case if the difference of their normal forms is 0; the converse holds for the class described
in the room's docstring.
"""

from __future__ import annotations

from derive.prove.hypotheses import Hypotheses
from derive.prove.meter import METER
from derive.prove.polynomial import ONE, Polynomial, constant, generator, plus, product
from derive.prove.replace import Replacing
from derive.prove.signs import Assumed
from derive.terms.index import Variable
from derive.terms.substitute import substitute
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term


class Normaliser(Replacing):
    """Normal forms of terms in one index case."""

    def __init__(self, hypotheses: Hypotheses, assumed: Assumed) -> None:
        super().__init__(hypotheses, assumed)
        self._normal: dict[Term, Polynomial] = {}
        self._reserved: frozenset[Variable] = hypotheses.reserved.union(*[e.free for e in assumed.entries])

    def polynomial(self, term: Term) -> Polynomial:
        """The normal form of a term."""
        found = self._normal.get(term)
        if found is None:
            METER.spend(2)
            found = self._normal[term] = self._by_node(term)
        return found

    def _by_node(self, term: Term) -> Polynomial:
        match term:
            case Number(value):
                return constant(value)
            case Size(axis):
                return self.size(axis)
            case Entry(tensor, indices):
                return generator(self.value(tensor, indices))
            case Delta(left, right):
                return self.delta(left, right)
            case Sum(index, body):
                return self._sum(index, body)
            case Add(terms):
                return self._add(terms)
            case Mul(factors):
                return self._mul(factors)
            case Pow(base, exponent):
                return self._pow(base, exponent)
            case Apply(function, argument):
                return self.applied(function, self.polynomial(argument))
        raise TypeError(term)

    def _add(self, terms: tuple[Term, ...]) -> Polynomial:
        made: Polynomial = {}
        for t in terms:
            made = plus(made, self.polynomial(t))
        return made

    def _mul(self, factors: tuple[Term, ...]) -> Polynomial:
        made = ONE
        for f in factors:
            made = product(made, self.polynomial(f))
        return made

    def _sum(self, index: Variable, body: Term) -> Polynomial:
        """Σ_v t; a name that the hypotheses use for a free index is renamed first."""
        if index in self._reserved:
            renamed = self.new(index.axis)
            index, body = renamed, substitute(body, {index: renamed})
        return self.sum_over((index,), self.polynomial(body))

    def _pow(self, base: Term, exponent: Term) -> Polynomial:
        """t^q for a number q, else t^s = e^(s log t) where t > 0."""
        s = self.polynomial(exponent)
        if not s:
            return ONE
        if len(s) == 1 and () in s:
            return self.power(self.polynomial(base), s[()])
        return self.exp(product(s, self.log(self.polynomial(base))))
