"""Sums over an axis of unknown size, brought to connected components with canonical binders.

Σ_v (s + t) = Σ_v s + Σ_v t · Σ_v c m = c Σ_v m · Σ_v 1 = |axis|, 2m + 1 on a window
Σ_v [v = t] f(v) = f(t) · [a = f(j)] g(f(j)) = [a = f(j)] g(a)
Σ_v T[.., v, ..] = 1 for a distribution · Σ_w e^(s_w) / Z = 1 for Z = Σ_w e^(s_w), also under other sums
Σ_u Σ_v f(u) g(v) = (Σ f)(Σ g), and back where an outer sum connects them
Σ_v f + Σ_v g = Σ_v (f + g), at the door only
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import count, permutations
from itertools import product as choices
from math import factorial, prod

from derive.prove.functions import Functions
from derive.prove.generators import (
    Base,
    Extent,
    Generator,
    Indices,
    Monomial,
    Same,
    Total,
    Value,
    height_of,
    indices_of,
    text_of,
)
from derive.prove.hypotheses import Hypotheses, oriented
from derive.prove.meter import METER, OutOfWorkError
from derive.prove.polynomial import (
    ONE,
    ZERO,
    Polynomial,
    accumulate,
    constant,
    expanded,
    generator,
    plus,
    product,
    reduced,
    scaled,
    times,
    whole,
)
from derive.prove.signs import Assumed
from derive.prove.sketch import colours
from derive.terms.index import Axis, Index, Variable

Binders = tuple[Variable, ...]
Opened = tuple[Binders, Polynomial]
MAX_PERMUTATIONS = 120
MAX_COPIES = 6  # factors of one power of a sum that an outer sum takes apart


class Sums(Functions):
    """Sums of polynomials in normal form."""

    def __init__(self, hypotheses: Hypotheses, assumed: Assumed) -> None:
        super().__init__(hypotheses, assumed)
        self._sums: dict[tuple[Binders, Monomial], Polynomial] = {}
        self._open: dict[Total, list[Opened]] = {}
        self._names = count(1)

    def new(self, axis: Axis) -> Variable:
        """A variable met nowhere else in this case."""
        return Variable(f"~{next(self._names)}", axis)

    def size(self, axis: Axis) -> Polynomial:
        """|axis|; 2m + 1 for a window."""
        if axis.fixed is not None:
            return constant(axis.fixed)
        if axis.half is None:
            return generator(Extent(axis))
        return plus(scaled(generator(Extent(Axis(axis.half))), 2), ONE)

    def sum_over(self, binders: Binders, p: Polynomial) -> Polynomial:
        """Σ over all binders of P."""
        made: Polynomial = {}
        for m, c in p.items():
            for n, d in self._sum_monomial(binders, m).items():
                accumulate(made, n, c * d)
        return reduced(made)

    def _sum_monomial(self, binders: Binders, m: Monomial) -> Polynomial:
        key = (binders, m)
        found = self._sums.get(key)
        if found is None:
            METER.spend(5)
            found = self._sums[key] = self._compute(binders, m)
        return found

    def _compute(self, binders: Binders, m: Monomial) -> Polynomial:
        for law in (self._unbound, self._delta, self._guard, self._opened, self._distribution, self._normalised):
            made = law(binders, m)
            if made is not None:
                return made
        return self._components(binders, m)

    # ------------------------------------------------------------------------------------ laws: a polynomial, or None

    def _unbound(self, binders: Binders, m: Monomial) -> Polynomial | None:
        """Σ_v c m = c Σ_v m for what does not contain a binder; Σ_v 1 = |axis|."""
        inside = tuple([t for t in m if not t[0].indices.isdisjoint(binders)])
        used = tuple([v for v in binders if any(v in g.indices for g, _ in inside)])
        if len(inside) == len(m) and len(used) == len(binders):
            return None
        made: Polynomial = {tuple([t for t in m if t[0].indices.isdisjoint(binders)]): 1}
        for v in binders:
            if v not in used:
                made = product(made, self.size(v.axis))
        return product(made, self._sum_monomial(used, inside)) if used else made

    def _delta(self, binders: Binders, m: Monomial) -> Polynomial | None:
        """Σ_v [v = t] f(v) = f(t)                      where v is not in t"""
        for g, _ in m:
            if isinstance(g, Same):
                for v, t in ((g.left, g.right), (g.right, g.left)):
                    if isinstance(v, Variable) and v in binders and v not in t.free and v.axis == t.axis:
                        rest: Polynomial = {tuple([f for f in m if f[0] is not g]): 1}
                        others = tuple([b for b in binders if b is not v])
                        made = self.replaced(rest, {v: t})
                        return self.sum_over(others, made) if others else made
        return None

    def _guard(self, binders: Binders, m: Monomial) -> Polynomial | None:
        """[a = f(j)] g(f(j)) = [a = f(j)] g(a)"""
        for g, _ in m:
            if isinstance(g, Same):
                old, new = oriented(g.left, g.right)
                rest = tuple([f for f in m if f[0] is not g])
                if any(old in f[0].indices for f in rest):
                    made = product(generator(g), self.replaced({rest: 1}, {old: new}))
                    return self.sum_over(binders, made)
        return None

    def _opened(self, binders: Binders, m: Monomial) -> Polynomial | None:
        """f(v) Σ_u g(u, v) = Σ_u f(v) g(u, v), so that one law sees both."""
        inner = [(g, e) for g, e in m if isinstance(g, Total) and whole(e) and e > 0]
        if not inner:
            return None
        made: Polynomial = {tuple([t for t in m if t not in inner]): 1}
        taken = indices_of(m).union(binders)
        for g, e in inner:
            if e > MAX_COPIES:
                raise OutOfWorkError
            for _ in range(int(e)):
                named, body = self.open(g, taken)
                binders, taken = (*binders, *named), taken.union(named)
                made = product(made, body)
        return self.sum_over(binders, made)

    def open(self, total: Total, taken: Indices) -> Opened:
        """Names for the binders that are not taken, and the body under them; the same as before where that is possible.

        One sum stands in many products; under one set of names each of these is worked out once.
        """
        before = self._open.setdefault(total, [])
        for opened in before:
            if taken.isdisjoint(opened[0]):
                return opened
        named = tuple([self.new(b.axis) for b in total.binders])
        before.append((named, self.replaced({total.monomial: 1}, dict(zip(total.binders, named, strict=True)))))
        return before[-1]

    def _distribution(self, binders: Binders, m: Monomial) -> Polynomial | None:
        """Σ_v T[.., v, ..] = 1                         where v is in no other factor and no other place"""
        for tensor, place in self.hypotheses.facts.distributions:
            for g, e in m:
                if e != 1 or not isinstance(g, Value) or g.tensor != tensor or place >= len(g.places):
                    continue
                v = g.places[place]
                alone = sum(1 for f, _ in m if v in f.indices) == 1
                elsewhere = any(v in i.free for n, i in enumerate(g.places) if n != place)
                if isinstance(v, Variable) and v in binders and alone and not elsewhere:
                    rest = tuple([t for t in m if t[0] is not g])
                    others = tuple([b for b in binders if b is not v])
                    return self._sum_monomial(others, rest) if others else {rest: 1}
        return None

    def _normalised(self, binders: Binders, m: Monomial) -> Polynomial | None:
        """Σ_v Σ_w e^(s_vw) / Z_v = Σ_v 1                   where Z_v = Σ_w e^(s_vw)"""
        for g, e in m:
            if not isinstance(g, Total) or e >= 0:
                continue
            for part in _connected([b for b in binders if b not in g.indices], m):
                factors = tuple([t for t in m if not t[0].indices.isdisjoint(part)])
                if len(part) == len(g.binders) and self._canonical(part, factors) == generator(g):
                    rest = times(tuple([t for t in m if t not in factors]), ((g, 1),))
                    others = tuple([b for b in binders if b not in part])
                    return self._sum_monomial(others, rest) if others else {rest: 1}
        return None

    # ------------------------------------------------------------------------------------------------- bodies together

    def gathered(self, p: Polynomial) -> list[Polynomial]:
        """Σ_v f + Σ_v g = Σ_v (f + g): the bodies below the sums of P, in one where the sums run over like axes.

        Where all of them are 0, P is. Nothing is gained, and P is left whole, where no sum holds a denominator.
        """
        if not any(_has_denominator(g) for m in p for g, _ in m):
            return [p]
        bodies: dict[Binders, Polynomial] = {}
        names: dict[tuple[Axis, int], Variable] = {}
        for m, c in p.items():
            sums = [g for g, e in m if isinstance(g, Total) and e == 1]
            body: Polynomial = {tuple([(g, e) for g, e in m if g not in sums]): c}
            taken: Counter[Axis] = Counter()
            for total in sums:
                by: dict[Index, Index] = {}
                for b in total.binders:
                    place = b.axis, taken[b.axis]
                    by[b] = names.get(place) or names.setdefault(place, self.new(b.axis))
                    taken[b.axis] += 1
                body = product(body, self.replaced({total.monomial: 1}, by))
            over = tuple([v for place, v in names.items() if place[1] < taken[place[0]]])
            bodies[over] = plus(bodies.get(over, ZERO), body)
        return list(bodies.values())

    # ---------------------------------------------------------------------------------------------------- components

    def _components(self, binders: Binders, m: Monomial) -> Polynomial:
        """Σ_u Σ_v f(u) g(v) = (Σ_u f(u)) (Σ_v g(v))"""
        made = ONE
        for part in _connected(binders, m):
            factors = tuple([t for t in m if not t[0].indices.isdisjoint(part)])
            made = product(made, self._canonical(part, factors))
        return made

    def _canonical(self, binders: Binders, m: Monomial) -> Polynomial:
        """Σ over connected binders, renamed to the #n that give the least text.

        Colours that do not depend on names tell most binders apart; the others are tried in every order.
        """
        classes = colours(binders, m)
        if prod(factorial(len(c)) for c in classes) > MAX_PERMUTATIONS:
            raise OutOfWorkError
        height = height_of(m)
        best: tuple[str, Polynomial] | None = None
        for choice in choices(*[permutations(c) for c in classes]):
            order = tuple([b for group in choice for b in group])
            named = tuple([Variable(f"#{height + n}", b.axis) for n, b in enumerate(order)])
            p: Polynomial = {m: 1}
            if named != order:
                p = self._renamed(m, order, named)
            if len(p) != 1:
                return self._flipped(named, p)
            ((body, c),) = p.items()
            text = text_of(body)
            if best is None or text < best[0]:
                best = text, {((_total(named, body), 1),): c}
        assert best is not None
        return best[1]

    def _renamed(self, m: Monomial, order: Binders, named: Binders) -> Polynomial:
        """The monomial under other names, its product not reduced again: names must not decide a normal form."""
        if not indices_of(m).difference(order).isdisjoint(named):
            raise OutOfWorkError  # an outer binder would be captured
        by: dict[Index, Index] = dict(zip(order, named, strict=True))
        made = ONE
        for factor in m:
            made = expanded(made, self.replaced({(factor,): 1}, by))
        return made

    def _flipped(self, binders: Binders, p: Polynomial) -> Polynomial:
        """H(x_u - x_v) became 1 - H(x_v - x_u) under the canonical names; what came out is summed as it stands."""
        made = ZERO
        for m, c in p.items():
            made = plus(made, self._as_it_stands(binders, m), c)
        return made

    def _as_it_stands(self, binders: Binders, m: Monomial) -> Polynomial:
        inside = tuple([t for t in m if not t[0].indices.isdisjoint(binders)])
        used = tuple([v for v in binders if any(v in g.indices for g, _ in inside)])
        if len(_connected(used, inside)) > 1:
            raise OutOfWorkError
        made: Polynomial = {tuple([t for t in m if t not in inside]): 1}
        for v in binders:
            if v not in used:
                made = product(made, self.size(v.axis))
        return product(made, generator(_total(used, inside))) if used else made


def _has_denominator(g: Generator) -> bool:
    return isinstance(g, Total) and any(e < 0 and isinstance(h, Base) for h, e in g.monomial)


def _total(binders: Binders, m: Monomial) -> Total:
    """Σ over canonical binders, none of which a sum inside binds as well."""
    if any(int(b.name[1:]) < height_of(m) for b in binders):
        raise OutOfWorkError
    return Total(binders, m)


def _connected(binders: Sequence[Variable], m: Monomial) -> list[Binders]:
    """The binders in groups that share factors."""
    groups: list[set[Variable]] = [{b} for b in binders]
    for g, _ in m:
        if len(groups) < 2:
            break
        touched = [group for group in groups if not g.indices.isdisjoint(group)]
        if len(touched) > 1:
            groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    order = {b: n for n, b in enumerate(binders)}
    return [tuple(sorted(group, key=order.__getitem__)) for group in groups]
