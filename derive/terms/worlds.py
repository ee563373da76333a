"""Worlds: sizes, positions for the free indices, and values for the entries; in a world every term has a value.

    Term, World  --value()-->  a number of the world's kind (residue, real, ball, symbol)

`survey` lists what a world has to settle, `Places` holds the sizes and positions, `World` is the one evaluator. A kind
of number is a subclass with a dozen short methods. Values live on levels: the argument of exp lies `below` levels under
its value, the argument of log as far above it. The reals have a single level, a chain of finite fields has several.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from random import Random
from typing import Any, ClassVar, Generic, TypeVar

from derive.errors import LimitError
from derive.terms.facts import Facts, Pair
from derive.terms.functions import KNOWN
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term, children, walk

V = TypeVar("V")
Positions = tuple[int, ...]
Table = dict[tuple[str, Positions], int]
EntryKey = tuple[str, Positions]

_MOST_VALUES = 3  # every further closed index term multiplies the equality patterns
_LARGE = 12  # a size beyond is fixed only where it counts: ten classes of 784 features stay cheap
_ZERO, _ONE = Fraction(0), Fraction(1)
ARGUMENT_LEVEL: Mapping[str, int] = {"exp": 1, "sigma": 1, "tanh": 1, "log": -1}


class UndefinedError(ArithmeticError):
    """The term has no value here: a division by 0, the logarithm of what is not positive, a jump."""


@dataclass(slots=True)
class Budget:
    """The number of nodes that may still be evaluated."""

    left: int


@dataclass(slots=True)
class Survey:
    """What occurs in a pair of terms and in the facts that concern them.

    axes        every axis, by name
    closed      index terms outside every binder, arguments before their functions; w_{t+0} too where 0 and w_{t+j} are
    functions   index functions: axes of the arguments, axis of the value
    tensors     axes of every tensor
    applied     names of the real functions
    counted     axes whose size is itself a value, as in Σ_v 1
    """

    axes: dict[str, Axis] = field(default_factory=dict)
    closed: dict[Index, None] = field(default_factory=dict)
    functions: dict[str, tuple[tuple[Axis, ...], Axis]] = field(default_factory=dict)
    tensors: dict[str, tuple[Axis, ...]] = field(default_factory=dict)
    applied: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    _seen: set[tuple[Term, frozenset[Variable]]] = field(default_factory=set)

    def term(self, term: Term, bound: frozenset[Variable] = frozenset()) -> None:
        """Note everything that occurs in the term."""
        mark = (term, bound & term.free)
        if mark in self._seen:
            return
        self._seen.add(mark)
        match term:
            case Entry(tensor, indices):
                _agreed(self.tensors, tensor, tuple(i.axis for i in indices))
                for index in indices:
                    self.index(index, bound)
            case Delta(left, right):
                self.index(left, bound)
                self.index(right, bound)
            case Sum(index, body):
                self.axis(index.axis)
                self.counted |= set() if index in body.free else {index.axis.name}
                bound |= {index}
            case Size(axis):
                self.axis(axis)
                self.counted.add(axis.name)
            case Apply(function, _):
                self.applied.add(function)
        for part in children(term):
            self.term(part, bound)

    def index(self, index: Index, bound: frozenset[Variable] = frozenset()) -> None:
        """Note an index term and its arguments."""
        if isinstance(index, Applied):
            for argument in index.arguments:
                self.index(argument, bound)
            _agreed(self.functions, index.function, (tuple(a.axis for a in index.arguments), index.axis))
        self.axis(index.axis)
        if index.free.isdisjoint(bound):
            self.closed.setdefault(index)

    def axis(self, axis: Axis) -> None:
        """Note an axis."""
        _agreed(self.axes, axis.name, axis)

    def mentions(self, index: Index) -> bool:
        """Whether an index term of a fact has to do with what was noted so far."""
        match index:
            case Variable():
                return index in self.closed
            case Applied(function, arguments, _):
                return function in self.functions or any(map(self.mentions, arguments))
        return False

    def fixed(self, parameter: str) -> int | None:
        r"""The size of an axis such as that of \mathbb{R}^3; a large one is fixed only where it counts."""
        size = self.axes[parameter].fixed if parameter in self.axes else None
        return size if size is None or size <= _LARGE or parameter in self.counted else None

    def parameters(self) -> list[str]:
        """The names whose sizes are to be chosen: ordinary axes, and the half of every window."""
        return sorted({axis.half or axis.name for axis in self.axes.values()})


def _agreed(table: dict[str, Any], name: str, value: object) -> None:
    if table.setdefault(name, value) != value:
        raise UndefinedError(f"{name} is used with two different shapes")


def survey(left: Term, right: Term, facts: Facts) -> Survey:
    """What has to be settled to compare the two terms; facts about other things do not count."""
    noted = Survey()
    noted.term(left)
    noted.term(right)
    waiting = ordered(facts.equal | facts.unequal)
    while pair := next((pair for pair in waiting if any(map(noted.mentions, pair))), None):
        waiting.remove(pair)
        for index in pair:
            noted.index(index)
    for function, index in sorted(facts.avoids, key=lambda fact: (fact[0], fact[1].key)):
        if function in noted.functions:
            noted.index(index)
    for tensor, position in facts.distributions:
        if position >= len(noted.tensors.get(tensor, (None,) * (position + 1))):
            raise UndefinedError(f"{tensor} has no index to sum to 1 along")
    for value in _values(noted):
        noted.index(value)
    noted.closed = dict.fromkeys(sorted(noted.closed, key=lambda index: (_depth(index), index.key)))
    return noted


def _values(noted: Survey) -> list[Applied]:
    """The values of the index functions at closed index terms: what a sum over j with j != 0 leaves out is w_{t+0}."""
    arguments = [index for index in noted.closed if not isinstance(index, Applied)]
    return [
        Applied(function, (index,), axis)
        for function, (axes, axis) in noted.functions.items()
        for index in arguments
        if axes == (index.axis,)
    ][:_MOST_VALUES]


def ordered(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs of index terms in an order that does not depend on the run."""
    return sorted(pairs, key=lambda pair: (pair[0].key, pair[1].key))


