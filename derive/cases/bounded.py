"""Whole arrays with how far floats may be off, entry by entry: the source of a routine runs on them unchanged.

    routine.call(*map(partial(Bounded.of, unit=u), case.arguments))

It costs a few times what the routine costs, at any size, where the balls of `bounds.py` cost a number at a time. The
rules are the same ones, for u the unit roundoff and e the error so far:

    x + y             e_x + e_y + u |x + y|
    x y               |x| e_y + |y| e_x + e_x e_y + u |x y|
    Σ of n products   the same sums of absolute values, + n u Σ |x y|
    f(x)              e_x times the steepest slope nearby, + 4 u |f(x)|
    x / y, |x| <= |y|  + u: a share may have been worked out as 1 minus the others

Values are worked out in double precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from derive.cases.case import Array
from derive.errors import LimitError

ULPS = 4  # of a function of NumPy
Pair = tuple[Array, Array]  # values, errors


class Bounded(NDArrayOperatorsMixin):
    """An array of numbers and one of errors of the same shape."""

    __array_priority__ = 100

    def __init__(self, value: Any, error: Any, unit: float) -> None:
        self.value = np.asarray(value, np.float64)
        self.kept = np.asarray(error, np.float64)  # one number where it is the same everywhere
        self.unit = unit

    @property
    def error(self) -> Array:
        """One for each entry."""
        return np.broadcast_to(self.kept, self.value.shape)

    def moved(self, way: Callable[[Array], Any]) -> Bounded:
        """The same numbers at other places."""
        return Bounded(way(self.value), way(self.kept) if self.kept.ndim else self.kept, self.unit)

    @classmethod
    def of(cls, value: Any, unit: float) -> Any:
        """What is given is exact; positions stay what they are."""
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            return cls(value, 0.0, unit)
        return value

    @property
    def shape(self) -> tuple[int, ...]:
        """As of any array."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """As of any array."""
        return self.value.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of what is made beside it, which is exact."""
        return self.value.dtype

    @property
    def T(self) -> Bounded:  # noqa: N802 - as NumPy calls it
        """As of any array."""
        return self.moved(lambda x: x.T)

    def __len__(self) -> int:
        return len(self.value)

    def __getitem__(self, at: Any) -> Bounded:
        return self.moved(lambda x: x[at])

    def __setitem__(self, at: Any, new: Any) -> None:
        value, error = _pair(new)
        self.kept = np.array(self.error)  # what is broadcast cannot be written to
        self.value[at], self.kept[at] = value, error

    def __iadd__(self, other: Any) -> Bounded:
        return self + other  # type: ignore[no-any-return]

    def __isub__(self, other: Any) -> Bounded:
        return self - other  # type: ignore[no-any-return]

    def copy(self) -> Bounded:
        """As of any array."""
        return self.moved(np.copy)

    def sum(self, axis: Any = None, keepdims: bool = False) -> Bounded:
        """In whatever order."""
        value, size = self.value.sum(axis, keepdims=keepdims), np.abs(self.value).sum(axis, keepdims=keepdims)
        count = self.value.size // max(np.size(value), 1)
        return Bounded(value, self.error.sum(axis, keepdims=keepdims) + count * self.unit * size, self.unit)

    def max(self, axis: Any = None, keepdims: bool = False) -> Bounded:
        """The largest may be another one, no further off than any of them."""
        value, error = self.value.max(axis, keepdims=keepdims), self.error.max(axis, keepdims=keepdims)
        return Bounded(value, error, self.unit)

    def __array_ufunc__(self, function: np.ufunc, method: str, *given: Any, **options: Any) -> Any:
        name = function.__name__
        if method == "at":
            return _at(function, *given)
        if method != "__call__" or name not in {**RULES, **TRUTHS} or options:
            raise LimitError(f"no rule for how far numpy.{name} may be off")
        if name in TRUTHS:
            return function(*(_pair(x)[0] for x in given))
        with np.errstate(all="ignore"):
            value, error = RULES[name](self.unit, *map(_pair, given))
        return Bounded(value, error, self.unit)

    def __array_function__(self, function: Any, types: Any, given: Any, options: Any) -> Any:
        name = function.__name__
        if name not in MAKERS:
            raise LimitError(f"no rule for how far numpy.{name} may be off")
        return MAKERS[name](self.unit, *given, **options)


def _pair(x: Any) -> Pair:
    return (x.value, x.kept) if isinstance(x, Bounded) else (np.asarray(x, np.float64), np.zeros(()))


def _at(function: np.ufunc, array: Bounded, places: Any, rows: Any) -> None:
    """A row that occurs often is added often: an error for each time, and one of a sum of all."""
    value, error = _pair(rows)
    size, before = np.zeros(array.shape), np.abs(array.value)
    array.kept = np.array(array.error)
    function.at(array.value, places, value)
    np.add.at(array.kept, places, error)
    np.add.at(size, places, np.abs(value))
    array.kept += (1 + np.size(places)) * array.unit * np.where(size > 0, size + before, 0)


def _sum(sign: int) -> Callable[..., Pair]:
    def rule(u: float, x: Pair, y: Pair) -> Pair:
        value = x[0] + sign * y[0]
        return value, x[1] + y[1] + u * np.abs(value)

    return rule


