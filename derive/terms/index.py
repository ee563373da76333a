"""Axes and index terms: what may stand in a subscript.

An index carries its axis, so a range never has to be written beside a sum and a shape error is an axis error.
Index terms are hash-consed: equal index terms are the same object, and `is` decides equality.
"""

from __future__ import annotations

from itertools import count
from typing import ClassVar, NamedTuple

from derive.terms.interned import Interned


class Axis(NamedTuple):
    r"""A set of positions, such as the vocabulary `V` or the features `d`; its size is unknown and at least 1.

    The axis of \mathbb{R}^3 is named `3` and has that size.
    A window axis (`half` given) runs over -m, ..., 0, ..., m and has size 2m + 1, where m is the size of the axis
    named by `half`. An axis of blocks (`parts` given) is made of theirs, one after the other, None being one position.
    """

    name: str
    half: str | None = None
    parts: tuple[Axis | None, ...] = ()

    @property
    def fixed(self) -> int | None:
        """The size that the name gives, if it is a number."""
        return int(self.name) if self.name.isdecimal() else None

    def __str__(self) -> str:
        return self.name


class Index:
    """An index term: a Variable, a Literal, or an index function Applied to index terms."""

    __slots__ = ("__weakref__", "axis", "free", "key")
    _known: ClassVar[Interned[Index]] = Interned()

    axis: Axis
    free: frozenset[Variable]
    key: str  # a total order on index terms, for canonical forms

    def __repr__(self) -> str:
        return self.key


class Variable(Index):
    """An index variable `w` over an axis; free or bound by a Sum."""

    __slots__ = ("name",)
    __match_args__ = ("name", "axis")
    name: str

    def __new__(cls, name: str, axis: Axis) -> Variable:
        key = (cls, name, axis)
        found = Index._known.get(key)
        if found is None:
            found = object.__new__(cls)
            found.name, found.axis = name, axis
            found.free = frozenset([found])
            found.key = f"{name}:{axis.name}"
            Index._known.put(key, found)
        assert isinstance(found, Variable)
        return found


class Literal(Index):
    """A fixed position: 1, 2, ... on an ordinary axis, an offset -m..m on a window axis. Distinct literals differ."""

    __slots__ = ("value",)
    __match_args__ = ("value", "axis")
    value: int

    def __new__(cls, value: int, axis: Axis) -> Literal:
        key = (cls, value, axis)
        found = Index._known.get(key)
        if found is None:
            found = object.__new__(cls)
            found.value, found.axis = value, axis
            found.free = frozenset()
            found.key = f"={value}:{axis.name}"
            Index._known.put(key, found)
        assert isinstance(found, Literal)
        return found


class Applied(Index):
    """An unknown index function at index terms, such as `neg(k)`, the word drawn as k-th negative sample."""

    __slots__ = ("arguments", "function")
    __match_args__ = ("function", "arguments", "axis")
    function: str
    arguments: tuple[Index, ...]

    def __new__(cls, function: str, arguments: tuple[Index, ...], axis: Axis) -> Applied:
        key = (cls, function, arguments, axis)
        found = Index._known.get(key)
        if found is None:
            found = object.__new__(cls)
            found.function, found.arguments, found.axis = function, arguments, axis
            found.free = frozenset().union(*(a.free for a in arguments))
            found.key = f"{function}({','.join(a.key for a in arguments)}):{axis.name}"
            Index._known.put(key, found)
        assert isinstance(found, Applied)
        return found


def argument(place: int, axis: Axis) -> Variable:
    """The argument at that place of the index function that a fact speaks of; no document can write its name."""
    return Variable(f"@{place}", axis)


_fresh = count(1)


def fresh(axis: Axis, name: str = "") -> Variable:
    """A variable met nowhere else; its name starts with `%`, which no document can write."""
    return Variable(f"%{name}{next(_fresh)}", axis)
