"""A corpus as numbers on disk."""

from __future__ import annotations

import errno
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from numeric.word2vec import corpus as corpora
from numeric.word2vec.corpus import Corpus, encode, encoded, open_corpus
from numeric.word2vec.errors import TrainingError
from tests.numeric.word2vec.conftest import text


def decoded(corpus: Corpus) -> list[list[str]]:
    words, cuts = list(corpus.words()), corpus.offsets.tolist()
    return [[words[n] for n in corpus.ids[a:b]] for a, b in pairwise(cuts)]


@pytest.mark.parametrize("batch", [1, 7, 10_000])
@pytest.mark.parametrize(("least", "most"), [(1, 0), (15, 0), (1, 5)])
def test_what_is_encoded_comes_back(
    least: int, most: int, batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpora, "BATCH", batch)
    said = text(60)
    counts = Counter(word for words in said for word in words)
    known = [word for word, n in counts.most_common() if n >= least][: most or None]
    corpus = encode(iter(said), tmp_path, least, most)
    assert list(corpus.words()) == known
    assert corpus.counts.tolist() == [counts[word] for word in known]
    left = [[word for word in words if word in known] for words in said]
    assert decoded(corpus) == [words for words in left if len(words) > 1]
    assert corpus.read == counts.total()
    assert corpus.tokens == len(corpus.ids)
    corpus.let_go()
    assert decoded(open_corpus(tmp_path)) == decoded(corpus)


def test_a_long_sentence_goes_on_as_the_next(tmp_path: Path) -> None:
    corpus = encode([["a", "b"] * 1200], tmp_path, 1)
    assert corpus.offsets.tolist() == [0, 1000, 2000, 2400]


def test_the_digest_is_of_what_is_trained_on(tmp_path: Path) -> None:
    one, same, other = (encode(text(9, seed=n), tmp_path / str(k), 1) for k, n in enumerate((1, 1, 2)))
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ([], "the corpus is empty"),
        ([["a"] * 9], "one word alone is left"),
        ([["a", "b"]], "no word is left with a minimum count of 5"),
        ([["a"], ["b"]] * 9, "no two words of the vocabulary stand in one sentence"),
    ],
)
def test_too_little_text_is_said(said: list[list[str]], message: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=message):
        encode(said, tmp_path)
    assert not encoded(tmp_path)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(corpora, "_renumber", full)
    with pytest.raises(TrainingError, match="the disk is full"):
        encode(text(9), tmp_path, 1)
    assert not encoded(tmp_path)


@pytest.mark.parametrize("name", ["corpus.json", "words.txt", "ids.i32", "offsets.i64"])
def test_a_corpus_cut_short_is_said(name: str, tmp_path: Path) -> None:
    encode(text(9), tmp_path, 1)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 8 * 4])
    with pytest.raises(TrainingError, match="is no whole corpus"):
        open_corpus(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(TrainingError, match="No such file"):
        open_corpus(tmp_path)
