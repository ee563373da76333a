r"""What a loss is made of, in SymPy: axes, indices, given arrays and quantities defined from them.

    V, d = Axis("V"), Axis("d")
    U = given("U", (V, d), r"\mathbf{U}", "outside word vectors", member=r"\mathbf{u}")
    s = defined("s", (w,), total(U[w, a] * v[a], a), r"\mathbf{s}", "scores")

A quantity is indexed like an array and gives SymPy's Indexed; one without axes is a number and gives a Symbol.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from derive.terms.index import Axis, Variable
from derive.terms.sympy_bridge import base, limits


@dataclass(frozen=True)
class Position:
    """An index: a SymPy symbol with the axis over which it runs."""

    symbol: sympy.Symbol
    axis: Axis

    @property
    def variable(self) -> Variable:
        """The same index in terms."""
        return Variable(self.symbol.name, self.axis)


@dataclass(frozen=True, eq=False)
class Quantity:
    """An array of numbers, given or defined.

    axes     of its sides, in order; none for a number
    latex    how it is usually written;  member  how its rows are, u for the row u_w of U
    words    what it is, in a few words
    slots    the indices at which `body` says what its entries are; no body for what is given
    learned  whether people differentiate by it; labels and data are not
    event    how an entry of it is written as a probability, %s for the index: P(O=%s \\mid C=c)
    """

    name: str
    axes: tuple[Axis, ...]
    latex: str
    words: str
    member: str = ""
    slots: tuple[Position, ...] = ()
    body: Any = None
    learned: bool = True
    event: str = ""

    def __getitem__(self, at: Any) -> Any:
        indices = at if isinstance(at, tuple) else (at,)
        return base(self.name, self.axes)[tuple(i.symbol if isinstance(i, Position) else i for i in indices)]

    @property
    def value(self) -> Any:
        """The SymPy symbol of a number."""
        return sympy.Symbol(self.name, real=True)


def indices(names: str, axis: Axis) -> Any:
    """Indices over an axis, by names apart by spaces: one, or a tuple of several."""
    made = tuple(position(name, axis) for name in names.split())
    return made[0] if len(made) == 1 else made


def position(name: str, axis: Axis) -> Position:
    """An index of that name."""
    return Position(sympy.Symbol(name, integer=True), axis)


def given(
    name: str, axes: tuple[Axis, ...], latex: str, words: str, *, member: str = "", learned: bool = True
) -> Quantity:
    """An array whose entries are any real numbers."""
    return Quantity(name, axes, latex, words, member, learned=learned)


def defined(name: str, slots: tuple[Position, ...], body: Any, latex: str, words: str, *, event: str = "") -> Quantity:
    """An array whose entry at the slots is the body."""
    return Quantity(name, tuple(slot.axis for slot in slots), latex, words, "", slots, body, event=event)


def total(body: Any, *over: Position) -> Any:
    """The sum over whole axes, the outer one first."""
    return sympy.Sum(body, *(limits(index.symbol, index.axis) for index in reversed(over)))


def chosen(function: str, *at: Position) -> Any:
    """An index function, such as the word w_k drawn as k-th negative sample."""
    return sympy.Function(function, integer=True)(*(index.symbol for index in at))


def same(left: Any, right: Any) -> Any:
    """Kronecker delta, 1 where two indices are equal."""
    return sympy.KroneckerDelta(*(i.symbol if isinstance(i, Position) else i for i in (left, right)))


def softmax(scores: Quantity, at: Position, over: Position, *before: Position) -> Any:
    """e^(s_i) / Σ_j e^(s_j), along the last axis."""
    return sympy.exp(scores[(*before, at)]) / total(sympy.exp(scores[(*before, over)]), over)


def relu(x: Any) -> Any:
    """max(0, x)"""
    return sympy.Max(0, x)


def added(*parts: Any) -> Any:
    """Their sum in this order, where SymPy would have its own."""
    return sympy.Add(*parts, evaluate=False)


def root(x: Any) -> Any:
    """The square root of a whole, which SymPy would take factor by factor."""
    return sympy.sqrt(x, evaluate=False)
