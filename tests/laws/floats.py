"""A plain evaluator over floats, independent of everything that decides: it says what looks false.

    World(rng, terms, facts).value(term) -> float             OutsideError where the term has no value

It shares nothing with derive but the nodes of the term language. Every entry of a world is a rational number, so that
tests.laws.certain can make a difference certain in the world where it was seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from random import Random

from derive.terms.facts import Facts, of_function
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term

CLOSE = 1e-6  # relative; differences below are taken for rounding
TINY = 1e-7  # a denominator or the argument of a jump this small, relative to its parts, may be an exact 0
GRID = 1024  # entries are multiples of 1/GRID, before a distribution is made of them
Positions = tuple[int, ...]


class OutsideError(ArithmeticError):
    """The world lies outside the domain of a term, or no such world was found."""


def differ(left: Term, right: Term, facts: Facts, rng: Random, worlds: int = 60) -> bool:
    """Whether left and right have clearly different values in one of some random worlds that respect the facts."""
    return any(True for _ in differing(left, right, facts, rng, worlds))


def differing(left: Term, right: Term, facts: Facts, rng: Random, worlds: int) -> Iterator[World]:
    """Those of some random worlds in which left and right clearly differ."""
    for _ in range(worlds):
        try:
            world = World(rng, (left, right), facts)
            one, two = world.value(left), world.value(right)
        except (OutsideError, OverflowError):
            continue
        if abs(one - two) > CLOSE * max(1.0, world.peak):
            yield world


def sine(function: str) -> tuple[Fraction, Fraction, int]:
    """Rate, shift and order: g, g', g'' of one sine, for a function of which only the name is known."""
    name = function.rstrip("'")
    return 1 + Fraction(len(name), 7), Fraction(sum(map(ord, name)), 10), len(function) - len(name)


