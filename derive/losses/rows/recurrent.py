r"""One step of recurrent networks; what stands at t-1 is given, so a gradient is that of this step alone."""

from __future__ import annotations

from typing import Any

from sympy import log, tanh

from derive.losses.loss import Loss
from derive.losses.quantities import Quantity, added, defined, given, indices, softmax, total
from derive.terms.facts import Facts
from derive.terms.index import Axis
from derive.terms.sympy_bridge import sigma

D, H, K = Axis("D"), Axis("H"), Axis("K")
VOCABULARY, EMBEDDED, HIDDEN = Axis("V"), Axis("d"), Axis("D_h")
j, k = indices("j k", H)
p = indices("p", D)
INPUT = given("x", (D,), "x_t", "the input")
BEFORE = given("h_before", (H,), "h_{t-1}", "the hidden layer one step before")
SLOPES = given("g", (H,), "g", "the slopes of the loss by the hidden layer", learned=False)


def _weights(name: str, words: str, axes: tuple[Axis, ...] = (H, D)) -> Quantity:
    base, _, below = name.partition("_")
    return given(name, axes, name if len(below) < 2 else f"{base}_{{{below}}}", words)


def _scores(inputs: Quantity, before: Quantity, bias: Quantity, remembered: Any = None) -> Any:
    """W x_t + U h_{t-1} + b at the unit j"""
    old = BEFORE[k] if remembered is None else remembered
    return added(total(inputs[j, p] * INPUT[p], p), total(before[j, k] * old, k), bias[j])


def recurrent_network() -> Loss:
    """h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h), and softmax and cross entropy of W_hy h_t + b_y."""
    i, r = indices("i r", K)
    again = _weights("W_hh", "the weights of the hidden layer one step before", (H, H))
    inputs = _weights("W_xh", "the weights of the input")
    bias = _weights("b_h", "the biases of the hidden layer", (H,))
    out = _weights("W_hy", "the weights of the output", (K, H))
    offset = _weights("b_y", "the biases of the output", (K,))
    labels = given("y", (K,), "y_t", "the labels, a distribution", learned=False)
    inside = added(total(again[j, k] * BEFORE[k], k), total(inputs[j, p] * INPUT[p], p), bias[j])
    scores = defined("a", (j,), inside, "a_t", "the scores of the hidden layer")
    hidden = defined("h", (j,), tanh(scores[j]), "h_t", "the hidden layer")
    outputs = defined("o", (i,), total(out[i, j] * hidden[j], j) + offset[i], "o_t", "the scores")
    predicted = defined("yhat", (i,), softmax(outputs, i, r), r"\hat{y}_t", "the predicted probabilities")
    return Loss(
        "recurrent-network",
        "one step of a recurrent network with softmax and cross entropy",
        "L_t",
        "Goodfellow et al. 2016, Deep Learning, eq. 10.8 to 10.11",
        (INPUT, BEFORE, again, inputs, bias, out, offset, labels, scores, hidden, outputs, predicted),
        -total(labels[i] * log(predicted[i]), i),
        facts=Facts(distributions=frozenset([("y", 0)])),
        time="t",
    )


def language_model() -> Loss:
    """h = σ(h_before H + e I + b_1) in rows, e the row of L of the word x; softmax and cross entropy of h U + b_2."""
    i, k = indices("i k", VOCABULARY)
    q, (r, s) = indices("q", EMBEDDED), indices("r s", HIDDEN)
    word = given("x", (VOCABULARY,), "x^{(t)}", "the word, a one-hot row", learned=False)
    labels = given("y", (VOCABULARY,), "y^{(t)}", "the next word, a row and a distribution", learned=False)
    vectors = given("L", (VOCABULARY, EMBEDDED), "L", "the word vectors, one a row")
    again = given("H", (HIDDEN, HIDDEN), "H", "the weights of the hidden layer one step before")
    inputs = given("I", (EMBEDDED, HIDDEN), "I", "the weights of the word vector")
    bias = given("b_1", (HIDDEN,), "b_1", "the biases of the hidden layer, a row")
    out = given("U", (HIDDEN, VOCABULARY), "U", "the weights of the output")
    offset = given("b_2", (VOCABULARY,), "b_2", "the biases of the output, a row")
    before = given("h_before", (HIDDEN,), "h^{(t-1)}", "the hidden layer one step before, a row")
    embedded = defined("e", (q,), total(word[i] * vectors[i, q], i), "e^{(t)}", "the vector of the word")
    inside = added(total(before[r] * again[r, s], r), total(embedded[q] * inputs[q, s], q), bias[s])
    scores = defined("z", (s,), inside, "z^{(t)}", "the scores of the hidden layer")
    hidden = defined("h", (s,), sigma(scores[s]), "h^{(t)}", "the hidden layer")
    outputs = defined("theta", (i,), total(hidden[r] * out[r, i], r) + offset[i], r"\theta^{(t)}", "the scores")
    predicted = defined("yhat", (i,), softmax(outputs, i, k), r"\hat{y}^{(t)}", "the predicted probabilities")
    parts = (
        word,
        labels,
        vectors,
        again,
        inputs,
        bias,
        out,
        offset,
        before,
        embedded,
        scores,
        hidden,
        outputs,
        predicted,
    )
    return Loss(
        "language-model",
        "one step of a recurrent language model",
        "J^{(t)}",
        "CS224n assignment 2 (2017), part 3",
        parts,
        -total(labels[i] * log(predicted[i]), i),
        facts=Facts(distributions=frozenset([("y", 0)])),
        lying=frozenset(q.name for q in parts if len(q.axes) == 1),
        time="t",
    )


