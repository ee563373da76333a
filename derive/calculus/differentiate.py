"""Partial derivatives: d t / d T[i..], one rule a node.

The derivative of an entry by an entry of the same tensor is a product of deltas, so one rule set serves every shape.
"""

from __future__ import annotations

from derive.terms.functions import derivative, log
from derive.terms.index import fresh
from derive.terms.substitute import substitute, tensors
from derive.terms.term import ONE, ZERO, Add, Apply, Delta, Entry, Mul, Number, Pow, Sum, Term, add, mul


def differentiate(term: Term, by: Entry) -> Term:
    """d term / d by.

    by: the entry of a base tensor; its free index variables are the position differentiated at.
    Definitions must have been unfolded: a tensor other than `by.tensor` counts as a constant.
    """
    return _differentiate(term, by, {})


def _differentiate(term: Term, by: Entry, memo: dict[Term, Term]) -> Term:
    found = memo.get(term)
    if found is None:
        found = memo[term] = _rule(term, by, memo) if by.tensor in tensors(term) else ZERO
    return found


def _rule(term: Term, by: Entry, memo: dict[Term, Term]) -> Term:
    match term:
        case Entry(_, indices):  # d T[i..] / d T[j..] = [i = j] ...
            return mul(*(Delta(i, j) for i, j in zip(indices, by.indices, strict=True) if i is not j))
        case Sum(index, body):  # d sum_i f = sum_i d f
            if index in by.free:
                renamed = fresh(index.axis)
                index, body = renamed, substitute(body, {index: renamed})
            inside = _differentiate(body, by, memo)
            return ZERO if inside is ZERO else Sum(index, inside)
        case Add(terms):  # d (f + g) = d f + d g
            return add(*(_differentiate(t, by, memo) for t in terms))
        case Mul(factors):  # d (f g) = d f g + f d g
            return add(
                *(
                    mul(*factors[:n], _differentiate(factor, by, memo), *factors[n + 1 :])
                    for n, factor in enumerate(factors)
                )
            )
        case Pow(base, Number(power)):  # d f^q = q f^(q-1) d f
            return mul(
                Number(power), Pow(base, Number(power - 1)) if power != 1 else ONE, _differentiate(base, by, memo)
            )
        case Pow(base, exponent):  # f^g = exp(g log f)
            return mul(term, _differentiate(mul(exponent, log(base)), by, {}))
        case Apply(function, argument):  # d f(x) = f'(x) d x
            return mul(derivative(function, argument), _differentiate(argument, by, memo))
    return ZERO  # numbers, sizes and deltas are constants
