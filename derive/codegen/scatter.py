r"""Sums of deltas as additions into places: Σ_k [w(k) = x] g_k v_a becomes np.add.at(dU, w, np.outer(g, v)).

[o = x] f_a          dU[o] += f          nothing else of dU is touched
f_xa - [o = x] g     made = f; made[o] -= g
"""

from __future__ import annotations

from derive.codegen import tree
from derive.codegen.arrays import Arrays, Slots
from derive.codegen.errors import NotCodedError
from derive.codegen.tree import WHOLE, AddAt, Assign, At, Call, Code, Increase, Infix, Name, Sequence, Statement
from derive.matrices.plan import flat
from derive.terms.index import Index, Variable
from derive.terms.substitute import substitute
from derive.terms.term import Add, Delta, Mul, Size, Sum, Term, add, mul


class Scatter:
    """What fills new arrays, statement by statement."""

    def __init__(self, arrays: Arrays, statements: list[Statement]) -> None:
        self.arrays = arrays
        self.statements = statements

    def made(self, term: Term, slots: Slots, name: Name, like: Code | None = None) -> Name:
        """The term over all its slots in an array of that name, of the shape of `like` if it is given."""
        parts = self.expanded(term)
        tied = [part for part in parts if self.tied(part)]
        rest = add(*(part for part in parts if part not in tied))
        self.statements.append(Assign(name, self.start(rest, slots, like)))
        for part in tied:
            self.put(part, slots, name)
        return name

    def start(self, term: Term, slots: Slots, like: Code | None) -> Code:
        """What is there before anything is added into places: an array of its own."""
        if term.free.issuperset(slots):
            made = self.arrays.array(term, slots)
            return Call("copy", (made,)) if isinstance(made, Name | At | tree.Turned) else made
        empty = self.empty(slots, like)
        return empty if term is add() else Infix("+", empty, self.arrays.spread(term, slots))

    def empty(self, slots: Slots, like: Code | None) -> Code:
        """Zeros."""
        if like is not None:
            return Call("zeros_like", (like,))
        sides = tuple(self.arrays.size(slot.axis) for slot in slots)
        return Call("zeros", (sides[0] if len(sides) == 1 else Sequence(sides), self.arrays.dtype))

    def put(self, part: Term, slots: Slots, name: Name) -> None:
        """One product with a delta in it, added where the delta says."""
        bound, factors = flat(part)
        delta, slot, other = self.tie(factors)
        rows = tuple(v for v in self.arrays.open_of(other) if v in bound)
        if len(set(rows)) < len(self.arrays.open_of(other)):
            raise NotCodedError(f"there is no code for additions at {other.key}: an index stands there twice")
        rest = mul(*(f for f in factors if f is not delta))
        for index in reversed([v for v in bound if v not in rows]):
            rest = Sum(index, rest)
        rest = substitute(rest, {slot: other})
        at = slots.index(slot)
        value = self.arrays.spread(rest, (*slots[:at], *rows, *slots[at + 1 :]))
        places: tree.Places = (*[WHOLE] * at, self.arrays.index(other))
        line = AddAt(name, places, value) if rows else Increase(name, places, value)
        self.statements.append(line)

    def tie(self, factors: list[Term]) -> tuple[Delta, Variable, Index]:
        """The delta of a product that says the place, the slot it ties, and to what."""
        for factor in factors:
            found = self.arrays.tied(factor) if isinstance(factor, Delta) else None
            if found is not None:
                assert isinstance(factor, Delta)
                return factor, *found
        raise NotCodedError("a delta inside of brackets that cannot be multiplied out")

    def tied(self, part: Term) -> bool:
        """A product with a delta in it that says a place."""
        return any(isinstance(f, Delta) and self.arrays.tied(f) for f in flat(part)[1])

    def expanded(self, term: Term) -> list[Term]:
        """The summands; a factor is multiplied out where each of its summands says a place."""
        match term:
            case Add(terms):
                return [part for summand in terms for part in self.expanded(summand)]
            case Sum(index, body):
                return [
                    Sum(index, part) if index in part.free else Size(index.axis) * part for part in self.expanded(body)
                ]
            case Mul(factors):
                for factor in factors:
                    parts = (
                        self.expanded(factor) if isinstance(factor, Add | Sum) and self.arrays.places(factor) else []
                    )
                    if parts and parts != [factor] and all(map(self.tied, parts)):
                        rest = mul(*(f for f in factors if f is not factor))
                        return [made for part in parts for made in self.expanded(mul(rest, part))]
        return [term] if term is not add() else []
