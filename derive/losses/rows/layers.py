r"""Layers inside of networks; of the loss only the slopes G = dL/dY are known, and L = Σ G Y has the same gradients."""

from __future__ import annotations

from sympy import exp, sqrt

from derive.losses.loss import Loss
from derive.losses.quantities import defined, given, indices, root, softmax, total
from derive.terms.index import Axis
from derive.terms.sympy_bridge import size

N, D, DV = Axis("n"), Axis("d"), Axis("d_v")
BATCH, CLASSES = Axis("N"), Axis("K")


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
        known_by=("y",),
    )


def batch_norm() -> Loss:
    """y = γ (x - μ) / sqrt(σ^2 + ε) + β of one feature; μ and σ are its mean and deviation over the batch."""
    i = indices("i", BATCH)
    x = given("x", (BATCH,), "x", "the feature in each example")
    scale = given("gamma", (), r"\gamma", "the scale")
    shift = given("beta", (), r"\beta", "the shift")
    small = given("epsilon", (), r"\epsilon", "a small positive number", learned=False)
    slopes = given("g", (BATCH,), "g", "the slopes of the loss by y", learned=False)
    mean = defined("mu", (), total(x[i], i) / size(BATCH), r"\mu", "the mean")
    deviation = defined(
        "sigma", (), root(total((x[i] - mean.value) ** 2, i) / size(BATCH)), r"\sigma", "the standard deviation"
    )
    unit = defined(
        "xhat",
        (i,),
        (x[i] - mean.value) / sqrt(deviation.value**2 + small.value),
        r"\hat{x}",
        "the feature, normalised",
    )
    output = defined("y", (i,), scale.value * unit[i] + shift.value, "y", "the output")
    return Loss(
        "batch-norm",
        "batch normalisation of one feature",
        "L",
        "Ioffe and Szegedy 2015, Batch Normalization, algorithm 1",
        (x, scale, shift, small, slopes, mean, deviation, unit, output),
        total(slopes[i] * output[i], i),
        known_by=("y",),
    )


def unit_vector() -> Loss:
    """u = x / |x|, the vector of length 1."""
    i = indices("i", D)
    x = given("x", (D,), "x", "the vector")
    slopes = given("g", (D,), "g", "the slopes of the loss by u", learned=False)
    length = defined("n", (), sqrt(total(x[i] ** 2, i)), "n", "the length")
    unit = defined("u", (i,), x[i] / length.value, "u", "the vector of length 1")
    return Loss(
        "unit-vector",
        "normalisation to length 1",
        "L",
        "Salimans and Kingma 2016, Weight Normalization, eq. 2 and 3",
        (x, slopes, length, unit),
        total(slopes[i] * unit[i], i),
        known_by=("u",),
    )


def cosine() -> Loss:
    """1 - x^T y / (|x| |y|)."""
    i = indices("i", D)
    x, y = given("x", (D,), "x", "a vector"), given("y", (D,), "y", "another vector")
    one = defined("n", (), sqrt(total(x[i] ** 2, i)), "n", "the length of x")
    two = defined("m", (), sqrt(total(y[i] ** 2, i)), "m", "the length of y")
    similar = defined("s", (), total(x[i] * y[i], i) / (one.value * two.value), "s", "the cosine of the angle")
    return Loss(
        "cosine",
        "cosine distance",
        "L",
        "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, eq. 6.10",
        (x, y, one, two, similar),
        1 - similar.value,
    )


def softmax_layer() -> Loss:
    """p = softmax(s) inside of a network."""
    i, k = indices("i k", CLASSES)
    scores = given("s", (CLASSES,), "s", "the scores")
    slopes = given("g", (CLASSES,), "g", "the slopes of the loss by p", learned=False)
    shares = defined("p", (i,), softmax(scores, i, k), "p", "the probabilities")
    return Loss(
        "softmax-layer",
        "softmax",
        "L",
        "Goodfellow et al. 2016, Deep Learning, eq. 6.29; Bishop 2006, Pattern Recognition, eq. 4.106",
        (scores, slopes, shares),
        total(slopes[i] * shares[i], i),
        known_by=("p",),
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
        known_by=("O",),
    )
