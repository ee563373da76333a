"""Hand-coded losses and gradients in NumPy; imports nothing from derive.

Reading order: functions, word2vec, classification, layers, checking.

Every loss returns its value first, then its gradients in the order of its arguments. Words are rows of U and V, and
positions count from 0. Nothing that is given is changed; every gradient is an array of its own.
"""

from numeric.checking import central_differences, gradient_check
from numeric.classification import (
    cross_entropy,
    linear_regression,
    logistic_regression,
    softmax_cross_entropy,
    two_layer_network,
)
from numeric.functions import log_sigmoid, log_softmax, log_sum_exp, sigmoid, softmax
from numeric.layers import attention, layer_norm
from numeric.word2vec import cbow, glove, naive_softmax, negative_sampling, skip_gram, skip_gram_negative_sampling

__all__ = [
    "attention",
    "cbow",
    "central_differences",
    "cross_entropy",
    "glove",
    "gradient_check",
    "layer_norm",
    "linear_regression",
    "log_sigmoid",
    "log_softmax",
    "log_sum_exp",
    "logistic_regression",
    "naive_softmax",
    "negative_sampling",
    "sigmoid",
    "skip_gram",
    "skip_gram_negative_sampling",
    "softmax",
    "softmax_cross_entropy",
    "two_layer_network",
]
