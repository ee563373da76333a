"""Losses of regression: squared errors, and what a Gaussian makes of them."""

from __future__ import annotations

import numpy as np

from numeric.functions import Array


def linear_regression(X: Array, w: Array, y: Array) -> tuple[Array, Array]:
    """|X w - y|^2 / 2 (CS229 lecture notes 1, section 1)

    X (n, d), w (d,), y (n,)  ->  loss (), dw (d,)
    """
    error = X @ w - y
    return error @ error / 2, error @ X


def ridge_regression(strength: float, X: Array, w: Array, y: Array) -> tuple[Array, Array]:
    """|X w - y|^2 / 2 + strength |w|^2 / 2 (Bishop 2006, eq. 3.27)

    strength a number, X (n, d), w (d,), y (n,)  ->  loss (), dw (d,)
    """
    loss, slope = linear_regression(X, w, y)
    return loss + strength * (w @ w) / 2, slope + strength * w


def gaussian(X: Array, mu: Array, v: Array) -> tuple[Array, Array, Array]:
    """Σ_ia (log v_a + (X_ia - μ_a)^2 / v_a) / 2, the rows of X under a Gaussian (Bishop 2006, eq. 2.118)

    X (n, d), mu (d,), v (d,) above 0  ->  loss (), dmu (d,), dv (d,)
    """
    gap = mu - X
    squares = (gap**2).sum(axis=0)
    loss = (len(X) * np.log(v) + squares / v).sum() / 2
    return loss, gap.sum(axis=0) / v, (len(X) - squares / v) / v / 2


def factorisation(A: Array, U: Array, V: Array) -> tuple[Array, Array, Array]:
    """|U V^T - A|^2 / 2 (Koren et al. 2009, eq. 2, without its penalty)

    A (n, d), U (n, k), V (d, k)  ->  loss (), dU (n, k), dV (d, k)
    """
    error = U @ V.T - A
    return (error**2).sum() / 2, error @ V, error.T @ U
