"""Places: what a world has to settle before a term has a value there, and how it is settled.

Term, Term, Facts  --survey()-->  Survey        what occurs: axes, free indices, index functions, tensors
Survey             --complete()-->  Places      sizes, positions, values of the index functions, as the facts say
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

from derive.terms.facts import Facts, Pair, of_function
from derive.terms.index import Applied, Axis, Index, Literal, Variable, argument
from derive.terms.term import Apply, Delta, Entry, Size, Sum, Term, children

Positions = tuple[int, ...]
Table = dict[tuple[str, Positions], int]

_MOST_VALUES = 3  # every further closed index term multiplies the equality patterns
_LARGE = 12  # a size beyond is fixed only where it counts: ten classes of 784 features stay cheap


class UndefinedError(ArithmeticError):
    """The term has no value here: a division by 0, the logarithm of what is not positive, a jump."""


@dataclass(slots=True)
class Survey:
    """What occurs in a pair of terms and in the facts that concern them.

    axes        every axis, by name
    closed      index terms outside every binder, arguments before their functions; w_{t+0} too where 0 and w_{t+j} are
    functions   index functions: axes of the arguments, axis of the value
    tensors     axes of every tensor
    applied     names of the real functions
    counted     axes whose size is itself a value, as in Σ_v 1
    """

    axes: dict[str, Axis] = field(default_factory=dict)
    closed: dict[Index, None] = field(default_factory=dict)
    functions: dict[str, tuple[tuple[Axis, ...], Axis]] = field(default_factory=dict)
    tensors: dict[str, tuple[Axis, ...]] = field(default_factory=dict)
    applied: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    _seen: set[tuple[Term, frozenset[Variable]]] = field(default_factory=set)

    def term(self, term: Term, bound: frozenset[Variable] = frozenset()) -> None:
        """Note everything that occurs in the term."""
        mark = (term, bound & term.free)
        if mark in self._seen:
            return
        self._seen.add(mark)
        match term:
            case Entry(tensor, indices):
                _agreed(self.tensors, tensor, tuple(i.axis for i in indices))
                for index in indices:
                    self.index(index, bound)
            case Delta(left, right):
                self.index(left, bound)
                self.index(right, bound)
            case Sum(index, body):
                self.axis(index.axis)
                self.counted |= set() if index in body.free else {index.axis.name}
                bound |= {index}
            case Size(axis):
                self.axis(axis)
                self.counted.add(axis.name)
            case Apply(function, _):
                self.applied.add(function)
        for part in children(term):
            self.term(part, bound)

    def index(self, index: Index, bound: frozenset[Variable] = frozenset()) -> None:
        """Note an index term and its arguments."""
        if isinstance(index, Applied):
            for argument in index.arguments:
                self.index(argument, bound)
            _agreed(self.functions, index.function, (tuple(a.axis for a in index.arguments), index.axis))
        self.axis(index.axis)
        if index.free.isdisjoint(bound):
            self.closed.setdefault(index)

    def axis(self, axis: Axis) -> None:
        """Note an axis."""
        _agreed(self.axes, axis.name, axis)

    def mentions(self, index: Index) -> bool:
        """Whether an index term of a fact has to do with what was noted so far."""
        match index:
            case Variable():
                return index in self.closed
            case Applied(function, arguments, _):
                return function in self.functions or any(map(self.mentions, arguments))
        return False

    def fixed(self, parameter: str) -> int | None:
        r"""The size of an axis such as that of \mathbb{R}^3; a large one is fixed only where it counts."""
        size = self.axes[parameter].fixed if parameter in self.axes else None
        return size if size is None or size <= _LARGE or parameter in self.counted else None

    def parameters(self) -> list[str]:
        """The names whose sizes are to be chosen: ordinary axes, and the half of every window."""
        return sorted({axis.half or axis.name for axis in self.axes.values()})


def _agreed(table: dict[str, Any], name: str, value: object) -> None:
    if table.setdefault(name, value) != value:
        raise UndefinedError(f"{name} is used with two different shapes")


def survey(left: Term, right: Term, facts: Facts) -> Survey:
    """What has to be settled to compare the two terms; facts about other things do not count."""
    noted = Survey()
    noted.term(left)
    noted.term(right)
    waiting = ordered(facts.equal | facts.unequal)
    while pair := next((pair for pair in waiting if any(map(noted.mentions, pair))), None):
        waiting.remove(pair)
        for index in pair:
            noted.index(index)
    for function, index in sorted(facts.avoids, key=lambda fact: (fact[0], fact[1].key)):
        if function in noted.functions:
            noted.index(index, of_function(index))
    for tensor, position in facts.distributions:
        if position >= len(noted.tensors.get(tensor, (None,) * (position + 1))):
            raise UndefinedError(f"{tensor} has no index to sum to 1 along")
    for value in _values(noted):
        noted.index(value)
    noted.closed = dict.fromkeys(sorted(noted.closed, key=lambda index: (_depth(index), index.key)))
    return noted


def _values(noted: Survey) -> list[Applied]:
    """The values of the index functions at closed index terms: what a sum over j with j != 0 leaves out is w_{t+0}."""
    closed = [index for index in noted.closed if not isinstance(index, Applied)]
    return [
        Applied(function, at, axis)
        for function, (axes, axis) in noted.functions.items()
        for at in product(*([index for index in closed if index.axis == own] for own in axes))
    ][:_MOST_VALUES]


def ordered(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs of index terms in an order that does not depend on the run."""
    return sorted(pairs, key=lambda pair: (pair[0].key, pair[1].key))


