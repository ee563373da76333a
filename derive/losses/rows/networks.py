r"""Networks of dense layers in front of a softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import exp, log, tanh

from derive.losses.loss import Loss
from derive.losses.quantities import Quantity, defined, given, indices, relu, softmax, total
from derive.terms.facts import Facts
from derive.terms.index import Axis
from derive.terms.sympy_bridge import sigma

IN, HIDDEN, OUT, BATCH = Axis("D_x"), Axis("H"), Axis("D_y"), Axis("n")
DEEP_LEARNING = "Goodfellow et al. 2016, Deep Learning"


def two_layer_network() -> Loss:
    """Softmax and cross entropy behind one hidden layer of sigmoids; the example x is a row."""
    return _two_layers(
        "two-layer-network",
        "two-layer network with softmax and cross entropy",
        "CS224n assignment 1 (2017), 2c; CS224d problem set 1, 2c",
        sigma,
    )


def tanh_network() -> Loss:
    """The same network with tanh in place of the sigmoid."""
    return _two_layers("tanh-network", "two-layer network of tanh units", f"{DEEP_LEARNING}, section 6.3.2", tanh)


def relu_network() -> Loss:
    """The same network with ReLU units, away from their kinks."""
    return _two_layers("relu-network", "two-layer network of ReLU units", f"{DEEP_LEARNING}, section 6.3.1", relu)


def leaky_relu_network() -> Loss:
    """The same network with leaky ReLU units max(0, z) - α max(0, -z), away from their kinks."""
    leak = given("alpha", (), r"\alpha", "the slope of a unit below 0", learned=False)
    return _two_layers(
        "leaky-relu-network",
        "two-layer network of leaky ReLU units",
        "Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models, eq. 2",
        lambda z: relu(z) - leak.value * relu(-z),
        leak,
    )


def network_of_a_batch() -> Loss:
    """The network of sigmoids on a batch: an example a row of X, the losses of the examples added."""
    b, a, (j, r), (i, k) = indices("b", BATCH), indices("a", IN), indices("j r", HIDDEN), indices("i k", OUT)
    x = given("X", (BATCH, IN), "X", "the examples, one a row", learned=False)
    first = given("W_1", (IN, HIDDEN), "W_1", "the weights of the hidden layer")
    bias = given("b_1", (HIDDEN,), "b_1", "the biases of the hidden layer, a row")
    second = given("W_2", (HIDDEN, OUT), "W_2", "the weights of the output layer")
    offset = given("b_2", (OUT,), "b_2", "the biases of the output layer, a row")
    labels = given("Y", (BATCH, OUT), "Y", "the labels, a distribution a row", learned=False)
    z1 = defined("Z_1", (b, j), total(x[b, a] * first[a, j], a) + bias[j], "Z_1", "the scores of the hidden layer")
    hidden = defined("H", (b, j), sigma(z1[b, j]), "H", "the hidden layer")
    z2 = defined("Z_2", (b, i), total(hidden[b, r] * second[r, i], r) + offset[i], "Z_2", "the scores")
    shares = exp(z2[b, i]) / total(exp(z2[b, k]), k)
    predicted = defined("P", (b, i), shares, "P", "the predicted probabilities, a row an example")
    return Loss(
        "network-of-a-batch",
        "two-layer network on a batch of examples",
        "J",
        "CS224n assignment 1 (2017), 2d",
        (x, first, bias, second, offset, labels, z1, hidden, z2, predicted),
        -total(labels[b, i] * log(predicted[b, i]), b, i),
        facts=Facts(distributions=frozenset([("Y", 1)])),
        lying=frozenset(["b_1", "b_2"]),
    )


def _two_layers(name: str, title: str, source: str, unit: Callable[[Any], Any], *more: Quantity) -> Loss:
    """Softmax and cross entropy behind one hidden layer of such units; the example x is a row."""
    a, (j, r), (i, k) = indices("a", IN), indices("j r", HIDDEN), indices("i k", OUT)
    x = given("x", (IN,), "x", "the example, a row")
    first = given("W_1", (IN, HIDDEN), "W_1", "the weights of the hidden layer")
    bias = given("b_1", (HIDDEN,), "b_1", "the biases of the hidden layer, a row")
    second = given("W_2", (HIDDEN, OUT), "W_2", "the weights of the output layer")
    offset = given("b_2", (OUT,), "b_2", "the biases of the output layer, a row")
    labels = given("y", (OUT,), "y", "the labels, a row and a distribution", learned=False)
    z1 = defined("z_1", (j,), total(x[a] * first[a, j], a) + bias[j], "z_1", "the scores of the hidden layer")
    hidden = defined("h", (j,), unit(z1[j]), "h", "the hidden layer")
    z2 = defined("z_2", (i,), total(hidden[r] * second[r, i], r) + offset[i], "z_2", "the scores")
    predicted = defined("yhat", (i,), softmax(z2, i, k), r"\hat{y}", "the predicted probabilities")
    parts = (x, first, bias, second, offset, labels, z1, hidden, z2, predicted)
    return Loss(
        name,
        title,
        "J",
        source,
        (*more, *parts),
        -total(labels[i] * log(predicted[i]), i),
        facts=Facts(distributions=frozenset([("y", 0)])),
        lying=frozenset(q.name for q in parts if len(q.axes) == 1),
    )
