"""What the candidates for one side have in common is read once.

    Remembered(frame).tree(edit, node, source)   the side after an edit; only the text of what is edited in it is read
    Remembered(frame).meaning(tree)              what it means; a part that was read before is not read again

A candidate that holds is read once more from its own text before it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sized
from functools import cache
from typing import Any

from derive.links.link import Side
from derive.links.readings import meaning
from derive.naming.arrays import Array, has_open
from derive.naming.faults import MeaningError
from derive.naming.frame import Frame
from derive.naming.names import parts as parts_of
from derive.repairs.edits import Change, Edit
from derive.source.text import Source, Span
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_term

ATOMS = (n.Name, n.Accent, n.Scripted)  # what stands for itself, whatever is beside it
UNITS = (*ATOMS, n.Group)  # and what may be put for it
PLACES = (*UNITS, n.Product)  # what an edit is made in
PRODUCTS = (*UNITS, n.Numeral, n.Fraction, n.Big, n.Product)  # what may be put for a product
AROUND_PRODUCTS = (n.Binary, n.Signed, n.Big, n.Group, n.Fraction)  # where a product ends with what it stands in
FORWARD = re.compile(r"\s*[\w\\(\[+-]")  # text put in that belongs to what follows it, not to what it follows
COMMAND = re.compile(r"\\[A-Za-z]+$")
PLACE = ("span", "spans")  # the fields that say where a node stands
HANGING = re.compile(r"\s*[{'_^|]")  # what would be read into a name before it
PRIME = re.compile(r"['′’″]|\\prime")  # a prime of a name that brackets follow is none of its own


@cache
def _said(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a node but those that say where it stands."""
    return tuple(name for name in fields if name not in PLACE)


def _parts(node: n.Node, change: Callable[[n.Node], n.Node]) -> list[object]:
    """What a node says, with the nodes in it changed."""
    return [_changed(getattr(node, name), change) for name in _said(node.__match_args__)]


def _changed(value: object, change: Callable[[n.Node], n.Node]) -> object:
    """A field of a node with the nodes in it changed."""
    if isinstance(value, n.Node):
        return change(value)
    return tuple([_changed(item, change) for item in value]) if type(value) is tuple else value


def _known_by(part: object) -> object:
    """What tells a field from others: its nodes are known by their ids."""
    if isinstance(part, n.Node):
        return id(part)
    return tuple(map(_known_by, part)) if type(part) is tuple else part


