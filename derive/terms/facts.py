"""Facts: what may be assumed about indices and tensors when a step is judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from derive.terms.index import Applied, Index, Variable, argument
from derive.terms.substitute import substitute_index

Pair = tuple[Index, Index]


@dataclass(frozen=True, slots=True)
class Facts:
    """Hypotheses under which two terms are compared; all hold at once.

    equal, unequal   pairs of index terms, such as w = o or w != o
    avoids           (f, i): the index function f never takes the value i (o is not among the negatives); in i,
                     `argument` stands for an argument of f, all but the last (w_{j,k} is never w_{t+j})
    injective        f: the index function f is one-to-one in its last argument (the negatives are distinct)
    distributions    (T, p): the entries of tensor T sum to 1 along the index at position p (0-based)
    positive         T: every entry of tensor T is > 0
    """

    equal: frozenset[Pair] = field(default_factory=frozenset)
    unequal: frozenset[Pair] = field(default_factory=frozenset)
    avoids: frozenset[tuple[str, Index]] = field(default_factory=frozenset)
    injective: frozenset[str] = field(default_factory=frozenset)
    distributions: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    positive: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: Facts) -> Facts:
        """All facts of both."""
        return Facts(
            self.equal | other.equal,
            self.unequal | other.unequal,
            self.avoids | other.avoids,
            self.injective | other.injective,
            self.distributions | other.distributions,
            self.positive | other.positive,
        )

    def never(self, value: Applied) -> Iterator[Index]:
        """The indices that a value of an index function is not."""
        for function, index in self.avoids:
            if function == value.function:
                yield at_value(index, value)

    @property
    def spoken_of(self) -> frozenset[Variable]:
        """The free indices of the facts."""
        named = [i for pair in self.equal | self.unequal for i in pair] + [i for _, i in self.avoids]
        return frozenset[Variable]().union(*(i.free - of_function(i) for i in named))


def at_value(index: Index, value: Applied) -> Index:
    """The index of a fact, with the arguments of this value in it."""
    return substitute_index(index, {argument(place, at.axis): at for place, at in enumerate(value.arguments)})


def of_function(index: Index) -> frozenset[Variable]:
    """The arguments in the index of a fact."""
    return frozenset(v for v in index.free if v.name.startswith("@"))


NONE = Facts()
