"""Colours of binders that do not depend on their names, to find the canonical order with few trials.

A binder's colour is what its factors look like from it; refined a few times, as in graph isomorphism. Colours may be
coarser than possible, never finer than what renaming preserves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.prove.generators import (
    Call,
    Exp,
    Extent,
    Generator,
    Monomial,
    OverTerms,
    Same,
    Step,
    Terms,
    Total,
    Value,
    digest,
)
from derive.prove.meter import METER
from derive.terms.index import Applied, Index, Variable

Colouring = Mapping[Index, str] | None  # None erases all names
ROUNDS = 3
LONG = 80


def colours(binders: Sequence[Variable], m: Monomial) -> list[tuple[Variable, ...]]:
    """The binders in classes, in an order that renaming does not change."""
    if len(binders) == 1:
        return [tuple(binders)]
    colour = {b: b.axis.name for b in binders}
    classes = len(set(colour.values()))
    for _ in range(ROUNDS):
        seen = {b: f"{colour[b]}|{_view(b, m, colour)}" for b in binders}
        ranks = {text: n for n, text in enumerate(sorted(set(seen.values())))}
        colour = {b: f"{ranks[seen[b]]}:{b.axis.name}" for b in binders}
        if len(ranks) in (classes, len(binders)):
            break
        classes = len(ranks)
    groups: dict[str, list[Variable]] = {}
    for b in binders:
        groups.setdefault(colour[b], []).append(b)
    return [tuple(groups[text]) for text in sorted(groups)]


def _view(b: Variable, m: Monomial, colour: Mapping[Variable, str]) -> str:
    own: dict[Index, str] = dict(colour.items())
    own[b] = f"*{b.axis.name}"
    return _monomial(tuple([f for f in m if b in f[0].indices]), own)


def shape(g: Generator) -> str:
    """What the generator looks like when all names of index variables are erased but for their axes."""
    if not g.shape:
        text = _text(g, None)
        g.shape = text if len(text) < LONG else digest(text)
    return g.shape


def _monomial(m: Monomial, colour: Colouring) -> str:
    return "*".join(sorted([f"{_generator(g, colour)}^{e}" for g, e in m]))


def _terms(terms: Terms, colour: Colouring) -> str:
    return "+".join(sorted([f"{c}.{_monomial(m, colour)}" for m, c in terms]))


def _generator(g: Generator, colour: Colouring) -> str:
    if colour is None:
        return shape(g)
    return g.order if g.indices.isdisjoint(colour) else _text(g, colour)


def _text(g: Generator, colour: Colouring) -> str:
    METER.spend()
    match g:
        case Extent():
            return g.order
        case Value(tensor, places):
            return f"{tensor}[{','.join([_index(i, colour) for i in places])}]"
        case Same(left, right):
            return f"[{'='.join(sorted([_index(left, colour), _index(right, colour)]))}]"
        case Exp(monomial):
            return f"exp({_monomial(monomial, colour)})"
        case Total(binders, monomial):
            return f"sum{len(binders)}({_monomial(monomial, colour)})"
        case Step(terms):  # the sign of P is a matter of names
            return f"step({len(terms)})"
        case Call(function, terms):
            return f"{function}({_terms(terms, colour)})"
        case OverTerms(terms):
            return f"{g.rank}({_terms(terms, colour)})"
    raise TypeError(g)


def _index(index: Index, colour: Colouring) -> str:
    if isinstance(index, Variable):
        if colour is None:
            return index.axis.name
        return colour.get(index) or ("." if index.name.startswith("#") else index.key)
    if isinstance(index, Applied):
        return f"{index.function}({','.join([_index(a, colour) for a in index.arguments])})"
    return index.key
