"""What SymPy is asked when it is to prove a step: left - right as a SymPy expression, and attempts to bring it to 0.

SymPy is given both sides with every derivative taken and every definition unfolded, so that it only has to compare
them, and is helped where it can be helped without deciding anything for it:

    ranges     on every delta; the Piecewise of a collapsed sum is told that every index lies in its range
    names      sums equal but for the names of their indices are written alike, again after every change
    facts      every fact under which derive proves the step: positive tensors, unequal indices, distributions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits

from derive.prove.conditions import assumed
from derive.terms.facts import Facts
from derive.terms.index import Variable
from derive.terms.substitute import substitute
from derive.terms.sympy_bridge import limits, to_sympy
from derive.terms.term import Delta, Term


class Question:
    """left - right in SymPy, with ranges on its deltas and without, and what is known of it."""

    def __init__(self, left: Term, right: Term, facts: Facts) -> None:
        self.facts = facts
        self.free = {v.name: v for v in left.free | right.free}
        self.positive = facts.positive | positive_tensors(left, right)
        self.apart = {frozenset(to_sympy(Delta(*pair)).args[:2]) for pair in facts.unequal}
        self.plain = self.known(self.written(left) - self.written(right))
        self.difference = self.known(ranged(self.plain, self.free))

    def simplified(self, expr: sympy.Expr) -> sympy.Expr:
        """Simplified, with the facts and one name for equal sums; again if that changed something."""
        first = sympy.simplify(self.known(alike(in_range(expr))))
        return first if first == 0 else sympy.simplify(self.known(alike(in_range(first))))

    def written(self, term: Term) -> sympy.Expr:
        """One side: equal indices as one, equal sums alike, ranges on deltas, positive tensors, |3| = 3."""
        for one, other in self.facts.equal:
            name, value = (one, other) if isinstance(one, Variable) else (other, one)
            term = substitute(term, {name: value}) if isinstance(name, Variable) else term
        expr = alike(to_sympy(term))
        return expr.xreplace(self.symbols(expr))

    def symbols(self, expr: sympy.Expr) -> dict[sympy.Symbol, sympy.Expr]:
        """What a symbol is known to be."""
        numbers = {s: sympy.Integer(s.name) for s in expr.free_symbols if s.name.isdecimal()}
        names = {sympy.Symbol(name, real=True): sympy.Symbol(name, positive=True) for name in self.positive}
        return numbers | names

    def known(self, expr: sympy.Expr) -> sympy.Expr:
        """The expression with the facts put in: unequal indices, and distributions that sum to 1."""
        expr = expr.replace(lambda e: isinstance(e, sympy.KroneckerDelta) and self.differ(e), lambda e: sympy.S.Zero)
        expr = expr.replace(lambda e: isinstance(e, sympy.KroneckerDelta) and self.one_to_one(e), arguments_alike)
        return expr.replace(lambda e: isinstance(e, sympy.Sum) and self.is_one(e), without_the_first)

    def differ(self, delta: sympy.KroneckerDelta) -> bool:
        """A fact says that its indices differ."""
        left, right = delta.args[:2]
        avoided = {(function, index.key.partition(":")[0]) for function, index in self.facts.avoids}
        return {left, right} in self.apart or any(
            (getattr(one.func, "__name__", ""), str(other)) in avoided for one, other in ((left, right), (right, left))
        )

    def one_to_one(self, delta: sympy.KroneckerDelta) -> bool:
        """[f(i) = f(j)] of an f without repetitions."""
        left, right = delta.args[:2]
        return left.func == right.func and getattr(left.func, "__name__", "") in self.facts.injective

    def is_one(self, total: sympy.Sum) -> bool:
        """Σ of the entries of a distribution along the axis on which they sum to 1."""
        body, (index, *_) = total.function, total.limits[0]
        return isinstance(body, sympy.Indexed) and any(
            body.base.label.name == name and body.indices[place] == index for name, place in self.facts.distributions
        )


def positive_tensors(left: Term, right: Term) -> frozenset[str]:
    """Tensors of which a logarithm or a root is taken; derive, too, proves only where that is defined."""
    found = assumed(left, right)
    return found.tensors | {entry.tensor for entry in found.entries}


def without_the_first(total: sympy.Sum) -> sympy.Expr:
    """Σ of a sum that is 1."""
    return sympy.Sum(1, *total.limits[1:]).doit() if total.limits[1:] else sympy.S.One


def arguments_alike(delta: sympy.Expr) -> sympy.Expr:
    """[f(i) = f(j)] as [i = j]."""
    left, right = delta.args[:2]
    return sympy.KroneckerDelta(left.args[0], right.args[0])


def alike(expr: sympy.Expr) -> sympy.Expr:
    """Bound indices called by their axis and how many are bound inside, so that sums equal but for names are equal."""
    return numbered(told_apart(expr, {}))[0]


def told_apart(expr: sympy.Basic, names: dict[sympy.Symbol, sympy.Symbol]) -> sympy.Basic:
    """Every bound index a symbol of its own."""
    if not expr.has(ExprWithLimits):
        return expr.xreplace(names)
    if not isinstance(expr, ExprWithLimits):
        return expr.func(*(told_apart(part, names) for part in expr.args))
    fresh = {limit[0]: sympy.Dummy(integer=True) for limit in expr.limits}
    ranges = [(fresh[index], low, high) for index, low, high in expr.limits]
    return expr.func(told_apart(expr.function, names | fresh), *ranges)


def numbered(expr: sympy.Basic) -> tuple[sympy.Basic, int]:
    """The expression with its bound indices named, and how many are bound inside one another."""
    if not expr.has(ExprWithLimits):
        return expr, 0
    if not isinstance(expr, ExprWithLimits):
        parts = [numbered(part) for part in expr.args]
        return expr.func(*(part for part, _ in parts)), max(height for _, height in parts)
    body, height = numbered(expr.function)
    names = {limit[0]: sympy.Symbol(f"{limit[2]}#{n}", integer=True) for n, limit in enumerate(expr.limits, height)}
    ranges = [(names[index], low, high) for index, low, high in expr.limits]
    return expr.func(body.xreplace(names), *ranges), height + len(ranges)


def ranged(expr: sympy.Expr, free: dict[str, Variable]) -> sympy.Expr:
    """Every delta with the range of its indices; without it a collapsed sum is a Piecewise over ranges."""
    ranges = {limit[0]: limit[1:] for total in expr.atoms(sympy.Sum) for limit in total.limits}
    for index in free.values():
        symbol = sympy.Symbol(index.name, integer=True)
        ranges[symbol] = sympy.Tuple(*limits(symbol, index.axis)[1:])

    def with_range(left: sympy.Expr, right: sympy.Expr, *given: sympy.Expr) -> sympy.Expr:
        found = ranges.get(left) or ranges.get(right)
        return sympy.KroneckerDelta(left, right, *(given or ([tuple(found)] if found else [])))

    return expr.replace(sympy.KroneckerDelta, with_range)


def in_range(expr: sympy.Expr) -> sympy.Expr:
    """What a collapsed sum asks of an index, 1 <= i <= n, holds of every index."""
    relations = expr.atoms(sympy.Ge, sympy.Gt, sympy.Le, sympy.Lt)
    return expr.xreplace({r: sympy.true for r in relations if all(s.is_integer for s in r.free_symbols)})


ATTEMPTS: Mapping[str, Callable[[Question], sympy.Expr]] = {
    "simplify": lambda q: sympy.simplify(q.difference),
    "doit": lambda q: q.simplified(q.difference.doit()),
    "expand": lambda q: q.simplified(sympy.expand_log(sympy.expand(q.difference.doit()))),
    "no ranges": lambda q: q.simplified(sympy.expand(in_range(q.plain.doit()))),
}
