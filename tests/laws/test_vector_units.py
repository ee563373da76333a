"""Routines in C for every width of a vector: those that a processor lacks are taken in parts. Faults are caught."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from derive.backends import Compiled, Updates, routine, routines, updates
from derive.backends.compiling import FLAGS, compiler
from derive.coders import pairs_in_c
from derive.coders.sizes import BYTES
from derive.coders.vectors import Unit
from derive.losses import find
from derive.plans.pairs import pairs_of
from tests.laws.test_backends import LAX, STEPS, batch, goes_down, made

UNITS = (Unit(16, 16), Unit(32, 16), Unit(64, 32))
Fault = tuple[str, str] | None


def changed(source: Callable[..., Any], unit: Unit, fault: Fault) -> Callable[..., Any]:
    """A writer of sources that takes another vector unit and makes one fault."""

    def write(*given_: Any, **others: Any) -> tuple[str, str]:
        if "unit" in others:
            others["unit"] = unit
        text, prototype = source(*(unit if isinstance(one, Unit) else one for one in given_), **others)
        if fault is not None:
            assert fault[0] in text
            text = text.replace(*fault, 1)
        return text, prototype

    return write


def softmax(unit: Unit, fault: Fault = None) -> Compiled:
    """Naive softmax in C."""
    made(compiler)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routines, "c_source", changed(routines.c_source, unit, fault))
        return routine(find("naive-softmax"), "c")


def step(size: int, unit: Unit, fault: Fault = None) -> Updates:
    """Steps of negative sampling in C."""
    made(compiler)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs_in_c, "update_source", changed(pairs_in_c.update_source, unit, fault))
        return updates(find(STEPS[0]), size, "float64", "c")


def softmaxes_agree(run: Compiled) -> bool:
    """Rows and sizes around what a vector holds, scores that rise by little and by hundreds, results at odd places."""
    wanted, rng, same = routine(find("naive-softmax"), "numpy"), np.random.default_rng(3), True
    for dtype, rows, size, rise in product(BYTES, (1, 7, 8, 9, 21, 40), (1, 3, 8, 17, 40), (0.3, 300.0)):
        U, v = (rng.normal(size=shape).astype(dtype) for shape in ((rows, size), size))  # noqa: N806
        U[:, 0], v[0] = np.linspace(-rise, rise, rows), 1
        out = np.empty(rows * size + 1, dtype)[1:].reshape(rows, size), np.empty(size + 1, dtype)[1:]
        right, digits = wanted(U, v, rows // 2), 1e-3 if dtype == "float32" else 1e-11
        loss, error, slope = run.factored(U, v, rows // 2)
        for found in (run(U, v, rows // 2, out=out), (loss, np.outer(error, v), slope)):
            same = same and all(np.allclose(*both, digits, digits) for both in zip(found, right, strict=True))
    return same


@pytest.mark.parametrize("unit", UNITS, ids=str)
def test_softmaxes_of_every_width_agree(unit: Unit) -> None:
    assert softmaxes_agree(softmax(unit))


SOFTMAX_FAULTS = (
    ("*sum *= less", "*sum *= 1"),
    ("*left *= less", "*left *= 1"),
    ("g[a] *= less", "g[a] *= 1"),
    ("    else s[r] = -INFINITY;\n", ""),  # rows that are not there count
    ("high = s[r] > high ? s[r] : high", "high = s[r] < high ? high : 0"),
    ("if (size % LANES) { *left", "if (size % LANES > 1) { *left"),
    ("AT(gv, size - LANES) += left", "AT(gv, size - LANES) = left"),
    ("(real *)&left + LANES - size", "(real *)&left"),
    ("- size % LANES", "- size % LANES - 1"),
    ("some = share * power(some - top);", ""),
    ("return chosen(x < -", "return chosen(x < 0 * -"),
    ("two += p1 *", "two += p0 *"),
    ("for (; a < size; a++) put(", "for (; a < size - 1; a++) put("),
)


@pytest.mark.parametrize("fault", SOFTMAX_FAULTS, ids=lambda fault: str(fault[0]))
def test_a_softmax_with_a_fault_is_caught(fault: tuple[str, str]) -> None:
    assert not softmaxes_agree(softmax(Unit(32, 16), fault))


@pytest.mark.parametrize("unit", UNITS, ids=str)
def test_steps_of_every_width_go_down(unit: Unit) -> None:
    runs = {size: step(size, unit) for size in (1, 5, 40)}

    @LAX
    @given(batch(STEPS[0], most=9))
    def law(given_: tuple[Any, ...]) -> None:
        assert goes_down(runs[given_[0].shape[1]], STEPS[0], given_)

    law()


STEP_FAULTS = (
    ("= sums(a0, a1, a2, a3)", "= sums(a0, a2, a1, a3)"),
    ("a1 += v * last(u1);", ""),  # what is left behind whole vectors
    ("- size % LANES", "- size % LANES - 1"),
    ("for (; n < count; n++) s[n] =", "for (; n < count - 1; n++) s[n] ="),  # a row left behind whole blocks
    ("m++;", "m += m < 7;"),
    ("slopes[k] = sigmoid_of_one(slopes", "slopes[k] = sigmoid_of_one(-slopes"),
    ("1 / (1 + p * two.number)", "1 / (2 + p * two.number)"),
)


@pytest.mark.parametrize("fault", STEP_FAULTS, ids=lambda fault: str(fault[1]))
def test_a_step_with_a_fault_is_caught(fault: tuple[str, str]) -> None:
    run = step(5, Unit(32, 16), fault)
    found = []

    @settings(LAX, max_examples=60)
    @given(batch(STEPS[0], most=9).filter(lambda drawn: drawn[0].shape[1] == 5))
    def law(given_: tuple[Any, ...]) -> None:
        found.append(goes_down(run, STEPS[0], given_))

    law()
    assert not all(found)


def test_rows_are_asked_for_ahead(tmp_path: Path) -> None:
    """Compilers leave out a call of what does nothing else, unless it is inlined before they look."""
    problem = find(STEPS[0]).problem
    source, _ = pairs_in_c.update_source(pairs_of(problem), problem, 100, "float32", unit=UNITS[1], title="a test")
    built = tmp_path / "built.s"
    command = (*made(compiler).command, *FLAGS, "-S", "-x", "c", "-", "-o", str(built))
    subprocess.run(command, input=source, text=True, check=True)
    assert "prefetch" in built.read_text() or "prfm" in built.read_text()
