"""The generators of normal forms: what a polynomial of this room is a polynomial in.

    Value U[w,k] · Extent |V| · Same [w = o] · Step H(P) · Exp e^m · Log log P · Base P · Call f(P) · Total Σ_{b..} m

A generator carries an exponent where it stands, so Base(P) with exponent -1 is 1/P and Base(P) with 1/2 is its root.
Generators are hash-consed: structurally equal ones are one object. Their `order` does not depend on the history of the
process. A Total binds the variables `#n`, numbered from the height of its body, so no outer binder is ever captured.
"""

from __future__ import annotations

from fractions import Fraction
from hashlib import blake2b
from typing import ClassVar, Self

from derive.prove.meter import METER
from derive.terms.index import Applied, Axis, Index, Variable

Rational = int | Fraction
Monomial = tuple[tuple["Generator", Rational], ...]  # sorted by `order`, no exponent 0
Terms = frozenset[tuple[Monomial, Rational]]  # a polynomial as a hashable value
Indices = frozenset[Index]

_NONE: Indices = frozenset()


class Generator:
    """One indeterminate. `indices` are the variables and index functions in it that it does not bind."""

    __slots__ = ("boolean", "height", "indices", "order", "shape")
    _table: ClassVar[dict[tuple[object, ...], Generator]] = {}
    rank: ClassVar[str] = ""

    boolean: bool  # its value is 0 or 1
    height: int  # binders #0 .. #(height-1) may occur inside
    indices: Indices
    order: str
    shape: str  # see sketch.shape

    def __new__(cls, *parts: object) -> Self:
        key = (cls, *parts)
        found = Generator._table.get(key)
        if found is None:
            METER.spend(4)
            found = object.__new__(cls)
            for name, part in zip(cls.__match_args__, parts, strict=True):  # type: ignore[attr-defined]
                setattr(found, name, part)
            found.boolean, found.height, found.shape = False, 0, ""
            found._complete()
            Generator._table[key] = found
        assert isinstance(found, cls)
        return found

    def _complete(self) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.order

    @staticmethod
    def forget(limit: int) -> None:
        """Drop all generators once there are more than `limit`; only between two proofs."""
        if len(Generator._table) > limit:
            Generator._table.clear()


def subterms(index: Index) -> Indices:
    """The variables and index functions inside an index term, itself included."""
    if isinstance(index, Variable):
        return index.free
    if isinstance(index, Applied):
        return frozenset([index]).union(*(subterms(a) for a in index.arguments))
    return _NONE


def digest(text: str) -> str:
    """A short name for a long text; only an order hangs on it."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def text_of(monomial: Monomial) -> str:
    """A name of the monomial, equal for equal ones."""
    return "*".join([g.order if e == 1 else f"{g.order}^{e}" for g, e in monomial])


def text_of_terms(terms: Terms) -> str:
    """A name of the polynomial, equal for equal ones."""
    return "+".join(sorted([f"{c}.{text_of(m)}" for m, c in terms]))


def height_of(monomial: Monomial) -> int:
    """How many binder numbers are taken inside."""
    return max([g.height for g, _ in monomial], default=0)


def indices_of(monomial: Monomial) -> Indices:
    """The variables and index functions inside."""
    return _NONE.union(*[g.indices for g, _ in monomial])


class Value(Generator):
    """An entry of a tensor."""

    __slots__ = __match_args__ = ("tensor", "places")
    rank = "1"
    tensor: str
    places: tuple[Index, ...]

    def _complete(self) -> None:
        self.indices = _NONE.union(*[subterms(i) for i in self.places])
        self.order = f"{self.rank}{self.tensor}[{','.join([i.key for i in self.places])}]"


class Extent(Generator):
    """The size of an axis that is no window."""

    __slots__ = __match_args__ = ("axis",)
    rank = "0"
    axis: Axis

    def _complete(self) -> None:
        self.indices, self.order = _NONE, f"{self.rank}|{self.axis.name}|"


class Same(Generator):
    """The delta of two index terms that may or may not be equal, left before right."""

    __slots__ = __match_args__ = ("left", "right")
    rank = "2"
    left: Index
    right: Index

    def _complete(self) -> None:
        self.boolean = True
        self.indices = subterms(self.left) | subterms(self.right)
        self.order = f"{self.rank}[{self.left.key}={self.right.key}]"


class OverTerms(Generator):
    """A function of a polynomial."""

    __slots__ = ("terms",)
    __match_args__: ClassVar[tuple[str, ...]] = ("terms",)
    terms: Terms

    def _complete(self) -> None:
        self.indices = _NONE.union(*[indices_of(m) for m, _ in self.terms])
        self.height = max([height_of(m) for m, _ in self.terms], default=0)
        self.order = f"{self.rank}{digest(self.rank + text_of_terms(self.terms))}"


class Log(OverTerms):
    """log P, where P has no factor that is known to be positive."""

    __slots__ = ()
    rank = "5"


class Base(OverTerms):
    """P itself, under an exponent that cannot be expanded."""

    __slots__ = ()
    rank = "8"


class Step(OverTerms):
    """The Heaviside step of P: 1 where P > 0, 0 where P < 0."""

    __slots__ = ()
    rank = "3"

    def _complete(self) -> None:
        super()._complete()
        self.boolean = True


class Call(Generator):
    """An unknown function of P."""

    __slots__ = __match_args__ = ("function", "terms")
    rank = "4"
    function: str
    terms: Terms

    def _complete(self) -> None:
        self.indices = _NONE.union(*[indices_of(m) for m, _ in self.terms])
        self.height = max([height_of(m) for m, _ in self.terms], default=0)
        self.order = f"{self.rank}{self.function}:{digest(text_of_terms(self.terms))}"


class Exp(Generator):
    """e to the power of a monomial; its rational factor stands in the exponent of this generator."""

    __slots__ = __match_args__ = ("monomial",)
    rank = "6"
    monomial: Monomial

    def _complete(self) -> None:
        self.indices, self.height = indices_of(self.monomial), height_of(self.monomial)
        self.order = f"{self.rank}{digest(text_of(self.monomial))}"


class Total(Generator):
    """Σ over the binders of a monomial whose factors they connect."""

    __slots__ = __match_args__ = ("binders", "monomial")
    rank = "7"
    binders: tuple[Variable, ...]
    monomial: Monomial

    def _complete(self) -> None:
        inside = indices_of(self.monomial)
        self.indices = frozenset([i for i in inside if i.free.isdisjoint(self.binders)])
        self.height = max(height_of(self.monomial), *[int(b.name[1:]) + 1 for b in self.binders])
        binders = ",".join([b.key for b in self.binders])
        self.order = f"{self.rank}{digest(f'{binders}.{text_of(self.monomial)}')}"
