"""What wrong results look like: the one fault that explains all of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from derive.codegen import Routine
from derive.losses.code import coded
from derive.losses.loss import Loss
from derive.testing.cases import Array, Case
from derive.trial.faults import faults

Kept = Sequence[tuple[Case, list[Any]]]  # cases, and the wrong results there


def likeness(kept: Kept, loss: Loss) -> str:
    """The fault that explains every wrong answer, or one for each result that is wrong; nothing where none does."""
    if not kept:
        return ""
    routine = loss.numpy()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        right = [routine.call(*case.arguments) for case, _ in kept]
        wrong = [n for n in range(len(routine.results)) if not all(map(partial(_alike, n), kept, right))]
        found = next(_related(kept, right, routine.results, wrong), None)
        return found or _shared(kept, routine) or _apart(kept, loss, routine.results, wrong)


def _shared(kept: Kept, routine: Routine) -> str:
    """One fault in what the results share."""
    for fault in faults(routine):
        others = [_called(fault.routine, case) for case, _ in kept]
        if all(_alike(n, one, other) for one, other in zip(kept, others, strict=True) for n in range(len(one[1]))):
            return fault.words
    return ""


def _apart(kept: Kept, loss: Loss, names: Sequence[str], wrong: Sequence[int]) -> str:
    """A fault of its own for every result that is wrong."""
    said = []
    for n in wrong:
        alone = coded(loss, [], (), whole=True) if n == 0 else loss.gradient(loss.learned[n - 1].name).numpy()
        found = next((fault.words for fault in faults(alone) if _explains(fault.routine, n, kept)), None)
        if found is None:
            return ""
        said.append(f"{names[n]}: {found}")
    return "; ".join(said)


def _explains(alone: Routine, n: int, kept: Kept) -> bool:
    """A routine for one result gives that of the wrong answers."""
    for case, results in kept:
        found = _called(alone, case)
        if len(found) != 1 or not _close(results[n], found[0]):
            return False
    return True


def _alike(n: int, one: tuple[Case, list[Any]], other: Sequence[Any]) -> bool:
    return len(other) == len(one[1]) and _close(one[1][n], other[n])


def _called(routine: Routine, case: Case) -> Sequence[Any]:
    """The results of a routine with a fault, which may not run at all."""
    try:
        found = routine.call(*case.arguments)
    except (ValueError, TypeError, IndexError):
        return ()
    return found if isinstance(found, tuple) else (found,)


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


def _related(kept: Kept, right: Sequence[Sequence[Any]], names: Sequence[str], wrong: Sequence[int]) -> Iterator[str]:
    """Overflow, or a single wrong result that is so related to what it should be in every answer."""
    if any(not np.isfinite(np.asarray(r)).all() for _, results in kept for r in results):
        yield "overflow or log of 0: the exponential of a large score; take the maximum off first, or use log1p"
    if len(wrong) != 1:
        return
    n = wrong[0]
    pairs = [(np.asarray(results[n]), np.asarray(true[n])) for (_, results), true in zip(kept, right, strict=True)]
    if all(a.shape == b.shape[::-1] and _close(a.T, b) for a, b in pairs):
        yield f"{names[n]} is transposed"
    for words, relation in RELATIONS.items():
        if all(_close(a, relation(b)) for a, b in pairs):
            yield f"{names[n]}: {words}"
