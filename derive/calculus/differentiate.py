"""Partial derivatives: d t / d T[i..], one rule a node.

The derivative of an entry by an entry of the same tensor is a product of deltas, so one rule set serves every shape.
"""

from __future__ import annotations

from typing import Protocol

from derive.terms.functions import BY_VALUE, derivative, log
from derive.terms.index import fresh
from derive.terms.substitute import substitute, tensors
from derive.terms.term import ONE, ZERO, Add, Apply, Delta, Entry, Mul, Number, Pow, Sum, Term, add, mul


class Definitions(Protocol):
    """What the names in a term stand for, as far as a derivative must see it."""

    def depends(self, tensor: str, on: str) -> bool:
        """Whether a tensor is made of another one, or is it."""

    def body(self, entry: Entry) -> Term | None:
        """What an entry of a defined tensor stands for; None for a base tensor."""


class _Opaque:
    """No definitions: every other tensor is a constant."""

    def depends(self, tensor: str, on: str) -> bool:
        return tensor == on

    def body(self, entry: Entry) -> Term | None:
        return None


def differentiate(term: Term, by: Entry, definitions: Definitions | None = None) -> Term:
    """d term / d by.

    by            the entry of a tensor; its free index variables are the position differentiated at
    definitions   names made of `by` are differentiated through, by the chain rule, and stay folded: with
                  h = sigma(z), dh = h (1 - h) dz. Without definitions every other tensor counts as a constant.
    """
    return _Differential(by, definitions or _Opaque()).of(term)


class _Differential:
    """d(.) / d by, one rule a node; equal subterms are differentiated once."""

    def __init__(self, by: Entry, definitions: Definitions) -> None:
        self.by, self.definitions = by, definitions
        self.memo: dict[Term, Term] = {}

    def of(self, term: Term) -> Term:
        """d term / d by."""
        found = self.memo.get(term)
        if found is None:
            names = tensors(term)
            concerned = any(self.definitions.depends(name, self.by.tensor) for name in names)
            found = self.memo[term] = self.rule(term) if concerned else ZERO
        return found

    def rule(self, term: Term) -> Term:
        """The rule of the outermost node."""
        by = self.by
        match term:
            case Entry(tensor, indices) if tensor == by.tensor:  # d T[i..] / d T[j..] = [i = j] ...
                return mul(*(Delta(i, j) for i, j in zip(indices, by.indices, strict=True) if i is not j))
            case Entry():
                return self.defined(term)
            case Sum(index, body):  # d sum_i f = sum_i d f
                if index in by.free:
                    renamed = fresh(index.axis)
                    index, body = renamed, substitute(body, {index: renamed})
                inside = self.of(body)
                return ZERO if inside is ZERO else Sum(index, inside)
            case Add(terms):  # d (f + g) = d f + d g
                return add(*(self.of(t) for t in terms))
            case Mul(factors):  # d (f g) = d f g + f d g
                return add(*(mul(*factors[:n], self.of(f), *factors[n + 1 :]) for n, f in enumerate(factors)))
            case Pow(base, Number(power)):  # d f^q = q f^(q-1) d f
                return mul(Number(power), Pow(base, Number(power - 1)) if power != 1 else ONE, self.of(base))
            case Pow(base, exponent):  # f^g = exp(g log f)
                return mul(term, self.of(mul(exponent, log(base))))
            case Apply(function, argument):  # d f(x) = f'(x) d x
                return mul(derivative(function, argument), self.of(argument))
        return ZERO  # numbers, sizes and deltas are constants

    def defined(self, entry: Entry) -> Term:
        """The chain rule through a name; a derivative that speaks of f(x) says the name instead."""
        body = self.definitions.body(entry)
        if body is None:
            return ZERO
        if isinstance(body, Apply) and body.function in BY_VALUE:
            return mul(BY_VALUE[body.function](entry), self.of(body.argument))
        return self.of(body)
