"""What a step is about: the smallest parts of two whole terms in which they differ.

a + exp(log x) c,  a + x c     exp(log x),  x
"""

from __future__ import annotations

from derive.explain.ground import Ground
from derive.explain.tidy import shuffled
from derive.terms.index import Variable
from derive.terms.term import Add, Apply, Entry, Mul, Number, Pow, Sum, Term, add, mul


def difference(
    before: Term, after: Term, ground: Ground, fixed: frozenset[Variable] = frozenset(), *, derivatives: bool = True
) -> tuple[Term, Term]:
    """The parts of two terms that are not in the other; not inside sums over what is fixed, nor perhaps derivatives."""
    while True:
        inner = _inside(before, after, ground, derivatives)
        if any(part.index in fixed for part in (before, after) if isinstance(part, Sum)):
            return before, after
        if inner is None or shuffled(inner[0]) is shuffled(inner[1]):
            return before, after
        before, after = inner


def _inside(before: Term, after: Term, ground: Ground, derivatives: bool) -> tuple[Term, Term] | None:
    match before, after:
        case Add(one), Add(two):
            left, right = _without(one, two), _without(two, one)
            return (add(*left), add(*right)) if left and right and len(left) < len(one) else None
        case Mul(one), Mul(two):
            left, right = _without(one, two), _without(two, one)
            return (mul(*left), mul(*right)) if left and right and len(left) < len(one) else None
        case Mul(one), _ if any(shuffled(f) is shuffled(after) for f in one):
            return None
        case Sum(i, one), Sum(j, two) if i is j:
            return one, two
        case Mul((Number() as c, Sum(i, one))), Sum(j, two) if i is j:
            return mul(c, one), two
        case Sum(i, one), Mul((Number() as c, Sum(j, two))) if i is j:
            return one, mul(c, two)
        case Apply(f, one), Apply(g, two) if f == g:
            return one, two
        case Pow(one, p), Pow(two, q) if p is q:
            return one, two
        case Entry(), Entry() if derivatives:
            first, second = ground.derivative(before), ground.derivative(after)
            if first and second and first[1] is second[1]:
                return first[0], second[0]
    return None


def _without(one: tuple[Term, ...], two: tuple[Term, ...]) -> list[Term]:
    """The items of one that two has not, each item of two used once."""
    left = [shuffled(t) for t in two]
    kept = []
    for term in one:
        look = shuffled(term)
        if look in left:
            left.remove(look)
        else:
            kept.append(term)
    return kept
