"""Matrix forms in NumPy: vectors have one side, so a row and a column are the same array."""

from __future__ import annotations

from typing import Protocol

from derive.codegen import tree
from derive.codegen.functions import of_function
from derive.codegen.tree import NEW, WHOLE, At, Call, Code, Infix
from derive.matrices.forms import (
    Diagonal,
    Each,
    Form,
    Identity,
    Leaf,
    Matmul,
    Ones,
    Plus,
    Scalar,
    Scaled,
    Times,
    Transposed,
    carried,
)
from derive.terms.index import Axis, Variable
from derive.terms.term import Term

SCALAR, COLUMN, ROW, MATRIX, TALL, WIDE = "number", "column", "row", "matrix", "tall", "wide"
Made = tuple[Code, str]


class Source(Protocol):
    """What says terms and sizes."""

    dtype: Code

    def array(self, term: Term, slots: tuple[Variable, ...]) -> Code: ...

    def named(self, tensor: str) -> Code: ...

    def size(self, axis: Axis) -> Code: ...


class _NoCodeError(Exception):
    """A form that has no product in NumPy."""


class Products:
    """The code of matrix forms over the arrays of a source."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def array(self, form: Form) -> Code | None:
        """The array; None where it takes a sum over a third index."""
        try:
            made, kind = self.shown(form)
        except _NoCodeError:
            return None
        return made if kind not in (TALL, WIDE) else None

    def shown(self, form: Form) -> Made:
        """The code, and whether it is a number, a vector or a matrix; TALL and WIDE lack one side of a matrix."""
        match form:
            case Leaf(entry, slots):
                return self.source.named(entry.tensor), MATRIX if len(slots) == 2 else COLUMN
            case Scalar(term):
                return self.source.array(term, ()), SCALAR
            case Identity(axis):
                return Call("identity", (self.source.size(axis), self.source.dtype)), MATRIX
            case Ones(axis):
                return Call("ones", (self.source.size(axis), self.source.dtype)), COLUMN
            case Scaled(factor, inside):
                return self.scaled(factor, inside)
            case Plus(forms):
                made = [self.shown(_everywhere(part)) for part in forms]
                return tree.plus([code for code, _ in made]), _together([kind for _, kind in made])
            case Times(forms):
                made = [self.shown(part) for part in forms]
                return tree.times([code for code, _ in made]), _together([kind for _, kind in made])
            case Matmul(left, right):
                return self.product(left, right)
            case Transposed(inside):
                return self.flipped(inside)
            case Diagonal(inside):
                return Call("diag", (self.shown(inside)[0],)), MATRIX
            case Each(function, inside):
                code, kind = self.shown(inside)
                return of_function(function, code), kind
        raise _NoCodeError

    def scaled(self, factor: Form, inside: Form) -> Made:
        """c A"""
        code, kind = self.shown(inside)
        return tree.times([self.shown(factor)[0], code]), kind

    def flipped(self, inside: Form) -> Made:
        """A.T as a whole or carried in, whichever has fewer .T; vectors are what they were"""
        code, kind = self.shown(inside)
        if kind in (TALL, WIDE):
            raise _NoCodeError
        if kind != MATRIX:
            return code, {COLUMN: ROW, ROW: COLUMN}.get(kind, kind)
        inner = carried(inside)
        within = self.shown(inner)[0] if inner is not None else None
        whole = tree.turned(code)
        return (whole if within is None or _turns(whole) < _turns(within) else within), MATRIX

    def product(self, left: Form, right: Form) -> Made:
        """A B: @, outer, a sum along a side, or a product entry by entry with a diagonal."""
        match left, right:
            case _, Ones():
                return self.summed(left)
            case Transposed(Ones()), _:
                code, kind = self.shown(right)
                return (tree.reduced(code), SCALAR) if kind == COLUMN else (tree.reduced(code, 0), ROW)
            case Diagonal(inside), _:
                return self.scaled_rows(inside, right)
            case _, Diagonal(inside):
                code, kind = self.shown(left)
                return tree.times([code, self.shown(inside)[0]]), kind
            case Ones(), _:
                code, _ = self.shown(right)
                return At(code, (NEW, WHOLE)), WIDE
            case _, Transposed(Ones()):
                code, kind = self.shown(left)
                if kind != COLUMN:
                    raise _NoCodeError
                return At(code, (WHOLE, NEW)), TALL
        return self.multiplied(self.shown(left), self.shown(right))

    def summed(self, left: Form) -> Made:
        """A 1"""
        code, kind = self.shown(left)
        if kind == MATRIX:
            return tree.reduced(code, 1), COLUMN
        if kind == ROW:
            return tree.reduced(code), SCALAR
        if kind == COLUMN:
            return At(code, (WHOLE, NEW)), TALL
        raise _NoCodeError

    def scaled_rows(self, by: Form, right: Form) -> Made:
        """diag(v) A"""
        code, kind = self.shown(right)
        own = self.shown(by)[0]
        return tree.times([At(own, (WHOLE, NEW)) if kind == MATRIX else own, code]), kind

    def multiplied(self, left: Made, right: Made) -> Made:
        (a, one), (b, two) = left, right
        kind = {
            (ROW, COLUMN): SCALAR,
            (MATRIX, COLUMN): COLUMN,
            (ROW, MATRIX): ROW,
            (MATRIX, MATRIX): MATRIX,
            (COLUMN, ROW): MATRIX,
        }.get((one, two))
        if kind is None:
            raise _NoCodeError
        if (one, two) == (COLUMN, ROW):
            return Call("outer", (a, b)), MATRIX
        return Infix("@", a, b), kind


def _everywhere(form: Form) -> Form:
    """A number that is added to every entry needs no ones."""
    match form:
        case Scaled(factor, Ones()):
            return factor
        case Scaled(factor, inside):
            number = _everywhere(inside)
            return form if number is inside else Scaled(factor, number)
    return form


def _turns(code: Code) -> int:
    return sum(isinstance(part, tree.Turned) for part in tree.walk(code))


def _together(kinds: list[str]) -> str:
    """What an elementwise operation makes of arrays of these kinds."""
    found = set(kinds) - {SCALAR}
    if found in ({TALL, WIDE}, {MATRIX}, {MATRIX, TALL}, {MATRIX, WIDE}, {MATRIX, TALL, WIDE}):
        return MATRIX
    if len(found) > 1:
        raise _NoCodeError
    return next(iter(found), SCALAR)
