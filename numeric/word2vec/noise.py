"""Chances of words: how often one is left out of the text, and how often one is drawn as a negative."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.functions import Array
from numeric.word2vec.blocks import Ids, Threshold

POWER = 0.75
_FULL = 2**32 - 1

Counts = NDArray[np.int64]


def keep_chances(counts: Counts, sample: float) -> Array:
    """sqrt(s / f) + s / f for a word that makes up f of the text (word2vec.c); 2, which is always, for s = 0

    counts (V,)  ->  (V,) float32
    """
    if not sample:
        return np.full(len(counts), 2, np.float32)
    ratio = sample * counts.sum() / counts
    found: Array = np.minimum(np.sqrt(ratio) + ratio, 2).astype(np.float32)
    return found


def alias_table(counts: Counts, power: float = POWER) -> tuple[Threshold, Ids]:
    """A table from which words are drawn with chances ~ counts^power in constant time (Walker 1977)

    counts (V,)  ->  threshold (V,), alias (V,)

    Draw a place k and a number u below 2^32: the word is k where u <= threshold[k], and alias[k] elsewhere. Every place
    has the share 1/V; what a word has less is filled up by one that has more.
    """
    share = counts.astype(np.float64) ** power
    share *= len(share) / share.sum()
    left, alias = share.tolist(), list(range(len(share)))
    small = [k for k, part in enumerate(left) if part < 1]
    large = [k for k, part in enumerate(left) if part >= 1]
    while small and large:
        less, more = small.pop(), large[-1]
        alias[less] = more
        left[more] -= 1 - left[less]
        if left[more] < 1:
            small.append(large.pop())
    for full in (*small, *large):  # what rounding left over
        left[full] = 1.0
    return (np.minimum(left, 1) * _FULL).astype(np.uint32), np.array(alias, np.int32)


def draw(threshold: Threshold, alias: Ids, shape: tuple[int, ...], rng: np.random.Generator) -> Ids:
    """Words drawn from a table, for evaluation; a kernel draws with a generator of its own."""
    place = rng.integers(len(threshold), size=shape)
    below = rng.integers(_FULL, size=shape, endpoint=True) <= threshold[place]
    found: Ids = np.where(below, place, alias[place]).astype(np.int32)
    return found
