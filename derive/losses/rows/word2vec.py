r"""Losses of word vectors. The arrays hold one word a row; v_c, u_w are columns wherever they are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy
from sympy import log

from derive.losses.loss import Loss
from derive.losses.quantities import Quantity, chosen, defined, given, indices, same, softmax, total
from derive.terms.facts import Facts
from derive.terms.index import Applied, Axis, argument
from derive.terms.sympy_bridge import sigma, size

V, D, K = Axis("V"), Axis("d"), Axis("K")
WINDOW = Axis("window", half="m")
w, x, o = indices("w x o", V)
a = indices("a", D)
k = indices("k", K)
j = indices("j", WINDOW)
AROUND = "w_{t+}"  # w_{t+j}, the word j places away from the centre
DRAWN = "w_{}"  # w_{j,k}, the k-th word drawn for that one

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


def _against_noise(outside: Any, drawn: Any, hidden: Quantity) -> Any:
    """-log σ(u_o^T h) - Σ_k log σ(-u_{w_k}^T h) for an outside word and drawn words"""

    def score(word: Any) -> Any:
        return total(U[word, a] * hidden[a], a)

    return -log(sigma(score(outside))) - total(log(sigma(-score(drawn))), k)


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


def word2vec_network() -> Loss:
    """The naive softmax as a network: the one-hot vector of the centre word, a hidden layer, scores."""
    c, i, n = indices("c i n", V)
    word = defined("x", (w,), same(w, c), r"\mathbf{x}", "the one-hot vector of the centre word")
    hidden = defined("h", (a,), total(WORDS[w, a] * word[w], w), r"\mathbf{h}", "the hidden layer")
    scores = defined("s", (w,), total(U[w, a] * hidden[a], a), r"\mathbf{s}", "the scores of the outside words")
    predicted = defined("yhat", (w,), softmax(scores, w, i), r"\hat{\mathbf{y}}", "the predicted probabilities")
    return Loss(
        "word2vec-network",
        "naive softmax as a network over one-hot words",
        "J",
        f"{MIKOLOV}, eq. 2; Rong 2014, word2vec Parameter Learning Explained, section 1.1",
        (WORDS, U, word, hidden, TARGET, scores, predicted),
        -log(predicted[o]),
        chosen=(o, c),
        others=(n,),
    )


def negative_sampling() -> Loss:
    """The outside word o told from K drawn words w_1, ..., w_K by a logistic function each."""
    return Loss(
        "negative-sampling",
        "negative sampling over word vectors",
        "J",
        f"{MIKOLOV}, eq. 4; CS224n assignment 2, eq. 6",
        (U, CENTRE),
        _against_noise(o, chosen("w", k), CENTRE),
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
    """The negative sampling losses of all words in a window around the centre word, K words drawn anew for each."""
    return Loss(
        "skip-gram-negative-sampling",
        "skip-gram with negative sampling",
        r"J_{\text{skip-gram}}",
        f"{MIKOLOV}, eq. 1 and 4; CS224n assignment 2, eq. 7",
        (U, CENTRE),
        _window(_against_noise(chosen(AROUND, j), chosen(DRAWN, j, k), CENTRE)),
        sizes=(WINDOW, K),
        functions={AROUND: V, DRAWN: V},
        others=(x,),
        facts=Facts(
            avoids=frozenset([(DRAWN, Applied(AROUND, (argument(0, WINDOW),), V))]), injective=frozenset([DRAWN])
        ),
    )


def shared_negatives() -> Loss:
    """All words around the centre word o scored against it and K words drawn once; a drawn word that is o is void."""

    def score(word: Any) -> Any:
        return total(WORDS[chosen(AROUND, j), a] * U[word, a], a)

    drawn = chosen("w", k)
    against = total((1 - same(drawn, o)) * log(sigma(-score(drawn))), k)
    return Loss(
        "shared-negatives",
        "skip-gram with negatives shared by a window",
        "J",
        "Ji et al. 2016, Parallelizing Word2Vec in Shared and Distributed Memory",
        (WORDS, U),
        _window(-log(sigma(score(o))) - against),
        sizes=(WINDOW, K),
        chosen=(o,),
        functions={AROUND: V, "w": V},
        others=(x,),
    )


def _bag() -> Quantity:
    """The sum h of the vectors around the centre word."""
    around = _window(WORDS[chosen(AROUND, j), a])
    return defined("h", (a,), around, r"\mathbf{h}", "the sum of the vectors in the window")


def cbow() -> Loss:
    """-log softmax(U h)_o: how unlikely the centre word o is, given the sum h of the vectors around it."""
    hidden = _bag()
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


def cbow_mean() -> Loss:
    """CBOW with the mean of the vectors around the centre word in place of their sum."""
    return _of_the_mean(
        cbow(),
        name="cbow-mean",
        title="continuous bag of words, the mean of the window",
        source="Rong 2014, word2vec Parameter Learning Explained, eq. 18",
    )


def cbow_negative_sampling() -> Loss:
    """The centre word o told from K drawn words, given the sum h of the vectors around it; o drawn is void."""
    hidden = _bag()

    def score(word: Any) -> Any:
        return total(U[word, a] * hidden[a], a)

    drawn = chosen("w", k)
    against = total((1 - same(drawn, o)) * log(sigma(-score(drawn))), k)
    return Loss(
        "cbow-negative-sampling",
        "continuous bag of words with negative sampling",
        "J",
        f"{MIKOLOV}, eq. 4, for the hidden vector of a bag of words",
        (WORDS, U, hidden),
        -log(sigma(score(o))) - against,
        sizes=(WINDOW, K),
        chosen=(o,),
        functions={AROUND: V, "w": V},
        others=(x,),
    )


def cbow_mean_negative_sampling() -> Loss:
    """CBOW with negative sampling, and the mean of the vectors around the centre word in place of their sum."""
    return _of_the_mean(
        cbow_negative_sampling(),
        name="cbow-mean-negative-sampling",
        title="continuous bag of words with negative sampling, the mean of the window",
        source="Irsoy, Benton and Stratos 2021, Corrected CBOW Performs as well as Skip-gram",
    )


def _of_the_mean(summed: Loss, **said: Any) -> Loss:
    """The same of the mean of a bag."""
    hidden = summed["h"]
    mean = replace(hidden, body=hidden.body / (2 * size(Axis("m"))), words="the mean of the vectors in the window")
    return replace(summed, quantities=tuple(mean if q is hidden else q for q in summed.quantities), **said)


def tied_softmax() -> Loss:
    """The naive softmax where centre and outside words share one matrix: s = U u_c."""
    c = indices("c", V)
    scores = defined("s", (w,), total(U[w, a] * U[c, a], a), r"\mathbf{s}", "the scores of the words")
    probabilities = defined("yhat", (w,), softmax(scores, w, x), r"\hat{\mathbf{y}}", "the predicted probabilities")
    return Loss(
        "tied-softmax",
        "naive softmax with one vector a word",
        "J",
        "Press and Wolf 2017, Using the Output Embedding to Improve Language Models",
        (U, TARGET, scores, probabilities),
        -log(probabilities[o]),
        chosen=(o, c),
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
