"""An outcome in words: which result is wrong and how, what it looks like, and the smallest example with its values."""

from __future__ import annotations

from collections.abc import Iterator

from derive.cases import Case
from derive.codegen.routine import READABLE
from derive.losses.notation import PLAIN
from derive.trial.search import CASES, EXTREME, LARGE, ORDINARY, Outcome


def shown(name: str, outcome: Outcome, leave_out: str) -> str:
    """All there is to say of what is called so; `leave_out` says how extreme numbers are left out."""
    subject = outcome.subject.name
    if outcome.case is None:
        return f"{name} agrees with {subject} at {outcome.cases} cases\n"
    only = {EXTREME: ", at extreme numbers alone", LARGE: ", at large sizes alone"}.get(outcome.regime, "")
    lines = [
        f"{name} differs from {subject}{only} [D501]",
        *(f"  {wrong}" for wrong in outcome.wrong),
        *_laws(outcome),
        *([f"  looks like: {outcome.likeness}"] if outcome.likeness else []),
        *([_ordinary(leave_out)] if outcome.regime == EXTREME else []),
        *_example(outcome.case, whole=outcome.regime != LARGE),
    ]
    return "\n".join(lines) + "\n"


def _laws(outcome: Outcome) -> Iterator[str]:
    """What the wrong gradients are."""
    wrong = {one.result for one in outcome.wrong}
    if outcome.subject.alone:
        return
    for gradient in outcome.subject.loss.gradients(PLAIN):
        law = gradient.latex()
        if f"d{gradient.wrt.name}" in wrong and len(law) < READABLE:
            yield f"  expected: {law}"


def _ordinary(leave_out: str) -> str:
    return (
        f"  right at ordinary numbers ({CASES[ORDINARY]} cases); only a stable form survives this one, "
        f"and {leave_out} leaves such numbers out"
    )


def _example(case: Case, *, whole: bool) -> Iterator[str]:
    sizes = ", ".join(f"{axis} = {n}" for axis, n in case.sizes.items())
    if not whole:
        yield f"  example: {sizes} ({case.dtype})"
        return
    yield f"  smallest example: {sizes} ({case.dtype})" if sizes else f"  smallest example ({case.dtype})"
    for name, value in {**case.arrays, **case.positions, **case.functions}.items():
        yield f"    {name} = {getattr(value, 'tolist', lambda value=value: value)()}"