def _depth(index: Index) -> int:
    return 1 + max(map(_depth, index.arguments), default=0) if isinstance(index, Applied) else 0


@dataclass(slots=True)
class Places:
    """Sizes of the axes, 0-based positions of the free variables and literals, values of the index functions.

    sizes   by name; a window axis has no entry of its own, only its half m, and 2m + 1 positions
    """

    sizes: dict[str, int]
    where: dict[Index, int] = field(default_factory=dict)
    table: Table = field(default_factory=dict)

    def size(self, axis: Axis) -> int:
        """The number of positions of an axis."""
        return 2 * self.sizes[axis.half] + 1 if axis.half else self.sizes[axis.name]

    def position(self, index: Index) -> int:
        """Where a closed index term points to."""
        if isinstance(index, Applied):
            return self.table[index.function, tuple(map(self.position, index.arguments))]
        return self.where[index]

    def respects(self, facts: Facts, noted: Survey) -> bool:
        """Whether the facts about indices hold."""
        return (
            all(self.position(i) == self.position(j) for i, j in facts.equal if _both(noted, i, j))
            and all(self.position(i) != self.position(j) for i, j in facts.unequal if _both(noted, i, j))
            and all(self.position(i) not in self.values(f) for f, i in facts.avoids if f in noted.functions)
            and all(len(set(self.values(f))) == len(self.values(f)) for f in facts.injective)
        )

    def values(self, function: str) -> list[int]:
        """The values of an index function, one for every argument."""
        return [position for (name, _), position in self.table.items() if name == function]

    def shown(self, position: int, axis: Axis) -> int:
        """A position as a person counts it: from 1, on a window from -m."""
        return position - self.sizes[axis.half] if axis.half else position + 1

    def counted(self, shown: int, axis: Axis) -> int:
        """The position that a person counts so; UndefinedError where the axis is too small for it."""
        position = shown + self.sizes[axis.half] if axis.half else shown - 1
        if not 0 <= position < self.size(axis):
            raise UndefinedError(f"there is no position {shown} on {axis}")
        return position

    def literal(self, index: Literal) -> int:
        """The position of a literal."""
        return self.counted(index.value, index.axis)


def _both(noted: Survey, left: Index, right: Index) -> bool:
    return left in noted.closed and right in noted.closed


def complete(places: Places, noted: Survey, facts: Facts, rng: Random) -> None:
    """Random values for the index functions wherever they have none."""
    for function, (axes, axis) in noted.functions.items():
        settled = set(places.values(function))
        avoided = {places.position(i) for f, i in facts.avoids if f == function and i in noted.closed}
        free = [position for position in range(places.size(axis)) if position not in avoided]
        one_to_one = function in facts.injective
        if one_to_one:
            free = [position for position in free if position not in settled]
        rng.shuffle(free)
        for arguments in product(*(range(places.size(a)) for a in axes)):
            if (function, arguments) not in places.table:
                if not free:
                    raise UndefinedError(f"no value is left for {function}")
                places.table[function, arguments] = free.pop() if one_to_one else rng.choice(free)


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
