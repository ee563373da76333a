"""The sentences beside the formulas: which convention, what every letter is, what a result says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.losses.composition import Composition
from derive.losses.gradient import NUMERATOR, Gradient
from derive.losses.interpretation import ROWS
from derive.losses.manner import Manner
from derive.losses.notation import convention, words
from derive.losses.quantities import Quantity
from derive.losses.statements import shown
from derive.matrices.typesetting import Convention
from derive.terms.index import Variable
from derive.terms.term import Apply, Entry, Mul, Number, Pow, Sum, Term, walk
from derive.terms.typesetting import hides, latex, lettered
from derive.write.texts import Line, Typeset

KINKS = {"relu": "a relu", "abs": "a modulus", "step": "a step"}  # functions that have no derivative at 0


def conventions(losses: Sequence[Composition], manner: Manner) -> tuple[str, ...]:
    """How the document is to be read: how words, vectors and gradients lie."""
    vectors = [q.name in loss.lying for loss in losses for q in loss.quantities if len(q.axes) == 1]
    said = []
    if any(words(q) for loss in losses for q in loss.quantities):
        way = "row" if manner.words == "rows" else "column"
        said.append(f"Matrices of words or examples hold one a {way}.")
    if vectors and (all(vectors) or not any(vectors)):
        said.append(f"Vectors are {'rows' if all(vectors) else 'columns'}.")
    return (*said, _layout(manner), *_kinks(losses))


def _kinks(losses: Sequence[Composition]) -> list[str]:
    """Where there is no derivative."""
    terms = [term for loss in losses for term in (loss.term, *(d.body for d in loss.definitions.values()))]
    parts = [part for term in terms for part in walk(term)]
    found = {part.function for part in parts if isinstance(part, Apply)}
    bent = [words for function, words in KINKS.items() if function in found]
    bent += ["a root"] * any(map(_is_root_of_a_sum, parts))
    return (
        [f"Where the argument of {' or '.join(bent)} is 0 there is no derivative; gradients hold elsewhere."]
        if bent
        else []
    )


def _is_root_of_a_sum(term: Term) -> bool:
    """A length, or a deviation; where something is added, as the ε of a variance, the argument is not 0."""
    match term:
        case Pow(base, Number(power)) if power.denominator == 2:
            return any(isinstance(part, Sum) for part in (base.factors if isinstance(base, Mul) else (base,)))
    return False


def _layout(manner: Manner) -> str:
    if manner.layout == NUMERATOR:
        return "Numerator layout: a gradient by a column is a row, and one by a matrix is its transpose."
    return "A gradient has the shape of what it is taken by."


def symbols(losses: Sequence[Composition], manner: Manner) -> tuple[tuple[str, str], ...]:
    """What every letter means, the losses last."""
    found: dict[str, str] = {}
    for loss in losses:
        page = convention(loss, manner)
        found |= {shown(q, loss, page): _words(q, page) for q in loss.quantities if q.words}
    for loss in losses:
        found[f"{loss.symbol} = {latex(loss.term, convention(loss, manner).style)}"] = f"the loss, {loss.title}"
    return tuple(found.items())


def _words(quantity: Quantity, page: Convention) -> str:
    """What a quantity is; one that is written transposed holds columns."""
    return quantity.words.replace("one a row", "one a column") if quantity.name in page.turned else quantity.words


def interpretation(gradient: Gradient) -> Iterator[Typeset | str]:
    """What the gradient says, in words, and the formula that the words read."""
    row = ROWS.get((gradient.loss.name, gradient.wrt.name))
    if row is None or gradient.manner.level == "brief":
        return
    if row.body is None:
        yield f"{row.words}."
        return
    yield f"{row.words}:"
    yield _read(gradient, row.body(gradient.loss, gradient.at))


def _read(gradient: Gradient, term: Term) -> Typeset:
    """The gradient as that term, as one vector where columns are gradients."""
    page, by = convention(gradient.loss, gradient.manner), Entry(gradient.wrt.name, gradient.at)
    style, along = lettered(page.style, term, by), next(reversed(gradient.at), None)
    plain = gradient.manner.layout != NUMERATOR and gradient.manner.form != "index" and by.tensor not in page.rows
    if plain and isinstance(along, Variable) and hides(term, along, style) and hides(by, along, style):
        style = replace(style, hidden=along)
    left = rf"\frac{{\partial {gradient.loss.symbol}}}{{\partial {latex(by, style)}}}"
    return Typeset(left, (Line(latex(term, style), ""),))
