"""Gradients of a loss by the chain rule backwards through its quantities, the names in it left folded.

d L / d x  =  ∂ L / ∂ x + Σ_q Σ_k (d L / d q_k) (∂ q_k / ∂ x)          q every quantity whose definition speaks of x
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeGuard

from derive.calculus.differentiate import differentiate
from derive.explain.chain import local_derivative
from derive.explain.ground import Ground, spoken, unused
from derive.explain.moves import decided_case
from derive.explain.tidy import tidy
from derive.explain.trace import everywhere
from derive.losses.composition import Composition
from derive.losses.simplify import equal_positions, hot, one_hot, simplified
from derive.terms.index import Index, Variable, fresh
from derive.terms.substitute import substitute
from derive.terms.term import ZERO, Add, Entry, Sum, Term, add


@lru_cache(maxsize=256)
def slope(loss: Composition, by: Entry) -> Term:
    """d loss / d by, over the names of the loss; every sum of a delta is worked out."""
    return backwards(loss).shown(by)


@lru_cache(maxsize=16)
def backwards(loss: Composition) -> Backwards:
    """One for all gradients of a loss, which share the slopes by its quantities."""
    return Backwards(loss)


class Backwards:
    """The slopes of one loss by its quantities, each found once."""

    def __init__(self, loss: Composition) -> None:
        self.loss = loss
        self.ground = Ground(loss.definitions, loss.facts)
        self.found: dict[Entry, Term] = {}

    def shown(self, by: Entry) -> Term:
        """The slope as a person would write it; at positions that facts speak of, such as o and w_k, all is decided."""
        places = tuple(i if self._any(i) else fresh(i.axis) for i in by.indices)
        made = self.slope(by.tensor, places)
        known: dict[Variable, Index] = {v: i for v, i in zip(places, by.indices, strict=True) if v is not i}
        if known:
            made = everywhere(substitute(made, known), hot, self.ground)
            for law in (decided_case, equal_positions):
                made = tidy(everywhere(tidy(made), law, self.ground))
            made = simplified(made, self.ground)
        return everywhere(made, one_hot, self.ground)

    def _any(self, index: Index) -> TypeGuard[Variable]:
        """Nothing is known of the position."""
        return isinstance(index, Variable) and all(index is not p.variable for p in self.loss.chosen)

    def slope(self, name: str, at: tuple[Variable, ...]) -> Term:
        """d loss / d name[at]"""
        by = Entry(name, at)
        if by not in self.found:
            self.found[by] = self._slope(by)
        return self.found[by]

    def _slope(self, by: Entry) -> Term:
        own = differentiate(self.loss.term, by)
        made = simplified(add(own, *(self.by_way_of(user, by) for user in self.users(by.tensor))), self.ground)
        return everywhere(made, one_hot, self.ground) if isinstance(made, Add) else made

    def users(self, name: str) -> list[str]:
        """The quantities whose definitions speak of it."""
        return [user for user, d in self.loss.definitions.items() if name in spoken(d.body) and self.matters(user)]

    def matters(self, name: str) -> bool:
        """The loss depends on it."""
        return self.ground.depends(self.loss.term, name)

    def by_way_of(self, user: str, by: Entry) -> Term:
        """Σ_k (d loss / d user_k) (∂ user_k / ∂ by)"""
        taken = set(by.free)
        indices: list[Variable] = []
        for slot in self.loss.definitions[user].slots:
            indices.append(unused(slot, [*taken, *indices]))
        inner = local_derivative(Entry(user, tuple(indices)), by, self.ground)
        if inner is ZERO:
            return ZERO
        made = self.slope(user, tuple(indices)) * inner
        for index in reversed(indices):
            made = Sum(index, made)
        return made
