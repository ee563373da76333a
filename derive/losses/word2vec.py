r"""Losses of word vectors. The arrays hold one word a row; v_c, u_w are columns wherever they are written."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import log

from derive.losses.loss import Loss
from derive.losses.quantities import Quantity, chosen, defined, given, indices, same, softmax, total
from derive.terms.facts import Facts
from derive.terms.index import Axis
from derive.terms.sympy_bridge import sigma

V, D, K = Axis("V"), Axis("d"), Axis("K")
WINDOW = Axis("window", half="m")
w, x, o = indices("w x o", V)
a = indices("a", D)
k = indices("k", K)
j = indices("j", WINDOW)
AROUND = "w_{t+}"  # w_{t+j}, the word j places away from the centre

U = given("U", (V, D), r"\mathbf{U}", "the outside word vectors, one a row", member=r"\mathbf{u}")
CENTRE = given("v_c", (D,), r"\mathbf{v}_c", "the vector of the centre word")
TARGET = defined("y", (w,), same(w, o), r"\mathbf{y}", "the one-hot vector of the outside word")
WORDS = given("V", (V, D), r"\mathbf{V}", "the centre word vectors, one a row", member=r"\mathbf{v}")
MIKOLOV = "Mikolov et al. 2013, Distributed Representations of Words and Phrases"


GIVEN_CENTRE = r"P(O=%s \mid C=c)"


def _scored(hidden: Quantity, event: str = "") -> tuple[Quantity, Quantity]:
    """The scores s = U h of all words for a hidden vector, and their softmax, the probabilities of an event."""
    scores = defined("s", (w,), total(U[w, a] * hidden[a], a), r"\mathbf{s}", "the scores of the outside words")
    name, words = r"\hat{\mathbf{y}}", "the predicted probabilities"
    return scores, defined("yhat", (w,), softmax(scores, w, x), name, words, event=event)


def _against_noise(outside: Any, hidden: Quantity) -> Any:
    """-log σ(u_o^T h) - Σ_k log σ(-u_{w_k}^T h) for the drawn words w_k"""

    def score(word: Any) -> Any:
        return total(U[word, a] * hidden[a], a)

    return -log(sigma(score(outside))) - total(log(sigma(-score(chosen("w", k)))), k)


def naive_softmax() -> Loss:
    """-log softmax(U v_c)_o: how unlikely the outside word o is, given the centre word."""
    scores, probabilities = _scored(CENTRE, GIVEN_CENTRE)
    return Loss(
        "naive-softmax",
        "naive softmax over word vectors",
        "J",
        f"{MIKOLOV}, eq. 2; CS224n assignment 2, eq. 2",
        (U, CENTRE, TARGET, scores, probabilities),
        -log(probabilities[o]),
        chosen=(o,),
    )


def negative_sampling() -> Loss:
    """The outside word o told from K drawn words w_1, ..., w_K by a logistic function each."""
    return Loss(
        "negative-sampling",
        "negative sampling over word vectors",
        "J",
        f"{MIKOLOV}, eq. 4; CS224n assignment 2, eq. 6",
        (U, CENTRE),
        _against_noise(o, CENTRE),
        sizes=(K,),
        chosen=(o,),
        functions={"w": V},
        others=(x,),
        facts=Facts(avoids=frozenset([("w", o.variable)]), injective=frozenset(["w"])),
    )


def _window(term: Any) -> Any:
    """Σ over the places -m..m but 0"""
    return total((1 - sympy.KroneckerDelta(j.symbol, 0)) * term, j)


def skip_gram() -> Loss:
    """The naive softmax losses of all words in a window around the centre word, added."""
    scores, probabilities = _scored(CENTRE, GIVEN_CENTRE)
    return Loss(
        "skip-gram",
        "skip-gram with naive softmax",
        r"J_{\text{skip-gram}}",
        f"{MIKOLOV}, eq. 1; CS224n assignment 2, eq. 7",
        (U, CENTRE, scores, probabilities),
        _window(-log(probabilities[chosen(AROUND, j)])),
        sizes=(WINDOW,),
        functions={AROUND: V},
    )


def skip_gram_negative_sampling() -> Loss:
    """The negative sampling losses of all words in a window around the centre word, against the same K drawn words."""
    return Loss(
        "skip-gram-negative-sampling",
        "skip-gram with negative sampling",
        r"J_{\text{skip-gram}}",
        f"{MIKOLOV}, eq. 1 and 4; CS224n assignment 2, eq. 7",
        (U, CENTRE),
        _window(_against_noise(chosen(AROUND, j), CENTRE)),
        sizes=(WINDOW, K),
        functions={AROUND: V, "w": V},
        others=(x,),
    )


def cbow() -> Loss:
    """-log softmax(U h)_o: how unlikely the centre word o is, given the sum h of the vectors around it."""
    around = (1 - sympy.KroneckerDelta(j.symbol, 0)) * WORDS[chosen(AROUND, j), a]
    hidden = defined("h", (a,), total(around, j), r"\mathbf{h}", "the sum of the vectors in the window")
    scores, probabilities = _scored(hidden)
    return Loss(
        "cbow",
        "continuous bag of words with naive softmax",
        "J",
        "Mikolov et al. 2013, Efficient Estimation of Word Representations; CS224d problem set 1, 3d",
        (WORDS, U, hidden, TARGET, scores, probabilities),
        -log(probabilities[o]),
        sizes=(WINDOW,),
        chosen=(o,),
        functions={AROUND: V},
    )


def glove() -> Loss:
    """Squared errors of u_i^T v_j + b_i + c_j against log counts, weighted by how often words meet."""
    r, s = indices("i j", V)
    weights = given("f", (V, V), "f", "the weights of the pairs of words", learned=False)
    counts = given("X", (V, V), "X", "how often each pair of words meets", learned=False)
    here = given("b", (V,), "b", "the biases of the words")
    there = given("c", (V,), r"\tilde{b}", "the biases of the context words")
    gap = defined(
        "e",
        (r, s),
        total(WORDS[r, a] * U[s, a], a) + here[r] + there[s] - log(counts[r, s]),
        "E",
        "the error of each pair",
    )
    return Loss(
        "glove",
        "global vectors",
        "J",
        "Pennington, Socher and Manning 2014, GloVe, eq. 8",
        (weights, counts, WORDS, U, here, there, gap),
        total(weights[r, s] * gap[r, s] ** 2, r, s),
    )
