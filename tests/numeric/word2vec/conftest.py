"""A small corpus, and a run on it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import numeric
from numeric.word2vec.adapter import Pairs
from numeric.word2vec.corpus import Corpus, encode
from numeric.word2vec.loop import Run, new_run
from numeric.word2vec.settings import Settings


def text(lines: int, words: int = 30, seed: int = 0) -> list[list[str]]:
    """Sentences in which words stand beside those with near numbers."""
    rng = random.Random(seed)
    starts = [rng.randrange(words) for _ in range(lines)]
    return [[f"w{(start + rng.randrange(4)) % words}" for _ in range(rng.randrange(2, 12))] for start in starts]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return encode(text(60), tmp_path / "corpus", 1)


@pytest.fixture
def new(corpus: Corpus) -> Callable[..., Run]:
    """A new run with some settings."""

    def make(**said: Any) -> Run:
        settings = Settings(
            **{"size": 6, "window": 2, "negatives": 2, "epochs": 2, "block": 60, "sample": 0.05, **said}
        )
        kernel = Pairs(numeric.negative_sampling, settings.size, settings.window, settings.negatives)
        return new_run(corpus, kernel, settings)

    return make
