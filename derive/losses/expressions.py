r"""A loss of a person's own, written in SymPy.

    X, w, y = (IndexedBase(name) for name in ("X", "w", "y"))
    r = Sum(X[i, a] * w[a], (a, 1, d)) - y[i]
    own(Sum(r**2, (i, 1, n)) / 2, {"X": ("n", "d"), "w": ("d",), "y": ("n",)})

Only an expression is taken, never text: what is in it is looked at node by node and becomes a term, or is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from derive.errors import DeriveError, UsageError
from derive.losses.loss import Loss
from derive.losses.quantities import given, position
from derive.terms.facts import NONE, Facts
from derive.terms.index import Axis
from derive.terms.sympy_bridge import from_sympy, size
from derive.terms.term import Entry, Term, walk

Shapes = Mapping[str, Sequence[str]]


def own(
    value: Any,
    shapes: Shapes,
    *,
    symbol: str = "L",
    data: Sequence[str] = (),
    chosen: Mapping[str, str] | None = None,
    latex: Mapping[str, str] | None = None,
    facts: Facts = NONE,
) -> Loss:
    r"""The loss that a SymPy expression is.

    shapes   the sizes of every array by name, {"X": ("n", "d"), "lambda": ()}; all of them, numbers too
    symbol   LaTeX of the loss;  latex  of arrays that are written otherwise than SymPy writes their names
    data     the arrays that nobody differentiates by
    chosen   free indices and their sizes, {"o": "V"}
    """
    axes = {name: Axis(name) for shape in map(_sizes, shapes.values()) for name in shape}
    places = {name: axes.setdefault(axis, Axis(axis)) for name, axis in (chosen or {}).items()}
    expression = _expression(value, axes)
    _all_declared(expression, shapes, {*axes, *places})
    try:
        term = from_sympy(expression, {**axes, **places})
    except DeriveError as error:
        raise UsageError(f"this loss cannot be read: {error}") from error
    _of_these_shapes(term, shapes)
    _number(term, places)
    names = {name: _spelled(name) for name in shapes} | dict(latex or {})
    return Loss(
        symbol,
        "a loss of one's own",
        symbol,
        "",
        tuple(
            given(name, tuple(axes[axis] for axis in shape), names[name], "", learned=name not in data)
            for name, shape in shapes.items()
        ),
        term,
        sizes=tuple(axes.values()),
        chosen=tuple(position(name, axis) for name, axis in places.items()),
        facts=facts,
    )


def _sizes(shape: Any) -> Sequence[str]:
    if not isinstance(shape, tuple | list) or not all(isinstance(side, str) and side.isidentifier() for side in shape):
        raise UsageError(f"a shape is a tuple of the names of sizes, such as ('n', 'd') or (), not {shape!r}")
    return shape


def _spelled(name: str) -> str:
    """\\lambda for lambda, as SymPy says; a word is set as one."""
    latex = str(sympy.latex(sympy.Symbol(name)))
    return rf"\mathrm{{{latex}}}" if latex.isalpha() and len(latex) > 1 else latex


def _expression(value: Any, axes: Mapping[str, Axis]) -> sympy.Expr:
    """The expression, its sizes as the bridge knows them: a size has its name, whatever is assumed of its symbol."""
    if isinstance(value, str):
        raise UsageError("a SymPy expression is expected, not text; a loss in LaTeX is `derive gradient --loss`")
    if isinstance(value, sympy.MatrixBase | sympy.MatrixExpr | sympy.NDimArray):
        raise UsageError(
            f"a loss is a number, not {type(value).__name__}; write its entries as Indexed, and sums of them"
        )
    if not isinstance(value, sympy.Expr):
        raise UsageError(f"a SymPy expression is expected, not {type(value).__name__}")
    for call in value.atoms(AppliedUndef):
        raise UsageError(f"{call.func.__name__} is a function that nothing is known of; {_KNOWN}")
    return value.xreplace({s: size(axes[s.name]) for s in value.atoms(sympy.Symbol) if s.name in axes})


def _all_declared(value: sympy.Expr, shapes: Shapes, known: set[str]) -> None:
    """Every array and every number is given a shape, every index is bound or chosen."""
    arrays = {str(base.label) for base in value.atoms(sympy.IndexedBase)}
    bound = {limit[0].name for total in value.atoms(sympy.Sum) for limit in total.limits}
    numbers = {s.name for s in value.atoms(sympy.Symbol)} - arrays - bound - known
    below = {s.name for entry in value.atoms(sympy.Indexed) for index in entry.indices for s in index.free_symbols}
    for name in sorted(numbers & below):
        raise UsageError(
            f"the index {name} is free, and a loss is a number: sum over it, or say chosen={{{name!r}: SIZE}}"
        )
    for total in value.atoms(sympy.Sum):
        for index, *ends in total.limits:
            for end in sorted(s.name for limit in ends for s in limit.free_symbols if s.name not in known):
                raise UsageError(f"the sum over {index} runs to {end}, and no shape has a size of that name")
    for name in sorted((arrays | numbers) - set(shapes), key=lambda name: (name not in arrays, name)):
        sides = "(SIZE, ...)" if name in arrays else "()"
        raise UsageError(f"nothing says what shape {name} has: give it in shapes, as in {{{name!r}: {sides}}}")


def _of_these_shapes(term: Term, shapes: Shapes) -> None:
    for part in walk(term):
        if isinstance(part, Entry):
            used = tuple(index.axis.name for index in part.indices)
            if used != tuple(shapes[part.tensor]):
                declared = ", ".join(shapes[part.tensor])
                raise UsageError(
                    f"{part.tensor} has the shape ({declared}), and its indices run over ({', '.join(used)})"
                )


def _number(term: Term, places: Mapping[str, Axis]) -> None:
    free = sorted(v.name for v in term.free if v.name not in places)
    if free:
        raise UsageError(f"a loss is a number, and the index {free[0]} is free: sum over it, or name it in `chosen`")


_KNOWN = "known are exp, log, tanh, Abs, Max(0, x), sqrt, powers, and derive.losses.sigma"
