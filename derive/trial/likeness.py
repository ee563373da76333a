"""What wrong results look like: the one fault that explains all of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from derive.cases.case import Array, Case
from derive.codegen import Routine
from derive.trial.faults import faults
from derive.trial.subjects import Subject

Kept = Sequence[tuple[Case, list[Any]]]  # cases, and the results there, wrong ones first
OVERFLOW = "overflow or log of 0: the exponential of a large score; take the maximum off first, or use log1p"
CANCELLED = 1e-14  # what a form such as 1 - sigmoid(x) loses
ROUGH = 1e-5  # of the largest entry: what single precision leaves
INEXACT = "right to some digits, but less exact than floats are: a form that cancels, or single precision on the way"


def likeness(kept: Kept, subject: Subject) -> str:
    """The fault that explains every answer, or one for each result that is wrong; nothing where none does."""
    if not kept:
        return ""
    routine, names = subject.routine, subject.names
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        right = [_results(routine.call(*case.arguments)) for case, _ in kept]
        wrong = [n for n in range(len(names)) if not all(map(partial(_alike, n), kept, right))]
        if not wrong:
            return INEXACT
        return (
            _shortened(kept, routine, wrong)
            or next(_related(kept, right, names, wrong), "")
            or _shared(kept, routine)
            or _apart(kept, subject, wrong)
            or _overflown(kept, right)
            or (INEXACT if all(_nearly(one, true) for one, true in zip(kept, right, strict=True)) else "")
        )


def _overflown(kept: Kept, right: Sequence[Sequence[Any]]) -> str:
    """A number that is none where there should be one."""
    pairs = [pair for (_, one), true in zip(kept, right, strict=True) for pair in zip(one, true, strict=True)]
    return OVERFLOW if any((~np.isfinite(a)).any() and np.isfinite(b).all() for a, b in pairs) else ""


def _shared(kept: Kept, routine: Routine) -> str:
    """One fault in what the results share."""
    for fault in faults(routine):
        others = [_called(fault.routine, case) for case, _ in kept]
        if all(_alike(n, one, other) for one, other in zip(kept, others, strict=True) for n in range(len(one[1]))):
            return fault.words
    return ""


SHORTENED: Mapping[str, slice] = {
    "only the last of {} counts: assigned where it should be added": slice(-1, None),
    "only the first of {} counts": slice(1),
    "nothing of {} counts": slice(0),
}


def _shortened(kept: Kept, routine: Routine, wrong: Sequence[int]) -> str:
    """Fewer words than are given, in what is wrong."""
    shown = next((p.name for p in routine.signature if p.into is not None and p.axes), None)
    for words, part in SHORTENED.items() if shown else ():
        fewer = [replace(case, functions={key: f[part] for key, f in case.functions.items()}) for case, _ in kept]
        others = [_called(routine, case) for case in fewer]
        if all(_alike(n, one, other) for one, other in zip(kept, others, strict=True) for n in wrong):
            return words.format(shown)
    return ""


def _apart(kept: Kept, subject: Subject, wrong: Sequence[int]) -> str:
    """A fault of its own for every result that is wrong."""
    said = []
    for n in wrong:
        found = next((fault.words for fault in faults(subject.apart(n)) if _explains(fault.routine, n, kept)), None)
        if found is None:
            return ""
        said.append(f"{subject.names[n]}: {found}")
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
        return _results(routine.call(*case.arguments))
    except (ValueError, TypeError, IndexError):
        return ()


def _results(found: Any) -> Sequence[Any]:
    return found if isinstance(found, tuple) else (found,)


def _nearly(one: tuple[Case, list[Any]], other: Sequence[Any]) -> bool:
    """Results that are right to a few digits of the largest entry."""
    pairs = [(np.asarray(a), np.asarray(b)) for a, b in zip(one[1], other, strict=True)]
    return all(a.shape == b.shape and np.allclose(a, b, 0, ROUGH * float(abs(b).max(initial=0))) for a, b in pairs)


def _close(a: Any, b: Any) -> bool:
    one, two = np.asarray(a), np.asarray(b)
    if one.shape != two.shape:
        return False
    single = np.float32 in (one.dtype.type, two.dtype.type)
    size = max(1e-30, float(np.abs(two).max(initial=0)))
    reach = 1e-5 * size if single else 1e-11 * size + CANCELLED
    return bool(np.allclose(one, two, rtol=1e-3 if single else 1e-9, atol=reach, equal_nan=True))


RELATIONS: Mapping[str, Callable[[Array], Array]] = {
    "sign: minus what it should be": lambda x: -x,
    "twice what it should be": lambda x: 2 * x,
    "half of what it should be": lambda x: x / 2,
    "0 everywhere": lambda x: 0 * x,
}


def _related(kept: Kept, right: Sequence[Sequence[Any]], names: Sequence[str], wrong: Sequence[int]) -> Iterator[str]:
    """How a single wrong result is related to what it should be in every answer."""
    if len(wrong) != 1:
        return
    n = wrong[0]
    pairs = [(np.asarray(results[n]), np.asarray(true[n])) for (_, results), true in zip(kept, right, strict=True)]
    if all(a.shape == b.shape[::-1] and _close(a.T, b) for a, b in pairs):
        yield f"{names[n]} is transposed"
    for words, relation in RELATIONS.items():
        if all(_close(a, relation(b)) for a, b in pairs):
            yield f"{names[n]}: {words}"
    for axis in kept[0][0].sizes:
        counts = [(1 + (axis == "m")) * max(case.sizes[axis], 1) for case, _ in kept]  # a window has 2 m words
        if all(_close(a, b / count) for (a, b), count in zip(pairs, counts, strict=True)):
            yield f"{names[n]}: mean instead of sum: divided by {axis}"
        if all(_close(a, b * count) for (a, b), count in zip(pairs, counts, strict=True)):
            yield f"{names[n]}: not divided by {axis}"
