"""Sides of arrays as unknowns: which have one length, by unification.

A product `A B` says that the columns of A and the rows of B are one axis; a sum that both sides agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ONE = 0  # a side of length 1


@dataclass(frozen=True, slots=True)
class Shape:
    """(rows, columns); a literal number fits beside every shape."""

    rows: int
    columns: int
    literal: bool = False

    @property
    def is_number(self) -> bool:
        """One number."""
        return self.rows == self.columns == ONE

    @property
    def is_matrix(self) -> bool:
        """Two sides longer than 1."""
        return ONE not in (self.rows, self.columns)

    @property
    def turned(self) -> Shape:
        """The shape of the transpose."""
        return Shape(self.columns, self.rows, self.literal)


NUMBER = Shape(ONE, ONE)
LITERAL = Shape(ONE, ONE, literal=True)


@dataclass
class Sides:
    """Classes of sides of one length. Settled classes keep apart: what a document says first decides."""

    parents: list[int] = field(default_factory=lambda: [ONE])
    names: dict[int, str] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)

    def new(self) -> int:
        """A side of unknown length."""
        self.parents.append(len(self.parents))
        return len(self.parents) - 1

    def named(self, name: str) -> int:
        """The side whose length has this name."""
        if name not in self.by_name:
            self.by_name[name] = self.new()
            self.names[self.by_name[name]] = name
        return self.find(self.by_name[name])

    def find(self, side: int) -> int:
        """The representative of its class."""
        while self.parents[side] != side:
            side = self.parents[side]
        return side

    def may_be_one(self, left: int, right: int, *, by_index: bool = False) -> bool:
        """Whether two sides can have one length, as far as is known; an index over a named size says that they do."""
        left, right = self.find(left), self.find(right)
        if left == right:
            return True
        if ONE in (left, right) or (left in self.names and right in self.names):
            return False
        if by_index and (left in self.names or right in self.names):
            return True
        return not (left in self.settled and right in self.settled)

    def join(self, left: int, right: int, *, by_index: bool = False) -> bool:
        """Two sides have one length; False where that cannot be."""
        if not self.may_be_one(left, right, by_index=by_index):
            return False
        left, right = self.find(left), self.find(right)
        if left != right:
            if left in self.names or (left in self.settled and right not in self.names):
                left, right = right, left
            self.parents[left] = right
            if left in self.settled:
                self.settled.add(right)
        return True

    def fit(self, left: Shape, right: Shape) -> bool:
        """Two arrays have one shape; nothing is joined where they cannot."""
        if not (self.may_be_one(left.rows, right.rows) and self.may_be_one(left.columns, right.columns)):
            return False
        return self.join(left.rows, right.rows) and self.join(left.columns, right.columns)

    def settle(self, sides: set[int]) -> None:
        """These classes are told apart from now on."""
        self.settled |= {self.find(side) for side in sides} - {ONE}
