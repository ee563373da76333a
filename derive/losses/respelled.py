r"""A loss in the names of a document: its quantities and indices spelled anew, its definitions as statements.

Names(arrays={"yhat": "p"}, letters={"i": "j"}, symbol="L(y, p)")  of the softmax with cross entropy

p = \operatorname{softmax}(s)        L(y, p) = -\sum_{j} y_{j} \log(p_{j})
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from derive.errors import UsageError
from derive.explain.ground import Definition
from derive.explain.tidy import tidy
from derive.losses.composition import Composition
from derive.losses.formula import entry
from derive.losses.manner import USUAL
from derive.losses.notation import convention
from derive.losses.quantities import Quantity, position
from derive.losses.simplify import matched
from derive.losses.statements import defined, facts
from derive.matrices.typesetting import Convention
from derive.terms.index import Applied, Index, Variable, fresh
from derive.terms.substitute import tensors
from derive.terms.term import Delta, Entry, Sum, Term, children, rebuild
from derive.terms.typesetting import latex


@dataclass(frozen=True)
class Part:
    """A loss that another one is made of, as it is written there: J(v_c, #, U), # the word that it is taken at."""

    loss: Composition
    latex: str


@dataclass(frozen=True)
class Names:
    """What a document calls the parts of a loss; what it does not mention keeps the name of the library.

    arrays   LaTeX of the quantities
    members  LaTeX of the members of matrices that are spoken of by them alone: u for the word vectors u_w
    letters  of the indices
    symbol   the loss, with its arguments
    parts    the losses that it is made of
    columns  its rows are written as columns, and its matrices are stored transposed
    entries  no definition is written in vectors
    """

    arrays: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    symbol: str = ""
    parts: tuple[Part, ...] = ()
    columns: bool = False
    entries: bool = False


def spelled(loss: Composition, names: Names) -> Composition:
    """The same loss in other names; UsageError where two indices would be called alike."""
    called = [names.letters.get(name, name) for name in dict.fromkeys(index.name for index in loss.indices)]
    for letter in called:
        if called.count(letter) > 1:
            raise UsageError(f"two indices of {loss.name} would be called {letter}; name the other one too")
    return replace(
        loss,
        symbol=names.symbol or loss.symbol,
        quantities=tuple(_quantity(q, loss, names) for q in loss.quantities),
        value=_parted(relettered(loss.term, names.letters), names),
        chosen=tuple(position(names.letters.get(p.symbol.name, p.symbol.name), p.axis) for p in loss.chosen),
        others=tuple(position(names.letters.get(p.symbol.name, p.symbol.name), p.axis) for p in loss.others),
        lying=frozenset() if names.columns else loss.lying,
    )


def written(loss: Composition, names: Names, wanted: Collection[str]) -> list[str]:
    """The statements that define the wanted quantities, in the order of the loss."""
    own = spelled(loss, names)
    page = _page(own, names)
    return [slim(_statement(q, own, page, names)) for q in own.quantities if q.body is not None and q.name in wanted]


def value(loss: Composition, names: Names) -> str:
    """The statement that defines the loss itself; of a layer, what is known of it."""
    own = spelled(loss, names)
    page = _page(own, names)
    if loss.known_by:
        return f"loss {own.symbol} of {', '.join(page.style.names[name] for name in loss.known_by)}"
    return f"{own.symbol} = {slim(latex(own.term, page.style))}"


def assumed(loss: Composition, names: Names) -> list[str]:
    """What may be assumed of it, as statements."""
    own = spelled(loss, names)
    said = facts(own, _page(own, names))
    return [slim(line) if line.startswith("may ") else f"may {slim(line)}" for line in said]


def slim(latex: str) -> str:
    """w_k for w_{k}"""
    return re.sub(r"_\{(\w)\}", r"_\1", latex)


def _page(own: Composition, names: Names) -> Convention:
    """As the document writes: sums without limits, a vector in its font where one entry is meant."""
    page = convention(own, USUAL)
    calls = {_called(n): part.latex for n, part in enumerate(names.parts)}
    style = replace(page.style, limits=False, numbers={}, names={**page.style.names, **calls})
    turned = frozenset(q.name for q in own.quantities if len(q.axes) == 2) if names.columns else page.turned
    return replace(page, style=style, turned=turned)


def _statement(quantity: Quantity, own: Composition, page: Convention, names: Names) -> str:
    """A definition; entry by entry where a matrix in it is spoken of by its members alone."""
    definition = own.definitions[quantity.name]
    if not definition.slots or (not names.entries and tensors(definition.body).isdisjoint(names.members)):
        return defined(quantity, own, page)
    return entry(Entry(quantity.name, definition.slots), definition.body, page)


def _called(number: int) -> str:
    """The name that stands for a part; no document can write it."""
    return f"%part{number}"


def _parted(term: Term, names: Names) -> Term:
    """The term with its parts put for what they stand for."""
    for number, part in enumerate(names.parts):
        (slot,) = part.loss.chosen
        term = _put(term, relettered(part.loss.term, names.letters), slot.variable, _called(number))
    return tidy(term) if names.parts else term


def _put(term: Term, pattern: Term, slot: Variable, name: str) -> Term:
    for sign in (1, -1):
        found = matched(tidy(sign * pattern), term, (slot,), {})
        if found:
            return sign * Entry(name, (found[slot],))
    return rebuild(term, tuple(_put(part, pattern, slot, name) for part in children(term))) if children(term) else term


def _quantity(quantity: Quantity, loss: Composition, names: Names) -> Quantity:
    known = loss.definitions.get(quantity.name)
    return replace(
        quantity,
        latex=names.arrays.get(quantity.name, quantity.latex),
        member=names.members.get(quantity.name, quantity.member),
        body=_definition(known, names.letters) if known else None,
    )


def _definition(definition: Definition, letters: Mapping[str, str]) -> Definition:
    slots = tuple(fresh(slot.axis, _letter(slot, letters)) for slot in definition.slots)
    return Definition(slots, relettered(definition.at(slots), letters))


def relettered(term: Term, letters: Mapping[str, str]) -> Term:
    """The term with its indices, free and bound, called otherwise; no two by one name."""
    match term:
        case Sum(index, body):
            return Sum(_index(index, letters), relettered(body, letters))  # type: ignore[arg-type]
        case Entry(tensor, indices):
            return Entry(tensor, tuple(_index(i, letters) for i in indices))
        case Delta(left, right):
            return Delta(_index(left, letters), _index(right, letters))
    parts = children(term)
    return rebuild(term, tuple(relettered(part, letters) for part in parts)) if parts else term


def _index(index: Index, letters: Mapping[str, str]) -> Index:
    match index:
        case Variable(name, axis):
            return Variable(letters.get(name, name), axis)
        case Applied(function, arguments, axis):
            return Applied(function, tuple(_index(a, letters) for a in arguments), axis)
    return index


def _letter(slot: Variable, letters: Mapping[str, str]) -> str:
    """w for the slot %w1"""
    own = slot.name.lstrip("%").rstrip("0123456789")
    return letters.get(own, own)
