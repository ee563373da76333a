r"""Losses of models of numbers: regression, densities, factors."""

from __future__ import annotations

from dataclasses import replace

from sympy import log

from derive.losses.loss import Loss
from derive.losses.quantities import defined, given, indices, total
from derive.terms.facts import Facts
from derive.terms.index import Axis

N, D, K = Axis("n"), Axis("d"), Axis("k")


def linear_regression() -> Loss:
    """Half the squared error of X w against y."""
    i, a = indices("i", N), indices("a", D)
    examples = given("X", (N, D), "X", "the examples, one a row", member="x", learned=False)
    weights = given("w", (D,), "w", "the weights")
    labels = given("y", (N,), "y", "the targets", learned=False)
    predicted = defined("yhat", (i,), total(examples[i, a] * weights[a], a), r"\hat{y}", "the predictions")
    error = defined("r", (i,), predicted[i] - labels[i], "r", "the errors")
    return Loss(
        "linear-regression",
        "linear regression",
        "L",
        "CS229 lecture notes 1, section 1; Bishop 2006, Pattern Recognition, eq. 3.12",
        (examples, weights, labels, predicted, error),
        total(error[i] ** 2, i) / 2,
    )


def ridge_regression() -> Loss:
    """Half the squared error of X w against y, and λ/2 times the square of w."""
    plain, a = linear_regression(), indices("a", D)
    strength = given("lambda", (), r"\lambda", "the strength of the penalty", learned=False)
    return replace(
        plain,
        name="ridge-regression",
        title="ridge regression",
        source="Bishop 2006, Pattern Recognition, eq. 3.27",
        quantities=(strength, *plain.quantities),
        value=plain.value + strength.value * total(plain["w"][a] ** 2, a) / 2,
    )


def gaussian() -> Loss:
    """-Σ_i log N(x_i; μ, diag(v)) without its constant: how unlikely the examples are."""
    i, a = indices("i", N), indices("a", D)
    examples = given("X", (N, D), "X", "the examples, one a row", member="x", learned=False)
    mean = given("mu", (D,), r"\mu", "the mean")
    variance = given("v", (D,), "v", "the variances")
    return Loss(
        "gaussian",
        "Gaussian with a diagonal variance",
        "L",
        "Bishop 2006, Pattern Recognition, eq. 2.118; Murphy 2012, Machine Learning, section 4.1",
        (examples, mean, variance),
        total((examples[i, a] - mean[a]) ** 2 / variance[a] + log(variance[a]), i, a) / 2,
        facts=Facts(positive=frozenset(["v"])),
    )


def factorisation() -> Loss:
    """Half the squared error of U V^T against a matrix A."""
    i, j, k = indices("i", N), indices("j", D), indices("k", K)
    whole = given("A", (N, D), "A", "the matrix", learned=False)
    left = given("U", (N, K), "U", "the left factor")
    right = given("V", (D, K), "V", "the right factor")
    error = defined("E", (i, j), total(left[i, k] * right[j, k], k) - whole[i, j], "E", "the errors")
    return Loss(
        "factorisation",
        "factorisation of a matrix",
        "L",
        "Koren, Bell and Volinsky 2009, Matrix Factorization Techniques for Recommender Systems, eq. 2",
        (whole, left, right, error),
        total(error[i, j] ** 2, i, j) / 2,
    )
