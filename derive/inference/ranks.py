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
from derive.inference.symbols import Use, base_of
from derive.naming.names import letter
from derive.naming.scope import Scope

ROUNDS = 4
WRONG_RANGE = 0.5  # an index letter over two axes in one chain
NEVER = 9.0
TRANSPOSED = 3.0  # u^T of a number, or its norm
SQUARED = 0.3  # x^2 of a vector is rare
MOST = 1.0  # one chain cannot speak louder: it may be wrong
CERTAIN = 2.0  # a definition is seldom wrong
Guess = dict[str, int]

UPPER = {0: 1.2, 1: 1.2, 2: 0.0}  # how unusual each rank is
LABELLED = {0: 6.0, 1: 2.0, 2: 0.0}  # W_{xh}, W^{(1)}
DIFFERENTIATED = {0: 0.2, 1: 1.0, 2: 0.3}  # capitals of losses, and those of matrices
LOSS = {0: 0.0, 1: 2.0, 2: 2.0}  # ... by their usual names
LOSS_LETTERS = frozenset(("J", "L", "E", r"\ell"))  # in any font
LOWER = {0: 0.5, 1: 0.35, 2: NEVER}
ALONE = {0: 0.0, 1: 0.5, 2: NEVER}  # x where nothing is transposed, bold or a capital
GREEK = {0: 0.0, 1: 0.5, 2: 1.8}
BOLD_UPPER = {0: 2.5, 1: 1.0, 2: 0.0}
BOLD_LOWER = {0: 2.5, 1: 0.0, 2: 1.6}
INDEXED = {0: 0.0, 1: 0.4, 2: 1.2}  # by the rank of the element X_i


@dataclass
class Known:
    """Shapes of symbols: those of the scope, and those of one guess."""

    scope: Scope
    guess: Guess
    times: set[str]
    rows: bool = False  # vectors lie as rows
    full: dict[str, tuple[int, ...]] = field(default_factory=dict)
    at_any_time: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def look(self, use: Use, reader: Reader) -> Shape | None:
        """The shape of a symbol with its index letters."""
        if use.name in self.guess:
            if use.name not in self.full:
                base = base_of(use.name, self.times)
                rank = self.guess[use.name]
                known = self.at_any_time.get(base)
                if known is None or len(known) != rank:
                    known = self.at_any_time[base] = tuple(reader.sides.new() for _ in range(rank))
                self.full[use.name] = known
            return self._part(self.full[use.name], use, reader)
        return self._declared(use, reader)

    def _part(self, full: tuple[int, ...], use: Use, reader: Reader) -> Shape:
        if len(use.letters) > len(full):
            reader.misfit += MISFIT
            return NUMBER
        for name, side in zip(use.letters, full, strict=False):
            if not reader.sides.join(reader.axis(name), side, by_index=True):
                reader.misfit += WRONG_RANGE
        return self._laid_out(full[len(use.letters) :], row=self.rows)

    def _declared(self, use: Use, reader: Reader) -> Shape | None:
        if (family := self.scope.family(use.name)) and use.letters:
            axes = self.scope.tensors[family.tensor].axes
            side = reader.sides.named(axes[1 - family.position].name)
            return Shape(side, ONE) if len(use.letters) == 1 else NUMBER
        tensor = self.scope.tensor(use.name)
        if tensor is None:
            plain, scope = letter(use.name), self.scope
            return NUMBER if scope.axis(plain) or plain in scope.losses or plain in scope.differentials else None
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
    """Coordinate descent over the ranks, with the cost of a chain remembered under the ranks of its symbols.

    Searches of one survey, scope and layout may share these costs. Symbols that differ by a label or a time alone, such
    as W_{xh} and W_{hh}, are of one rank.
    """

    survey: Survey
    scope: Scope
    rows: bool = False
    costs: dict[tuple[int, tuple[int, ...]], float] = field(default_factory=dict)
    misfit: float = 0.0  # of the best guess, without how unusual its ranks are
    ignored: set[int] = field(default_factory=set)  # chains that are not believed

    def __post_init__(self) -> None:
        self.groups: dict[str, list[str]] = {}
        for name in self.survey.unknown:
            self.groups.setdefault(_family_of(name), []).append(name)
        self.priors = {group: self._prior(names) for group, names in self.groups.items()}
        places = self.survey.places
        self.places = {g: sorted({p for name in names for p in places[name]}) for g, names in self.groups.items()}
        self.inside = [tuple(map(_family_of, names)) for names in self.survey.symbols]  # the groups of each chain

    def _prior(self, names: list[str]) -> dict[int, float]:
        tables = [unusual(name, self.survey) for name in names]
        return {rank: sum(table[rank] for table in tables) / len(tables) for rank in (0, 1, 2)}

    def best(self) -> tuple[float, Guess]:
        """The guess that no change of a single rank makes better; from the usual ranks, and from numbers."""
        usual = {g: min(priors, key=lambda rank: (priors[rank], rank)) for g, priors in self.priors.items()}
        small = {g: 0 if priors[0] < 1 else usual[g] for g, priors in self.priors.items()}
        cost, ranks = min((self._descend(start) for start in (usual, small)), key=lambda found: found[0])
        cost, ranks = self._unbent(cost, ranks)
        self.misfit = self._misfit(ranks)
        return cost, {name: ranks[group] for group, names in self.groups.items() for name in names}

    def _unbent(self, cost: float, ranks: Guess) -> tuple[float, Guess]:
        """Without the claims that alone decide what their own symbols are: a wrong one would make itself right."""
        for place in range(len(self.survey.chains)):
            names = self.inside[place]
            if place in self.survey.certain or not names:
                continue
            self.ignored.add(place)
            without, others = self._descend(dict(ranks))
            if all(others[name] == ranks[name] for name in names):
                self.ignored.discard(place)
            else:
                cost, ranks = without, others
        return cost, ranks

    def _descend(self, ranks: Guess) -> tuple[float, Guess]:
        for _ in range(ROUNDS):
            before = dict(ranks)
            for group, priors in sorted(self.priors.items(), key=lambda item: _firmness(item[1])):
                open_ranks = [rank for rank, cost in priors.items() if cost < NEVER] or [ranks[group]]
                ranks[group] = min(open_ranks, key=lambda rank: (self._around(group, {**ranks, group: rank}), rank))
            if ranks == before:
                break
        unusual_ranks = sum(priors[ranks[group]] for group, priors in self.priors.items())
        return unusual_ranks + self._misfit(ranks), ranks

    def settle(self, guess: Guess) -> None:
        """These names have these ranks and no others."""
        for group, names in self.groups.items():
            if (told := next((guess[name] for name in names if name in guess), None)) is not None:
                self.priors[group] = {r: cost if r == told else NEVER for r, cost in self.priors[group].items()}

    def _misfit(self, ranks: Guess) -> float:
        return sum(self._chain(p, ranks) for p in range(len(self.survey.chains)))

    def _around(self, group: str, ranks: Guess) -> float:
        return sum(self._chain(p, ranks) for p in self.places[group]) + self.priors[group][ranks[group]]

    def _chain(self, place: int, ranks: Guess) -> float:
        """The misfit of one chain alone."""
        if place in self.ignored:
            return 0.0
        key = place, tuple([ranks[group] for group in self.inside[place]])
        if key not in self.costs:
            guess = dict(zip(self.survey.symbols[place], key[1], strict=True))
            known = Known(self.scope, guess, self.survey.letters.times, self.rows)
            reader = Reader(Sides(), self.survey.letters, known.look, self.survey.is_function, self.survey.said)
            reader.chain(self.survey.chains[place])
            weight = CERTAIN if place in self.survey.certain else 1.0
            self.costs[key] = weight * min(reader.misfit, MOST)
        return self.costs[key]


