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
    naming          a loss in other names and letters
    fitting         whether a manner fits a loss
    code            a loss and gradients as a problem for codegen
    gradient, loss  what a person asks
    interpretation  what gradients say in words; forms, as the words read them
    respelled       a loss in the names of a document
    rows            the rows of the library: word2vec, classification, regression, networks, recurrent, layers
    library         the rows by name
    cards           what a row says of itself
    expressions     a loss of one's own
"""

from derive.losses.expressions import own
from derive.losses.gradient import Gradient
from derive.losses.library import LIBRARY, find
from derive.losses.loss import Loss
from derive.losses.manner import Manner
from derive.losses.rows.classification import (
    cross_entropy,
    divergence,
    hinge,
    label_smoothing,
    logistic_regression,
    logistic_regression_mean,
    softmax_cross_entropy,
    tempered_cross_entropy,
)
from derive.losses.rows.layers import attention, batch_norm, cosine, layer_norm, softmax_layer, unit_vector
from derive.losses.rows.networks import (
    leaky_relu_network,
    network_of_a_batch,
    relu_network,
    tanh_network,
    two_layer_network,
)
from derive.losses.rows.recurrent import gru, language_model, lstm, recurrent_network
from derive.losses.rows.regression import factorisation, gaussian, linear_regression, ridge_regression
from derive.losses.rows.word2vec import (
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
from derive.terms.sympy_bridge import sigma

__all__ = [
    "LIBRARY",
    "Gradient",
    "Loss",
    "Manner",
    "attention",
    "batch_norm",
    "cbow",
    "cbow_mean",
    "cbow_mean_negative_sampling",
    "cbow_negative_sampling",
    "cosine",
    "cross_entropy",
    "divergence",
    "factorisation",
    "find",
    "gaussian",
    "glove",
    "gru",
    "hinge",
    "label_smoothing",
    "language_model",
    "layer_norm",
    "leaky_relu_network",
    "linear_regression",
    "logistic_regression",
    "logistic_regression_mean",
    "lstm",
    "naive_softmax",
    "negative_sampling",
    "network_of_a_batch",
    "own",
    "recurrent_network",
    "relu_network",
    "ridge_regression",
    "shared_negatives",
    "sigma",
    "skip_gram",
    "skip_gram_negative_sampling",
    "softmax_cross_entropy",
    "softmax_layer",
    "tanh_network",
    "tempered_cross_entropy",
    "tied_softmax",
    "two_layer_network",
    "unit_vector",
    "word2vec_network",
]
