"""What an explanation stands on: definitions, facts, and derivatives that are not yet worked out.

A derivative still to be taken is an entry of a tensor that stands for it, so that every move sees a term like any
other. `unfolded` works everything out: this is what the deciders are asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

from derive.calculus.differentiate import differentiate
from derive.terms.canonical import canonical
from derive.terms.facts import NONE, Facts
from derive.terms.index import Index, Variable, fresh
from derive.terms.substitute import map_entries, substitute, tensors
from derive.terms.term import ZERO, Add, Entry, Mul, Sum, Term, add, children, mul

CACHED = 20_000  # terms remembered with what was made of them
WORK = 50_000  # nodes looked at for one explanation; well below a second


@dataclass(frozen=True, slots=True)
class Definition:
    """T[slots] = body."""

    slots: tuple[Variable, ...]
    body: Term

    def at(self, indices: tuple[Index, ...]) -> Term:
        """The body at these indices."""
        return substitute(self.body, dict(zip(self.slots, indices, strict=True)))


@dataclass(frozen=True, slots=True)
class Held:
    """d body / d target, not yet worked out, over the index variables in its slots."""

    slots: tuple[Variable, ...]
    body: Term
    target: Entry

    def at(self, indices: tuple[Index, ...]) -> tuple[Term, Entry]:
        """What is differentiated by what at these indices."""
        by = dict(zip(self.slots, indices, strict=True))
        target = substitute(self.target, by)
        assert isinstance(target, Entry)
        return substitute(self.body, by), target


@dataclass
class Ground:
    """Definitions by the tensor they define, the facts in force, and the derivatives held back, by name.

    assumed   tensors whose definition is only assumed, such as a one-hot y
    names     how the author writes a tensor
    work      nodes that may still be looked at in search of an explanation
    acted     what a law made of a term
    agreed    what both deciders said of two terms
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    facts: Facts = NONE
    held: dict[str, Held] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    work: int = WORK
    agreed: dict[tuple[Term, Term], bool] = field(default_factory=dict)
    acted: dict[object, dict[Term, Term]] = field(default_factory=dict)
    _derivatives: dict[Entry, tuple[Term, Entry]] = field(default_factory=dict)
    _names: dict[tuple[Term, Term], str] = field(default_factory=dict)
    _reach: dict[str, frozenset[str]] = field(default_factory=dict)

    def reach(self, name: str) -> frozenset[str]:
        """The tensors a tensor is made of, itself among them."""
        found = self._reach.get(name)
        if found is None:
            inside: frozenset[str] = frozenset()
            if name in self.held:
                inside = tensors(self.held[name].body)
            elif name in self.definitions:
                inside = tensors(self.definitions[name].body)
            found = frozenset([name]).union(*(self.reach(other) for other in inside - {name}))
            self._reach[name] = found
        return found

    def depends(self, term: Term, tensor: str) -> bool:
        """The term is made of the tensor."""
        return any(tensor in self.reach(name) for name in spoken(term))

    def derivative(self, entry: Entry) -> tuple[Term, Entry] | None:
        """What is differentiated by what, if the entry stands for a derivative."""
        if entry.tensor not in self.held:
            return None
        if entry not in self._derivatives:
            self._derivatives[entry] = self.held[entry.tensor].at(entry.indices)
        return self._derivatives[entry]

    def hold(self, body: Term, target: Entry) -> Term:
        """d body / d target, written with the sum rule and constants in front, the rest held back."""
        if not self.depends(body, target.tensor):
            return ZERO
        match body:
            case Add(terms):
                return add(*(self.hold(t, target) for t in terms))
            case Mul(factors):
                outside = [f for f in factors if not self.depends(f, target.tensor)]
                inside = [f for f in factors if self.depends(f, target.tensor)]
                if outside:
                    return mul(*outside, self.hold(mul(*inside), target))
            case Sum(index, inner) if not self._weighted(inner, target.tensor):
                own = fresh(index.axis, index.name.lstrip("%$").rstrip("0123456789")) if index in target.free else index
                return Sum(own, self.hold(substitute(inner, {index: own}), target))
        return self._marker(body, target)

    def _marker(self, body: Term, target: Entry) -> Entry:
        places = dict.fromkeys(v for index in target.indices for v in sorted(index.free, key=lambda v: v.key))
        slots = (*places, *sorted(body.free - target.free, key=lambda v: v.key))
        named: dict[Variable, Index] = {v: Variable(f"$p{n}", v.axis) for n, v in enumerate(slots)}
        key = canonical(substitute(body, named)), substitute(target, named)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"%D{len(self._names)}"
            self.held[name] = Held(slots, body, target)
        return Entry(name, slots)

    def linear(self, term: Term, tensor: str) -> bool:
        """A sum of products with one entry of the tensor itself in each, as in Σ_k u_k v_k by v."""
        match term:
            case Entry(name, _):
                return name == tensor
            case Sum(_, body):
                return self.linear(body, tensor)
            case Add(terms):
                return all(self.linear(t, tensor) or not self.depends(t, tensor) for t in terms)
            case Mul(factors):
                touched = [f for f in factors if self.depends(f, tensor)]
                return len(touched) == 1 and self.linear(touched[0], tensor)
        return False

    def _weighted(self, body: Term, tensor: str) -> bool:
        """An entry times what does not depend on the tensor, as in the inner products Σ_k u_k h_k, Σ_k u_k v_k."""
        factors = body.factors if isinstance(body, Mul) else (body,)
        touched = [f for f in factors if self.depends(f, tensor)]
        return len(touched) == 1 and isinstance(touched[0], Entry)

    def unfolded(self, term: Term, kept: Container[str] = ()) -> Term:
        """Every derivative worked out and every definition unfolded, but those kept."""

        def change(entry: Entry) -> Term:
            if entry.tensor in kept:
                return entry
            found = self.derivative(entry)
            if found is not None:
                body, by = found
                return self.unfolded(self.slope(self.unfolded(body, self), by), kept)
            definition = self.definitions.get(entry.tensor)
            if definition is None:
                return entry
            return self.unfolded(definition.at(entry.indices), kept)

        return map_entries(term, change)

    def slope(self, body: Term, by: Entry) -> Term:
        """d body / d by worked out, over names."""
        return differentiate(body, by, _Names(self))

    def __contains__(self, name: object) -> bool:
        """The name is defined."""
        return name in self.definitions


@dataclass(frozen=True, slots=True)
class _Names:
    """The definitions as differentiation asks for them."""

    ground: Ground

    def depends(self, tensor: str, on: str) -> bool:
        return on in self.ground.reach(tensor)

    def body(self, entry: Entry) -> Term | None:
        definition = self.ground.definitions.get(entry.tensor)
        return definition.at(entry.indices) if definition else None


def unused(slot: Variable, taken: Collection[Index]) -> Variable:
    """A variable over the axis of a slot that is not taken, named by nobody."""
    names = {index.name for index in taken if isinstance(index, Variable)}
    return next(Variable(f"%%{n}", slot.axis) for n in count() if f"%%{n}" not in names)


@lru_cache(maxsize=CACHED)
def spoken(term: Term) -> frozenset[str]:
    """The tensors on the page."""
    return tensors(term)


@lru_cache(maxsize=CACHED)
def size(term: Term) -> int:
    """The number of nodes on the page."""
    return 1 + sum(size(part) for part in children(term))
