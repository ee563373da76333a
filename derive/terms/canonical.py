"""One name for equal terms: bound indices renamed by their depth, so that alpha-equal terms are one object."""

from __future__ import annotations

from functools import lru_cache

from derive.terms.index import Index, Variable
from derive.terms.substitute import substitute_index
from derive.terms.term import Delta, Entry, Sum, Term, children, rebuild


@lru_cache(maxsize=5_000)
def canonical(term: Term) -> Term:
    """The same term with its n-th nested bound index called `$n`; free indices stay."""
    return _canonical(term, {}, 0, {})


def _canonical(term: Term, names: dict[Variable, Index], depth: int, memo: dict[Term, Term]) -> Term:
    """`memo` holds for one set of names: a shared subterm is renamed once, however often it occurs."""
    found = memo.get(term)
    if found is not None:
        return found
    match term:
        case Sum(index, body):
            named = Variable(f"${depth}", index.axis)
            made: Term = Sum(named, _canonical(body, {**names, index: named}, depth + 1, {}))
        case Entry(tensor, indices):
            made = Entry(tensor, tuple(substitute_index(i, names) for i in indices))
        case Delta(left, right):
            made = Delta(substitute_index(left, names), substitute_index(right, names))
        case _:
            parts = children(term)
            made = rebuild(term, tuple([_canonical(part, names, depth, memo) for part in parts])) if parts else term
    memo[term] = made
    return made
