r"""The plan of a softmax over the scores of all rows of a matrix, read off the derived gradients.

    J      = Σ_p c_p log ŷ_p             ŷ = softmax(U h)
    e      = n ŷ + Σ_p b_p [p]           the error: one number a row
    ∂J/∂U  = e h^T                       an outer product: it may stay factored, as e and h
    ∂J/∂h  = U^T e = n U^T ŷ + Σ_p b_p u_p

so one walk over the rows is enough: scores, their running maximum and sum, and the running U^T ŷ (online softmax).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.codegen import NotCodedError, Problem, Result
from derive.codegen.stable import LOG, stable
from derive.explain.ground import Ground
from derive.explain.moves import Softmax as Defined
from derive.explain.moves import softmax_of
from derive.plans.summands import Rows, Summand, row, scalar_product, summands, tied
from derive.terms.canonical import canonical
from derive.terms.index import Applied, Index, Variable
from derive.terms.printing import plain
from derive.terms.substitute import substitute_index
from derive.terms.term import Add, Entry, Mul, Number, Size, Sum, Term, add, mul

Hits = tuple[tuple[Index, Fraction], ...]  # positions with their weights; a table of positions counts at all its places


@dataclass(frozen=True)
class Error:
    """n ŷ + Σ_p b_p [p]

    share  n;  hits  the p with their b
    """

    share: Term
    hits: Hits


@dataclass(frozen=True)
class Softmax:
    """matrix, vector  U and h;  value  the p with their c;  arrays  whose gradients are asked for, in order"""

    matrix: str
    vector: str
    value: Hits
    error: Error
    arrays: tuple[str, ...]


def softmax_plan(problem: Problem) -> Softmax:
    """The plan of a loss with its gradients; NotCodedError says what does not fit."""
    ground = Ground(problem.definitions)
    name, found = _defined(problem, ground)
    matrix, vector = _ends(found, ground)
    loss, *gradients = [Result(_folded(r.term, name, ground), r.slots, r.by) for r in problem.results]
    errors = {_error(r, name, matrix, vector) for r in gradients}
    if len(errors) != 1:
        raise NotCodedError(f"the gradients have {len(errors)} errors of the scores, but should have one")
    by = tuple(r.by for r in gradients if r.by is not None)
    return Softmax(matrix, vector, _value(loss.term, name), errors.pop(), by)


def _defined(problem: Problem, ground: Ground) -> tuple[str, Defined]:
    made = {name: one for name in problem.definitions if (one := softmax_of(name, ground)) is not None}
    if len(made) != 1:
        raise NotCodedError(f"the loss has {len(made)} softmaxes, but should have one over the rows of a matrix")
    return next(iter(made.items()))


def _ends(found: Defined, ground: Ground) -> tuple[str, str]:
    """U and h of the scores Σ_a U[w,a] h[a]."""
    score = ground.unfolded(found.score)
    rows = scalar_product(score)
    match sorted(rows or (), key=lambda r: r.index is None):
        case [Rows(matrix, index), Rows(vector, None)] if index is found.over and len(found.slots) == 1:
            return matrix, vector
    raise NotCodedError(f"the scores {plain(score)} are not those of all rows of a matrix with a vector that is given")


def _folded(term: Term, name: str, ground: Ground) -> Term:
    """Over the softmax by its name, all else worked out."""
    return stable(ground.unfolded(term, {name}), ground)


def _opened(term: Term) -> list[Summand]:
    return summands(term, lambda f: isinstance(f, Add | Sum | Mul))


def _value(term: Term, name: str) -> Hits:
    """The positions of the logarithms, and their weights."""
    weights: defaultdict[Index, Fraction] = defaultdict(Fraction)
    for one in _opened(term):
        logs = [f for f in one.factors if isinstance(f, Entry) and f.tensor == LOG + name]
        if len(logs) != 1:
            raise NotCodedError(f"{plain(mul(*one.factors))} in the loss is no logarithm of a probability")
        weights[_place(logs[0].indices[0], one.bound)] += _number([f for f in one.factors if f not in logs])
    return tuple(sorted(weights.items(), key=lambda hit: hit[0].key))


def _error(result: Result, name: str, matrix: str, vector: str) -> Error:
    """What stands before the rows in one gradient."""
    shares: list[Term] = []
    weights: defaultdict[Index, Fraction] = defaultdict(Fraction)
    for one in _opened(result.term):
        every, found = _outer(one, result, vector) if result.by == matrix else _contracted(one, result, matrix)
        place, rest = found
        if place is not None:
            weights[_place(place, [v for v in one.bound if v is not every])] += _number(rest)
        else:
            shares.append(_share(one, rest, Entry(name, (every,))))
    return Error(canonical(add(*shares)), tuple(sorted(weights.items(), key=lambda hit: hit[0].key)))


def _share(one: Summand, factors: Sequence[Term], probability: Entry) -> Term:
    """The number before ŷ_w for every row w."""
    others = [f for f in factors if f is not probability]
    if len(others) != len(factors) - 1 or not all(isinstance(f, Number | Size) for f in others):
        raise NotCodedError(f"{plain(mul(*one.factors))} in a gradient is no probability or position times a row")
    if not set(one.bound) <= set(probability.free):
        raise NotCodedError(f"{plain(mul(*one.factors))} in a gradient is summed over more than rows")
    return mul(*others)


Tied = tuple[Index | None, list[Term]]  # the one place where it is not 0, if there is one; the factors but the delta


def _outer(one: Summand, result: Result, vector: str) -> tuple[Variable, Tied]:
    """e_x h_a: the x, and e_x."""
    slot, along = result.slots
    rest = [f for f in one.factors if row(f, along) != Rows(vector)]
    if len(rest) != len(one.factors) - 1:
        raise NotCodedError(f"{plain(mul(*one.factors))} in the gradient by {result.by} is no error times {vector}")
    return slot, _tie(rest, slot)


def _contracted(one: Summand, result: Result, matrix: str) -> tuple[Variable, Tied]:
    """e_w U[w,a]: the w, and e_w; or the place where a row is picked, and its weight."""
    (along,) = result.slots
    rows = [r for f in one.factors if (r := row(f, along)) is not None and r.array == matrix]
    rest = [f for f in one.factors if row(f, along) is None]
    if len(rows) != 1 or len(rest) != len(one.factors) - 1 or rows[0].index is None:
        raise NotCodedError(f"{plain(mul(*one.factors))} in the gradient by {result.by} is no error times one row")
    index = rows[0].index
    if isinstance(index, Variable) and index in one.bound:
        return index, _tie(rest, index)
    return along, (index, rest)


def _tie(factors: list[Term], slot: Variable) -> Tied:
    for factor in factors:
        place = tied(factor, slot)
        if place is not None:
            return place, [f for f in factors if f is not factor]
    return None, factors


def _place(index: Index, bound: Sequence[Variable]) -> Index:
    """A position under names of its indices that are the same in all places; each counts once."""
    arguments = index.arguments if isinstance(index, Applied) else ()
    own = [v for v in arguments if isinstance(v, Variable) and v in bound]
    if set(own) != set(bound) or len(own) != len(set(own)):
        raise NotCodedError(f"the sum over {', '.join(str(v.axis) for v in bound)} is not one over picked rows")
    return substitute_index(index, {v: Variable(f"%place{n}", v.axis) for n, v in enumerate(own)})


def _number(factors: Sequence[Term]) -> Fraction:
    """The weight of a position."""
    made = Fraction(1)
    for factor in factors:
        if not isinstance(factor, Number):
            raise NotCodedError(f"{plain(factor)} is no weight of a position")
        made *= factor.value
    return made
