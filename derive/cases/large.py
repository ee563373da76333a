"""Cases of sizes that are asked for, and results there against the derived gradient, array by array.

What is right is the generated routine in double precision; how far floats may be off is worked out beside it, entry by
entry, by `bounded`. That costs a few times what the loss and its gradients cost once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from derive.cases.agreement import Disagreement
from derive.cases.bounded import Bounded
from derive.cases.bounds import SLACK
from derive.cases.case import Array, Case
from derive.cases.inputs import parameters, positive
from derive.codegen import Routine
from derive.errors import UsageError
from derive.losses.loss import Loss

SEED = 1
LEAST = 0.125  # of what must be positive


def large_cases(loss: Loss, sizes: Mapping[str, int], count: int, kinds: Sequence[str]) -> Iterator[Case]:
    """So many cases of these sizes, kinds of floats in turn; every second one has words that occur again."""
    _known(loss, sizes)
    source = np.random.default_rng(SEED)
    whole = {name: sizes.get(name, 2) for name in parameters(loss)}
    for n in range(count):
        yield _case(loss, whole, np.dtype(kinds[n % len(kinds)]), source, again=n % 2 == 1)


def _known(loss: Loss, sizes: Mapping[str, int]) -> None:
    known = parameters(loss)
    for name, size in sizes.items():
        if name not in known:
            raise UsageError(f"{loss.name} has no size {name}; it has {', '.join(known)}")
        if size < 1:
            raise UsageError(f"{name} = {size}: a size is at least 1")


def _case(
    loss: Loss, sizes: Mapping[str, int], kind: np.dtype[Any], source: np.random.Generator, *, again: bool
) -> Case:
    empty = Case(loss, sizes, {}, {}, {})
    labels, above = dict(loss.facts.distributions), set(positive(loss))
    arrays: dict[str, Array] = {}
    for q in loss.given:
        shape = empty.shape(q.axes)
        drawn = source.standard_normal(shape) / np.sqrt(max(shape[-1:], default=1))
        drawn = LEAST + np.abs(drawn) if q.name in above or q.name in labels else drawn
        if q.name in labels:
            drawn = drawn / drawn.sum(axis=labels[q.name], keepdims=True)
        arrays[q.name] = np.asarray(drawn).astype(kind)
    positions = {i.symbol.name: int(source.integers(sizes[i.axis.name])) for i in loss.chosen}
    words = {name: _words(empty, name, source, again=again) for name in loss.applied}
    return Case(loss, sizes, arrays, positions, words)


def _words(empty: Case, name: str, source: np.random.Generator, *, again: bool) -> Array:
    applied = empty.loss.applied[name]
    shape = tuple(
        n - 1 if i.axis.half else n
        for i, n in zip(applied.arguments, empty.shape(tuple(i.axis for i in applied.arguments)), strict=True)
    )
    found = source.integers(empty.sizes[applied.axis.name], size=shape)
    if again:
        found.flat[1:] = found.flat[:-1]
    return found


def apart(case: Case, routine: Routine, names: Sequence[str], results: Sequence[Any]) -> list[Disagreement]:
    """Where results are further from those of the routine than floats can be."""
    if len(results) != len(names):
        return [Disagreement("results", f"{len(results)} were given, but should be {len(names)}: {', '.join(names)}")]
    unit = float(np.finfo(case.dtype).eps) / 2
    found = routine.call(*(Bounded.of(value, unit) for value in case.arguments))
    right = found if isinstance(found, tuple) else (found,)
    told = [_told(name, one, np.asarray(given), case) for name, one, given in zip(names, right, results, strict=True)]
    return [one for one in told if one is not None]


def _told(name: str, right: Bounded, given: Array, case: Case) -> Disagreement | None:
    if given.shape != right.shape:
        return Disagreement(name, f"has shape {given.shape}, but should be {right.shape}")
    if given.dtype.kind != "f":
        return Disagreement(name, f"is {given.dtype}, but should be {case.dtype} like what it is made of")
    reach = (1 + SLACK) * right.kept + float(np.finfo(case.dtype).tiny)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(given - right.value) <= reach)
    if not wrong.any():
        return None
    at = tuple(int(i) for i in np.argwhere(wrong)[0])
    where, near = f" at {list(at)}" if at else "", float(np.broadcast_to(reach, wrong.shape)[at])
    return Disagreement(
        name,
        f"is {float(given[at])!r}{where}, but should be {float(right.value[at])!r}, give or take {near:.1e} "
        f"({int(wrong.sum())} of {wrong.size} entries are off)",
    )
