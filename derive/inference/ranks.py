"""Which undeclared symbols are numbers, vectors and matrices: the guess under which most of what is written fits.

    cost = misfits of every chain + how unusual each rank is for such a letter

Chains are looked at one by one (sides of one chain do not bind another), so that changing one symbol costs little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.inference.shapes import MISFIT, Reader
from derive.inference.sides import NUMBER, ONE, Shape, Sides
from derive.inference.survey import Survey
from derive.inference.symbols import Use
from derive.meaning.names import letter
from derive.meaning.scope import Scope

ROUNDS = 4
WRONG_RANGE = 0.5  # an index letter over two axes in one chain
NEVER = 9.0
Guess = dict[str, int]

UPPER = {0: 0.6, 1: 0.7, 2: 0.0}  # how unusual each rank is
LOWER = {0: 0.4, 1: 0.4, 2: 1.6}
GREEK = {0: 0.0, 1: 0.5, 2: 1.8}
BOLD_UPPER = {0: 2.5, 1: 1.0, 2: 0.0}
BOLD_LOWER = {0: 2.5, 1: 0.0, 2: 1.6}
INDEXED = {0: 0.0, 1: 0.4, 2: 1.2}  # by the rank of the element X_i


@dataclass
class Known:
    """Shapes of symbols: those of the scope, and those of one guess."""

    scope: Scope
    guess: Guess
    rows: bool = False  # vectors lie as rows
    full: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def look(self, use: Use, reader: Reader) -> Shape | None:
        """The shape of a symbol with its index letters."""
        if use.name in self.guess:
            if use.name not in self.full:
                self.full[use.name] = tuple(reader.sides.new() for _ in range(self.guess[use.name]))
            return self._part(self.full[use.name], use, reader)
        return self._declared(use, reader)

    def _part(self, full: tuple[int, ...], use: Use, reader: Reader) -> Shape:
        if len(use.letters) > len(full):
            reader.misfit += MISFIT
            return NUMBER
        for name, side in zip(use.letters, full, strict=False):
            if not reader.sides.join(reader.axis(name), side):
                reader.misfit += WRONG_RANGE
        return self._laid_out(full[len(use.letters) :], row=self.rows)

    def _declared(self, use: Use, reader: Reader) -> Shape | None:
        if (family := self.scope.family(use.name)) and use.letters:
            axes = self.scope.tensors[family.tensor].axes
            side = reader.sides.named(axes[1 - family.position].name)
            return Shape(side, ONE) if len(use.letters) == 1 else NUMBER
        tensor = self.scope.tensor(use.name)
        if tensor is None:
            return NUMBER if self.scope.axis(letter(use.name)) else None
        sides = tuple(reader.sides.named(axis.name) for axis in tensor.axes)
        if tensor.either or len(sides) > 2:
            return None
        return self._laid_out(sides[len(use.letters) :], row=tensor.row)

    @staticmethod
    def _laid_out(sides: tuple[int, ...], *, row: bool) -> Shape:
        match sides:
            case (only,):
                return Shape(ONE, only) if row else Shape(only, ONE)
            case (first, second):
                return Shape(first, second)
        return NUMBER


@dataclass
class Search:
    """Coordinate descent over the ranks, with the cost of a chain remembered under the ranks of its symbols."""

    survey: Survey
    scope: Scope
    rows: bool = False
    costs: dict[tuple[int, tuple[int, ...]], float] = field(default_factory=dict)

    def best(self) -> tuple[float, Guess]:
        """The guess that no change of a single rank makes better."""
        guess = {name: min(priors, key=lambda rank: (priors[rank], rank)) for name, priors in self._priors().items()}
        for _ in range(ROUNDS):
            before = dict(guess)
            for name, priors in self._priors().items():
                ranks = [rank for rank, unusual in priors.items() if unusual < NEVER]
                guess[name] = min(ranks, key=lambda rank: (self._around(name, {**guess, name: rank}), rank))
            if guess == before:
                break
        unusual = sum(priors[guess[name]] for name, priors in self._priors().items())
        return unusual + sum(self._chain(p, guess) for p in range(len(self.survey.chains))), guess

    def _priors(self) -> Mapping[str, dict[int, float]]:
        return {name: unusual(name, self.survey) for name in self.survey.unknown}

    def _around(self, name: str, guess: Guess) -> float:
        near = sum(self._chain(p, guess) for p in self.survey.places[name])
        return near + unusual(name, self.survey)[guess[name]]

    def _chain(self, place: int, guess: Guess) -> float:
        """The misfit of one chain alone."""
        names = self.survey.symbols[place]
        key = (place, tuple(guess[name] for name in names))
        if key not in self.costs:
            known = Known(self.scope, {name: guess[name] for name in names}, self.rows)
            reader = Reader(Sides(), self.survey.letters, known.look, self.survey.is_function)
            reader.chain(self.survey.chains[place])
            self.costs[key] = reader.misfit
        return self.costs[key]


def unusual(name: str, survey: Survey) -> dict[int, float]:
    """How unusual it is for such a letter to be a number, a vector, a matrix."""
    most = max((len(use.letters) for use in survey.uses[name]), default=0)
    plain = letter(name)
    bold = name.startswith("bf:")
    head = plain.rpartition(" ")[2].partition("_")[0].partition("^")[0]
    if name in survey.losses:
        return {0: 0.0, 1: NEVER, 2: NEVER}
    if most:
        table = {rank + most: cost for rank, cost in INDEXED.items() if rank + most <= 2}
        table = {rank: abs(cost - 0.6) if bold else cost for rank, cost in table.items()}
    elif bold:
        table = dict(BOLD_UPPER if head.isupper() else BOLD_LOWER)
    elif head.startswith("\\"):
        table = dict(UPPER if head[1:2].isupper() else GREEK)
    else:
        table = dict(UPPER if head[:1].isupper() else LOWER)
    if name in survey.turned and 0 in table:
        table[0] += 3.0
    return {rank: table.get(rank, NEVER) for rank in (0, 1, 2)}


__all__ = ["Guess", "Known", "Search"]
