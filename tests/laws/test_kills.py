"""A slice of the campaign of kills for every run of the tests, and proof that it sees what it looks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws.kills import Life, main, violations


@pytest.mark.slow
def test_a_killed_run_ends_as_one_that_was_left_alone(tmp_path: Path) -> None:
    small = ["--size", "8", "--min-count", "1", "--epochs", "1"]
    assert (
        main(["--kills", "1", "--words", "200000", "--checkpoint", "0", "--folder", str(tmp_path), "--", *small]) == 0
    )


@pytest.mark.parametrize(
    ("lives", "wrong"),
    [
        ([Life(5, 0.5, 3, whole=False), Life(5, None, 3, whole=False), Life(1, None, 0, whole=True)], []),
        ([Life(5, 9.0, 3, whole=False)], ["9.0 s were lost"]),
        ([Life(5, 0.5, 3, whole=False), Life(5, 0.5, 2, whole=False)], ["a checkpoint went back"]),
    ],
)
def test_what_is_wrong_is_seen(lives: list[Life], wrong: list[str]) -> None:
    assert violations(lives, 1.0) == wrong
