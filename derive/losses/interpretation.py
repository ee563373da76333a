"""What gradients say, in words: one row a gradient, some with the formula that the words read.

A formula is a claim like any other: tests prove that it is the gradient, and `derive check` does where it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from derive.losses.composition import Composition
from derive.terms.functions import sigma
from derive.terms.index import Index, Variable, fresh
from derive.terms.term import Entry, Sum, Term

Body = Callable[[Composition, tuple[Index, ...]], Term]


@dataclass(frozen=True)
class Interpretation:
    """A sentence without its stop, and the gradient at a position as the sentence reads it."""

    words: str
    body: Body | None = None


def _chosen(loss: Composition) -> Index:
    return loss.chosen[0].variable


def _any(loss: Composition, name: str) -> Variable:
    """A position along the first side of an array, in its usual letter."""
    axis = loss[name].axes[0]
    return next((i for i in loss.indices if i.axis == axis and i.name != "o"), None) or fresh(axis)


def _expected_less_observed(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_w ŷ_w u_w - u_o"""
    w = _any(loss, "U")
    return Sum(w, Entry("yhat", (w,)) * Entry("U", (w, *at))) - Entry("U", (_chosen(loss), *at))


def _told_apart(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_k σ(u_{w_k}^T v_c) u_{w_k} - (1 - σ(u_o^T v_c)) u_o"""
    drawn = loss.applied["w"]
    (k,) = drawn.free

    def probability(word: Index) -> Term:
        a = fresh(loss["U"].axes[1])
        return sigma(Sum(a, Entry("U", (word, a)) * Entry("v_c", (a,))))

    noise = Sum(k, probability(drawn) * Entry("U", (drawn, *at)))
    return noise - (1 - probability(_chosen(loss))) * Entry("U", (_chosen(loss), *at))


def _errors_by_examples(error: Callable[[Variable], Term]) -> Body:
    """Σ_i error_i x_i"""

    def body(loss: Composition, at: tuple[Index, ...]) -> Term:
        i = _any(loss, "X")
        return Sum(i, error(i) * Entry("X", (i, *at)))

    return body


ROWS: Mapping[tuple[str, str], Interpretation] = {
    ("naive-softmax", "v_c"): Interpretation(
        "The expected outside vector less the observed one", _expected_less_observed
    ),
    ("naive-softmax", "U"): Interpretation(
        "Every outside vector gets a multiple of the centre vector: the probability predicted for its word, less one "
        "for the word observed. A step against the gradient pulls the observed word towards the centre word and pushes "
        "all others away"
    ),
    ("negative-sampling", "v_c"): Interpretation(
        "Drawn words, each weighted by the probability with which it passes for a true one, less the observed word, "
        "weighted by the doubt that is left about it",
        _told_apart,
    ),
    ("negative-sampling", "U"): Interpretation(
        "Only the vectors of the observed word and of the drawn words change; the gradient by any other is zero"
    ),
    ("skip-gram", "v_c"): Interpretation(
        "Over the places of the window, the expected outside vector less the observed one"
    ),
    ("cbow", "V"): Interpretation(
        "Every place of the window passes the gradient by the hidden vector on to the vector of its word"
    ),
    ("cross-entropy", "yhat"): Interpretation(
        "The smaller the probability predicted for what is the case, the steeper the loss"
    ),
    ("softmax-cross-entropy", "theta"): Interpretation(
        "The predicted probabilities less the true ones: zero just where the two agree"
    ),
    ("logistic-regression", "w"): Interpretation(
        "The sum of the examples, each weighted by its error, the prediction less the label",
        _errors_by_examples(lambda i: Entry("p", (i,)) - Entry("y", (i,))),
    ),
    ("linear-regression", "w"): Interpretation(
        "The sum of the examples, each weighted by its residual; zero where these are orthogonal to all features",
        _errors_by_examples(lambda i: Entry("r", (i,))),
    ),
    ("two-layer-network", "W_2"): Interpretation("The error at the output, times what went into the layer"),
    ("two-layer-network", "b_2"): Interpretation("The error at the output: the prediction less the label"),
    ("two-layer-network", "b_1"): Interpretation(
        "The error at the output, carried back through the weights and scaled by the slope of the sigmoid: the error "
        "of the hidden layer"
    ),
    ("two-layer-network", "W_1"): Interpretation("The error of the hidden layer, times what went into it"),
    ("two-layer-network", "x"): Interpretation("The error of the hidden layer, carried back through its weights"),
    ("layer-norm", "beta"): Interpretation("The slopes by the output, passed on as they are"),
    ("layer-norm", "gamma"): Interpretation("The slopes by the output, each times the normalised input"),
    ("layer-norm", "x"): Interpretation(
        "Two things are taken away from the scaled slopes, because the mean and the variance follow every input: their "
        "mean, and a multiple of the normalised input"
    ),
    ("attention", "V"): Interpretation(
        "Every value gets the slopes of the outputs, weighted by how much they attend to it"
    ),
}
