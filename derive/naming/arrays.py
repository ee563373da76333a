"""Arrays: terms abstracted over the indices of their shape, and the algebra of shapes.

    column v        rows=(k), columns=None     v_k
    matrix U        rows=(w), columns=(k)      U_wk
    U v             rows=(w), columns=None     sum_k U_wk v_k

A slot is a variable met nowhere else, or None for a side of length 1. `shown` is the LaTeX of what was understood.
A side of a vector of ones or of an identity matrix is open until it meets another: its length is what fits there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from derive.terms.blocks import at_block, rearranged, settled, summed
from derive.terms.index import Axis, Index, Variable, fresh
from derive.terms.spelling import raised
from derive.terms.substitute import substitute
from derive.terms.term import ZERO, Number, Pow, Term

Slot = Variable | None
SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4  # how tightly `shown` binds
GENERIC = ("i1", "i2")  # letters for any row and any column
_open_names = count(1)


class ShapeError(Exception):
    """Two shapes that do not fit; the elaborator adds the place.

    `doubtful`: nobody divides by an array on purpose, so the declaration, not the document, is probably wrong.
    """

    def __init__(self, message: str, found: str, expected: str, *, doubtful: bool = False) -> None:
        super().__init__(message)
        self.found, self.expected, self.doubtful = found, expected, doubtful


@dataclass(frozen=True, slots=True)
class Array:
    """An array of real numbers: body[slots]. Two slots as a rule; more for a derivative of an array by an array."""

    slots: tuple[Slot, ...]
    body: Term
    shown: str
    level: int = ATOM

    @property
    def axes(self) -> tuple[Axis | None, ...]:
        """The axis of each side, None for a side of length 1."""
        return tuple(slot.axis if slot else None for slot in self.slots)

    @property
    def is_scalar(self) -> bool:
        """One number."""
        return not any(self.slots)

    @property
    def is_vector(self) -> bool:
        """A row or a column."""
        return len(self.slots) == 2 and sum(slot is not None for slot in self.slots) == 1

    @property
    def is_zero(self) -> bool:
        """The literal 0, which has every shape."""
        return self.body is ZERO

    @property
    def shape(self) -> str:
        """(V, d), (V, 1), (1, d) or 'a number'."""
        return "a number" if self.is_scalar else describe(self.axes)

    def show(self, level: int) -> str:
        """Its LaTeX, bracketed where the surrounding operation binds more tightly."""
        return self.shown if self.level >= level else rf"\left({self.shown}\right)"

    def at(self, *indices: Index | None) -> Term:
        """The entry at these indices."""
        by = {slot: index for slot, index in zip(self.slots, indices, strict=True) if slot and index}
        return substitute(self.body, by)

    def freshened(self) -> Array:
        """The same array with new slots."""
        slots = tuple(fresh(slot.axis) if slot else None for slot in self.slots)
        return Array(slots, self.at(*slots), self.shown, self.level)

    def named(self, shown: str, level: int = ATOM) -> Array:
        """The same array, shown otherwise."""
        return Array(self.slots, self.body, shown, level)

    @property
    def generic(self) -> tuple[Variable | None, ...]:
        """The indices of any entry, by the same letters in every array: where sides are compared."""
        return tuple(Variable(f"i{p}", slot.axis) if slot else None for p, slot in enumerate(self.slots, 1))

    def flat(self) -> tuple[Variable, ...]:
        """The slots that are there."""
        return tuple(slot for slot in self.slots if slot)


def describe(axes: tuple[Axis | None, ...]) -> str:
    """(V, 1)"""
    names = ["1" if axis is None else "?" if _is_open(axis) else axis.name for axis in axes]
    return "(" + ", ".join(names) + ")"


def scalar(body: Term, shown: str, level: int = ATOM) -> Array:
    """A number as an array."""
    return Array((None, None), body, shown, level)


# open sides


def open_axis() -> Axis:
    """The axis of a side whose length what stands beside it says."""
    return Axis(f"?{next(_open_names)}")


def _is_open(axis: Axis | None) -> bool:
    return axis is not None and axis.name.startswith("?")


def has_open(array: Array) -> bool:
    """Whether the length of some side is not known."""
    return any(map(_is_open, array.axes))


def may_fit(left: Array, right: Array) -> bool:
    """Whether two shapes that differ may be meant to be one: both have an open side, or blocks in another order."""
    turned = any(rearranged(one, other) for one in left.axes for other in right.axes)
    return turned or (has_open(left) and has_open(right))


def fitted(left: Array, right: Array) -> tuple[Array, Array]:
    """Two arrays at the same place: an open side of one has the length of that side of the other."""
    if len(left.slots) != len(right.slots) or not (has_open(left) or has_open(right)):
        return left, right
    left = _settled(left, dict(zip(left.axes, right.axes, strict=True)))
    right = _settled(right, dict(zip(right.axes, left.axes, strict=True)))
    return _settled(left, dict(zip(left.axes, right.axes, strict=True))), right


def _joined(left: Array, right: Array) -> tuple[Array, Array]:
    """Two factors of a matrix product: an open inner side has the length of the other."""
    k, m = left.axes[-1], right.axes[0]
    return _settled(left, {k: m}), _settled(right, {m: k})


def _settled(array: Array, lengths: dict[Axis | None, Axis | None]) -> Array:
    """The array with its open axes replaced where a length is known."""
    by: dict[Slot, Variable] = {}
    for slot in array.flat():
        found = lengths.get(slot.axis)
        if _is_open(slot.axis) and found is not None and not _is_open(found):
            by[slot] = fresh(found)
    if not by:
        return array
    slots = tuple(by.get(slot, slot) for slot in array.slots)
    return Array(slots, array.at(*slots), array.shown, array.level)


# blocks


def blocks(array: Array) -> list[Array]:
    """The blocks of an array with a side made of blocks, for every such side; the array itself where it has none."""
    place = next((p for p, axis in enumerate(array.axes) if axis and axis.parts), None)
    slot = array.slots[place] if place is not None else None
    if place is None or slot is None:
        return [array]
    found: list[Array] = []
    for block in range(len(slot.axis.parts)):
        there, inside = at_block(slot, block)
        slots = (*array.slots[:place], inside, *array.slots[place + 1 :])
        body = settled(substitute(array.body, {slot: there}))
        found += blocks(Array(slots, body, array.shown, array.level))
    return found


# operations


def transpose(array: Array, sign: str = r"\top") -> Array:
    """A^T_ji = A_ij."""
    if len(array.slots) != 2:
        raise ShapeError("only vectors and matrices can be transposed", array.shape, "a vector or a matrix")
    return Array(array.slots[::-1], array.body, raised(array.show(ATOM), sign), POWER)


def negative(array: Array) -> Array:
    """-A"""
    return Array(array.slots, -array.body, f"-{array.show(PRODUCT)}", SUM)


def same_slots(left: Array, right: Array) -> Array:
    """`right` with the slots of `left`, which must have the same axes."""
    if left.axes != right.axes:
        raise ShapeError("the shapes do not fit", right.shape, left.shape, doubtful=may_fit(left, right))
    return Array(left.slots, right.at(*left.slots), right.shown, right.level)


def plus(left: Array, right: Array, sign: str) -> Array:
    """A + B or A - B, of one shape; a literal number next to an array is added to every entry, as in 1 - sigma(z)."""
    shown = joined(left, sign, right)
    left, right = fitted(left, right)
    if left.axes != right.axes:
        if left.is_zero or (left.is_scalar and isinstance(left.body, Number)):
            left = spread(left, right)
        elif right.is_zero or (right.is_scalar and isinstance(right.body, Number)):
            right = spread(right, left)
        else:
            message = f"{left.shape} {sign} {right.shape}: the shapes do not fit"
            raise ShapeError(message, right.shape, left.shape, doubtful=may_fit(left, right))
    other = same_slots(left, right).body
    return Array(left.slots, left.body + other if sign == "+" else left.body - other, shown, SUM)


def joined(left: Array, sign: str, right: Array) -> str:
    """How a sum is shown."""
    return f"{left.show(SUM)} {sign} {right.show(PRODUCT)}"


def spread(number: Array, like: Array) -> Array:
    """The array of this shape with the number at every entry."""
    return Array(like.slots, number.body, number.shown, number.level)


def times(left: Array, right: Array, sign: str = "") -> Array:
    """Scaling, the matrix product sum_k A_ik B_kj, or (with a dot) the inner product of two columns."""
    shown = f"{left.show(PRODUCT)} {sign} {right.show(POWER)}" if sign else f"{left.show(PRODUCT)} {right.show(POWER)}"
    if left.is_scalar or right.is_scalar:
        shape = right if left.is_scalar else left
        return Array(shape.slots, left.body * right.body, shown, PRODUCT)
    if len(left.slots) == len(right.slots) == 2:
        left, right = fitted(left, right) if sign == r"\cdot" and left.axes[1] is None else _joined(left, right)
        right = right.freshened()
        (i, k), (m, j) = left.slots, right.slots
        if k is not None and m is not None and k.axis == m.axis:
            return Array((i, j), sum_over((k,), left.body * right.at(k, j)), shown, PRODUCT)
        if k is None and m is None:
            return Array((i, j), left.body * right.body, shown, PRODUCT)
        if sign == r"\cdot" and i is not None and m is not None and k is None and j is None and i.axis == m.axis:
            return scalar(sum_over((i,), left.body * right.at(i, None)), shown, PRODUCT)
    high = max(len(left.slots), len(right.slots)) > 2
    cross = sign in (r"\times", "*") and left.axes == right.axes  # a cross product, or entry by entry as in code
    message = "a product with an array of order 3" if high else "the inner sides differ"
    message = f"{left.shape} times {right.shape}: {'what kind of product?' if cross else message}"
    doubtful = high or cross or may_fit(left, right)
    raise ShapeError(message, right.shape, f"({inner(left)}, …)", doubtful=doubtful)


def inner(array: Array) -> str:
    """The side a right factor must begin with."""
    return describe(array.axes[-1:])[1:-1]


def sum_over(indices: tuple[Variable, ...], term: Term) -> Term:
    """sum_i ... sum_j term, under new bound indices."""
    for index in indices:
        if _is_open(index.axis):
            message = "the length of this vector of ones or identity is not known"
            raise ShapeError(message, "?", "a size", doubtful=True)
        bound = fresh(index.axis)
        term = summed(bound, substitute(term, {index: bound}))
    return term


def outer(left: Array, right: Array, sign: str) -> Array:
    """a (x) b = a b^T of two vectors."""
    if not (left.is_vector and right.is_vector):
        raise ShapeError("an outer product needs two vectors", f"{left.shape} and {right.shape}", "two vectors")
    right = right.freshened()
    return Array((left.flat()[0], right.flat()[0]), left.body * right.body, _binary(left, sign, right), PRODUCT)


def inner_product(left: Array, right: Array) -> Array:
    """<A, B> = sum of A_ij B_ij, of two vectors or two matrices of one shape."""
    left, right = fitted(left, right)
    shown = rf"\langle {left.shown}, {right.shown} \rangle"
    return scalar(sum_over(left.flat(), left.body * same_slots(left, right).body), shown)


def hadamard(left: Array, right: Array, sign: str) -> Array:
    """The entrywise product of two arrays of one shape."""
    if left.is_scalar or right.is_scalar:
        return times(left, right, sign)
    left, right = fitted(left, right)
    return Array(left.slots, left.body * same_slots(left, right).body, _binary(left, sign, right), PRODUCT)


def _binary(left: Array, sign: str, right: Array) -> str:
    return f"{left.show(PRODUCT)} {sign} {right.show(POWER)}"


def divide(top: Array, bottom: Array) -> Array:
    """A / s for a number s."""
    if not bottom.is_scalar:
        raise ShapeError("division by an array", bottom.shape, "a number", doubtful=True)
    if bottom.is_zero:
        raise ShapeError("division by 0", "0", "a number that is not 0", doubtful=True)
    return Array(top.slots, top.body / bottom.body, rf"\frac{{{top.shown}}}{{{bottom.shown}}}", ATOM)


def each(array: Array, change: Callable[[Term], Term], shown: str, level: int = ATOM) -> Array:
    """A function applied to every entry."""
    return Array(array.slots, change(array.body), shown, level)


def norm(array: Array, *, squared: bool = False) -> Array:
    """||x|| = (sum_i x_i^2)^(1/2), and its square without the root"""
    square = sum_over(array.flat(), array.body**2)
    if squared:
        return scalar(square, rf"\left\|{array.shown}\right\|^2", POWER)
    return scalar(Pow(square, Number(Fraction(1, 2))), rf"\left\|{array.shown}\right\|")
