"""Readings that only the rest of the document can settle, as named choices.

The elaborator asks `pick("words", ("rows", "columns"))` where a convention matters; the judge sees which choices were
met and tries the others. A choice never met costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

CONVENTIONS = ("words", "vectors", "matrices")  # settled once for a section; every other choice is one chain's own


class Choices:
    """Picks the first option of every choice not settled, and remembers what was asked."""

    def __init__(self, settled: Mapping[str, str] | None = None) -> None:
        self.settled = dict(settled or {})
        self.met: dict[str, tuple[str, ...]] = {}

    def pick(self, name: str, options: tuple[str, ...]) -> str:
        """The option in force."""
        self.met.setdefault(name, options)
        return self.settled.get(name, options[0])


def alternatives(met: Mapping[str, tuple[str, ...]], cap: int = 32) -> Iterator[dict[str, str]]:
    """Every way to settle these choices, the first options first."""
    for number, combination in enumerate(product(*met.values())):
        if number >= cap:
            return
        yield dict(zip(met, combination, strict=True))
