"""What gradients say, in words: one row a gradient, some with the form in which the words read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.losses import forms
from derive.losses.forms import Body


@dataclass(frozen=True)
class Interpretation:
    """A sentence without its stop, and the gradient at a position as the sentence reads it."""

    words: str
    body: Body | None = None


Rows = Mapping[str, Interpretation]

OUTPUT = Interpretation("The error at the output, times what went into the layer")
OFFSET = Interpretation("The error at the output: the prediction less the label")
CARRIED_BACK = Interpretation(
    "The error at the output, carried back through the weights and scaled by the slope of each unit: the error of the "
    "hidden layer"
)
INPUT = Interpretation("The error of the hidden layer, times what went into it")
BEFORE = Interpretation("The error of the hidden layer, times the hidden layer one step before")
FURTHER_BACK = Interpretation("The error of the hidden layer, carried back through its weights")
LAYERS: Rows = {"W_2": OUTPUT, "b_2": OFFSET, "b_1": CARRIED_BACK, "W_1": INPUT, "x": FURTHER_BACK}

PASSED_ON = Interpretation(
    "Every place of the window passes the gradient by the hidden vector on to the vector of its word"
)
SHARED_OUT = Interpretation(
    "Every place of the window passes an equal share of the gradient by the hidden vector on to the vector of its word"
)
BY_THE_HIDDEN_VECTOR = Interpretation(
    "Every outside vector gets a multiple of the hidden vector: the probability predicted for its word, less one for "
    "the word observed"
)
BY_THE_HIDDEN_VECTOR_TOLD_APART = Interpretation(
    "Only the vectors of the centre word and of the drawn words change, each by a multiple of the hidden vector: the "
    "probability with which it passes for a true word, less one for the centre word itself"
)
NORMALISED: Rows = {
    "x": Interpretation(
        "Two things are taken away from the scaled slopes, because the mean and the variance follow every input: "
        "their mean, and a multiple of the normalised input"
    ),
    "gamma": Interpretation("The slopes by the output, each times the normalised input"),
    "beta": Interpretation("The slopes by the output, passed on as they are"),
}
ERRORS_OF_A_PAIR = "Twice the errors of its pairs, each with its weight"

ROWS_OF: Mapping[str, Rows] = {
    "naive-softmax": {
        "v_c": Interpretation("The expected outside vector less the observed one", forms.expected_less_observed),
        "U": Interpretation(
            "Every outside vector gets a multiple of the centre vector: the probability predicted for its word, less "
            "one for the word observed. A step against the gradient pulls the observed word towards the centre word "
            "and pushes all others away"
        ),
    },
    "word2vec-network": {
        "V": Interpretation(
            "Only the vector of the centre word changes, by the expected outside vector less the observed one",
            forms.of_the_centre_word,
        ),
        "U": BY_THE_HIDDEN_VECTOR,
    },
    "negative-sampling": {
        "v_c": Interpretation(
            "Drawn words, each weighted by the probability with which it passes for a true one, less the observed "
            "word, weighted by the doubt that is left about it",
            forms.told_apart,
        ),
        "U": Interpretation(
            "Only the vectors of the observed word and of the drawn words change; the gradient by any other is zero"
        ),
    },
    "skip-gram": {
        "v_c": Interpretation(
            "Over the places of the window, the expected outside vector less the observed one",
            forms.expected_less_observed_around,
        ),
        "U": Interpretation(
            "Every outside vector gets a multiple of the centre vector: over the places of the window, the "
            "probability predicted for its word, less one where it stands"
        ),
    },
    "skip-gram-negative-sampling": {
        "v_c": Interpretation(
            "Over the places of the window, drawn words, each weighted by the probability with which it passes for a "
            "true one, less the word that stands there, weighted by the doubt that is left about it",
            forms.told_apart_around,
        ),
        "U": Interpretation(
            "Only the vectors of words in the window and of the drawn words change; the gradient by any other is zero"
        ),
    },
    "shared-negatives": {
        "V": Interpretation(
            "Every place of the window passes on the drawn words, each weighted by the probability with which it "
            "passes for a true one, less the centre word, weighted by the doubt that is left about it"
        ),
        "U": Interpretation(
            "Only the vectors of the centre word and of the drawn words change, each by the vectors of the words "
            "around, weighted; a drawn word that is the centre word is left out"
        ),
    },
    "cbow": {
        "V": PASSED_ON,
        "U": BY_THE_HIDDEN_VECTOR,
    },
    "cbow-mean": {
        "V": SHARED_OUT,
        "U": BY_THE_HIDDEN_VECTOR,
    },
    "cbow-negative-sampling": {
        "V": PASSED_ON,
        "U": BY_THE_HIDDEN_VECTOR_TOLD_APART,
    },
    "cbow-mean-negative-sampling": {
        "V": SHARED_OUT,
        "U": BY_THE_HIDDEN_VECTOR_TOLD_APART,
    },
    "tied-softmax": {
        "U": Interpretation(
            "A vector is changed in both parts that it plays: as any outside word, by the error of its probability, "
            "and as the centre word, by the expected vector less the observed one",
            forms.both_parts,
        ),
    },
    "glove": {
        "V": Interpretation(
            "Twice the vectors of the words around, each with the error and the weight of the pair",
            forms.by_pairs("e", "U", 0, "f"),
        ),
        "U": Interpretation(
            "Twice the vectors of the words that it stands around, each with the error and the weight of the pair",
            forms.by_pairs("e", "V", 1, "f"),
        ),
        "b": Interpretation(ERRORS_OF_A_PAIR, forms.by_pairs("e", "", 0, "f")),
        "c": Interpretation(ERRORS_OF_A_PAIR, forms.by_pairs("e", "", 1, "f")),
    },
    "cross-entropy": {
        "yhat": Interpretation("The smaller the probability predicted for what is the case, the steeper the loss"),
    },
    "softmax-cross-entropy": {
        "theta": Interpretation("The predicted probabilities less the true ones: zero just where the two agree"),
    },
    "tempered-cross-entropy": {
        "theta": Interpretation(
            "The predicted probabilities less the true ones, divided by the temperature: the higher it is, the less a "
            "score counts"
        ),
        "tau": Interpretation(
            "By how much the scores that the label would have on average exceed those that are predicted",
            forms.means_apart,
        ),
    },
    "label-smoothing": {
        "theta": Interpretation(
            "The predicted probabilities less the smoothed label: zero before any probability is 0 or 1",
            forms.off_the_smoothed_label,
        ),
    },
    "divergence": {
        "theta": Interpretation(
            "The distribution that approaches less the one that is approached: the gradient of the cross entropy, "
            "from which the divergence differs by a constant"
        ),
    },
    "logistic-regression": {
        "w": Interpretation(
            "The sum of the examples, each weighted by its error, the prediction less the label",
            forms.by_errors,
        ),
    },
    "logistic-regression-mean": {
        "w": Interpretation(
            "The mean of the examples, each weighted by its error, the prediction less the label", forms.mean_of_errors
        ),
    },
    "hinge": {
        "w": Interpretation(
            "Only the examples that fall short of the margin count, each by its label; a step against the gradient "
            "turns the weights towards them",
            forms.short_of_the_margin,
        ),
    },
    "linear-regression": {
        "w": Interpretation(
            "The sum of the examples, each weighted by its residual; zero where these are orthogonal to all features",
            forms.by_residuals,
        ),
    },
    "ridge-regression": {
        "w": Interpretation(
            "The sum of the examples, each weighted by its residual, and the weights themselves, which a step against "
            "the gradient draws to zero",
            forms.pulled_to_zero,
        ),
    },
    "gaussian": {
        "mu": Interpretation("Zero just where the mean is that of the examples", forms.from_the_mean),
        "v": Interpretation(
            "Zero just where the variance is the mean of the squared distances from the mean", forms.from_the_spread
        ),
    },
    "factorisation": {
        "U": Interpretation(
            "For each row, the vectors of the columns, each weighted by its error", forms.by_pairs("E", "V", 0)
        ),
        "V": Interpretation(
            "For each column, the vectors of the rows, each weighted by its error", forms.by_pairs("E", "U", 1)
        ),
    },
    **dict.fromkeys(("two-layer-network", "tanh-network", "relu-network", "leaky-relu-network"), LAYERS),
    "network-of-a-batch": {
        "W_2": Interpretation("Over the examples, the error at the output, times what went into the layer"),
        "b_2": Interpretation("The errors at the output, added over the examples"),
        "b_1": Interpretation(
            "The errors at the output, carried back through the weights and scaled by the slope of each unit, added "
            "over the examples",
            forms.carried_back,
        ),
        "W_1": Interpretation("Over the examples, the error of the hidden layer, times what went into it"),
    },
    "recurrent-network": {
        "W_hy": OUTPUT,
        "b_y": OFFSET,
        "b_h": CARRIED_BACK,
        "W_xh": INPUT,
        "W_hh": BEFORE,
        "h_before": FURTHER_BACK,
        "x": FURTHER_BACK,
    },
    "language-model": {
        "U": OUTPUT,
        "b_2": OFFSET,
        "b_1": CARRIED_BACK,
        "I": INPUT,
        "H": BEFORE,
        "h_before": FURTHER_BACK,
        "L": Interpretation(
            "Only the vector of the word that is read changes: it gets the error of the hidden layer, carried back "
            "through the weights"
        ),
    },
    "lstm": {
        "C_before": Interpretation(
            "What reaches the cells at this step, as far as the forget gate lets it through: no weight stands between "
            "one step and the next, so that slopes need not fade",
        ),
        "b_f": Interpretation(
            "The forget gate answers for what was in the cells; a gate that is all open or shut learns nothing"
        ),
        "b_i": Interpretation(
            "The input gate answers for the candidates; a gate that is all open or shut learns nothing"
        ),
        "b_o": Interpretation("The output gate answers for what it lets out of the cells"),
        "b_C": Interpretation("The candidates answer for as much as the input gate takes in of them"),
    },
    "gru": {
        "b_z": Interpretation(
            "The update gate answers for the difference between the candidates and the hidden layer before",
            forms.between_old_and_new,
        ),
        "b_r": Interpretation("The reset gate answers for what the candidates see of the hidden layer before"),
        "b_h": Interpretation("The candidates answer for as much as the update gate takes in of them"),
        "h_before": Interpretation(
            "Four ways lead back to the hidden layer before: through the update gate, through the reset gate, through "
            "the candidates, and straight, as far as it is kept"
        ),
    },
    "softmax-layer": {
        "s": Interpretation(
            "Each probability, times by how much the slope by it exceeds the mean of the slopes", forms.above_the_mean
        ),
    },
    "layer-norm": NORMALISED,
    "batch-norm": {
        **NORMALISED,
        "gamma": Interpretation("The slopes by the output, each times the normalised feature, added over the batch"),
        "beta": Interpretation("The slopes by the output, added over the batch"),
    },
    "unit-vector": {
        "x": Interpretation(
            "The slopes at right angles to the vector, divided by its length: to grow longer changes nothing",
            forms.across,
        ),
    },
    "cosine": {
        "x": Interpretation(
            "What of the other direction is at right angles to the own one, with the other sign and divided by the "
            "length: to grow longer changes nothing",
            forms.turned_to("x", "n", "y", "m"),
        ),
        "y": Interpretation(
            "The same with the two vectors exchanged",
            forms.turned_to("y", "m", "x", "n"),
        ),
    },
    "attention": {
        "Q": Interpretation(
            "Every query gets the keys, each weighted by how much it attends to it, times how much better the value "
            "there goes with the slopes than the output does",
            forms.keys,
        ),
        "K": Interpretation("Every key gets the queries, weighted in the same way", forms.queries),
        "V": Interpretation("Every value gets the slopes of the outputs, weighted by how much they attend to it"),
    },
}
ROWS: Mapping[tuple[str, str], Interpretation] = {
    (loss, wrt): row for loss, rows in ROWS_OF.items() for wrt, row in rows.items()
}
