r"""\sigma' = \sigma (1 - \sigma): an equation between functions, read at one number that may be any.

From a bare derivative on, the function itself is read there too, up to the end of the chain.
"""

from __future__ import annotations

from dataclasses import replace

from derive.calling.calls import ENTRYWISE, Call, apply_named
from derive.naming.arrays import Array, scalar
from derive.naming.frame import Frame
from derive.naming.names import letter
from derive.naming.scope import Tensor
from derive.syntax import nodes as n
from derive.terms.term import Entry

POINT = r"\cdot"


def derivative_of(name: str, node: n.Node, frame: Frame) -> Array | None:
    """The value of a function's derivative at the point; None for what is no derivative of a known function."""
    bare = letter(name).rstrip("'")
    if bare == letter(name) or not bare or frame.scope.tensor(bare) or bare in frame.values:
        return None
    call = Call(node, bare, n.Group(node.span, "(", ")", (n.Name(node.span, POINT),)))
    if not (frame.scope.function(bare) or bare in ENTRYWISE):
        return None
    frame.scope.add(Tensor(POINT, ()))
    frame.values[POINT] = scalar(Entry(POINT), POINT)
    value = apply_named(call, frame).named(bare)
    slope = apply_named(replace(call, primes=len(letter(name)) - len(bare)), frame)
    frame.values[bare] = value
    frame.note(f"an equation between functions: {bare} is read at any number")
    return slope.named(letter(name))
