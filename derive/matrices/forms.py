r"""Matrix forms: what people write instead of indices. A closed set of nodes; vectors are columns.

Leaf U · Scalar c · Ones 1 · Identity I · Scaled 2 A · Plus A + B · Times A ⊙ B · Matmul A B · Transposed A^T
Diagonal diag(v) · Each σ(A) · Total Σ_k A_k
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.terms.index import Axis, Variable
from derive.terms.term import Entry, Term


class Form:
    """An array: a number, a column, or a matrix."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Leaf(Form):
    """A named array, or one of its rows: the entry read over `slots`, in this order."""

    entry: Entry
    slots: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Scalar(Form):
    """A number, said by indices."""

    term: Term


@dataclass(frozen=True, slots=True)
class Ones(Form):
    """A column of ones."""

    axis: Axis


@dataclass(frozen=True, slots=True)
class Identity(Form):
    """The identity matrix."""

    axis: Axis


@dataclass(frozen=True, slots=True)
class Scaled(Form):
    """c A for a number c."""

    factor: Form
    form: Form


@dataclass(frozen=True, slots=True)
class Plus(Form):
    """A + B + ...; a Scalar among them is added to every entry."""

    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Times(Form):
    """A ⊙ B ⊙ ..., entry by entry."""

    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Matmul(Form):
    """The product of matrices A B."""

    left: Form
    right: Form


@dataclass(frozen=True, slots=True)
class Transposed(Form):
    """A^T"""

    form: Form


@dataclass(frozen=True, slots=True)
class Diagonal(Form):
    """diag(v)"""

    form: Form


@dataclass(frozen=True, slots=True)
class Each(Form):
    """f(A), entry by entry."""

    function: str
    form: Form


@dataclass(frozen=True, slots=True)
class Total(Form):
    """Σ_k A_k"""

    index: Variable
    form: Form


def transposed(form: Form) -> Form:
    """A^T, without doing it twice."""
    match form:
        case Transposed(inside):
            return inside
        case Scalar() | Identity() | Diagonal():
            return form
    return Transposed(form)


def carried(form: Form) -> Form | None:
    """A^T with the transpose carried one step in, as in (A B)^T = B^T A^T; None at a leaf."""
    match form:
        case Scaled(factor, inside):
            return Scaled(factor, transposed(inside))
        case Plus(forms):
            return Plus(tuple(map(transposed, forms)))
        case Times(forms):
            return Times(tuple(map(transposed, forms)))
        case Matmul(left, right):
            return Matmul(transposed(right), transposed(left))
        case Each(function, inside):
            return Each(function, transposed(inside))
        case Total(index, inside):
            return Total(index, transposed(inside))
    return None
