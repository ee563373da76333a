"""A world of residues: level i computes modulo the i-th prime of a chain.

exp(x) on level i is g_i^x for x on level i + 1, with a random square g_i; log goes the other way. So exp and log keep
their laws exactly, and e is no particular number. A square is a positive number; what is not positive has no logarithm
and no root, and the draw that led there is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from derive.fields.chains import is_square, logarithm, square_root
from derive.fields.signs import sign, span
from derive.terms.facts import Facts
from derive.terms.places import Places, Survey, UndefinedError
from derive.terms.term import Add, Apply, Pow, Sum, Term
from derive.terms.worlds import Budget, EntryKey, World

_REDRAWS = 24
_JUMPS = frozenset({"step", "relu", "abs"})


class HopelessError(UndefinedError):
    """Undefined however the entries were drawn."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What all worlds of one comparison share.

    signed   whether signs matter: then an entry has one sign on all levels, and what is provably positive is a square
    """

    noted: Survey
    facts: Facts
    signed: bool
    budget: Budget
    signs: dict[Term, int] = field(default_factory=dict)


class Residues(World[int]):
    """Values modulo the primes of a chain, largest first; entries are drawn at random when first met."""

    below = 1

    def __init__(self, setup: Setup, places: Places, primes: tuple[int, ...], rng: Random) -> None:
        super().__init__(places, setup.budget)
        self.setup, self.primes, self.rng = setup, primes, rng
        self.summing = dict(sorted(setup.facts.distributions))
        self.rates = [rng.randrange(2, prime >> 1) for prime in primes]  # g_i = 4^rate
        self.answers: dict[tuple[str, int, int], int] = {}
        self.signs: dict[EntryKey, bool] = {}

    # numbers

    def number(self, value: Fraction, level: int) -> int:
        """A rational modulo the prime."""
        prime = self.primes[level]
        if value.denominator == 1:
            return value.numerator % prime
        return value.numerator * pow(value.denominator, -1, prime) % prime

    def total(self, values: list[int], level: int) -> int:
        """Their sum."""
        return sum(values) % self.primes[level]

    def product(self, values: list[int], level: int) -> int:
        """Their product."""
        prime, made = self.primes[level], 1
        for value in values:
            made = made * value % prime
        return made

    def inverse(self, value: int, level: int) -> int:
        """1 / value."""
        if not value:
            raise UndefinedError("division by 0")
        return pow(value, -1, self.primes[level])

    def power(self, base: int, exponent: Fraction, level: int) -> int:
        """base ^ (n/d): the square whose d-th power is base^n."""
        prime, times = self.primes[level], exponent.numerator
        if exponent.denominator == 1:
            return pow(base if times >= 0 else self.inverse(base, level), abs(times), prime)
        return self.raised(base, times * pow(exponent.denominator, -1, prime >> 1), level)

    def raised(self, base: int, exponent: int, level: int) -> int:
        """base ^ exponent for a square base."""
        return pow(self.positive(base, level), exponent, self.primes[level])

    def positive(self, value: int, level: int) -> int:
        """The value, if it is a square."""
        if not value or not is_square(value, self.primes[level]):
            raise UndefinedError("not positive")
        return value

    def exp(self, argument: int, level: int) -> int:
        """g^argument"""
        prime = self.primes[level]
        return pow(4, self.rates[level] * argument % (prime >> 1), prime)

    def known(self, function: str, argument: int, level: int) -> int:
        """One of functions.KNOWN."""
        return _KNOWN[function](self, argument, level)

    def oracle(self, function: str, argument: int, level: int) -> int:
        """A random value for every new argument."""
        return self.answers.setdefault((function, argument, level), self.rng.randrange(1, self.primes[level]))

    # drawing

    def draw(self, entry: EntryKey, level: int) -> int:
        """A random residue; 1 minus the others for the last entry of a distribution; a square if positive."""
        tensor, positions = entry
        along = self.summing.get(tensor)
        if along is not None and positions[along] == self.places.size(self.setup.noted.tensors[tensor][along]) - 1:
            before, after = positions[:along], positions[along + 1 :]
            others = [self.entry(tensor, (*before, k, *after), level) for k in range(positions[along])]
            return self.remainder(tensor, (1 - sum(others)) % self.primes[level], level)
        prime = self.primes[level]
        drawn = self.rng.randrange(1, prime)
        if tensor in self.setup.facts.positive:
            return drawn * drawn % prime
        if self.setup.signed:
            negative = self.signs.setdefault(entry, self.rng.random() < 0.5)
            return (-drawn * drawn if negative else drawn * drawn) % prime
        return drawn

    def remainder(self, tensor: str, value: int, level: int) -> int:
        """The last entry of a distribution, if it is as positive as the facts say."""
        return self.positive(value, level) if tensor in self.setup.facts.positive else value

    def settle(self, evaluate: Callable[[Any, int], int], term: Term, level: int) -> int:
        """The value; where it is undefined, the entries it was the first to ask for are drawn again."""
        memo, entries = len(self.memo), len(self.entries)
        for _ in range(_REDRAWS):
            try:
                return evaluate(term, level)
            except HopelessError:
                raise
            except UndefinedError:
                if len(self.entries) == entries:
                    raise
                while len(self.memo) > memo:
                    self.memo.popitem()
                while len(self.entries) > entries:
                    tensor, positions, _level = self.entries.popitem()[0]
                    self.signs.pop((tensor, positions), None)
        raise HopelessError("no admissible draw")

    # the nodes that may be undefined

    def pow(self, term: Pow, level: int) -> int:
        """t ^ s"""
        return self.settle(super().pow, term, level)

    def apply(self, term: Apply, level: int) -> int:
        """f(t)"""
        return self.settle(self.jump if term.function in _JUMPS else super().apply, term, level)

    def sum(self, term: Sum, level: int) -> int:
        """Σ_v t"""
        return self.settle(self._checked_sum, term, level) if self.setup.signed else super().sum(term, level)

    def add(self, term: Add, level: int) -> int:
        """t + ... + t"""
        return self.settle(self._checked_add, term, level) if self.setup.signed else super().add(term, level)

    def _checked_sum(self, term: Sum, level: int) -> int:
        return self.checked(term, super().sum(term, level), level)

    def _checked_add(self, term: Add, level: int) -> int:
        return self.checked(term, super().add(term, level), level)

    def checked(self, term: Term, value: int, level: int) -> int:
        """The value, if it is 0 or has the sign that the term has wherever it is not 0."""
        expected = sign(term, self.setup.facts, self.setup.signs)
        if expected and value:
            self.positive(expected * value % self.primes[level], level)
        return value

    def jump(self, term: Apply, level: int) -> int:
        """step is 1 on squares, relu(x) = x step(x), |x| = 2 relu(x) - x; all levels must agree on the sign."""
        argument = self.value(term.argument, level)
        if argument == 0 and term.function != "step":
            return 0
        signs = {self.above(term.argument, other) for other in self.reach(term.argument)}
        if len(signs) != 1:
            raise UndefinedError("the levels disagree on a sign")
        positive = signs.pop()
        if term.function == "step":
            return int(positive)
        if term.function == "relu":
            return argument if positive else 0
        return argument if positive else -argument % self.primes[level]

    def above(self, term: Term, level: int) -> bool:
        """term > 0"""
        value = self.value(term, level)
        if not value:
            raise UndefinedError("a jump")
        return is_square(value, self.primes[level])

    def reach(self, term: Term) -> range:
        """The levels on which the term has a value."""
        low, high = span(term)
        return range(-low, len(self.primes) - high)


def _sigma(world: Residues, argument: int, level: int) -> int:
    """1 / (1 + e^-x)"""
    return world.inverse(1 + world.exp(-argument, level), level)


def _tanh(world: Residues, argument: int, level: int) -> int:
    """(e^2x - 1) / (e^2x + 1)"""
    square = world.exp(2 * argument, level)
    return (square - 1) * world.inverse((square + 1) % world.primes[level], level) % world.primes[level]


def _log(world: Residues, argument: int, level: int) -> int:
    """x with g^x = argument; the argument lives one level up."""
    prime = world.primes[level - 1]
    rate = world.rates[level - 1]
    return logarithm(world.positive(argument, level - 1), prime) * pow(rate, -1, prime >> 1) % (prime >> 1)


_KNOWN: Mapping[str, Callable[[Residues, int, int], int]] = {
    "exp": lambda world, argument, level: world.exp(argument, level),
    "log": _log,
    "sigma": _sigma,
    "tanh": _tanh,
    "sqrt": lambda world, argument, level: square_root(world.positive(argument, level), world.primes[level]),
}