class Remembered:
    """The parts of all candidates for a side, each known by what it says and not by where it stands.

    A candidate is read in a frame apart, and what it leaves there, such as a letter that no other has, is gone before
    the next one. A part is remembered if it was read before anything was left.
    """

    def __init__(self, frame: Frame) -> None:
        self.given, self.before = frame, _left(frame)
        self.frame = self._apart()
        self.ones: dict[tuple[object, ...], n.Node] = {}
        self.own: set[int] = set()  # ids of the nodes in `ones`
        self.sides: dict[int, tuple[n.Node, n.Node]] = {}  # by the id of a node of the side, which is kept with its one
        self.texts: dict[str, n.Node | None] = {}
        self.known: dict[tuple[object, ...], Array | MeaningError] = {}

    def meaning(self, node: n.Node | Unread) -> Side:
        """What a candidate means, in `frame`."""
        if self._has_traces():
            self.frame = self._apart()
        return meaning(self.one(node) if isinstance(node, n.Node) else node, self.frame)

    def afresh(self, text: str) -> Side:
        """What a text means, with nothing remembered."""
        self.frame = self._apart(reader=self.given.reader)
        return meaning(read_term(text), self.frame)

    def _apart(self, **changed: Any) -> Frame:
        return self.given.apart(**{"whole": frozenset(), "reader": self._read, **changed})

    def _has_traces(self) -> bool:
        """Whether reading left something behind."""
        return _left(self.frame) != self.before or self.frame.reader == self.given.reader

    def one(self, node: n.Node) -> n.Node:
        """The one node that says what this one says."""
        return node if id(node) in self.own else self._one(node, _parts(node, self.one))

    def _one(self, like: n.Node, parts: list[object]) -> n.Node:
        """The one node of this kind with these parts."""
        kind: Any = type(like)
        key = (kind, *map(_known_by, parts))
        if key not in self.ones:
            said = iter(parts)
            fields = [getattr(like, name) if name in PLACE else next(said) for name in kind.__match_args__]
            made = self.ones[key] = kind(*fields)
            self.own.add(id(made))
        return self.ones[key]

    def tree(self, edit: Edit, side: n.Node, source: Source) -> n.Node | None:
        """The side after an edit within names, brackets or one product; None where its whole text has to be read."""
        places: dict[int, tuple[n.Node, list[Change]]] = {}
        for change in edit.changes:
            unit = _unit(side, change)
            if unit is None:
                return self._in_product(edit, side, source)
            places.setdefault(id(unit), (unit, []))[1].append(change)
        new: dict[Span, n.Node] = {}
        for unit, changes in places.values():
            if (put := self._atom(unit, changes, source)) is None:
                return self._in_product(edit, side, source)
            new[unit.span] = put
        return self._with(new, side)

    def _atom(self, unit: n.Node, changes: list[Change], source: Source) -> n.Node | None:
        """What stands there instead of a name."""
        text = Edit(tuple(changes), "").apply(source, unit.span)[0]
        node = self._once(text)
        named = isinstance(unit, ATOMS) and isinstance(node, ATOMS) and changes[0][0] == unit.span
        if not named and (HANGING.match(source.text, unit.span.end) or PRIME.search(text)):
            return None
        runs_on = source.text[unit.span.end : unit.span.end + 1].isalpha() and COMMAND.search(text)
        return node if isinstance(node, UNITS) and not runs_on else None

    def _in_product(self, edit: Edit, side: n.Node, source: Source) -> n.Node | None:
        """The side after an edit within one of its products."""
        found = _product(side, edit.changes)
        if found is None or found is side:
            return None
        node = self._once(edit.apply(source, found.span)[0])
        if not isinstance(node, PRODUCTS):
            return None
        return self._with({found.span: node}, side)

    def _with(self, new: dict[Span, n.Node], side: n.Node) -> n.Node | None:
        """The side with the new parts; None where one of them lies inside another."""
        made = self._edited(side, new)
        return None if new else made

    def _once(self, text: str) -> n.Node | None:
        """The one node that a text is read as."""
        if text not in self.texts:
            node = read_term(text)
            self.texts[text] = self.one(node) if isinstance(node, n.Node) else None
        return self.texts[text]

    def _edited(self, node: n.Node, new: dict[Span, n.Node]) -> n.Node:
        """The node with the new parts put in; each is taken out of `new` when its place is found."""
        if isinstance(node, PLACES) and (put := new.pop(node.span, None)) is not None:
            return put
        if not any(node.span.start <= span.start and span.end <= node.span.end for span in new):
            if id(node) not in self.sides:
                self.sides[id(node)] = node, self.one(node)
            return self.sides[id(node)][1]
        return self._one(node, _parts(node, lambda part: self._edited(part, new)))

    def _read(self, node: n.Node, frame: Frame) -> Array:
        """As the reader of the frame."""
        if frame is not self.frame or id(node) not in self.own or self._has_traces():
            return self.given.reader(node, frame)
        key = (id(node), *frame.bound.items())
        found = self.known.get(key)
        if isinstance(found, Array):
            return found.freshened()
        if found is None:
            found = self._first(node, frame, key)
        if isinstance(found, MeaningError):
            raise found
        return found

    def _first(self, node: n.Node, frame: Frame, key: tuple[object, ...]) -> Array | MeaningError:
        found: Array | MeaningError
        try:
            found = self.given.reader(node, frame)
        except MeaningError as fault:
            found = fault
        if not self._has_traces() and not (isinstance(found, Array) and has_open(found)):  # as long as its neighbour is
            self.known[key] = found
        return found


def _holds(node: n.Node, change: Change) -> bool:
    """Whether a change is made in a node; what is put between two belongs to that which it is written with."""
    span, text = change
    if span.start < span.end:
        return node.span.start <= span.start and span.end <= node.span.end
    if FORWARD.match(text):
        return node.span.start <= span.start < node.span.end
    return node.span.start < span.start <= node.span.end


def _unit(side: n.Node, change: Change) -> n.Node | None:
    """What a change replaces, or else the outermost name with its scripts that it is made in, or brackets it raises."""
    node: n.Node | None = side
    first: n.Node | None = None
    span, text = change
    while node is not None:
        if isinstance(node, UNITS):
            if node.span == span:
                return node
            raised = span.start == node.span.end and text.startswith(("^", "_"))
            first = first or (node if raised or isinstance(node, ATOMS) else None)
        node = next((part for part in parts_of(node) if _holds(part, change)), None)
    return first


def _product(side: n.Node, changes: tuple[Change, ...]) -> n.Node | None:
    """The smallest product that holds all changes and ends where what it stands in goes on."""
    node: n.Node | None = side
    above: n.Node | None = None
    found: n.Node | None = None
    while node is not None:
        if isinstance(node, n.Product) and (above is None or isinstance(above, AROUND_PRODUCTS)):
            found = node
        above = node
        node = next((part for part in parts_of(node) if all(_holds(part, change) for change in changes)), None)
    return found


def _left(frame: Frame) -> tuple[object, ...]:
    """What of a frame shows that something was met in it."""
    scope = frame.scope
    counted: tuple[Sized, ...] = (frame.free, frame.guesses, frame.laws, frame.values, scope.tensors, scope.axes)
    return *map(len, counted), scope.remembered, scope.last_loss
