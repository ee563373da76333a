r"""Losses of classifiers and of regression: scores against labels."""

from __future__ import annotations

from sympy import log

from derive.losses.loss import Loss
from derive.losses.quantities import defined, given, indices, softmax, total
from derive.terms.facts import Facts
from derive.terms.index import Axis
from derive.terms.sympy_bridge import sigma

K, N, D = Axis("K"), Axis("n"), Axis("d")
IN, HIDDEN, OUT = Axis("D_x"), Axis("H"), Axis("D_y")
DISTRIBUTION = Facts(distributions=frozenset([("y", 0)]))


def cross_entropy() -> Loss:
    """-Σ_i y_i log p_i of predicted probabilities p against labels y."""
    i = indices("i", K)
    labels = given("y", (K,), r"\mathbf{y}", "the labels, a distribution", learned=False)
    predicted = given("yhat", (K,), r"\hat{\mathbf{y}}", "the predicted probabilities")
    return Loss(
        "cross-entropy",
        "cross entropy of given probabilities",
        "J",
        "CS224n assignment 1 (2017), 2b; Goodfellow et al. 2016, Deep Learning, eq. 5.12",
        (labels, predicted),
        -total(labels[i] * log(predicted[i]), i),
        facts=DISTRIBUTION,
    )


def softmax_cross_entropy() -> Loss:
    """Cross entropy of softmax(θ) against labels y that sum to 1."""
    i, k = indices("i k", K)
    labels = given("y", (K,), r"\mathbf{y}", "the labels, a distribution", learned=False)
    scores = given("theta", (K,), r"\boldsymbol{\theta}", "the scores")
    predicted = defined("yhat", (i,), softmax(scores, i, k), r"\hat{\mathbf{y}}", "the predicted probabilities")
    return Loss(
        "softmax-cross-entropy",
        "softmax with cross entropy",
        "J",
        "CS224d problem set 1, 2b; Goodfellow et al. 2016, Deep Learning, eq. 6.29",
        (labels, scores, predicted),
        -total(labels[i] * log(predicted[i]), i),
        facts=DISTRIBUTION,
    )


def logistic_regression() -> Loss:
    """Cross entropy of p_i = σ(w^T x_i) against labels in [0, 1], added over the examples."""
    i, a = indices("i", N), indices("a", D)
    examples = given("X", (N, D), "X", "the examples, one a row", member="x", learned=False)
    weights = given("w", (D,), "w", "the weights")
    labels = given("y", (N,), "y", "the labels", learned=False)
    scores = defined("z", (i,), total(examples[i, a] * weights[a], a), "z", "the scores")
    predicted = defined("p", (i,), sigma(scores[i]), "p", "the predicted probabilities")
    return Loss(
        "logistic-regression",
        "logistic regression",
        "L",
        "CS229 lecture notes 1, section 5; Bishop 2006, Pattern Recognition, eq. 4.90",
        (examples, weights, labels, scores, predicted),
        -total(labels[i] * log(predicted[i]) + (1 - labels[i]) * log(1 - predicted[i]), i),
    )


def linear_regression() -> Loss:
    """Half the squared error of X w against y."""
    i, a = indices("i", N), indices("a", D)
    examples = given("X", (N, D), "X", "the examples, one a row", member="x", learned=False)
    weights = given("w", (D,), "w", "the weights")
    labels = given("y", (N,), "y", "the targets", learned=False)
    error = defined("r", (i,), total(examples[i, a] * weights[a], a) - labels[i], "r", "the errors")
    return Loss(
        "linear-regression",
        "linear regression",
        "L",
        "CS229 lecture notes 1, section 1; Bishop 2006, Pattern Recognition, eq. 3.12",
        (examples, weights, labels, error),
        total(error[i] ** 2, i) / 2,
    )


def two_layer_network() -> Loss:
    """Softmax and cross entropy behind one hidden layer of sigmoids; the example x is a row."""
    a, (j, r), (i, k) = indices("a", IN), indices("j r", HIDDEN), indices("i k", OUT)
    x = given("x", (IN,), "x", "the example, a row")
    first = given("W_1", (IN, HIDDEN), "W_1", "the weights of the hidden layer")
    bias = given("b_1", (HIDDEN,), "b_1", "the biases of the hidden layer, a row")
    second = given("W_2", (HIDDEN, OUT), "W_2", "the weights of the output layer")
    offset = given("b_2", (OUT,), "b_2", "the biases of the output layer, a row")
    labels = given("y", (OUT,), "y", "the labels, a row and a distribution", learned=False)
    z1 = defined("z_1", (j,), total(x[a] * first[a, j], a) + bias[j], "z_1", "the scores of the hidden layer")
    hidden = defined("h", (j,), sigma(z1[j]), "h", "the hidden layer")
    z2 = defined("z_2", (i,), total(hidden[r] * second[r, i], r) + offset[i], "z_2", "the scores")
    predicted = defined("yhat", (i,), softmax(z2, i, k), r"\hat{y}", "the predicted probabilities")
    parts = (x, first, bias, second, offset, labels, z1, hidden, z2, predicted)
    return Loss(
        "two-layer-network",
        "two-layer network with softmax and cross entropy",
        "J",
        "CS224n assignment 1 (2017), 2c; CS224d problem set 1, 2c",
        parts,
        -total(labels[i] * log(predicted[i]), i),
        facts=DISTRIBUTION,
        lying=frozenset(q.name for q in parts if len(q.axes) == 1),
    )
