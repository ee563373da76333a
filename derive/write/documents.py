"""What a person asks: the derivation of the gradients of a loss, or all of an assignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from derive.errors import UsageError
from derive.losses.composition import Composition
from derive.losses.fitting import fitted, refuse_unfit
from derive.losses.gradient import NUMERATOR, SHAPE, Gradient
from derive.losses.library import find
from derive.losses.loss import Loss
from derive.losses.manner import USUAL, Manner
from derive.losses.naming import named
from derive.losses.statements import statements
from derive.write.assignments import Assignment, Derivative, Equality, Gradients, Question, assignment
from derive.write.displays import derivative, displays, equality
from derive.write.prose import conventions, interpretation, symbols
from derive.write.texts import Section, Text, Typeset

ROUTES = ("direct", "graph")
LONGEST = 20_000  # characters of a display; a longer one `derive check` does not read, and neither does a person


def text_of(asked: str | Loss, wrt: str = "all", route: str = "graph", manner: Manner = USUAL) -> Text:
    """The derivation of the gradients of a loss, by its name or itself, or a whole assignment."""
    whole = assignment(asked) if isinstance(asked, str) else None
    if whole is not None:
        if wrt != "all":
            raise UsageError(
                f"{whole.name} is a whole assignment: by what its parts differentiate is fixed; leave --wrt out"
            )
        refuse_unfit([question.loss for part in whole.parts for question in part.questions], manner)
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
    """All parts of an assignment; what an earlier part has shown is not shown again."""
    page = [question.loss for part in assignment.parts for question in part.questions]
    seen: set[Typeset | str] = set()
    sections, losses = [], list[Loss]()
    for letter, part in zip(ascii_lowercase, assignment.parts, strict=False):
        manners = [fitted(manner, question.loss, page) for question in part.questions]
        asked = tuple(zip(part.questions, manners, strict=True))
        answers = [typeset for question, own in asked for typeset in _answer(question, own) if typeset not in seen]
        sections.append(Section(f"({part.label or letter}) {part.task}", tuple(answers)))
        losses += [named(question.loss, own) for question, own in asked]
        seen.update(answers)
    return composed(assignment.title, losses, manner, tuple(sections))


def composed(title: str, losses: Sequence[Composition], manner: Manner, sections: tuple[Section, ...]) -> Text:
    """The sections with what has to be said and declared before them."""
    declared = dict.fromkeys(line for loss in losses for line in statements(loss, manner))
    layout = NUMERATOR if manner.layout == NUMERATOR else SHAPE  # 'denominator' would make columns of the rows' too
    return Text(title, layout, tuple(declared), conventions(losses, manner), symbols(losses, manner), sections)


def _answer(question: Question, manner: Manner) -> tuple[Typeset | str, ...]:
    loss = question.loss
    match question:
        case Equality():
            return (equality(named(loss, manner), question.terms, manner),)
        case Derivative():
            return (derivative(named(loss, manner), question.of, question.by, manner),)
        case Gradients():
            return _all([loss.gradient(wrt, manner) for wrt in question.wrt], question.route, zero=question.zero)


def _all(gradients: Sequence[Gradient], route: str, *, zero: bool = False) -> tuple[Typeset | str, ...]:
    """The displays of all gradients; what two of them go through is derived once."""
    found = tuple(dict.fromkeys(part for gradient in gradients for part in _of(gradient, route, zero=zero)))
    for typeset in found:
        if isinstance(typeset, Typeset) and (long := length(typeset)) > LONGEST:
            raise UsageError(
                f"{typeset.left} of {gradients[0].loss.name} takes {long} characters by route {route!r}, and a display "
                f"may have {LONGEST}; route 'graph' goes quantity by quantity, level 'course' or 'brief' says less"
            )
    return found


def length(typeset: Typeset) -> int:
    """The characters of a display, each line with its reason."""
    return len(typeset.left) + sum(
        len(line.right) + len(line.reason) + len(r"&=  && \text{} \\\\") for line in typeset.lines
    )


def _of(gradient: Gradient, route: str, *, zero: bool) -> Iterator[Typeset | str]:
    yield from displays(gradient, route, zero=zero)
    yield from interpretation(gradient)


def _capital(title: str) -> str:
    return title[0].upper() + title[1:]
