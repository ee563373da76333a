"""A look: one term compared with many others in worlds that are made once.

A look that sees a difference is as good as DIFFERS; one that sees none says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from derive.errors import LimitError
from derive.fields.decide import HOPELESS, MOST_PATTERNS, WORK, Comparison, Outcome, compare
from derive.fields.patterns import Pattern, patterns
from derive.fields.residues import Residues
from derive.fields.signs import has_logs, has_roots, has_signs, span
from derive.terms.facts import NONE, Facts
from derive.terms.places import UndefinedError
from derive.terms.term import Term

_MOST_WORLDS = 12


class Look:
    """The worlds of a term: the first for itself, further ones where another term has letters or axes of its own.

    Where none of them sees the difference that the finite fields see, the world that does is kept: what is wrong in one
    term is often wrong in those after it.
    """

    def __init__(self, term: Term, facts: Facts = NONE) -> None:
        self.term, self.facts = term, facts
        self.views: list[_View] = list(self._made(term))

    def differs(self, other: Term) -> bool:
        """Whether one of the worlds shows that the other term is not equal; that one is asked first from there on."""
        said = False
        for view in [view for view in self.views if view.has_room(other)]:
            seen = view.differs(self.term, other)
            if seen:
                self.views.remove(view)
                self.views.insert(0, view)
                return True
            said = said or seen is False
        if said or len(self.views) >= _MOST_WORLDS:
            return False
        new = list(self._made(other))
        self.views += new
        return any(view.differs(self.term, other) for view in new)

    def is_unequal(self, other: Term) -> bool:
        """Whether a world here, or else the finite fields, show that the other term is not equal."""
        if self.differs(other):
            return True
        if compare(self.term, other, self.facts) is not Outcome.DIFFERS:
            return False
        self.views = [*islice(self._showing(other), 1), *self.views][:_MOST_WORLDS]
        return True

    def _showing(self, other: Term) -> Iterator[_View]:
        """Worlds that show the difference."""
        asked = Comparison(self.term, other, self.facts, 0, HOPELESS)
        for pattern in islice(patterns(asked.noted, self.facts), MOST_PATTERNS):
            for trial in range(asked.trials()):
                view = _view(asked, pattern, trial)
                if view is not None and view.differs(self.term, other):
                    yield view

    def _made(self, other: Term) -> Iterator[_View]:
        """A world in which most indices differ, and one in which most are equal: there no [i = j] hides the rest."""
        try:
            asked = Comparison(self.term, other, self.facts, 0, HOPELESS)
        except (UndefinedError, LimitError, RecursionError):
            return
        found = list(islice(patterns(asked.noted, self.facts), MOST_PATTERNS))
        for pattern in (found[-1:], found[:1])[: len(found)]:
            if (view := _view(asked, pattern[0], 0)) is not None:
                yield view


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


def _view(asked: Comparison, pattern: Pattern, trial: int) -> _View | None:
    """A world of the pattern, if it respects the facts and none of its axes is smaller than its name says."""
    try:
        world = asked.world(pattern, trial)
    except (UndefinedError, LimitError, RecursionError):
        return None
    axes = asked.noted.axes.values()
    whole = world is not None and all(axis.fixed in (None, world.places.size(axis)) for axis in axes)
    return _View(asked, world) if world is not None and whole else None
