"""A kernel in C: the walk, with the step that a plan asks for."""

from __future__ import annotations

from derive.coders import scans_in_c, windows_in_c
from derive.coders.sizes import Sizes
from derive.coders.vectors import Unit
from derive.coders.walks_in_c import kernel_source as walk
from derive.plans.windows import Drawn, Window


def kernel_source(plan: Window, sizes: Sizes, unit: Unit, title: str) -> str:
    """The whole of a C file."""
    if isinstance(plan.scored, Drawn):
        step = windows_in_c.step_of(plan, plan.scored, sizes, unit)
    else:
        step = scans_in_c.step_of(plan, plan.scored, sizes, unit)
    return walk(step, sizes, unit, title)
