"""Windows with shared negatives: the draws, the step, the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np

import numeric
from numeric.word2vec.blocks import LONGEST, Block, Random
from numeric.word2vec.window import SharedNegatives, step

ALWAYS = np.full(4, 2, np.float32)
THRESHOLD, ALIAS = np.full(4, 2**32 - 1, np.uint32), np.arange(4, dtype=np.int32)


def state(seed: int = 1) -> Any:
    return np.array([seed], np.uint64)


def block(seed: int = 1, **parts: Any) -> Block:
    """A block in which every word stays and all are drawn alike."""
    vs, us = matrices()
    ids, offsets = np.array([0, 1, 2, 3, 1, 0], np.int32), np.array([0, 3, 3, 6])
    usual = Block(vs, us, ids, offsets, 0, 3, ALWAYS, THRESHOLD, ALIAS, 0.1, 0.05, state(seed))
    return usual._replace(**parts)


def matrices(seed: int = 0) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(4, 3)), rng.normal(size=(4, 3))


def test_the_generator_is_that_of_word2vec() -> None:
    given = block(first=0, last=0)
    random = Random(given)
    assert random.bits(2**48 - 1) == 25214903928 >> 16
    assert not list(random.windows(2))
    assert given.state[0] == 25214903928


def test_words_are_drawn_as_the_table_says() -> None:
    threshold, alias = np.array([2**31, 0], np.uint32), np.array([1, 1], np.int32)
    drawn = Random(block(threshold=threshold, alias=alias)).words(4000)
    assert 0.22 < drawn.count(0) / 4000 < 0.28


def test_windows_reach_from_one_to_all() -> None:
    sentence, random = list(range(21)), Random(block())
    sizes = {len(random.around(sentence, 10, 3)) for _ in range(100)}
    assert sizes == {2, 4, 6}
    assert random.around([7], 0, 3) == []


def test_a_sentence_is_cut_and_thinned() -> None:
    tokens = np.zeros(5000, np.int32)
    assert len(Random(block()).kept(tokens)) == LONGEST
    assert 300 < len(Random(block(keep=np.full(4, 0.5, np.float32))).kept(tokens[:800])) < 500


def test_a_step_goes_down_the_gradients_of_pairs() -> None:
    """Each word around, as in negative sampling with its vector in place of v_c; a void negative is left out."""
    vs, us = matrices()
    before, slopes = (vs.copy(), us.copy()), (np.zeros_like(vs), np.zeros_like(us))
    step(vs, us, 1, [0, 2, 0], [3, 1, 3], 0.5)
    for word in (0, 2, 0):
        _, by_us, by_v = numeric.negative_sampling(before[1], before[0][word], 1, np.array([3, 3]))
        slopes[0][word] += by_v
        slopes[1][:] += by_us
    for now, was, slope in zip((vs, us), before, slopes, strict=True):
        assert np.allclose(now, was - 0.5 * slope)


def test_two_blocks_are_not_one_but_the_same_twice() -> None:
    kernel, made = SharedNegatives(3, 2, 2), []
    for _ in range(2):
        whole = block(5)
        for first, last in ((0, 2), (2, 3)):
            assert kernel(whole._replace(first=first, last=last)) >= 4
        made.append((whole.V.tobytes(), whole.U.tobytes(), int(whole.state[0])))
    assert made[0] == made[1]


def test_the_rate_goes_straight() -> None:
    given = block(ids=np.zeros(40, np.int32), offsets=np.array([0, 10, 10, 40]), rate_first=1.0, rate_last=0.0)
    assert [float(rate) for _, rate in given.sentences()] == [1.0, 0.75, 0.75]