def _product(u: float, x: Pair, y: Pair) -> Pair:
    value = x[0] * y[0]
    return value, np.abs(x[0]) * (y[1] + u * np.abs(y[0])) + x[1] * (np.abs(y[0]) + y[1])


def _quotient(u: float, x: Pair, y: Pair) -> Pair:
    value, size = x[0] / y[0], np.abs(y[0])
    share = np.where(np.abs(x[0]) <= size, 1.0, np.abs(value))
    return value, (x[1] + np.abs(value) * y[1]) / np.maximum(size - y[1], 0) + u * share


def _matmul(u: float, x: Pair, y: Pair) -> Pair:
    one, other = np.abs(x[0]), np.abs(y[0])
    error = x[0].shape[-1] * u * (one @ other)
    if y[1].any():
        error = error + (one + _full(x)) @ _full(y)
    if x[1].any():
        error = error + _full(x) @ other
    return x[0] @ y[0], error


def _full(x: Pair) -> Array:
    return np.broadcast_to(x[1], x[0].shape)


def _function(of: Callable[[Array], Array], reach: Callable[[Array, Array, Array], Array]) -> Callable[..., Pair]:
    """A function of NumPy, and how far it reaches: of its argument, its value and the error of the argument."""

    def rule(u: float, x: Pair) -> Pair:
        value = of(x[0])
        return value, reach(x[0], value, x[1]) + ULPS * u * np.abs(value)

    return rule


def _power(u: float, x: Pair, n: Pair) -> Pair:
    value, near = x[0] ** n[0], np.abs(x[0]) + x[1]
    slope = np.abs(n[0]) * (
        near ** np.maximum(n[0] - 1, 0) if np.all(n[0] >= 1) else (np.abs(x[0]) - x[1]) ** (n[0] - 1)
    )
    return value, slope * x[1] + (ULPS + np.abs(n[0])) * u * np.abs(value)


def _either(of: Callable[[Array, Array], Array]) -> Callable[..., Pair]:
    return lambda u, x, y: (of(x[0], y[0]), np.maximum(x[1], y[1]))


RULES: Mapping[str, Callable[..., Pair]] = {
    "add": _sum(1),
    "subtract": _sum(-1),
    "multiply": _product,
    "divide": _quotient,
    "matmul": _matmul,
    "power": _power,
    "negative": lambda u, x: (-x[0], x[1]),
    "absolute": lambda u, x: (np.abs(x[0]), x[1]),
    "exp": _function(np.exp, lambda x, value, e: value * np.expm1(e)),
    "log": _function(np.log, lambda x, value, e: e / np.maximum(x - e, 0)),
    "log1p": _function(np.log1p, lambda x, value, e: e / np.maximum(1 + x - e, 0)),
    "tanh": _function(np.tanh, lambda x, value, e: e),
    "sqrt": _function(np.sqrt, lambda x, value, e: e / np.sqrt(np.maximum(x - e, 0))),
    "maximum": _either(np.maximum),
    "minimum": _either(np.minimum),
    "heaviside": lambda u, x, y: (np.heaviside(x[0], y[0]), np.where(np.abs(x[0]) <= x[1], 1.0, 0.0)),
}
TRUTHS: Mapping[str, None] = dict.fromkeys(("greater_equal", "greater", "less", "less_equal"))


def _where(u: float, choice: Any, x: Any, y: Any) -> Bounded:
    """A choice is made by values, not by errors: both sides of it are continued in one another."""
    one, other = _pair(x), _pair(y)
    return Bounded(np.where(choice, one[0], other[0]), np.where(choice, one[1], other[1]), u)


def _outer(u: float, x: Any, y: Any) -> Bounded:
    (a, e), y = _pair(x), _pair(y)
    return Bounded(*_product(u, (a[:, None], e[:, None] if e.ndim else e), y), u)


def _einsum(u: float, subscripts: str, *factors: Any) -> Bounded:
    """Products of several factors, added: each error times the sizes of the other factors."""
    pairs = [_pair(x) for x in factors]
    sizes = [np.abs(value) for value, _ in pairs]
    whole = np.einsum(subscripts, *sizes)
    error = sum(
        np.einsum(subscripts, *sizes[:n], sizes[n] + _full(pair), *sizes[n + 1 :]) - whole
        for n, pair in enumerate(pairs)
    )
    terms = max(np.prod([value.size for value in sizes], dtype=float) / max(whole.size, 1), 1)
    value = np.einsum(subscripts, *(value for value, _ in pairs))
    return Bounded(value, 2 * error + (terms + len(factors)) * u * whole, u)


def _zeros_like(u: float, x: Any) -> Bounded:
    return Bounded(np.zeros(x.shape), np.zeros(x.shape), u)


def _diag(u: float, x: Any) -> Bounded:
    value, error = _pair(x)
    return Bounded(np.diag(value), np.diag(_full((value, error))), u)


MAKERS: Mapping[str, Callable[..., Any]] = {
    "where": _where,
    "outer": _outer,
    "einsum": _einsum,
    "zeros_like": _zeros_like,
    "diag": _diag,
    "shape": lambda u, x: x.shape,
    "size": lambda u, x: x.value.size,
}
