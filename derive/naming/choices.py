"""Readings that only the rest of the document can settle, as named choices.

The elaborator asks `pick("words", ("rows", "columns"))` where a convention matters; the judge sees which choices were
met and tries the others. A choice never met costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product

# settled once for a section; every other choice is one chain's own
CONVENTIONS = frozenset(("words", "vectors", "matrices"))


class Choices:
    """Picks the first option of every choice not settled, and remembers what was asked."""

    def __init__(self, settled: Mapping[str, str] | None = None) -> None:
        self.settled = dict(settled or {})
        self.met: dict[str, tuple[str, ...]] = {}
        self._listening: list[set[str]] = []

    def pick(self, name: str, options: tuple[str, ...]) -> str:
        """The option in force."""
        self.met.setdefault(name, options)
        for heard in self._listening:
            heard.add(name)
        return self.settled.get(name, options[0])

    @contextmanager
    def heard(self) -> Iterator[set[str]]:
        """The names of the choices that are asked for inside."""
        names: set[str] = set()
        self._listening.append(names)
        try:
            yield names
        finally:
            self._listening.pop()


def alternatives(met: Mapping[str, tuple[str, ...]], cap: int = 32) -> Iterator[dict[str, str]]:
    """Every way to settle these choices, the first options first."""
    for number, combination in enumerate(product(*met.values())):
        if number >= cap:
            return
        yield dict(zip(met, combination, strict=True))
