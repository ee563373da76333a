"""What a person asks: the derivation of the gradients of a loss, or all of an assignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.errors import UsageError
from derive.losses.composition import Composition
from derive.losses.fitting import fitted, refuse_unfit
from derive.losses.gradient import Gradient
from derive.losses.library import find
from derive.losses.loss import Loss
from derive.losses.manner import USUAL, Manner
from derive.losses.naming import named
from derive.losses.statements import statements
from derive.write.assignments import Assignment, Equality, Part, assignment
from derive.write.displays import displays, equality
from derive.write.prose import conventions, interpretation, symbols
from derive.write.texts import Section, Text, Typeset

ROUTES = ("direct", "graph")
LONGEST = 20_000  # characters of a display; a longer one `derive check` does not read, and neither does a person


def text_of(asked: str | Loss, wrt: str = "all", route: str = "graph", manner: Manner = USUAL) -> Text:
    """The derivation of the gradients of a loss, by its name or itself, or a whole assignment."""
    whole = assignment(asked) if isinstance(asked, str) else None
    if whole is not None:
        if wrt != "all":
            raise UsageError(f"{whole.name} is a whole assignment: by what its parts differentiate is fixed")
        refuse_unfit([part.loss for part in whole.parts], manner)
        return solution(whole, manner)
    loss = find(asked) if isinstance(asked, str) else asked
    refuse_unfit([loss], manner)
    return derivation(loss.gradients(manner) if wrt == "all" else [loss.gradient(wrt, manner)], route)


def derivation(gradients: Sequence[Gradient], route: str = "graph") -> Text:
    """The gradients of one loss in one manner.

    route   'direct': everything written out and differentiated rule by rule; 'graph': quantity by quantity
    """
    if route not in ROUTES:
        raise UsageError(f"route is {route!r}, but should be one of {', '.join(ROUTES)}")
    loss, manner = gradients[0].loss, gradients[0].manner
    return composed(_capital(loss.title), (loss,), manner, (Section("", _all(gradients, route)),))


def solution(assignment: Assignment, manner: Manner) -> Text:
    """All parts of an assignment."""
    page = [part.loss for part in assignment.parts]
    manners = [fitted(manner, loss, page) for loss in page]
    sections = [
        Section(f"({letter}) {part.task}", _parts(part, own))
        for letter, part, own in zip("abcdefghijklmnopqrstuvwxyz", assignment.parts, manners, strict=False)
    ]
    losses = [named(loss, own) for loss, own in zip(page, manners, strict=True)]
    return composed(assignment.title, losses, manner, tuple(sections))


def composed(title: str, losses: Sequence[Composition], manner: Manner, sections: tuple[Section, ...]) -> Text:
    """The sections with what has to be said and declared before them."""
    declared = dict.fromkeys(line for loss in losses for line in statements(loss, manner))
    return Text(title, manner.layout, tuple(declared), conventions(losses, manner), symbols(losses, manner), sections)


def _parts(part: Part, manner: Manner) -> tuple[Typeset | str, ...]:
    if isinstance(part, Equality):
        return (equality(replace(part, loss=named(part.loss, manner)), manner),)
    return _all([part.loss.gradient(wrt, manner) for wrt in part.wrt], part.route)


def _all(gradients: Sequence[Gradient], route: str) -> tuple[Typeset | str, ...]:
    """The displays of all gradients; what two of them go through is derived once."""
    found = tuple(dict.fromkeys(part for gradient in gradients for part in _of(gradient, route)))
    for typeset in found:
        if isinstance(typeset, Typeset) and (length := _length(typeset)) > LONGEST:
            raise UsageError(
                f"{typeset.left} of {gradients[0].loss.name} takes {length} characters by route {route!r}; "
                "route 'graph' goes quantity by quantity, level 'course' or 'brief' says less"
            )
    return found


def _length(typeset: Typeset) -> int:
    return len(typeset.left) + sum(
        len(line.right) + len(line.reason) + len(r"&=  && \text{} \\\\") for line in typeset.lines
    )


def _of(gradient: Gradient, route: str) -> Iterator[Typeset | str]:
    yield from displays(gradient, route)
    yield from interpretation(gradient)


def _capital(title: str) -> str:
    return title[0].upper() + title[1:]
