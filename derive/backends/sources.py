"""What would be built, as text to be read; nothing is compiled for it."""

from __future__ import annotations

from derive.backends import kernels, routines
from derive.backends.choosing import BACKENDS
from derive.backends.compiling import compiler
from derive.backends.errors import BackendError
from derive.coders import kernels_in_c, kernels_in_numba, kernels_in_numpy
from derive.coders.sizes import BYTES, Sizes
from derive.coders.vectors import Unit, unit_of
from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.plans.planning import plain_plan, plan_of
from derive.plans.showing import shown

USUAL = Unit(16, 16)  # where no compiler says which vector unit there is


def plan_text(loss: Loss, backend: str) -> str:
    """The plan of a loss in words."""
    _known(backend)
    return shown(loss.name, plan_of(loss.problem))


def routine_text(loss: Loss, backend: str, dtype: str) -> str:
    """The loss and its gradients."""
    _known(backend)
    if dtype not in BYTES:
        raise UsageError(f"dtype is {dtype!r}, but should be {' or '.join(BYTES)}")
    if backend == "numpy":
        return loss.numpy().source
    plan, problem, title = plain_plan(loss.problem), loss.problem, routines.titled(loss)
    if backend == "c":
        return routines.c_source(plan, problem, dtype, _unit(), title)[0]
    return routines.numba_source(plan, problem, dtype, title)


def kernel_text(loss: Loss, sizes: Sizes, backend: str) -> str:
    """The kernel of a loss."""
    _known(backend)
    (plan, sizes), title = kernels.planned(loss, sizes), kernels.titled(loss)
    if backend == "c":
        return kernels_in_c.kernel_source(plan, sizes, _unit(), title)
    if backend == "numba":
        return kernels_in_numba.kernel_source(plan, sizes, title)
    return kernels_in_numpy.kernel_source(plan, sizes, title)


def _known(backend: str) -> None:
    if backend not in BACKENDS:
        raise UsageError(f"backend is {backend!r}, but should be one of {', '.join(BACKENDS)}")


def _unit() -> Unit:
    try:
        return unit_of(compiler().macros)
    except BackendError:
        return USUAL
