r"""Names of a person's own for the symbols of a loss: U=W, v_c=h, yhat=\hat{p}, J=\mathcal{L}, w=i, |V|=N.

    loss --named()----> the same loss, its symbols called as the manner says
         --renamed()--> in other letters too, so that it can stand beside other losses on one page

A name that the loss does not have, or that means something already, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from derive.errors import UsageError
from derive.losses.composition import Composition
from derive.losses.manner import Manner
from derive.losses.names import NAME
from derive.losses.notation import BOLD, halves, letters, plain
from derive.losses.quantities import Position, Quantity, position

TAKEN = {  # by what every document may say
    r"\sigma": "the sigmoid",
    r"\delta": "Kronecker's delta",
    r"\pi": "the number",
    "e": "the number",
    "d": "the sign of a differential",
    "I": "the identity matrix",
}
EVENTS = {"P": "a probability", "O": "the outside word", "C": "the centre word"}
_Loss = TypeVar("_Loss", bound=Composition)


@dataclass(frozen=True)
class Symbol:
    """A symbol of a loss: what a person calls it, what it is, how it is spelled, of what kind it is."""

    key: str
    what: str
    latex: str
    kind: str  # array, rows, loss, index, size

    @property
    def base(self) -> str:
        """Its name without a subscript, a font left out."""
        return plain(self.latex).partition("_")[0]


def known(loss: Composition) -> tuple[Symbol, ...]:
    """Every symbol of a loss that can be named."""
    found = [Symbol(q.name, q.words or q.name, q.latex, "array") for q in loss.quantities]
    found += [Symbol(plain(q.member), f"the rows of {q.name}", q.member, "rows") for q in loss.quantities if q.member]
    found.append(Symbol(plain(loss.symbol).partition("_")[0], "the loss", loss.symbol, "loss"))
    for axis, names in letters(loss).items():
        found += [Symbol(name, f"an index over {axis.half or axis}", name, "index") for name in names]
    found += [Symbol(name[0], "a word that is picked", name[0], "index") for name in loss.functions]
    sizes = dict.fromkeys(axis.half or axis.name for axis in (*loss.axes.values(), *halves(loss)))
    found += [Symbol(f"|{name}|", "a size", name, "size") for name in sizes]
    return tuple({symbol.key: symbol for symbol in reversed(found)}.values())[::-1]


def named(loss: _Loss, manner: Manner) -> _Loss:
    """The loss with the names of the manner; UsageError where one is not the loss's, or means something already."""
    if not manner.names:
        return loss
    names, symbols = manner.own, known(loss)
    _all_known(names, symbols, loss)
    _apart(names, symbols, manner)
    spelled = {symbol.key: _spelled(names[symbol.key], symbol) for symbol in symbols if symbol.key in names}
    label = next(spelled.get(symbol.key, symbol.latex) for symbol in symbols if symbol.kind == "loss")
    return renamed(loss, symbol=label, names=spelled, members=spelled)


def _spelled(name: str, symbol: Symbol) -> str:
    """The name, bold where the usual one is; a loss keeps its label."""
    match = NAME.fullmatch(name)
    assert match is not None
    letter, sub = match["braced"] or match["bare"] or match["plain"], match["short"] or match["long"]
    if BOLD.search(symbol.latex) and "{" not in letter:
        letter = rf"\mathbf{{{letter}}}" if letter.isalpha() else rf"\boldsymbol{{{letter}}}"
    base = f"{match['accent']}{{{letter}}}" if match["accent"] else letter
    if symbol.kind == "loss" and not sub:
        return base + "".join(symbol.latex.partition("_")[1:])
    return base if not sub else f"{base}_{sub}" if len(sub) == 1 else f"{base}_{{{sub}}}"


