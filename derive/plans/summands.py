"""A term as a sum of products, as far as is asked: what a plan is read off.

Σ_j [w(j) = x] (f U[o,a] + Σ_k g U[w(k),a])  ->  Σ_j [w(j) = x] f U[o,a]  and  Σ_jk [w(j) = x] g U[w(k),a]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

from derive.terms.index import Applied, Index, Variable, fresh
from derive.terms.substitute import substitute, substitute_index
from derive.terms.term import Add, Delta, Entry, Mul, Sum, Term, children, rebuild

SCORE = Entry("%score")  # stands for Σ_a u_a v_a in a slope


@dataclass(frozen=True)
class Summand:
    """Σ over the bound indices of a product."""

    bound: tuple[Variable, ...]
    factors: tuple[Term, ...]

    def renamed(self, by: Mapping[Variable, Index]) -> Summand:
        """The same with other bound indices."""
        bound = tuple(i for v in self.bound if isinstance(i := by.get(v, v), Variable))
        return Summand(bound, tuple(substitute(factor, by) for factor in self.factors))


def summands(term: Term, open_up: Callable[[Term], bool]) -> list[Summand]:
    """The summands of a term; sums and brackets are opened where asked for. Every bound index is one of its own."""
    match term:
        case Add(parts):
            return [found for part in parts for found in summands(part, open_up)]
        case Sum(index, body):
            own = fresh(index.axis)
            inside = summands(substitute(body, {index: own}), open_up)
            return [Summand((own, *one.bound), one.factors) for one in inside]
        case Mul(factors):
            choices = [summands(f, open_up) if open_up(f) else [Summand((), (f,))] for f in factors]
            return [_joined(choice) for choice in product(*choices)]
    return [Summand((), (term,))]


def _joined(parts: tuple[Summand, ...]) -> Summand:
    return Summand(tuple(v for p in parts for v in p.bound), tuple(f for p in parts for f in p.factors))


@dataclass(frozen=True)
class Rows:
    """Rows of a matrix that are picked, U[w(k), :] for all k, or a vector as it is.

    index   which row, None for a vector
    """

    array: str
    index: Index | None = None

    @property
    def over(self) -> tuple[Variable, ...]:
        """The indices by which rows are picked, in the order of the table of positions."""
        match self.index:
            case Applied(_, arguments, _):
                return tuple(i for i in arguments if isinstance(i, Variable))
        return ()

    def renamed(self, by: Mapping[Variable, Index]) -> Rows:
        """The same with other indices."""
        return Rows(self.array, None if self.index is None else substitute_index(self.index, by))


def row(factor: Term, along: Index) -> Rows | None:
    """U[w,a] as the row w of U, v[a] as v, for the a that is given."""
    match factor:
        case Entry(tensor, (*rest, last)) if last is along and len(rest) < 2 and along not in _free(rest):
            return Rows(tensor, rest[0] if rest else None)
    return None


def _free(indices: list[Index]) -> frozenset[Variable]:
    return frozenset().union(*(i.free for i in indices))


def scalar_product(term: Term) -> tuple[Rows, Rows] | None:
    """The two rows of Σ_a u_a v_a."""
    match term:
        case Sum(along, Mul((left, right))):
            one, other = row(left, along), row(right, along)
            if one is not None and other is not None:
                return one, other
    return None


def speaks(term: Term, index: Index) -> bool:
    """The index stands in it."""
    return index in term.free


def replaced(term: Term, part: Term, by: Term) -> Term:
    """The term with a closed part of it replaced."""
    if term is part:
        return by
    inside = children(term)
    return rebuild(term, tuple(replaced(one, part, by) for one in inside)) if inside else term


def tied(factor: Term, slot: Variable) -> Index | None:
    """The p of a delta [p = x]."""
    match factor:
        case Delta(left, right) if slot in (left, right) and left is not right:
            return right if left is slot else left
    return None
