"""A loss of the library, or a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.codegen import Problem, Routine
from derive.losses.code import coded, problem
from derive.losses.composition import Composition
from derive.losses.gradient import Gradient
from derive.losses.manner import USUAL, Manner
from derive.losses.naming import named
from derive.losses.notation import PLAIN, convention, plain
from derive.terms.typesetting import latex


@dataclass(frozen=True, eq=False)
class Loss(Composition):
    """A composition with its gradients."""

    def gradient(self, wrt: str, manner: Manner = USUAL) -> Gradient:
        """d loss / d wrt by an array, or by a row of one, as in u_w; UsageError for names the loss does not have.

        u_o and u_{w_k} are the rows of words that the loss speaks of; any other index is any word's.
        """
        name, _, which = wrt.partition("_")
        row = next((q for q in self.learned if q.member and plain(q.member) == name and which), None)
        place = self.positions.get(which.removeprefix("{").removesuffix("}").replace("{", "").replace("}", ""))
        loss = named(self, manner)
        return Gradient(loss, loss[(row or self[wrt]).name], manner, row is not None, place if row else None)

    def gradients(self, manner: Manner = USUAL) -> tuple[Gradient, ...]:
        """The gradients by every array that is learned."""
        loss = named(self, manner)
        return tuple(Gradient(loss, quantity, manner) for quantity in loss.learned)

    @cached_property
    def problem(self) -> Problem:
        """The loss and its gradients by every array that is learned, as terms to be coded."""
        return problem(self, [(g.wrt.name, g.slots, g.term) for g in self.gradients(PLAIN)], whole=True)

    def numpy(self) -> Routine:
        """The loss and its gradients by every array that is learned as code, what they share worked out once."""
        gradients = self.gradients(PLAIN)
        laws = [self.latex(PLAIN), *(g.latex() for g in gradients)]
        return coded(self, [(g.wrt.name, g.slots, g.term) for g in gradients], laws, whole=True)

    def latex(self, manner: Manner = USUAL) -> str:
        """symbol = value"""
        loss = named(self, manner)
        return f"{loss.symbol} = {latex(loss.term, convention(loss, manner).style)}"

    def _repr_latex_(self) -> str:
        return f"$${self.latex()}$$"
