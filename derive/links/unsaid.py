r"""Sums that nobody wrote, by Einstein's convention.

∂E/∂x_j = ∂E/∂y_i ∂y_i/∂x_j        i stands at two factors of a chain rule, and on one side only
"""

from __future__ import annotations

from derive.naming.arrays import PRODUCT, Array
from derive.naming.names import key, letter, walk
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.terms.index import Variable
from derive.terms.term import Add, Sum

SAID = "an index that stands twice in a chain rule is summed over where the other side does not have it"


def summed(side: Array, node: n.Node | Unread, lost: frozenset[Variable]) -> Array | None:
    """The side summed over its lost indices, each at a derivative and once more; None where one is not.

    A product without derivatives is a sum that was forgotten.
    """
    mine = sorted(lost & side.body.free, key=lambda index: index.key)
    parts = side.body.terms if isinstance(side.body, Add) else (side.body,)
    if any(not _repeated(node, index) or any(index not in part.free for part in parts) for index in mine):
        return None
    body, shown = side.body, side.show(PRODUCT)
    for index in reversed(mine):
        body, shown = Sum(index, body), rf"\sum_{{{index.name}}} {shown}"
    return Array(side.slots, body, shown, PRODUCT) if mine else side


def _repeated(node: n.Node | Unread, index: Variable) -> bool:
    if isinstance(node, Unread):
        return False
    derivatives = [part for part in walk(node) if isinstance(part, n.Derivative)]
    return _uses(node, index) > 1 and any(_uses(part, index) for part in derivatives)


def _uses(node: n.Node, index: Variable) -> int:
    return sum(letter(key(part) or "") == index.name for part in walk(node) if isinstance(part, n.Name))
