"""Routines of a loss in each backend: the loss and its gradients at one example, and steps for many.

routine(loss)        (U, v_c, o) -> loss, dU, dv_c      as `loss.numpy()`, which says what each is
.factored(...)       (U, v_c, o) -> loss, error, dv_c   a softmax's dU = error v_c^T left as it is
updates(loss)        (U, V, c, o, w, rate) -> loss      one step for a batch of examples, in place
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from derive.backends.choosing import first_that_works
from derive.backends.compiling import Library, compiler, library
from derive.backends.modules import executed, imported
from derive.codegen import Problem, Routine
from derive.codegen.routine import check
from derive.coders import losses_in_numba, losses_in_numpy, pairs_in_c, softmaxes_in_c
from derive.coders.places import lengths
from derive.coders.scalars import own_name
from derive.coders.sizes import BYTES
from derive.coders.vectors import C_NAMES, Unit, unit_of
from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.plans.pairs import Pairs
from derive.plans.planning import plain_plan
from derive.plans.softmaxes import Softmax

Plan = Pairs | Softmax
Out = Sequence[Any] | None


@dataclass(frozen=True)
class Compiled:
    """A loss and its gradients.

    numpy    the same as NumPy source, with its signature
    plan     what the code is made from
    backend  c, numba or numpy
    run      works on arrays that lie in one piece: given ones, gradients to be filled, the error of a softmax
    """

    numpy: Routine
    problem: Problem = field(repr=False)
    plan: Plan = field(repr=False)
    backend: str
    run: Callable[..., Any] | None = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Of the derivation it comes from."""
        return self.numpy.name

    def __call__(self, *values: Any, out: Out = None) -> Any:
        """The loss and its gradients, these in the arrays of `out` where some are given."""
        check(self.numpy, values)
        if self.run is None:
            return _copied(self.numpy.call(*values), out)
        given, dtype = self.given(values)
        gradients = self.places(given, out, dtype)
        by = dict(zip(self.plan.arrays, gradients, strict=True))
        if isinstance(self.plan, Softmax):
            error = np.empty(len(given[self.plan.matrix]), dtype)
            loss = self.run(self.tail(given), error, by[self.plan.vector], by[self.plan.matrix])
        else:
            for gradient in gradients:
                gradient[...] = 0
            loss = self.run(self.tail(given), *gradients)
        return dtype.type(loss), *gradients

    def factored(self, *values: Any) -> tuple[Any, Any, Any]:
        """Loss, error e and the gradient by the vector h of a softmax; the gradient by the matrix is e h^T."""
        if not isinstance(self.plan, Softmax):
            raise UsageError(f"{self.name} has no gradient that is an outer product")
        check(self.numpy, values)
        given, dtype = self.given(values)
        matrix, vector = given[self.plan.matrix], given[self.plan.vector]
        if self.run is None:
            module = executed(losses_in_numpy.softmax_source(self.plan, self.problem, self.name))
            found: tuple[Any, Any, Any] = module["factored"](matrix, vector, *self.tail(given)[2:])
            return found
        error, slope = np.empty(len(matrix), dtype), np.empty_like(vector)
        loss = self.run(self.tail(given), error, slope, np.empty((0, len(vector)), dtype))
        return dtype.type(loss), error, slope

    def given(self, values: Sequence[Any]) -> tuple[dict[str, Any], np.dtype[Any]]:
        """Arrays in one piece, by what the problem calls them."""
        found: dict[str, Any] = {}
        dtype: np.dtype[Any] = next(np.asarray(v).dtype for v in values)
        for parameter, value in zip(self.numpy.signature, values, strict=True):
            kind = dtype if parameter.into is None else np.dtype(np.int64)
            found[parameter.key] = np.ascontiguousarray(value, kind) if parameter.axes else value
            if parameter.into is None and np.asarray(value).dtype != dtype:
                raise UsageError(f"{parameter.name} is {np.asarray(value).dtype}, but the first array is {dtype}")
        if dtype.name not in BYTES:
            raise UsageError(f"arrays are {dtype}, but should be {' or '.join(BYTES)}")
        return found, dtype

    def places(self, given: dict[str, Any], out: Out, dtype: np.dtype[Any]) -> list[Any]:
        """Where the gradients go."""
        made = []
        for number, name in enumerate(self.plan.arrays):
            place = out[number] if out is not None else None
            if place is None:
                place = np.empty_like(given[name], subok=False)
            _fits(place, given[name].shape, dtype)
            made.append(place)
        return made

    def tail(self, given: dict[str, Any]) -> list[Any]:
        """Arrays, positions, tables, and the lengths of their sides."""
        tables = [given[name] for name in self.problem.functions]
        return [*given.values(), *lengths(self.problem, tables)]


