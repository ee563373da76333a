r"""A derivation typeset: one display after the other, each of aligned lines with the reason beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.explain.path import path
from derive.explain.tidy import shuffled
from derive.losses.gradient import NUMERATOR, Gradient
from derive.losses.manner import Manner
from derive.losses.notation import convention
from derive.matrices.typesetting import Convention
from derive.terms.index import Variable, fresh
from derive.terms.term import Entry
from derive.terms.typesetting import Style, hides, latex, lettered, of_index
from derive.write.assignments import Equality
from derive.write.pages import LOSS, Display, Route
from derive.write.texts import Line, Typeset


def displays(gradient: Gradient, route: str) -> list[Typeset]:
    """The derivation of a gradient in its manner: 'direct', or 'graph', quantity by quantity."""
    manner = gradient.manner
    page = convention(gradient.loss, manner)
    way = Route(gradient.loss)
    style = replace(
        page.style, derivative=way.ground.derivative, names={**page.style.names, LOSS: gradient.loss.symbol}
    )
    by = Entry(gradient.wrt.name, tuple(fresh(axis) for axis in gradient.wrt.axes))
    if manner.level == "brief":
        found = []
    else:
        found = [way.direct(by, full=manner.level == "full")] if route == "direct" else way.through(by)
    along = _along(gradient, by, page)
    made = [_typeset(d, gradient, style, along if d.by is by else None) for d in found]
    if manner.cases == "apart" and gradient.wrt.member:
        made += _in_cases(way, gradient, style, along, by)
    return _closed(made, gradient)


def equality(part: Equality, manner: Manner) -> Typeset:
    """Two sides that are equal, and the moves from one to the other."""
    way = Route(part.loss)
    left, right = part.sides(way)
    style = replace(convention(part.loss, manner).style, derivative=way.ground.derivative)
    changes = path(left, right, way.ground)
    style = lettered(style, left, right, *(change.after for change in changes))
    lines = [Line(latex(change.after, style), change.rule) for change in changes]
    return Typeset(latex(left, style), tuple(lines) or (Line(latex(right, style), "both deciders agree"),))


def _in_cases(way: Route, gradient: Gradient, style: Style, along: Variable | None, by: Entry) -> list[Typeset]:
    """The gradient by u_w, once for the word that is right and once for the others."""
    cases = way.cases(by)
    if not cases:
        return []
    (other,) = gradient.loss.chosen
    style = replace(lettered(style, by, *(term for _, term in cases)), hidden=along)
    letter = of_index(by.indices[0], style)
    rows = " \\\\ ".join(f"{latex(term, style)} & {letter} {sign} {other.symbol.name}" for sign, term in cases)
    line = Line(rf"\begin{{cases}} {rows} \end{{cases}}", "case by case")
    return [Typeset(_left(gradient, latex(by, style)), (line,))]


def _along(gradient: Gradient, by: Entry, page: Convention) -> Variable | None:
    """The index over which what is differentiated by is read as one vector, a column."""
    vector = len(by.indices) == 1 and gradient.wrt.name not in page.rows
    row = gradient.wrt.member != "" and not gradient.loss.lying
    plain = (vector or row) and gradient.manner.layout != NUMERATOR and gradient.manner.form != "index"
    index = by.indices[-1] if plain else None
    return index if isinstance(index, Variable) else None


def _typeset(display: Display, gradient: Gradient, style: Style, along: Variable | None) -> Typeset:
    style = lettered(style, display.by, *(step.term for step in display.steps))
    if along is not None and all(hides(t, along, style) for t in (display.by, *(s.term for s in display.steps))):
        style = replace(style, hidden=along)
    steps = [
        step
        for step, after in zip(display.steps, [*display.steps[1:], None], strict=True)
        if after is None or shuffled(step.term) is not shuffled(after.term)  # only the order of things changed
    ]
    lines = [Line(latex(step.term, style), step.reason) for step in steps]
    return Typeset(_left(gradient, latex(display.by, style)), _apart(lines))


def _left(gradient: Gradient, by: str) -> str:
    return rf"\frac{{\partial {gradient.loss.symbol}}}{{\partial {by}}}"


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Without lines that say again what the line before said."""
    return tuple(line for n, line in enumerate(lines) if not n or line.right != lines[n - 1].right)


def _closed(made: list[Typeset], gradient: Gradient) -> list[Typeset]:
    """The derivation with the formula that people remember at its end."""
    left, _, right = gradient.latex().partition(" = ")
    last = Line(right, "in matrices")
    if made and made[-1].left == left:
        return [*made[:-1], Typeset(left, _apart([*made[-1].lines, last]))]
    return [*made, Typeset(left, (last,))]
