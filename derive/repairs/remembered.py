"""What the candidates for one side have in common is read once.

    Remembered(frame).tree(edit, node, source)   the side after an edit; only the text of what is edited in it is read
    Remembered(frame).meaning(tree)              what it means; a part that was read before is not read again

A candidate that holds is read once more from its own text before it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from functools import cache
from typing import Any

from derive.links.link import Side
from derive.links.readings import meaning
from derive.naming.arrays import Array, has_open
from derive.naming.faults import MeaningError
from derive.naming.frame import Frame
from derive.naming.names import parts as parts_of
from derive.repairs.edits import TURNED, Change, Edit, body
from derive.source.text import Source, Span
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_term
from derive.terms.index import Index, Variable, fresh
from derive.terms.substitute import substitute

ATOMS = (n.Name, n.Accent, n.Scripted)  # what stands for itself, whatever is beside it
UNITS = (*ATOMS, n.Group)  # and what may be put for it
PRODUCTS = (*UNITS, n.Numeral, n.Fraction, n.Big, n.Product)  # what may be put for a product
AROUND_PRODUCTS = (n.Signed, n.Big, n.Group, n.Fraction)  # where a product ends with what it stands in
AROUND_WHOLE = (type(None), n.Product, n.Signed, n.Big, n.Group)  # where a whole side may stand
SUMMANDS = (*PRODUCTS, n.Signed, n.Root, n.Function, n.Derivative)  # what may be put for a summand
FORWARD = re.compile(r"\s*[\w\\(\[+-]")  # text put in that belongs to what follows it, not to what it follows
COMMAND, LETTERS = re.compile(r"\\[A-Za-z]+$"), re.compile("[A-Za-z]+")
UNKNOWN = " is not known"
PLACE = ("span", "spans")  # the fields that say where a node stands
WHOLES = (*SUMMANDS, n.Binary)  # what may stand in brackets
OPENING = re.compile(r"[A-Za-z(\[]|\\[A-Za-z]")  # how what is put behind something begins
BRACKET = re.compile(r"[(\[]|\\left\b")
HANGING = re.compile(r"\s*[{'_^|]")  # what would be read into a name before it
PRIME = re.compile(r"['′’″]|\\prime")  # a prime of a name that brackets follow is none of its own


@cache
def _said(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a node but those that say where it stands."""
    return tuple(name for name in fields if name not in PLACE)


def _parts(node: n.Node, change: Callable[[n.Node], n.Node]) -> list[Any]:
    """What a node says, with the nodes in it changed."""
    return _changed([getattr(node, name) for name in _said(node.__match_args__)], change)


def _changed(values: Iterable[object], change: Callable[[n.Node], object]) -> list[Any]:
    """Fields of a node, or what stands in one, with the nodes in them changed."""
    return [
        change(value)
        if isinstance(value, n.Node)
        else tuple(_changed(value, change))
        if type(value) is tuple
        else value
        for value in values
    ]


