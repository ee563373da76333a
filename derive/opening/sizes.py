r"""Two letters for one size: a context has n and m for the number of examples, a document may mean two things by them.

Where a document writes two of the letters that only a context takes for one size, the one that ends sums is that size,
and another beside it is a number that is supposed to be the same: \frac{1}{m} \sum_{i=1}^n f_i.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.inference import survey
from derive.naming.arrays import scalar
from derive.naming.names import spelled
from derive.naming.scope import Scope, Tensor
from derive.syntax.chains import Chain
from derive.terms.index import Axis
from derive.terms.term import Size


def sizes_apart(chains: Iterable[Chain], scope: Scope) -> None:
    """Make numbers of the further letters for a size, each with what is supposed of it."""
    if not scope.chosen:
        return
    found = survey(chains, Scope())
    written: dict[Axis, list[str]] = {}
    for name, axis in scope.axes.items():
        if name in found.sizes | found.counted:
            written.setdefault(axis, []).append(name)
    for axis, names in written.items():
        size, *others = sorted(names, key=lambda name: name not in found.sizes)
        for name in (other for other in others if other not in scope.tensors):
            scope.add(Tensor(name, (), definition=scalar(Size(axis), spelled(size)), origin="context"))
            scope.supposed[name] = f"{spelled(name)} = {spelled(size)}"
