"""A case: sizes that belong together, and the arrays and positions of one loss at these sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.losses.loss import Loss
from derive.terms.index import Axis, Index
from derive.terms.places import Places, Table

Array = NDArray[Any]


@dataclass(frozen=True)
class Case:
    """What a loss is asked at.

    sizes      by axis; of a window its half m
    arrays     the given arrays;  positions  the free indices, from 0
    functions  the values of the index functions; for a window those around its centre, in order
    """

    loss: Loss
    sizes: Mapping[str, int]
    arrays: Mapping[str, Array]
    positions: Mapping[str, int]
    functions: Mapping[str, Array]

    @property
    def arguments(self) -> tuple[Any, ...]:
        """In the order of the routine: arrays, positions, index functions."""
        return (*self.arrays.values(), *self.positions.values(), *self.functions.values())

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of all arrays of numbers."""
        found: np.dtype[Any] = next(iter(self.arrays.values())).dtype
        return found

    @property
    def key(self) -> tuple[object, ...]:
        """The same for cases that are the same to the last bit."""
        arrays = (*self.arrays.values(), *self.functions.values())
        return *self.positions.values(), *((a.tobytes(), a.dtype.str, a.shape, a.strides) for a in arrays)

    @property
    def places(self) -> Places:
        """The same sizes and positions for a world of terms."""
        where: dict[Index, int] = {i.variable: self.positions[i.symbol.name] for i in self.loss.chosen}
        return Places(dict(self.sizes), where, self._table())

    def _table(self) -> Table:
        found: Table = {}
        for name, values in self.functions.items():
            axes = [index.axis for index in self.loss.applied[name].arguments]
            for at, value in zip(product(*map(self._around, axes)), values.ravel().tolist(), strict=True):
                found[name, at] = value
            for at in product(*map(range, self.shape(tuple(axes)))):
                found.setdefault((name, at), 0)  # the centre of a window has a position that nothing asks for
        return found

    def _around(self, axis: Axis) -> list[int]:
        if axis.half:
            half = self.sizes[axis.half]
            return [position for position in range(2 * half + 1) if position != half]
        return list(range(self.sizes[axis.name]))

    def shape(self, axes: tuple[Axis, ...]) -> tuple[int, ...]:
        """The shape of an array over these axes."""
        return tuple(map(Places(dict(self.sizes)).size, axes))

    def __repr__(self) -> str:
        shown = {**self.arrays, **self.positions, **self.functions}
        return f"Case({self.loss.name}, {', '.join(f'{name}={value!r}' for name, value in shown.items())})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What Hypothesis shows of a case that fails."""
        printer.text(repr(self))