Parts = dict[int, tuple[Span, n.Node]]  # what is put for a node, by its id, and where that stands


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
        self.texts: dict[str, n.Node | Unread] = {}
        self.known: dict[tuple[object, ...], tuple[Array | MeaningError, tuple[Variable, ...]]] = {}

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

    def _one(self, like: n.Node, parts: list[Any]) -> n.Node:
        """The one node of this kind with these parts."""
        kind: Any = type(like)
        key = (kind, *_changed(parts, id))
        if key not in self.ones:
            said = iter(parts)
            fields = [getattr(like, name) if name in PLACE else next(said) for name in kind.__match_args__]
            made = self.ones[key] = kind(*fields)
            self.own.add(id(made))
        return self.ones[key]

    def tree(self, edit: Edit, side: n.Node, source: Source) -> n.Node | Unread | None:
        """The side after an edit in or around what is read by itself; None where its whole text has to be read."""
        return (
            self._unknown(*edit.apply(source, side.span))
            or self._in_units(edit, side, source)
            or self._in_part(edit, side, source)
            or self._around(edit, side, source)
            or self._in_summands(edit, side, source)
        )

    def _unknown(self, text: str, places: tuple[int, ...]) -> Unread | None:
        r"""A command that an edit makes run on into the letters behind it and that is not known: \topx."""
        for place in places:
            if (letters := LETTERS.match(text, place)) and (command := COMMAND.search(text, 0, place)):
                read = self._once(command.group() + letters.group())
                if isinstance(read, Unread) and read.message.endswith(UNKNOWN):
                    return read
        return None

    def _in_units(self, edit: Edit, side: n.Node, source: Source) -> n.Node | Unread | None:
        """The side after an edit of names and brackets."""
        places: dict[int, tuple[n.Node, list[Change]]] = {}
        for change in edit.changes:
            unit = _unit(side, change)
            if unit is None:
                return None
            places.setdefault(id(unit), (unit, []))[1].append(change)
        new: Parts = {}
        for unit, changes in places.values():
            put = self._unit(unit, changes, source)
            if not isinstance(put, n.Node):
                return put
            new[id(unit)] = unit.span, put
        return self._with(new, side)

    def _unit(self, unit: n.Node, changes: list[Change], source: Source) -> n.Node | Unread | None:
        """What stands there instead of a name."""
        text = Edit(tuple(changes), "").apply(source, unit.span)[0]
        node = self._once(text)
        if isinstance(node, Unread) and text.startswith("(") and text.endswith(")"):
            return node  # it is closed: so it is wherever it stands
        named = isinstance(unit, ATOMS) and isinstance(node, ATOMS) and changes[0][0] == unit.span
        script = source.text[max(0, unit.span.start - 2) : unit.span.start].rstrip().endswith(("_", "^"))
        if script and not isinstance(node, n.Name):  # without braces, it is one letter
            return None
        if not named and (HANGING.match(source.text, unit.span.end) or PRIME.search(text)):
            return None
        runs_on = source.text[unit.span.end : unit.span.end + 1].isalpha() and COMMAND.search(text)
        return node if isinstance(node, UNITS) and not runs_on else None

    def _in_part(self, edit: Edit, side: n.Node, source: Source) -> n.Node | Unread | None:
        """The side after an edit within one summand, product or pair of brackets."""
        found, above = _part(side, edit.changes)
        if found is None:
            return None
        node = self._once(edit.apply(source, found.span)[0])
        if isinstance(node, Unread):
            return node
        return self._with({id(found): (found.span, node)}, side) if _may_stand(node, found, above) else None

    def _in_summands(self, edit: Edit, side: n.Node, source: Source) -> n.Node | None:
        """A sum after an edit of its summands and signs, each by itself."""
        if not isinstance(side, n.Binary):
            return None
        gap = Span(side.left.span.end, side.right.span.start)
        operator, *more = [text.strip() for span, text in edit.changes if span == gap] or [side.operator]
        left, right = (tuple(c for c in edit.changes if _holds(part, c)) for part in (side.left, side.right))
        known = all(change in (*left, *right) or change[0] == gap for change in edit.changes)
        if more or operator not in TURNED or not known:
            return None
        one, two = (
            self._summand(Edit(changes, ""), part, source) for changes, part in ((left, side.left), (right, side.right))
        )
        return self._one(side, [operator, one, two]) if one and two else None

    def _summand(self, edit: Edit, summand: n.Node, source: Source) -> n.Node | None:
        if not edit.changes:
            return self.one(summand)
        if isinstance(summand, n.Binary):
            return self._in_summands(edit, summand, source)
        node = self._once(edit.apply(source, summand.span)[0])
        return node if isinstance(node, SUMMANDS) else None

    def _around(self, edit: Edit, side: n.Node, source: Source) -> n.Node | Unread | None:
        """The side after an edit around it, or all of it but its sign: in what is read, a letter stands for it."""
        inner = body(side)
        before = tuple(change for change in edit.changes if change[0].end <= inner.span.start)
        behind = tuple(change for change in edit.changes if change[0].start >= inner.span.end)
        within = tuple(change for change in edit.changes if change not in (*before, *behind))
        opening = Edit(before, "").apply(source, Span(side.span.start, inner.span.start))[0]
        closing = Edit(behind, "").apply(source, Span(inner.span.end, side.span.end))[0]
        enclosed = opening.endswith("(") and closing.startswith(")")
        alone = enclosed or not (closing or isinstance(inner, n.Binary) or opening.count("(") > opening.count(")"))
        if not (before or behind) or not alone:
            return None
        made = self.tree(Edit(within, ""), inner, source) if within else self.one(inner)
        text = Edit(within, "").apply(source, inner.span)[0]
        if isinstance(made, Unread) and enclosed:
            return made
        if not isinstance(made, WHOLES if enclosed else SUMMANDS) or not (enclosed or OPENING.match(text)):
            return None
        letter = "(x)" if BRACKET.match(text) else "x"
        read, place = read_term(opening + letter + closing), Span(len(opening), len(opening) + len(letter))
        return self._put(made, place, read) if isinstance(read, n.Node) else None

    def _put(self, inner: n.Node, place: Span, read: n.Node) -> n.Node | None:
        """What was read with the part put at its place: the factors of a product are factors of the one around it."""
        found = next(((part, above) for part, above in _within(read) if part.span == place), None)
        if found is None or not isinstance(found[1], AROUND_WHOLE):
            return None
        old, above = found
        if not (isinstance(inner, n.Product) and isinstance(above, n.Product)):
            return self._with({id(old): (old.span, inner)}, read)
        if above.factors[-1][1] is not old or any(sign == "/" for sign, _ in (*above.factors, *inner.factors)):
            return None
        made = n.Product(above.span, (*above.factors[:-1], *inner.factors))
        return self._with({id(above): (above.span, self.one(made))}, read)

    def _with(self, new: Parts, side: n.Node) -> n.Node | None:
        """The side with the new parts; None where one of them lies inside another."""
        made = self._edited(side, new)
        return None if new else made

    def _once(self, text: str) -> n.Node | Unread:
        """The one node that a text is read as."""
        if text not in self.texts:
            node = read_term(text)
            self.texts[text] = self.one(node) if isinstance(node, n.Node) else node
        return self.texts[text]

    def _edited(self, node: n.Node, new: Parts) -> n.Node:
        """The node with the new parts put in; each is taken out of `new` when its place is found."""
        if (put := new.pop(id(node), None)) is not None:
            return put[1]
        for span, _ in new.values():
            if node.span.start <= span.start and span.end <= node.span.end:
                return self._one(node, _parts(node, lambda part: self._edited(part, new)))
        if id(node) not in self.sides:
            self.sides[id(node)] = node, self.one(node)
        return self.sides[id(node)][1]

    def _read(self, node: n.Node, frame: Frame) -> Array:
        """As the reader of the frame."""
        if frame is not self.frame or id(node) not in self.own or self._has_traces():
            return self.given.reader(node, frame)
        kept, running = _running(frame.bound)
        key = (id(node), *kept)
        if key not in self.known:
            return self._first(node, frame, key, running)
        found, before = self.known[key]
        if isinstance(found, MeaningError):
            raise found
        return _renamed(found, dict(zip(before, running, strict=True)))

    def _first(self, node: n.Node, frame: Frame, key: tuple[object, ...], running: tuple[Variable, ...]) -> Array:
        found: Array | MeaningError
        try:
            found = self.given.reader(node, frame)
        except MeaningError as fault:
            found = fault
        if not self._has_traces() and not (isinstance(found, Array) and has_open(found)):  # as long as its neighbour is
            self.known[key] = found, running
        if isinstance(found, MeaningError):
            raise found
        return found