def lstm() -> Loss:
    """One step of a long short-term memory: gates f, i, o, candidates c, cells C_t and the hidden layer h_t."""
    old = given("C_before", (H,), "C_{t-1}", "the cells one step before")
    gates = {"f": "forget gate", "i": "input gate", "o": "output gate", "C": "candidates"}
    weights = [(*_gate(name, words), words) for name, words in gates.items()]
    scored = [
        defined(f"a_{name}", (j,), _scores(*three), f"a_{name}", f"the scores of the {words}")
        for name, (*three, words) in zip(gates, weights, strict=True)
    ]
    forget, enter, leave = (
        defined(name, (j,), sigma(scores[j]), f"{name}_t", f"the {gates[name]}")
        for name, scores in zip("fio", scored, strict=False)
    )
    fresh = defined("c", (j,), tanh(scored[3][j]), r"\tilde{C}_t", "the candidates")
    cells = defined("C", (j,), forget[j] * old[j] + enter[j] * fresh[j], "C_t", "the cells")
    hidden = defined("h", (j,), leave[j] * tanh(cells[j]), "h_t", "the hidden layer")
    given_ones = [quantity for *three, _ in weights for quantity in three]
    return Loss(
        "lstm",
        "one step of a long short-term memory",
        "L",
        "Hochreiter and Schmidhuber 1997; Goodfellow et al. 2016, Deep Learning, eq. 10.40 to 10.44",
        (INPUT, BEFORE, old, *given_ones, SLOPES, *scored, forget, enter, leave, fresh, cells, hidden),
        total(SLOPES[j] * hidden[j], j),
        known_by=("h",),
        time="t",
    )


def _gate(name: str, words: str) -> tuple[Quantity, Quantity, Quantity]:
    """Its weights of the input, of the hidden layer before, and its biases."""
    return (
        _weights(f"W_x{name}", f"the weights of the input in the {words}"),
        _weights(f"W_h{name}", f"the weights of the hidden layer before in the {words}", (H, H)),
        _weights(f"b_{name}", f"the biases of the {words}", (H,)),
    )


def gru() -> Loss:
    """One step of a gated recurrent unit: update gate z, reset gate r, candidates, and the hidden layer between."""
    gates = {"z": "update gate", "r": "reset gate", "h": "candidates"}
    weights = {
        name: (
            _weights(f"W_{name}", f"the weights of the input in the {words}"),
            _weights(f"U_{name}", f"the weights of the hidden layer before in the {words}", (H, H)),
            _weights(f"b_{name}", f"the biases of the {words}", (H,)),
        )
        for name, words in gates.items()
    }
    a_z = defined("a_z", (j,), _scores(*weights["z"]), "a_z", "the scores of the update gate")
    a_r = defined("a_r", (j,), _scores(*weights["r"]), "a_r", "the scores of the reset gate")
    update = defined("z", (j,), sigma(a_z[j]), "z_t", "the update gate")
    reset = defined("r", (j,), sigma(a_r[j]), "r_t", "the reset gate")
    a_h = defined("a_h", (j,), _scores(*weights["h"], reset[k] * BEFORE[k]), "a_h", "the scores of the candidates")
    fresh = defined("c", (j,), tanh(a_h[j]), r"\tilde{h}_t", "the candidates")
    hidden = defined("h", (j,), (1 - update[j]) * BEFORE[j] + update[j] * fresh[j], "h_t", "the hidden layer")
    given_ones = [quantity for three in weights.values() for quantity in three]
    return Loss(
        "gru",
        "one step of a gated recurrent unit",
        "L",
        "Cho et al. 2014, Learning Phrase Representations using RNN Encoder-Decoder, eq. 5 to 8",
        (INPUT, BEFORE, *given_ones, SLOPES, a_z, a_r, update, reset, a_h, fresh, hidden),
        total(SLOPES[j] * hidden[j], j),
        known_by=("h",),
        time="t",
    )
