"""The losses that are known, each written in SymPy, and their gradients.

    loss = naive_softmax(); loss.gradient("v_c").latex()        \\mathbf{U}^{\\top} (\\hat{\\mathbf{y}} - \\mathbf{y})

Reading order = import order:

    quantities      axes, indices, arrays: what a loss is made of, in SymPy
    composition     the quantities in the order in which they are computed, and the number they end in
    simplify        what is done to a slope before it is shown
    slopes          the chain rule backwards through the quantities
    manner          the choices of a writer
    notation        how a loss is spelled in a manner
    formula         one formula, in matrices or in indices
    statements      a loss as declarations
    code            a loss and gradients as a problem for codegen
    gradient, loss  what a person asks
    word2vec, classification, layers        the rows of the library
    library         the rows by name
"""

from derive.losses.classification import (
    cross_entropy,
    linear_regression,
    logistic_regression,
    softmax_cross_entropy,
    two_layer_network,
)
from derive.losses.gradient import Gradient
from derive.losses.layers import attention, layer_norm
from derive.losses.library import LIBRARY, find
from derive.losses.loss import Loss
from derive.losses.manner import Manner
from derive.losses.word2vec import (
    cbow,
    glove,
    naive_softmax,
    negative_sampling,
    skip_gram,
    skip_gram_negative_sampling,
)

__all__ = [
    "LIBRARY",
    "Gradient",
    "Loss",
    "Manner",
    "attention",
    "cbow",
    "cross_entropy",
    "find",
    "glove",
    "layer_norm",
    "linear_regression",
    "logistic_regression",
    "naive_softmax",
    "negative_sampling",
    "skip_gram",
    "skip_gram_negative_sampling",
    "softmax_cross_entropy",
    "two_layer_network",
]
