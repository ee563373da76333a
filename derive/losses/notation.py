"""A loss in the notation of a manner: how its arrays, indices and sizes are spelled."""

from __future__ import annotations

import re

from derive.losses.composition import Composition
from derive.losses.manner import Manner
from derive.losses.quantities import Quantity
from derive.matrices.typesetting import Convention
from derive.terms.index import Axis
from derive.terms.typesetting import Style

BOLD = re.compile(r"\\(?:mathbf|boldsymbol)\{(\\?\w+)\}")


PLAIN = Manner(font="plain")
RATE = "%rate"  # the learning rate, which is no part of the loss


def convention(loss: Composition, manner: Manner) -> Convention:
    """How the arrays of the loss stand on the page."""
    style = Style(
        families={q.name: (spelled(q.member, manner), 0) for q in loss.quantities if q.member},
        names={**{q.name: spelled(q.latex, manner) for q in loss.quantities}, RATE: rate(loss)},
        numbers={q.name: spelled(q.member or q.latex, PLAIN) for q in loss.quantities},
        usual=letters(loss),
        sizes={axis: axis.name for axis in (*loss.axes.values(), *halves(loss))},
        limits=True,
        mark=manner.mark,
    )
    turned = frozenset(q.name for q in loss.quantities if words(q) and manner.words == "columns")
    return Convention(style, loss.lying, turned)


def rate(loss: Composition) -> str:
    """The letter of the learning rate, one that the loss does not use."""
    taken = {q.latex for q in loss.quantities}
    return next(letter for letter in (r"\eta", r"\alpha", r"\eta'") if letter not in taken)


def words(quantity: Quantity) -> bool:
    """A matrix with a named vector for every position of its first side."""
    return bool(quantity.member) and len(quantity.axes) == 2


def halves(loss: Composition) -> list[Axis]:
    """The axis whose size is the m of a window -m..m."""
    return [Axis(axis.half) for axis in loss.axes.values() if axis.half]


def letters(loss: Composition) -> dict[Axis, tuple[str, ...]]:
    """The letters of the indices over each axis, as the loss uses them."""
    found: dict[Axis, dict[str, None]] = {}
    for index in loss.indices:
        if index.name.startswith("%"):  # nobody named it
            continue
        found.setdefault(index.axis, {})[index.name] = None
    return {axis: tuple(names) for axis, names in found.items()}


def spelled(latex: str, manner: Manner) -> str:
    r"""A name in the font of the manner: \mathbf{U} or U."""
    return latex if manner.font == "bold" else BOLD.sub(r"\1", latex)
