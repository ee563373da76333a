r"""Sums that nobody wrote, by Einstein's convention.

∂E/∂x_j = ∂E/∂y_i ∂y_i/∂x_j        i stands at two factors of a chain rule, and on one side only
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.naming.arrays import PRODUCT, Array
from derive.naming.names import key, letter, walk
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.terms.index import Variable
from derive.terms.term import Add, Sum

SAID = "an index that stands twice in a chain rule is summed over where the other side does not have it"


def summed(side: Array, node: n.Node | Unread, lost: frozenset[Variable]) -> Array | None:
    """The side summed over its lost indices, each the joint of a chain rule; None where one is not.

    Any other product in which an index stands twice is a sum that was forgotten.
    """
    mine = sorted(lost & side.body.free, key=lambda index: index.key)
    parts = side.body.terms if isinstance(side.body, Add) else (side.body,)
    if any(not _joins(node, index) or any(index not in part.free for part in parts) for index in mine):
        return None
    body, shown = side.body, side.show(PRODUCT)
    for index in reversed(mine):
        body, shown = Sum(index, body), rf"\sum_{{{index.name}}} {shown}"
    return Array(side.slots, body, shown, PRODUCT) if mine else side


def _joins(node: n.Node | Unread, index: Variable) -> bool:
    """Whether the index stands below one derivative and above another, or at one of them and at a delta beside it."""
    if isinstance(node, Unread):
        return False
    derivatives = [part for part in walk(node) if isinstance(part, n.Derivative)]
    below = [part for part in derivatives if _is_index_in(part.by, index)]
    above = [part for part in derivatives if part.body is not None and _is_index_in(part.body, index)]
    tied = any(_is_index_in(delta, index) for delta in _deltas(node))
    return any(one is not other for one in below for other in above) or (tied and bool(below) != bool(above))


def _deltas(node: n.Node) -> Iterator[n.Scripted]:
    r"""\delta_{ij} and \delta_i^j as factors."""
    for part in walk(node):
        for _, factor in part.factors if isinstance(part, n.Product) else ():
            if isinstance(factor, n.Scripted) and letter(key(factor.base) or "") == r"\delta":
                yield factor


def _is_index_in(node: n.Node, index: Variable) -> bool:
    """Whether the letter stands in a script: the w of w_{t+j} does not."""
    scripted = [part for part in walk(node) if isinstance(part, n.Scripted)]
    bases = {id(part.base) for part in scripted}
    scripts = [script for part in scripted for script in (part.sub, part.sup) if script is not None]
    letters = [
        part for script in scripts for part in walk(script) if isinstance(part, n.Name) and id(part) not in bases
    ]
    return any(letter(key(part) or "") == index.name for part in letters)
