"""A loss of the library, or a person's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from derive.codegen import Problem, Routine
from derive.errors import UsageError
from derive.losses.code import coded, problem
from derive.losses.composition import Composition
from derive.losses.gradient import Gradient
from derive.losses.manner import USUAL, Manner
from derive.losses.naming import named
from derive.losses.notation import PLAIN, convention, plain
from derive.losses.quantities import Quantity
from derive.terms.index import Index
from derive.terms.typesetting import latex

WHICH = re.compile(r"[^{}]+|\{(?:[^{}]|\{[^{}]*\})+\}|[^{}]+\{[^{}]+\}")  # o, {w_k}, {w_{k}}, w_{k}
ANY = "w"


@dataclass(frozen=True, eq=False)
class Loss(Composition):
    """A composition with its gradients."""

    def gradient(self, wrt: str, manner: Manner = USUAL) -> Gradient:
        """d loss / d wrt by an array, or by a row of one, as in u_w; UsageError for names the loss does not have.

        u_o and u_{w_k} are the rows of words that the loss speaks of; u_w is that of any word.
        """
        name, _, which = wrt.partition("_")
        row = next((q for q in self.learned if q.member and plain(q.member) == name and which), None)
        loss = named(self, manner)
        place = self._place(row, which, manner) if row else None
        return Gradient(loss, loss[(row or self[wrt]).name], manner, row is not None, place)

    def _place(self, row: Quantity, which: str, manner: Manner) -> Index | None:
        """Which row is meant, or None for any; UsageError for an index that the loss does not have."""
        said = re.sub(r"[{}]", "", which) if WHICH.fullmatch(which) else which
        letters = [i.name for i in self.indices if i.axis == row.axes[0] and i.name[0] != "%"]
        named_ones = [name for name in self.positions if "{" not in name]  # not the w_{t+j} of a window
        known = dict.fromkeys((*letters, *named_ones))
        if said not in (*known, ANY, *manner.own.values()):
            member = plain(row.member)
            raise UsageError(
                f"{self.name} has no row {member}_{which}, only {', '.join(f'{member}_{{{name}}}' for name in known)}"
            )
        return self.positions.get(said)

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
