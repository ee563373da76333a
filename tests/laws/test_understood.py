"""Law: a side as it was understood, read again in the same scope, is the same term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from derive.deriving.derivatives import JACOBIAN
from derive.judge.check import read_sections
from derive.links.comparison import aligned
from derive.links.link import Link
from derive.links.readings import Reading, meaning
from derive.naming.arrays import Array, transpose
from derive.opening.state import Options, opened
from derive.prove import prove
from derive.source.load import load
from derive.summing.instants import at_its_time, has_tables
from derive.syntax import nodes as n
from derive.syntax.reader import read_document, read_term
from derive.terms.index import Variable

CORPUS = Path(__file__).parent.parent / "corpus"
FILES = sorted(CORPUS.rglob("*.md"))
LOSSES = ("J", "L")  # a bare one is the last loss of its section, so that a later place means another
UNREAD = 0.02  # the share that cannot be read again: lists [x_i]_{i=1}^n, \sigma' by itself, e before a bracket
EITHER_WAY = {r"\frac{\partial h}{\partial u}"}  # lies as the other side of its step does


def links(file: Path) -> Iterator[tuple[Link, Reading]]:
    document = read_document(load(file))
    state, _ = opened(document, Options())
    for section, _, _ in read_sections(document, state):
        for _, reading in section.readings:
            yield from ((link, reading) for link in reading.links)


def again(side: Array, link: Link, reading: Reading) -> bool | None:
    """Whether what is shown of a side means the same; None if it is not read."""
    frame = replace(reading.frame, scope=reading.scope.copy(), notes=[])
    read = meaning(read_term(side.shown), frame)
    if not isinstance(read, Array):
        return None
    if has_tables(reading.scope.reach_of(side.body)):  # a sum over time on the other side speaks of all times
        read = at_its_time(read, frame.scope)
    turned = reading.choices.settled.get(JACOBIAN) == "turned" and isinstance(read_term(side.shown), n.Derivative)
    one, two = aligned(side, transpose(read) if turned else read)  # the link turned it as a whole
    if one.axes != two.axes:
        return False
    at = [Variable(f"i{place}", slot.axis) if slot else None for place, slot in enumerate(one.slots, 1)]
    left, right = one.at(*at), two.at(*at)
    return left is right or prove(left, right, link.facts) is not None


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[str, str, bool | None]]:
    return [
        (file.stem, side.shown, again(side, link, reading))
        for file in FILES
        for link, reading in links(file)
        for side in (
            link.sides[1:] if link.replaces else link.sides
        )  # a name that is given another meaning has that now
        if isinstance(side, Array) and side.shown
        if not (link.role == "definition" and side.shown in reading.scope.implied)  # alone, that of the index at hand
    ]


def test_what_is_read_again_means_the_same(outcomes: list[tuple[str, str, bool | None]]) -> None:
    told = {*LOSSES, *EITHER_WAY}
    assert not [(name, text) for name, text, same in outcomes if same is False and text not in told]


def test_nearly_everything_is_read_again(outcomes: list[tuple[str, str, bool | None]]) -> None:
    assert len(outcomes) > 500
    assert len([same for _, _, same in outcomes if same is None]) <= UNREAD * len(outcomes)
