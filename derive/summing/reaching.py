r"""How far a sum reaches: in \sum_i a_i + b_i the letter of the sum has no meaning behind it.

So b_i is meant to be summed as well, though no bracket says it; that is a choice, and shown with a note.
"""

from __future__ import annotations

from dataclasses import replace

from derive.indexing.indices import bound_letters
from derive.naming.frame import Frame
from derive.naming.names import key, letter, subscripts, unwrap, walk
from derive.syntax import nodes as n

ALL, ONE = "all that has its letter", "one term"


def reaching(node: n.Binary, frame: Frame) -> n.Node | None:
    """The sum with what is added behind it inside; None where that has nothing of its letter, or is not meant so."""
    sums = list(_last_sums(node.left))
    strays = {name for big in sums for name in bound_letters(big.sub)} & _letters(node.right) - frame.bound.keys()
    strays -= {name for part in walk(node.right) if isinstance(part, n.Big) for name in bound_letters(part.sub)}
    if not strays:
        return None
    name = min(strays)
    if frame.choices.pick(f"the sum over {name} reaches", (ALL, ONE)) == ONE:
        return None
    frame.note(f"the sum over {name} is read as reaching all that has its letter")
    inner = [big for big in sums if bound_letters(big.sub) & strays][-1]
    return _widened(node.left, inner, node)


def _last_sums(node: n.Node) -> list[n.Big]:
    """The sums that a term ends with, the outermost first."""
    match node:
        case n.Big(operator="sum", body=body):
            return [node, *_last_sums(body)]
        case n.Signed(body=body) | n.Binary(right=body):
            return _last_sums(body)
        case n.Product(factors=(*_, (_, last))):
            return _last_sums(last)
    return []


def _letters(node: n.Node) -> set[str]:
    """The letters below the names in a term."""
    below = [sub for part in walk(node) if isinstance(part, n.Scripted) for sub in subscripts(part.sub)]
    return {letter(key(unwrap(sub)) or "") for sub in below}


def _widened(node: n.Node, big: n.Big, added: n.Binary) -> n.Node:
    """The term with what is added inside its last sum."""
    if node is big:
        return replace(big, span=added.span, body=n.Binary(added.span, added.operator, big.body, added.right))
    match node:
        case n.Big(body=body) | n.Signed(body=body):
            return replace(node, body=_widened(body, big, added))
        case n.Binary(right=right):
            return replace(node, right=_widened(right, big, added))
        case n.Product(factors=(*others, (sign, last))):
            return replace(node, factors=(*others, (sign, _widened(last, big, added))))
    return node
