"""Where the two sides of a question make sense: denominators, logarithms, roots, kinks.

A proof is about the points at which every part of both sides is defined; these conditions say which points those are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.prove.meter import NoProofError
from derive.prove.normal import Normaliser
from derive.prove.polynomial import Polynomial, content, fraction, reduced, times, whole
from derive.prove.signs import Assumed
from derive.terms.index import Variable
from derive.terms.printing import plain
from derive.terms.term import Apply, Entry, Mul, Number, Pow, Sum, Term, children, walk

NONZERO, POSITIVE, KINK = "nonzero", "positive", "away from the kink"


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold, for all values of the indices bound around it: `term` is nonzero, positive, no kink."""

    kind: str
    term: str


def demands(*terms: Term) -> Iterator[tuple[str, Term]]:
    """(kind, t) for every part t of which the definedness of the terms demands something."""
    seen: set[tuple[str, Term]] = set()
    for whole_term in terms:
        for part in walk(whole_term):
            demand = _demand(part)
            if demand is not None and demand not in seen:
                seen.add(demand)
                yield demand


def _demand(part: Term) -> tuple[str, Term] | None:
    match part:
        case Apply("log" | "sqrt", argument):
            return POSITIVE, argument
        case Apply("step", argument):
            return KINK, argument
        case Pow(base, Number(value)):
            return (POSITIVE, base) if not whole(value) else (NONZERO, base) if value < 0 else None
        case Pow(base, _):
            return POSITIVE, base
    return None


def assumed(*terms: Term) -> Assumed:
    """Entries whose logarithm or root is taken: all of p where log p_w stands under Σ_w, p_o alone for a free o."""
    tensors: set[str] = set()
    entries: set[Entry] = set()
    seen: set[tuple[Term, frozenset[Variable]]] = set()
    stack: list[tuple[Term, frozenset[Variable]]] = [(t, frozenset()) for t in terms]
    while stack:
        term, bound = stack.pop()
        bound &= term.free
        if (term, bound) in seen:
            continue
        seen.add((term, bound))
        demand = _demand(term)
        if demand is not None and demand[0] == POSITIVE and isinstance(demand[1], Entry):
            entry = demand[1]
            if bound.isdisjoint(entry.free):
                entries.add(entry)
            elif bound.issuperset(entry.indices) and len(set(entry.indices)) == len(entry.indices):
                tensors.add(entry.tensor)
        inside = bound | {term.index} if isinstance(term, Sum) else bound
        stack.extend([(child, inside) for child in children(term)])
    return Assumed(frozenset(tensors), frozenset(entries))


def conditions(normaliser: Normaliser, *terms: Term) -> tuple[Condition, ...]:
    """The demands that are not met everywhere, in a fixed order.

    The normaliser must know the facts only: what holds because a demand was assumed is still to be said.
    """
    found = {
        Condition(kind, plain(part))
        for kind, t in demands(*terms)
        for part in (_parts(t) if kind == NONZERO else [t])
        if not _always(normaliser, kind, part)
    }
    return tuple(sorted(found, key=lambda c: (c.kind, c.term)))


def _parts(term: Term) -> list[Term]:
    """A product is nonzero if its factors are."""
    match term:
        case Mul(factors):
            return [p for f in factors for p in _parts(f)]
        case Pow(base, Number(_)):
            return _parts(base)
    return [term]


def _always(normaliser: Normaliser, kind: str, term: Term) -> bool:
    """The demand holds at all points where its parts are defined."""
    try:
        p = normaliser.polynomial(term)
        return bool(p) and _is_always(normaliser, kind, p)
    except NoProofError:
        return False


def _is_always(normaliser: Normaliser, kind: str, p: Polynomial) -> bool:
    p, denominator = fraction(p)
    p = reduced(p)
    if not p:
        return False
    c, common, primitive = content(p)
    sure = normaliser.positive_polynomial(primitive) and all(
        normaliser.positive(g) for g, _ in times(common, denominator)
    )
    return sure and (c > 0 or kind != POSITIVE)
