"""Kernels: what trains word vectors with the derived gradients of a loss, block by block.

    kernel(Block(V, U, ids, ...)) -> pairs

What a block is, with the order in which random numbers are drawn, is told in `numeric/word2vec/blocks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from derive.backends.choosing import first_that_works
from derive.backends.compiling import compiler, library
from derive.backends.errors import BackendError
from derive.backends.modules import executed, imported
from derive.coders import kernels_in_c, kernels_in_numba, kernels_in_numpy
from derive.coders.blocks import NAMES, PARTS, Part, prototype
from derive.coders.scalars import own_name
from derive.coders.sizes import BYTES, LINE, Sizes
from derive.coders.vectors import unit_of
from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.plans.planning import plan_of
from derive.plans.windows import Drawn, Window, window_of

Run = Callable[..., int]


@dataclass(frozen=True)
class Kernel:
    """name     of the loss from whose derivation it comes
    backend  c, numba or numpy
    sizes    it is built for
    source   that was built
    notes    what a person should know, such as why another backend was not taken
    """

    name: str
    backend: str
    sizes: Sizes
    source: str = field(repr=False)
    run: Run = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Numbers in a row of V and U."""
        return self.sizes.width

    def __call__(self, block: Any) -> int:
        """Learn from a block; how many words around centre words there were. UsageError for arrays that do not fit."""
        given = [np.asarray(part) if isinstance(part, np.ndarray) else part for part in block]  # mapped files as well
        check(self.sizes, given)
        return int(self.run(*given))


def kernel(loss: Loss, sizes: Sizes, backend: str = "auto") -> Kernel:
    """The kernel of a loss; NotCodedError where its gradients are none that a window is trained by."""
    (plan, sizes), words = planned(loss, sizes), titled(loss)
    made, notes = first_that_works(backend, BUILDERS, lambda build: build(plan, sizes, words))
    source, run, own = made[1]
    return Kernel(loss.name, made[0], sizes, source, run, (*notes, *own))


def planned(loss: Loss, sizes: Sizes) -> tuple[Window, Sizes]:
    """What is done at a window, and the sizes that count there: a softmax over all words draws none."""
    plan = window_of(plan_of(loss.problem))
    return plan, sizes if isinstance(plan.scored, Drawn) else replace(sizes, negatives=0)


def titled(loss: Loss) -> str:
    """The first line of a source: the derivation it comes from."""
    return f"{own_name(loss.name)}: one window after another, from the derived gradients"


Built = tuple[str, Run, tuple[str, ...]]


def _in_c(plan: Window, sizes: Sizes, words: str) -> Built:
    source = kernels_in_c.kernel_source(plan, sizes, unit_of(compiler().macros), words)
    return source, *called(source, sizes.dtype)


def called(source: str, dtype: str) -> tuple[Run, tuple[str, ...]]:
    """The kernel of a source in C, which is compiled."""
    made = library(source, prototype(dtype))

    def run(*block: Any) -> int:
        given = [
            made.ffi.cast(part.in_c(dtype), one.ctypes.data) if part.sides else one
            for part, one in zip(PARTS, block, strict=True)
        ]
        found: int = made.functions.kernel(*given, len(block[0]))
        if found < 0:
            raise BackendError("there is no memory left for the errors of all rows")
        return found

    return run, made.notes


def _in_numba(plan: Window, sizes: Sizes, words: str) -> Built:
    source = kernels_in_numba.kernel_source(plan, sizes, words)
    module, notes = imported(source)
    return source, module["kernel"], notes


def _in_numpy(plan: Window, sizes: Sizes, words: str) -> Built:
    source = kernels_in_numpy.kernel_source(plan, sizes, words)
    return source, executed(source)["kernel"], ()


BUILDERS: dict[str, Callable[[Window, Sizes, str], Built]] = {"c": _in_c, "numba": _in_numba, "numpy": _in_numpy}

# what is given


def check(sizes: Sizes, block: Sequence[Any]) -> None:
    """Nothing that is given may lead a kernel outside of its arrays."""
    if len(block) != len(PARTS):
        raise UsageError(f"a block has {len(PARTS)} parts ({', '.join(NAMES)}), but was given {len(block)}")
    given = dict(zip(NAMES, block, strict=True))
    for part in PARTS:
        if part.sides:
            _array(part, given[part.name], part.of(sizes.dtype))
    for name in ("V", "U"):
        if given[name].ndim != 2 or given[name].shape[1] != sizes.width or not len(given[name]):
            raise UsageError(f"{name} has shape {given[name].shape}, but should be (words, {sizes.width})")
        if given[name].ctypes.data % LINE:
            raise UsageError(f"{name} should begin at a multiple of {LINE} bytes; so does what `aligned` makes")
    _lengths(given)
    _positions(given)


def _array(part: Part, array: Any, dtype: str) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != dtype:
        found = getattr(array, "dtype", type(array).__name__)
        raise UsageError(f"{part.name} is {found}, but should be an array of {dtype}")
    if not array.flags.c_contiguous or (part.written and not array.flags.writeable):
        raise UsageError(f"{part.name} should lie in one piece, row by row, and not be read-only if it is learned")


def _lengths(given: dict[str, Any]) -> None:
    words = len(given["V"])
    for name in ("keep", "threshold", "alias", "U"):
        if len(given[name]) != words:
            raise UsageError(f"{name} has {len(given[name])} entries, but V has {words} rows")
    if len(given["state"]) != 1:
        raise UsageError(f"state has {len(given['state'])} entries, but should have 1")
    if np.shares_memory(given["V"], given["U"]):
        raise UsageError("V and U share memory, but should be arrays of their own")


def _positions(given: dict[str, Any]) -> None:
    first, last, offsets, ids = (given[name] for name in ("first", "last", "offsets", "ids"))
    if not 0 <= first <= last < len(offsets):
        raise UsageError(f"sentences {first} to {last} are asked for, but there are {len(offsets) - 1}")
    block = offsets[first : last + 1]
    if block[0] < 0 or block[-1] > len(ids) or (np.diff(block) < 0).any():
        raise UsageError("offsets should rise, from 0 to the number of ids")
    for name, array in (("ids", ids[block[0] : block[-1]]), ("alias", given["alias"])):
        if len(array) and not 0 <= array.min() <= array.max() < len(given["V"]):
            raise UsageError(f"{name} holds {array.min()} to {array.max()}, but V has {len(given['V'])} rows")


def aligned(words: int, sizes: Sizes) -> Any:
    """Zeros as V and U have to lie."""
    room = np.zeros(words * sizes.width * BYTES[sizes.dtype] + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    return room[start : start + words * sizes.width * BYTES[sizes.dtype]].view(sizes.dtype).reshape(words, sizes.width)
