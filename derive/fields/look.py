"""A look: one term compared with many others in worlds that are made once.

A look that sees a difference is as good as DIFFERS; one that sees none says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from derive.errors import LimitError
from derive.fields.decide import HOPELESS, MOST_PATTERNS, WORK, Comparison
from derive.fields.patterns import patterns
from derive.fields.residues import Residues
from derive.fields.signs import has_logs, has_roots, has_signs, span
from derive.terms.facts import NONE, Facts
from derive.terms.places import UndefinedError
from derive.terms.term import Term

_MOST_WORLDS = 12


class Look:
    """The worlds of a term: the first for itself, further ones where another term has letters or axes of its own."""

    def __init__(self, term: Term, facts: Facts = NONE) -> None:
        self.term, self.facts = term, facts
        self.views: list[_View] = list(self._made(term))

    def differs(self, other: Term) -> bool:
        """Whether one of the worlds shows that the other term is not equal."""
        seen = [view.differs(self.term, other) for view in self.views if view.has_room(other)]
        if True in seen:
            return True
        if False in seen or len(self.views) >= _MOST_WORLDS:
            return False
        new = list(self._made(other))
        self.views += new
        return any(view.differs(self.term, other) for view in new)

    def _made(self, other: Term) -> Iterator[_View]:
        """A world in which most indices differ, and one in which most are equal: there no [i = j] hides the rest."""
        try:
            asked = Comparison(self.term, other, self.facts, 0, HOPELESS)
        except (UndefinedError, LimitError, RecursionError):
            return
        found = list(islice(patterns(asked.noted, self.facts), MOST_PATTERNS))
        for pattern in (found[-1:], found[:1])[: len(found)]:
            try:
                world = asked.world(pattern[0], 0)
            except (UndefinedError, LimitError, RecursionError):
                continue
            axes = asked.noted.axes.values()  # none may be smaller than its name says
            if world and all(axis.fixed in (None, world.places.size(axis)) for axis in axes):
                yield _View(asked, world)


@dataclass(frozen=True, slots=True)
class _View:
    """A world, and the comparison that it was made for."""

    asked: Comparison
    world: Residues

    def has_room(self, other: Term) -> bool:
        """The world has the places, the levels, the logarithms and the signs that the other term needs."""
        low, high = span(other)
        signed = has_signs(other) or has_roots(other)
        asked = self.asked
        deep = asked.low <= low and high <= asked.high
        return (
            deep and other.free <= self.world.bound.keys() and asked.logs >= has_logs(other) and asked.signed >= signed
        )

    def differs(self, term: Term, other: Term) -> bool | None:
        """Whether the terms have different values here; None where one has none."""
        self.world.budget.left = WORK
        level = -self.asked.low
        try:
            return self.world.value(term, level) != self.world.value(other, level)
        except (UndefinedError, LimitError, RecursionError, KeyError):  # KeyError: an axis that it knows nothing of
            return None
