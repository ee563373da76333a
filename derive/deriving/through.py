r"""Derivatives by an expression: \frac{\partial \sigma(u^\top v)}{\partial u^\top v}.

The expression gives way to a number of its own, and comes back in its place after the differentiation; what is left
must not depend on what the expression is made of. Else the expression must be what a declared name stands for.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import count
from typing import Any

from derive.calculus.differentiate import differentiate
from derive.indexing.running import same
from derive.naming.arrays import Array
from derive.naming.frame import Frame
from derive.naming.names import key, spelled, unwrap
from derive.naming.scope import Scope, Tensor
from derive.syntax import nodes as n
from derive.terms.canonical import canonical
from derive.terms.index import Index
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import Entry, Term

_numbers = count(1)


def by_expression(body: n.Node | None, by: n.Node, target: Array, frame: Frame) -> tuple[Array, Term] | None:
    """What is written through an expression, and its derivative by that expression, over the slots of both."""
    name = f"%by{next(_numbers)}"
    changed = replaced(body, by, n.Name(by.span, name)) if body is not None else None
    if changed is None or changed is body:
        return None
    slots, inside = target.flat(), frame.apart(held=None)
    scope, place = inside.scope, Entry(name, slots)
    scope.add(Tensor(name, tuple(slot.axis for slot in slots), origin="document"))
    inside.values[name] = Array(target.slots, place, target.shown, target.level)
    outside = inside.read(changed).freshened()
    if _bases(outside.body, scope) & _bases(target.body, scope):
        return None

    def back(term: Term) -> Term:
        return map_entries(term, lambda e: _at(target, e.indices) if e.tensor == name else e)

    return replace(outside, body=back(outside.body)), back(differentiate(outside.body, place, scope))


def replaced(node: n.Node, part: n.Node, by: n.Node) -> n.Node:
    """The node with every part that is the same as `part` replaced; the very node where there is none."""
    if same(node, part):
        return by
    changed: dict[str, Any] = {}
    for slot in fields(node):
        value = getattr(node, slot.name)
        new = _inside(value, part, by)
        if new is not value:
            changed[slot.name] = new
    return replace(node, **changed) if changed else node


def _inside(value: object, part: n.Node, by: n.Node) -> object:
    if isinstance(value, n.Node):
        return replaced(value, part, by)
    if not isinstance(value, tuple):
        return value
    new = tuple(_inside(item, part, by) for item in value)
    return value if all(a is b for a, b in zip(new, value, strict=True)) else new


def _at(array: Array, indices: tuple[Index, ...]) -> Term:
    at = iter(indices)
    return array.at(*(next(at) if slot else None for slot in array.slots))


def _bases(term: Term, scope: Scope) -> set[str]:
    """The names without a definition that a term is made of."""
    reached = {name for inside in tensors(term) for name in scope.reach(inside)}
    return {name for name in reached if not scope.is_defined(name)}


def name_for(target: Array, body: Array, frame: Frame) -> Array | None:
    """The declared name that stands for this expression, and that the body is written through."""
    scope, own = frame.scope, canonical(frame.scope.unfold(target.body))
    reached = {name for inside in tensors(body.body) for name in scope.reach(inside)}
    for tensor in [scope.tensors[name] for name in sorted(reached) if scope.is_defined(name)]:
        for indices in _indices(tensor, target):
            entry = Entry(tensor.name, indices)
            if canonical(scope.unfold(entry)) is own:
                frame.note(f"{target.shown} is {spelled(tensor.name)}")
                return Array(target.slots, entry, target.shown, target.level)
    return None


def square_root(by: n.Node, frame: Frame) -> n.Node | None:
    r"""The \sigma of \partial \sigma^2, unless something is called \sigma^2 itself."""
    match unwrap(by):
        case n.Scripted(base=base, sub=sub, sup=n.Numeral(text="2"), primes=0) as square:
            named = frame.scope.tensor(f"{key(base)}^2")
            root = base if sub is None else n.Scripted(square.span, base, sub, None)
            return root if named is None else None
    return None


def _indices(tensor: Tensor, target: Array) -> list[tuple[Index, ...]]:
    """The indices at which a name may stand for the expression: its slots, or one that is fixed in it."""
    slots = target.flat()
    if tensor.axes == tuple(slot.axis for slot in slots):
        return [slots]
    if slots or len(tensor.axes) != 1:
        return []
    return [(index,) for index in sorted(target.body.free, key=lambda v: v.key) if index.axis == tensor.axes[0]]
