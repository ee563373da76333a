"""The course's exercise: the generated kernel goes where the plain loop goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from derive.training import choose_kernel
from numeric.word2vec.corpus import encode
from numeric.word2vec.course import Recipe, as_the_course_asks, train_plainly
from numeric.word2vec.evaluation import probe
from numeric.word2vec.loop import new_run, train
from numeric.word2vec.losses import negative_sampling
from numeric.word2vec.settings import Settings
from tests.numeric.word2vec.conftest import text

NEAR = 0.1  # of the loss; seeds of the kernel were 2 % apart from each other and up to 7 % from the plain loop


def test_the_loss_goes_down_as_that_of_the_plain_loop(tmp_path: Path) -> None:
    """At the same numbers of pairs, one step of a rate of 0.3 for ten windows and one of 0.03 for each being alike."""
    corpus = encode(text(300, words=60), tmp_path, 1)
    recipe = Recipe(batch=10, steps=1000, halve=10_000, sample=1.0)
    settings = Settings(
        size=10, window=5, negatives=10, min_count=1, sample=1.0, alpha=0.03, last_alpha=0.03, epochs=6, block=200
    )
    run = new_run(corpus, choose_kernel("negative-sampling", 10, 10, 5).kernel, settings)
    seen = probe(corpus.ids, corpus.offsets, run.keep, run.noise, 5, 10)
    ours: list[tuple[int, float]] = []
    train(run, lambda now: not ours.append((now.at.pairs, seen.negative_sampling(*now.vectors()))))
    asked, plain, pairs = as_the_course_asks(negative_sampling, 10), [], 0

    def counted(*arguments: Any) -> Any:
        nonlocal pairs
        pairs += 1
        return asked(*arguments)

    def after(step: int, V: Any, U: Any) -> None:
        if step % 100 == 0 and step >= 900:
            plain.append((pairs, seen.negative_sampling(V, U)))

    train_plainly(counted, corpus, recipe, after=after)
    for at, loss in plain:
        assert abs(np.interp(at, *zip(*ours, strict=True)) / loss - 1) < NEAR
    assert plain[-1][1] < 0.4 * probe_at_start(corpus, seen)


def probe_at_start(corpus: Any, seen: Any) -> float:
    """Of eleven words with scores of 0."""
    zeros = np.zeros((len(corpus.counts), 1))
    return float(seen.negative_sampling(zeros, zeros))
