r"""Losses of classifiers: scores against labels."""

from __future__ import annotations

from dataclasses import replace

from sympy import log

from derive.losses.loss import Loss
from derive.losses.quantities import defined, given, indices, relu, same, softmax, total
from derive.terms.facts import Facts
from derive.terms.index import Axis
from derive.terms.sympy_bridge import sigma, size

K, N, D = Axis("K"), Axis("n"), Axis("d")
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


def tempered_cross_entropy() -> Loss:
    """Cross entropy of softmax(θ / τ) against labels y; a high temperature τ makes the prediction flat."""
    i, k = indices("i k", K)
    labels = given("y", (K,), r"\mathbf{y}", "the labels, a distribution", learned=False)
    scores = given("theta", (K,), r"\boldsymbol{\theta}", "the scores")
    temperature = given("tau", (), r"\tau", "the temperature")
    cooled = defined("z", (i,), scores[i] / temperature.value, r"\mathbf{z}", "the scores at the temperature")
    predicted = defined("yhat", (i,), softmax(cooled, i, k), r"\hat{\mathbf{y}}", "the predicted probabilities")
    return Loss(
        "tempered-cross-entropy",
        "softmax at a temperature with cross entropy",
        "J",
        "Hinton, Vinyals and Dean 2015, Distilling the Knowledge in a Neural Network, eq. 1",
        (labels, scores, temperature, cooled, predicted),
        -total(labels[i] * log(predicted[i]), i),
        facts=DISTRIBUTION,
    )


def label_smoothing() -> Loss:
    """Cross entropy of softmax(θ) against the one-hot label of o, of which ε is spread over all classes."""
    i, k, o = indices("i k o", K)
    spread = given("epsilon", (), r"\epsilon", "how much of the label is spread", learned=False)
    scores = given("theta", (K,), r"\boldsymbol{\theta}", "the scores")
    smooth = (1 - spread.value) * same(i, o) + spread.value / size(K)
    labels = defined("q", (i,), smooth, r"\mathbf{q}", "the smoothed label")
    predicted = defined("yhat", (i,), softmax(scores, i, k), r"\hat{\mathbf{y}}", "the predicted probabilities")
    return Loss(
        "label-smoothing",
        "softmax with cross entropy against a smoothed label",
        "J",
        "Szegedy et al. 2016, Rethinking the Inception Architecture, section 7",
        (spread, scores, labels, predicted),
        -total(labels[i] * log(predicted[i]), i),
        chosen=(o,),
        facts=Facts(distributions=frozenset([("q", 0)])),
    )


def divergence() -> Loss:
    """Σ_i y_i log(y_i / ŷ_i) of y from ŷ = softmax(θ)."""
    i, k = indices("i k", K)
    labels = given("y", (K,), r"\mathbf{y}", "the distribution that is approached", learned=False)
    scores = given("theta", (K,), r"\boldsymbol{\theta}", "the scores")
    predicted = defined("yhat", (i,), softmax(scores, i, k), r"\hat{\mathbf{y}}", "the distribution that approaches it")
    return Loss(
        "divergence",
        "Kullback-Leibler divergence from a softmax",
        "J",
        "Goodfellow et al. 2016, Deep Learning, eq. 3.50",
        (labels, scores, predicted),
        total(labels[i] * log(labels[i] / predicted[i]), i),
        facts=Facts(distributions=frozenset([("y", 0)]), positive=frozenset(["y"])),
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


def logistic_regression_mean() -> Loss:
    """Logistic regression with the mean over the examples in place of the sum."""
    summed = logistic_regression()
    return replace(
        summed,
        name="logistic-regression-mean",
        title="logistic regression, the mean over the examples",
        source="CS229 problem set 1, 1a",
        value=summed.value / size(N),
    )


def hinge() -> Loss:
    """Σ_i max(0, 1 - y_i w^T x_i) for labels y_i = ±1, away from the kinks."""
    i, a = indices("i", N), indices("a", D)
    examples = given("X", (N, D), "X", "the examples, one a row", member="x", learned=False)
    weights = given("w", (D,), "w", "the weights")
    labels = given("y", (N,), "y", "the labels, 1 or -1", learned=False)
    scores = defined("z", (i,), total(examples[i, a] * weights[a], a), "z", "the scores")
    margins = defined("m", (i,), 1 - labels[i] * scores[i], "m", "by how much each example falls short")
    return Loss(
        "hinge",
        "hinge loss",
        "L",
        "CS231n notes, linear classification; Bishop 2006, Pattern Recognition, eq. 7.44",
        (examples, weights, labels, scores, margins),
        total(relu(margins[i]), i),
    )
