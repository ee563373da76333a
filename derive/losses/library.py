"""The losses by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from derive.errors import UsageError
from derive.losses import classification, layers, word2vec
from derive.losses.loss import Loss

ROWS: tuple[Callable[[], Loss], ...] = (
    word2vec.naive_softmax,
    word2vec.negative_sampling,
    word2vec.skip_gram,
    word2vec.skip_gram_negative_sampling,
    word2vec.cbow,
    word2vec.glove,
    classification.cross_entropy,
    classification.softmax_cross_entropy,
    classification.logistic_regression,
    classification.linear_regression,
    classification.two_layer_network,
    layers.layer_norm,
    layers.attention,
)
LIBRARY: Mapping[str, Callable[[], Loss]] = {row.__name__.replace("_", "-"): row for row in ROWS}


def find(name: str) -> Loss:
    """The loss of that name; errors name the nearest."""
    row = LIBRARY.get(name.replace("_", "-"))
    if row is None:
        near = get_close_matches(name, LIBRARY, 3, 0.4)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise UsageError(f"unknown loss {name!r}; {hint}`derive losses` lists all of them")
    return row()
