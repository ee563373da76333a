"""What the candidates for one side have in common is read once.

    Remembered(frame).tree(edit, node)   the side after an edit that puts names for names, without its text being read
    Remembered(frame).meaning(tree)      what it means; a part that was read before is not read again

A candidate that holds is read once more from its own text before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from dataclasses import replace
from typing import Any

from derive.links.link import Side
from derive.links.readings import meaning
from derive.naming.arrays import Array, has_open
from derive.naming.faults import MeaningError
from derive.naming.frame import Frame
from derive.repairs.edits import Edit
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_term

ATOMS = (n.Name, n.Accent, n.Scripted)  # what stands for itself, whatever is beside it


def _said(node: n.Node) -> list[str]:
    """The fields of a node but those that say where it stands."""
    return [name for name in node.__match_args__ if name not in ("span", "spans")]


def _with_nodes(value: object, change: Callable[[n.Node], object]) -> object:
    """A field of a node with the nodes in it changed."""
    if isinstance(value, n.Node):
        return change(value)
    return tuple([_with_nodes(item, change) for item in value]) if isinstance(value, tuple) else value


class Remembered:
    """The parts of all candidates for a side, each known by what it says and not by where it stands.

    A candidate is read in a frame apart, and what it leaves there, such as a letter that no other has, is gone before
    the next one. A part is remembered if it was read before anything was left.
    """

    def __init__(self, frame: Frame) -> None:
        self.given = frame
        self.frame = self._apart()
        self.ones: dict[tuple[object, ...], n.Node] = {}
        self.own: set[int] = set()  # ids of the nodes in `ones`
        self.sides: dict[int, tuple[n.Node, n.Node]] = {}  # by the id of a node of the side, which is kept with its one
        self.atoms: dict[str, n.Node | None] = {}
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
        return _left(self.frame) != _left(self.given) or self.frame.reader == self.given.reader

    def one(self, node: n.Node) -> n.Node:
        """The one node that says what this one says."""
        if id(node) in self.own:
            return node
        parts: dict[str, Any] = {name: _with_nodes(getattr(node, name), self.one) for name in _said(node)}
        key = (type(node), *(_with_nodes(part, id) for part in parts.values()))
        if key not in self.ones:
            self.ones[key] = made = replace(node, **parts)
            self.own.add(id(made))
        return self.ones[key]

    def tree(self, edit: Edit, side: n.Node) -> n.Node | None:
        """The side after an edit of whole names; None where its text has to be read."""
        new = {span: self._atom(text) for span, text in edit.changes}
        if None in new.values():
            return None
        made = self._edited(side, new)
        return None if new else made

    def _atom(self, text: str) -> n.Node | None:
        if text not in self.atoms:
            node = read_term(text)
            self.atoms[text] = self.one(node) if isinstance(node, ATOMS) else None
        return self.atoms[text]

    def _edited(self, node: n.Node, new: dict[Span, n.Node | None]) -> n.Node:
        """The node with the new names put in; each is taken out of `new` when its place is found."""
        if isinstance(node, ATOMS) and (put := new.pop(node.span, None)) is not None:
            return put
        if not any(node.span.start <= span.start and span.end <= node.span.end for span in new):
            if id(node) not in self.sides:
                self.sides[id(node)] = node, self.one(node)
            return self.sides[id(node)][1]
        parts: dict[str, Any] = {
            name: _with_nodes(getattr(node, name), lambda part: self._edited(part, new)) for name in _said(node)
        }
        return self.one(replace(node, **parts))

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


def _left(frame: Frame) -> tuple[object, ...]:
    """What of a frame shows that something was met in it."""
    scope = frame.scope
    counted: tuple[Sized, ...] = (frame.free, frame.guesses, frame.laws, frame.values, scope.tensors, scope.axes)
    return *map(len, counted), scope.remembered, scope.last_loss
