"""Arguments put in the places of the parameters a value was defined with: f(b, a) of f(a, b).

The parameters give way all at once: first each to a name of its own, then those names to the arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.indexing.indices import read_index
from derive.naming.arrays import Array, ShapeError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, unwrap
from derive.syntax import nodes as n
from derive.terms.index import Index, Variable, fresh
from derive.terms.substitute import map_entries, substitute
from derive.terms.term import Entry, Term


@dataclass(slots=True)
class Given:
    """The arguments given, under the names that hold their places."""

    frame: Frame
    indices: dict[Variable, Index] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)

    def held(self, body: Term, parameter: n.Node, argument: n.Node) -> Term:
        """The body with a place for one argument: an index for an index, an array for an array of its shape."""
        frame, name = self.frame, letter(key(unwrap(parameter)) or "")
        axis = frame.scope.ranges.get(name)
        if axis is not None:
            index, fixed, place = read_index(argument, axis, frame), Variable(name, axis), fresh(axis)
            self.indices[place] = index
            return substitute(frame.scope.expose_index(body, fixed), {fixed: place})
        old, new = frame.read(parameter), frame.read(argument)
        entry, tensor = old.body, f"%{len(self.arrays)}"
        if old.axes != new.axes or not isinstance(entry, Entry):
            raise ShapeError("the loss takes another argument here", new.shape, old.shape)
        self.arrays[tensor] = new

        def change(other: Entry) -> Term:
            pairs = list(zip(entry.indices, other.indices, strict=True)) if other.tensor == entry.tensor else None
            if pairs is None or any(i is not j for i, j in pairs if i not in old.flat()):
                return other
            return Entry(tensor, tuple(j for slot in old.flat() for i, j in pairs if slot is i))

        return map_entries(frame.scope.expose(body, entry.tensor), change)

    def put(self, body: Term) -> Term:
        """The body with the arguments in their places."""

        def change(entry: Entry) -> Term:
            new = self.arrays.get(entry.tensor)
            if new is None:
                return entry
            at = iter(entry.indices)
            return new.at(*(next(at) if slot else None for slot in new.slots))

        return map_entries(substitute(body, self.indices), change)