def _running(bound: Mapping[str, Index]) -> tuple[tuple[object, ...], tuple[Variable, ...]]:
    """What is known of the letters that are bound, but which variables stand for those of sums, and these."""
    running = tuple(index for index in bound.values() if isinstance(index, Variable) and index.name.startswith("%"))
    if len(set(running)) < len(bound):
        return tuple(bound.items()), ()
    return tuple((letter, index.axis) for letter, index in bound.items()), running


def _renamed(array: Array, by: dict[Variable, Variable]) -> Array:
    """The same array with new slots, under sums that are read anew."""
    slots = tuple(fresh(slot.axis) if slot else None for slot in array.slots)
    new = {slot: other for slot, other in zip(array.slots, slots, strict=True) if slot and other}
    return Array(slots, substitute(array.body, {**by, **new}), array.shown, array.level)


def _holds(node: n.Node, change: Change) -> bool:
    """Whether a change is made in a node; what is put between two belongs to that which it is written with."""
    span, text = change
    if span.start < span.end:
        return node.span.start <= span.start and span.end <= node.span.end
    if FORWARD.match(text):
        return node.span.start <= span.start < node.span.end
    return node.span.start < span.start <= node.span.end


def _unit(side: n.Node, change: Change) -> n.Node | None:
    """What a change replaces, or else the outermost name with its scripts that it is made in, or brackets it raises.

    None where that says how far the argument of a function goes: \\log p (x), \\log p_j (x).
    """
    node: n.Node | None = side
    above: n.Node | None = None
    first: n.Node | None = None
    span, text = change
    run = False  # what stands here is the argument of a function, or a factor of it
    while node is not None:
        run = isinstance(above, n.Function) or (run and isinstance(above, n.Product))
        if isinstance(node, UNITS):
            if node.span == span:
                return None if run else node
            raised = span.start == node.span.end and text.startswith(("^", "_"))
            if first is None and (raised or isinstance(node, ATOMS)):
                if run:
                    return None
                first = node
        above = node
        node = next((part for part in parts_of(node) if _holds(part, change)), None)
    return first


