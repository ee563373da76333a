"""Places inside a term: what stands there, which indices are bound around it, and putting something else there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from derive.terms.index import Axis, Variable
from derive.terms.printing import plain
from derive.terms.substitute import substitute
from derive.terms.term import Entry, Number, Pow, Sum, Term, children, rebuild, walk

Path = tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """A subterm, the way to it, and the indices bound around it; `letters` are free in the step."""

    term: Term
    path: Path
    bound: tuple[Variable, ...]
    letters: tuple[Variable, ...]
    entries: tuple[Entry, ...]

    def indices(self, axis: Axis) -> list[Variable]:
        """The index variables of an axis that mean something here."""
        return [v for v in dict.fromkeys((*self.bound, *self.letters)) if v.axis == axis]

    def material(self, rng: Random) -> Term:
        """Some entry of the step, at indices that mean something here; 3 if there is none."""
        for entry in rng.sample(self.entries, len(self.entries)):
            by = {v: self.indices(v.axis) for v in sorted(entry.free, key=lambda v: v.key)}
            if all(by.values()):
                return substitute(entry, {v: rng.choice(found) for v, found in by.items()})
        return Number(3)


def letters_of(*terms: Term) -> tuple[Variable, ...]:
    """The free index variables, in a fixed order."""
    return tuple(sorted(frozenset().union(*(t.free for t in terms)), key=lambda v: v.key))


def entries_of(*terms: Term) -> tuple[Entry, ...]:
    """The entries that occur, in a fixed order."""
    found = {part for term in terms for part in walk(term) if isinstance(part, Entry)}
    return tuple(sorted(found, key=plain))


def places(term: Term, *others: Term) -> list[Place]:
    """Every place but constant exponents; the letters and entries are those of all the terms."""
    letters, entries = letters_of(term, *others), entries_of(term, *others)
    return [Place(*found, letters, entries) for found in _places(term, (), ())]


def _places(term: Term, path: Path, bound: tuple[Variable, ...]) -> Iterator[tuple[Term, Path, tuple[Variable, ...]]]:
    yield term, path, bound
    if isinstance(term, Sum):
        bound = (*bound, term.index)
    for number, part in enumerate(children(term)):
        if not (isinstance(term, Pow) and number == 1 and isinstance(part, Number)):
            yield from _places(part, (*path, number), bound)


def put(term: Term, path: Path, new: Term) -> Term:
    """The term with something else at a place; free indices of `new` mean what is bound there."""
    if not path:
        return new
    parts = list(children(term))
    parts[path[0]] = put(parts[path[0]], path[1:], new)
    return rebuild(term, tuple(parts))


def without(parts: tuple[Term, ...], number: int) -> tuple[Term, ...]:
    """All parts but one."""
    return (*parts[:number], *parts[number + 1 :])
