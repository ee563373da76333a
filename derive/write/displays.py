r"""A derivation typeset: one display after the other, each of aligned lines with the reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from derive.losses.composition import Composition
from derive.losses.gradient import NUMERATOR, Gradient
from derive.losses.manner import Manner
from derive.losses.notation import convention
from derive.matrices.typesetting import Convention
from derive.terms.index import Index, Variable, fresh
from derive.terms.term import Entry, Term
from derive.terms.typesetting import Style, hides, latex, lettered, of_index
from derive.write.cases import by_word, jacobian, opposed, slopes_beside_a_kink
from derive.write.pages import LOSS, WHOLE, Display, Route, routed
from derive.write.steps import Cases, Shown
from derive.write.texts import Line, Typeset

FORMS = {"matrix": "in matrices", "index": "entry by entry"}


def displays(gradient: Gradient, route: str, *, zero: bool = False) -> list[Typeset]:
    """The derivation of a gradient in its manner: 'direct', or 'graph', quantity by quantity; and where it is 0."""
    manner, by = gradient.manner, _entry(gradient)
    way, found = _derived(gradient.loss, by, route, manner.level)
    style = _style(way, manner)
    along = _along(gradient, by, convention(gradient.loss, manner))
    made = [_typeset(d, style, along if d.by is by else None) for d in found]
    made = _closed(made, gradient)
    if manner.cases == "apart" and gradient.wrt.member:
        made += _in_cases(way, style, along, by)
    if zero:
        made.append(_vanishing(way, style, along, by))
    return [*made, _update(gradient)] if manner.updates == "with" and gradient.wrt.body is None else made


def _entry(gradient: Gradient) -> Entry:
    """What is differentiated by, at a position that nobody named, but for the row that is meant."""
    place = () if gradient.place is None else (gradient.place,)
    unnamed = (Variable(f"%%%{n}", axis) for n, axis in enumerate(gradient.wrt.axes))
    return Entry(gradient.wrt.name, (*place, *islice(unnamed, len(place), None)))


@lru_cache(maxsize=64)
def _derived(loss: Composition, by: Entry, route: str, level: str) -> tuple[Route, list[Display]]:
    """The derivation before it has a notation, which another manner may ask for again."""
    way, full = routed(loss), level == "full"
    if level == "brief":
        return way, []
    return way, [way.direct(by, full=full)] if route == "direct" else way.through(by, full=full)


def _style(way: Route, manner: Manner) -> Style:
    style = convention(way.loss, manner).style
    return replace(style, derivative=way.ground.derivative, names={**style.names, LOSS: way.loss.symbol})


# what assignments ask beside gradients


def equality(loss: Composition, terms: Callable[[Route], tuple[Shown, ...]], manner: Manner) -> Typeset:
    """Terms that are equal; where no reason stands beside one, the moves that lead to it."""
    way = routed(loss)
    first, *rest = terms(way)
    steps = [first]
    for step in rest:
        steps += [step] if step.reason else way.between(steps[-1].terms[0], step.terms[0], full=manner.level == "full")
    style = lettered(_style(way, manner), *(term for step in steps for term in step.terms))
    lines = [Line(_shown(step, style), step.reason) for step in steps[1:]]
    return Typeset(_shown(first, style), tuple(lines))


def derivative(loss: Composition, of: str, by: str, manner: Manner) -> Typeset:
    """The derivative of one quantity by another: of softmax in two cases, of a number beside its kink."""
    way, full = routed(loss), manner.level == "full"
    one, other = (Entry(name, tuple(fresh(axis) for axis in loss[name].axes)) for name in (of, by))
    found = jacobian(way, one, other, full=full) if one.indices else slopes_beside_a_kink(way, one, other)
    if manner.level == "brief":
        found = replace(found, steps=found.steps[-2:])
    return _typeset(found, _style(way, manner), None)


def _vanishing(way: Route, style: Style, along: Variable | None, by: Entry) -> Typeset:
    """Where the gradient is 0: what is expected is what is observed."""
    expected, observed = opposed(way, by)
    style = replace(lettered(style, by, expected, observed), hidden=along)
    left = rf"{_left(WHOLE, by, style)} = 0 \iff {latex(expected, style)}"
    return Typeset(left, (Line(latex(observed, style), "the gradient is the difference of the two"),))


# typesetting


def _in_cases(way: Route, style: Style, along: Variable | None, by: Entry) -> list[Typeset]:
    """The gradient by u_w, once for the word that is right and once for the others."""
    found = by_word(way, by)
    return [_typeset(Display(by, (Shown(found, "case by case"),)), style, along)] if found else []


def _along(gradient: Gradient, by: Entry, page: Convention) -> Variable | None:
    """The index over which what is differentiated by is read as one vector, a column."""
    vector = len(by.indices) == 1 and gradient.wrt.name not in page.rows
    row = gradient.wrt.member != "" and not gradient.loss.lying
    plain = (vector or row) and gradient.manner.layout != NUMERATOR and gradient.manner.form != "index"
    index = by.indices[-1] if plain else None
    return index if isinstance(index, Variable) else None


def _typeset(display: Display, style: Style, along: Variable | None) -> Typeset:
    terms = [display.by, *(term for step in display.steps for term in step.terms)]
    style = lettered(style, display.of, *terms)
    if along is not None and all(hides(term, along, style) for term in terms):
        style = replace(style, hidden=along)
    lines = [Line(_shown(step, style), step.reason) for step in display.steps]
    return Typeset(_left(display.of, display.by, style), _apart(lines))


def _shown(step: Shown, style: Style) -> str:
    if isinstance(step.term, Term):
        return latex(step.term, style)
    return _cases(step.term, style)


def _cases(cases: Cases, style: Style) -> str:
    rows = " \\\\ ".join(
        f"{latex(term, style)} & {_named(where.left, style)} {where.sign} {_named(where.right, style)}"
        for term, where in cases.branches
    )
    return rf"\begin{{cases}} {rows} \end{{cases}}"


def _named(part: Index | Term, style: Style) -> str:
    return latex(part, style) if isinstance(part, Term) else of_index(part, style)


def _left(of: Entry, by: Entry, style: Style) -> str:
    return rf"\frac{{\partial {latex(of, style)}}}{{\partial {latex(by, style)}}}"


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Without lines that say again what the line before said."""
    return tuple(line for n, line in enumerate(lines) if not n or line.right != lines[n - 1].right)


def _closed(made: list[Typeset], gradient: Gradient) -> list[Typeset]:
    """The derivation with the formulas that people remember at its end."""
    manner = gradient.manner
    for form in FORMS if manner.form == "both" else (manner.form,):
        left, _, right = gradient.latex(replace(manner, form=form)).partition(" = ")
        line = Line(right, FORMS[form] if made else "")
        if made and made[-1].left == left:
            made = [*made[:-1], Typeset(left, _apart([*made[-1].lines, line]))]
        else:
            made = [*made, Typeset(left, (line,))]
    return made


def _update(gradient: Gradient) -> Typeset:
    """v <- v - eta dJ/dv, with the gradient inserted."""
    by, step, inserted = gradient.update()
    return Typeset(by, (Line(step, "a step down the gradient", r"\leftarrow"), Line(inserted, "the gradient inserted")))
