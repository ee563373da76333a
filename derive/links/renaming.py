r"""Names that an equation with themselves gives a new meaning: let \sigma = \sqrt{\sigma^2 + \epsilon}, x = x + f(x).

Such an equation does not say that both are equal, which would be false: from there on, \sigma is what the right side
was. What was made of the old \sigma stays made of it.
"""

from __future__ import annotations

from dataclasses import replace

from derive.links.link import Link, Status
from derive.meaning.define import whole_name
from derive.naming.arrays import Array
from derive.naming.frame import Frame
from derive.naming.names import key, pushed, unwrap, walk
from derive.naming.scope import EARLIER, Scope, Tensor
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Unread
from derive.terms.substitute import tensors

OWN = {*EARLIER, *EARLIER.values()}
ROW = "\\\\"


def renamed(link: Link, left: n.Node | Unread, frame: Frame) -> bool:
    """Whether the equation gives a name of the document's own a new meaning, which the scope then has."""
    value, scope = link.sides[1], frame.scope
    if link.status is not Status.OPEN or not isinstance(value, Array) or not isinstance(left, n.Node):
        return False
    tensor = scope.tensor(whole_name(pushed(unwrap(left)), scope) or "")
    if tensor is None or tensor.definition is None or tensor.origin not in OWN:
        return False
    if tensor.name not in tensors(value.body) or tuple(slot.axis for slot in value.flat()) != tensor.axes:
        return False
    made = replace(tensor, definition=_without(tensor.name, value, scope), origin="document")
    for other in [other for other in scope.tensors.values() if _speaks_of(other, tensor.name)]:
        assert other.definition is not None
        scope.tensors[other.name] = replace(other, definition=_without(tensor.name, other.definition, scope))
    scope.add(made)
    return True


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
