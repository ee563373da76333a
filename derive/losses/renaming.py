"""A loss in other letters, so that it can stand beside other losses on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from derive.losses.loss import Loss
from derive.losses.quantities import Position, Quantity, position


def renamed(
    loss: Loss, *, symbol: str = "", names: Mapping[str, str] | None = None, letters: Mapping[str, str] | None = None
) -> Loss:
    """The loss with another symbol, other names of its quantities, as LaTeX, and other letters of its indices."""
    letters = letters or {}
    symbols = {
        place.symbol: position(letters[place.symbol.name], place.axis).symbol
        for place in _places(loss)
        if place.symbol.name in letters
    }
    return replace(
        loss,
        symbol=symbol or loss.symbol,
        quantities=tuple(_quantity(q, names or {}, symbols) for q in loss.quantities),
        value=_changed(loss.value, symbols),
        chosen=tuple(_place(p, letters) for p in loss.chosen),
        others=tuple(_place(p, letters) for p in loss.others),
    )


def _places(loss: Loss) -> list[Position]:
    """Every index that anything of the loss is written with."""
    slots = [slot for q in loss.quantities for slot in q.slots]
    found = {p.symbol.name: p for p in (*slots, *loss.chosen, *loss.others)}
    bound = {v.name: position(v.name, v.axis) for v in loss.indices if v.name[0] not in "%$"}
    return list({**bound, **found}.values())


def _quantity(quantity: Quantity, names: Mapping[str, str], symbols: Mapping[Any, Any]) -> Quantity:
    return replace(
        quantity,
        latex=names.get(quantity.name, quantity.latex),
        slots=tuple(Position(symbols.get(s.symbol, s.symbol), s.axis) for s in quantity.slots),
        body=_changed(quantity.body, symbols),
    )


def _changed(body: Any, symbols: Mapping[Any, Any]) -> Any:
    return body.xreplace(symbols) if hasattr(body, "xreplace") else body


def _place(place: Position, letters: Mapping[str, str]) -> Position:
    name = place.symbol.name
    return position(letters[name], place.axis) if name in letters else place
