"""Steps of algebra: what is left when the functions in two terms are hidden, and what such a step is called.

    algebra(one, two, ground) -> "exchange the sums"         "" where algebra alone does not do it

The name is that of the least that is needed: sums and products of what is hidden, then fractions, then the laws of
functions such as the step.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.explain.ground import Ground
from derive.explain.tidy import opaque, tidy
from derive.explain.trace import Page
from derive.prove import prove
from derive.terms.term import Apply, Delta, Size, Sum, Term, walk

LAWFUL = frozenset(["relu", "step", "abs", "sqrt"])  # functions that the algebra may look into
Pages = list[Page]


def algebra(one: Term, two: Term, ground: Ground) -> str:
    """The name of the step if it is one of algebra alone, whatever the functions in it are; else ''."""
    if not _follows(one, two, ground, LAWFUL):
        return ""
    if _follows(one, two, ground, frozenset(), fractions=False):
        return _named(one, two)
    if _follows(one, two, ground, frozenset()):
        return "case by case" if _has_cases(one, two) else "fractions joined or cancelled"
    used = {part.function for term in (one, two) for part in walk(term) if isinstance(part, Apply)} & LAWFUL
    return f"laws of {', '.join(sorted(used))}" if used else "roots taken together"


def _follows(one: Term, two: Term, ground: Ground, spared: frozenset[str], *, fractions: bool = True) -> bool:
    names: dict[Term, str] = {}
    hidden = [opaque(tidy(term), names, spared=spared, fractions=fractions) for term in (one, two)]
    return prove(hidden[0], hidden[1], ground.facts) is not None


def _named(one: Term, two: Term) -> str:
    if _has_cases(one, two):
        return "case by case"
    if _has(one, Delta) or _has(two, Delta):
        return "sum of a delta"
    if _has(one, Size) is not _has(two, Size):
        return "count the terms of the sum"
    return "exchange the sums" if any(map(_nested, (one, two))) else "collect terms"


def _has(term: Term, kind: type[Term]) -> bool:
    return any(isinstance(part, kind) for part in walk(term))


def _has_cases(*terms: Term) -> bool:
    """A delta stands there that no sum decides."""
    free = frozenset().union(*(term.free for term in terms))
    return any(isinstance(part, Delta) and part.free <= free for term in terms for part in walk(term))


def _nested(term: Term) -> bool:
    return any(isinstance(part, Sum) and _has(part.body, Sum) for part in walk(term))


def bridged(left: Pages, right: Pages, ground: Ground) -> tuple[int, int] | None:
    """Two pages between which only algebra lies, as early as it can be seen."""
    m, n = len(left) - 1, len(right) - 1
    if not _follows(left[m].term, right[n].term, ground, LAWFUL):
        return None
    while earlier := next(_earlier(left, right, m, n, ground), None):
        m, n = earlier
    return m, n


def _earlier(left: Pages, right: Pages, m: int, n: int, ground: Ground) -> Iterator[tuple[int, int]]:
    for one, two in ((m - 1, n - 1), (m - 1, n), (m, n - 1)):
        if one >= 0 and two >= 0 and _follows(left[one].term, right[two].term, ground, LAWFUL):
            yield one, two
