"""One step of recurrent networks with gates; of the loss behind only its slopes g by the hidden layer are known.

A gate has weights of the input, of the hidden layer before, and biases. What stands before the step is given, so a
gradient is that of this step alone.
"""

from __future__ import annotations

import numpy as np

from numeric.functions import Array, sigmoid

Gate = tuple[Array, Array, Array]  # the gradients of its weights and biases


def _scores(x: Array, before: Array, W: Array, U: Array, b: Array) -> Array:
    found: Array = W @ x + U @ before + b
    return found


def _back(slope: Array, x: Array, before: Array) -> Gate:
    """From the slopes of a gate's scores to its weights and biases."""
    return np.outer(slope, x), np.outer(slope, before), slope


def _slope(score: Array) -> Array:
    """σ' = σ(a) σ(-a)"""
    return sigmoid(score) * sigmoid(-score)


def lstm(
    x: Array,
    h_before: Array,
    C_before: Array,
    W_xf: Array,
    W_hf: Array,
    b_f: Array,
    W_xi: Array,
    W_hi: Array,
    b_i: Array,
    W_xo: Array,
    W_ho: Array,
    b_o: Array,
    W_xC: Array,
    W_hC: Array,
    b_C: Array,
    g: Array,
) -> tuple[Array, ...]:
    """Σ_j g_j h_j for h = o tanh(C), C = f C_before + i c (Hochreiter and Schmidhuber 1997)

    x (D,), h_before and C_before (H,); of the gates f, i, o and the candidates c each W_x (H, D), W_h (H, H), b (H,);
    g (H,)  ->  loss () and the gradients by all but g
    """
    a_f, a_i = _scores(x, h_before, W_xf, W_hf, b_f), _scores(x, h_before, W_xi, W_hi, b_i)
    a_o, a_c = _scores(x, h_before, W_xo, W_ho, b_o), _scores(x, h_before, W_xC, W_hC, b_C)
    candidates = np.tanh(a_c)
    squashed = np.tanh(sigmoid(a_f) * C_before + sigmoid(a_i) * candidates)
    by_cell = g * sigmoid(a_o) * (1 - squashed**2)
    by_f = by_cell * C_before * _slope(a_f)
    by_i = by_cell * candidates * _slope(a_i)
    by_o = g * squashed * _slope(a_o)
    by_c = by_cell * sigmoid(a_i) * (1 - candidates**2)
    by_x = by_f @ W_xf + by_i @ W_xi + by_o @ W_xo + by_c @ W_xC
    by_before = by_f @ W_hf + by_i @ W_hi + by_o @ W_ho + by_c @ W_hC
    gates = [part for slope in (by_f, by_i, by_o, by_c) for part in _back(slope, x, h_before)]
    return (g * (sigmoid(a_o) * squashed)).sum(), by_x, by_before, by_cell * sigmoid(a_f), *gates


def gru(
    x: Array,
    h_before: Array,
    W_z: Array,
    U_z: Array,
    b_z: Array,
    W_r: Array,
    U_r: Array,
    b_r: Array,
    W_h: Array,
    U_h: Array,
    b_h: Array,
    g: Array,
) -> tuple[Array, ...]:
    """Σ_j g_j h_j for h = (1 - z) h_before + z c, c = tanh(W_h x + U_h (r h_before) + b_h) (Cho et al. 2014)

    x (D,), h_before (H,); of the gates z, r and the candidates c each W (H, D), U (H, H), b (H,); g (H,)
    ->  loss () and the gradients by all but g
    """
    a_z, a_r = _scores(x, h_before, W_z, U_z, b_z), _scores(x, h_before, W_r, U_r, b_r)
    update, kept, reset = sigmoid(a_z), sigmoid(-a_z), sigmoid(a_r)
    remembered = reset * h_before
    candidates = np.tanh(_scores(x, remembered, W_h, U_h, b_h))
    by_h = g * update * (1 - candidates**2)
    by_remembered = by_h @ U_h
    by_z = g * (candidates - h_before) * _slope(a_z)
    by_r = by_remembered * h_before * _slope(a_r)
    by_x = by_z @ W_z + by_r @ W_r + by_h @ W_h
    by_before = g * kept + by_remembered * reset + by_z @ U_z + by_r @ U_r
    gates = (*_back(by_z, x, h_before), *_back(by_r, x, h_before), *_back(by_h, x, remembered))
    return (g * (kept * h_before + update * candidates)).sum(), by_x, by_before, *gates
