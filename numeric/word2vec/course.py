"""The training of CS224n's second assignment, as plainly as it is asked for there.

It is the loop that others are measured by. Each step draws a batch of windows anywhere in the text, adds up gradients
of the size of all vectors, most of them zero, and goes down their mean. It takes functions with the course's arguments.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from numeric.functions import Array
from numeric.word2vec.corpus import Corpus
from numeric.word2vec.kernels import beginning
from numeric.word2vec.noise import alias_table, keep_chances

CourseFunction = Callable[..., tuple[Any, Array, Array]]  # centerWordVec, outsideWordIdx, outsideVectors, dataset
Function = Callable[..., tuple[Any, Array, Array]]  # U, v_c, o and, where they are drawn, negatives


@dataclass(frozen=True)
class Recipe:
    """The numbers of the assignment: steps of a batch of windows each, the rate halved every so many steps.

    sample   a word that makes up more of the text is left out now and then
    """

    size: int = 10
    window: int = 5
    negatives: int = 10
    batch: int = 50
    steps: int = 40_000
    rate: float = 0.3
    halve: int = 20_000
    sample: float = 1e-5


class Dataset:
    """What the course's functions ask of their data set."""

    def __init__(self, corpus: Corpus, seed: int = 1, sample: float = 1e-5) -> None:
        self.corpus, self.random = corpus, random.Random(seed)
        self._keep = keep_chances(corpus.counts, sample).tolist()
        self._places, self._aliases = (part.tolist() for part in alias_table(corpus.counts))

    def sampleTokenIdx(self) -> int:
        """A negative."""
        place = self.random.randrange(len(self._places))
        return place if self.random.getrandbits(32) <= self._places[place] else self._aliases[place]

    def getRandomContext(self, C: int = 5) -> tuple[int, list[int]]:
        """A word somewhere in the text with at most C words on each side of it."""
        while True:
            s = self.random.randrange(self.corpus.sentences)
            words = self.corpus.ids[self.corpus.offsets[s] : self.corpus.offsets[s + 1]].tolist()
            words = [word for word in words if self._keep[word] > self.random.random()]
            if len(words) < 2:
                continue
            at = self.random.randrange(len(words))
            around = words[max(0, at - C) : at] + words[at + 1 : at + 1 + C]
            around = [word for word in around if word != words[at]]
            if around:
                return words[at], around


def as_the_course_asks(function: Function, negatives: int = 0) -> CourseFunction:
    """A function of ours under the course's arguments; it draws its negatives itself."""

    def asked(v_c: Array, o: int, U: Array, dataset: Dataset) -> tuple[Any, Array, Array]:
        drawn = [np.array([_other(o, dataset) for _ in range(negatives)])] if negatives else []
        loss, grad_u, grad_v = function(U, v_c, o, *drawn)
        return loss, grad_v, grad_u

    return asked


def _other(o: int, dataset: Dataset) -> int:
    """A negative that is not the outside word."""
    while (word := dataset.sampleTokenIdx()) == o:
        pass
    return word


def as_we_ask(function: CourseFunction, dataset: Dataset) -> Function:
    """A function with the course's arguments under ours; draws nothing for it."""

    def asked(U: Array, v_c: Array, o: int) -> tuple[Any, Array, Array]:
        loss, grad_v, grad_u = function(v_c, o, U, dataset)
        return loss, grad_u, grad_v

    return asked


def train_plainly(
    function: CourseFunction,
    corpus: Corpus,
    recipe: Recipe | None = None,
    seed: int = 1,
    after: Callable[[int, Array, Array], object] = lambda step, V, U: None,
) -> tuple[Array, Array]:
    """The vectors V, U of a text; `after` is told of every step.

    function(centerWordVec, outsideWordIdx, outsideVectors, dataset) -> loss, gradient by the first, and by the third
    """
    recipe = recipe or Recipe()
    dataset = Dataset(corpus, seed, recipe.sample)
    V, U = (part.astype(np.float64) for part in beginning(len(corpus.counts), recipe.size, recipe.size, seed))
    rate = recipe.rate
    for step in range(1, recipe.steps + 1):
        slope_v, slope_u = np.zeros_like(V), np.zeros_like(U)
        for _ in range(recipe.batch):
            centre, around = dataset.getRandomContext(dataset.random.randint(1, recipe.window))
            for outside in around:
                _, by_v, by_u = function(V[centre], outside, U, dataset)
                slope_v[centre] += by_v / recipe.batch
                slope_u += by_u / recipe.batch
        V -= rate * slope_v
        U -= rate * slope_u
        after(step, V, U)
        if step % recipe.halve == 0:
            rate /= 2
    return V, U