class World:
    """Random sizes from 1 to 3, positions, index functions and entries that respect the facts."""

    def __init__(self, rng: Random, terms: Iterable[Term], facts: Facts) -> None:
        self.rng, self.facts = rng, facts
        self.only_positive = rng.random() < 0.4
        self.sizes: dict[str, int] = {}
        self.where: dict[Index, int] = {}
        self.functions: dict[tuple[str, Positions], int] = {}
        self.rationals: dict[tuple[str, Positions], Fraction] = {}
        self.entries: dict[tuple[str, Positions], float] = {}
        self.shapes: dict[str, tuple[Axis, ...]] = {}
        self.peak = 0.0
        self._place(terms)
        for tensor, position in sorted(facts.distributions):
            if tensor in self.shapes:
                self._distribute(tensor, position)

    # values

    def value(self, term: Term) -> float:
        """The value of a term; `peak` keeps the largest number met, which bounds the rounding."""
        found = self._value(term)
        if not math.isfinite(found):
            raise OutsideError
        self.peak = max(self.peak, abs(found))
        return found

    def _value(self, term: Term) -> float:
        match term:
            case Number(value):
                return float(value)
            case Size(axis):
                return float(len(self.positions(axis)))
            case Entry(tensor, indices):
                return self.entry(tensor, tuple(map(self.position, indices)))
            case Delta(left, right):
                return float(self.position(left) == self.position(right))
            case Sum(index, body):
                return self._sum(index, body)
            case Add(terms):
                return sum(map(self.value, terms))
            case Mul(factors):
                return self._product(factors)
            case Pow(base, exponent):
                return self._power(self.value(base), self.value(exponent))
            case Apply(function, argument):
                return self._apply(function, self.value(argument))
        raise TypeError(term)

    def _sum(self, index: Variable, body: Term) -> float:
        return sum(self.value(body) for _ in self.along(index))

    def along(self, index: Variable) -> Iterator[int]:
        """Every position, with the index standing there."""
        outer = self.where.get(index)
        for position in self.positions(index.axis):
            self.where[index] = position
            yield position
        if outer is None:
            del self.where[index]
        else:
            self.where[index] = outer

    def _product(self, factors: tuple[Term, ...]) -> float:
        """A delta that is 0 hides the other factors, even undefined ones."""
        deltas = [factor for factor in factors if isinstance(factor, Delta)]
        if any(self._value(delta) == 0 for delta in deltas):
            return 0.0
        return math.prod(map(self.value, factors))

    def _power(self, base: float, exponent: float) -> float:
        if (exponent < 0 and abs(base) < TINY * max(1.0, self.peak)) or (base <= 0 and exponent != int(exponent)):
            raise OutsideError
        return math.pow(base, exponent)

    def _apply(self, function: str, x: float) -> float:
        if function in ("log", "sqrt") and x < TINY * max(1.0, self.peak):
            raise OutsideError
        if function == "step" and abs(x) < TINY * max(1.0, self.peak):
            raise OutsideError
        match function:
            case "exp":
                return math.exp(x)
            case "log":
                return math.log(x)
            case "sigma":
                return 1 / (1 + math.exp(-x))
            case "tanh":
                return math.tanh(x)
            case "relu":
                return max(x, 0.0)
            case "abs":
                return abs(x)
            case "step":
                return float(x > 0)
            case "sqrt":
                return math.sqrt(x)
        rate, shift, order = sine(function)
        return float(rate**order) * math.sin(rate * x + shift + order * math.pi / 2)

    def entry(self, tensor: str, positions: Positions) -> float:
        """The value of an entry, to the precision of floats."""
        found = self.entries.get((tensor, positions))
        if found is None:
            found = self.entries[tensor, positions] = float(self.exact(tensor, positions))
        return found

    def exact(self, tensor: str, positions: Positions) -> Fraction:
        """The value of an entry, drawn when first met."""
        found = self.rationals.get((tensor, positions))
        if found is None:
            positive = self.only_positive or tensor in self.facts.positive
            drawn = self.rng.uniform(0.2, 1.8) if positive else self.rng.uniform(-1.7, 1.7)
            found = self.rationals[tensor, positions] = Fraction(round(GRID * drawn), GRID)
        return found

    # places

    def positions(self, axis: Axis) -> range:
        """1..n, or -m..m on a window."""
        if axis.half:
            half = self.sizes.setdefault(axis.half, self.rng.randint(1, 2))
            return range(-half, half + 1)
        return range(1, self.sizes.setdefault(axis.name, self.rng.randint(1, 3)) + 1)

    def position(self, index: Index) -> int:
        """Where an index points to."""
        match index:
            case Variable():
                return self.where[index]
            case Literal(value, axis):
                if value not in self.positions(axis):
                    raise OutsideError
                return value
            case Applied(function, arguments, _):
                return self.functions[function, tuple(map(self.position, arguments))]
        raise TypeError(index)

    def _place(self, terms: Iterable[Term]) -> None:
        met = Met()
        for term in terms:
            met.term(term)
        for function, index in self.facts.avoids:
            if function in met.functions:
                met.index(index)
        self.shapes = met.shapes
        free = met.free(terms, self.facts)
        for _ in range(200):
            self.sizes.clear()
            self.where = {variable: self.rng.choice(self.positions(variable.axis)) for variable in free}
            self.functions = {
                (name, arguments): self.rng.choice(self.positions(axis))
                for name, (axes, axis) in sorted(met.functions.items())
                for arguments in product(*map(self.positions, axes))
            }
            if self._respects():
                return
        raise OutsideError

    def respected(self) -> bool:
        """Whether every fact holds exactly: where the indices stand, what is positive, what sums to 1."""
        positive = all(value > 0 for (name, _), value in self.rationals.items() if name in self.facts.positive)
        known = [(tensor, place) for tensor, place in self.facts.distributions if tensor in self.shapes]
        totals = (self._total(tensor, line) for tensor, place in known for line in self._lines(tensor, place))
        return self._respects() and positive and all(total == 1 for total in totals)

    def _respects(self) -> bool:
        facts, known = self.facts, {name for name, _ in self.functions}

        def values(function: str) -> list[int]:
            return [position for (name, _), position in self.functions.items() if name == function]

        return (
            all(self.position(i) == self.position(j) for i, j in facts.equal if self._all_known(i, j))
            and all(self.position(i) != self.position(j) for i, j in facts.unequal if self._all_known(i, j))
            and all(self._avoids(f, i) for f, i in facts.avoids if f in known)
            and all(len(values(f)) == len(set(values(f))) for f in facts.injective)
        )

    def _avoids(self, function: str, index: Index) -> bool:
        """Whether no value of the function is the index, with the arguments of that value in it."""
        met = [(arguments, value) for (name, arguments), value in self.functions.items() if name == function]
        slots = {variable: int(variable.name[1:]) for variable in of_function(index)}  # @0 is the first argument
        return all(self._standing({v: at[place] for v, place in slots.items()}, index) != value for at, value in met)

    def _standing(self, where: dict[Variable, int], index: Index) -> int:
        """Where an index points to while some variables stand where they are told."""
        outer = self.where
        self.where = {**outer, **where}
        try:
            return self.position(index)
        finally:
            self.where = outer

    def _all_known(self, *indices: Index) -> bool:
        named = {function for function, _ in self.functions}
        functions = {index.function for index in indices if isinstance(index, Applied)}
        return functions <= named and all(variable in self.where for index in indices for variable in index.free)

    def _distribute(self, tensor: str, position: int) -> None:
        """Entries that sum to 1 along one index; positive, or of both signs."""
        for line in self._lines(tensor, position):
            total = self._total(tensor, line)
            if abs(total) < 0.1:
                raise OutsideError
            for here in line:
                self.rationals[tensor, here] /= total

    def _lines(self, tensor: str, position: int) -> Iterator[list[Positions]]:
        """The places along one index, for every choice of the other indices."""
        ranges = [self.positions(axis) for axis in self.shapes[tensor]]
        for place in product(*ranges[:position], range(1), *ranges[position + 1 :]):
            yield [(*place[:position], here, *place[position + 1 :]) for here in ranges[position]]

    def _total(self, tensor: str, line: list[Positions]) -> Fraction:
        return sum((self.exact(tensor, here) for here in line), Fraction(0))


