r"""A bag: a vector that is defined as rows added up, and a loss that speaks of these rows through it alone.

    h       = n Σ_j v_w(j)
    ∂J/∂v_x = n Σ_j [w(j) = x] ∂J/∂h     so the loss and its gradients are planned with h as given, and every row gets
                                         its share of the gradient by h

Nothing of this is presumed: a gradient that is not of this form has no such plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from derive.codegen import NotCodedError, Problem, Result
from derive.codegen.stable import stable
from derive.explain.ground import Definition, Ground
from derive.plans.summands import Rows, row, tied
from derive.terms.index import Index, Variable
from derive.terms.printing import plain
from derive.terms.substitute import substitute_index, tensors
from derive.terms.term import Mul, Number, Sum, Term, mul


@dataclass(frozen=True)
class Bag:
    """name    of the vector h
    rows    of which it is made
    weight  n
    """

    name: str
    rows: Rows
    weight: Term


def bag_of(problem: Problem) -> tuple[Bag, Problem]:
    """The bag of a loss, and the loss with the bag in place of its rows; NotCodedError says what does not fit."""
    ground = Ground(problem.definitions)
    found = [bag for name, one in problem.definitions.items() if (bag := _bag(name, one, ground)) is not None]
    if len(found) != 1:
        raise NotCodedError(f"the loss has {len(found)} vectors that are rows added up, but should have one")
    (bag,) = found
    along = problem.definitions[bag.name].slots[0].axis
    arrays = {(bag.name if name == bag.rows.array else name): of for name, of in problem.arrays.items()}
    arrays[bag.name] = (along,)
    results = [_inside(r, bag, ground) for r in problem.results]
    others = {name: one for name, one in problem.definitions.items() if name != bag.name}
    if any(bag.rows.array in tensors(r.term) for r in results):
        raise NotCodedError(f"the loss speaks of the rows of {bag.rows.array} elsewhere than in {bag.name}")
    return bag, replace(problem, arrays=arrays, definitions=others, results=results)


def _factors(term: Term) -> Sequence[Term]:
    return term.factors if isinstance(term, Mul) else (term,)


def _bag(name: str, one: Definition, ground: Ground) -> Bag | None:
    """n Σ_j V[w(j),a], where n is no matter of a."""
    if len(one.slots) != 1:
        return None
    factors = _factors(stable(one.body, ground))
    sums = [(f.index, rows) for f in factors if isinstance(f, Sum) and (rows := row(f.body, one.slots[0])) is not None]
    rest = [f for f in factors if f.free.isdisjoint(one.slots)]
    if len(sums) != 1 or len(rest) != len(factors) - 1:
        return None
    ((index, rows),) = sums
    if rows.over != (index,):
        return None
    return Bag(name, rows.renamed({index: _place(index)}), mul(*rest))


def _place(index: Variable) -> Variable:
    """A name of the index that is the same in all sums."""
    return Variable("%bag", index.axis)


def _inside(result: Result, bag: Bag, ground: Ground) -> Result:
    """A result with h in place of the rows: the gradient by the rows becomes that by h."""
    if result.by != bag.rows.array:
        return result
    slot, along = result.slots
    factors = _factors(stable(result.term, ground))
    ties = [f for f in factors if isinstance(f, Sum) and _picked(f, slot) == bag.rows.index]
    rest = [f for f in factors if f not in ties]
    if len(ties) != 1 or any(slot in f.free for f in rest):
        raise NotCodedError(f"the gradient by {result.by} is not that by {bag.name}, passed on to its rows")
    return Result(_divided(rest, bag), (along,), bag.name)


def _picked(tie: Sum, slot: Variable) -> Index | None:
    """The w(j) of Σ_j [w(j) = x]"""
    place = tied(tie.body, slot)
    return None if place is None else substitute_index(place, {tie.index: _place(tie.index)})


def _divided(factors: Sequence[Term], bag: Bag) -> Term:
    """The product without n, which stands in it."""
    rest = [f for f in factors if not isinstance(f, Number)]
    number = prod((f.value for f in factors if isinstance(f, Number)), start=Fraction(1))
    for part in _factors(bag.weight):
        if isinstance(part, Number):
            number /= part.value
        elif part in rest:
            rest.remove(part)
        else:
            raise NotCodedError(f"the gradient by {bag.rows.array} has no factor {plain(part)}, as {bag.name} has")
    return mul(Number(number), *rest)
