"""The gradient of a loss by one of its arrays, in indices, in matrices, in SymPy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from derive.codegen import Routine
from derive.explain.ground import Ground
from derive.losses.code import coded
from derive.losses.composition import Composition
from derive.losses.formula import array
from derive.losses.manner import USUAL, Manner
from derive.losses.notation import PLAIN, convention
from derive.losses.quantities import Quantity
from derive.losses.slopes import slope
from derive.matrices.typesetting import Convention
from derive.terms.index import Variable, fresh
from derive.terms.sympy_bridge import differentiated, to_sympy
from derive.terms.term import Entry, Term
from derive.terms.typesetting import latex, lettered

NUMERATOR = "numerator"


@dataclass(frozen=True)
class Gradient:
    r"""d loss / d wrt, at the position `at` of the array.

    row    by one row u_w of a matrix U
    term   the entry at that position, over the names of the loss: Σ_w (ŷ_w - y_w) U_wa
    """

    loss: Composition
    wrt: Quantity
    manner: Manner = USUAL
    row: bool = False

    @cached_property
    def at(self) -> tuple[Variable, ...]:
        """The position of an entry, in the usual letters."""
        taken: set[Variable] = {index.variable for index in self.loss.chosen}
        found: list[Variable] = []
        for axis in self.wrt.axes:
            named = (i for i in self.loss.indices if i.axis == axis and i not in taken and i.name[0] != "%")
            found.append(next(named, None) or fresh(axis))
            taken.add(found[-1])
        return tuple(found)

    @cached_property
    def term(self) -> Term:
        """The entry at the position."""
        return slope(self.loss, self.wrt.name, self.at)

    @cached_property
    def sympy(self) -> Any:
        """The entry as SymPy finds it, over the given arrays; sums of Kronecker deltas are left as they are."""
        ground = Ground(self.loss.definitions)
        return differentiated(to_sympy(ground.unfolded(self.loss.term)), Entry(self.wrt.name, self.at))

    def latex(self, manner: Manner | None = None) -> str:
        r"""\frac{\partial J}{\partial v_c} = ... in a manner; by one row or one entry where people keep indices."""
        manner = manner or self.manner
        page = convention(self.loss, manner)
        shown = None
        if manner.form != "index":
            shown = (None if self.row else self._by_all(page, manner)) or self._by_row(page, manner)
        return shown or self._by_entry(page)

    def numpy(self) -> Routine:
        """The gradient as code, over the arrays and positions of the loss."""
        return coded(self.loss, [(self.wrt.name, self.at, self.term)], [self.latex(PLAIN)], whole=False)

    def lines(self) -> tuple[str, ...]:
        """The formulas of its manner: one, or that of the whole and that of an entry."""
        if self.manner.form != "both":
            return (self.latex(),)
        return tuple(dict.fromkeys(self.latex(replace(self.manner, form=form)) for form in ("matrix", "index")))

    def _by_all(self, page: Convention, manner: Manner) -> str | None:
        """By the whole array."""
        flipped = manner.layout == NUMERATOR
        turned = (self.wrt.name in page.turned) ^ (flipped and len(self.at) == 2)
        lying = len(self.at) == 1 and (flipped or self.wrt.name in page.rows)
        shown = array(self.term, self.at[::-1] if turned else self.at, lying, page)
        return f"{self._by(page.style.names[self.wrt.name])} = {shown}" if shown else None

    def _by_row(self, page: Convention, manner: Manner) -> str | None:
        """By the vector u_w, a column in either way of storing U."""
        if not self.wrt.member:
            return None
        _, along = self.at
        entry = Entry(self.wrt.name, self.at)
        page = replace(page, style=lettered(page.style, self.term, entry))
        shown = array(self.term, (along,), manner.layout == NUMERATOR, page)
        by = latex(entry, replace(page.style, hidden=along))
        return f"{self._by(by)} = {shown}" if shown else None

    def _by_entry(self, page: Convention) -> str:
        entry = Entry(self.wrt.name, self.at)
        style = lettered(page.style, self.term, entry)
        return f"{self._by(latex(entry, style))} = {latex(self.term, style)}"

    def _by(self, name: str) -> str:
        return rf"\frac{{\partial {self.loss.symbol}}}{{\partial {name}}}"

    def _repr_latex_(self) -> str:
        return f"$${self.latex()}$$"
