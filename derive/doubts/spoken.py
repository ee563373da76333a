"""What a term speaks of: the arrays it names, the functions, and what of that is a guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from derive.indexing.indices import placed
from derive.naming.moments import moment
from derive.naming.names import TRANSPOSE, key, name_mark, parts, script_text, spelled, unwrap, walk
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.terms.index import Axis


def heads(node: n.Node, scope: Scope) -> Iterator[str]:
    """The functions in a term of which it is a guess that they are."""
    guessed = {name for name, function in scope.functions.items() if function.inferred}
    for part in walk(node) if guessed else ():
        if isinstance(part, n.Name | n.Accent) and (name := key(part)) in guessed:
            yield spelled(name or "")


def is_chain_rule(node: n.Node | Unread) -> bool:
    """Derivatives alone, multiplied: what they are equal to holds whatever the shapes are."""
    factors = [factor for _, factor in node.factors] if isinstance(node, n.Product) else [node]
    return all(isinstance(factor, n.Derivative) for factor in factors)


def wholes_in(node: n.Node | Unread, scope: Scope) -> Iterator[str]:
    """Names of members, as of u_w, that stand without an index for all of them, which is a guess."""
    if isinstance(node, n.Name | n.Accent) and (name := key(node)) and scope.all_members(name):
        yield name
    elif isinstance(node, n.Node):
        inside = (node.sup,) if isinstance(node, n.Scripted) and node.sub is not None else parts(node)
        yield from (name for part in inside if part is not None for name in wholes_in(part, scope))


def shown_whole(node: n.Node | Unread, nodes: Iterable[n.Node | Unread], scope: Scope) -> Iterator[str]:
    """The names of members that a proved step shows to stand for all of them.

    It speaks of other things that are one for every member, and not made of these: s = u^T h and ds/dh = u hold for one
    u as for all.
    """
    wholes = list(wholes_in(node, scope))
    spoken = {name for each in nodes if wholes and isinstance(each, n.Node) for name in named(each, scope)}
    for name in wholes:
        family = scope.all_members(name)
        assert family is not None
        of, axis = family.tensor, scope.tensors[family.tensor].axes[family.position]
        if any(axis in scope.tensors[other].axes for other in spoken if of not in scope.reach(other)):
            yield name


def named(node: n.Node, scope: Scope) -> set[str]:
    """The tensors whose names stand in a term."""
    found: set[str] = set()
    todo: list[n.Node | None] = [node]
    while todo:
        if (part := todo.pop()) is not None:
            todo += _named(part, scope, found)
    return found


def _named(node: n.Node, scope: Scope, found: set[str]) -> tuple[n.Node | None, ...]:
    """Note the tensor that a node names, if it names one; -> where else in the node names stand."""
    inner = placed(node, scope) if isinstance(node, n.Accent | n.Scripted) else node
    if not isinstance(inner, n.Scripted):
        tensor = scope.tensor(name) if (name := key(inner)) else None
        if tensor is None:
            return parts(inner)
        found.add(tensor.name)
        return ()
    if _is_exponential(inner):
        return (inner.sup,)
    label, base = script_text(inner.sub), _marked(inner)
    for name in (f"{base}_{label}" if label else None, base):
        tensor = scope.tensor(name) if name else None
        if tensor is not None:
            found.add(tensor.name)
            return (inner.sup,)
    return inner.base, inner.sup  # what is below is a label


def _is_exponential(node: n.Node) -> TypeGuard[n.Scripted]:
    """e^x, whatever else is called e; but e^T."""
    if not isinstance(node, n.Scripted) or key(node.base) != "e" or node.sub is not None or node.sup is None:
        return False
    return (key(unwrap(node.sup)) or "") not in TRANSPOSE


def _marked(node: n.Scripted) -> str | None:
    """v^{new} and h^{(t)} are names of their own."""
    base, mark = key(node.base), name_mark(node.sup)
    return f"{base}^{mark}" if base and mark and mark != "old" else base


def supposed(node: n.Node | Unread, scope: Scope) -> set[str]:
    """The names in a term that are guessed to stand for others."""
    guessed = {name for name, tensor in scope.tensors.items() if tensor.is_supposed}
    return guessed & named(node, scope) if guessed and isinstance(node, n.Node) else set()


def shaped_by(name: str, scope: Scope) -> frozenset[str]:
    """What the shape of a name rests on: the guesses that the document makes it of, and what a context makes it of."""
    tensor, reached = scope.tensors[name], scope.reach(name)
    if name in scope.confirmed or tensor.origin == "loss":
        return frozenset([name])
    if tensor.origin == "context":
        return reached if tensor.axes else frozenset([name])
    return frozenset(other for other in reached if other == name or scope.tensors[other].origin == "inferred")


def borne_at_other_times(names: frozenset[str], scope: Scope) -> frozenset[str]:
    """The names whose shape proved steps bear out at another time: that of h_{t+1} by that of h_t."""

    def quantity(name: str) -> tuple[str, tuple[Axis, ...]] | None:
        then, tensor = moment(name, scope.times), scope.tensors.get(name)
        return (then.base, tensor.axes) if then and tensor else None

    borne = set(map(quantity, scope.confirmed)) - {None}
    return frozenset(name for name in names if quantity(name) in borne)
