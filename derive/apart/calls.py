"""What a function is given and what it gives; the one place that knows arrays of other libraries than NumPy.

Given     arrays become tensors of PyTorch or arrays of JAX where the person says so; either must be installed then.
Results   whatever has `__array__` is taken, tensors without their history and from whatever device they are on.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SAMPLER = "getNegativeSamples"  # of the CS224n starter code, which draws the negatives itself
KINDS = ("float64", "float32")
LIBRARIES: Mapping[str, tuple[str, str]] = {"torch": ("torch", "tensor"), "jax": ("jax.numpy", "array")}
NUMPY = "numpy"
NUMBERS = "fiub"  # kinds of dtype


class NoNumbersError(Exception):
    """A result that is no array of numbers."""


@dataclass(frozen=True)
class Named:
    """A function beside the one that is called, by its name; `count` is how many negatives it is to ask for."""

    name: str
    count: int | None = None

    def among(self, neighbours: Mapping[str, Any]) -> Callable[..., Any]:
        """The function itself."""
        if self.name not in neighbours:
            raise NameError(f"there is no function {self.name} to be called with")
        found: Callable[..., Any] = neighbours[self.name]
        return found if self.count is None or "K" not in parameters(found) else partial(found, K=self.count)


def parameters(function: Callable[..., Any]) -> dict[str, bool]:
    """The names of what it takes, and whether each has a default."""
    return {p.name: p.default is not p.empty for p in inspect.signature(function).parameters.values()}


def neighbours(function: Callable[..., Any]) -> dict[str, Any]:
    """The names that the function sees, to be changed."""
    found: dict[str, Any] = getattr(inspect.unwrap(function), "__globals__", {})
    return found


def made(array: Array, library: str) -> Any:
    """The array as one of another library."""
    if library == NUMPY:
        return array
    module, maker = LIBRARIES[library]
    return getattr(importlib.import_module(module), maker)(array)


def plain(value: Any) -> Array:
    """A result as an array of NumPy."""
    for step in ("detach", "cpu"):  # a tensor has a history and a device
        value = getattr(value, step, lambda value=value: value)()
    array = np.asarray(value)
    if array.dtype.kind not in NUMBERS:
        raise NoNumbersError(f"gave {type(value).__name__} of dtype {array.dtype}, which is no array of numbers")
    return array


def plainly(results: Any) -> list[Array]:
    """All results as arrays of NumPy."""
    return [plain(part) for part in (results if isinstance(results, tuple | list) else (results,))]


def kinds(library: str) -> tuple[str, ...]:
    """The kinds of floats that arrive as they are sent; JAX narrows what is not said to be 64 bits wide."""
    return tuple(kind for kind in KINDS if plain(made(np.zeros(1, kind), library)).dtype == kind)


@contextmanager
def sampling(names: dict[str, Any], drawn: Sequence[Any] | None) -> Iterator[None]:
    """The sampler of negatives gives these meanwhile; of a table, a row at each call."""
    if drawn is None:
        yield
        return
    missing = object()
    before = names.get(SAMPLER, missing)
    names[SAMPLER] = _sampler(drawn)
    try:
        yield
    finally:
        if before is missing:
            del names[SAMPLER]
        else:
            names[SAMPLER] = before


def _sampler(drawn: Sequence[Any]) -> Callable[..., list[int]]:
    rows = iter([list(row) for row in drawn]) if drawn and isinstance(drawn[0], Sequence) else None

    def sample(*_: Any, **__: Any) -> list[int]:
        if rows is None:
            return list(drawn)
        row = next(rows, None)
        if row is None:
            raise RuntimeError(f"{SAMPLER} was asked more often than there are outside words")
        return row

    return sample
