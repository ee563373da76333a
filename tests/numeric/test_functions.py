"""Functions at the ends of what a float can hold."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx

import numeric

EXTREMES = (0.0, -0.0, 1e-300, 1e-8, 0.5, 1.0, 30.0, 37.0, 88.0, 700.0, 746.0, 1e4, 1e300)
POINTS = [sign * x for x in EXTREMES for sign in (1, -1)]


def true_log_sigmoid(x: float) -> arb:
    return -(1 + (-arb(x)).exp()).log() if x > -1e4 else arb(x)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("x", POINTS)
def test_one_number(x: float, kind: type[np.floating[Any]]) -> None:
    x = float(np.clip(x, -np.finfo(kind).max, np.finfo(kind).max))
    at = np.array([x], kind)
    with ctx.workprec(100), warnings.catch_warnings():
        warnings.simplefilter("error")
        ulp, least = arb(float(np.finfo(kind).eps)), float(np.finfo(kind).tiny)
        for found, true in (
            (numeric.sigmoid(at), 1 / (1 + (-arb(float(at[0]))).exp())),
            (numeric.log_sigmoid(at), true_log_sigmoid(float(at[0]))),
        ):
            assert found.dtype == kind
            assert not abs(arb(float(found[0])) - true) > 10 * ulp * abs(true) + least


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_line_of_numbers(kind: type[np.floating[Any]]) -> None:
    x = np.array([[1e4, 1e4, -1e4], [0, 0, 0], [-1e4, 700, -1e4]], kind)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(numeric.softmax(x), np.array([[0.5, 0.5, 0], [1 / 3] * 3, [0, 1, 0]], kind))
        assert np.allclose(numeric.log_sum_exp(x), [1e4 + np.log(2), np.log(3), 700], rtol=1e-6)
        assert np.allclose(numeric.log_softmax(x)[0], [-np.log(2), -np.log(2), -2e4 - np.log(2)], rtol=1e-6)
        assert numeric.softmax(x[:, :1]).tolist() == [[1], [1], [1]]
    assert numeric.softmax(x).dtype == numeric.log_sum_exp(x).dtype == kind


@pytest.mark.parametrize("f", [numeric.softmax, numeric.log_softmax])
def test_a_shift_changes_nothing(f: Callable[[numeric.functions.Array], numeric.functions.Array]) -> None:
    x = np.array([1.0, 2.0, 4.0])
    assert np.array_equal(f(x), f(x + 1024))
