r"""Lists with dots: x_1 y_1 + \cdots + x_n y_n is the sum over all positions of the axis of size n.

    members --run_of()--> Run: the pattern they are made of, its letter, and where it ends

The first member and the last differ in one thing, 1 there and the size here; every other member must fit the pattern.
What the first and the last say is checked; nothing is guessed of a list that fits no pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, spelled, unwrap, walk
from derive.syntax import nodes as n

_LETTERS = "ijklrsuv"


@dataclass(frozen=True, slots=True)
class Run:
    """pattern(1), ..., pattern(end), with the name `letter` at the places that count."""

    pattern: n.Node
    letter: str
    end: n.Node

    def big(self, operator: str) -> n.Big:
        r"""\sum_{letter = 1}^{end} pattern, or another operator over it."""
        span = self.pattern.span
        start = n.Relations(span, (n.Name(span, self.letter), n.Numeral(span, "1")), ("=",))
        return n.Big(span, operator, start, self.end, self.pattern)


class _MismatchError(Exception):
    """Two members that differ in more than their number."""


def run_of(members: Sequence[n.Node], frame: Frame, among: Sequence[n.Node] = ()) -> Run | None:
    """The pattern of a list with dots in it; None where it has none or its members do not fit.

    Its letter stands nowhere in the members, nor in the nodes they stand `among`.
    """
    shown = [member for member in members if not isinstance(member, n.Dots)]
    if len(shown) < 2 or len(shown) == len(members) or members[0] is not shown[0] or members[-1] is not shown[-1]:
        return None
    name = _unused([*members, *among])
    try:
        pattern, ends = _pattern(shown[0], shown[-1], name)
    except _MismatchError:
        return None
    if not ends or len({_text(end) for end in ends}) > 1 or isinstance(ends[0], n.Numeral):
        return None
    run = Run(pattern, name, _size(ends[0], frame))
    return run if all(_fits(run, *place) for place in _between(members, shown)) else None


def same(one: n.Node, other: n.Node) -> bool:
    """Whether two nodes are equal but for their places."""
    try:
        return not _pattern(one, other, "")[1]
    except _MismatchError:
        return False


def grid_of(rows: Sequence[Sequence[n.Node]], frame: Frame) -> tuple[Run, Run] | None:
    """The runs down and across of a table with dots: the pattern of the first is an entry; None where it has none."""
    cells = [cell for row in rows for cell in row]
    across = [None if all(map(is_gap, row)) else run_of(row, frame, cells) for row in rows]
    shown = [run for row, run in zip(rows, across, strict=True) if not all(map(is_gap, row))]
    first = shown[0] if shown else None
    if first is None or any(run is None or not same(run.end, first.end) for run in shown):
        return None
    lines = [n.Dots(row[0].span) if run is None else run.pattern for row, run in zip(rows, across, strict=True)]
    down = run_of(lines, frame, cells)
    return (down, first) if down else None


def is_gap(cell: n.Node) -> bool:
    """Dots, or an empty cell."""
    return isinstance(cell, n.Dots) or (isinstance(cell, n.Sequence) and not cell.items)


def _between(members: Sequence[n.Node], shown: list[n.Node]) -> Iterator[tuple[n.Node, str]]:
    """The members between the first and the last, each with the number it must have; '' behind the first dots."""
    dots = next(place for place, member in enumerate(members) if isinstance(member, n.Dots))
    for place, member in enumerate(members[1:-1], 2):
        if not isinstance(member, n.Dots):
            yield member, str(place) if place <= dots else ""


def _fits(run: Run, member: n.Node, number: str) -> bool:
    """Whether a member is the pattern at this number, or behind the dots at an index."""
    try:
        _, found = _pattern(run.pattern, member, run.letter)
    except _MismatchError:
        return False
    at = {_text(node) for node in found}
    return at == {number} if number else len(at) == 1 and not any(isinstance(node, n.Numeral) for node in found)


def _pattern(first: n.Node, last: n.Node, name: str) -> tuple[n.Node, list[n.Node]]:
    """The first member with its 1 (or the letter of a pattern) as `name`, and what stands there in the last."""
    if _counts(first, last, name):
        return n.Name(first.span, name), [last]
    first, last = _two_places(first, last), _two_places(last, first)
    if type(first) is not type(last):
        raise _MismatchError
    changed: dict[str, Any] = {}
    ends: list[n.Node] = []
    for slot in fields(first):
        if slot.name in ("span", "spans"):
            continue
        changed[slot.name], found = _part(getattr(first, slot.name), getattr(last, slot.name), name)
        ends += found
    return replace(first, **changed), ends


def _two_places(node: n.Node, other: n.Node) -> n.Node:
    """The 12 of a_{12} as 1 and 2 beside a_{1n}."""
    match node, other:
        case n.Numeral(span, text), n.Product(factors=(_, ("", _))) if len(text) == 2 and text.isdecimal():
            return n.Product(span, tuple(("", n.Numeral(span, digit)) for digit in text))
    return node


def _part(first: object, last: object, name: str) -> tuple[object, list[n.Node]]:
    """One field of two nodes."""
    if isinstance(first, n.Node) and isinstance(last, n.Node):
        return _pattern(first, last, name)
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        found = [_part(one, two, name) for one, two in zip(first, last, strict=True)]
        return tuple(part for part, _ in found), [end for _, ends in found for end in ends]
    if first != last:
        raise _MismatchError
    return first, []


def _counts(first: n.Node, last: n.Node, name: str) -> bool:
    """Whether this is a place where members differ by their number."""
    if isinstance(first, n.Name):
        return first.text == name
    return isinstance(first, n.Numeral) and first.text == "1" and _text(last) not in ("1", "")


def _text(node: n.Node) -> str:
    """A position or a size as text; '' for what can be neither."""
    match unwrap(node):
        case n.Numeral(text=text):
            return text
        case n.Binary(operator="-", left=left, right=n.Numeral(text="1")) if key(left):
            return f"{_text(left)}-1"
        case n.Group(open="|", items=(only,)):
            return _text(only)
        case n.Name() | n.Label() | n.Text() as name:
            return letter(key(name) or "")
    return ""


def _unused(nodes: Iterable[n.Node]) -> str:
    """A letter for the count that stands nowhere in these nodes, marked as no author's."""
    taken = {letter(name).lstrip("%") for node in nodes for part in walk(node) if (name := key(part))}
    return "%" + next((one for one in _LETTERS if one not in taken), "i'")


