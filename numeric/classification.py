"""Losses of classifiers: scores against labels."""

from __future__ import annotations

import numpy as np

from numeric.functions import Array, log_sigmoid, log_softmax, sigmoid, softmax


def cross_entropy(y: Array, yhat: Array) -> tuple[Array, Array]:
    """-Σ_i y_i log ŷ_i of probabilities that are given

    y (K,), yhat (K,) above 0  ->  loss (), dyhat (K,)
    """
    return -(y * np.log(yhat)).sum(), -y / yhat


def softmax_cross_entropy(y: Array, theta: Array) -> tuple[Array, Array]:
    """-Σ_i y_i log softmax(θ)_i (CS224d problem set 1, 2b)

    y (K,) with sum 1, theta (K,)  ->  loss (), dtheta (K,)

    dθ = softmax(θ) - y, since the y_i add up to 1.
    """
    return -(y * log_softmax(theta)).sum(), softmax(theta) - y


def logistic_regression(X: Array, w: Array, y: Array) -> tuple[Array, Array]:
    """-Σ_i y_i log p_i + (1 - y_i) log(1 - p_i) with p = σ(X w) (CS229 lecture notes 1, section 5)

    X (n, d), w (d,), y (n,)  ->  loss (), dw (d,)
    """
    scores = X @ w
    loss = -(y * log_sigmoid(scores) + (1 - y) * log_sigmoid(-scores)).sum()
    return loss, (sigmoid(scores) - y) @ X


def logistic_regression_mean(X: Array, w: Array, y: Array) -> tuple[Array, Array]:
    """logistic_regression over the number of examples

    X (n, d), w (d,), y (n,)  ->  loss (), dw (d,)
    """
    loss, slope = logistic_regression(X, w, y)
    return loss / len(X), slope / len(X)


def tempered_cross_entropy(y: Array, theta: Array, tau: float) -> tuple[Array, Array, Array]:
    """-Σ_i y_i log softmax(θ / τ)_i (Hinton et al. 2015, eq. 1)

    y (K,) with sum 1, theta (K,), tau above 0  ->  loss (), dtheta (K,), dtau ()
    """
    loss, slope = softmax_cross_entropy(y, theta / tau)
    return loss, slope / tau, -(slope @ (theta / tau)) / tau


def label_smoothing(epsilon: float, theta: Array, o: int) -> tuple[Array, Array]:
    """Cross entropy of softmax(θ) against (1 - ε) one-hot(o) + ε / K (Szegedy et al. 2016, section 7)

    epsilon a number, theta (K,), o a position of theta  ->  loss (), dtheta (K,)
    """
    labels = np.full_like(theta, epsilon / len(theta))
    labels[o] += 1 - epsilon
    return softmax_cross_entropy(labels, theta)


def divergence(y: Array, theta: Array) -> tuple[Array, Array]:
    """Σ_i y_i (log y_i - log softmax(θ)_i) (Goodfellow et al. 2016, eq. 3.50)

    y (K,) above 0 with sum 1, theta (K,)  ->  loss (), dtheta (K,)
    """
    return (y * (np.log(y) - log_softmax(theta))).sum(), softmax(theta) - y


def hinge(X: Array, w: Array, y: Array) -> tuple[Array, Array]:
    """Σ_i max(0, 1 - y_i (X w)_i); where that is 0 just so, the slope is taken as 0

    X (n, d), w (d,), y (n,)  ->  loss (), dw (d,)
    """
    short = 1 - y * (X @ w)
    return np.maximum(short, 0).sum(), -((short > 0) * y) @ X
