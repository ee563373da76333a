"""An answer that is right on paper."""

import numpy as np


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    scores = outsideVectors @ centerWordVec
    yhat = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    error = yhat.copy()
    error[outsideWordIdx] -= 1
    return -np.log(yhat[outsideWordIdx]), outsideVectors.T @ error, np.outer(error, centerWordVec)
