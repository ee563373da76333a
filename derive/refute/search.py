"""The search: sizes from the smallest total upwards, at each size plain values first; then everything is shrunk."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice, product
from random import Random

from derive.errors import LimitError
from derive.refute.balls import certify
from derive.refute.points import Point
from derive.refute.reals import Real, Reals, is_exact
from derive.terms.facts import Facts
from derive.terms.index import Axis, Index, Literal, Variable
from derive.terms.places import Places, Positions, UndefinedError, complete, survey
from derive.terms.term import Term
from derive.terms.worlds import Budget, EntryKey

_SEARCH_WORK, _SHRINK_WORK = 40_000, 20_000  # evaluated nodes
_TRIES = 24  # points at each size
_MOST_PLACES = 12
_TOLERANCE = 1e-9  # relative; what is closer is left alone
_LARGEST, _LARGEST_HALF = 3, 2


def _rationals(*values: Fraction | int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, values))


_PLAIN = _rationals(0, 1, -1, 2, -2, 3, -3, Fraction(1, 2), Fraction(-1, 2))  # plainest first
_MENUS = (  # from which the entries of the n-th try are drawn
    (1, _rationals(0)),
    (2, _rationals(1)),
    (6, _rationals(0, 1)),
    (12, _rationals(-1, 0, 1, 2)),
    (20, _rationals(-2, -1, 1, 2, 3)),
    (_TRIES, _PLAIN[1:]),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A point and the two sides there, exact or as floats."""

    point: Point
    left: Real
    right: Real
    world: Reals

    @property
    def exact(self) -> bool:
        """Whether both sides are known as rational numbers."""
        return is_exact(self.left) and is_exact(self.right)