def _depth(index: Index) -> int:
    return 1 + max(map(_depth, index.arguments), default=0) if isinstance(index, Applied) else 0


@dataclass(slots=True)
class Places:
    """Sizes of the axes, 0-based positions of the free variables and literals, values of the index functions.

    sizes   by name; a window axis has no entry of its own, only its half m, and 2m + 1 positions
    """

    sizes: dict[str, int]
    where: dict[Index, int] = field(default_factory=dict)
    table: Table = field(default_factory=dict)

    def size(self, axis: Axis) -> int:
        """The number of positions of an axis."""
        return 2 * self.sizes[axis.half] + 1 if axis.half else self.sizes[axis.name]

    def position(self, index: Index) -> int:
        """Where a closed index term points to."""
        if isinstance(index, Applied):
            return self.table[index.function, tuple(map(self.position, index.arguments))]
        return self.where[index]

    def respects(self, facts: Facts, noted: Survey) -> bool:
        """Whether the facts about indices hold."""
        return (
            all(self.position(i) == self.position(j) for i, j in facts.equal if _both(noted, i, j))
            and all(self.position(i) != self.position(j) for i, j in facts.unequal if _both(noted, i, j))
            and not any(
                position in self.avoided(f, at, facts, noted)
                for (f, at), position in self.table.items()
                if f in noted.functions
            )
            and all(len(set(row)) == len(row) for f in facts.injective for row in self.rows(f).values())
        )

    def rows(self, function: str) -> dict[Positions, list[int]]:
        """The values of an index function, one for every last argument, by the arguments before it."""
        found: dict[Positions, list[int]] = {}
        for (name, at), position in self.table.items():
            if name == function:
                found.setdefault(at[:-1], []).append(position)
        return found

    def rows_to_fill(self, noted: Survey, facts: Facts) -> Iterator[tuple[str, Iterator[list[Positions]]]]:
        """Every index function, those that others avoid first, with its arguments, in rows that differ in the last."""
        dependent = {f for f, index in facts.avoids if of_function(index)}
        for function in sorted(noted.functions, key=dependent.__contains__):
            *before, last = (range(self.size(axis)) for axis in noted.functions[function][0])
            yield function, ([(*first, end) for end in last] for first in product(*before))

    def free(self, function: str, row: list[Positions], facts: Facts, noted: Survey) -> list[int]:
        """The positions that are left for an index function at arguments that differ in the last one only."""
        taken = self.avoided(function, row[0], facts, noted)
        if function in facts.injective:
            taken |= {self.table[function, at] for at in row if (function, at) in self.table}
        return [position for position in range(self.size(noted.functions[function][1])) if position not in taken]

    def avoided(self, function: str, at: Positions, facts: Facts, noted: Survey) -> set[int]:
        """The positions that an index function never takes at these arguments."""
        avoids = [index for f, index in facts.avoids if f == function]
        if not avoids:
            return set()
        slots = [argument(place, axis) for place, axis in enumerate(noted.functions[function][0])]
        there = Places(self.sizes, {**self.where, **dict(zip(slots, at, strict=True))}, self.table)
        return {there.position(index) for index in avoids if there.knows(index)}

    def knows(self, index: Index) -> bool:
        """Whether the index term has a position by now."""
        if isinstance(index, Applied):
            known = all(map(self.knows, index.arguments))
            return known and (index.function, tuple(map(self.position, index.arguments))) in self.table
        return index in self.where

    def shown(self, position: int, axis: Axis) -> int:
        """A position as a person counts it: from 1, on a window from -m."""
        return position - self.sizes[axis.half] if axis.half else position + 1

    def counted(self, shown: int, axis: Axis) -> int:
        """The position that a person counts so; UndefinedError where the axis is too small for it."""
        position = shown + self.sizes[axis.half] if axis.half else shown - 1
        if not 0 <= position < self.size(axis):
            raise UndefinedError(f"there is no position {shown} on {axis}")
        return position

    def literal(self, index: Literal) -> int:
        """The position of a literal."""
        return self.counted(index.value, index.axis)


def _both(noted: Survey, left: Index, right: Index) -> bool:
    return left in noted.closed and right in noted.closed


def complete(places: Places, noted: Survey, facts: Facts, rng: Random) -> None:
    """Random values for the index functions wherever they have none."""
    for function, rows in places.rows_to_fill(noted, facts):
        for row in rows:
            free = places.free(function, row, facts, noted)
            rng.shuffle(free)
            for at in row:
                if (function, at) not in places.table:
                    if not free:
                        raise UndefinedError(f"no value is left for {function}")
                    places.table[function, at] = free.pop() if function in facts.injective else rng.choice(free)
