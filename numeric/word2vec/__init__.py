"""Word vectors: losses by hand, and training with any function or kernel that gives their gradients.

Reading order:

    losses       by hand
    blocks       what a kernel is and is given; the order of its random numbers
    settings     what a run is
    texts        text of any size as sentences
    corpus       sentences as numbers on disk
    noise        which words are left out, which are drawn
    kernels      the arrays that kernels work on
    window       skip-gram with negatives shared by a window: the law of fast kernels
    adapter      a kernel of a plain function; SGD and Adagrad
    loop         blocks, epochs, threads
    checkpoints  a run on disk
    vectors      files of vectors, neighbours, analogies
    evaluation   how good vectors are
    course       the loop of CS224n's assignment

Only the losses are loaded with the package; the others are imported by name.
"""

from numeric.word2vec.losses import (
    cbow,
    cbow_mean,
    cbow_mean_negative_sampling,
    cbow_negative_sampling,
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
    "cbow_mean_negative_sampling",
    "cbow_negative_sampling",
    "glove",
    "naive_softmax",
    "negative_sampling",
    "shared_negatives",
    "skip_gram",
    "skip_gram_negative_sampling",
    "tied_softmax",
    "word2vec_network",
]
