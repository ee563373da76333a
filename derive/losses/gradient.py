"""The gradient of a loss by one of its arrays, in indices, in matrices, in SymPy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from derive.codegen import NotCodedError, Routine
from derive.explain.ground import Ground
from derive.losses.code import coded
from derive.losses.composition import Composition
from derive.losses.formula import array
from derive.losses.manner import USUAL, Manner
from derive.losses.notation import PLAIN, RATE, convention
from derive.losses.quantities import Quantity
from derive.losses.slopes import slope
from derive.matrices.typesetting import Convention
from derive.terms.index import Index, Variable, fresh
from derive.terms.sympy_bridge import differentiated, to_sympy
from derive.terms.term import Entry, Term
from derive.terms.typesetting import latex, lettered

SHAPE, NUMERATOR = "shape", "numerator"


@dataclass(frozen=True)
class Gradient:
    r"""d loss / d wrt, at the position `at` of the array.

    row    by one row u_w of a matrix U
    place  which row, where it is not any: the o of u_o
    term   the entry at that position, over the names of the loss: Σ_w (ŷ_w - y_w) U_wa
    """

    loss: Composition
    wrt: Quantity
    manner: Manner = USUAL
    row: bool = False
    place: Index | None = None

    @cached_property
    def at(self) -> tuple[Index, ...]:
        """The position of an entry, in the usual letters."""
        taken: set[Index] = {index.variable for index in self.loss.chosen}
        found: list[Index] = [] if self.place is None else [self.place]
        for axis in self.wrt.axes[len(found) :]:
            named = (i for i in self.loss.indices if i.axis == axis and i not in taken and i.name[0] != "%")
            found.append(next(named, None) or fresh(axis))
            taken.add(found[-1])
        return tuple(found)

    @property
    def slots(self) -> tuple[Variable, ...]:
        """The position without a row that is meant."""
        return tuple(index for index in self.at[self.place is not None :] if isinstance(index, Variable))

    @cached_property
    def term(self) -> Term:
        """The entry at the position."""
        return slope(self.loss, Entry(self.wrt.name, self.at))

    @cached_property
    def sympy(self) -> Any:
        """The entry as SymPy finds it, over the given arrays; sums of Kronecker deltas are left as they are."""
        ground = Ground(self.loss.definitions)
        return differentiated(to_sympy(ground.unfolded(self.loss.term)), Entry(self.wrt.name, self.at))

    def latex(self, manner: Manner | None = None) -> str:
        r"""\frac{\partial J}{\partial v_c} = ... in a manner; by one row or one entry where people keep indices."""
        by, right = self.formula(manner or self.manner)
        return rf"\frac{{\partial {self.loss.symbol}}}{{\partial {by}}} = {right}"

    def formula(self, manner: Manner, term: Term | None = None) -> tuple[str, str]:
        """What is differentiated by, as it is called, and the gradient, or another term over the same position."""
        page, term = convention(self.loss, manner), term or self.term
        shown = None
        if manner.form != "index":
            shown = (None if self.row else self._by_all(term, page, manner)) or self._by_row(term, page, manner)
        return shown or self._by_entry(term, page)

    def update(self) -> tuple[str, str, str]:
        r"""v_c, v_c - \eta \frac{\partial J}{\partial v_c}, and the same with the gradient inserted."""
        manner = replace(self.manner, layout=SHAPE)
        page, entry = convention(self.loss, manner), Entry(self.wrt.name, self.at)
        by, inserted = self.formula(manner, entry - Entry(RATE) * self.term)
        slope = rf"\frac{{\partial {self.loss.symbol}}}{{\partial {by}}}"
        lying = len(self.at) == 1 and self.wrt.name in page.rows
        if self.manner.layout == NUMERATOR and not lying and by != self._by_entry(entry, page)[0]:
            slope = rf"\left({slope}\right)^{{{manner.mark}}}"
        return by, f"{by} - {page.style.names[RATE]} {slope}", inserted

    def numpy(self) -> Routine:
        """The gradient as code, over the arrays and positions of the loss.

        A row that is picked has none: its gradient rests on what is drawn being other rows, which code cannot promise.
        """
        if self.place is not None:
            raise NotCodedError(
                f"there is code for the gradient by all of {self.wrt.name}, and none by one row that is picked, "
                f"since rows that are drawn may be the same; ask for {self.wrt.name}"
            )
        return coded(self.loss, [(self.wrt.name, self.slots, self.term)], [self.latex(PLAIN)], whole=False)

    def lines(self) -> tuple[str, ...]:
        """The formulas of its manner: one, or that of the whole and that of an entry."""
        if self.manner.form != "both":
            return (self.latex(),)
        return tuple(dict.fromkeys(self.latex(replace(self.manner, form=form)) for form in ("matrix", "index")))

    def _by_all(self, term: Term, page: Convention, manner: Manner) -> tuple[str, str] | None:
        """By the whole array."""
        flipped = manner.layout == NUMERATOR
        turned = (self.wrt.name in page.turned) ^ (flipped and len(self.at) == 2)
        lying = len(self.at) == 1 and (flipped or self.wrt.name in page.rows)
        shown = array(term, self.slots[::-1] if turned else self.slots, lying, page)
        return (page.style.names[self.wrt.name], shown) if shown else None

    def _by_row(self, term: Term, page: Convention, manner: Manner) -> tuple[str, str] | None:
        """By the vector u_w, a column in either way of storing U."""
        along = self.at[-1] if self.wrt.member else None
        if not isinstance(along, Variable):
            return None
        entry = Entry(self.wrt.name, self.at)
        page = replace(page, style=lettered(page.style, term, entry))
        shown = array(term, (along,), manner.layout == NUMERATOR, page)
        return (latex(entry, replace(page.style, hidden=along)), shown) if shown else None

    def _by_entry(self, term: Term, page: Convention) -> tuple[str, str]:
        entry = Entry(self.wrt.name, self.at)
        style = lettered(page.style, term, entry)
        return latex(entry, style), latex(term, style)

    def _repr_latex_(self) -> str:
        return f"$${self.latex()}$$"
