r"""Edits of the index letters of a side.

    one letter for another       p_i -> p_j              two letters exchanged    p_i y_j p_j -> p_j y_j p_i
    every j an i                 y_j p_j -> y_i p_i      an index put on          \hat y u_k -> \hat y_k u_k
    a free letter summed over    y_j -> \sum_j y_j       an index taken off       p_i - y_i -> p - y

Letters are exchanged at one name or in the whole side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from derive.indexing.indices import bound_letters
from derive.naming.names import key, pushed, walk
from derive.repairs.edits import Edit, Sides, around, atoms, before, body, closed, negation, signs, summands
from derive.source.text import Source, Span
from derive.syntax import nodes as n

RANGE = r"\\sum(?:\\limits)?\s*_\{{\s*{}\s*=[^{{}}\\]*\}}\s*\^(?:\{{[^{{}}]*\}}|\w)"


IDLE = re.compile(r"\\delta_\{\s*(\w)[\s,]*\1\s*\}")


def is_idle(text: str) -> bool:
    r"""It says \delta_{ii}, which nobody writes for 1."""
    return IDLE.search(text) is not None


def subscripts(side: n.Node) -> Iterator[tuple[str, n.Name]]:
    """Every index letter of a side with the name that carries it, each once."""
    seen: set[Span] = set()
    for part in walk(side):
        inner = pushed(part) if isinstance(part, n.Scripted | n.Accent) else part
        if isinstance(inner, n.Scripted) and inner.sub is not None:
            for place in walk(inner.sub):
                if isinstance(place, n.Name) and len(place.text) == 1 and place.span not in seen:
                    seen.add(place.span)
                    yield key(inner.base) or "", place


def letters(sides: Sides) -> list[str]:
    """The index letters of some sides, in order."""
    found: dict[str, None] = {}
    for side in sides:
        for part in walk(side):
            if isinstance(part, n.Big):
                found.update((name, None) for name in sorted(bound_letters(part.sub)))
        found.update((place.text, None) for _, place in subscripts(side))
    return list(found)


def indices(node: n.Node, others: Iterable[str]) -> list[Edit]:
    """One index letter for another, each place by itself."""
    return [
        Edit(((place.span, other),), "index")
        for _, place in subscripts(node)
        for other in others
        if other != place.text
    ]


def pairs(singles: list[Edit]) -> Iterator[Edit]:
    """Two letters at once."""
    for first, second in combinations(singles, 2):
        if (both := first.then(second)) is not None:
            yield both


def exchanges(node: n.Node) -> Iterator[Edit]:
    """Two letters exchanged: at one name wherever it stands, then in the whole side."""
    places = list(subscripts(node))
    for name in (*dict.fromkeys(base for base, _ in places), None):
        own = [place for base, place in places if name in (base, None)]
        for one, two in combinations(dict.fromkeys(place.text for place in own), 2):
            other = {one: two, two: one}
            changes = tuple((place.span, other[place.text]) for place in own if place.text in other)
            if len(changes) > 1:
                yield Edit(changes, "index")


def renamings(node: n.Node, others: Iterable[str]) -> Iterator[Edit]:
    """One letter become another in the whole side."""
    places = [place for _, place in subscripts(node)]
    for one in dict.fromkeys(place.text for place in places):
        own = [place for place in places if place.text == one]
        if len(own) > 1:
            yield from (Edit(tuple((p.span, other) for p in own), "index") for other in others if other != one)


def put_on(node: n.Node, others: Iterable[str]) -> Iterator[Edit]:
    """An index on a name that has none: a letter of the sum around it, or another of the step."""
    bare = [place for place in atoms(node) if not isinstance(place, n.Scripted)]
    inside = {
        place.span: sorted(bound_letters(part.sub))
        for part in walk(node)
        if isinstance(part, n.Big)
        for place in atoms(part.body)
    }
    found = [(place, letter) for place in bare for letter in inside.get(place.span, ())]
    found += [(place, letter) for place in bare for letter in others]
    for place, letter in dict.fromkeys(found):
        yield Edit(((Span(place.span.end, place.span.end), f"_{letter}"),), "index")


def taken_off(node: n.Node, source: Source) -> Iterator[Edit]:
    """One letter taken off every name that has it alone."""
    scripted = [part for part in atoms(node) if isinstance(part, n.Scripted) and isinstance(part.sub, n.Name)]
    for letter in dict.fromkeys(part.sub.text for part in scripted if isinstance(part.sub, n.Name)):
        changes = []
        for part in scripted:
            sub, start = part.sub, part.base.span.end
            if isinstance(sub, n.Name) and sub.text == letter and source.text[start : start + 1] == "_":
                changes.append((Span(start, closed(source, sub.span.end, start)), ""))
        if changes:
            yield Edit(tuple(changes), "index")


def sums(node: n.Node, letter: str, source: Source) -> Iterator[Edit]:
    r"""A sum over a letter that is free, as the author writes it elsewhere, before every summand that has it."""
    written = re.findall(RANGE.format(re.escape(letter)), source.text[: node.span.end])
    terms = summands(node)
    having = [term for term in terms if any(place.text == letter for _, place in subscripts(term))]
    for sign in (*written[-1:], rf"\sum_{letter}"):
        if len(having) == len(terms) > 1:
            yield Edit(around(node, f"{sign} (", ")"), "sum")
        elif having:
            yield Edit(tuple((before(body(term)), f"{sign} ") for term in having), "sum")


def closings(node: n.Node, strays: Iterable[str], others: list[str], source: Source) -> Iterator[Edit]:
    """A letter that must not be free summed over, alone and with one or two more edits of signs and letters."""
    closing = [edit for letter in strays for edit in sums(node, letter, source)]
    yield from closing
    turned = negation(node)
    moved = [*exchanges(node), *indices(node, others)]
    for more in (signs(node, source), moved, [both for move in moved if (both := turned.then(move))]):
        for edit in more:
            yield from (both for sum_ in closing if (both := edit.then(sum_)) is not None)
