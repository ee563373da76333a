r"""Derivations as documents: Markdown with its declarations, a LaTeX fragment, or a complete .tex file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from derive.errors import UsageError
from derive.losses.composition import Composition
from derive.losses.gradient import NUMERATOR, SHAPE, Gradient
from derive.losses.manner import Manner
from derive.losses.notation import convention
from derive.losses.statements import shown, statements
from derive.terms.typesetting import latex
from derive.write.assignments import Assignment, Derivative, Equality, Gradients, Question
from derive.write.displays import Typeset, derivative, displays, equality

ROUTES = ("direct", "graph")
LONGEST = 20_000  # characters of a display; a longer one `derive check` does not read, and neither does a person


@dataclass(frozen=True)
class Section:
    """Displays below a heading; the first of a document may have none."""

    heading: str
    displays: tuple[Typeset, ...]


@dataclass(frozen=True)
class Text:
    """A document before it has a format."""

    title: str
    losses: tuple[Composition, ...]
    manner: Manner
    sections: tuple[Section, ...]


def derivation(gradients: Sequence[Gradient], route: str) -> Text:
    """The gradients of one loss in one manner.

    route   'direct': everything written out and differentiated rule by rule; 'graph': quantity by quantity
    """
    if route not in ROUTES:
        raise UsageError(f"route is {route!r}, but should be one of {', '.join(ROUTES)}")
    loss, manner = gradients[0].loss, gradients[0].manner
    return Text(_capital(loss.title), (loss,), manner, (Section("", _all(gradients, route)),))


def solution(assignment: Assignment, manner: Manner) -> Text:
    """All parts of an assignment."""
    seen: set[Typeset] = set()
    sections = []
    for letter, part in zip(ascii_lowercase, assignment.parts, strict=False):
        found = [t for question in part.questions for t in _displays(question, manner) if t not in seen]
        sections.append(Section(f"({part.label or letter}) {part.task}", tuple(found)))
        seen.update(found)  # what an earlier part has shown
    losses = tuple(question.loss for part in assignment.parts for question in part.questions)
    return Text(assignment.title, losses, manner, tuple(sections))


def _displays(question: Question, manner: Manner) -> tuple[Typeset, ...]:
    loss = question.loss
    match question:
        case Equality():
            return (equality(loss, question.terms, manner),)
        case Derivative():
            return (derivative(loss, question.of, question.by, manner),)
        case Gradients():
            return _all([loss.gradient(wrt, manner) for wrt in question.wrt], question.route, zero=question.zero)


def _all(gradients: Sequence[Gradient], route: str, *, zero: bool = False) -> tuple[Typeset, ...]:
    """The displays of all gradients; what two of them go through is derived once."""
    found = tuple(dict.fromkeys(t for gradient in gradients for t in displays(gradient, route, zero=zero)))
    for typeset in found:
        if (length := len(aligned(typeset))) > LONGEST:
            raise UsageError(
                f"{typeset.left} of {gradients[0].loss.name} takes {length} characters by route {route!r}; "
                "route 'graph' goes quantity by quantity, level 'course' or 'brief' says less"
            )
    return found


def _capital(title: str) -> str:
    return title[0].upper() + title[1:]


# formats


def document(text: Text, form: str) -> str:
    """The text as 'markdown', as a 'fragment' (displays only), or as 'tex' (a complete file)."""
    if form not in FORMS:
        raise UsageError(f"the format is {form!r}, but should be one of {', '.join(FORMS)}")
    return FORMS[form](text)


def _markdown(text: Text) -> str:
    lets = "".join(f"    - {statement}\n" for statement in _declared(text))
    head = f"---\nderive:\n  context: none\n  layout: {_layout(text.manner)}\n  let:\n{lets}---\n\n# {text.title}\n"
    symbols = "".join(f"* ${name}$: {words}\n" for name, words in _symbols(text))
    parts = [
        (f"\n## {section.heading}\n" if section.heading else "")
        + "".join(f"\n$$\n{aligned(t)}\n$$\n" for t in section.displays)
        for section in text.sections
    ]
    return f"{head}\n{_convention(text)}\n\n{symbols}{''.join(parts)}"


def _fragment(text: Text) -> str:
    return "\n".join(f"\\[\n{aligned(t)}\n\\]\n" for section in text.sections for t in section.displays)


def _tex(text: Text) -> str:
    said = ["context: none", f"layout: {_layout(text.manner)}", *(f"let: {line}" for line in _declared(text))]
    parts = [
        (f"\\subsection*{{{section.heading}}}\n" if section.heading else "")
        + "\n".join(f"\\[\n{aligned(t)}\n\\]\n" for t in section.displays)
        for section in text.sections
    ]
    lines = [
        r"\documentclass{article}",
        r"\usepackage[a4paper, margin=2cm]{geometry}",
        r"\usepackage{amsmath, amssymb}",
        *(f"% derive: {line}" for line in said),
        r"\begin{document}",
        rf"\section*{{{text.title}}}",
        _convention(text),
        r"\begin{itemize}",
        *(rf"\item ${name}$: {words}" for name, words in _symbols(text)),
        r"\end{itemize}",
        *parts,
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"


FORMS: Mapping[str, Callable[[Text], str]] = {"markdown": _markdown, "fragment": _fragment, "tex": _tex}


def _declared(text: Text) -> list[str]:
    """What is declared at the head; what several losses say is said once."""
    return list(dict.fromkeys(line for loss in text.losses for line in statements(loss, text.manner)))


def _layout(manner: Manner) -> str:
    """As `derive check` calls it; a row, too, has a gradient of its own shape, so that 'denominator' would not do."""
    return NUMERATOR if manner.layout == NUMERATOR else SHAPE


def _convention(text: Text) -> str:
    if text.manner.layout == NUMERATOR:
        return "Numerator layout: a gradient by a column is a row, and one by a matrix is its transpose."
    return "A gradient has the shape of what it is taken by."


def _symbols(text: Text) -> list[tuple[str, str]]:
    """What every letter means, the losses last."""
    found: dict[str, str] = {}
    for loss in text.losses:
        page = convention(loss, text.manner)
        found |= {shown(q, loss, page): q.words for q in loss.quantities if q.words}
    for loss in text.losses:
        found[f"{loss.symbol} = {latex(loss.term, convention(loss, text.manner).style)}"] = f"the loss, {loss.title}"
    return list(found.items())


def aligned(typeset: Typeset) -> str:
    """The lines of a display, one below the other, the reasons on the right."""
    rows = [
        f"&{line.sign} {line.right} && \\text{{{line.reason}}}" if line.reason else f"&{line.sign} {line.right}"
        for line in typeset.lines
    ]
    body = " \\\\\n".join(rows)
    return f"\\begin{{aligned}}\n{typeset.left} {body}\n\\end{{aligned}}"
