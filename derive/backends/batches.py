"""Many examples at once.

updates(loss)     (U, V, c, o, w, rate) -> loss     one step down the gradient of the sum over a batch, in place:
                                                    v_c of an example is a row c of V
batches(loss)     (U, H, o) -> loss, dU, dH         a softmax for each row of H, as three products of matrices
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from derive.backends.choosing import first_that_works
from derive.backends.compiling import compiler, library
from derive.backends.modules import executed, imported
from derive.codegen import Problem
from derive.coders import losses_in_numba, losses_in_numpy, pairs_in_c
from derive.coders.places import lengths
from derive.coders.scalars import own_name
from derive.coders.sizes import BYTES
from derive.coders.vectors import C_NAMES, unit_of
from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.plans.pairs import Pairs, pairs_of
from derive.plans.softmaxes import Softmax, softmax_plan

Run = Callable[..., float]


@dataclass(frozen=True)
class Updates:
    """Steps of a loss of single examples, for vectors of one size.

    All slopes are taken at the rows as they were; a row that stands twice is changed twice.
    """

    name: str
    backend: str
    size: int
    dtype: str
    problem: Problem = field(repr=False)
    run: Run = field(repr=False)
    notes: tuple[str, ...] = ()

    def __call__(self, matrix: Any, vectors: Any, chosen: Any, *others: Any, told: bool = False) -> float | None:
        """(U, V, c, positions and tables with a side for examples, rate): the loss before it, if it is to be told."""
        *places, rate = others
        for name, array in (("the first matrix", matrix), ("the second matrix", vectors)):
            _matrix(name, array, self.size, self.dtype)
        if np.shares_memory(matrix, vectors):
            raise UsageError("the two matrices share memory, but should be arrays of their own")
        tables = _tables(places, chosen, self.problem, len(matrix))
        chosen = _positions(chosen, 1, len(chosen), len(vectors))
        sizes = lengths(self.problem, tables[len(self.problem.positions) :], skip=1)
        if not len(chosen):
            return 0.0 if told else None
        count = sum(table[0].size for table in tables)
        slots = len(chosen) * max(count, 1)
        slopes, rows = np.empty(slots, self.dtype), np.empty(slots, np.int64)
        moved, ends = np.empty((len(chosen), self.size), self.dtype), np.empty(len(chosen), np.int64)
        scratch = slopes, moved, rows, ends
        loss = float(self.run(matrix, vectors, chosen, *tables, *sizes, rate, told, *scratch))
        return loss if told else None


def updates(loss: Loss, size: int, dtype: str = "float32", backend: str = "auto") -> Updates:
    """Steps for many examples; NotCodedError where the loss is not one vector scored with rows of a matrix."""
    if type(size) is not int or size < 1 or dtype not in BYTES:
        raise UsageError(f"size is {size!r} and dtype {dtype!r}, but should be a whole number and float32 or float64")
    plan, problem = pairs_of(loss.problem), loss.problem
    pairs_in_c.ends(plan)
    words = f"{own_name(loss.name)}: steps for a batch, from the derived gradients"
    builders = {"c": _updates_in_c, "numba": _updates_in_numba, "numpy": _updates_in_numpy}
    (name, (run, own)), notes = first_that_works(
        backend, builders, lambda build: build(plan, problem, size, dtype, words)
    )
    return Updates(loss.name, name, size, dtype, problem, run, (*notes, *own))


Built = tuple[Run, tuple[str, ...]]


def _updates_in_c(plan: Pairs, problem: Problem, size: int, dtype: str, words: str) -> Built:
    unit = unit_of(compiler().macros)
    found = library(*pairs_in_c.update_source(plan, problem, size, dtype, unit=unit, title=words))
    real = C_NAMES[dtype]

    def pointer(array: Any) -> Any:
        return found.ffi.cast(f"{real if array.dtype.kind == 'f' else 'int64_t'} *", array.ctypes.data)

    def run(matrix: Any, vectors: Any, chosen: Any, *others: Any) -> float:
        given = [pointer(one) if isinstance(one, np.ndarray) else one for one in others]
        made: float = found.functions.update(pointer(matrix), pointer(vectors), len(chosen), pointer(chosen), *given)
        return made

    return run, found.notes


def _updates_in_numba(plan: Pairs, problem: Problem, size: int, dtype: str, words: str) -> Built:
    module, notes = imported(losses_in_numba.update_source(plan, problem, size, dtype, words))

    def run(*given: Any) -> float:
        *others, rate, told, slopes, moved, rows, ends = given
        made: float = module["update"](*others, moved.dtype.type(rate), told, slopes, moved, rows, ends)
        return made

    return run, notes


def _updates_in_numpy(plan: Pairs, problem: Problem, size: int, dtype: str, words: str) -> Built:
    module = executed(losses_in_numpy.update_source(plan, problem, words))
    return module["update"], ()


@dataclass
class Batches:
    """Softmaxes of many vectors; room for their scores is kept from call to call."""

    name: str
    problem: Problem = field(repr=False)
    plan: Softmax = field(repr=False)
    run: Run = field(repr=False)
    room: Any = field(default=None, repr=False)

    def __call__(self, matrix: Any, vectors: Any, *places: Any, out: Sequence[Any] | None = None) -> Any:
        """(U, H, positions and tables with a side for examples): the loss, dU and dH, these in `out` if given."""
        for name, array in (("the matrix", matrix), ("the vectors", vectors)):
            _matrix(name, array, matrix.shape[-1], matrix.dtype.name, writable=False)
        tables = _tables(places, vectors, self.problem, len(matrix))
        shape = (len(vectors), len(matrix))
        if self.room is None or self.room.shape != shape or self.room.dtype != matrix.dtype:
            self.room = np.empty(shape, matrix.dtype)
        slope, moved = out if out is not None else (np.empty_like(matrix), np.empty_like(vectors))
        sizes = lengths(self.problem, tables[len(self.problem.positions) :], skip=1)
        return self.run(matrix, vectors, *tables, *sizes, self.room, moved, slope), slope, moved


def batches(loss: Loss) -> Batches:
    """Batches of a loss that is a softmax over the rows of a matrix."""
    plan = softmax_plan(loss.problem)
    words = f"{own_name(loss.name)}: a batch, from the derived gradients"
    return Batches(
        loss.name, loss.problem, plan, executed(losses_in_numpy.softmax_source(plan, loss.problem, words))["batch"]
    )


# what is given


def _matrix(name: str, array: Any, size: int, dtype: str, *, writable: bool = True) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != dtype or array.ndim != 2 or array.shape[1] != size:
        found = f"{array.dtype} of shape {array.shape}" if isinstance(array, np.ndarray) else type(array).__name__
        raise UsageError(f"{name} is {found}, but should be {dtype} of shape (rows, {size})")
    if not array.flags.c_contiguous or (writable and not array.flags.writeable):
        raise UsageError(f"{name} should lie in one piece, row by row, and not be read-only")


def _tables(given: Sequence[Any], examples: Any, problem: Problem, rows: int) -> list[Any]:
    """Positions, then tables of positions, each with a side for the examples."""
    ranks = [1] * len(problem.positions) + [1 + len(one.arguments) for one in problem.functions.values()]
    if len(given) != len(ranks):
        raise UsageError(f"{len(given)} arrays of positions are given, but {len(ranks)} are asked for")
    return [_positions(one, rank, len(examples), rows) for one, rank in zip(given, ranks, strict=True)]


def _positions(given: Any, rank: int, examples: int, rows: int) -> Any:
    """Positions in one piece, none of them outside of the rows."""
    array = np.ascontiguousarray(given)
    if array.dtype.kind not in "iu" or array.ndim != rank or len(array) != examples:
        raise UsageError(
            f"positions are {array.dtype} of shape {array.shape}, but should be whole numbers with {rank} sides, the "
            f"first of length {examples}"
        )
    if array.size and not 0 <= array.min() <= array.max() < rows:
        raise UsageError(f"positions go from {array.min()} to {array.max()}, but should from 0 to {rows - 1}")
    return array.astype(np.int64, copy=False)
