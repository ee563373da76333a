"""The losses by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.losses.rows import classification, layers, networks, recurrent, regression, word2vec

FIELDS: Mapping[str, tuple[Callable[[], Loss], ...]] = {
    "word vectors": (
        word2vec.naive_softmax,
        word2vec.word2vec_network,
        word2vec.negative_sampling,
        word2vec.skip_gram,
        word2vec.skip_gram_negative_sampling,
        word2vec.shared_negatives,
        word2vec.cbow,
        word2vec.cbow_mean,
        word2vec.cbow_negative_sampling,
        word2vec.cbow_mean_negative_sampling,
        word2vec.tied_softmax,
        word2vec.glove,
    ),
    "classification": (
        classification.cross_entropy,
        classification.softmax_cross_entropy,
        classification.tempered_cross_entropy,
        classification.label_smoothing,
        classification.divergence,
        classification.logistic_regression,
        classification.logistic_regression_mean,
        classification.hinge,
    ),
    "regression": (
        regression.linear_regression,
        regression.ridge_regression,
        regression.gaussian,
        regression.factorisation,
    ),
    "networks": (
        networks.two_layer_network,
        networks.tanh_network,
        networks.relu_network,
        networks.leaky_relu_network,
        networks.network_of_a_batch,
    ),
    "recurrent networks": (
        recurrent.recurrent_network,
        recurrent.language_model,
        recurrent.lstm,
        recurrent.gru,
    ),
    "layers": (
        layers.softmax_layer,
        layers.layer_norm,
        layers.batch_norm,
        layers.unit_vector,
        layers.cosine,
        layers.attention,
    ),
}
ROWS = tuple(row for rows in FIELDS.values() for row in rows)


def named(row: Callable[[], Loss]) -> str:
    """The name of a loss, that of its function."""
    return row.__name__.replace("_", "-")


LIBRARY: Mapping[str, Callable[[], Loss]] = {named(row): row for row in ROWS}


def find(name: str) -> Loss:
    """The loss of that name; errors name the nearest."""
    row = LIBRARY.get(name.replace("_", "-"))
    if row is None:
        near = get_close_matches(name, LIBRARY, 3, 0.4)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise UsageError(f"unknown loss {name!r}; {hint}`derive losses` lists all of them")
    return row()
