"""Equality patterns: every way in which the free index terms can coincide, as far as the facts allow.

w, o, neg(1) on one axis have five patterns: all equal, one pair equal (three times), all different.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from derive.terms.facts import Facts
from derive.terms.index import Applied, Index, Literal
from derive.terms.places import Places, Survey, complete

Pattern = dict[Index, int]  # index term -> block on its axis; two terms of one axis are equal iff their blocks are


@dataclass(frozen=True, slots=True)
class Rules:
    """The facts as a search reads them."""

    noted: Survey
    facts: Facts

    def allow(self, pattern: Pattern, new: Index, block: int) -> bool:
        """Whether the new index term may join the block."""
        for old, old_block in pattern.items():
            if old.axis == new.axis and self.contradicts(pattern, old, new, old_block == block):
                return False
        return True

    def contradicts(self, pattern: Pattern, old: Index, new: Index, equal: bool) -> bool:
        """Whether old = new (or old != new) breaks a law: literals, facts, f(i) = f(j) for i = j, one-to-one."""
        pair, back = (old, new), (new, old)
        if equal and (pair in self.facts.unequal or back in self.facts.unequal):
            return True
        if not equal and (pair in self.facts.equal or back in self.facts.equal):
            return True
        if isinstance(old, Literal) and isinstance(new, Literal):
            return equal
        if equal and (self.avoided(pattern, old, new) or self.avoided(pattern, new, old)):
            return True
        if isinstance(old, Applied) and isinstance(new, Applied) and old.function == new.function:
            same = [pattern[i] == pattern[j] for i, j in zip(old.arguments, new.arguments, strict=True)]
            return all(same) != equal and (all(same) or (all(same[:-1]) and old.function in self.facts.injective))
        return False

    def avoided(self, pattern: Pattern, value: Index, other: Index) -> bool:
        """Whether `value` is a value of a function that does not take the value `other` there."""
        if not isinstance(value, Applied):
            return False
        return any(never is other or self.alike(pattern, never, other) for never in self.facts.never(value))

    def alike(self, pattern: Pattern, one: Index, other: Index) -> bool:
        """Both are values of one function at arguments that are equal in the pattern."""
        return (
            isinstance(one, Applied)
            and isinstance(other, Applied)
            and one.function == other.function
            and all(pattern.get(i, i) == pattern.get(j, j) for i, j in zip(one.arguments, other.arguments, strict=True))
        )


def patterns(noted: Survey, facts: Facts) -> Iterator[Pattern]:
    """All patterns that respect the facts."""
    yield from _extend({}, list(noted.closed), 0, Rules(noted, facts))


def _extend(pattern: Pattern, items: list[Index], done: int, rules: Rules) -> Iterator[Pattern]:
    if done == len(items):
        yield dict(pattern)
        return
    item = items[done]
    different = blocks(pattern).get(item.axis.name, 0)
    for block in range(min(different + 1, item.axis.fixed or different + 1)):  # an axis of size 2 has 2 positions
        if rules.allow(pattern, item, block):
            pattern[item] = block
            yield from _extend(pattern, items, done + 1, rules)
            del pattern[item]


def blocks(pattern: Pattern) -> dict[str, int]:
    """The number of different positions on every axis."""
    counts: dict[str, int] = {}
    for index, block in pattern.items():
        counts[index.axis.name] = max(counts.get(index.axis.name, 0), block + 1)
    return counts


def place(
    pattern: Pattern, sizes: dict[str, int], noted: Survey, facts: Facts, rng: Random, *, apart: bool = False
) -> Places:
    """Random different positions for the blocks, random values of the index functions elsewhere.

    apart    no other value is a position of a block: a one-to-one function on a small axis would hit nearly all
    """
    places = Places(sizes)
    chosen = {}
    for name, count in blocks(pattern).items():
        for block, position in enumerate(rng.sample(range(places.size(noted.axes[name])), count)):
            chosen[name, block] = position
    for index, block in pattern.items():
        position = chosen[index.axis.name, block]
        if isinstance(index, Applied):
            places.table[index.function, tuple(map(places.position, index.arguments))] = position
        else:
            places.where[index] = position
    if apart:
        _stay_away(places, chosen, noted, facts, rng)
    complete(places, noted, facts, rng)
    return places


def _stay_away(places: Places, chosen: dict[tuple[str, int], int], noted: Survey, facts: Facts, rng: Random) -> None:
    """Values of the index functions that are no position of a block, as far as there is room."""
    for function, rows in places.rows_to_fill(noted, facts):
        axis = noted.functions[function][1]
        taken = {position for (name, _), position in chosen.items() if name == axis.name}
        far = [position for position in range(places.size(axis)) if position not in taken]
        rng.shuffle(far)
        for row in rows:
            avoided = places.avoided(function, row[0], facts, noted)
            rest = [position for position in far if position not in avoided]
            for at in row:
                if rest and (function, at) not in places.table:
                    places.table[function, at] = rest.pop() if function in facts.injective else rng.choice(rest)
