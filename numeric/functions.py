"""Functions that neither overflow nor cancel, at any number that a float can hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x)

    any shape  ->  the same

    Only powers of numbers below 0 are taken: for x < 0 the form e^x / (1 + e^x) serves.
    """
    power = np.exp(-np.abs(x))
    found: Array = np.where(x < 0, power, np.ones_like(power)) / (1 + power)
    return found


def log_sigmoid(x: Array) -> Array:
    """log σ(x) = min(x, 0) - log(1 + e^-|x|)

    any shape  ->  the same

    At x = -1000 this is -1000, where log(sigmoid(x)) is log 0.
    """
    found: Array = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    return found


def log_sum_exp(x: Array) -> Array:
    """log Σ_k e^x_k along the last side

    (..., n)  ->  (...)

    e^m is taken out of the sum for the largest m: no power is above 1, and one is 1.
    """
    top = x.max(axis=-1, keepdims=True)
    found: Array = np.log(np.exp(x - top).sum(axis=-1)) + top[..., 0]
    return found


def log_softmax(x: Array) -> Array:
    """x_i - log Σ_k e^x_k along the last side

    (..., n)  ->  (..., n)

    The maximum leaves x first, so that what is small beside it is not lost.
    """
    lowered = x - x.max(axis=-1, keepdims=True)
    found: Array = lowered - log_sum_exp(lowered)[..., None]
    return found


def softmax(x: Array) -> Array:
    """e^x_i / Σ_k e^x_k along the last side

    (..., n)  ->  (..., n)
    """
    power = np.exp(x - x.max(axis=-1, keepdims=True))
    found: Array = power / power.sum(axis=-1, keepdims=True)
    return found
