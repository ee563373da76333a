"""The chain rule through names: d L / d x by way of the names that x stands in, each with the rest held fixed.

d L / d x  =  Σ_T Σ_k (d L / d T_k) (∂ T_k / ∂ x)             T every name between L and x whose definition speaks of x
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.calculus.differentiate import differentiate
from derive.explain.ground import Ground, spoken, unused
from derive.explain.moves import softmax_of, sum_of_a_delta
from derive.explain.tidy import tidy
from derive.terms.index import Variable
from derive.terms.term import Entry, Sum, Term, add, children, rebuild


@dataclass(frozen=True, slots=True)
class _Only:
    """The definition of one name, every other name held fixed."""

    name: str
    ground: Ground

    def depends(self, tensor: str, on: str) -> bool:
        return tensor in (on, self.name)

    def body(self, entry: Entry) -> Term | None:
        return self.ground.definitions[self.name].at(entry.indices) if entry.tensor == self.name else None


def between(body: Term, target: str, ground: Ground) -> tuple[str, ...]:
    """The names that a body is made of, and that are themselves made of the target without another name between."""
    names = sorted(frozenset[str]().union(*(ground.reach(name) for name in spoken(body))) & ground.definitions.keys())
    return tuple(name for name in names if name != target and target in spoken(ground.definitions[name].body))


def through(term: Term, ground: Ground) -> tuple[str, Term] | None:
    """The names and the sum over them, where what is differentiated is a name that does not speak of x itself."""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    if found is None or not isinstance(found[0], Entry) or found[0].tensor not in ground.definitions:
        return None
    name, (body, target) = found[0].tensor, found
    middle = between(body, target.tensor, ground)
    if not middle or name in middle:
        return None
    return ", ".join(middle), add(*(_by_way_of(name, body, target, ground) for name in middle))


def _by_way_of(name: str, body: Term, target: Entry, ground: Ground) -> Term:
    """Σ_k (d body / d T_k) (∂ T_k / ∂ target)"""
    slots = ground.definitions[name].slots
    indices = _unused(slots, body.free | target.free)
    entry = Entry(name, indices)
    made = ground.hold(body, entry) * local_derivative(entry, target, ground)
    for index in reversed(indices):
        made = Sum(index, made)
    return _picked(tidy(made))


def first_order(body: Term, names: tuple[str, ...], ground: Ground) -> Term:
    """Σ_T Σ_k (d body / d T_k) T_k, which changes with the T as the body does."""
    total = []
    for name in names:
        indices = _unused(ground.definitions[name].slots, body.free)
        entry = Entry(name, indices)
        made = ground.hold(body, entry) * entry
        for index in reversed(indices):
            made = Sum(index, made)
        total.append(made)
    return add(*total)


def _unused(slots: tuple[Variable, ...], taken: frozenset[Variable]) -> tuple[Variable, ...]:
    found: list[Variable] = []
    for slot in slots:
        found.append(unused(slot, taken.union(found)))
    return tuple(found)


def local_derivative(entry: Entry, target: Entry, ground: Ground) -> Term:
    """∂ T_k / ∂ x with every other name held fixed, over T itself where that is shorter."""
    made = softmax_of(entry.tensor, ground)
    if made is None:
        return differentiate(entry, target, _Only(entry.tensor, ground))
    other = unused(made.over, entry.free | target.free)
    mine, theirs = (_slope(made.at(entry.indices, index), target, ground) for index in (None, other))
    return entry * (mine - Sum(other, Entry(entry.tensor, made.indices(entry.indices, other)) * theirs))


def _slope(score: Term, target: Entry, ground: Ground) -> Term:
    return differentiate(score, target, _Only(target.tensor, ground))


def _picked(term: Term) -> Term:
    """Every sum of a delta worked out, the innermost first."""
    parts = children(term)
    if not parts:
        return term
    term = tidy(rebuild(term, tuple(map(_picked, parts))))
    made = sum_of_a_delta(term, _NOWHERE)
    return tidy(made) if made is not None else term


_NOWHERE = Ground()
