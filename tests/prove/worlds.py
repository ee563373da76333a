"""Random small worlds, and the value of a term in one of them by floats. Shares nothing with the prover but terms."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property

from derive.terms.facts import Facts, of_function
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term

Positions = Mapping[Variable, int]


class UndefinedHere(Exception):  # noqa: N818 - the point lies outside the domain
    """log of something negative, 1/0, a kink."""


def _log(x: float) -> float:
    if x <= 1e-9:
        raise UndefinedHere
    return math.log(x)


def _step(x: float) -> float:
    if abs(x) < 1e-9:
        raise UndefinedHere
    return float(x > 0)


def _sqrt(x: float) -> float:
    if x <= 1e-9:
        raise UndefinedHere
    return math.sqrt(x)


FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": _log,
    "sigma": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
    "abs": abs,
    "step": _step,
    "sqrt": _sqrt,
    "g": lambda x: math.sin(3 * x + 1) + x * x / 5 + 0.3,
}


class World:
    """Sizes, values of index functions and of entries, drawn on demand and kept; it satisfies the facts given."""

    def __init__(self, rng: random.Random, facts: Facts, only_positive: bool) -> None:
        self.rng, self.facts, self.only_positive = rng, facts, only_positive
        self.special = rng.random() < 0.3  # 0, equal and opposite entries
        self.sizes: dict[str, int] = {}
        self.free: dict[Variable, int] = {}
        self.entries: dict[tuple[str, tuple[int, ...]], float] = {}
        self.functions: dict[tuple[str, tuple[int, ...]], int] = {}

    def size(self, name: str) -> int:
        return self.sizes.setdefault(name, self.rng.randint(1, 2 if name == "m" else 3))

    def positions(self, axis: Axis) -> range:
        if axis.half is None:
            return range(1, self.size(axis.name) + 1)
        return range(-self.size(axis.half), self.size(axis.half) + 1)

    def index(self, index: Index, at: Positions) -> int:
        match index:
            case Variable():
                if index in at:
                    return at[index]
                return self.free.setdefault(index, self.rng.choice(self.positions(index.axis)))
            case Literal(value, axis):
                if value not in self.positions(axis):
                    raise UndefinedHere
                return value
            case Applied(function, arguments, axis):
                key = function, tuple(self.index(a, at) for a in arguments)
                return self.functions.setdefault(key, self.rng.choice(self.positions(axis)))
        raise TypeError(index)

    def entry(self, tensor: str, places: tuple[int, ...], axes: tuple[Axis, ...]) -> float:
        key = tensor, places
        if key not in self.entries:
            sign = self.only_positive or tensor in self.facts.positive
            size = self.rng.choice((0.5, 1.0, 2.0)) if self.special else self.rng.uniform(0.1, 1.7)
            self.entries[key] = size * (1 if sign else self.rng.choice((1, -1, 0) if self.special else (1, -1)))
        for name, place in self.facts.distributions:
            if name == tensor:
                around = [(*places[:place], n, *places[place + 1 :]) for n in self.positions(axes[place])]
                return self._share(tensor, key, around)
        return self.entries[key]

    def _share(self, tensor: str, key: tuple[str, tuple[int, ...]], around: list[tuple[int, ...]]) -> float:
        for places in around:
            self.entries.setdefault((tensor, places), self.rng.uniform(0.1, 1.7))
        total = sum(self.entries[tensor, places] for places in around)
        if abs(total) < 1e-3:
            raise UndefinedHere
        return self.entries[key] / total

    def satisfies_facts(self) -> bool:
        """To be asked after the evaluation, when everything that matters was drawn."""
        facts = self.facts
        if any(self.index(s, {}) != self.index(t, {}) for s, t in facts.equal):
            return False
        if any(self.index(s, {}) == self.index(t, {}) for s, t in facts.unequal):
            return False
        for (f, at), value in list(self.functions.items()):
            if any(
                value == self.index(t, {v: at[int(v.name[1:])] for v in of_function(t)})
                for n, t in facts.avoids
                if n == f
            ):
                return False
        rows = [(f, *at[:-1], value) for (f, at), value in self.functions.items() if f in facts.injective]
        return len(rows) == len(set(rows))

    def value(self, term: Term, at: Positions) -> float:
        match term:
            case Number(value):
                return float(value)
            case Size(axis):
                return len(self.positions(axis))
            case Entry(tensor, indices):
                places = tuple(self.index(n, at) for n in indices)
                return self.entry(tensor, places, tuple(n.axis for n in indices))
            case Delta(left, right):
                return float(self.index(left, at) == self.index(right, at))
            case Sum(index, body):
                return sum(self.value(body, {**at, index: n}) for n in self.positions(index.axis))
            case Add(terms):
                return sum(self.value(t, at) for t in terms)
            case Mul(factors):
                return math.prod(self.value(t, at) for t in factors)
            case Pow(base, exponent):
                return self._power(self.value(base, at), exponent, at)
            case Apply(function, argument):
                return FUNCTIONS[function](self.value(argument, at))
        raise TypeError(term)

    def _power(self, base: float, exponent: Term, at: Positions) -> float:
        q = self.value(exponent, at)
        fixed = isinstance(exponent, Number) and exponent.value.denominator == 1
        if (not fixed and base <= 1e-9) or (q < 0 and abs(base) < 1e-6):
            raise UndefinedHere
        return float(base ** (int(q) if fixed else q))


def difference(left: Term, right: Term, facts: Facts, rng: random.Random, tries: int = 12) -> float | None:
    """The greatest relative difference in a few worlds; None if the terms were defined in none of them."""
    worst = None
    for n in range(tries):
        world = World(rng, facts, only_positive=n % 3 == 0)
        try:
            one, two = world.value(left, {}), world.value(right, {})
            if not world.satisfies_facts() or max(abs(one), abs(two)) > 1e8:
                continue
        except (UndefinedHere, OverflowError):
            continue
        worst = max(worst or 0.0, abs(one - two) / (1 + abs(one) + abs(two)))
    return worst


SHAPES = (("x", "V"), ("y", "V"), ("U", "VV"), ("h", "K"), ("W", "VK"), ("t", ""), ("z", ""))
EXPONENTS = (*(-1, -1, -2, 2, 2, 3), *(Fraction(n, 2) for n in (1, -1, 3)))


class Terms:
    """Random terms and random edits of them, some of which keep the value."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        return Axis("V"), Axis("V"), Axis("K"), Axis("win", half="m")

    def index(self, axis: Axis, scope: tuple[Variable, ...]) -> Index:
        choice = self.rng.random()
        own = [v for v in scope if v.axis == axis]
        if own and choice < 0.55:
            return self.rng.choice(own)
        if axis.name == "V" and choice < 0.75:
            return Applied(self.rng.choice(("neg", "tok")), (self.index(self.axes[2], scope),), axis)
        if choice < 0.8:
            return Literal(self.rng.choice((1, 2)) if axis.half is None else self.rng.choice((-1, 0, 1)), axis)
        return Variable(self.rng.choice("abo" if axis.name == "V" else "pq"), axis)

    def entry(self, scope: tuple[Variable, ...]) -> Term:
        tensor, axes = self.rng.choice(
            (("x", "V"), ("y", "V"), ("U", "VV"), ("h", "K"), ("W", "VK"), ("t", ""), ("z", ""))
        )
        by_name = {"V": self.axes[0], "K": self.axes[2]}
        return Entry(tensor, tuple(self.index(by_name[n], scope) for n in axes))

    def delta(self, scope: tuple[Variable, ...]) -> Term:
        axis = self.rng.choice(self.axes)
        return Delta(self.index(axis, scope), self.index(axis, scope))

    def term(self, depth: int, scope: tuple[Variable, ...] = ()) -> Term:
        rng = self.rng
        if depth <= 0:
            kind = rng.random()
            if kind < 0.12:
                return Number(rng.choice((-2, -1, 1, 2, 3)))
            return self.delta(scope) if kind < 0.3 else Size(self.axes[0]) if kind < 0.33 else self.entry(scope)
        kind = rng.random()
        if kind < 0.25:
            return self.term(depth - 1, scope) + self.term(depth - 2, scope)
        if kind < 0.5:
            return self.term(depth - 1, scope) * self.term(depth - 2, scope)
        if kind < 0.7:
            axis = rng.choice(self.axes)
            v = Variable(rng.choice("abowx" if axis.name == "V" else "pqj"), axis)
            return Sum(v, self.term(depth - 1, (*scope, v)))
        if kind < 0.82:
            exponent = (
                Number(1) * rng.choice((-1, -1, -2, 2, 2, 3))
                if rng.random() < 0.7
                else Number(rng.choice((1, -1, 3))) * Pow(Number(2), Number(-1))
            )
            if rng.random() < 0.1:
                exponent = self.term(0, scope)
            return Pow(self.term(depth - 1, scope), exponent)
        return Apply(rng.choice(tuple(FUNCTIONS)), self.term(depth - 1, scope))
