"""What wrong results look like: the one fault that explains all of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from derive.codegen import Routine
from derive.testing.cases import Array, Case
from derive.trial.faults import faults

Kept = Sequence[tuple[Case, list[Any]]]  # cases, and the wrong results there


def likeness(kept: Kept, routine: Routine) -> str:
    """The fault that explains every wrong answer, in words; nothing where none does."""
    if not kept:
        return ""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        right = [routine.call(*case.arguments) for case, _ in kept]
        found = next(_related(kept, right, routine.results), None)
        if found is not None:
            return found
        for fault in faults(routine):
            if _same(kept, [_called(fault.routine, case) for case, _ in kept]):
                return fault.words
    return ""


def _called(routine: Routine, case: Case) -> Sequence[Any]:
    try:
        found: Sequence[Any] = routine.call(*case.arguments)
    except (ValueError, TypeError, IndexError):
        return ()
    return found


def _same(kept: Kept, others: Sequence[Sequence[Any]]) -> bool:
    return all(
        len(results) == len(other) and all(_close(a, b) for a, b in zip(results, other, strict=True))
        for (_, results), other in zip(kept, others, strict=True)
    )


def _close(a: Any, b: Any) -> bool:
    one, two = np.asarray(a), np.asarray(b)
    if one.shape != two.shape:
        return False
    single = np.float32 in (one.dtype.type, two.dtype.type)
    size = max(1e-30, float(np.abs(two).max(initial=0)))
    return bool(
        np.allclose(one, two, rtol=1e-3 if single else 1e-9, atol=(1e-5 if single else 1e-11) * size, equal_nan=True)
    )


RELATIONS: Mapping[str, Callable[[Array], Array]] = {
    "sign: minus what it should be": lambda x: -x,
    "twice what it should be": lambda x: 2 * x,
    "half of what it should be": lambda x: x / 2,
    "0 everywhere": lambda x: 0 * x,
    "mean instead of sum: over the first side": lambda x: x / max(1, x.shape[0] if x.ndim else 1),
}


def _related(kept: Kept, right: Sequence[Sequence[Any]], names: Sequence[str]) -> Iterator[str]:
    """One result alone is wrong, and is so related to what it should be in every answer."""
    wrong = {
        n
        for (_, results), true in zip(kept, right, strict=True)
        for n, r in enumerate(results)
        if not _close(r, true[n])
    }
    if any(not np.isfinite(np.asarray(r)).all() for _, results in kept for r in results):
        yield "overflow or log of 0: the exponential of a large score; take the maximum off first, or use log1p"
    if len(wrong) != 1:
        return
    (n,) = wrong
    pairs = [(np.asarray(results[n]), np.asarray(true[n])) for (_, results), true in zip(kept, right, strict=True)]
    if all(a.shape == b.shape[::-1] and _close(a.T, b) for a, b in pairs):
        yield f"{names[n]} is transposed"
    for words, relation in RELATIONS.items():
        if all(_close(a, relation(b)) for a, b in pairs):
            yield f"{names[n]}: {words}"
