"""Kernels of plain functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import numeric
from numeric.word2vec.adapter import Adagrad, Bags, Centres, Descent, Pairs
from numeric.word2vec.blocks import Block
from numeric.word2vec.kernels import aligned, beginning, states

WORDS, SIZE = 5, 3
ALWAYS = np.full(WORDS, 2, np.float32)
TABLE = np.full(WORDS, 2**32 - 1, np.uint32), np.arange(WORDS, dtype=np.int32)
IDS, OFFSETS = np.array([0, 1, 2, 3, 4, 0], np.int32), np.array([0, 2, 6])


def learned(kernel: Any, rate: float = 0.1, last: int = 2, seed: int = 3) -> tuple[Any, Any, int]:
    rng = np.random.default_rng(0)
    V, U = (rng.normal(size=(WORDS, SIZE)).astype(np.float32) for _ in range(2))
    return V, U, kernel(Block(V, U, IDS, OFFSETS, 0, last, ALWAYS, *TABLE, rate, rate, states(seed, 1)))


def test_a_step_goes_down_the_gradient() -> None:
    """One sentence of two words: each is the centre once."""
    V, U, pairs = learned(Pairs(numeric.naive_softmax, SIZE, 1, whole=True), last=1)
    vs, us, _ = learned(Pairs(numeric.naive_softmax, SIZE, 1, whole=True), rate=0)
    for centre, outside in ((0, 1), (1, 0)):
        _, by_u, by_v = numeric.naive_softmax(us, vs[centre], outside)
        us = us - np.float32(0.1) * by_u
        vs[centre] -= np.float32(0.1) * by_v
    assert pairs == 2
    assert np.allclose(V, vs)
    assert np.allclose(U, us)


def test_rows_that_a_loss_speaks_of_are_enough() -> None:
    """Given the drawn rows alone, negative sampling learns what it learns from all of U."""

    def of_all(U: Any, v: Any, o: int, negatives: Any) -> Any:
        assert len(U) == WORDS
        return numeric.negative_sampling(U, v, o, negatives)

    few, many = learned(Pairs(numeric.negative_sampling, SIZE, 2, 4)), learned(Pairs(of_all, SIZE, 2, 4, whole=True))
    assert few[2] == many[2]
    assert all(np.allclose(a, b) for a, b in zip(few[:2], many[:2], strict=True))


def test_a_bag_is_learned_from_together() -> None:
    V, U, pairs = learned(Bags(numeric.cbow, SIZE, 1), last=1)
    vs, us, _ = learned(Bags(numeric.cbow, SIZE, 1), rate=0)
    for centre, around in ((0, [1]), (1, [0])):
        _, by_v, by_u = numeric.cbow(vs, us, centre, np.array(around))
        vs, us = vs - np.float32(0.1) * by_v, us - np.float32(0.1) * by_u
    assert pairs == 2
    assert np.allclose(V, vs)
    assert np.allclose(U, us)


def test_negatives_of_a_bag_are_given_to_its_function() -> None:
    """Of U only the rows of the centre word and of the negatives change, though the function is given all of it."""
    given = []

    def told(V: Any, U: Any, o: int, around: Any, negatives: Any) -> Any:
        given.append((o, around.tolist(), negatives.tolist()))
        return numeric.cbow_negative_sampling(V, U, o, around, negatives)

    _, U, pairs = learned(Bags(told, SIZE, 1, 2), last=1)
    _, us, _ = learned(Bags(told, SIZE, 1, 2), rate=0)
    assert pairs == 2
    assert [(o, around) for o, around, _ in given[:2]] == [(0, [1]), (1, [0])]
    changed = {w for w in range(WORDS) if (U[w] != us[w]).any()}
    assert changed == {0, 1, *(w for _, _, drawn in given[:2] for w in drawn)}


def test_a_centre_word_learns_from_all_around_together() -> None:
    V, U, pairs = learned(Centres(numeric.skip_gram, SIZE, 2))
    vs, us, _ = learned(Pairs(numeric.naive_softmax, SIZE, 2, whole=True))
    assert pairs == learned(Centres(numeric.skip_gram, SIZE, 2), rate=0)[2]
    assert np.allclose(V, vs, atol=0.1)  # one step for a window instead of one for each pair
    assert not np.allclose(U, us, atol=1e-6)


def test_adagrad_divides_by_what_it_saw() -> None:
    rule, array = Adagrad(), np.zeros((2, 1), np.float32)
    for slope in (3.0, 4.0):
        rule.change("V", array, [1], np.array([[slope]]), 1.0)
    assert array[:, 0].tolist() == [0, pytest.approx(-1 - 4 / 5)]
    assert rule.memory["squares of V"].tolist() == [[0], [25]]


def test_adagrad_trains_and_descent_keeps_nothing() -> None:
    kernel = Pairs(numeric.negative_sampling, SIZE, 2, 2, Adagrad())
    assert not np.allclose(learned(kernel)[0], learned(Pairs(numeric.negative_sampling, SIZE, 2, 2))[0])
    assert {*kernel.memory} == {"squares of U", "squares of V"}
    assert Descent().memory == {}


def test_rows_begin_on_lines_and_are_padded_with_zeros() -> None:
    assert aligned(7, 16).ctypes.data % 64 == 0
    V, U = beginning(2000, 10, 16, 1)
    assert not U.any()
    assert not V[:, 10:].any()
    assert 0.049 < np.abs(V[:, :10]).max() <= 0.05
    assert abs(V[:, :10].mean()) < 1e-3


def test_states_are_far_apart() -> None:
    found = states(1, 4).tolist()
    assert len({*found, *states(2, 4).tolist()}) == 8
    assert found[:2] == states(1, 2).tolist()