def _fits(place: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
    right = isinstance(place, np.ndarray) and place.shape == shape and place.dtype == dtype
    if not (right and place.flags.c_contiguous and place.flags.writeable):
        raise UsageError(f"an array of `out` should be a writable one of {dtype} of shape {shape} in one piece")


def _copied(results: tuple[Any, ...], out: Out) -> tuple[Any, ...]:
    if out is None:
        return results
    for place, made in zip(out, results[1:], strict=True):
        if place is not None:
            _fits(place, made.shape, made.dtype)
            place[...] = made
    return results[0], *(made if place is None else place for place, made in zip(out, results[1:], strict=True))


def routine(loss: Loss, backend: str = "auto") -> Compiled:
    """The fastest routine of a loss that this machine can run; every loss has one in NumPy."""
    numpy, problem = loss.numpy(), loss.problem
    plan = plain_plan(loss.problem)
    words = titled(loss)
    (name, (run, own)), notes = first_that_works(backend, BUILDERS, lambda build: build(plan, problem, words))
    return Compiled(numpy, problem, plan, name, run, (*notes, *own))


def titled(loss: Loss) -> str:
    """The first line of a source: the derivation it comes from."""
    return f"{own_name(loss.name)}: loss and gradients, from the derived gradients"


def c_source(plan: Plan, problem: Problem, dtype: str, unit: Unit, words: str) -> tuple[str, str]:
    writer: Any = pairs_in_c if isinstance(plan, Pairs) else softmaxes_in_c
    made: tuple[str, str] = writer.routine_source(plan, problem, dtype, unit, words)
    return made


def numba_source(plan: Plan, problem: Problem, dtype: str, words: str) -> str:
    if isinstance(plan, Pairs):
        return losses_in_numba.pairs_source(plan, problem, dtype, words)
    return losses_in_numba.softmax_source(plan, problem, dtype, words)


def _in_c(plan: Plan, problem: Problem, words: str) -> tuple[Callable[..., Any], tuple[str, ...]]:
    unit = unit_of(compiler().macros)
    libraries = {dtype: library(*c_source(plan, problem, dtype, unit, words)) for dtype in BYTES}

    def run(given: Sequence[Any], *made: Any) -> Any:
        dtype = made[0].dtype.name
        found, real = libraries[dtype], C_NAMES[dtype]
        loss = np.zeros((), dtype)
        sizes = _sizes(plan, given)
        after = [loss, *made]
        found.functions.routine(*_pointers(found, given, real), *sizes, *(_pointer(found, a, real) for a in after))
        return loss

    return run, next(iter(libraries.values())).notes


def _sizes(plan: Plan, given: Sequence[Any]) -> tuple[int, ...]:
    """Of a vector, and how many rows where all of them count."""
    if isinstance(plan, Pairs):
        return (next(a.shape[-1] for a in given if isinstance(a, np.ndarray) and a.dtype.kind == "f"),)
    return next(a.shape for a in given if isinstance(a, np.ndarray) and a.ndim == 2 and a.dtype.kind == "f")


def _pointers(found: Library, given: Sequence[Any], real: str) -> list[Any]:
    return [_pointer(found, one, real) if isinstance(one, np.ndarray) else int(one) for one in given]


def _pointer(found: Library, array: Any, real: str) -> Any:
    """Where an array lies; nothing for one that is empty."""
    kind = real if array.dtype.kind == "f" else "int64_t"
    return found.ffi.cast(f"{kind} *", array.ctypes.data if array.size else 0)


def _in_numba(plan: Plan, problem: Problem, words: str) -> tuple[Callable[..., Any], tuple[str, ...]]:
    made = {dtype: imported(numba_source(plan, problem, dtype, words)) for dtype in BYTES}

    def run(given: Sequence[Any], *arrays: Any) -> Any:
        return made[arrays[0].dtype.name][0]["routine"](*given, *arrays)

    return run, made["float64"][1]


def _in_numpy(plan: Plan, problem: Problem, words: str) -> tuple[None, tuple[str, ...]]:
    return None, ()


Build = Callable[[Plan, Problem, str], tuple[Callable[..., Any] | None, tuple[str, ...]]]
BUILDERS: dict[str, Build] = {"c": _in_c, "numba": _in_numba, "numpy": _in_numpy}
