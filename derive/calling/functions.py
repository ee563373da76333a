"""Functions of whole arrays: softmax, log-sum-exp, diagonals, traces."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.naming import arrays as a
from derive.naming.arrays import Array, ShapeError, scalar
from derive.terms.functions import exp, log
from derive.terms.index import fresh
from derive.terms.substitute import substitute
from derive.terms.term import Delta


def _softmax(x: Array) -> Array:
    """softmax(x)_i = exp(x_i) / sum_j exp(x_j), for every row of a matrix"""
    if x.is_scalar or len(x.slots) != 2:
        raise ShapeError("softmax needs a vector", x.shape, "a vector", doubtful=x.is_scalar)
    return Array(x.slots, exp(x.body) / a.sum_over(x.flat()[-1:], exp(x.body)), x.shown)


def _logsumexp(x: Array) -> Array:
    """logsumexp(x) = log sum_j exp(x_j)"""
    if not x.is_vector:
        raise ShapeError("logsumexp needs a vector", x.shape, "a vector", doubtful=True)
    return scalar(log(a.sum_over(x.flat(), exp(x.body))), x.shown)


def _diag(x: Array) -> Array:
    """diag(x)_ij = [i = j] x_i of a vector; diag(A)_i = A_ii of a square matrix"""
    if len(x.flat()) == 2 and x.axes[0] == x.axes[1]:
        i, j = x.flat()
        return Array((i, None), substitute(x.body, {j: i}), x.shown)
    if not x.is_vector:
        raise ShapeError("diag needs a vector", x.shape, "a vector", doubtful=x.is_scalar)
    (i,) = x.flat()
    j = fresh(i.axis)
    return Array((i, j), Delta(i, j) * x.body, x.shown)


def _trace(x: Array) -> Array:
    """tr A = sum_i A_ii"""
    if len(x.flat()) != 2 or x.axes[0] != x.axes[1]:
        raise ShapeError("a trace needs a square matrix", x.shape, "a square matrix")
    i, j = x.flat()
    return scalar(a.sum_over((i,), substitute(x.body, {j: i})), x.shown)


SHIFTED = frozenset({"softmax", "logsumexp", "exp"})  # softmax(x + c) of a number c: added to every entry
WHOLE: Mapping[str, Callable[[Array], Array]] = {
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "diag": _diag,
    "tr": _trace,
    "trace": _trace,
}