def _firmness(priors: dict[int, float]) -> float:
    """How much likelier the usual rank is than the next: what is least sure gives way first."""
    first, second = sorted(priors.values())[:2]
    return second - first


def _family_of(name: str) -> str:
    """W of W_{xh} and W^{(2)}; not k of k_+, which stands beside the k_i."""
    return name if name.endswith(("_+", "_-")) else letter(name).partition("_")[0].partition("^")[0]


def unusual(name: str, survey: Survey) -> dict[int, float]:
    """How unusual it is for such a letter to be a number, a vector, a matrix."""
    if name in survey.losses:
        return {0: 0.0, 1: NEVER, 2: NEVER}
    if name in survey.counted:
        return {0: 0.0, 1: 2.0, 2: NEVER}
    table = dict(_table(name, survey))
    most = max((len(use.letters) for use in survey.uses[name]), default=0)
    if most:
        bold = name.startswith("bf:")
        table = {rank + most: abs(cost - 0.6) if bold else cost for rank, cost in INDEXED.items()}
    for count in survey.turned.get(name, ()):
        table[count] = table.get(count, NEVER) + TRANSPOSED
    if name in survey.powered:
        table = {rank: cost + (SQUARED if rank else 0.0) for rank, cost in table.items()}
    return {rank: table.get(rank, NEVER) for rank in (0, 1, 2)}


def _table(name: str, survey: Survey) -> Mapping[int, float]:
    """By its letter alone."""
    plain = letter(name)
    head = plain.rpartition(" ")[2].partition("_")[0].partition("^")[0]
    if letter(name) in LOSS_LETTERS and name in survey.slopes:
        return LOSS
    upper = head[1:2].isupper() if head.startswith("\\") else head[:1].isupper()
    if name.startswith("bf:"):
        return BOLD_UPPER if upper else BOLD_LOWER
    if upper and name in survey.slopes:
        return DIFFERENTIATED
    if upper:
        return LABELLED if base_of(plain, survey.letters.times) != head and plain != head else UPPER
    if head.startswith("\\"):
        return GREEK
    return LOWER if survey.speaks_of_arrays else ALONE


__all__ = ["Guess", "Known", "Search"]