def _size(end: n.Node, frame: Frame) -> n.Node:
    """What the run ends at; a letter that numbers all positions is read as the last of them, where it is not in use."""
    name, scope = _text(end), frame.scope
    axis = scope.range(name)
    if scope.axis(name) or axis is None:
        return end
    size = next((size for size, other in scope.axes.items() if other == axis), None)
    if size is None or name in frame.bound or name in frame.free:
        raise NotUnderstoodError(
            f"dots up to {spelled(name)}, which is an index", end.span, hint="write the size there"
        )
    frame.note(f"dots up to {spelled(name)} are read as dots up to {size}: as if {spelled(name)} were the last")
    return n.Name(end.span, size)


# sums and products with dots


def running_sum(node: n.Binary, frame: Frame) -> n.Node | None:
    r"""a_1 + \cdots + a_n with a sum in the place of its run; None where no dots are."""
    summands = list(_summands(node))
    dots = [place for place, (_, summand) in enumerate(summands) if isinstance(summand, n.Dots)]
    if not dots:
        return None
    for start in range(dots[0]):
        for stop in range(len(summands), dots[-1] + 1, -1):
            part = summands[start:stop]
            run = run_of([summand for _, summand in part], frame) if len({sign for sign, _ in part}) == 1 else None
            if run:
                made = (part[0][0], run.big("sum"))
                return _joined([*summands[:start], made, *summands[stop:]])
    raise NotUnderstoodError("what these dots stand for is not understood", summands[dots[0]][1].span, hint=_HINT)


def running_product(node: n.Product, frame: Frame) -> n.Node:
    r"""a_1 a_2 \cdots a_n"""
    run = run_of([factor for _, factor in node.factors], frame)
    if run is None or any(sign not in ("", "cdot") for sign, _ in node.factors):
        dots = next(factor for _, factor in node.factors if isinstance(factor, n.Dots))
        raise NotUnderstoodError("what these dots stand for is not understood", dots.span, hint=_HINT)
    return run.big("prod")


_HINT = "write a sum or a product over an index"


def _summands(node: n.Node) -> Iterator[tuple[str, n.Node]]:
    """The terms of a sum, each with its sign."""
    match node:
        case n.Binary(operator="+" | "-" as sign, left=left, right=right):
            yield from _summands(left)
            yield sign, right
        case n.Signed(sign="+" | "-" as sign, body=body):
            yield sign, body
        case _:
            yield "+", node


def _joined(summands: list[tuple[str, n.Node]]) -> n.Node:
    """The sum of these terms."""
    (sign, total), *others = summands
    total = n.Signed(total.span, sign, total) if sign == "-" else total
    for sign, summand in others:
        total = n.Binary(total.span, sign, total, summand)
    return total
