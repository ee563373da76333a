"""One object for whatever is made of the same parts, as long as anybody holds it.

Made for many small objects: a plain dict of weak references, each of which knows its own key.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar
from weakref import ref

T = TypeVar("T")


class _Kept(ref[T]):
    __slots__ = ("key",)
    key: Hashable


class Interned(Generic[T]):
    """The living objects by what they are made of."""

    __slots__ = ("_forget", "_kept")

    def __init__(self) -> None:
        kept: dict[Hashable, _Kept[T]] = {}

        def forget(dead: _Kept[T]) -> None:
            if kept.get(dead.key) is dead:
                del kept[dead.key]

        self._kept, self._forget = kept, forget

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> T | None:
        """The object with this key, if it lives."""
        kept = self._kept.get(key)
        return kept if kept is None else kept()

    def put(self, key: Hashable, made: T) -> None:
        """The object with this key from now on."""
        self._kept[key] = kept = _Kept(made, self._forget)
        kept.key = key
