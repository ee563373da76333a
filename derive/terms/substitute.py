"""Capture-free substitution: of index variables by index terms, and of entries by their definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.terms.index import Applied, Index, Variable, fresh
from derive.terms.term import Delta, Entry, Sum, Term, children, rebuild

Substitution = Mapping[Variable, Index]


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
            made = rebuild(term, tuple(_substitute(part, by, memo) for part in children(term)))
    memo[term] = made
    return made


def map_entries(term: Term, change: Callable[[Entry], Term]) -> Term:
    """Every entry replaced by change(entry); the bound indices of the result never capture those of `change`."""
    return _map_entries(term, change, {})


def _map_entries(term: Term, change: Callable[[Entry], Term], memo: dict[Term, Term]) -> Term:
    found = memo.get(term)
    if found is not None:
        return found
    made: Term
    match term:
        case Entry():
            made = change(term)
        case Sum(index, body):
            renamed = fresh(index.axis)
            inside = _map_entries(substitute(body, {index: renamed}), change, memo)
            made = Sum(renamed, inside)
        case _:
            parts = children(term)
            made = rebuild(term, tuple(_map_entries(part, change, memo) for part in parts)) if parts else term
    memo[term] = made
    return made


def tensors(term: Term) -> frozenset[str]:
    """Names of the tensors whose entries occur."""
    found: set[str] = set()
    seen: set[Term] = set()
    stack = [term]
    while stack:
        top = stack.pop()
        if top in seen:
            continue
        seen.add(top)
        if isinstance(top, Entry):
            found.add(top.tensor)
        stack.extend(children(top))
    return frozenset(found)
