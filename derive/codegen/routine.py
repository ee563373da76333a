"""A routine: NumPy source that a person can read, and the function it defines.

Problem  --routine()-->  Routine(name, signature, source, call)
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, SupportsIndex

from derive.codegen.functions import HELPERS
from derive.codegen.naming import inert, title
from derive.codegen.printing import line
from derive.codegen.program import Compiler, Parameter, Problem, Program
from derive.codegen.tree import Call, expressions, walk
from derive.errors import UsageError
from derive.terms.index import Axis

HEAD = "import numpy as np\n\n"
WIDTH = 100
READABLE = 350  # signs of a law; a longer one says nothing to a reader, and is left out
_numbers = count(1)


@dataclass(frozen=True)
class Routine:
    """Code for a loss or its gradients.

    name       of the function that the source defines
    signature  what it takes, in order
    results    what it gives back, in order: loss, dU, ...
    source     a whole module: NumPy, helpers, the function
    program    the same before it became text
    """

    name: str
    signature: tuple[Parameter, ...]
    results: tuple[str, ...]
    source: str
    program: Program = field(repr=False)

    @cached_property
    def call(self) -> Callable[..., Any]:
        """The function as it stands in the source, compiled once. It does not look at what it is given."""
        file = f"<derive {self.name} {next(_numbers)}>"
        linecache.cache[file] = (len(self.source), None, self.source.splitlines(keepends=True), file)
        module: dict[str, Any] = {"__name__": self.name}
        exec(compile(self.source, file, "exec"), module)
        found: Callable[..., Any] = module[self.name]
        return found

    def __call__(self, *values: Any) -> Any:
        """The results; UsageError for shapes that do not belong together or positions that are none."""
        check(self, values)
        return self.call(*values)


def routine(problem: Problem, name: str, words: Sequence[str] = ()) -> Routine:
    """The code of a problem. `words` go into the docstring, with every sign left out that could end it."""
    return of_program(Compiler(problem).program(), title(name), words)


def of_program(program: Program, own: str, words: Sequence[str]) -> Routine:
    """The routine with these statements, under a name of ours."""
    used = {c.function for s in program.statements for e in expressions(s) for c in walk(e) if isinstance(c, Call)}
    helpers = [f"{text}\n" for helper, text in HELPERS.items() if helper in used]
    head = f"\ndef {own}({', '.join(p.name for p in program.parameters)}):\n"
    lines = [f"    {line(statement)}\n" for statement in program.statements]
    source = "".join([HEAD, *helpers, head, _docstring(program, words), *lines])
    return Routine(own, program.parameters, program.results, source, program)


def _docstring(program: Program, words: Sequence[str]) -> str:
    """What it is, shapes, laws and source."""
    taken, made = ", ".join(map(_parameter, program.parameters)), ", ".join(program.results)
    first, *rest = [text for text in map(inert, words) if len(text) < READABLE]
    shapes = [f"{taken}  ->  {made}"] if len(taken) + len(made) < WIDTH else [taken, f"->  {made}"]
    body = [first, "", *shapes, "A gradient has the shape of what it is taken by.", "", *rest]
    return '    r"""' + "\n".join([body[0], *(f"    {text}" if text else "" for text in body[1:]), '    """', ""])


def _parameter(parameter: Parameter) -> str:
    if parameter.into is None:
        return f"{parameter.name} {_shape(parameter.axes)}"
    if not parameter.axes:
        return f"{parameter.name} a position on {_letter(parameter.into)}"
    return f"{parameter.name} {_shape(parameter.axes)} positions on {_letter(parameter.into)}"


def _shape(axes: tuple[Axis, ...]) -> str:
    inside = ", ".join(map(_letter, axes))
    return f"({inside},)" if len(axes) == 1 else f"({inside})"


def _letter(axis: Axis) -> str:
    """The size of an axis; a window has its centre left out."""
    return f"2{inert(axis.half)}" if axis.half else inert(axis.name)


# what is given


def check(routine: Routine, values: Sequence[Any]) -> None:
    """Whether as many arrays are given as are asked for, and their sides belong together."""
    names = ", ".join(p.name for p in routine.signature)
    if len(values) != len(routine.signature):
        raise UsageError(
            f"{routine.name} takes {len(routine.signature)} arguments ({names}), but was given {len(values)}"
        )
    sizes: dict[Axis, tuple[int, str]] = {}
    for parameter, value in zip(routine.signature, values, strict=True):
        shape = tuple(getattr(value, "shape", ()))
        if len(shape) != len(parameter.axes):
            raise UsageError(f"{parameter.name} has shape {shape}, but should be {_shape(parameter.axes)}")
        for axis, size in zip(parameter.axes, shape, strict=True):
            known, where = sizes.setdefault(axis, (size, parameter.name))
            if known != size:
                raise UsageError(f"{_letter(axis)} is {known} in {where}, but {size} in {parameter.name}")
    for parameter, value in zip(routine.signature, values, strict=True):
        _check_positions(parameter, value, sizes)


def _check_positions(parameter: Parameter, value: Any, sizes: Mapping[Axis, tuple[int, str]]) -> None:
    """Positions count from 0."""
    if parameter.into is None or parameter.into not in sizes:
        return
    size = sizes[parameter.into][0]
    for position in value.ravel().tolist() if parameter.axes else [value]:
        if not isinstance(position, SupportsIndex):
            raise UsageError(f"{parameter.name} holds {position!r}, but positions are whole numbers")
        if not 0 <= position.__index__() < size:
            raise UsageError(f"{parameter.name} holds {position}, but positions go from 0 to {size - 1}")
