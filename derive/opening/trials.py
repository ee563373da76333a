"""Which of several states makes most of the same chains true, each in its best layout.

    truest([Rival(...), ...])  the first in the end

They are read side by side, and no further than it takes: who is behind is read until it cannot be level any more, and
who is first is not read on until somebody is level with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from derive.links import balance
from derive.links.link import Status
from derive.naming.names import walk
from derive.opening.state import State
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Chain

LOOKED_AT = 24  # chains read for the comparison
LAYOUTS: tuple[Mapping[str, str], ...] = ({}, {"vectors": "numerator"})  # those to be tried, the usual one first
GOOD = (Status.PROVED, Status.DEFINED)
Share: TypeAlias = tuple[int, int]  # links that hold or say what a name is, and those that hold
NOTHING = (0, 0)


@dataclass
class Rival:
    """A state in one layout, read chain by chain, each chain in the best of its contexts.

    known   the share of symbols that it knows: what decides between equals
    good    what it makes true of the chains so far
    ahead   the chains that are not read yet, and how many links each may have
    """

    name: str
    state: State
    layout: Mapping[str, str]
    known: float
    ahead: tuple[tuple[Chain, int], ...]
    good: Share = NOTHING

    def __post_init__(self) -> None:
        self.left = sum(links for _, links in self.ahead)

    @property
    def share(self) -> tuple[Share, float]:
        """What it makes true so far."""
        return self.good, self.known

    @property
    def reach(self) -> tuple[Share, float]:
        """It cannot make more true than this."""
        good, proved = self.good
        return (good + self.left, proved + self.left), self.known

    def read_on(self) -> None:
        """One more chain."""
        (chain, links), *ahead = self.ahead
        best = NOTHING
        for name, scope in self.state.scopes.items():
            reading = self.state.memory.read(chain, scope, self.layout)
            statuses = [link.status for link in reading.links]
            best = max(best, (sum(map(GOOD.__contains__, statuses)), statuses.count(Status.PROVED)))
            self.state.scopes[name] = reading.scope
        self.good = self.good[0] + best[0], self.good[1] + best[1]
        self.ahead, self.left = tuple(ahead), self.left - links


def rival(name: str, state: State, chains: list[Chain], source: Source, known: float = 0.0) -> Rival:
    """A rival that guesses what the chains leave undeclared, before the first of them, in no layout of its own."""
    state = state.copy()
    state.infer(chains, source)
    ahead = [chain for chain in chains if chain.relations][:LOOKED_AT]
    return Rival(name, state, {}, known, tuple((chain, most_links(chain)) for chain in ahead))


def in_every_layout(name: str, state: State, chains: list[Chain], source: Source, known: float = 0.0) -> list[Rival]:
    """A rival in each layout that is in question."""
    plain = rival(name, state, chains, source, known)
    return [replace(plain, state=plain.state.copy(), layout=layout) for layout in LAYOUTS]


def truest(rivals: Sequence[Rival]) -> Rival:
    """The rival that is first in the end; of equal ones the first of these. Layouts of one name are no rivals."""
    while True:
        first = max(rivals, key=lambda rival: rival.share)
        level = [other for other in rivals if other.name != first.name and _may_pass(other, first, rivals)]
        if not level:
            return first
        max(level, key=lambda rival: rival.share).read_on()


def _may_pass(other: Rival, first: Rival, rivals: Sequence[Rival]) -> bool:
    """A rival that comes before the first one needs no more than it to be first."""
    return other.reach > first.share or (other.reach == first.share and rivals.index(other) < rivals.index(first))


def most_links(chain: Chain) -> int:
    """No chain has more links: its relation signs, and those inside its cases."""
    terms = (term for term in balance.without_strays(chain).terms if isinstance(term, n.Node))
    inside = (part for term in terms for part in walk(term) if isinstance(part, n.Relations))
    return len(chain.relations) + sum(len(part.signs) for part in inside)
