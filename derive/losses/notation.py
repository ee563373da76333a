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
    called = renamed_letters(loss, manner)
    own = manner.own
    style = Style(
        families={q.name: (spelled(q.member, manner), 0) for q in loss.quantities if q.member},
        names={**{q.name: spelled(q.latex, manner) for q in loss.quantities}, RATE: rate(loss)},
        numbers={q.name: spelled(q.member or q.latex, PLAIN) for q in loss.quantities},
        usual=letters(loss),
        sizes={axis: own.get(f"|{axis}|", axis.name) for axis in (*loss.axes.values(), *halves(loss))},
        limits=True,
        mark=manner.mark,
        events={q.name: q.event for q in loss.quantities if q.event and manner.probabilities == "given"},
        called=called,
        kept=frozenset(plain(name) for q in loss.quantities for name in (q.latex, q.member)),
    )
    turned = frozenset(q.name for q in loss.quantities if words(q) and manner.words == "columns")
    return Convention(style, loss.lying, turned)


def renamed_letters(loss: Composition, manner: Manner) -> dict[str, str]:
    """What indices are called that a person names; a key that is an array's is no index's."""
    arrays = {name for q in loss.quantities for name in (q.name, plain(q.member))}
    known = {name for names in letters(loss).values() for name in names} | {name[0] for name in loss.functions}
    return {key: name for key, name in manner.own.items() if key in known - arrays}


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
    return latex if manner.font == "bold" else plain(latex)


def plain(latex: str) -> str:
    r"""A name without bold letters: u for \mathbf{u}"""
    return BOLD.sub(r"\1", latex)
