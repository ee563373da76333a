"""The loop of the course's assignment."""

from __future__ import annotations

from typing import Any

import numpy as np

import numeric
from numeric.word2vec.adapter import Pairs
from numeric.word2vec.blocks import Block
from numeric.word2vec.corpus import Corpus
from numeric.word2vec.course import Dataset, Recipe, as_the_course_asks, as_we_ask, train_plainly
from numeric.word2vec.evaluation import probe
from numeric.word2vec.kernels import beginning, states
from numeric.word2vec.noise import alias_table, keep_chances

SMALL = Recipe(size=4, window=2, negatives=3, batch=5, steps=60, rate=0.3, halve=30, sample=1.0)


def student(centerWordVec: Any, outsideWordIdx: int, outsideVectors: Any, dataset: Any, K: int = 3) -> Any:
    """Negative sampling with the course's names; it draws its negatives itself."""
    drawn = [outsideWordIdx]
    while len(drawn) <= K:
        word = dataset.sampleTokenIdx()
        drawn += [word] if word != outsideWordIdx else []
    signs = np.array([1.0] + [-1.0] * K)
    share = 1 / (1 + np.exp(signs * (outsideVectors[drawn] @ centerWordVec)))
    slope = np.zeros_like(outsideVectors)
    np.add.at(slope, drawn, -np.outer(signs * share, centerWordVec))
    return -np.log(1 - share).sum(), -(signs * share) @ outsideVectors[drawn], slope


def test_a_student_and_numeric_train_to_the_same_vectors(corpus: Corpus) -> None:
    """Both draw the same negatives in the same order."""
    ours = as_the_course_asks(numeric.negative_sampling, 3)
    one, two = (train_plainly(function, corpus, SMALL) for function in (student, ours))
    assert all(np.allclose(a, b) for a, b in zip(one, two, strict=True))


def test_the_loss_goes_down_and_every_step_is_told(corpus: Corpus) -> None:
    keep, table = keep_chances(corpus.counts, 0), alias_table(corpus.counts)
    seen = probe(corpus.ids, corpus.offsets, keep, table, 2, 3)
    losses: list[float] = []
    train_plainly(student, corpus, SMALL, after=lambda _, V, U: losses.append(seen.negative_sampling(V, U)))
    assert len(losses) == SMALL.steps
    assert losses[-1] < losses[0]


def test_a_students_function_trains_blocks(corpus: Corpus) -> None:
    """In the course's order of arguments, by way of an adapter."""
    function = as_we_ask(student, Dataset(corpus))
    V, U = beginning(len(corpus.counts), 4, 4, 1)
    kernel = Pairs(function, 4, 2, whole=True)
    keep, table = keep_chances(corpus.counts, 0), alias_table(corpus.counts)
    assert kernel(Block(V, U, corpus.ids, corpus.offsets, 0, 3, keep, *table, 0.1, 0.1, states(1, 1))) > 0
    assert U.any()
    assert np.isfinite(V).all()
