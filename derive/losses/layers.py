r"""Layers inside of networks; of the loss only the slopes G = dL/dY are known, and L = Σ G Y has the same gradients."""

from __future__ import annotations

from sympy import exp, sqrt

from derive.losses.loss import Loss
from derive.losses.quantities import defined, given, indices, total
from derive.terms.index import Axis
from derive.terms.sympy_bridge import size

N, D, DV = Axis("n"), Axis("d"), Axis("d_v")


def layer_norm() -> Loss:
    """y = γ (x - μ) / sqrt(σ^2 + ε) + β of one example; μ and σ^2 are the mean and variance of its d numbers."""
    i, k = indices("i k", D)
    x = given("x", (D,), "x", "the input")
    scale = given("gamma", (D,), r"\gamma", "the scales")
    shift = given("beta", (D,), r"\beta", "the shifts")
    small = given("epsilon", (), r"\epsilon", "a small positive number", learned=False)
    slopes = given("g", (D,), "g", "the slopes of the loss by y", learned=False)
    mean = defined("mu", (), total(x[k], k) / size(D), r"\mu", "the mean")
    variance = defined("v", (), total((x[k] - mean.value) ** 2, k) / size(D), "v", "the variance")
    unit = defined(
        "xhat", (i,), (x[i] - mean.value) / sqrt(variance.value + small.value), r"\hat{x}", "the input, normalised"
    )
    output = defined("y", (i,), scale[i] * unit[i] + shift[i], "y", "the output")
    return Loss(
        "layer-norm",
        "layer normalisation",
        "L",
        "Ba, Kiros and Hinton 2016, Layer Normalization, eq. 4",
        (x, scale, shift, small, slopes, mean, variance, unit, output),
        total(slopes[i] * output[i], i),
    )


def attention() -> Loss:
    """O = softmax(Q K^T / sqrt(d)) V, one query a row, softmax row by row."""
    i, j, r = indices("i j r", N)
    a, b = indices("a", D), indices("b", DV)
    queries = given("Q", (N, D), "Q", "the queries, one a row")
    keys = given("K", (N, D), "K", "the keys, one a row")
    values = given("V", (N, DV), "V", "the values, one a row")
    slopes = given("G", (N, DV), "G", "the slopes of the loss by O", learned=False)
    scores = defined("S", (i, j), total(queries[i, a] * keys[j, a], a) / sqrt(size(D)), "S", "the scores")
    shares = defined("P", (i, j), exp(scores[i, j]) / total(exp(scores[i, r]), r), "P", "the attention weights")
    output = defined("O", (i, b), total(shares[i, j] * values[j, b], j), "O", "the output")
    return Loss(
        "attention",
        "scaled dot-product attention",
        "L",
        "Vaswani et al. 2017, Attention Is All You Need, eq. 1",
        (queries, keys, values, slopes, scores, shares, output),
        total(slopes[i, b] * output[i, b], i, b),
    )
