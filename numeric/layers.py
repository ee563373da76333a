"""Layers: of the loss behind them only its slopes by the output are known, and L = Σ slope * output stands for it."""

from __future__ import annotations

import numpy as np

from numeric.functions import Array, softmax


def layer_norm(x: Array, gamma: Array, beta: Array, epsilon: float, g: Array) -> tuple[Array, Array, Array, Array]:
    """Σ_i g_i y_i for y = γ (x - mean) / sqrt(variance + ε) + β (Ba et al. 2016, eq. 4)

    x (d,), gamma (d,), beta (d,), epsilon above 0, g (d,)  ->  loss (), dx (d,), dgamma (d,), dbeta (d,)

    dx is g γ less its mean and its part along the normalised x, over the deviation.
    """
    centred = x - x.mean()
    deviation = np.sqrt((centred * centred).mean() + epsilon)
    unit = centred / deviation
    slope = g * gamma
    grad_x = (slope - slope.mean() - unit * (slope * unit).mean()) / deviation
    return (g * (gamma * unit + beta)).sum(), grad_x, g * unit, np.array(g)


def attention(Q: Array, K: Array, V: Array, G: Array) -> tuple[Array, Array, Array, Array]:
    """Σ G * softmax(Q K^T / sqrt(d)) V, softmax row by row (Vaswani et al. 2017, eq. 1)

    Q (n, d), K (n, d), V (n, e), G (n, e)  ->  loss (), dQ (n, d), dK (n, d), dV (n, e)
    """
    scale = float(Q.shape[1]) ** -0.5
    shares = softmax(scale * (Q @ K.T))
    by_share = G @ V.T
    by_score = shares * (by_share - (by_share * shares).sum(axis=1, keepdims=True))
    return (G * (shares @ V)).sum(), scale * (by_score @ K), scale * (by_score.T @ Q), shares.T @ G


def softmax_layer(s: Array, g: Array) -> tuple[Array, Array]:
    """Σ_i g_i softmax(s)_i (Goodfellow et al. 2016, eq. 6.29)

    s (K,), g (K,)  ->  loss (), ds (K,)
    """
    shares = softmax(s)
    loss = g @ shares
    return loss, shares * (g - loss)


def batch_norm(x: Array, gamma: float, beta: float, epsilon: float, g: Array) -> tuple[Array, Array, Array, Array]:
    """Σ_i g_i y_i for y = γ (x - mean) / sqrt(variance + ε) + β of one feature in N examples (Ioffe, Szegedy 2015)

    x (N,), gamma, beta, epsilon numbers, g (N,)  ->  loss (), dx (N,), dgamma (), dbeta ()
    """
    centred = x - x.mean()
    deviation = np.sqrt((centred * centred).mean() + epsilon)
    unit = centred / deviation
    grad_x = gamma * (g - g.mean() - unit * (g * unit).mean()) / deviation
    return (g * (gamma * unit + beta)).sum(), grad_x, g @ unit, g.sum()


def unit_vector(x: Array, g: Array) -> tuple[Array, Array]:
    """Σ_i g_i u_i for u = x / |x| (Salimans and Kingma 2016, eq. 2 and 3)

    x (d,) not 0, g (d,)  ->  loss (), dx (d,)
    """
    length = np.sqrt(x @ x)
    unit = x / length
    loss = g @ unit
    return loss, (g - loss * unit) / length


def cosine(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """1 - x^T y / (|x| |y|)

    x (d,) not 0, y (d,) not 0  ->  loss (), dx (d,), dy (d,)
    """
    long, wide = np.sqrt(x @ x), np.sqrt(y @ y)
    along, across = x / long, y / wide
    likeness = along @ across
    return 1 - likeness, (likeness * along - across) / long, (likeness * across - along) / wide
