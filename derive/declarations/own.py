r"""A loss of a person's own, said in declarations: the same language, the last statement is the loss."""

from __future__ import annotations

from derive.declarations.statements import declare
from derive.errors import UsageError
from derive.explain.ground import Definition
from derive.losses.loss import Loss
from derive.losses.quantities import Quantity, position
from derive.naming.faults import DeclarationError, MeaningError
from derive.naming.names import spelled
from derive.naming.scope import Scope, Tensor

UNDECLARED = "D002"


def own_loss(text: str, lets: tuple[str, ...] = ()) -> Loss:
    r"""The loss that a definition `J = ...` says under the declarations `lets`.

    Errors name the statement that has no meaning, and what was not understood of it.
    """
    scope = Scope("own")
    for statement in (*lets, text):
        try:
            declare(statement, scope, "declared")
        except DeclarationError as error:
            raise UsageError(f"{statement!r} is not understood: {_why(error)}") from error
    loss = list(scope.tensors.values())[-1]
    if loss.definition is None:
        raise UsageError(f"{text!r} declares {spelled(loss.name)} and does not say what it is; expected J = ...")
    if loss.axes:
        raise UsageError(f"{spelled(loss.name)} is {loss.shape}, but a loss is a number")
    return _loss(loss, scope)


def _why(error: DeclarationError) -> str:
    """The fault in the statement, and what helps."""
    fault = error.__cause__
    if not isinstance(fault, MeaningError):
        return error.message
    return fault.message + (r"; declare it, as in b \in \mathbb{R}^{d}" if fault.code == UNDECLARED else "")


def _loss(loss: Tensor, scope: Scope) -> Loss:
    assert loss.definition is not None
    parts = [t for t in scope.tensors.values() if t.name in scope.reach(loss.name) and t is not loss]
    letters = [position(name, axis) for name, axis in scope.ranges.items()]
    free = {v.name for v in loss.definition.body.free}
    return Loss(
        spelled(loss.name),
        "a loss of one's own",
        spelled(loss.name),
        "",
        tuple(_quantity(t, scope) for t in parts),
        loss.definition.body,
        chosen=tuple(p for p in letters if p.symbol.name in free),
        others=tuple(p for p in letters if p.symbol.name not in free),
        functions={f.name: f.result for functions in scope.index_functions.values() for f in functions},
        facts=scope.facts,
        lying=frozenset(t.name for t in parts if t.row),
    )


def _quantity(tensor: Tensor, scope: Scope) -> Quantity:
    member = next((name for name, f in scope.families.items() if f.tensor == tensor.name and f.position == 0), "")
    body = Definition(tensor.definition.flat(), tensor.definition.body) if tensor.definition else None
    return Quantity(tensor.name, tensor.axes, spelled(tensor.name), "", spelled(member) if member else "", (), body)
