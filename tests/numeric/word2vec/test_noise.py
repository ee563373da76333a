"""Chances of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numeric.word2vec.noise import POWER, alias_table, draw, keep_chances

COUNTS = st.lists(st.integers(1, 10**9), min_size=1, max_size=50).map(lambda found: np.array(found, np.int64))


@given(COUNTS)
def test_the_table_gives_each_word_its_share(counts: np.ndarray) -> None:
    threshold, alias = alias_table(counts)
    below = (threshold.astype(float) + 1) / 2**32
    share = below.copy()
    np.add.at(share, alias, 1 - below)
    wanted = counts**POWER / (counts**POWER).sum()
    assert np.allclose(share / len(counts), wanted, rtol=1e-9, atol=1e-8)


def test_words_are_drawn_so() -> None:
    counts = np.array([1, 16, 81, 0 + 256], np.int64)
    drawn = draw(*alias_table(counts), (200, 200), np.random.default_rng(0))
    assert np.allclose(np.bincount(drawn.ravel()) / drawn.size, counts**POWER / (counts**POWER).sum(), atol=0.01)


def test_frequent_words_are_thinned_out() -> None:
    counts = np.array([9000, 900, 100], np.int64)
    found = keep_chances(counts, 1e-2)
    assert found[0] == pytest.approx((1e-2 / 0.9) ** 0.5 + 1e-2 / 0.9)
    assert found[2] == 2
    assert keep_chances(counts, 0).tolist() == [2, 2, 2]
