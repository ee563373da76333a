"""What people call the arguments of a loss, and what else the CS224n starter code hands to its functions.

A name stands for a key of the loss, `v_c`, or for an extra: words as strings where the loss has positions, the places
of words by their names, half of a window, how many negatives are drawn, a function to be called for each outside word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from derive.apart.calls import Named
from derive.cases import Case

CENTRE, AROUND, DRAWN = "c", "w_{t+}", "w_{}"  # keys of the windows of skip-gram
NOTHING = "nothing"  # an argument that is left None, such as the data set of the starter code
COUNT, WORD, WORDS, PLACES, HALF, INNER = "count", "word", "words", "places", "half", "inner"

OTHERS: Mapping[str, tuple[str, ...]] = {
    "centerWordVec": ("v_c",),
    "center_word_vec": ("v_c",),
    "predicted": ("v_c",),
    "outsideWordIdx": ("o",),
    "outside_word_idx": ("o",),
    "target": ("o",),
    "outsideVectors": ("U",),
    "outside_vectors": ("U",),
    "outputVectors": ("U",),
    "centerWordVectors": ("V",),
    "center_word_vectors": ("V",),
    "inputVectors": ("V",),
    "negSampleWordIndices": ("w",),
    "negatives": ("w", DRAWN),
    "dataset": (NOTHING,),
    "K": ("K", COUNT),
    "currentCenterWord": (WORD,),
    "current_center_word": (WORD,),
    "outsideWords": (WORDS,),
    "outside_words": (WORDS,),
    "contextWords": (WORDS,),
    "word2Ind": (PLACES,),
    "word2ind": (PLACES,),
    "windowSize": (HALF,),
    "window_size": (HALF,),
    "word2vecLossAndGradient": (INNER,),
    "word2vec_loss_and_gradient": (INNER,),
    "W1": ("W_1",),
    "b1": ("b_1",),
    "W2": ("W_2",),
    "b2": ("b_2",),
    "labels": ("y",),
    "y_hat": ("yhat",),
    "scores": ("theta",),
    "logits": ("theta",),
    "eps": ("epsilon",),
    "strength": ("lambda",),
}


def _word(position: int) -> str:
    return f"word{position}"


def _inner(case: Case) -> Named:
    """The loss of one outside word, as the starter code names it."""
    if DRAWN in case.functions:
        return Named("negSamplingLossAndGradient", case.functions[DRAWN].shape[-1])
    return Named("naiveSoftmaxLossAndGradient")


EXTRAS: Mapping[str, Callable[[Case], Any]] = {
    NOTHING: lambda case: None,
    COUNT: lambda case: next(iter(case.functions.values())).size,
    WORD: lambda case: _word(case.positions[CENTRE]),
    WORDS: lambda case: [_word(k) for k in case.functions[AROUND].tolist()],
    PLACES: lambda case: {_word(k): k for k in range(case.sizes["V"])},
    HALF: lambda case: case.sizes["m"],
    INNER: _inner,
}
NEEDS: Mapping[str, str] = {WORD: CENTRE, WORDS: AROUND, PLACES: CENTRE, HALF: AROUND, INNER: AROUND}  # to make sense
MEANS: Mapping[str, str] = {WORD: CENTRE, WORDS: AROUND, COUNT: "w", INNER: DRAWN}  # the key that is given by it
