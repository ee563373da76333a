"""An outcome as a test that stands alone: NumPy, pytest, the numbers of the smallest example, and the person's file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any

import numpy as np

from derive.apart.calls import LIBRARIES, NUMPY, SAMPLER, Named
from derive.cases import Case, Expected
from derive.errors import UsageError
from derive.trial.search import LARGE, Outcome

_WIDE = re.compile(r"[^A-Za-z0-9 _.,;:()\[\]+\-=*/'<>]")  # signs of words that no docstring needs

_TEXT = '''"""{headline}

{looks}Needs NumPy and pytest{needs}; run it with `pytest {own}`.
"""

import importlib.util
import sys
{partial}from pathlib import Path

import numpy as np
import pytest
{imports}
FILE = Path(__file__).parent / {file}
RIGHT = {{  # by result: the place at which the function gives it, the true values, and how far floats may be off
{right}}}


def results():
    """What the function gives at the smallest example."""
    sys.path.insert(0, str(FILE.parent))
    spec = importlib.util.spec_from_file_location("under_test", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
{sampler}    found = module.{function}(
{arguments}    )
    return found if isinstance(found, tuple | list) else (found,)


@pytest.mark.parametrize("name", RIGHT)
def test_{function}(name):
    place, right, bound = RIGHT[name]
    given = results()
    assert len(given) == len(RIGHT), f"{{len(given)}} results, but should be {{len(RIGHT)}}: {{', '.join(RIGHT)}}"
    found = {found}
    assert found.shape == right.shape
    assert found.dtype.kind == "f"
    known = np.isfinite(right)  # elsewhere there is a kink
    assert (np.abs(found - right) <= bound)[known].all(), f"{{name}} is {{found}}, but should be {{right}}"
'''


def reproduced(outcome: Outcome, file: Path, function: str, test: Path, library: str = NUMPY) -> str:
    """The text of a test, to lie at `test`, that fails as the function does at the smallest example."""
    if outcome.case is None:
        raise UsageError(f"{test.name}: there is nothing to reproduce, {function} agrees")
    if outcome.regime == LARGE:
        raise UsageError(f"{test.name}: the example is too large to be written down")
    case, name = outcome.case, outcome.subject.name
    where = os.path.relpath(file.resolve(), test.resolve().parent)
    wrong = ", ".join(one.result for one in outcome.wrong)
    looks = f"It looks like: {_inert(outcome.likeness)}.\n" if outcome.likeness else ""
    drawn = outcome.adapter.drawn(case)
    arguments = "".join(
        f"        {key}={_written(value, library)},\n" for key, value in outcome.adapter.arguments(case).items()
    )
    return _TEXT.format(
        headline=f"{function} differs from {name}: {_inert(wrong)}.",
        looks=looks,
        needs="" if library == NUMPY else f", and {library}",
        own=_inert(test.name),
        imports="" if library == NUMPY else f"import {LIBRARIES[library][0]}\n",
        file=json.dumps(where),
        right="".join(_right(outcome, case)),
        function=function,
        sampler="" if drawn is None else indent(_sampler(drawn), "    "),
        arguments=arguments,
        partial="from functools import partial\n" if "=partial(" in arguments else "",
        found="np.asarray(given[place])" if library != "torch" else "given[place].detach().cpu().numpy()",
    )


def _right(outcome: Outcome, case: Case) -> Iterator[str]:
    """The true results, each a line of a table."""
    for n, one in enumerate(outcome.subject.expected(case)):
        place = outcome.adapter.results.index(n)
        yield f"    {json.dumps(one.name)}: ({place}, {_array(_filled(one, True))}, {_array(_filled(one, False))}),\n"


def _filled(one: Expected, true: bool) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The true values, or how far floats may be off, rounding of the former included; nan at a kink."""
    found = np.full(one.case.shape(tuple(slot.axis for slot in one.slots)), np.nan)
    for at, value in one.values.items():
        middle = float(value.mid())
        found[at] = middle if true else one.bounds[at] + abs(middle) * float(np.finfo(np.float64).eps)
    return found


def _sampler(drawn: list[Any]) -> str:
    if drawn and isinstance(drawn[0], list):
        return f"rows = iter({drawn!r})\nmodule.{SAMPLER} = lambda *_, **__: next(rows)\n"
    return f"module.{SAMPLER} = lambda *_, **__: list({drawn!r})\n"


def _written(value: Any, library: str) -> str:
    """An argument as source."""
    if isinstance(value, np.ndarray):
        module, maker = LIBRARIES.get(library, ("", ""))
        return f"{module}.{maker}({_array(value)})" if module else _array(value)
    if isinstance(value, Named):
        return f"module.{value.name}" if value.count is None else f"partial(module.{value.name}, K={value.count})"
    return json.dumps(value) if value is not None else "None"


def _array(value: np.ndarray[Any, Any]) -> str:
    """Its numbers to the last bit."""
    numbers = re.sub(r"\b(nan|inf)\b", r"np.\1", repr(value.tolist()))
    shape = f".reshape{value.shape}" if 0 in value.shape else ""
    return f"np.array({numbers}, np.{value.dtype}){shape}"


def _inert(words: str) -> str:
    return _WIDE.sub("", words)
