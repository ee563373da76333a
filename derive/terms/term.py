"""Terms: real-valued expressions over entries of tensors. A closed set of nine nodes, hash-consed and immutable.

    Number 3/2 · Size |V| · Entry U[w,k] · Delta [w = o] · Sum_w t · Add · Mul · Pow t^s · Apply exp(t)

Operations on terms (substitution, differentiation, normal form, printing) are modules, never methods of a node.
`==` is identity: structurally equal terms are one object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from operator import attrgetter
from typing import Any, ClassVar

from derive.errors import LimitError
from derive.terms.index import Axis, Index, Variable
from derive.terms.interned import Interned

Rational = Fraction | int
MOST_PARTS = 10_000  # summands or factors of one node
_CLOSED: frozenset[Variable] = frozenset()


class Term:
    """A real number that depends on index variables, sizes and tensors."""

    __slots__ = ("__weakref__", "free")
    __match_args__: tuple[str, ...] = ()
    _known: ClassVar[Interned[Term]] = Interned()

    free: frozenset[Variable]  # index variables not bound inside

    def __add__(self, other: Term | Rational) -> Term:
        return add(self, lift(other))

    def __radd__(self, other: Rational) -> Term:
        return add(lift(other), self)

    def __sub__(self, other: Term | Rational) -> Term:
        return add(self, negate(lift(other)))

    def __rsub__(self, other: Rational) -> Term:
        return add(lift(other), negate(self))

    def __neg__(self) -> Term:
        return negate(self)

    def __mul__(self, other: Term | Rational) -> Term:
        return mul(self, lift(other))

    def __rmul__(self, other: Rational) -> Term:
        return mul(lift(other), self)

    def __truediv__(self, other: Term | Rational) -> Term:
        return mul(self, Pow(lift(other), Number(-1)))

    def __rtruediv__(self, other: Rational) -> Term:
        return mul(lift(other), Pow(self, Number(-1)))

    def __pow__(self, other: Term | Rational) -> Term:
        return Pow(self, lift(other))

    def __repr__(self) -> str:
        parts = ", ".join(repr(getattr(self, name)) for name in self.__match_args__)
        return f"{type(self).__name__}({parts})"


def _intern(cls: type[Term], *parts: object) -> tuple[Term, bool]:
    """The one object of this class with these parts, and whether it is new."""
    key = (cls, *parts)
    found = Term._known.get(key)
    if found is not None:
        return found, False
    made = object.__new__(cls)
    Term._known.put(key, made)
    return made, True


def _united(parts: tuple[Term, ...] | tuple[Index, ...]) -> frozenset[Variable]:
    """What is free in any part; one of the sets that are there already, wherever it holds the others."""
    free = _CLOSED
    for part in parts:
        if not part.free <= free:
            free = part.free if free <= part.free else free | part.free
    return free


class Number(Term):
    """A rational constant."""

    __slots__ = ("value",)
    __match_args__ = ("value",)
    value: Fraction

    def __new__(cls, value: Rational) -> Number:
        made, new = _intern(cls, value)
        assert isinstance(made, Number)
        if new:
            made.value, made.free = Fraction(value), _CLOSED
        return made


class Size(Term):
    """The number of positions of an axis, |V|; at least 1."""

    __slots__ = ("axis",)
    __match_args__ = ("axis",)
    axis: Axis

    def __new__(cls, axis: Axis) -> Size:
        made, new = _intern(cls, axis)
        assert isinstance(made, Size)
        if new:
            made.axis, made.free = axis, _CLOSED
        return made


class Entry(Term):
    """An entry `U[w, k]` of a tensor; a scalar is an entry without indices. Its real value is unknown."""

    __slots__ = ("indices", "tensor")
    __match_args__ = ("tensor", "indices")
    tensor: str
    indices: tuple[Index, ...]

    def __new__(cls, tensor: str, indices: tuple[Index, ...] = ()) -> Entry:
        made, new = _intern(cls, tensor, indices)
        assert isinstance(made, Entry)
        if new:
            made.tensor, made.indices = tensor, indices
            made.free = _united(indices)
        return made


class Delta(Term):
    """Kronecker delta: 1 where both index terms (of one axis) are the same position, else 0."""

    __slots__ = ("left", "right")
    __match_args__ = ("left", "right")
    left: Index
    right: Index

    def __new__(cls, left: Index, right: Index) -> Delta:
        made, new = _intern(cls, left, right)
        assert isinstance(made, Delta)
        if new:
            made.left, made.right = left, right
            made.free = _united((left, right))
        return made


class Sum(Term):
    """The sum of the body over all positions of the axis of `index`, which it binds."""

    __slots__ = ("body", "index")
    __match_args__ = ("index", "body")
    index: Variable
    body: Term

    def __new__(cls, index: Variable, body: Term) -> Sum:
        made, new = _intern(cls, index, body)
        assert isinstance(made, Sum)
        if new:
            made.index, made.body = index, body
            made.free = body.free - {index} if index in body.free else body.free
        return made


class Add(Term):
    """t + ... + t; build with `add`."""

    __slots__ = ("terms",)
    __match_args__ = ("terms",)
    terms: tuple[Term, ...]

    def __new__(cls, terms: tuple[Term, ...]) -> Add:
        made, new = _intern(cls, terms)
        assert isinstance(made, Add)
        if new:
            made.terms = terms
            made.free = _united(terms)
        return made


class Mul(Term):
    """t * ... * t; build with `mul`."""

    __slots__ = ("factors",)
    __match_args__ = ("factors",)
    factors: tuple[Term, ...]

    def __new__(cls, factors: tuple[Term, ...]) -> Mul:
        made, new = _intern(cls, factors)
        assert isinstance(made, Mul)
        if new:
            made.factors = factors
            made.free = _united(factors)
        return made


class Pow(Term):
    """base ^ exponent; a quotient is a power -1, a root a power 1/2."""

    __slots__ = ("base", "exponent")
    __match_args__ = ("base", "exponent")
    base: Term
    exponent: Term

    def __new__(cls, base: Term, exponent: Term) -> Pow:
        made, new = _intern(cls, base, exponent)
        assert isinstance(made, Pow)
        if new:
            made.base, made.exponent = base, exponent
            made.free = _united((base, exponent))
        return made


class Apply(Term):
    """A function of one real argument: one of functions.KNOWN, or an unknown one such as `g` (and `g'`, `g''`)."""

    __slots__ = ("argument", "function")
    __match_args__ = ("function", "argument")
    function: str
    argument: Term

    def __new__(cls, function: str, argument: Term) -> Apply:
        made, new = _intern(cls, function, argument)
        assert isinstance(made, Apply)
        if new:
            made.function, made.argument = function, argument
            made.free = argument.free
        return made


ZERO, ONE = Number(0), Number(1)


def lift(value: Term | Rational) -> Term:
    """A rational as a Number; a term as itself."""
    return value if isinstance(value, Term) else Number(value)


def add(*terms: Term) -> Term:
    """Their sum, flat and without zeros."""
    flat: list[Term] = []
    for term in terms:
        if isinstance(term, Add):
            flat.extend(term.terms)
        elif term is not ZERO:
            flat.append(term)
    _within_limit(len(flat))
    return ZERO if not flat else flat[0] if len(flat) == 1 else Add(tuple(flat))


def mul(*factors: Term) -> Term:
    """Their product, flat and without ones; 0 if a factor is 0."""
    flat: list[Term] = []
    for factor in factors:
        if factor is ZERO:
            return ZERO
        if isinstance(factor, Mul):
            flat.extend(factor.factors)
        elif factor is not ONE:
            flat.append(factor)
    _within_limit(len(flat))
    return ONE if not flat else flat[0] if len(flat) == 1 else Mul(tuple(flat))


def _within_limit(parts: int) -> None:
    """Definitions that double each other forty times must not fill the memory."""
    if parts > MOST_PARTS:
        raise LimitError(f"a sum or product of more than {MOST_PARTS} parts")


def negate(term: Term) -> Term:
    """-t."""
    return Number(-term.value) if isinstance(term, Number) else mul(Number(-1), term)


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly inside."""
    inside = _INSIDE.get(type(term))
    return inside(term) if inside else ()


_INSIDE: dict[type[Term], Callable[[Any], tuple[Term, ...]]] = {
    Sum: lambda term: (term.body,),
    Add: attrgetter("terms"),
    Mul: attrgetter("factors"),
    Pow: attrgetter("base", "exponent"),
    Apply: lambda term: (term.argument,),
}


def rebuild(term: Term, parts: tuple[Term, ...]) -> Term:
    """The same node around other children. Not for Sum when the new body could capture its index."""
    match term:
        case Sum(index, _):
            return Sum(index, parts[0])
        case Add(_):
            return add(*parts)
        case Mul(_):
            return mul(*parts)
        case Pow(_, _):
            return Pow(parts[0], parts[1])
        case Apply(function, _):
            return Apply(function, parts[0])
        case _:
            return term


def walk(term: Term) -> Iterator[Term]:
    """Every distinct subterm once, outermost first."""
    seen: set[Term] = set()
    stack = [term]
    while stack:
        top = stack.pop()
        if top in seen:
            continue
        seen.add(top)
        yield top
        stack.extend(children(top))
