r"""What only a context that nobody named says, and a step that needs it says that it was assumed.

aliases  z is another name of s: not where the document makes one of the other
sizes    n and m are the number of examples: a document may mean two things by them. The one that ends sums is the
         size, another beside it is a number that is supposed to be the same: \frac{1}{m} \sum_{i=1}^n f_i
labels   y is one-hot at o
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.inference import Survey, survey
from derive.inference.symbols import used
from derive.naming.arrays import scalar
from derive.naming.names import is_open, letter, spelled, unwrap, walk
from derive.naming.scope import Scope, Tensor
from derive.syntax.chains import Chain
from derive.terms.index import Axis
from derive.terms.term import Delta, Size


def suppose(chains: Iterable[Chain], scope: Scope) -> None:
    """Note all that steps rest on if they need it; a letter that the document gives a value is no size."""
    if scope.chosen:
        found = survey(chains, Scope())
        scope.axes = {name: axis for name, axis in scope.axes.items() if name not in found.costs}
        tell_apart(found, scope)
        _labels(scope)
        _sizes(found, scope)


def tell_apart(found: Survey, scope: Scope) -> None:
    """Where the document makes s of z, these are no names of one thing, and what a context says of it is not meant."""
    for name, value in found.defined.items():
        own = scope.tensor(name)
        inside = {use.name for part in walk(value) if (use := used(part, found.letters)) and is_open(use.name)}
        alike = {other for other in inside if letter(other) != letter(name) and scope.tensor(other) is own}
        if own is not None and alike and used(unwrap(value), found.letters) is None:
            scope.forget(own.name)


def _labels(scope: Scope) -> None:
    for tensor in scope.tensors.values():
        if tensor.origin == "context" and tensor.definition is not None and isinstance(tensor.definition.body, Delta):
            at = sorted(v.name for v in tensor.definition.body.free - set(tensor.definition.flat()))
            scope.supposed[tensor.name] = rf"{spelled(tensor.name)} = \operatorname{{onehot}}({', '.join(at)})"


def _sizes(found: Survey, scope: Scope) -> None:
    """Make numbers of the further letters for a size."""
    written: dict[Axis, list[str]] = {}
    for name, axis in scope.axes.items():
        if name in found.sizes | found.counted:
            written.setdefault(axis, []).append(name)
    for axis, names in written.items():
        size, *others = sorted(names, key=lambda name: name not in found.sizes)
        for name in (other for other in others if other not in scope.tensors):
            scope.add(Tensor(name, (), definition=scalar(Size(axis), spelled(size)), origin="context"))
            scope.supposed[name] = f"{spelled(name)} = {spelled(size)}"
