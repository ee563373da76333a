r"""A prime behind brackets: (x e^x)', \sigma(x)' and softmax(z)_k' are derivatives by the one thing written in them.

Of an array, \sigma(z)' may be meant entry by entry: only the derivatives of numbers and of softmax are read. A prime by
an array, softmax(z)_k', may be meant by one of its entries: it proves steps and makes none false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.indexing.indices import placed
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, parts, spelled
from derive.syntax import nodes as n


def primed(node: n.Node) -> n.Scripted | None:
    """The bracket with a prime that a factor is or ends with; None where there is none."""
    inside = node.argument if isinstance(node, n.Function) else node
    if isinstance(inside, n.Scripted) and inside.primes and isinstance(inside.base, n.Group | n.Function):
        return inside
    return None


def as_derivative(whole: n.Node, behind: n.Scripted, frame: Frame) -> n.Derivative:
    """What stands before the prime, differentiated by what it is written in, where that is one thing."""
    if behind.sup is not None or behind.primes > 1:
        raise NotUnderstoodError("a prime and a power behind brackets", behind.span, hint="write a derivative \\frac")
    body = _without(whole, behind)
    found = {_spelling(node): node for node in _variables(body, frame)}
    if len(found) != 1:
        named = " or ".join(sorted(found)) or "nothing that varies"
        raise NotUnderstoodError(
            f"this prime does not say by what: {named}?", behind.span, hint=r"write \frac{\partial}{\partial x}"
        )
    (by,) = found.values()
    if not (frame.read(by).is_scalar or frame.read(body).is_scalar or _is_softmax(body)):
        raise NotUnderstoodError("the prime of an array", behind.span, hint=r"write \sigma'(z), or a derivative \frac")
    if not frame.read(by).is_scalar:
        frame.vacuous[whole.span] = f"false if this prime is the derivative by {min(found)}, and not by an entry of it"
    return n.Derivative(whole.span, body, replace(by, span=behind.span), "fraction")


def _is_softmax(body: n.Node) -> bool:
    return isinstance(body, n.Function) and body.name.lower() == "softmax"


def _without(node: n.Node, behind: n.Scripted) -> n.Node:
    """The node without its prime."""
    bare = replace(behind, primes=0) if behind.sub is not None else behind.base
    match node:
        case n.Function():
            return replace(node, argument=bare)
        case n.Product(factors=(*before, (sign, _))):
            return replace(node, factors=(*before, (sign, bare)))
    return bare


def _variables(node: n.Node, frame: Frame) -> Iterator[n.Node]:
    """The names and the entries that stand for values, not those of functions and indices."""
    name = key(node)
    if name is not None and not isinstance(node, n.Group):
        if letter(name) not in frame.bound and (letter(name) in frame.values or frame.scope.tensor(name) is not None):
            yield node
        return
    if isinstance(node, n.Scripted) and node.sub is None and node.sup is not None and key(node.base) == "e":
        yield from _variables(node.sup, frame)
        return
    inner = placed(node, frame.scope) if isinstance(node, n.Scripted) else node
    if isinstance(inner, n.Scripted) and inner.sub is not None and key(inner.base) is not None:
        yield replace(inner, sup=None)
        yield from _variables(inner.sup, frame) if inner.sup is not None else ()
        return
    for part in parts(node):
        yield from _variables(part, frame)


def _spelling(node: n.Node) -> str:
    if isinstance(node, n.Scripted):
        below = "".join(letter(name) for part in (node.sub,) if part and (name := key(part)))
        return f"{spelled(key(node.base) or '')}_{{{below}}}"
    return spelled(key(node) or "")
