r"""Matrices made of blocks: [A, B] side by side, [A; B] one above the other, tables of blocks.

    table([[A, B], [C, D]])      blocks of one row have one height, blocks of one column one width; 0 fits everywhere

One row of blocks keeps its height; blocks of one position each, such as two columns, make an axis of that number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.naming.arrays import Array, ShapeError, fitted, has_open
from derive.terms.blocks import MOST_BLOCKS, joined, number, part
from derive.terms.index import Axis, Index, Literal, Variable, fresh
from derive.terms.term import ZERO, Delta, Sum, Term

Blocks = Sequence[Sequence[Array]]


def table(rows: Blocks, shown: str) -> Array:
    """The matrix of these blocks. ShapeError where they do not fit together."""
    heights = [_common(row, 0) for row in rows]
    widths = [_common(column, 1) for column in zip(*rows, strict=True)]
    down, across = _slot(heights), _slot(widths)
    body: Term = ZERO
    for i, row in enumerate(rows):
        for j, block in enumerate(row):
            body = body + _block(block, (down, i, heights), (across, j, widths))
    return Array((down, across), body, shown)


def fits(blocks: Sequence[Array], side: int) -> bool:
    """Whether blocks can stand beside each other: they have one height (0), or one width (1)."""
    try:
        _common(blocks, side)
    except ShapeError:
        return False
    return True


def _common(blocks: Iterable[Array], side: int) -> Axis | None:
    """The one length that the blocks of a row, or of a column, have."""
    known = [block for block in blocks if not block.is_zero]
    lengths = {block.axes[side] for block in known if not has_open(block)}
    if not lengths:
        raise ShapeError("blocks of which nothing says how long they are", "?", "a size", doubtful=True)
    if len(lengths) != 1:
        shapes = ", ".join(block.shape for block in known)
        raise ShapeError("blocks that do not fit beside each other", shapes, "one length", doubtful=True)
    return lengths.pop()


def _slot(parts: list[Axis | None]) -> Variable | None:
    """The side of a matrix that is made of parts of these lengths."""
    if number(parts) > MOST_BLOCKS:
        raise ShapeError(f"more than {MOST_BLOCKS} blocks beside each other", str(number(parts)), "", doubtful=True)
    if len(parts) == 1:
        return fresh(parts[0]) if parts[0] else None
    return fresh(joined(tuple(parts)) if any(parts) else Axis(str(len(parts))))


Side = tuple[Variable | None, int, list[Axis | None]]


def _block(block: Array, *sides: Side) -> Term:
    """What a block adds to an entry of the matrix: its own entry where that entry lies in it."""
    if block.is_zero:
        return ZERO
    lengths = [parts[place] for _, place, parts in sides]
    like = Array(tuple(fresh(length) if length else None for length in lengths), ZERO, "")
    block = fitted(block, like)[0].freshened()
    if block.axes != like.axes:
        raise ShapeError("blocks that do not fit together", block.shape, like.shape, doubtful=True)
    body, at = block.body, list[Index | None]()
    for (slot, place, parts), inside in zip(sides, block.slots, strict=True):
        at.append(slot if len(parts) == 1 else inside)
        if len(parts) > 1 and slot is not None:
            body = body * Delta(slot, part(place, inside, slot.axis) if any(parts) else Literal(place + 1, slot.axis))
    body = Array(block.slots, body, "").at(*at)
    for (_, _, parts), inside in zip(sides, block.slots, strict=True):
        body = Sum(inside, body) if len(parts) > 1 and inside else body
    return body
