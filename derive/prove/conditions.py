"""Where the two sides of a question make sense: denominators, logarithms, roots, kinks.

A proof is about the points at which every part of both sides is defined; these conditions say which points those are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.prove.meter import NoProofError
from derive.prove.normal import Normaliser
from derive.prove.polynomial import ONE, ZERO, Polynomial, content, fraction, reduced, times, whole
from derive.prove.signs import Assumed
from derive.terms.index import Variable
from derive.terms.printing import plain
from derive.terms.substitute import substitute
from derive.terms.term import Apply, Entry, Mul, Number, Pow, Sum, Term, children, walk

NONZERO, POSITIVE, KINK = "nonzero", "positive", "away from the kink"

Demand = tuple[str, Term]
Bound = frozenset[Variable]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold, for all values of the indices bound around it: `term` is nonzero, positive, no kink."""

    kind: str
    term: str


def demands(*terms: Term) -> Iterator[tuple[Demand, Bound]]:
    """What the definedness of the terms demands of their parts, and which indices are bound around the part."""
    seen: set[tuple[Term, Bound]] = set()
    stack: list[tuple[Term, Bound]] = [(t, frozenset()) for t in reversed(terms)]
    while stack:
        term, bound = stack.pop()
        bound &= term.free
        if (term, bound) in seen:
            continue
        seen.add((term, bound))
        demand = _demand(term)
        if demand is not None:
            yield demand, bound & demand[1].free
        inside = bound | {term.index} if isinstance(term, Sum) else bound
        stack.extend([(child, inside) for child in reversed(children(term))])


def _demand(part: Term) -> Demand | None:
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
    for (kind, part), bound in demands(*terms):
        if kind == POSITIVE and isinstance(part, Entry):
            if not bound:
                entries.add(part)
            elif bound.issuperset(part.indices) and len(bound) == len(part.indices):
                tensors.add(part.tensor)
    return Assumed(frozenset(tensors), frozenset(entries))


def conditions(normaliser: Normaliser, *terms: Term) -> tuple[Condition, ...]:
    """The demands that are not met everywhere, in a fixed order, each said once whatever its bound indices are called.

    The normaliser must know the facts only: what holds because a demand was assumed is still to be said.
    """
    found: dict[tuple[str, str], Condition] = {}
    for (kind, term), bound in demands(*terms):
        for part in _parts(term) if kind == NONZERO else [term]:
            key = kind, _anonymous(part, bound)
            if key not in found and not _always(normaliser, kind, part):
                if kind != POSITIVE and bound and _is_violated(normaliser, part):
                    raise NoProofError(f"{plain(part)} is 0 somewhere, whatever the values are")
                found[key] = Condition(kind, plain(part))
    return tuple(sorted(set(found.values()), key=lambda c: (c.kind, c.term)))


def _anonymous(term: Term, bound: Bound) -> str:
    """The text of a term with its bound indices numbered as they occur."""
    names: dict[Variable, Variable] = {}
    for part in walk(term):
        if isinstance(part, Entry):
            for v in sorted((bound & part.free) - names.keys(), key=lambda v: v.name):
                names[v] = Variable(f"?{len(names)}", v.axis)
    return plain(substitute(term, names))


def _parts(term: Term) -> list[Term]:
    """A product is nonzero if its factors are; a root is where it is defined, and that is said elsewhere."""
    match term:
        case Mul(factors):
            return [p for f in factors for p in _parts(f)]
        case Pow(base, Number(value)):
            return _parts(base) if whole(value) else []
        case Apply("sqrt", _):
            return []
    return [term]


def _always(normaliser: Normaliser, kind: str, term: Term) -> bool:
    """The demand holds at all points where its parts are defined, whatever the deltas and steps in it are."""
    try:
        cases = normaliser.lifted(
            normaliser.polynomial(term), lambda p: ONE if _is_always(normaliser, kind, p) else ZERO
        )
    except NoProofError:
        return False
    return cases == ONE


def _is_violated(normaliser: Normaliser, term: Term) -> bool:
    """A term of deltas alone, over an index that takes every value, is 0 somewhere: |[k = i]| has a kink there."""
    if any(isinstance(part, Entry) for part in walk(term)):
        return False
    return bool(normaliser.lifted(normaliser.polynomial(term), lambda p: ZERO if reduced(p) else ONE))


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
