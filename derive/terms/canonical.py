"""One name for equal terms: bound indices renamed by their depth, so that alpha-equal terms are one object."""

from __future__ import annotations

from derive.terms.index import Index, Variable
from derive.terms.substitute import substitute_index
from derive.terms.term import Delta, Entry, Sum, Term, children, rebuild


def canonical(term: Term) -> Term:
    """The same term with its n-th nested bound index called `$n`; free indices stay."""
    return _canonical(term, {}, 0)


def _canonical(term: Term, names: dict[Variable, Index], depth: int) -> Term:
    match term:
        case Sum(index, body):
            named = Variable(f"${depth}", index.axis)
            return Sum(named, _canonical(body, {**names, index: named}, depth + 1))
        case Entry(tensor, indices):
            return Entry(tensor, tuple(substitute_index(i, names) for i in indices))
        case Delta(left, right):
            return Delta(substitute_index(left, names), substitute_index(right, names))
        case _:
            parts = children(term)
            return rebuild(term, tuple(_canonical(part, names, depth) for part in parts)) if parts else term
