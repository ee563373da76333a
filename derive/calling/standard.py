r"""What needs no declaration: vectors of ones, identity matrices, indicators, the larger of two numbers.

\mathbf 1   \mathbf 1_n   I   I_n       of the length that fits, or of the size below
[w = o]   \mathbb 1[z > 0]   1_{w = o}  1 where it holds and 0 elsewhere
\max(a, b) = a + relu(b - a)
"""

from __future__ import annotations

from derive.indexing.hypotheses import compared, pairs
from derive.naming import arrays as a
from derive.naming.arrays import Array, ShapeError, open_axis, scalar
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, unwrap
from derive.syntax import nodes as n
from derive.terms.index import Axis, fresh
from derive.terms.printing import latex_index
from derive.terms.term import ONE, Apply, Delta

IDENTITY = "I"
A_SIZE, A_MATRIX = "a size", "the identity matrix"  # what I is, where a document has a size I
SIGN_NE = r"\ne"
INDICATORS = {"bf:1", "bb:1", "bb:I", "1"}


def is_identity(name: str, frame: Frame) -> bool:
    """Whether I is the identity matrix here: nothing else was declared under this name, or only a size."""
    scope = frame.scope
    if letter(name) != IDENTITY:
        return False
    known = scope.tensor(name) or scope.family(name) or scope.range(name) or scope.function(name)
    taken = letter(name) in {*frame.bound, *frame.free, *frame.values, *scope.poisoned}
    if known is not None or taken or name in scope.poisoned:
        return False
    return scope.axis(name) is None or frame.choices.pick(IDENTITY, (A_SIZE, A_MATRIX)) == A_MATRIX


def constant(name: str, shown: str, frame: Frame, sub: n.Node | None = None) -> Array | None:
    """The vector of ones or the identity that a name stands for; None for other names."""
    if name in ("bf:1", "bb:1"):
        axis = _axis(sub, frame)
        return Array((fresh(axis), None), ONE, shown)
    if is_identity(name, frame):
        axis = _axis(sub, frame)
        i, j = fresh(axis), fresh(axis)
        return Array((i, j), Delta(i, j), shown)
    return None


def _axis(sub: n.Node | None, frame: Frame) -> Axis:
    if sub is None:
        return open_axis()
    name = key(unwrap(sub))
    axis = frame.scope.axis(name) if name and letter(name) not in frame.bound else None
    if axis is None:
        raise NotUnderstoodError("this subscript is not the name of a size", sub.span)
    return axis


# indicators


def relation_in(node: n.Node) -> n.Relations | None:
    """The relation that brackets hold: [w = o], (w = o), \\{w = o\\}."""
    inside = unwrap(node)
    return inside if inside is not node and isinstance(inside, n.Relations) else None


def is_indicator_sign(node: n.Node, frame: Frame) -> bool:
    """The 1 of 1[w = o], in whichever font; I where it means nothing else."""
    if isinstance(node, n.Numeral):
        return node.text == "1"
    name = key(node) or ""
    return name in INDICATORS or is_identity(name, frame)


def subscript_relation(node: n.Scripted) -> n.Relations | None:
    """The condition of 1_{w = o}."""
    sign = node.base.text if isinstance(node.base, n.Numeral) else key(node.base)
    if sign not in INDICATORS or node.sub is None or node.sup is not None:
        return None
    return node.sub if isinstance(node.sub, n.Relations) else relation_in(node.sub)


def indicator(node: n.Relations, frame: Frame) -> Array:
    """[w = o] of indices; [x > y] of numbers, entry by entry, where x is not y."""
    found = pairs(node, frame)
    if found:
        ((sign, left, right),) = found
        same = Delta(left, right)
        shown = f"[{latex_index(left)} {'=' if sign == '=' else SIGN_NE} {latex_index(right)}]"
        return scalar(same if sign == "=" else 1 - same, shown)
    value: Array | None = None
    for order in compared(node, frame):
        gap = a.plus(order.large, order.small, "-")
        step = a.each(gap, order.holds, f"[{order.shown}]")
        value = step if value is None else a.hadamard(value, step, r"\odot")
    if value is None:
        raise NotUnderstoodError("this condition is not understood", node.span)
    return value


# the larger of two


def extreme(name: str, left: Array, right: Array) -> Array:
    """max(a, b) = a + relu(b - a); min(a, b) = a - relu(a - b)"""
    if left.is_scalar != right.is_scalar and not (left.is_zero or right.is_zero):
        raise ShapeError(f"{name} of a number and an array", right.shape, left.shape, doubtful=True)
    shown = rf"\{name}\left({left.shown}, {right.shown}\right)"
    if name == "max" and left.is_zero:
        return a.each(right, lambda t: Apply("relu", t), shown)
    if name == "max" and right.is_zero:
        return a.each(left, lambda t: Apply("relu", t), shown)
    first, second = (right, left) if name == "max" else (left, right)
    gap = a.each(a.plus(first, second, "-"), lambda t: Apply("relu", t), "")
    return a.plus(left, gap, "+" if name == "max" else "-").named(shown)


__all__ = ["constant", "extreme", "indicator", "is_identity", "is_indicator_sign", "relation_in", "subscript_relation"]
