"""What is given is looked at before anything runs: nothing leads outside of an array."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derive.backends import Sizes, aligned, batches, kernel, routine, updates
from derive.coders.blocks import NAMES
from derive.errors import UsageError
from derive.losses import find

SIZES = Sizes(3, 2, 2)


def block() -> dict[str, Any]:
    """A block that fits."""
    values = (
        aligned(4, SIZES),
        aligned(4, SIZES),
        np.array([0, 1, 2, 3, 0], np.int32),
        np.array([0, 3, 5]),
        0,
        2,
        np.full(4, 2, np.float32),
        np.full(4, 2**32 - 1, np.uint32),
        np.arange(4, dtype=np.int32),
        0.1,
        0.01,
        np.array([1], np.uint64),
    )
    return dict(zip(NAMES, values, strict=True))


WRONG: dict[str, tuple[str, Any, str]] = {
    "too narrow": ("V", np.zeros((4, 3), np.float32), r"shape \(4, 3\), but should be \(words, 16\)"),
    "another kind": ("U", np.zeros((4, 16)), "float64, but should be an array of float32"),
    "not an array": ("ids", [0, 1], "list, but should be an array of int32"),
    "a word too many": ("ids", np.array([0, 1, 4, 3, 0], np.int32), "ids holds 0 to 4, but V has 4 rows"),
    "a word below 0": ("ids", np.array([0, -1, 2, 3, 0], np.int32), "ids holds -1"),
    "an alias too many": ("alias", np.full(4, 4, np.int32), "alias holds 4 to 4"),
    "a table too short": ("keep", np.ones(3, np.float32), "keep has 3 entries, but V has 4 rows"),
    "two states": ("state", np.array([1, 2], np.uint64), "state has 2 entries, but should have 1"),
    "falling offsets": ("offsets", np.array([3, 0, 5]), "offsets should rise"),
    "offsets beyond": ("offsets", np.array([0, 3, 6]), "offsets should rise"),
    "sentences beyond": ("last", 3, "sentences 0 to 3 are asked for, but there are 2"),
    "strided": ("ids", np.zeros(10, np.int32)[::2], "in one piece"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_a_kernel_is_said(case: str) -> None:
    name, value, words = WRONG[case]
    with pytest.raises(UsageError, match=words):
        kernel(find("shared-negatives"), SIZES, "numpy")({**block(), name: value}.values())


def test_a_kernel_takes_all_its_arguments_and_arrays_of_their_own() -> None:
    run, given = kernel(find("shared-negatives"), SIZES, "numpy"), block()
    assert run(given.values()) > 0
    with pytest.raises(UsageError, match="has 12 parts"):
        run([1])
    with pytest.raises(UsageError, match="share memory"):
        run({**given, "U": given["V"]}.values())
    room = np.zeros(4 * 16 + 1, np.float32)
    with pytest.raises(UsageError, match="multiple of 64 bytes"):
        run({**given, "V": room[1 if room.ctypes.data % 64 == 0 else 0 :][: 4 * 16].reshape(4, 16)}.values())
    given["V"].flags.writeable = False
    with pytest.raises(UsageError, match="read-only"):
        run(given.values())


def test_ids_may_lie_in_a_file(tmp_path: Path) -> None:
    run, given = kernel(find("shared-negatives"), SIZES), block()
    mapped = np.memmap(tmp_path / "ids", np.int32, "w+", shape=5)
    mapped[:] = given["ids"]
    mapped.flush()
    assert run({**given, "ids": np.memmap(tmp_path / "ids", np.int32, "r")}.values()) > 0


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": "3"}, {"window": 10**9}, {"negatives": -1}, {"dtype": "x"}])
def test_sizes_are_whole_numbers(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="but should be"):
        Sizes(**wrong)


def test_a_row_is_whole_lines_of_the_cache() -> None:
    assert [Sizes(size).width for size in (1, 16, 17, 100)] == [16, 16, 32, 112]
    assert Sizes(9, dtype="float64").width == 16
    assert aligned(3, Sizes(5)).ctypes.data % 64 == 0


def test_what_does_not_fit_a_step_is_said() -> None:
    run = updates(find("negative-sampling"), 2, "float64")
    U, V = np.ones((3, 2)), np.ones((3, 2))  # noqa: N806
    one, drawn = np.zeros(1, np.int64), np.zeros((1, 2), np.int64)
    assert run(U, V, one, one, drawn, 0.1) is None
    for wrong, words in (
        ((U, V, one, one + 3, drawn), "from 3 to 3, but should from 0 to 2"),
        ((U, V, one - 1, one, drawn), "from -1"),
        ((U, V, one, one, drawn[0]), "with 2 sides"),
        ((U, V, one, one), "1 arrays of positions are given, but 2"),
        ((U, U, one, one, drawn), "share memory"),
        ((U.astype(np.float32), V, one, one, drawn), "float32 of shape"),
        ((U, np.ones((3, 3)), one, one, drawn), r"\(rows, 2\)"),
    ):
        with pytest.raises(UsageError, match=words):
            run(*wrong, 0.1)
    assert run(U, V, one[:0], one[:0], drawn[:0], 0.1, told=True) == 0.0
    with pytest.raises(UsageError, match="whole number"):
        updates(find("negative-sampling"), 0)


def test_tables_of_different_lengths_are_noticed() -> None:
    run = updates(find("skip-gram-negative-sampling"), 2, "float64")
    arrays = np.ones((3, 2)), np.ones((3, 2)), np.zeros(1, np.int64)
    with pytest.raises(UsageError, match="sides of 2 and 4"):
        run(*arrays, np.zeros((1, 2), np.int64), np.zeros((1, 4, 3), np.int64), 0.1)


def test_gradients_go_where_they_are_wanted() -> None:
    run = routine(find("naive-softmax"))
    U, room = np.eye(3, 2), np.full((3, 2), 7.0)  # noqa: N806
    loss, to_matrix, to_vector = run(U, np.ones(2), 1, out=(room, None))
    assert to_matrix is room
    assert loss > 0
    assert to_vector.shape == (2,)
    with pytest.raises(UsageError, match="`out`"):
        run(U, np.ones(2), 1, out=(np.zeros((2, 2)), None))
    with pytest.raises(UsageError, match="positions go from 0 to 2"):
        run(U, np.ones(2), 3)
    with pytest.raises(UsageError, match="float32"):
        run(U, np.ones(2, np.float32), 1)


def test_a_loss_without_an_outer_product_is_not_factored() -> None:
    with pytest.raises(UsageError, match="no gradient that is an outer product"):
        routine(find("negative-sampling"), "numpy").factored(np.eye(2), np.ones(2), 0, np.array([1]))


def test_a_batch_keeps_its_room() -> None:
    run, U, H = batches(find("naive-softmax")), np.eye(3, 2), np.ones((4, 2))  # noqa: N806
    first = run(U, H, np.zeros(4, np.int64))
    room, out = run.room, (np.empty((3, 2)), np.empty((4, 2)))
    assert run(U, H, np.zeros(4, np.int64), out=out)[1] is out[0]
    assert run.room is room
    assert np.array_equal(first[1], out[0])