class Met:
    """The tensors and index functions of some terms, with their axes."""

    def __init__(self) -> None:
        self.shapes: dict[str, tuple[Axis, ...]] = {}
        self.functions: dict[str, tuple[tuple[Axis, ...], Axis]] = {}

    def term(self, term: Term) -> None:
        """Note what occurs in a term."""
        match term:
            case Entry(tensor, indices):
                self.shapes[tensor] = tuple(index.axis for index in indices)
                for index in indices:
                    self.index(index)
            case Delta(left, right):
                self.index(left)
                self.index(right)
            case Sum(_, body):
                self.term(body)
            case Add(parts) | Mul(parts):
                for part in parts:
                    self.term(part)
            case Pow(base, exponent):
                self.term(base)
                self.term(exponent)
            case Apply(_, argument):
                self.term(argument)

    def index(self, index: Index) -> None:
        """Note the index functions of an index term."""
        if isinstance(index, Applied):
            self.functions[index.function] = (tuple(a.axis for a in index.arguments), index.axis)
            for argument in index.arguments:
                self.index(argument)

    def free(self, terms: Iterable[Term], facts: Facts) -> list[Variable]:
        """The free variables of the terms and of the facts about them, in a fixed order."""
        found = {variable for term in terms for variable in term.free}
        found |= {v for i, j in facts.equal | facts.unequal for index in (i, j) for v in index.free}
        found |= {v for f, index in facts.avoids if f in self.functions for v in index.free - of_function(index)}
        return sorted(found, key=lambda variable: variable.key)
