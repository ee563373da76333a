"""What routines in C and in Numba are given, by names of ours: arrays a0, a1, positions p0, tables t0, their sides n0.

The order is that of the problem; no name of a document goes further than this table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from derive.codegen import NotCodedError, Problem
from derive.codegen.stable import AROUND
from derive.errors import UsageError
from derive.terms.index import Applied, Axis, Index, Variable
from derive.terms.term import Size, Term

Element = Callable[[str, Sequence[str], Sequence[str]], str]  # of a table, its indices and the sides it has


class Places:
    """How positions and sizes are written.

    arrays, positions, tables  names by what the problem calls them
    sides                      the name of the length of every axis along a table
    """

    def __init__(self, problem: Problem, element: Element, each: Callable[[str], str] = str) -> None:
        self.element = element
        self.arrays = {name: f"a{n}" for n, name in enumerate(problem.arrays)}
        self.positions = {v: each(f"p{n}") for n, v in enumerate(problem.positions)}
        self.tables = {name: f"t{n}" for n, name in enumerate(problem.functions)}
        self.axes = {name: [_side(i.axis) for i in one.arguments] for name, one in problem.functions.items()}
        found = dict.fromkeys(axis for axes in self.axes.values() for axis in axes)
        self.sides = {axis: f"n{n}" for n, axis in enumerate(found)}

    def index(self, index: Index | None) -> str:
        """A position."""
        if isinstance(index, Variable) and index in self.positions:
            return self.positions[index]
        if isinstance(index, Applied) and all(isinstance(i, Variable) for i in index.arguments):
            inside = [self.running(i) for i in index.arguments if isinstance(i, Variable)]
            return self.element(self.tables[index.function], inside, [self.side(a) for a in self.axes[index.function]])
        raise NotCodedError(f"this backend has no code for the index {index.key if index else ''}; numpy has")

    def running(self, index: Variable) -> str:
        """The variable of a loop."""
        return f"i{index.name.strip('%pairlce')}"

    def side(self, axis: Axis) -> str:
        """How far a loop runs."""
        return self.sides[axis]

    def sizes(self) -> dict[Term, str]:
        """The lengths as numbers in a term."""
        return {Size(axis): name for axis, name in self.sides.items()}


def _side(axis: Axis) -> Axis:
    """A window has its centre left out."""
    return Axis(AROUND + axis.name, axis.half) if axis.half else axis


def lengths(problem: Problem, tables: Sequence[Any], skip: int = 0) -> list[int]:
    """The lengths of the sides in the order of their names; `skip` sides of a table number examples."""
    found: dict[Axis, int] = {}
    for applied, table in zip(problem.functions.values(), tables, strict=True):
        for axis, length in zip([_side(i.axis) for i in applied.arguments], table.shape[skip:], strict=True):
            if found.setdefault(axis, length) != length:
                raise UsageError(f"tables of positions have sides of {found[axis]} and {length}, which should be equal")
    return list(found.values())
