"""The courses' gradient check: what it sees, what it misses, and whom it accuses."""

from __future__ import annotations

import numpy as np

import numeric
from numeric.functions import Array

U = np.array([[1.0, -2.0], [0.5, 0.25], [-1.0, 3.0]])
V = np.array([0.5, -0.5])


def loss_of_v(v: Array) -> tuple[float, Array]:
    loss, _, grad_v = numeric.naive_softmax(U, v, 1)
    return float(loss), grad_v


def test_a_right_gradient_passes() -> None:
    assert numeric.gradient_check(loss_of_v, V) is None


def test_a_wrong_one_is_found_where_it_is_wrong() -> None:
    assert numeric.gradient_check(lambda v: (loss_of_v(v)[0], loss_of_v(v)[1] + np.array([0, 1e-3])), V) == (1,)


def test_what_is_checked_stays_what_it_was() -> None:
    v = V.copy()
    v.flags.writeable = False
    slopes = numeric.central_differences(lambda at: loss_of_v(at)[0], v)
    assert np.allclose(slopes, loss_of_v(v)[1], atol=1e-7)
    assert np.array_equal(v, V)


def negatives_overwritten(u: Array, negatives: Array) -> tuple[float, Array]:
    loss, _, _ = numeric.negative_sampling(u, V, 0, negatives)
    grad = np.zeros_like(u)
    grad[0] -= numeric.sigmoid(-(u[0] @ V)) * V
    grad[negatives] += np.outer(numeric.sigmoid(u[negatives] @ V), V)  # a row drawn twice is added once
    return float(loss), grad


def test_it_misses_overwritten_negatives_where_none_is_drawn_twice() -> None:
    assert numeric.gradient_check(lambda u: negatives_overwritten(u, np.array([1, 2])), U) is None
    assert numeric.gradient_check(lambda u: negatives_overwritten(u, np.array([1, 1])), U) == (1, 0)


def test_it_accuses_a_right_gradient_in_float32() -> None:
    def at_half(v: Array) -> tuple[float, Array]:
        loss, _, grad = numeric.naive_softmax(U.astype(np.float32), v.astype(np.float32), 1)
        return float(loss), grad

    assert numeric.gradient_check(at_half, V.astype(np.float32)) is not None
