"""derive losses: which losses are known, and what each of them is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from derive.cli.screen import write

if TYPE_CHECKING:
    from derive.losses.cards import Card

SCHEMA = "derive/loss@1"


@click.command()
@click.argument("name", metavar="[LOSS]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One record a loss, for programs.")
def losses(*, name: str | None, as_json: bool) -> int:
    """List the losses that are known and the arrays each is differentiated by; of one LOSS, all its notation."""
    from derive.losses.cards import card
    from derive.losses.library import LIBRARY, find

    cards = [card(find(one)) for one in ([name] if name else LIBRARY)]
    if as_json:
        write("".join(f"{_record(one)}\n" for one in cards))
    elif name:
        write(_whole(cards[0]))
    else:
        write(_columns([(one.name, one.title, _few(one.by)) for one in cards]))
    return 0


def _record(card: Card) -> str:
    from dataclasses import asdict

    return json.dumps({"schema": SCHEMA, **asdict(card)}, ensure_ascii=False)


def _few(names: tuple[str, ...]) -> str:
    """The first names of many."""
    return ", ".join(names if len(names) < 7 else (*names[:5], f"and {len(names) - 5} more"))


def _whole(card: Card) -> str:
    by = f"differentiated by: {', '.join(card.by)}"
    parts = [
        f"{card.name}: {card.title}\n{card.source}\n\n{card.formula}\n{by}\n",
        _columns([(s.name, s.words, s.statement) for s in card.symbols]),
        "".join(f"{line}\n" for line in (*card.indices, *card.facts)),
    ]
    return "\n".join(parts)


def _columns(rows: list[tuple[str, str, str]]) -> str:
    wide = [max(len(row[n]) for row in rows) for n in (0, 1)]
    return "".join(f"{one:{wide[0]}}  {two:{wide[1]}}  {three}\n" for one, two, three in rows)
