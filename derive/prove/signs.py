"""What is known about signs: the bottom layer of the normaliser.

A factor counts as positive only where it is so for all values of the entries. A fractional power counts too, because a
proof speaks only about points at which its base is positive.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.prove.generators import Base, Exp, Extent, Generator, Log, Monomial, Rational, Total, Value
from derive.prove.hypotheses import Hypotheses
from derive.prove.meter import UndefinedError
from derive.prove.polynomial import ONE, Polynomial, generator, scaled, thaw, times, whole
from derive.terms.term import Entry


@dataclass(frozen=True, slots=True)
class Assumed:
    """Entries that are positive wherever the question makes sense: of whole tensors, or single ones."""

    tensors: frozenset[str] = frozenset()
    entries: frozenset[Entry] = frozenset()


@dataclass(slots=True)
class Factors:
    """c m P = |c| Π R^e · sign · unknown · P, each R positive wherever it is not 0, `unknown` to the power 1."""

    known: list[tuple[Polynomial, Rational]] = field(default_factory=list)
    unknown: list[tuple[Generator, Rational]] = field(default_factory=list)
    primitive: Polynomial | None = None
    sign: int = 1


class Signs:
    """Signs of generators and polynomials in one index case."""

    def __init__(self, hypotheses: Hypotheses, assumed: Assumed) -> None:
        self.hypotheses = hypotheses
        self.tensors = hypotheses.facts.positive | assumed.tensors
        normal = hypotheses.normal
        self.entries = {(e.tensor, tuple([normal(i) for i in e.indices])) for e in assumed.entries}

    def positive(self, g: Generator) -> bool:
        """g > 0 always."""
        match g:
            case Exp() | Extent():
                return True
            case Value(tensor, places):
                return tensor in self.tensors or (tensor, places) in self.entries
            case Total(_, monomial):
                return all(self.positive(h) or not whole(e) for h, e in monomial)
            case Base(terms):
                return self.positive_polynomial(thaw(terms))
            case Log(terms):
                return all(m == () and c > 1 for m, c in terms)
            case _:
                return False

    def not_negative(self, m: Monomial) -> bool:
        """m >= 0 always."""
        return all(not whole(e) or e % 2 == 0 or g.boolean or self._not_negative(g) for g, e in m)

    def _not_negative(self, g: Generator) -> bool:
        return self.not_negative(g.monomial) if isinstance(g, Total) else self.positive(g)

    def positive_polynomial(self, p: Polynomial) -> bool:
        """P > 0 always, because it is a sum of terms that are not negative, one of them positive."""
        return (
            all(c > 0 for c in p.values())
            and all(self.not_negative(m) for m in p)
            and any(all(self.positive(g) or not whole(e) for g, e in m) for m in p)
        )

    def factored(self, c: Rational, m: Monomial, primitive: Polynomial) -> Factors:
        """Sort the factors of c m P by what is known of their signs."""
        made = Factors(sign=1 if c > 0 else -1)
        for g, e in m:
            if not whole(e) or self._not_negative(g):
                made.known.append((generator(g), e))
            else:
                self._sort_unknown(made, g, e)
        if primitive != ONE:
            if self.positive_polynomial(primitive):
                made.known.append((primitive, 1))
            else:
                made.primitive = primitive
        return made

    @staticmethod
    def _sort_unknown(made: Factors, g: Generator, e: Rational) -> None:
        """x^2k = (x^2)^k is known, x^(2k+1) = (x^2)^k x is known but for x."""
        half = int(e) // 2
        if half:
            made.known.append(({((g, 2),): 1}, half))
        if e % 2:
            made.unknown.append((g, 1))

    def positive_factors(self, c: Rational, m: Monomial, primitive: Polynomial) -> list[tuple[Polynomial, Rational]]:
        """c m P = |c| Π R^e wherever it is positive, each R positive there.

        log(xy) = log x + log y needs a sign of x or y; without one, xy stays whole. One unknown factor is positive.
        """
        made = self.factored(c, m, primitive)
        unknown = times((), tuple(made.unknown))
        rest: Polynomial = {times(n, unknown): d for n, d in (made.primitive or ONE).items()}
        if made.sign > 0 and made.primitive is None and len(unknown) == 1:
            g = unknown[0][0]
            return [(p, e) for p, e in made.known if p != {((g, 2),): 1}] + [(generator(g), dict(m)[g])]
        if made.sign < 0:
            rest = scaled(rest, -1)
            if rest == {(): -1}:
                raise UndefinedError("logarithm or root of something negative")
        return made.known + ([(rest, 1)] if rest != ONE else [])
