r"""One position of an axis at a time: after \mu_j = \frac{1}{m} \sum_i x_{ij} for each j, the j is left out.

    Scope, Axis  --at_one_position()-->  the scope in which no name has this axis: \mu is a number, x_i one of a vector

What was defined at every position holds at any one of them, so every definition goes over; what sums over the axis, or
compares two of its positions, has no meaning at one, and is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.indexing.indices import placed
from derive.meaning.define import whole_name
from derive.naming.arrays import Array
from derive.naming.names import key, letter, name_mark, parts, subscripts
from derive.naming.names import walk as walk_nodes
from derive.naming.scope import Scope, Tensor
from derive.syntax import nodes as n
from derive.terms.index import Axis, Variable
from derive.terms.substitute import map_entries
from derive.terms.term import Delta, Entry, Sum, Term, walk


def left_out(nodes: Iterable[n.Node], scope: Scope) -> list[Axis]:
    """The axes of which every name that has them lacks the index in these terms, while no other index is lacking."""
    nodes = tuple(nodes)
    uses = {use for node in nodes for use in _uses(node, scope)}
    if not any(0 < count < len(tensor.axes) for tensor, count in uses):
        return []
    lacking = [(tensor.axes, len(tensor.axes) - count) for tensor, count in uses]
    axes = {axis for axes, _ in lacking for axis in axes}
    fits = [axis for axis in axes if all(lacks == axes.count(axis) <= 1 for axes, lacks in lacking)]
    letters = {letter(key(sub) or "") for node in nodes for part in walk_nodes(node) for sub in _subscripts(part)}
    written = {axis for name in letters for axis in (scope.range(name), scope.remembered.get(name))}
    return sorted((axis for axis in fits if axis not in written), key=lambda axis: axis.name)


def _subscripts(node: n.Node) -> tuple[n.Node, ...]:
    return subscripts(node.sub) if isinstance(node, n.Scripted) else ()


def _uses(node: n.Node, scope: Scope) -> Iterator[tuple[Tensor, int]]:
    """The names in a term, each with the number of its indices; a size is none."""
    node = placed(node, scope) if isinstance(node, n.Accent | n.Scripted) else node
    if isinstance(node, n.Scripted) and node.sup is not None and name_mark(node.sup) is None:
        yield from _uses(replace(node, sup=None), scope)
        yield from _uses(node.sup, scope)
        return
    whole = whole_name(node, scope)
    base = key(node.base) if isinstance(node, n.Scripted) else None
    family = scope.family(base or "")
    if whole and (tensor := scope.tensor(whole)):
        yield tensor, 0
    elif isinstance(node, n.Scripted) and (
        tensor := scope.tensors[family.tensor] if family else scope.tensor(base or "")
    ):
        yield tensor, len(subscripts(node.sub))
    else:
        for part in (node.body,) if isinstance(node, n.Big) else parts(node):
            yield from _uses(part, scope)


def at_one_position(scope: Scope, axis: Axis) -> Scope:
    """The scope at one position of an axis; `whole` leads back."""
    made = scope.copy()
    made.whole = scope
    made.ranges = {name: over for name, over in scope.ranges.items() if over != axis}
    made.remembered = {name: over for name, over in scope.remembered.items() if over != axis}
    places = {tensor.name: tensor.axes.index(axis) for tensor in scope.tensors.values() if axis in tensor.axes}
    made.families = {name: family for name, family in scope.families.items() if family.tensor not in places}
    made.aliases |= {name: f.tensor for name, f in scope.families.items() if f.tensor in places and name != f.tensor}
    lost = []
    for tensor in scope.tensors.values():
        if tensor.origin in ("loss", "gradient"):
            del made.tensors[tensor.name]
        elif (sliced := _sliced(tensor, axis, places)) is None:
            lost.append(tensor.name)
        else:
            made.tensors[tensor.name] = sliced
    for name in lost:
        made.forget(name)
    return made


def _sliced(tensor: Tensor, axis: Axis, places: dict[str, int]) -> Tensor | None:
    """A name at one position of the axis; None where it speaks of several."""
    if tensor.axes.count(axis) > 1:
        return None
    axes = tuple(other for other in tensor.axes if other != axis)
    made = replace(tensor, axes=axes, row=tensor.row and axes == tensor.axes)
    if tensor.definition is None:
        return made
    slots = tensor.definition.flat()
    at = next((slot for slot in slots if slot.axis == axis), None)
    body = _body(tensor.definition.body, at, places)
    if body is None or any(_speaks_of(part, axis) for part in walk(body)):
        return None
    kept = tuple(slot for slot in slots if slot is not at)
    shape = tensor.definition.slots if at is None else (*kept, None, None)[:2]
    return replace(made, definition=Array(shape, body, tensor.definition.shown))


def _body(term: Term, at: Variable | None, places: dict[str, int]) -> Term | None:
    """A definition without the index `at`; None where another stands in its place."""
    other = False

    def change(entry: Entry) -> Term:
        nonlocal other
        place = places.get(entry.tensor)
        if place is None:
            return entry
        other = other or entry.indices[place] is not at
        return Entry(entry.tensor, (*entry.indices[:place], *entry.indices[place + 1 :]))

    made = map_entries(term, change)
    return None if other or at in made.free else made


def _speaks_of(part: Term, axis: Axis) -> bool:
    """A sum over the axis, or a comparison of two of its positions."""
    return (isinstance(part, Sum) and part.index.axis == axis) or (isinstance(part, Delta) and part.left.axis == axis)
