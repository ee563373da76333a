"""Files of vectors, neighbours, analogies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from numeric.word2vec.errors import TrainingError
from numeric.word2vec.vectors import Vectors, load_vectors, save_vectors

WORDS = ["the", "küche", "10", "a.b"]
ROWS = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)


@pytest.mark.parametrize("name", ["a.txt", "a.kv", "a.bin"])
def test_what_is_saved_comes_back_to_the_last_bit(name: str, tmp_path: Path) -> None:
    save_vectors(WORDS, ROWS, tmp_path / name)
    found = load_vectors(tmp_path / name)
    assert found.words == WORDS
    assert np.array_equal(found.rows, ROWS)


def test_the_first_lines_are_those_of_word2vec(tmp_path: Path) -> None:
    save_vectors(WORDS, np.ones((4, 2), np.float32), tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").splitlines()[:2] == ["4 2", "the 1.0 1.0"]
    save_vectors(WORDS, np.ones((4, 2), np.float32), tmp_path / "a.kv", binary=True)
    assert (tmp_path / "a.kv").read_bytes()[:17] == b"4 2\nthe " + np.ones(2, "<f4").tobytes() + b"\n"


def test_gensim_reads_both(tmp_path: Path) -> None:
    models = pytest.importorskip("gensim.models")
    for binary in (False, True):
        save_vectors(WORDS, ROWS, tmp_path / "a.kv", binary=binary)
        found = models.KeyedVectors.load_word2vec_format(str(tmp_path / "a.kv"), binary=binary)
        assert found.index_to_key == WORDS
        assert np.array_equal(found.vectors, ROWS)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (b"", "should say how many words"),
        (b"hello\n", "should say how many words"),
        (b"2 x\n", "should say how many words"),
        (b"9999999 300\nthe 1", "more than there is room for"),
        (b"3 2\nthe 1 2\na 3 4\n", "cut short after 2"),
        (b"2 2\nthe 1 2\na 3 q\n", "a.txt:3: expected a word and 2 numbers"),
        (b"2 2\nthe \0\0\0\0\0\0\0\0\na \0\0\0", "cut short after 1"),
        (b"1 2\n\xff 1 2\n", "is not UTF-8"),
    ],
)
def test_bad_files_are_explained(told: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(told)
    with pytest.raises(TrainingError, match=message):
        load_vectors(tmp_path / "a.txt")


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    save_vectors(WORDS, ROWS, path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="longer"):
        save_vectors(WORDS[:2], ROWS, path)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_neighbours_and_analogies() -> None:
    rows = np.array([[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 0]], np.float32)
    vectors = Vectors(["man", "boy", "woman", "king", "queen", "nothing"], rows)
    assert [word for word, _ in vectors.neighbours("man", 2)] == ["boy", "king"]
    assert vectors.neighbours("man", 1)[0][1] == pytest.approx(1 / 1.01**0.5)
    assert vectors.analogy("man", "king", "woman", 1)[0][0] == "queen"
    assert len(vectors.neighbours("man", 99)) == 5
    with pytest.raises(TrainingError, match="'kin' is none of the 6 words of these vectors; there are king"):
        vectors.neighbours("kin")
