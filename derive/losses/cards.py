"""What a row of the library says of itself: for the list of losses, for its page, for programs."""

from __future__ import annotations

from dataclasses import dataclass

from derive.losses.composition import Composition
from derive.losses.library import FIELDS, named
from derive.losses.manner import USUAL, Manner
from derive.losses.notation import convention
from derive.losses.quantities import Quantity
from derive.losses.statements import defined, facts, given, ranges
from derive.matrices.typesetting import Convention
from derive.terms.typesetting import latex


@dataclass(frozen=True)
class Symbol:
    """A quantity: its name for `--wrt`, its sizes, how it is written, declared or defined, and what it is."""

    name: str
    shape: tuple[str, ...]
    latex: str
    statement: str
    words: str


@dataclass(frozen=True)
class Card:
    """One loss; `by` names the arrays that it is differentiated by."""

    name: str
    title: str
    field: str
    formula: str
    by: tuple[str, ...]
    symbols: tuple[Symbol, ...]
    indices: tuple[str, ...]
    facts: tuple[str, ...]
    source: str


def card(loss: Composition, manner: Manner = USUAL) -> Card:
    """The card of a loss."""
    page = convention(loss, manner)
    return Card(
        loss.name,
        loss.title,
        next((field for field, rows in FIELDS.items() if loss.name in map(named, rows)), ""),
        f"{loss.symbol} = {latex(loss.term, page.style)}",
        tuple(q.name for q in loss.learned),
        tuple(_symbol(q, loss, page) for q in loss.quantities),
        tuple(ranges(loss, page)),
        tuple(facts(loss, page)),
        loss.source,
    )


def _symbol(quantity: Quantity, loss: Composition, page: Convention) -> Symbol:
    say = given if quantity.body is None else defined
    shape = tuple(axis.name for axis in quantity.axes)
    return Symbol(quantity.name, shape, page.style.names[quantity.name], say(quantity, loss, page), quantity.words)
