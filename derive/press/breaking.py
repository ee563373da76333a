r"""A formula over several lines, none wider than there is room: broken before + and -, at best outside of all brackets.

\left(a + b\right)      \biggl(a          a bracket that is opened has a size of its own
                        + b\biggr)
\frac{a + b}{c}         \biggl(a          a fraction wider than a line is written with a slash
                        + b\biggr) \bigg/ c
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.press.boxes import FENCE, ROUND, Box, boxes, text, total

INDENT = 2.0


@dataclass(frozen=True)
class Piece:
    """What is never broken."""

    boxes: tuple[Box, ...]

    @property
    def width(self) -> float:
        """In em."""
        return total(self.boxes)


def lines(latex: str, room: float) -> list[str]:
    """The formula in lines; as one where it fits."""
    found = boxes(latex)
    if total(found) <= room:
        return [latex]
    filled: list[list[Box]] = [[]]
    for piece in pieces(found, room - INDENT):
        if filled[-1] and total(filled[-1]) + piece.width > room - INDENT * (len(filled) > 1):
            filled.append([])
        filled[-1] += piece.boxes
    return [text(line) for line in filled]


def pieces(run: Sequence[Box], room: float) -> list[Piece]:
    """The summands, each with its sign; one that is wider than the room is taken apart."""
    return [piece for summand in _summands(run) for piece in _fitted(summand, room)]


def _summands(run: Sequence[Box]) -> Iterator[tuple[Box, ...]]:
    start = 0
    for at, box in enumerate(run):
        if box.kind == "operator" and at > start:
            yield tuple(run[start:at])
            start = at
    yield tuple(run[start:])


def _fitted(summand: tuple[Box, ...], room: float) -> list[Piece]:
    """One summand; its widest bracket or fraction is opened where it does not fit."""
    doors = [box for box in summand if box.kind == "fraction" or (box.kind == "bracket" and box.ends[0] in ROUND)]
    if total(summand) <= room or not doors:
        return [Piece(summand)]
    door = max(doors, key=lambda box: box.width)
    at = summand.index(door)
    before, behind = summand[:at], summand[at + 1 :]
    if door.kind == "fraction":
        return _sloped(before, door, behind, room)
    return _opened(before, door, behind, room)


def _opened(before: tuple[Box, ...], door: Box, behind: tuple[Box, ...], room: float) -> list[Piece]:
    """before ( inside ) behind"""
    opening, closing = _fences(door)
    head, tail = (*before, opening), (closing, *behind)
    return _enclosed(head, pieces(door.inside[0], room - min(total(head), room / 2)), tail, room)


def _sloped(before: tuple[Box, ...], door: Box, behind: tuple[Box, ...], room: float) -> list[Piece]:
    """before [ ( above ) / ( below ) ] behind; the square brackets where something stands beside"""
    above, below = (Box("", 0, "bracket", (part,), ("(", ")")) for part in door.inside)
    opening, closing = _fences(replace(door, ends=("[", "]"), scripts=door.scripts))
    alone = all(box.kind == "operator" for box in before) and not behind and not door.scripts
    head, tail = (before, ()) if alone else ((*before, opening), (closing, *behind))
    slash = (Box(r"\bigg/", 1.0, "operator"),)
    inside = [*_opened((), above, (), room - total(head)), *_opened(slash, below, (), room)]
    return _enclosed(head, inside, tail, room)


def _enclosed(head: tuple[Box, ...], inside: list[Piece], tail: tuple[Box, ...], room: float) -> list[Piece]:
    """The head with the first piece, the tail with the last; one that is too wide beside it is taken apart itself."""
    *early, opening = _beside(inside[0], head, room)
    found = [*early, Piece((*opening.boxes, *inside[0].boxes)), *inside[1:]]
    closing, *late = _beside(found[-1], tail, room)
    *between, last = [*found[:-1], *_beside(closing, found[-1].boxes, room)]
    return [*between, Piece((*last.boxes, *closing.boxes)), *late]


def _beside(piece: Piece, run: tuple[Box, ...], room: float) -> list[Piece]:
    """What stands before or behind a piece."""
    return _fitted(run, max(room - piece.width, room / 2))


def _fences(door: Box) -> tuple[Box, Box]:
    """Brackets of one size, so that they may stand in different lines."""
    inside = " ".join(text(part) for part in door.inside)
    size = "Bigg" if r"\frac" in inside else "bigg" if r"\sum" in inside else "big"
    opening, closing = door.ends
    return Box(rf"\{size}l{opening}", FENCE), Box(rf"\{size}r{closing}{door.scripts}", FENCE)
