r"""Names that get a new meaning: let \sigma = \sqrt{\sigma^2 + \epsilon}, x = x + f(x), E := a - b after another E.

Such an equation does not say that both are equal, which would be false: from there on, \sigma is what the right side
was. What was made of the old \sigma stays made of it.
"""

from __future__ import annotations

from dataclasses import replace

from derive.links.link import NOTHING, Link, Side, Status
from derive.meaning.define import as_call, define, define_call, whole_name
from derive.naming.arrays import Array
from derive.naming.frame import Frame
from derive.naming.names import key, letter, pushed, walk
from derive.naming.scope import EARLIER, Scope, Tensor
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Unread
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import Entry

OWN = {*EARLIER, *EARLIER.values()}
DEFINING = (":=", "=:")
BECOMES = "<-"
ROW = "\\\\"


def renamed(link: Link, left: n.Node | Unread, frame: Frame) -> bool:
    """Whether the equation gives a name of the document's own a new meaning, which the scope then has."""
    value, scope = link.sides[1], frame.scope
    if link.status is not Status.OPEN or not isinstance(value, Array) or not isinstance(left, n.Node):
        return False
    tensor = _own(left, scope)
    if tensor is None or tensor.name not in tensors(value.body) or not _is_like(value, tensor):
        return False
    _give(tensor, value, scope)
    return True


def updated(left: n.Node | Unread, value: Side, frame: Frame) -> None:
    """E := E + R, which claims nothing: a name of the document's own has a new meaning, or none if that is not read."""
    tensor = _own(left, frame.scope)
    if tensor is None:
        return
    if isinstance(value, Array) and _is_like(value, tensor):
        _give(tensor, value, frame.scope)
    else:
        frame.lost.add(tensor.name)


def renewed(link: Link, sides: tuple[Side, Side], frame: Frame) -> Link | None:
    """E := ..., ... := E, or `redefine` E = ..., of a name of the document's own: from there on it is this."""
    sign = ":=" if link.said.anew and link.relation.sign == "=" else link.relation.sign
    if sign not in DEFINING or link.status is Status.PROVED:
        return None
    blank = Link(link.relation, link.nodes, NOTHING, Status.DEFINED, role="definition")
    for place, (node, by, value) in enumerate(zip(link.nodes, link.nodes[::-1], sides[::-1], strict=True)):
        if not isinstance(node, n.Node) or not isinstance(by, n.Node):
            continue
        tensor, call = _own(node, frame.scope), as_call(node)
        if call and tensor is None and (place == 0) == (sign == ":=") and _is_function(call[0], frame):
            return replace(blank, swapped=place == 1) if define_call(*call, by, frame) else None
        if tensor is None or not isinstance(value, Array) or tensor.name in tensors(value.body):
            continue
        _leave_the_old(tensor.name, frame.scope)
        made = define_call(*call, by, frame) if call else define(node, value, frame)
        return replace(blank, sides=(value, value), swapped=place == 1) if made else None
    return None


def totalled(link: Link, sides: tuple[Side, Side], frame: Frame) -> Link | None:
    r"""L = \frac{1}{N} \sum_i L_i after L_i = ...: from there on L is a number, and L_i is of a vector beside it."""
    value, scope = sides[1], frame.scope
    tensor = _own(link.nodes[0], scope)
    if tensor is None or not isinstance(value, Array) or not value.is_scalar or len(tensor.axes) != 1:
        return None
    if value.body.free:  # L = L_i
        return None
    beside = f"bf:{letter(tensor.name)}"
    if tensor.name not in tensors(value.body) or scope.is_used(tensor.name) or beside in scope.tensors:
        return None
    scope.add(replace(tensor, name=beside))
    body = map_entries(value.body, lambda e: Entry(beside, e.indices) if e.tensor == tensor.name else e)
    made = Array(value.slots, body, value.shown, value.level)
    scope.add(Tensor(tensor.name, (), definition=made, origin="document"))
    return Link(link.relation, link.nodes, (made, made), Status.DEFINED, role="definition")


def _is_function(head: n.Node, frame: Frame) -> bool:
    """Whether an equation said what f(x) is."""
    known = frame.scope.function(key(pushed(head)) or "")
    return known is not None and known.body is not None


def _own(node: n.Node | Unread, scope: Scope) -> Tensor | None:
    """What a name, or the J of J(x), stands for by an equation of the document; None for any other name and term."""
    if not isinstance(node, n.Node):
        return None
    call = as_call(node)
    tensor = scope.tensor(whole_name(call[0] if call else node, scope) or "")
    if tensor is None or tensor.definition is None or tensor.origin not in OWN or (call and not tensor.signature):
        return None
    return tensor


def _is_like(value: Array, tensor: Tensor) -> bool:
    return tuple(slot.axis for slot in value.flat()) == tensor.axes


def _give(tensor: Tensor, value: Array, scope: Scope) -> None:
    """A name's new meaning, made of the one that it had."""
    made = replace(tensor, definition=_without(tensor.name, value, scope), origin="document")
    _leave_the_old(tensor.name, scope)
    scope.add(made)


def _leave_the_old(name: str, scope: Scope) -> None:
    """What was made of a name stays made of what that was."""
    for other in [other for other in scope.tensors.values() if _speaks_of(other, name)]:
        assert other.definition is not None
        scope.reword(replace(other, definition=_without(name, other.definition, scope)))


def _speaks_of(tensor: Tensor, name: str) -> bool:
    return tensor.definition is not None and tensor.name != name and name in tensors(tensor.definition.body)


def _without(name: str, array: Array, scope: Scope) -> Array:
    """With what a name stood for in its place."""
    return Array(array.slots, scope.unfold(array.body, lambda other: other == name), array.shown, array.level)


def told_first(chains: list[Chain], source: Source) -> list[Chain]:
    """The chains of a section, those that rename something before the row they stand in."""
    found: list[Chain] = []
    for chain in chains:
        place = len(found)
        while _renames(chain) and place and _is_one_row(found[place - 1], chain, source):
            place -= 1
        found.insert(place, chain)
    return found


def _renames(chain: Chain) -> bool:
    r"""\sigma = ... \sigma ..."""
    left, right = (*chain.terms, None, None)[:2]
    if len(chain.terms) != 2 or not isinstance(left, n.Name | n.Accent) or not isinstance(right, n.Node):
        return False
    return right is not left and key(left) in {key(part) for part in walk(right)}


def _is_one_row(before: Chain, chain: Chain, source: Source) -> bool:
    between = source.text[before.terms[-1].span.end : chain.terms[0].span.start]
    return before.block == chain.block and ROW not in between
