"""Points: explicit rational values for entries, at explicit sizes; what a counterexample consists of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from derive.terms.places import Places, Survey, UndefinedError
from derive.terms.worlds import EntryKey

_NEAR = 1e-6  # arguments of an unknown function closer than this are one argument


@dataclass(slots=True)
class Point:
    """Places and values. The values of a distribution are weights: its entries are their shares.

    along     distributions: the position of the index along which the entries sum to 1
    positive  tensors with entries > 0
    values    the entries met so far; another entry is drawn by `choose`
    answers   unknown functions: (name, argument) -> value; f and f' are independent, as a smooth function allows
    """

    places: Places
    noted: Survey
    along: Mapping[str, int]
    positive: frozenset[str]
    choose: Callable[[], Fraction]
    values: dict[EntryKey, Fraction] = field(default_factory=dict)
    answers: dict[tuple[str, float], Fraction] = field(default_factory=dict)

    def entry(self, key: EntryKey) -> Fraction:
        """The value of an entry."""
        along = self.along.get(key[0])
        return self.weight(key) if along is None else self.share(key, along)

    def weight(self, key: EntryKey) -> Fraction:
        """The number chosen for an entry, made to respect the facts."""
        if key not in self.values:
            self.values[key] = self.admissible(key[0], self.choose())
        return self.values[key]

    def admissible(self, tensor: str, value: Fraction) -> Fraction:
        """The nearest plain value that the facts allow for an entry."""
        if tensor in self.positive:
            return abs(value) or Fraction(1)
        return abs(value) if tensor in self.along else value

    def share(self, key: EntryKey, along: int) -> Fraction:
        """An entry of a distribution: its weight over the sum of weights; all mass on the first if all are 0."""
        tensor, positions = key
        size = self.places.size(self.noted.tensors[tensor][along])
        weights = [self.weight((tensor, (*positions[:along], k, *positions[along + 1 :]))) for k in range(size)]
        if not any(weights):
            return Fraction(positions[along] == 0)
        return weights[positions[along]] / sum(weights)

    def question(self, function: str, argument: float) -> tuple[str, float]:
        """The key of an answer; a new answer is chosen when an argument is first met."""
        near = self.near(function, argument, _NEAR)
        if near:
            return function, near[0]
        self.answers[function, argument] = self.choose()
        return function, argument

    def answer_again(self, function: str, argument: float) -> Fraction:
        """The value chosen before; UndefinedError unless exactly one argument is meant."""
        near = self.near(function, argument, 2 * _NEAR)
        if len(near) != 1:
            raise UndefinedError(f"{function} was asked for at arguments too close to tell apart")
        return self.answers[function, near[0]]

    def near(self, function: str, argument: float, distance: float) -> list[float]:
        """The arguments of the function met before that lie so close."""
        return [x for name, x in self.answers if name == function and abs(x - argument) <= distance]