class Search:
    """The search for a small point at which two terms differ."""

    def __init__(self, left: Term, right: Term, facts: Facts, seed: int) -> None:
        self.left, self.right, self.facts = left, right, facts
        self.rng = Random(seed)
        self.noted = survey(left, right, facts)
        self.budget = Budget(_SEARCH_WORK)
        self.careful = False  # certify every step of shrinking
        self.along = dict(facts.distributions)
        if len(self.along) < len(facts.distributions):
            raise UndefinedError("a tensor that sums to 1 along two indices")

    def difference(self) -> Difference | None:
        """The plainest difference at the smallest sizes."""
        try:
            found = next(filter(None, map(self.at, self.sizes())), None)
        except LimitError:
            return None
        if found is None:
            return None
        self.budget = Budget(_SHRINK_WORK)
        shrunk = self.shrink(found)
        if self.certain(shrunk):
            return shrunk
        self.budget, self.careful = Budget(_SHRINK_WORK), True
        return self.shrink(found)

    def certain(self, found: Difference) -> bool:
        """Whether the sides differ beyond rounding: e^27 - e^27 is not 0 in floats."""
        return certify(self.left, self.right, found.point) is not None

    def sizes(self) -> Iterator[dict[str, int]]:
        """All sizes to try, by their total."""
        names = self.noted.parameters()
        fixed = [self.noted.fixed(name) for name in names]
        ranges = [
            (size,) if size is not None else range(self.least(name), self.most(name) + 1)
            for name, size in zip(names, fixed, strict=True)
        ]
        vectors: list[tuple[int, ...]] = list(product(*ranges))
        for sizes in sorted(vectors, key=lambda sizes: (sum(sizes), sizes)):
            yield dict(zip(names, sizes, strict=True))

    def least(self, name: str) -> int:
        """The smallest size at which every literal has a position."""
        literals = [index for index in self.noted.closed if isinstance(index, Literal) and name in _names(index.axis)]
        return max([1, *(abs(literal.value) for literal in literals)])

    def most(self, name: str) -> int:
        """The largest size tried."""
        if any(axis.half == name for axis in self.noted.axes.values()):
            return max(_LARGEST_HALF, self.least(name))
        apart = sum(index.axis.name == name for index in self.noted.closed) if self.facts.unequal else 0
        return max(_LARGEST, self.least(name), apart)

    def at(self, sizes: dict[str, int]) -> Difference | None:
        """A difference at these sizes; one with exact sides if some try finds it."""
        settings = list(islice(self.settings(sizes), _MOST_PLACES))
        best = None
        for number in range(_TRIES if settings else 0):
            menu = next(menu for until, menu in _MENUS if number < until)
            found = self.compare(self.point(settings[number % len(settings)], menu))
            if found is not None and (best is None or found.exact) and self.certain(found):
                best = found
                if found.exact:
                    break
        return best

    def point(self, places: Places, menu: tuple[Fraction, ...]) -> Point:
        """A point whose values are drawn from the menu."""
        return Point(places, self.noted, self.along, self.facts.positive, lambda: self.rng.choice(menu))

    def settings(self, sizes: dict[str, int]) -> Iterator[Places]:
        """Positions of the free indices and values of the index functions, in order if few, else at random."""
        variables = [index for index in self.noted.closed if isinstance(index, Variable)]
        ranges = [range(Places(sizes).size(index.axis)) for index in variables]
        choices = list(islice(product(*ranges), 4 * _MOST_PLACES))
        if len(choices) > _MOST_PLACES:
            choices = [choices[0], *(tuple(map(self.rng.choice, ranges)) for _ in range(4 * _MOST_PLACES))]
        for positions in choices * (4 if self.noted.functions else 1):
            places = self.places(sizes, dict(zip(variables, positions, strict=True)))
            if places is not None:
                yield places

    def places(self, sizes: dict[str, int], where: dict[Index, int]) -> Places | None:
        """The places with these positions; None where a fact does not hold."""
        places = Places(sizes, where)
        try:
            for index in self.noted.closed:
                if isinstance(index, Literal):
                    where[index] = places.literal(index)
            complete(places, self.noted, self.facts, self.rng)
        except UndefinedError:
            return None
        return places if places.respects(self.facts, self.noted) else None

    def compare(self, point: Point) -> Difference | None:
        """The two sides at the point if both are defined and differ there."""
        world = Reals(point, self.budget)
        try:
            left, right = world.value(self.left), world.value(self.right)
            gap = max(left - right, right - left)
            if is_exact(left) and is_exact(right):
                differs = gap != 0
            else:
                differs = _TOLERANCE * (1 + abs(float(left)) + abs(float(right))) < gap < math.inf
        except (UndefinedError, OverflowError, ZeroDivisionError):
            return None
        return Difference(point, left, right, world) if differs else None

    def shrink(self, found: Difference) -> Difference:
        """Smaller positions and plainer values, as long as the sides differ and exact sides stay exact."""
        found = replace(found, point=replace(found.point, choose=lambda: Fraction(0)))
        before = None
        try:
            while before is not found:
                before = found
                for moves in (self.variables, self.functions, self.entries, self.answers):
                    for move in moves(found):
                        found = next(filter(None, (self.kept(found, point) for point in move(found.point))), found)
        except LimitError:
            pass
        return found

    def kept(self, found: Difference, point: Point) -> Difference | None:
        """The difference at another point, if it is as good as the one found."""
        if not point.places.respects(self.facts, self.noted):
            return None
        other = self.compare(point)
        if other is None or (found.exact and not other.exact) or (self.careful and not self.certain(other)):
            return None
        return other

    def variables(self, found: Difference) -> list[Move]:
        """Moves of one free index to a smaller position."""

        def move(index: Index, point: Point) -> Iterator[Point]:
            places = point.places
            for lower in _smaller(places, places.where[index], index.axis):
                yield _at(point, replace(places, where={**places.where, index: lower}))

        return [partial(move, index) for index in found.point.places.where if isinstance(index, Variable)]

    def functions(self, found: Difference) -> list[Move]:
        """Moves of one value of an index function to a smaller position."""

        def move(key: tuple[str, Positions], point: Point) -> Iterator[Point]:
            places = point.places
            for lower in _smaller(places, places.table[key], self.noted.functions[key[0]][1]):
                yield _at(point, replace(places, table={**places.table, key: lower}))

        return [partial(move, key) for key in found.point.places.table]

    def entries(self, found: Difference) -> list[Move]:
        """Moves of one entry to a plainer value."""

        def move(entry: EntryKey, point: Point) -> Iterator[Point]:
            for plainer in _plainer(point.weight(entry)):
                if point.admissible(entry[0], plainer) == plainer:
                    yield replace(_at(point, point.places), values={**point.values, entry: plainer})

        return [partial(move, (tensor, at)) for tensor, at in sorted(key[:2] for key in found.world.entries)]

    def answers(self, found: Difference) -> list[Move]:
        """Moves of one value of an unknown function to a plainer value."""

        def move(question: tuple[str, float], point: Point) -> Iterator[Point]:
            for plainer in _plainer(point.answers.get(question, Fraction(0))):
                yield replace(_at(point, point.places), answers={**point.answers, question: plainer})

        return [partial(move, question) for question in sorted(found.world.questions)]


Move = Callable[[Point], Iterator[Point]]


def _at(point: Point, places: Places) -> Point:
    return replace(point, places=places, values=dict(point.values), answers=dict(point.answers))


def _plainer(value: Fraction) -> tuple[Fraction, ...]:
    """The values plainer than this one, plainest first."""
    return _PLAIN[: _PLAIN.index(value)] if value in _PLAIN else _PLAIN


def _smaller(places: Places, position: int, axis: Axis) -> list[int]:
    """The positions plainer than this one: smaller, or on a window closer to its centre."""
    plainest = sorted(range(places.size(axis)), key=lambda other: (abs(places.shown(other, axis)), -other))
    return plainest[: plainest.index(position)]


def _names(axis: Axis) -> tuple[str, ...]:
    return (axis.half or axis.name,)
