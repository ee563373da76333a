"""Hand-coded losses and gradients in NumPy; imports nothing from derive.

Reading order: functions, word2vec, classification, regression, networks, gates, layers, checking.

Every loss returns its value first, then its gradients in the order of its arguments. Words are rows of U and V, and
positions count from 0. Nothing that is given is changed; every gradient is an array of its own.
"""

from numeric.checking import central_differences, gradient_check
from numeric.classification import (
    cross_entropy,
    divergence,
    hinge,
    label_smoothing,
    logistic_regression,
    logistic_regression_mean,
    softmax_cross_entropy,
    tempered_cross_entropy,
)
from numeric.functions import log_sigmoid, log_softmax, log_sum_exp, sigmoid, softmax
from numeric.gates import gru, lstm
from numeric.layers import attention, batch_norm, cosine, layer_norm, softmax_layer, unit_vector
from numeric.networks import (
    language_model,
    leaky_relu_network,
    network_of_a_batch,
    recurrent_network,
    relu_network,
    tanh_network,
    two_layer_network,
)
from numeric.regression import factorisation, gaussian, linear_regression, ridge_regression
from numeric.word2vec import (
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
    "attention",
    "batch_norm",
    "cbow",
    "cbow_mean",
    "cbow_mean_negative_sampling",
    "cbow_negative_sampling",
    "central_differences",
    "cosine",
    "cross_entropy",
    "divergence",
    "factorisation",
    "gaussian",
    "glove",
    "gradient_check",
    "gru",
    "hinge",
    "label_smoothing",
    "language_model",
    "layer_norm",
    "leaky_relu_network",
    "linear_regression",
    "log_sigmoid",
    "log_softmax",
    "log_sum_exp",
    "logistic_regression",
    "logistic_regression_mean",
    "lstm",
    "naive_softmax",
    "negative_sampling",
    "network_of_a_batch",
    "recurrent_network",
    "relu_network",
    "ridge_regression",
    "shared_negatives",
    "sigmoid",
    "skip_gram",
    "skip_gram_negative_sampling",
    "softmax",
    "softmax_cross_entropy",
    "softmax_layer",
    "tanh_network",
    "tempered_cross_entropy",
    "tied_softmax",
    "two_layer_network",
    "unit_vector",
    "word2vec_network",
]
