r"""What a document tells apart: \partial p_i / \partial s_j beside \partial p_i / \partial s_i, or `if i = j`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from derive.naming.names import key, letter, unwrap, walk
from derive.syntax import nodes as n
from derive.syntax.chains import Chain
from derive.syntax.printing import printed

Pair = frozenset[str]


class Cases(NamedTuple):
    """The derivatives that a document writes, those of a chain that says i = j or i \\ne j, and all such pairs."""

    written: frozenset[str] = frozenset()
    conditional: frozenset[tuple[str, Pair]] = frozenset()
    pairs: frozenset[Pair] = frozenset()

    def tell(self, pair: Pair, nodes: Iterable[n.Node]) -> bool:
        """Whether the case of equal letters is treated by itself, for a derivative that stands in these nodes."""
        return any(
            (slope, pair) in self.conditional or not self.written.isdisjoint(_made_equal(slope, pair))
            for slope in _derivatives(nodes)
        )


UNTOLD = Cases()


def cases_of(chains: Iterable[Chain]) -> Cases:
    """What the chains of a document tell apart."""
    written: set[str] = set()
    conditional: set[tuple[str, Pair]] = set()
    pairs: set[Pair] = set()
    for chain in chains:
        terms = [term for term in chain.terms if isinstance(term, n.Node)]
        told = set(_compared(chain.conditions)) | set(_compared(terms))
        if len(terms) == 2 and chain.relations[0].sign in ("=", "!="):
            told |= set(_pair(*terms))
        slopes = set(_derivatives(terms))
        written |= slopes
        conditional |= {(slope, pair) for slope in slopes for pair in set(_compared(chain.conditions))}
        pairs |= told
    return Cases(frozenset(written), frozenset(conditional), frozenset(pairs))


def _derivatives(nodes: Iterable[n.Node]) -> Iterator[str]:
    yield from (printed(part) for node in nodes for part in walk(node) if isinstance(part, n.Derivative))


def _made_equal(slope: str, pair: Pair) -> Iterator[str]:
    """A derivative with one letter for both."""
    for old in pair:
        (new,) = pair - {old} or {old}
        yield re.sub(rf"(?<![A-Za-z\\]){re.escape(old)}(?![A-Za-z])", lambda _, new=new: new, slope)  # type: ignore[misc]


def _compared(nodes: Iterable[n.Node]) -> Iterator[Pair]:
    r"""The letters of i = j and i \ne j inside of terms and conditions."""
    for node in nodes:
        for part in walk(node):
            if isinstance(part, n.Relations) and len(part.terms) == 2 and part.signs[0] in ("=", "!="):
                yield from _pair(*part.terms)


def _pair(left: n.Node, right: n.Node) -> Iterator[Pair]:
    found = frozenset(letter(name) for node in (left, right) if (name := key(unwrap(node))))
    if len(found) == 2:
        yield found
