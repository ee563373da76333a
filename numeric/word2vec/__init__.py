"""Word vectors: losses by hand, and their training.

Reading order: losses.
"""

from numeric.word2vec.losses import (
    cbow,
    cbow_mean,
    glove,
    naive_softmax,
    negative_sampling,
    shared_negatives,
    skip_gram,
    skip_gram_negative_sampling,
    tied_softmax,
    word2vec_network,
)

__all__ = [
    "cbow",
    "cbow_mean",
    "glove",
    "naive_softmax",
    "negative_sampling",
    "shared_negatives",
    "skip_gram",
    "skip_gram_negative_sampling",
    "tied_softmax",
    "word2vec_network",
]
