"""Text of any size as sentences."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from numeric.word2vec import texts
from numeric.word2vec.errors import TrainingError
from numeric.word2vec.texts import lines, sentences

TEXT = "The cat's hat, 3 times.\n\nÜber-all — the CAT\n"
WORDS = [["the", "cat's", "hat", "3", "times"], ["über", "all", "the", "cat"]]


def test_words_and_spaces(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert list(sentences(file)) == WORDS
    assert list(sentences(file, "spaces")) == [line.split() for line in TEXT.splitlines() if line]


def test_packed_folder_stream_and_encoding(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "b.gz", "wb") as packed:
        packed.write(TEXT.encode())
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/a.txt").write_bytes(TEXT.replace("—", "-").encode("latin-1"))
    (tmp_path / ".hidden").write_bytes(b"\xff")
    assert list(sentences(tmp_path / "b.gz")) == WORDS
    assert list(sentences(tmp_path / "inside", encoding="latin-1")) == WORDS
    assert list(sentences(io.BytesIO(TEXT.encode()))) == WORDS
    (tmp_path / "inside/a.txt").write_text("one more", encoding="utf-8")
    assert list(sentences(tmp_path)) == [*WORDS, ["one", "more"]]


@pytest.mark.parametrize("chunk", [1, 2, 3, 7])
def test_a_line_longer_than_memory_is_cut_between_words(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHUNK", chunk)
    told = "üb er\nsome words of one line and of no end"
    found = list(lines(io.BytesIO(told.encode())))
    assert "".join(found) == told.replace("\n", "")
    assert max(map(len, found)) <= max(2 * chunk, 5)
    if chunk == 7:  # no word is longer
        assert [word for line in found for word in line.split()] == told.split()


def bad(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    if name == "bytes.txt":
        path.write_bytes(b"good \xc3\xbc then \xff")
    elif name == "cut.gz":
        path.write_bytes(gzip.compress(TEXT.encode() * 99)[:-20])
    elif name == "false.gz":
        path.write_bytes(b"no gzip")
    elif name == "empty":
        path.mkdir()
    return path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bytes.txt", "byte 13 is not utf-8"),
        ("cut.gz", "cannot be unpacked"),
        ("false.gz", "cannot be unpacked"),
        ("empty", "holds no file"),
        ("absent", "no such file"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=message):
        list(sentences(bad(tmp_path, name)))


def test_where_bytes_cannot_be_read_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHUNK", 2)
    with pytest.raises(TrainingError, match="standard input: byte 5 is not utf-8"):
        list(lines(io.BytesIO(b"\xc3\xbcabc\xffd")))


def test_unknown_ways_are_refused() -> None:
    with pytest.raises(TrainingError, match="'letters', but should be by one of words, spaces"):
        list(sentences(io.BytesIO(b""), "letters"))
    with pytest.raises(TrainingError, match="'utf-9' is no encoding"):
        list(sentences(io.BytesIO(b"a"), encoding="utf-9"))
