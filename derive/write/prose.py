"""The sentences beside the formulas: which convention, what every letter is, what a result says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.losses.composition import Composition
from derive.losses.gradient import NUMERATOR, Gradient
from derive.losses.manner import Manner
from derive.losses.notation import convention, words
from derive.losses.statements import shown
from derive.terms.typesetting import latex
from derive.write.texts import Typeset


def conventions(losses: Sequence[Composition], manner: Manner) -> tuple[str, ...]:
    """How the document is to be read: the layout, and how words and rows lie."""
    said = [_layout(manner)]
    if any(words(q) for loss in losses for q in loss.quantities):
        said.append(_words(losses, manner))
    if any(loss.lying for loss in losses):
        said.append("Examples and layers are rows.")
    return tuple(said)


def _layout(manner: Manner) -> str:
    if manner.layout == NUMERATOR:
        return "Numerator layout: a gradient by a column is a row, and one by a matrix is its transpose."
    return "A gradient has the shape of what it is taken by."


def _words(losses: Sequence[Composition], manner: Manner) -> str:
    return ""


def symbols(losses: Sequence[Composition], manner: Manner) -> tuple[tuple[str, str], ...]:
    """What every letter means, the losses last."""
    found: dict[str, str] = {}
    for loss in losses:
        page = convention(loss, manner)
        found |= {shown(q, loss, page): q.words for q in loss.quantities if q.words}
    for loss in losses:
        found[f"{loss.symbol} = {latex(loss.term, convention(loss, manner).style)}"] = f"the loss, {loss.title}"
    return tuple(found.items())


def interpretation(gradient: Gradient) -> Iterator[Typeset | str]:
    """What the gradient says, in words and as the formula that the words read."""
    return iter(())
