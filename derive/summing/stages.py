r"""Recurrences without a time: h_{new} is made of h_{old} as h_{old} was of the h before it, and h' of h.

What acts in one step has acted in the steps before. A prime says less: h may be given and h' what is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.naming.moments import later_stages, stage
from derive.naming.scope import Scope, Tensor
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import Entry

BEFORE = " before"  # h before h_{old}, which is not written


def follows(name: str, scope: Scope) -> Tensor | None:
    """What is made of a name as the next of its stages: h_{new} of h_{old}; None where nothing is."""
    if scope.is_defined(name):
        return None
    later = later_stages(stage(name))
    if scope.tensors.keys().isdisjoint(later):
        return None  # as of most names
    return next((made for one in later if (made := scope.tensors.get(one)) and _uses(made, name, scope)), None)


def is_step(name: str, scope: Scope) -> bool:
    """Whether words say that a name is what something was: of h beside h' nobody knows."""
    made = follows(_written(name)[0], scope)
    return made is not None and not stage(made.name).primes


def law_of_stage(name: str, scope: Scope) -> Tensor | None:
    """A name as it was made, by the equation of the next of its stages."""
    written, depth = _written(name)
    made = follows(written, scope)
    if made is None or made.definition is None:
        return None
    now = dict(_stages(scope))
    earlier = {other: one for one, other in now.items()}

    def before(entry: Entry) -> Entry:
        if entry.tensor in now:
            return Entry(entry.tensor + BEFORE * (depth + 1), entry.indices)
        if entry.tensor in earlier:
            return Entry(earlier[entry.tensor] + BEFORE * depth, entry.indices)
        return entry

    plain = scope.unfold(made.definition.body, lambda other: other not in earlier)
    return replace(made, name=name, definition=replace(made.definition, body=map_entries(plain, before)))


def as_written(name: str) -> str:
    """The name that stands for a quantity at a stage which is not written."""
    return _written(name)[0]


def _written(name: str) -> tuple[str, int]:
    plain = name.replace(BEFORE, "")
    return plain, (len(name) - len(plain)) // len(BEFORE)


def _stages(scope: Scope) -> Iterator[tuple[str, str]]:
    """All names of a scope that something is made of as their next stage, with that."""
    for name in scope.tensors:
        if (made := follows(name, scope)) is not None:
            yield name, made.name


def _uses(tensor: Tensor, name: str, scope: Scope) -> bool:
    """Whether a tensor is made of a name; a primed one by its own equation: x' may be made of \\hat x alone."""
    if tensor.definition is None:
        return False
    return name in (tensors(tensor.definition.body) if stage(tensor.name).primes else scope.reach(tensor.name))