def _within(node: n.Node | None, above: n.Node | None = None) -> Iterator[tuple[n.Node, n.Node | None]]:
    """Every node of a tree with what it stands in, outermost first."""
    if node is not None:
        yield node, above
        for part in parts_of(node):
            yield from _within(part, node)


def _part(side: n.Node, changes: tuple[Change, ...]) -> tuple[n.Node | None, n.Node]:
    """The smallest part that holds all changes and is read by itself, and what it stands in."""
    node: n.Node | None = side
    above, found, around = side, None, side
    while node is not None:
        if node is not side and _is_read_alone(node, above, changes):
            found, around = node, above
        above = node
        node = next((part for part in parts_of(node) if all(_holds(part, change) for change in changes)), None)
        if node is not None and any(node is script for script in (getattr(above, "sub", 0), getattr(above, "sup", 0))):
            break  # there, letters are read otherwise
    return found, around


def _is_read_alone(node: n.Node, above: n.Node, changes: tuple[Change, ...]) -> bool:
    """Whether a part ends where what it stands in goes on, whatever the changes make of it."""
    if isinstance(above, n.Binary):
        return not isinstance(node, n.Binary)
    if isinstance(node, n.Group):
        return all(node.span.start < span.start and span.end < node.span.end for span, _ in changes)
    return isinstance(node, n.Product) and isinstance(above, AROUND_PRODUCTS)


def _may_stand(new: n.Node, old: n.Node, above: n.Node) -> bool:
    """Whether what was read by itself would be read so where the old part stands."""
    if isinstance(above, n.Binary):
        return isinstance(new, SUMMANDS)
    if isinstance(old, n.Group):
        return isinstance(new, n.Group) and _brackets(new) == _brackets(old)
    return isinstance(new, PRODUCTS)


def _brackets(group: n.Group) -> tuple[object, ...]:
    return group.open, group.close, group.given, len(group.items)


def _left(frame: Frame) -> tuple[object, ...]:
    """What of a frame shows that something was met in it."""
    scope = frame.scope
    counted: tuple[Sized, ...] = (frame.free, frame.guesses, frame.laws, frame.values, scope.tensors, scope.axes)
    return *map(len, counted), scope.remembered, scope.last_loss
