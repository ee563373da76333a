"""A loss and gradients of it as a problem for `codegen`."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen import Problem, Result, Routine, routine
from derive.losses.composition import Composition
from derive.terms.index import Variable
from derive.terms.term import Term

Slope = tuple[str, tuple[Variable, ...], Term]  # by what, at which position, the entry there


def problem(loss: Composition, slopes: Sequence[Slope], *, whole: bool) -> Problem:
    """The slopes, and the loss itself before them if the whole is wanted."""
    results = [Result(term, at, by) for by, at, term in slopes]
    return Problem(
        {q.name: q.axes for q in loss.given},
        loss.definitions,
        [position.variable for position in loss.chosen],
        loss.applied,
        [Result(loss.term), *results] if whole else results,
        {q.name: q.words for q in loss.quantities},
    )


def coded(loss: Composition, slopes: Sequence[Slope], laws: Sequence[str], *, whole: bool) -> Routine:
    """Code for the slopes, and for the loss itself if the whole is wanted; `laws` are what it rests on."""
    asked = "Loss and gradients" if whole else "Gradient"
    words = (f"{asked} of {loss.title}.", *laws, *([loss.source] if loss.source else []))
    return routine(problem(loss, slopes, whole=whole), loss.name, words)
