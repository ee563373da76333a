"""agrees: a function of the test's own process against a loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from derive.apart.calls import LIBRARIES, NUMPY
from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.trial import Here, Outcome, shown, tried


def agrees(
    function: Callable[..., Any],
    loss: str | Loss,
    *,
    arguments: Mapping[str, str] | None = None,
    extreme: bool = True,
    sizes: Mapping[str, int] | None = None,
    arrays: str = NUMPY,
) -> Outcome:
    """Assert that a function gives a loss and its gradients, at drawn sizes and values.

    loss        its name, or the loss itself
    arguments   what the function's arguments are, where their names do not say it: {"centre": "v_c"}
    extreme     whether it is also asked at numbers that only a stable form survives
    sizes       at which it is asked as well, once it is right at small ones: {"V": 20_000, "d": 100}
    arrays      what it is given: 'numpy', 'torch' or 'jax'

    AssertionError with the smallest example, which result is wrong there, and what it looks like; UsageError for a loss
    or an argument that is not known. The function runs here: one that never ends is stopped by nothing.
    """
    __tracebackhide__ = True  # pytest shows the line of the test, not this one
    if arrays != NUMPY and arrays not in LIBRARIES:
        raise UsageError(f"arrays={arrays!r}: expected one of {', '.join((NUMPY, *LIBRARIES))}")
    code = Here(function, arrays)
    outcome = tried(code, loss, arguments or {}, extreme=extreme, sizes=sizes)
    if not outcome.agrees:
        raise AssertionError(shown(code.name, outcome, "extreme=False")) from outcome.raised
    return outcome
