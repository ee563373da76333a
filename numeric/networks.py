"""Networks of one hidden layer, and one step of recurrent ones; what they give is compared by cross entropy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numeric.classification import softmax_cross_entropy
from numeric.functions import Array, log_softmax, sigmoid, softmax

Six = tuple[Array, Array, Array, Array, Array, Array]
Layer = Callable[[Array], tuple[Array, Array]]


def _network(x: Array, W_1: Array, b_1: Array, W_2: Array, b_2: Array, y: Array, layer: Layer) -> Six:
    """Forward through a layer, which gives its values and its slopes, and back."""
    hidden, slope = layer(x @ W_1 + b_1)
    loss, upper = softmax_cross_entropy(y, hidden @ W_2 + b_2)
    lower = (upper @ W_2.T) * slope
    return loss, lower @ W_1.T, np.outer(x, lower), lower, np.outer(hidden, upper), upper


def two_layer_network(x: Array, W_1: Array, b_1: Array, W_2: Array, b_2: Array, y: Array) -> Six:
    """Cross entropy of softmax(σ(x W_1 + b_1) W_2 + b_2) against y (CS224n assignment 1, 2c)

    x (D_x,), W_1 (D_x, H), b_1 (H,), W_2 (H, D_y), b_2 (D_y,), y (D_y,) with sum 1
    ->  loss (), dx (D_x,), dW_1 (D_x, H), db_1 (H,), dW_2 (H, D_y), db_2 (D_y,)
    """
    return _network(x, W_1, b_1, W_2, b_2, y, lambda z: (sigmoid(z), sigmoid(z) * sigmoid(-z)))


def tanh_network(x: Array, W_1: Array, b_1: Array, W_2: Array, b_2: Array, y: Array) -> Six:
    """The same with tanh for σ

    Shapes as those of two_layer_network.
    """
    return _network(x, W_1, b_1, W_2, b_2, y, lambda z: (np.tanh(z), 1 - np.tanh(z) ** 2))


def relu_network(x: Array, W_1: Array, b_1: Array, W_2: Array, b_2: Array, y: Array) -> Six:
    """The same with max(0, z) for σ(z); at z = 0 the slope is taken as 0

    Shapes as those of two_layer_network.
    """
    return _network(x, W_1, b_1, W_2, b_2, y, lambda z: (np.maximum(z, 0), (z > 0).astype(z.dtype)))


def leaky_relu_network(alpha: float, x: Array, W_1: Array, b_1: Array, W_2: Array, b_2: Array, y: Array) -> Six:
    """The same with z for z > 0 and α z below

    alpha a number, the others as in two_layer_network
    """

    def layer(z: Array) -> tuple[Array, Array]:
        slope = np.where(z > 0, np.ones_like(z), alpha)
        return slope * z, slope

    return _network(x, W_1, b_1, W_2, b_2, y, layer)


def network_of_a_batch(
    X: Array, W_1: Array, b_1: Array, W_2: Array, b_2: Array, Y: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """two_layer_network for the rows of X against those of Y, added

    X (n, D_x), W_1 (D_x, H), b_1 (H,), W_2 (H, D_y), b_2 (D_y,), Y (n, D_y), each row with sum 1
    ->  loss (), dW_1 (D_x, H), db_1 (H,), dW_2 (H, D_y), db_2 (D_y,)
    """
    hidden = sigmoid(X @ W_1 + b_1)
    scores = hidden @ W_2 + b_2
    upper = softmax(scores) - Y
    lower = (upper @ W_2.T) * hidden * (1 - hidden)
    loss = -(Y * log_softmax(scores)).sum()
    return loss, X.T @ lower, lower.sum(axis=0), hidden.T @ upper, upper.sum(axis=0)


def recurrent_network(
    x: Array, h_before: Array, W_hh: Array, W_xh: Array, b_h: Array, W_hy: Array, b_y: Array, y: Array
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array]:
    """Cross entropy of softmax(W_hy h + b_y) for h = tanh(W_hh h_before + W_xh x + b_h), one step alone

    x (D,), h_before (H,), W_hh (H, H), W_xh (H, D), b_h (H,), W_hy (K, H), b_y (K,), y (K,) with sum 1
    ->  loss () and the gradients by all but y
    """
    hidden = np.tanh(W_hh @ h_before + W_xh @ x + b_h)
    loss, upper = softmax_cross_entropy(y, W_hy @ hidden + b_y)
    lower = (upper @ W_hy) * (1 - hidden**2)
    weights = np.outer(lower, h_before), np.outer(lower, x), lower, np.outer(upper, hidden), upper
    return loss, lower @ W_xh, lower @ W_hh, *weights


def language_model(
    x: Array, y: Array, L: Array, H: Array, W: Array, b_1: Array, U: Array, b_2: Array, h_before: Array
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array]:
    """Cross entropy of softmax(h U + b_2) for h = σ(h_before H + x L W + b_1), one step alone (CS224n assignment 2, 3)

    x (V,) the one-hot vector of a word, y (V,) with sum 1, L (V, d), H (D_h, D_h), W (d, D_h), b_1 (D_h,),
    U (D_h, V), b_2 (V,), h_before (D_h,)
    ->  loss () and the gradients by all but x and y
    """
    word = x @ L
    hidden = sigmoid(h_before @ H + word @ W + b_1)
    loss, upper = softmax_cross_entropy(y, hidden @ U + b_2)
    lower = (upper @ U.T) * hidden * (1 - hidden)
    weights = np.outer(x, lower @ W.T), np.outer(h_before, lower), np.outer(word, lower), lower
    return loss, *weights, np.outer(hidden, upper), upper, lower @ H.T
