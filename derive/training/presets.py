"""Settings by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from derive.errors import UsageError
from numeric.functions import Array
from numeric.word2vec.corpus import Corpus


@dataclass(frozen=True)
class Preset:
    """settings  that differ from the usual ones
    windows   how many to learn from, whatever the size of the text; 0 for so many epochs
    """

    words: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    windows: int = 0


PRESETS: Mapping[str, Preset] = {
    "gensim": Preset("the defaults of gensim's Word2Vec with negative sampling"),
    "cs224n-a2": Preset(
        "CS224n, assignment 2: 40,000 steps of 50 windows at rate 0.3, halved after half of them",
        {
            "size": 10,
            "window": 5,
            "negatives": 10,
            "min_count": 1,
            "sample": 1e-5,
            "alpha": 0.3 / 50,  # the course goes down the mean of a batch of 50; one window at a time is 1/50 of it
            "steps": 1,
        },
        windows=40_000 * 50,
    ),
}


def preset(name: str) -> Preset:
    """The preset with this name."""
    if name not in PRESETS:
        raise UsageError(f"there is no preset {name!r}, only {', '.join(PRESETS)}")
    return PRESETS[name]


def epochs_for(windows: int, corpus: Corpus, keep: Array) -> int:
    """How many epochs make up so many windows: every word that stays in the text is the centre of one."""
    each = float((corpus.counts * np.minimum(keep, 1)).sum())
    return max(1, round(windows / each))
