"""Gradients of a loss by the chain rule backwards through its quantities, the names in it left folded.

d L / d x  =  ∂ L / ∂ x + Σ_q Σ_k (d L / d q_k) (∂ q_k / ∂ x)          q every quantity whose definition speaks of x
"""

from __future__ import annotations

from derive.calculus.differentiate import differentiate
from derive.explain.chain import local_derivative
from derive.explain.ground import Ground, spoken, unused
from derive.explain.trace import everywhere
from derive.losses.composition import Composition
from derive.losses.simplify import one_hot, simplified
from derive.terms.index import Variable
from derive.terms.term import ZERO, Add, Entry, Sum, Term, add


def slope(loss: Composition, wrt: str, at: tuple[Variable, ...]) -> Term:
    """d loss / d wrt[at], over the names of the loss; every sum of a delta is worked out."""
    return Backwards(loss).shown(wrt, at)


class Backwards:
    """The slopes of one loss by its quantities, each found once."""

    def __init__(self, loss: Composition) -> None:
        self.loss = loss
        self.ground = Ground(loss.definitions, loss.facts)

    def shown(self, name: str, at: tuple[Variable, ...]) -> Term:
        """The slope as a person would write it."""
        return everywhere(self.slope(name, at), one_hot, self.ground)

    def slope(self, name: str, at: tuple[Variable, ...]) -> Term:
        """d loss / d name[at]"""
        by = Entry(name, at)
        own = differentiate(self.loss.term, by)
        made = simplified(add(own, *(self.by_way_of(user, by) for user in self.users(name))), self.ground)
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
