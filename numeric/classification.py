"""Losses of classifiers and of regression: scores against labels."""

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


def linear_regression(X: Array, w: Array, y: Array) -> tuple[Array, Array]:
    """|X w - y|^2 / 2 (CS229 lecture notes 1, section 1)

    X (n, d), w (d,), y (n,)  ->  loss (), dw (d,)
    """
    error = X @ w - y
    return error @ error / 2, error @ X


def two_layer_network(
    x: Array,
    W_1: Array,
    b_1: Array,
    W_2: Array,
    b_2: Array,
    y: Array,
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Cross entropy of softmax(σ(x W_1 + b_1) W_2 + b_2) against y (CS224n assignment 1, 2c)

    x (D_x,), W_1 (D_x, H), b_1 (H,), W_2 (H, D_y), b_2 (D_y,), y (D_y,) with sum 1
    ->  loss (), dx (D_x,), dW_1 (D_x, H), db_1 (H,), dW_2 (H, D_y), db_2 (D_y,)
    """
    hidden = sigmoid(x @ W_1 + b_1)
    loss, upper = softmax_cross_entropy(y, hidden @ W_2 + b_2)
    lower = (upper @ W_2.T) * hidden * (1 - hidden)
    return loss, lower @ W_1.T, np.outer(x, lower), lower, np.outer(hidden, upper), upper
