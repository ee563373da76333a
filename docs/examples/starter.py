"""The four functions of the starter code, answered."""

import numpy as np


def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def log_sigmoid(x):
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    scores = outsideVectors @ centerWordVec
    scores = scores - scores.max()
    total = np.exp(scores).sum()
    error = np.exp(scores) / total
    error[outsideWordIdx] -= 1
    return np.log(total) - scores[outsideWordIdx], outsideVectors.T @ error, np.outer(error, centerWordVec)


def getNegativeSamples(outsideWordIdx, dataset, K):
    return [dataset.sampleTokenIdx() for _ in range(K)]


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    negatives = getNegativeSamples(outsideWordIdx, dataset, K)
    towards = outsideVectors[outsideWordIdx] @ centerWordVec
    loss, slope = -log_sigmoid(towards), -sigmoid(-towards)
    gradCenterVec = slope * outsideVectors[outsideWordIdx]
    gradOutsideVecs = np.zeros_like(outsideVectors)
    gradOutsideVecs[outsideWordIdx] += slope * centerWordVec
    for word in negatives:
        score = outsideVectors[word] @ centerWordVec
        loss = loss - log_sigmoid(-score)
        gradCenterVec = gradCenterVec + sigmoid(score) * outsideVectors[word]
        gradOutsideVecs[word] += sigmoid(score) * centerWordVec
    return loss, gradCenterVec, gradOutsideVecs


def skipgram(
    currentCenterWord,
    windowSize,
    outsideWords,
    word2Ind,
    centerWordVectors,
    outsideVectors,
    dataset,
    word2vecLossAndGradient=naiveSoftmaxLossAndGradient,
):
    loss = 0.0
    gradCenterVecs = np.zeros_like(centerWordVectors)
    gradOutsideVectors = np.zeros_like(outsideVectors)
    centre = word2Ind[currentCenterWord]
    for word in outsideWords:
        one, by_centre, by_outside = word2vecLossAndGradient(
            centerWordVectors[centre], word2Ind[word], outsideVectors, dataset
        )
        loss += one
        gradCenterVecs[centre] += by_centre
        gradOutsideVectors += by_outside
    return loss, gradCenterVecs, gradOutsideVectors
