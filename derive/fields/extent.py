"""Extent: how large the axes of a world must be, and how many worlds decide one pattern."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import ceil
from random import Random

from derive.fields.patterns import Pattern, blocks
from derive.terms.facts import Facts, of_function
from derive.terms.places import Survey
from derive.terms.term import Mul, Number, Pow, Size, Sum, Term, children

_SMALLEST, _LARGEST = 3, 4  # sizes beyond the free positions; every known wrong step is wrong at size 2


@lru_cache(maxsize=20_000)
def width(term: Term) -> Counter[str]:
    """By axis, how many sums stand inside or beside each other in one product: the size that tells them apart."""
    made: Counter[str] = Counter()
    for part in filter(None, map(width, children(term))):
        made = part if not made else made + part if isinstance(term, Mul) else made | part
    return made + Counter([term.index.axis.name]) if isinstance(term, Sum) else made


@lru_cache(maxsize=20_000)
def degree(term: Term) -> int:
    """The degree in the sizes: of |V|, and of Σ_v 1."""
    parts = [degree(part) for part in children(term)]
    match term:
        case Size(_):
            return 1
        case Sum(index, body):
            return parts[0] + (index not in body.free)
        case Mul(_):
            return sum(parts)
        case Pow(_, Number(exponent)):
            return ceil(parts[0] * abs(exponent))
    return max(parts, default=0)


def apart(trial: int) -> bool:
    """Whether the index functions stay away from all free positions: o, k and no w_j among them."""
    return trial % 3 == 1


class Extent:
    """Sizes for the worlds of one comparison."""

    def __init__(self, left: Term, right: Term, noted: Survey, facts: Facts) -> None:
        self.noted, self.facts = noted, facts
        self.width = width(left) | width(right)
        self.degree = min(max(degree(left), degree(right)), 5)

    def sizes(self, pattern: Pattern, trial: int, rng: Random) -> dict[str, int]:
        """Sizes by name: the full sizes first, then sizes nearby that tell one axis from another."""
        counts = blocks(pattern)
        sizes = {}
        for number, name in enumerate(self.noted.parameters()):
            if (fixed := self.noted.fixed(name)) is not None:
                sizes[name] = fixed
                continue
            least, full = self.least(name, counts), self.full(name, counts)
            around = full, (full - 1 if full > least else full + 2), full + 1
            if trial < 3:
                sizes[name] = around[(0, 1 + number % 2, 1 + number // 2 % 2)[trial]]
            else:
                sizes[name] = full + trial if trial <= self.degree + 1 else rng.choice(around)
        return self.room(sizes, counts if apart(trial) else {})

    def least(self, name: str, counts: dict[str, int]) -> int:
        """The smallest size with room for the different positions of a pattern."""
        return max([1, *(self.half(axis_name, counts.get(axis_name, 0), name) for axis_name in self.named(name))])

    def full(self, name: str, counts: dict[str, int]) -> int:
        """The size at which the pattern is general."""
        return max(self.half(axis_name, self.general(axis_name, counts), name) for axis_name in self.named(name))

    def general(self, name: str, counts: dict[str, int]) -> int:
        """Room for the free positions and for sums that stay away from them."""
        free, sums = counts.get(name, 0), self.width[name]
        return max(_SMALLEST, min(sums, _LARGEST), free + min(sums, 2)) if free or sums else 1

    def named(self, parameter: str) -> list[str]:
        """The axes whose size a parameter sets."""
        return [name for name, axis in self.noted.axes.items() if parameter in (axis.half or name,)]

    def half(self, name: str, positions: int, parameter: str) -> int:
        """The parameter that gives so many positions: m for 2m + 1 on a window."""
        return positions // 2 if self.noted.axes[name].half == parameter else positions

    def room(self, sizes: dict[str, int], counts: dict[str, int]) -> dict[str, int]:
        """Larger axes where an index function needs them: one-to-one, or away from positions."""
        for function, (axes, axis) in self.noted.functions.items():
            avoids = [index for f, index in self.facts.avoids if f == function]
            avoided = max(len(avoids), counts.get(axis.name, 0) + any(map(of_function, avoids)))
            last = 2 * sizes[axes[-1].half] + 1 if axes[-1].half else sizes[axes[-1].name]
            needed = avoided + (last if function in self.facts.injective else 1)
            name = axis.half or axis.name
            if self.noted.fixed(name) is None:
                sizes[name] = max(sizes[name], self.half(axis.name, needed, name))
        return sizes
