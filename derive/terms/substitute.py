"""Capture-free substitution: of index variables by index terms, and of entries by their definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from derive.terms.index import Applied, Index, Variable, fresh
from derive.terms.term import Delta, Entry, Sum, Term, children, rebuild

Substitution = Mapping[Variable, Index]
_NONE: frozenset[str] = frozenset()


def substitute_index(index: Index, by: Substitution) -> Index:
    """index[v := by[v]]."""
    if isinstance(index, Variable):
        return by.get(index, index)
    if isinstance(index, Applied) and not index.free.isdisjoint(by):
        return Applied(index.function, tuple(substitute_index(a, by) for a in index.arguments), index.axis)
    return index


def substitute(term: Term, by: Substitution) -> Term:
    """term[v := by[v]]; a bound index that would capture is renamed first."""
    by = {v: i for v, i in by.items() if v in term.free and v is not i}
    return _substitute(term, by, {}) if by else term


def _substitute(term: Term, by: Substitution, memo: dict[Term, Term]) -> Term:
    if term.free.isdisjoint(by):
        return term
    found = memo.get(term)
    if found is not None:
        return found
    made: Term
    match term:
        case Entry(tensor, indices):
            made = Entry(tensor, tuple(substitute_index(i, by) for i in indices))
        case Delta(left, right):
            made = Delta(substitute_index(left, by), substitute_index(right, by))
        case Sum(index, body):
            inner = {v: i for v, i in by.items() if v is not index and v in body.free}
            if any(index in i.free for i in inner.values()):
                renamed = fresh(index.axis)
                made = Sum(renamed, _substitute(body, {**inner, index: renamed}, {}))
            else:
                made = Sum(index, _substitute(body, inner, {}))
        case _:
            made = rebuild(term, tuple([_substitute(part, by, memo) for part in children(term)]))
    memo[term] = made
    return made


def map_entries(
    term: Term,
    change: Callable[[Entry], Term],
    names: frozenset[str] | None = None,
    brought: frozenset[Variable] | None = None,
) -> Term:
    """Every entry replaced by change(entry); the bound indices of the result never capture those of `change`.

    names    the tensors whose entries change replaces, where that is known: what holds none of them stays as it is
    brought  the free indices that it may bring in beside the entry's own, where these are known
    """
    return _Mapping(change, names, brought).of(term)


@dataclass(frozen=True, slots=True)
class _Mapping:
    change: Callable[[Entry], Term]
    names: frozenset[str] | None
    brought: frozenset[Variable] | None
    memo: dict[Term, Term] = field(default_factory=dict)

    def of(self, term: Term) -> Term:
        if self.names is not None and self.names.isdisjoint(tensors(term)):
            return term
        found = self.memo.get(term)
        if found is None:
            found = self.memo[term] = self.made(term)
        return found

    def made(self, term: Term) -> Term:
        match term:
            case Entry():
                return self.change(term)
            case Sum(index, body) if self.brought is None or index in self.brought:
                renamed = fresh(index.axis)
                return Sum(renamed, self.of(substitute(body, {index: renamed})))
        parts = children(term)
        return rebuild(term, tuple(map(self.of, parts))) if parts else term


@lru_cache(maxsize=50_000)
def tensors(term: Term) -> frozenset[str]:
    """Names of the tensors whose entries occur."""
    if isinstance(term, Entry):
        return frozenset([term.tensor])
    parts = children(term)
    return tensors(parts[0]) if len(parts) == 1 else _NONE.union(*map(tensors, parts))
