r"""Matrices and vectors written out: by their entries, as lists with dots, as diagonals.

\begin{bmatrix} 1 & x \\ 0 & 2 \end{bmatrix}      entry by entry; of numbers only
[u_1, \dots, u_V]   (x_1, \dots, x_n)^\top        members along an axis: columns side by side, numbers in a row
\begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}  the same, downwards
[a_{ij}]_{n \times d}                             i runs down, j across

[u_o, -u_{w_1}, \dots, -u_{w_K}]                  members with a pattern beside others: blocks
[h, x]   \begin{bmatrix} A & 0 \\ 0 & B \end{bmatrix}   blocks; arrays in a list lie side by side or one above the other
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from derive.indexing.running import Run, grid_of, run_of, same
from derive.naming.arrays import Array, ShapeError, open_axis
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, subscripts, unwrap, walk
from derive.summing.blocks import fits, table
from derive.summing.sums import ranged
from derive.syntax import nodes as n
from derive.terms.index import Axis, Literal, Variable, fresh
from derive.terms.term import ONE, ZERO, Delta, Term

LIST = "a list of numbers"  # the names of choices
BLOCKS = "a list of arrays"
Row = Sequence[n.Node]


def read_matrix(node: n.Matrix, frame: Frame) -> Array:
    """A table of entries."""
    rows, has_dots = node.rows, any(isinstance(cell, n.Dots) for row in node.rows for cell in row)
    if len({len(row) for row in rows}) != 1:
        raise NotUnderstoodError("the rows of this matrix differ in length", node.span)
    if not has_dots:
        return _written_out(rows, node, frame)
    if len(rows) == 1:
        return _members(rows[0], node, frame, down=False)
    if len(rows[0]) == 1:
        return _members([row[0] for row in rows], node, frame, down=True)
    if (runs := grid_of(rows, frame)) is not None:
        return _grid(*runs, frame)
    return _diagonal(rows, node, frame)


def listed(node: n.Group, frame: Frame) -> Array | None:
    r"""[a, b], [u_1, \dots, u_V], [u_1 \dots u_V], (x_1, \dots, x_n): a vector or a matrix; None for other brackets."""
    items, spaced = node.items, False
    if node.open == "[" and len(items) == 1 and isinstance(items[0], n.Product):
        items, spaced = tuple(factor for _, factor in items[0].factors), True
    has_dots = any(isinstance(item, n.Dots) for item in items)
    if node.given is not None or len(items) < 2 or not (has_dots or (node.open == "[" and not spaced)):
        return None
    if node.open not in ("[", "("):
        return None
    made = _members(items, node, frame, down=False) if has_dots else _written_out([items], node, frame)
    if not (made.is_vector and made.slots[0] is None):
        return made
    if spaced:
        raise NotUnderstoodError("a product, or a row of numbers?", node.span, hint="write commas")
    down = frame.choices.pick(LIST, ("in a column", "in a row")) == "in a column"
    return Array(made.slots[::-1], made.body, made.shown) if down else made


def _written_out(rows: Sequence[Row], node: n.Node, frame: Frame) -> Array:
    """All entries, numbers or blocks."""
    cells = [[frame.read(cell) for cell in row] for row in rows]
    if not all(cell.is_scalar for row in cells for cell in row):
        return _blocks(_lying(cells, node, frame))
    shown = _matrix([" & ".join(cell.shown for cell in row) for row in cells])
    down, across = _fixed(len(rows)), _fixed(len(rows[0]))
    body: Term = ZERO
    for i, row in enumerate(cells, 1):
        for j, cell in enumerate(row, 1):
            body = body + _at(down, i) * _at(across, j) * cell.body
    return Array((down, across), body, shown)


def _blocks(rows: Sequence[Sequence[Array]]) -> Array:
    return table(rows, _matrix([" & ".join(block.shown for block in row) for row in rows]))


def _lying(rows: list[list[Array]], node: n.Node, frame: Frame) -> list[list[Array]]:
    """The blocks as they lie: those of a list side by side, or one above the other where that fits as well."""
    if isinstance(node, n.Matrix):
        return rows
    (row,) = rows
    ways = {"side by side": [row], "one above the other": [[block] for block in row]}
    fitting = tuple(way for side, way in enumerate(ways) if fits(row, side))
    if not fitting:
        raise NotUnderstoodError("arrays of these shapes in a list", node.span)
    way = frame.choices.pick(BLOCKS, fitting) if len(fitting) > 1 else fitting[0]
    frame.note(f"the arrays in a list are read as lying {way}")
    return ways[way]


def _fixed(size: int) -> Variable | None:
    return fresh(Axis(str(size))) if size > 1 else None


def _at(slot: Variable | None, place: int) -> Term:
    """1 where the slot is at this place."""
    return Delta(slot, Literal(place, slot.axis)) if slot else ONE


def _matrix(rows: Sequence[str]) -> str:
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def _members(cells: Row, node: n.Node, frame: Frame, *, down: bool) -> Array:
    """Members along one axis, downwards or across."""
    if (found := _run_beside(cells, frame)) is not None:
        start, stop = found
        run = _members(cells[start:stop], node, frame, down=down)
        blocks = [*map(frame.read, cells[:start]), run, *map(frame.read, cells[stop:])]
        return _blocks([[block] for block in blocks] if down else [blocks])
    slot, member = _counted(cells, node, frame)
    if member.is_scalar:
        return Array((slot, None) if down else (None, slot), member.body, member.shown)
    if not member.is_vector or (member.slots[0] is None) is not down:
        raise NotUnderstoodError("members of this shape in a list", node.span)
    (other,) = member.flat()
    return Array((slot, other) if down else (other, slot), member.body, member.shown)


def _run_beside(cells: Row, frame: Frame) -> tuple[int, int] | None:
    """Where the members with a pattern stand among others; None where all have it, or none."""
    dots = [place for place, cell in enumerate(cells) if isinstance(cell, n.Dots)]
    if _same(cells) or run_of(cells, frame) is not None:
        return None
    return next(
        (
            (start, stop)
            for start in range(dots[0])
            for stop in range(len(cells), dots[-1] + 1, -1)
            if run_of(cells[start:stop], frame) is not None
        ),
        None,
    )


def _counted(cells: Row, node: n.Node, frame: Frame) -> tuple[Variable, Array]:
    r"""The index a list with dots runs along, and its member there, shown [x_i]_{i=1}^n; equal ones have any number."""
    if _same(cells):
        member = frame.read(cells[0])
        return fresh(open_axis()), member.named(rf"\left[{member.shown}, \dots\right]")
    run = run_of(cells, frame)
    if run is None:
        raise NotUnderstoodError("what these dots stand for is not understood", node.span)
    _, axis = ranged(run.big("sum"), frame)
    slot = fresh(axis, run.letter)
    member = _entry(run.pattern, {run.letter: slot}, frame)
    return slot, member.named(rf"\left[{member.shown}\right]_{{{run.letter.lstrip('%')}=1}}^{{{axis}}}")


def _grid(down: Run, across: Run, frame: Frame) -> Array:
    """A matrix by its corners: i runs down, j across."""
    across = Run(down.pattern, across.letter, across.end)
    sizes = [ranged(run.big("sum"), frame)[1] for run in (down, across)]
    slots = [fresh(axis, run.letter) for axis, run in zip(sizes, (down, across), strict=True)]
    inside = _entry(down.pattern, {down.letter: slots[0], across.letter: slots[1]}, frame)
    if not inside.is_scalar:
        raise ShapeError("the entry of a matrix", inside.shape, "a number")
    (i, m), (j, n_) = ((run.letter.lstrip("%"), axis) for run, axis in zip((down, across), sizes, strict=True))
    return Array(tuple(slots), inside.body, rf"\left[{inside.shown}\right]_{{{i}=1, {j}=1}}^{{{m}, {n_}}}")


def _entry(node: n.Node, at: dict[str, Variable], frame: Frame) -> Array:
    """What stands at an entry; a size written at the matrix that no entry has may be meant otherwise."""
    with ExitStack() as stack:
        for name, slot in at.items():
            stack.enter_context(frame.binding(name, slot))
        try:
            return frame.read(node)
        except IllFormedError as error:
            if error.code != "D202":
                raise
            raise NotUnderstoodError(error.message, error.at, code="D202") from error


def _same(cells: Row) -> bool:
    """Whether all members are one and the same."""
    shown = [cell for cell in cells if not isinstance(cell, n.Dots)]
    return len(shown) > 1 and all(same(shown[0], cell) for cell in shown)


def _diagonal(rows: Sequence[Row], node: n.Node, frame: Frame) -> Array:
    """Members on the diagonal; beside it 0, dots or nothing."""
    beside = [cell for i, row in enumerate(rows) for j, cell in enumerate(row) if i != j]
    dots = sum(isinstance(cell, n.Dots) for cell in beside)
    if len(rows) != len(rows[0]) or dots + sum(map(_is_nothing, beside)) < len(beside) or dots == len(beside):
        raise NotUnderstoodError("the pattern of this matrix is not understood", node.span, hint="write [a_{ij}]")
    slot, member = _counted([row[place] for place, row in enumerate(rows)], node, frame)
    if not member.is_scalar:
        raise ShapeError("the diagonal of a matrix needs numbers", member.shape, "a number")
    other = fresh(slot.axis)
    return Array((slot, other), Delta(slot, other) * member.body, rf"\operatorname{{diag}}{member.shown}")


def _is_nothing(cell: n.Node) -> bool:
    """0, or an empty cell."""
    return (isinstance(cell, n.Numeral) and cell.text == "0") or (isinstance(cell, n.Sequence) and not cell.items)


# by its entry


def by_entry(node: n.Scripted, frame: Frame) -> Array | None:
    r"""[a_{ij}]_{n \times d}: a matrix by its entry; None for other brackets."""
    sizes = _sizes(node.sub, frame)
    if not (isinstance(node.base, n.Group) and node.base.open in ("[", "(") and sizes and len(node.base.items) == 1):
        return None
    entry, names = node.base.items[0], _letters(node.base.items[0], frame)
    if node.sup is not None or len(names) != 2:
        raise NotUnderstoodError("a matrix by an entry that has not two indices", node.span)
    if names != sorted(names):
        picked = frame.choices.pick(f"{names[0]}{names[1]}", tuple(f"{name} runs down" for name in sorted(names)))
        names = sorted(names, key=lambda name: not picked.startswith(name))
        frame.note(f"in the matrix given by its entry, {picked}")
    slots = tuple(fresh(axis, name) for axis, name in zip(sizes, names, strict=True))
    inside = _entry(entry, dict(zip(names, slots, strict=True)), frame)
    if not inside.is_scalar:
        raise ShapeError("the entry of a matrix", inside.shape, "a number")
    return Array(slots, inside.body, rf"\left[{inside.shown}\right]_{{{names[0]} {names[1]}}}")


def _sizes(sub: n.Node | None, frame: Frame) -> list[Axis]:
    r"""n \times d"""
    if not isinstance(sub, n.Product) or [sign for sign, _ in sub.factors] != ["", "times"]:
        return []
    names = [key(unwrap(factor)) for _, factor in sub.factors]
    found = [frame.scope.axis(name) for name in names if name]
    return [axis for axis in found if axis] if len(found) == 2 and all(found) else []


def _letters(entry: n.Node, frame: Frame) -> list[str]:
    """The free index letters of an entry, in the order in which they are met."""
    met: dict[str, None] = {}
    for part in walk(entry):
        for sub in subscripts(part.sub) if isinstance(part, n.Scripted) else ():
            name = letter(key(unwrap(sub)) or "")
            if len(name) == 1 and name.isalpha() and name not in frame.bound:
                met[name] = None
    return list(met)
