r"""The plan of losses over scores of pairs of rows, read off the derived gradients.

    J       = Σ_jk m_jk ψ(s_jk)          s_jk = x_j^T w_k, rows x_j that are picked on one side, w_k on the other
    ∂J/∂x_j = Σ_k m_jk φ(s_jk) w_k       so all slopes are numbers, and the gradients two products of their matrix
    ∂J/∂w_k = Σ_j m_jk φ(s_jk) x_j       with the picked rows: dX = E W, dW = E^T X

Nothing of this is presumed: gradients that are not of this form have no such plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.codegen import NotCodedError, Problem, Result
from derive.codegen.stable import stable
from derive.explain.ground import Ground
from derive.plans.summands import SCORE, Rows, Summand, replaced, row, scalar_product, summands, tied
from derive.terms.canonical import canonical
from derive.terms.index import Index, Variable
from derive.terms.printing import plain
from derive.terms.substitute import substitute
from derive.terms.term import Add, Apply, Delta, Mul, Number, Pow, Sum, Term, add, mul, walk


@dataclass(frozen=True)
class Sides:
    """The scores of picked rows with picked rows.

    left, right  the rows; left are those of the array that is given first
    bound        the indices over which they run, those of the left first
    mask         which pairs count: a product of such as 1 - [p = q]
    """

    left: Rows
    right: Rows
    bound: tuple[Variable, ...]
    mask: Term


@dataclass(frozen=True)
class Pair:
    """Scores with what each adds to the loss, ψ, and its slope, φ; both are terms over SCORE."""

    sides: Sides
    value: Term
    slope: Term


@dataclass(frozen=True)
class Pairs:
    """All scores of a loss, and the arrays whose gradients they make, in the order of the results."""

    pairs: tuple[Pair, ...]
    arrays: tuple[str, ...]


def pairs_of(problem: Problem) -> Pairs:
    """The plan of a loss with its gradients; NotCodedError says what does not fit."""
    ground = Ground(problem.definitions)
    loss, *gradients = [Result(stable(ground.unfolded(r.term), ground), r.slots, r.by) for r in problem.results]
    order = tuple(problem.arrays)
    values = _gathered([_scored(one, order) for one in summands(loss.term, _holds_a_score)])
    slopes: dict[Sides, Term] = {}
    for result in gradients:
        found = _slopes(result, order)
        wanted = {sides for sides in values if result.by in (sides.left.array, sides.right.array)}
        if set(found) != wanted:
            raise NotCodedError(f"the gradient by {result.by} has other scores than the loss")
        for sides, slope in found.items():
            if slopes.setdefault(sides, slope) is not slope:
                raise NotCodedError(f"a score has two slopes, {plain(slope)} and {plain(slopes[sides])}")
    if not slopes or set(slopes) != set(values):
        raise NotCodedError("the loss has scores on which no gradient depends")
    by = tuple(r.by for r in gradients if r.by is not None)
    return Pairs(tuple(Pair(sides, values[sides], slopes[sides]) for sides in values), by)


def _gathered(found: Sequence[tuple[Sides, Term]]) -> dict[Sides, Term]:
    """What stands at the same scores, added."""
    made: dict[Sides, Term] = {}
    for sides, part in found:
        made[sides] = add(made[sides], part) if sides in made else part
    return {sides: canonical(part) for sides, part in made.items()}


def _holds_a_score(term: Term) -> bool:
    inside = any(scalar_product(part) for part in walk(term) if part is not term)
    return isinstance(term, Add | Sum | Mul) and inside and scalar_product(term) is None


def _scored(one: Summand, order: Sequence[str]) -> tuple[Sides, Term]:
    """m ψ(s)"""
    return _read(one, one.factors, _score(one.factors), order)


def _slopes(result: Result, order: Sequence[str]) -> dict[Sides, Term]:
    """The slopes in one gradient."""
    if not 0 < len(result.slots) < 3 or result.by is None:
        raise NotCodedError(f"{result.by} is neither a matrix of rows nor a vector")
    slots = result.slots
    opened = summands(result.term, lambda f: isinstance(f, Add | Sum | Mul) and not f.free.isdisjoint(slots))
    return _gathered([_moved(one, result, order) for one in opened])


def _moved(one: Summand, result: Result, order: Sequence[str]) -> tuple[Sides, Term]:
    """[p = x] m φ(s) w_a in the gradient at x, a, where s is the score of w with the row p that it moves."""
    assert result.by is not None
    *which, along = result.slots
    places = {n: p for n, f in enumerate(one.factors) for x in which if (p := tied(f, x)) is not None}
    rows = {n: r for n, f in enumerate(one.factors) if (r := row(f, along)) is not None}
    rest = tuple(f for n, f in enumerate(one.factors) if n not in places and n not in rows)
    if len(places) != len(which) or len(rows) != 1 or any(not f.free.isdisjoint(result.slots) for f in rest):
        raise NotCodedError(f"{plain(mul(*one.factors))} in the gradient by {result.by} is no slope times one row")
    index: Index | None = next(iter(places.values()), None)
    ends = (Rows(result.by, index), *rows.values())
    score, (left, right) = _score(rest)
    if {left, right} != set(ends):
        raise NotCodedError(f"a slope in the gradient by {result.by} is not that of the score of the rows it moves")
    return _read(one, rest, (score, (left, right)), order)


def _score(factors: Sequence[Term]) -> tuple[Term, tuple[Rows, Rows]]:
    """The one scalar product of rows on which the factors depend."""
    found = {part: rows for f in factors for part in walk(f) if (rows := scalar_product(part)) is not None}
    if len(found) != 1:
        raise NotCodedError(f"{plain(mul(*factors))} depends on {len(found)} scores of rows, but should on one")
    return next(iter(found.items()))


def _read(
    one: Summand, factors: Sequence[Term], found: tuple[Term, tuple[Rows, Rows]], order: Sequence[str]
) -> tuple[Sides, Term]:
    """The sides, and what is done to their score, under names of the indices that are the same for equal sums."""
    score, rows = found
    left, right = sorted(rows, key=lambda r: order.index(r.array))
    if left.array == right.array:
        raise NotCodedError(f"both rows of a score are of {left.array}, so each step would change the other row")
    over = dict.fromkeys((*left.over, *right.over))
    if set(over) != set(one.bound):
        raise NotCodedError(f"the sum over {', '.join(str(v.axis) for v in one.bound)} is not one over picked rows")
    by = {v: Variable(f"%pair{n}", v.axis) for n, v in enumerate(over)}
    masks = [canonical(substitute(f, by)) for f in factors if any(isinstance(part, Delta) for part in walk(f))]
    rest = mul(*(f for f in factors if not any(isinstance(part, Delta) for part in walk(f))))
    made = replaced(rest, score, SCORE)
    _check(made)
    sides = Sides(left.renamed(by), right.renamed(by), tuple(by.values()), mul(*sorted(masks, key=plain)))
    return sides, made


def _check(term: Term) -> None:
    """A number that depends on the score alone."""
    for part in walk(term):
        if not (part is SCORE or isinstance(part, Number | Add | Mul | Apply | Pow)):
            raise NotCodedError(f"{plain(part)} in a slope is neither the score nor a function of it")
