"""A loss: the quantities it is made of, in the order in which they are computed, and the number they end in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from derive.errors import UsageError
from derive.explain import Definition
from derive.losses.quantities import Position, Quantity
from derive.terms.facts import NONE, Facts
from derive.terms.index import Applied, Axis, Index, Variable, fresh
from derive.terms.substitute import substitute
from derive.terms.sympy_bridge import from_sympy
from derive.terms.term import Entry, Sum, Term, walk


@dataclass(frozen=True, eq=False)
class Composition:
    """One row of the library.

    name         as the command calls it; `symbol` is its LaTeX, `title` says it in words, `source` where it is from
    quantities   given arrays and defined ones, each defined by those before it
    value        the loss itself, a SymPy number or a term
    sizes        axes over which only sums run
    chosen       the free indices, such as the outside word o
    others       indices that only gradients speak of
    functions    the axis of the values of every index function
    facts        what may be assumed: which indices differ, what sums to 1
    lying        the names of its vectors that are written as rows
    time         the letter of the step of a recurrent network, in names such as h_t
    known_by     the quantities by whose slopes alone a loss behind a layer is known
    """

    name: str
    title: str
    symbol: str
    source: str
    quantities: tuple[Quantity, ...]
    value: Any
    sizes: tuple[Axis, ...] = ()
    chosen: tuple[Position, ...] = ()
    others: tuple[Position, ...] = ()
    functions: Mapping[str, Axis] = field(default_factory=dict)
    facts: Facts = NONE
    lying: frozenset[str] = frozenset()
    time: str = ""
    known_by: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Quantity:
        """The quantity of that name; errors name the nearest."""
        for quantity in self.quantities:
            if quantity.name == name:
                return quantity
        known = [quantity.name for quantity in self.quantities]
        near = get_close_matches(name, known, 3, 0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"{self.name} has no {name!r}, only {', '.join(known)}{hint}")

    @property
    def given(self) -> tuple[Quantity, ...]:
        """The arrays that are not defined from others."""
        return tuple(q for q in self.quantities if q.body is None)

    @property
    def learned(self) -> tuple[Quantity, ...]:
        """The given arrays by which people differentiate."""
        return tuple(q for q in self.given if q.learned)

    @cached_property
    def axes(self) -> Mapping[str, Axis]:
        """Every axis, and that of every free index and index function, by name, as the bridge asks for them."""
        found = {axis.name: axis for axis in self.sizes}
        found |= {axis.name: axis for quantity in self.quantities for axis in quantity.axes}
        found |= {i.symbol.name: i.axis for q in self.quantities for i in q.slots}
        return found | {i.symbol.name: i.axis for i in self.chosen} | dict(self.functions)

    @cached_property
    def term(self) -> Term:
        """The loss over its quantities."""
        return self.value if isinstance(self.value, Term) else from_sympy(self.value, self.axes)

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """What the defined quantities stand for."""
        return {q.name: self._definition(q) for q in self.quantities if q.body is not None}

    @cached_property
    def indices(self) -> tuple[Variable, ...]:
        """Every index that its definitions write, the free ones last."""
        slots = [slot.variable for q in self.quantities for slot in q.slots]
        terms = [self.term, *(d.body for d in self.definitions.values())]
        bound = [part.index for term in terms for part in walk(term) if isinstance(part, Sum)]
        return tuple(dict.fromkeys([*slots, *bound, *(i.variable for i in (*self.others, *self.chosen))]))

    @cached_property
    def applied(self) -> Mapping[str, Applied]:
        """Every index function at the indices at which the loss uses it, in the order in which they are declared."""
        found: dict[str, Applied] = {}
        for term in (self.term, *(d.body for d in self.definitions.values())):
            for part in walk(term):
                places = part.indices if isinstance(part, Entry) else ()
                found |= {i.function: i for i in places if isinstance(i, Applied)}
        return {name: found[name] for name in (*self.functions, *found) if name in found}

    @cached_property
    def positions(self) -> Mapping[str, Index]:
        """The positions that facts may speak of, by name: o, and w_k for every letter of k."""
        found: dict[str, Index] = {p.symbol.name: p.variable for p in self.chosen}
        for name, used in self.applied.items():
            axis, *others = [i.axis for i in used.arguments]
            if others:  # w_{j, k}: no two letters say which
                continue
            letters = dict.fromkeys(v for v in (*used.free, *self.indices) if v.axis == axis and v.name[0] not in "%$")
            found |= {f"{name}_{v.name}": Applied(name, (v,), used.axis) for v in letters}
        return found

    def _definition(self, quantity: Quantity) -> Definition:
        if isinstance(quantity.body, Definition):
            return quantity.body
        body = from_sympy(quantity.body, self.axes)
        slots = tuple(fresh(slot.axis, slot.symbol.name) for slot in quantity.slots)
        by = {slot.variable: new for slot, new in zip(quantity.slots, slots, strict=True)}
        return Definition(slots, substitute(body, by))
