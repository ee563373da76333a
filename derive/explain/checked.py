"""Whether a step holds: both deciders are asked about the part that changes, over names and derivatives as they are.

What holds over names holds whatever they stand for, and equals may be put for equals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from derive.explain.chain import between, first_order
from derive.explain.ground import Ground, spoken
from derive.explain.parts import difference
from derive.explain.tidy import index_terms
from derive.fields import Outcome, compare
from derive.prove import prove
from derive.terms.canonical import canonical
from derive.terms.facts import Facts
from derive.terms.index import Index, Variable
from derive.terms.substitute import map_entries, substitute
from derive.terms.term import Entry, Term, walk

REMEMBERED = 2_000  # questions to the deciders
Pair = tuple[Term, Term]


@dataclass(frozen=True, slots=True)
class Change:
    """One named step from a whole side to the next."""

    rule: str
    before: Term
    after: Term
    kind: str = ""


def holds(change: Change, ground: Ground) -> bool:
    """Both deciders agree that a change changes nothing."""
    return any(agreed(pair, ground) for pair in dict.fromkeys(_scopes(change, ground)))


def _scopes(change: Change, ground: Ground) -> Iterator[Pair]:
    """The part that changes, outside of derivatives and of sums over what the facts speak of; then the whole."""
    yield difference(change.before, change.after, ground, ground.facts.spoken_of, derivatives=False)
    yield from _first_order(change, ground)
    yield change.before, change.after


def _first_order(change: Change, ground: Ground) -> Iterator[Pair]:
    """Where dL/dx is opened into dL/dT_k: the same for Σ_k (dL/dT_k) T_k in place of L, which has the same slope.

    That is so if x is reached from L by way of the T alone, and no T by way of another.
    """
    if change.kind == "chain":
        one, two = difference(change.before, change.after, ground, ground.facts.spoken_of, derivatives=False)
        yield linearised(one, two, ground), linearised(two, one, ground)


def linearised(term: Term, other: Term, ground: Ground) -> Term:
    """The term with every derivative dL/dx that the other has not, where the other has those of L by the T between."""

    def change(entry: Entry) -> Term:
        found = ground.derivative(entry)
        if found is None or entry.tensor in spoken(other):
            return entry
        body, target = found
        if target.tensor in spoken(body) or not spoken(body).isdisjoint(ground.held):
            return entry
        names = between(body, target.tensor, ground)
        markers = {name: ground.held[name] for name in spoken(other) & frozenset(ground.held)}
        known = {held.target.tensor for held in markers.values() if held.body is body}
        if not known.issuperset(names) or _nested(names, ground):
            return entry
        return ground.slope(first_order(body, names, ground), target)

    return map_entries(term, change)


def _nested(names: tuple[str, ...], ground: Ground) -> bool:
    return any(one != two and one in ground.reach(two) for one in names for two in names)


def agreed(pair: Pair, ground: Ground) -> bool:
    """Both deciders agree that the two are equal; asked once."""
    found = ground.agreed.get(pair)
    if found is None:
        found = ground.agreed[pair] = any(_agreed(pair, ground, kept) for kept in dict.fromkeys(_kept(pair, ground)))
    return found


def _kept(pair: Pair, ground: Ground) -> Iterator[frozenset[str]]:
    """What may be left as it is, most of it first: derivatives and names on both sides, the names alone, nothing."""
    one, two = pair
    derivatives = spoken(one) & spoken(two) & frozenset(ground.held)
    for kept in (derivatives, frozenset[str]()):
        yield kept | (names(one, ground, kept) & names(two, ground, kept))
    yield frozenset()


def _agreed(pair: Pair, ground: Ground, kept: frozenset[str]) -> bool:
    one, two = (canonical(ground.unfolded(term, kept)) for term in pair)
    if one is two:
        return True
    return decided(*_renamed((one, two), ground), ground.facts)


@lru_cache(maxsize=REMEMBERED)
def decided(one: Term, two: Term, facts: Facts) -> bool:
    """What both deciders say; the links of a document ask the same again and again."""
    return compare(one, two, facts) is Outcome.AGREES and prove(one, two, facts) is not None


def _renamed(pair: Pair, ground: Ground) -> Pair:
    """Free indices and derivatives called by where they stand, so that the same question has the same words."""
    letters: dict[Variable, Index] = {}
    marks: dict[str, str] = {}
    spared = ground.facts.spoken_of
    for term in pair:
        for index in index_terms(term):
            for variable in sorted(index.free - spared, key=lambda v: v.key):
                letters.setdefault(variable, Variable(f"?{len(letters)}", variable.axis))
        for part in walk(term):
            if isinstance(part, Entry) and part.tensor in ground.held:
                marks.setdefault(part.tensor, f"%M{len(marks)}")

    def change(entry: Entry) -> Term:
        return Entry(marks[entry.tensor], entry.indices) if entry.tensor in marks else entry

    one, two = (canonical(map_entries(substitute(term, letters), change)) for term in pair)
    return one, two


def names(term: Term, ground: Ground, kept: frozenset[str] = frozenset()) -> frozenset[str]:
    """The defined names that are left when derivatives but those kept are worked out."""
    folded = frozenset(ground.definitions)
    return spoken(ground.unfolded(term, kept | folded)) & folded
