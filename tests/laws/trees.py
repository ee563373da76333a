"""Every formula at hand, and what two trees have in common when their places are left aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

from derive.source.islands import find_islands
from derive.source.load import load
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_document
from tests.laws.soup import PLACES, SUFFIXES
from tests.syntax.sketch import every_node


def shape(value: object) -> object:
    """A tree without spans, as tuples."""
    if isinstance(value, n.Node | n.Case):
        kept = [field.name for field in fields(value) if field.name not in ("span", "spans")]
        return (type(value).__name__, *(shape(getattr(value, name)) for name in kept))
    return tuple(map(shape, value)) if isinstance(value, tuple) else value


@cache
def sources() -> tuple[Source, ...]:
    """Every document of tests/corpus, and of the folders beside the checkout where they are."""
    files = [path for place in PLACES if place.is_dir() for path in sorted(place.rglob("*")) if path.suffix in SUFFIXES]
    return tuple(load(path) for path in files if path.name != "README.md")


@cache
def terms() -> tuple[tuple[str, n.Node], ...]:
    """(raw text, tree) of every term and condition that was read."""
    found: dict[tuple[str, object], n.Node] = {}
    for source in sources():
        for chain in read_document(source).chains:
            for term in (*chain.terms, *chain.conditions):
                if not isinstance(term, Unread):
                    found.setdefault((source.slice(term.span), shape(term)), term)
    return tuple((text, term) for (text, _), term in found.items())


def inside(node: n.Node) -> Iterator[n.Node]:
    """The nodes of a tree."""
    yield from every_node(node)


__all__ = ["find_islands", "inside", "shape", "sources", "terms"]
