"""Losses of which a document says only what they depend on: dL/dx = sum_i dL/dy_i dy_i/dx.

At one point every loss has the slopes of a linear one, so L stands for sum_i g_i y_i with unknown g_i = dL/dy_i.
That gives all first derivatives of L and nothing else: its value and its second derivatives have no meaning.
"""

from __future__ import annotations

from derive.naming.arrays import Array, scalar
from derive.naming.names import letter, spelled
from derive.naming.scope import Scope, Tensor
from derive.terms.index import fresh
from derive.terms.substitute import tensors
from derive.terms.term import ZERO, Entry, Sum, Term


def put_losses(scope: Scope) -> None:
    """Every loss whose arguments have a meaning by now gets its own."""
    for loss, arguments in scope.losses.items():
        found = [scope.tensor(name) for name in arguments]
        body: Term = ZERO
        for tensor in found:
            if tensor is None:
                break
            body += _slope(loss, tensor, scope)
        else:
            scope.add(Tensor(loss, (), definition=scalar(body, spelled(loss)), origin="loss"))


def slope_of(loss: str) -> str:
    """How the names of the slopes of a loss begin."""
    return _name(loss, "")


def _slope(loss: str, tensor: Tensor, scope: Scope) -> Term:
    """sum_i g_i y_i"""
    name = _name(loss, tensor.name)
    indices = tuple(fresh(axis) for axis in tensor.axes)
    if name not in scope.tensors or scope.tensors[name].axes != tensor.axes:
        scope.add(Tensor(name, tensor.axes, origin="gradient"))
    term: Term = Entry(name, indices) * Entry(tensor.name, indices)
    for index in reversed(indices):
        term = Sum(index, term)
    return term


def shown_slope(name: str) -> str:
    """The LaTeX of the slope of this name."""
    loss, _, argument = name.removeprefix("d").partition("/d")
    return rf"\frac{{\partial {spelled(loss)}}}{{\partial {spelled(argument)}}}"


def _name(loss: str, argument: str) -> str:
    return f"d{letter(loss)}/d{letter(argument)}"


def direct_slopes(scope: Scope) -> frozenset[str]:
    """The slopes of a guessed loss by h where it is guessed to depend on h and on o = f(h) as well."""
    found: set[str] = set()
    for loss, arguments in scope.losses.items():
        known = [tensor.name for name in arguments if (tensor := scope.tensor(name))]
        if any(text.startswith(f"loss {spelled(loss)} of ") for text in scope.assumed):
            found |= {_name(loss, h) for h in known if any(o != h and scope.depends(o, h) for o in known)}
    return frozenset(found)


def slopes(scope: Scope) -> frozenset[str]:
    """The slopes of every guessed loss."""
    guessed = [x for x in scope.losses if any(text.startswith(f"loss {spelled(x)} of ") for text in scope.assumed)]
    return frozenset(
        _name(loss, tensor.name) for loss in guessed for a in scope.losses[loss] if (tensor := scope.tensor(a))
    )


def loss_in(array: Array, scope: Scope) -> str | None:
    """A loss that an array is made of."""
    return _met(array, scope, "loss")


def slope_in(array: Array, scope: Scope) -> str | None:
    """A gradient that an array is made of by itself, not through its loss."""
    return _met(array, scope, "gradient")


def guessed(array: Array, scope: Scope) -> bool:
    """Whether an array is made of what the document does not declare: of guesses, of a context's names, of a loss."""
    return any(_met(array, scope, origin) for origin in ("inferred", "loss", "context"))


def _met(array: Array, scope: Scope, origin: str) -> str | None:
    seen: set[str] = set()
    todo = sorted(tensors(array.body))
    while todo:
        name = todo.pop()
        tensor = scope.tensors.get(name)
        if tensor is None or name in seen:
            continue
        if tensor.origin == origin:
            return name
        seen.add(name)
        if tensor.definition is not None and tensor.origin != "loss":
            todo += sorted(tensors(tensor.definition.body))
    return None
