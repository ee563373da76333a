"""Losses of word vectors. A word is a row: V holds the centre words, U the outside words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.functions import Array, log_sigmoid, log_softmax, sigmoid, softmax

Positions = NDArray[np.integer[Any]]


def naive_softmax(U: Array, v_c: Array, o: int) -> tuple[Array, Array, Array]:
    """-log softmax(U v_c)_o (CS224n assignment 2, eq. 2)

    U (V, d), v_c (d,), o a row of U  ->  loss (), dU (V, d), dv_c (d,)

    With ŷ = softmax(U v_c) and y one-hot at o: dU = (ŷ - y) v_c^T, dv_c = U^T (ŷ - y).
    """
    scores = U @ v_c
    error = softmax(scores)
    error[o] -= 1
    return -log_softmax(scores)[o], np.outer(error, v_c), error @ U


def negative_sampling(
    U: Array,
    v_c: Array,
    o: int,
    negatives: Positions,
) -> tuple[Array, Array, Array]:
    """-log σ(u_o^T v_c) - Σ_k log σ(-u_k^T v_c) over the negatives k (CS224n assignment 2, eq. 6)

    U (V, d), v_c (d,), o a row of U, negatives (K,) rows of U  ->  loss (), dU (V, d), dv_c (d,)

    A word drawn twice counts twice, and o may be among the negatives: every draw adds to its own row.
    """
    towards, away = U[o] @ v_c, U[negatives] @ v_c
    loss = -log_sigmoid(towards) - log_sigmoid(-away).sum()
    grad_u, grad_v = np.zeros_like(U), -sigmoid(-towards) * U[o]
    grad_u[o] -= sigmoid(-towards) * v_c
    for word, share in zip(negatives, sigmoid(away), strict=True):
        grad_u[word] += share * v_c
        grad_v = grad_v + share * U[word]
    return loss, grad_u, grad_v


def skip_gram(U: Array, v_c: Array, around: Positions) -> tuple[Array, Array, Array]:
    """The naive softmax losses of all words around the centre word, added (CS224n assignment 2, eq. 7)

    U (V, d), v_c (d,), around (2m,) rows of U  ->  loss (), dU (V, d), dv_c (d,)
    """
    return _added([naive_softmax(U, v_c, int(o)) for o in around])


def skip_gram_negative_sampling(
    U: Array,
    v_c: Array,
    around: Positions,
    negatives: Positions,
) -> tuple[Array, Array, Array]:
    """The negative sampling losses of all words around the centre word, each against negatives of its own, added

    U (V, d), v_c (d,), around (2m,) rows of U, negatives (2m, K) rows of U  ->  loss (), dU (V, d), dv_c (d,)
    """
    return _added([negative_sampling(U, v_c, int(o), drawn) for o, drawn in zip(around, negatives, strict=True)])


def _added(triples: list[tuple[Array, Array, Array]]) -> tuple[Array, Array, Array]:
    loss, grad_u, grad_v = (sum(parts[1:], parts[0]) for parts in zip(*triples, strict=True))
    return loss, grad_u, grad_v


def shared_negatives(
    V: Array,
    U: Array,
    o: int,
    around: Positions,
    negatives: Positions,
) -> tuple[Array, Array, Array]:
    """negative_sampling for every word around, its row of V in place of v_c, all against the same negatives (Ji 2016)

    V (V, d), U (V, d), o a row of U, around (2m,) rows of V, negatives (K,) rows of U
    ->  loss (), dV (V, d), dU (V, d)

    A negative that is o is void.
    """
    live = negatives[negatives != o]
    grad_v, grad_u, loss = np.zeros_like(V), np.zeros_like(U), V.dtype.type(0)
    for word in around:
        value, to_u, to_v = negative_sampling(U, V[word], o, live)
        loss = loss + value
        grad_u += to_u
        grad_v[word] += to_v
    return loss, grad_v, grad_u


def cbow(V: Array, U: Array, o: int, around: Positions) -> tuple[Array, Array, Array]:
    """-log softmax(U h)_o for the sum h of the rows of V around the centre word o (CS224d problem set 1, 3d)

    V (V, d), U (V, d), o a row of U, around (2m,) rows of V  ->  loss (), dV (V, d), dU (V, d)

    Every word around the centre gets dL/dh, once for each place where it stands.
    """
    loss, grad_u, slope = naive_softmax(U, V[around].sum(axis=0), o)
    return loss, _passed_on(slope, V, around), grad_u


def cbow_mean(V: Array, U: Array, o: int, around: Positions) -> tuple[Array, Array, Array]:
    """cbow with the mean of the rows of V around the centre word (Rong 2014, eq. 18)

    V (V, d), U (V, d), o a row of U, around (2m,) rows of V  ->  loss (), dV (V, d), dU (V, d)
    """
    loss, grad_u, slope = naive_softmax(U, V[around].mean(axis=0), o)
    return loss, _passed_on(slope, V, around, len(around)), grad_u


def cbow_negative_sampling(
    V: Array,
    U: Array,
    o: int,
    around: Positions,
    negatives: Positions,
) -> tuple[Array, Array, Array]:
    """negative_sampling of the centre word o for the sum h of the rows of V around it, in place of v_c

    V (V, d), U (V, d), o a row of U, around (2m,) rows of V, negatives (K,) rows of U
    ->  loss (), dV (V, d), dU (V, d)

    A negative that is o is void.
    """
    loss, grad_u, slope = negative_sampling(U, V[around].sum(axis=0), o, negatives[negatives != o])
    return loss, _passed_on(slope, V, around), grad_u


def cbow_mean_negative_sampling(
    V: Array,
    U: Array,
    o: int,
    around: Positions,
    negatives: Positions,
) -> tuple[Array, Array, Array]:
    """cbow_negative_sampling with the mean of the rows of V around the centre word (Irsoy et al. 2021)

    V (V, d), U (V, d), o a row of U, around (2m,) rows of V, negatives (K,) rows of U
    ->  loss (), dV (V, d), dU (V, d)

    word2vec.c and gensim leave out the division of dV by the number of words around, which is no gradient of theirs.
    """
    loss, grad_u, slope = negative_sampling(U, V[around].mean(axis=0), o, negatives[negatives != o])
    return loss, _passed_on(slope, V, around, len(around)), grad_u


def _passed_on(slope: Array, V: Array, around: Positions, parts: int = 1) -> Array:
    """dV from dL/dh: every word around gets one of so many parts of it, once for each place where it stands."""
    times = np.bincount(around, minlength=len(V)).astype(V.dtype)
    return np.outer(times / parts, slope)


def tied_softmax(U: Array, o: int, c: int) -> tuple[Array, Array]:
    """naive_softmax where the centre word c is a row of U as well

    U (V, d), o and c rows of U  ->  loss (), dU (V, d)
    """
    loss, grad_u, slope = naive_softmax(U, U[c], o)
    grad_u[c] += slope
    return loss, grad_u


def word2vec_network(V: Array, U: Array, o: int, c: int) -> tuple[Array, Array, Array]:
    """naive_softmax for the centre word c, a row of V, with slopes of 0 for all other rows of V (Rong 2014, section 1)

    V (V, d), U (V, d), o a row of U, c a row of V  ->  loss (), dV (V, d), dU (V, d)
    """
    loss, grad_u, slope = naive_softmax(U, V[c], o)
    grad_v = np.zeros_like(V)
    grad_v[c] = slope
    return loss, grad_v, grad_u


def glove(
    f: Array,
    X: Array,
    V: Array,
    U: Array,
    b: Array,
    c: Array,
) -> tuple[Array, Array, Array, Array, Array]:
    """Σ_ij f_ij (v_i^T u_j + b_i + c_j - log X_ij)^2 (Pennington et al. 2014, eq. 8)

    f (V, V), X (V, V) above 0, V (V, d), U (V, d), b (V,), c (V,)
    ->  loss (), dV (V, d), dU (V, d), db (V,), dc (V,)
    """
    gap = V @ U.T + b[:, None] + c - np.log(X)
    slope = 2 * f * gap
    return (f * gap**2).sum(), slope @ U, slope.T @ V, slope.sum(axis=1), slope.sum(axis=0)
