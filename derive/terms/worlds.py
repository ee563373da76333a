"""Worlds: sizes, positions for the free indices, and values for the entries; in a world every term has a value.

    Term, World  --value()-->  a number of the world's kind (residue, real, ball, symbol)

`Places` holds the sizes and positions of a world, `World` is the one evaluator. A kind of number is a subclass with a
dozen short methods. Values live on levels: the argument of exp lies `below` levels under
its value, the argument of log as far above it. The reals have a single level, a chain of finite fields has several.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, ClassVar, Generic, TypeVar

from derive.errors import LimitError
from derive.terms.functions import KNOWN
from derive.terms.index import Applied, Index
from derive.terms.places import Places, Positions
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term, walk

V = TypeVar("V")
EntryKey = tuple[str, Positions]

_ZERO, _ONE = Fraction(0), Fraction(1)
ARGUMENT_LEVEL: Mapping[str, int] = {"exp": 1, "sigma": 1, "tanh": 1, "log": -1}


@dataclass(slots=True)
class Budget:
    """The number of nodes that may still be evaluated."""

    left: int


@lru_cache(maxsize=5_000)
def is_exact(term: Term) -> bool:
    """Whether the value is a rational number known from sizes and index positions alone."""
    return all(isinstance(part, Number | Size | Delta | Add | Mul) for part in walk(term))


class World(ABC, Generic[V]):
    """The one evaluator. A subclass says what numbers are; `entries` holds the values of all entries met."""

    below: ClassVar[int] = 0  # how many levels the argument of exp lies under its value
    rules: ClassVar[Mapping[type[Term], Callable[[Any, Any, int], Any]]]  # how each node is evaluated

    def __init_subclass__(cls) -> None:
        numbers = dict.fromkeys((Number, Size, Delta), cls.exactly)
        cls.rules = {**numbers, Sum: cls.sum, Add: cls.add, Mul: cls.mul, Pow: cls.pow, Apply: cls.apply}

    def __init__(self, places: Places, budget: Budget | None = None) -> None:
        self.places = places
        self.budget = budget or Budget(1_000_000)
        self.bound: dict[Index, int] = dict(places.where)
        self.memo: dict[tuple[object, ...], V] = {}
        self.entries: dict[tuple[str, Positions, int], V] = {}
        self.asked: set[tuple[str, Positions]] = set()  # arguments met of the index functions

    @abstractmethod
    def number(self, value: Fraction, level: int) -> V:
        """A rational constant."""

    @abstractmethod
    def total(self, values: list[V], level: int) -> V:
        """Their sum."""

    @abstractmethod
    def product(self, values: list[V], level: int) -> V:
        """Their product."""

    @abstractmethod
    def power(self, base: V, exponent: Fraction, level: int) -> V:
        """base ^ exponent for a rational exponent."""

    @abstractmethod
    def raised(self, base: V, exponent: V, level: int) -> V:
        """base ^ exponent = exp(exponent log base)."""

    @abstractmethod
    def known(self, function: str, argument: V, level: int) -> V:
        """One of functions.KNOWN at an argument."""

    @abstractmethod
    def oracle(self, function: str, argument: V, level: int) -> V:
        """An unknown function: any value, but the same for the same argument."""

    @abstractmethod
    def draw(self, entry: EntryKey, level: int) -> V:
        """The value of an entry, asked for once."""

    def value(self, term: Term, level: int = 0) -> V:
        """The value of the term in this world."""
        if type(term) is Entry:
            return self.entry(term.tensor, tuple(map(self.position, term.indices)), level)
        key = (term, level, *map(self.bound.__getitem__, term.free))
        found = self.memo.get(key)
        if found is None:
            self.budget.left -= 1
            if self.budget.left < 0:
                raise LimitError("too much work to evaluate a term")
            found = self.memo[key] = self.rules[type(term)](self, term, level)
        return found

    def values(self, terms: tuple[Term, ...], level: int) -> list[V]:
        """Their values; what was met before is looked up without a call, since most was."""
        bound, made = self.bound, []
        for term in terms:
            if type(term) is Entry:
                places = tuple([bound[i] if i in bound else self.position(i) for i in term.indices])
                found = self.entries.get((term.tensor, places, level))
            else:
                found = self.memo.get((term, level, *[bound[v] for v in term.free]))
            made.append(self.value(term, level) if found is None else found)
        return made

    def entry(self, tensor: str, positions: Positions, level: int) -> V:
        """The value of an entry, drawn when first met."""
        key = (tensor, positions, level)
        if key not in self.entries:
            self.entries[key] = self.draw((tensor, positions), level)
        return self.entries[key]

    def position(self, index: Index) -> int:
        """Where an index term points to, inside the binders being evaluated."""
        if isinstance(index, Applied):
            key = index.function, tuple(map(self.position, index.arguments))
            self.asked.add(key)
            return self.places.table[key]
        return self.bound[index]

    def sum(self, term: Sum, level: int) -> V:
        """Σ_v body, position by position."""
        outer = self.bound.get(term.index)
        values = []
        try:
            for position in range(self.places.size(term.index.axis)):
                self.bound[term.index] = position
                values.append(self.value(term.body, level))
        finally:
            if outer is None:
                self.bound.pop(term.index, None)
            else:
                self.bound[term.index] = outer
        return self.total(values, level)

    def add(self, term: Add, level: int) -> V:
        """t + ... + t"""
        return self.total(self.values(term.terms, level), level)

    def mul(self, term: Mul, level: int) -> V:
        """t * ... * t; a delta that is 0 hides the other factors, even undefined ones."""
        for factor in term.factors:
            if type(factor) is Delta and self.position(factor.left) != self.position(factor.right):
                return self.number(_ZERO, level)
        return self.product(self.values(term.factors, level), level)

    def pow(self, term: Pow, level: int) -> V:
        """t ^ s"""
        base = self.value(term.base, level)
        if is_exact(term.exponent):
            return self.power(base, self.exact(term.exponent), level)
        return self.raised(base, self.value(term.exponent, level + self.below), level)

    def apply(self, term: Apply, level: int) -> V:
        """f(t)"""
        argument = self.value(term.argument, level + self.below * ARGUMENT_LEVEL.get(term.function, 0))
        if term.function in KNOWN:
            return self.known(term.function, argument, level)
        return self.oracle(term.function, argument, level)

    def exactly(self, term: Term, level: int) -> V:
        """A number, a size, a delta"""
        return self.number(self.exact(term), level)

    def exact(self, term: Term) -> Fraction:
        """The rational value of a term with `is_exact`."""
        match term:
            case Number(value):
                return value
            case Size(axis):
                return Fraction(self.places.size(axis))
            case Delta(left, right):
                return _ONE if self.position(left) == self.position(right) else _ZERO
            case Add(terms):
                return sum(map(self.exact, terms), _ZERO)
            case Mul(factors):
                return prod(map(self.exact, factors), start=_ONE)
        raise TypeError(term)