def _all_known(names: Mapping[str, str], symbols: tuple[Symbol, ...], loss: Composition) -> None:
    keys = [symbol.key for symbol in symbols]
    for key in names:
        if key not in keys:
            near = get_close_matches(key, keys, 2, 0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise UsageError(f"{loss.name} has no symbol {key[:40]!r} to be named, only {', '.join(keys)}{hint}")


def _apart(names: Mapping[str, str], symbols: tuple[Symbol, ...], manner: Manner) -> None:
    """Every new name means one thing."""
    taken = (
        TAKEN
        | (EVENTS if manner.probabilities == "given" else {})
        | ({"T": "a transpose"} if manner.mark == "T" else {})
    )
    new = tuple(replace(s, latex=_spelled(names[s.key], s)) if s.key in names else s for s in symbols)
    letters_of_indices = {s.latex: s for s in new if s.kind == "index"}
    for symbol in new:
        if symbol.key not in names:
            continue
        said = f"{symbol.key}={names[symbol.key]}"
        if symbol.kind in ("index", "size") and not re.fullmatch(r"[A-Za-z]", symbol.latex):
            raise UsageError(f"{said}: {symbol.what} is called by one Latin letter")
        if symbol.kind == "rows" and "_" in plain(symbol.latex):
            raise UsageError(f"{said}: {symbol.what} get their own subscripts")
        if symbol.base in taken:
            raise UsageError(f"{said}: {symbol.base} is {taken[symbol.base]} already")
        rivals = [other for other in new if other is not symbol and _clash(symbol, other)]
        rivals += [s for letter, s in letters_of_indices.items() if plain(symbol.latex).endswith(f"_{letter}")]
        if rivals:
            raise UsageError(
                f"{said}: {plain(rivals[0].latex)} is {rivals[0].what} already; name that otherwise too, "
                f"{rivals[0].key}=..."
            )


def _clash(one: Symbol, other: Symbol) -> bool:
    """Two names that are one, or of which one may be read as an entry of the other."""
    if one.base != other.base:
        return False
    scripted = [("_" in plain(symbol.latex)) for symbol in (one, other)]
    return plain(one.latex) == plain(other.latex) or not all(scripted) or "index" in (one.kind, other.kind)


# any names, taken as they are


def renamed(
    loss: _Loss,
    *,
    symbol: str = "",
    names: Mapping[str, str] | None = None,
    members: Mapping[str, str] | None = None,
    letters: Mapping[str, str] | None = None,
) -> _Loss:
    """The loss with another symbol, other names of its quantities and of their rows, as LaTeX, and other letters."""
    letters = letters or {}
    symbols = {
        place.symbol: position(letters[place.symbol.name], place.axis).symbol
        for place in _places(loss)
        if place.symbol.name in letters
    }
    return replace(
        loss,
        symbol=symbol or loss.symbol,
        quantities=tuple(_quantity(q, names or {}, members or {}, symbols) for q in loss.quantities),
        value=_changed(loss.value, symbols),
        chosen=tuple(_place(p, letters) for p in loss.chosen),
        others=tuple(_place(p, letters) for p in loss.others),
    )


def _places(loss: _Loss) -> list[Position]:
    """Every index that anything of the loss is written with."""
    slots = [slot for q in loss.quantities for slot in q.slots]
    found = {p.symbol.name: p for p in (*slots, *loss.chosen, *loss.others)}
    bound = {v.name: position(v.name, v.axis) for v in loss.indices if v.name[0] not in "%$"}
    return list({**bound, **found}.values())


def _quantity(
    quantity: Quantity, names: Mapping[str, str], members: Mapping[str, str], symbols: Mapping[Any, Any]
) -> Quantity:
    return replace(
        quantity,
        latex=names.get(quantity.name, quantity.latex),
        member=members.get(plain(quantity.member), quantity.member),
        slots=tuple(Position(symbols.get(s.symbol, s.symbol), s.axis) for s in quantity.slots),
        body=_changed(quantity.body, symbols),
    )


def _changed(body: Any, symbols: Mapping[Any, Any]) -> Any:
    return body.xreplace(symbols) if hasattr(body, "xreplace") else body


def _place(place: Position, letters: Mapping[str, str]) -> Position:
    name = place.symbol.name
    return position(letters[name], place.axis) if name in letters else place
