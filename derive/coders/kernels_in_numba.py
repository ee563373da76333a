"""A kernel with Numba: the walk, with the step that a plan asks for."""

from __future__ import annotations

from derive.coders import scans_in_numba, windows_in_numba
from derive.coders.sizes import Sizes
from derive.coders.walks_in_numba import kernel_source as walk
from derive.plans.windows import Drawn, Window


def kernel_source(plan: Window, sizes: Sizes, title: str) -> str:
    """A whole module."""
    if isinstance(plan.scored, Drawn):
        step = windows_in_numba.step_of(plan, plan.scored, sizes)
    else:
        step = scans_in_numba.step_of(plan, plan.scored)
    return walk(step, sizes, title)
