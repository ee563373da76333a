r"""Derivations as documents: Markdown with its declarations, a LaTeX fragment, or a complete .tex file.

document(gradients, Plan(route="graph"), "markdown") -> str
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from derive.errors import UsageError
from derive.losses.gradient import NUMERATOR, Gradient
from derive.losses.notation import convention
from derive.losses.statements import shown, statements
from derive.terms.typesetting import latex
from derive.write.displays import Typeset, displays

ROUTES = ("direct", "graph")


def document(gradients: Sequence[Gradient], route: str, form: str) -> str:
    """The derivation of the gradients of one loss in one manner.

    route   'direct': everything written out and differentiated rule by rule; 'graph': quantity by quantity
    form    'markdown', 'fragment' (displays only) or 'tex' (a complete file)
    """
    if route not in ROUTES:
        raise UsageError(f"route is {route!r}, but should be one of {', '.join(ROUTES)}")
    if form not in FORMS:
        raise UsageError(f"the format is {form!r}, but should be one of {', '.join(FORMS)}")
    return FORMS[form](gradients, route)


def _markdown(gradients: Sequence[Gradient], route: str) -> str:
    loss, manner = gradients[0].loss, gradients[0].manner
    lets = "".join(f"    - {statement}\n" for statement in statements(loss, manner))
    head = f"---\nderive:\n  context: none\n  layout: {manner.layout}\n  let:\n{lets}---\n\n# {_title(gradients)}\n"
    symbols = "".join(f"* ${name}${words}\n" for name, words in _symbols(gradients))
    parts = [f"\n$$\n{aligned(t)}\n$$\n" for t in _all(gradients, route)]
    return f"{head}\n{_convention(gradients)}\n\n{symbols}{''.join(parts)}"


def _fragment(gradients: Sequence[Gradient], route: str) -> str:
    return "\n".join(f"\\[\n{aligned(t)}\n\\]\n" for t in _all(gradients, route))


def _tex(gradients: Sequence[Gradient], route: str) -> str:
    loss, manner = gradients[0].loss, gradients[0].manner
    said = [
        "context: none",
        f"layout: {manner.layout}",
        *(f"let: {statement}" for statement in statements(loss, manner)),
    ]
    head = [
        r"\documentclass{article}",
        r"\usepackage[a4paper, margin=2cm]{geometry}",
        r"\usepackage{amsmath, amssymb}",
        *(f"% derive: {line}" for line in said),
        r"\begin{document}",
        rf"\section*{{{_title(gradients)}}}",
        _convention(gradients),
        r"\begin{itemize}",
        *(rf"\item ${name}${words}" for name, words in _symbols(gradients)),
        r"\end{itemize}",
        _fragment(gradients, route) + r"\end{document}",
    ]
    return "\n".join(head) + "\n"


FORMS: Mapping[str, Callable[[Sequence[Gradient], str], str]] = {
    "markdown": _markdown,
    "fragment": _fragment,
    "tex": _tex,
}


def _all(gradients: Sequence[Gradient], route: str) -> list[Typeset]:
    """The displays of all gradients; what two of them go through is derived once."""
    return list(dict.fromkeys(t for gradient in gradients for t in displays(gradient, route)))


def _title(gradients: Sequence[Gradient]) -> str:
    title = gradients[0].loss.title
    return title[0].upper() + title[1:]


def _convention(gradients: Sequence[Gradient]) -> str:
    if gradients[0].manner.layout == NUMERATOR:
        return "Numerator layout: a gradient by a column is a row, and one by a matrix is its transpose."
    return "A gradient has the shape of what it is taken by."


def _symbols(gradients: Sequence[Gradient]) -> list[tuple[str, str]]:
    """What every letter means, and the loss last."""
    loss, manner = gradients[0].loss, gradients[0].manner
    page = convention(loss, manner)
    named = [(shown(q, loss, page), f": {q.words}") for q in loss.quantities if q.words]
    return [*named, (f"{loss.symbol} = {latex(loss.term, page.style)}", ": the loss")]


def aligned(typeset: Typeset) -> str:
    """The lines of a display, one below the other, the reasons on the right."""
    rows = [
        f"&= {line.right} && \\text{{{line.reason}}}" if line.reason else f"&= {line.right}" for line in typeset.lines
    ]
    body = " \\\\\n".join(rows)
    return f"\\begin{{aligned}}\n{typeset.left} {body}\n\\end{{aligned}}"
