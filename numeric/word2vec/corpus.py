"""A corpus as numbers on disk: every word is looked up once, whatever the number of epochs.

    sentences  --encode()-->  a folder: words.txt, ids.i32, offsets.i64, corpus.json  --open_corpus()-->  Corpus

Sentence s is ids[offsets[s]:offsets[s + 1]]. Ids go down with frequency: word 0 is the most frequent. The two files are
mapped into memory and let go of again, so that a corpus may be larger than it; only the different words have to fit.
"""

from __future__ import annotations

import errno
import hashlib
import json
import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from numeric.word2vec.blocks import LONGEST, Ids, Offsets
from numeric.word2vec.errors import TrainingError

BATCH = 1_000  # sentences that are encoded at a time
AT_ONCE = 1 << 20  # ids looked at together
_FILES = ("words.txt", "ids.i32", "offsets.i64")


class _Numbers(dict[str, int]):
    """A number for every word, in the order in which they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


@dataclass(frozen=True)
class Corpus:
    """folder   where it is
    counts   how often each word of the vocabulary stands in the text
    read     words of the text, those outside the vocabulary too
    digest   of the ids, the sentences and the words
    """

    folder: Path
    counts: NDArray[np.int64]
    ids: Ids
    offsets: Offsets
    read: int
    digest: str
    _maps: tuple[mmap.mmap, ...] = field(repr=False, default=())

    @property
    def tokens(self) -> int:
        """Words in all sentences."""
        return int(self.offsets[-1])

    @property
    def sentences(self) -> int:
        """How many there are."""
        return len(self.offsets) - 1

    def words(self) -> Iterator[str]:
        """The vocabulary, the most frequent word first; read anew each time, since it may take much memory."""
        return (line.rpartition(" ")[0] for line in _lines(self.folder))

    def let_go(self) -> None:
        """Tell the system that what was mapped so far need not stay in memory."""
        for mapped in self._maps:
            if hasattr(mapped, "madvise"):
                mapped.madvise(mmap.MADV_DONTNEED)


# writing


def encode(sentences: Iterable[list[str]], folder: Path, min_count: int = 5, max_words: int = 0) -> Corpus:
    """The corpus of a text. The folder is a corpus once corpus.json is in it, which is written last."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "corpus.json").unlink(missing_ok=True)
        numbers, counts, read = _numbered(sentences, folder)
        _renumber(folder, _order(counts, read, min_count, max_words), numbers, counts)
        about = {"read": read, "digest": _digest(folder)}
        (folder / "corpus.json").write_text(json.dumps(about), encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{folder}: {_reason(error)}") from None
    return open_corpus(folder)


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "the disk is full; a corpus takes about four bytes a word: make room, or write to another disk"
    return error.strerror or str(error)


def _numbered(sentences: Iterable[list[str]], folder: Path) -> tuple[list[str], NDArray[np.int64], int]:
    """Write ids in the order in which words come: words, counts, number of words."""
    numbers, counts, read = _Numbers(), np.zeros(1024, np.int64), 0
    number, pieces = numbers.__getitem__, _pieces(sentences)
    with (folder / "read.i32").open("wb") as ids, (folder / "read.i64").open("wb") as lengths:
        while batch := list(islice(pieces, BATCH)):
            found = np.fromiter((n for words in batch for n in map(number, words)), np.int32)
            ids.write(found.data)
            lengths.write(np.fromiter(map(len, batch), np.int64, len(batch)).data)
            if len(numbers) > len(counts):
                counts = np.concatenate([counts, np.zeros(2 * len(numbers) - len(counts), np.int64)])
            counts[: len(numbers)] += np.bincount(found, minlength=len(numbers))
            read += len(found)
    return list(numbers), counts[: len(numbers)], read


def _pieces(sentences: Iterable[list[str]]) -> Iterator[list[str]]:
    for words in sentences:
        if len(words) <= LONGEST:
            yield words
        else:
            yield from (words[at : at + LONGEST] for at in range(0, len(words), LONGEST))


def _order(counts: NDArray[np.int64], read: int, min_count: int, max_words: int) -> NDArray[np.int64]:
    """The words of the vocabulary, the most frequent first; of equals the one that came first."""
    if not read:
        raise TrainingError("the corpus is empty: no word was found in it")
    order = np.argsort(-counts, kind="stable")
    order = order[: np.count_nonzero(counts >= min_count)]
    order = order[: max_words or None]
    if len(order) < 2:
        few = "no word is" if not len(order) else "one word alone is"
        raise TrainingError(
            f"of {len(counts)} different words in a text of {read}, {few} left with a minimum count of {min_count}, "
            "but at least two are needed: give more text, or a smaller --min-count"
        )
    return order


def _renumber(folder: Path, order: NDArray[np.int64], words: list[str], counts: NDArray[np.int64]) -> None:
    """From the order in which words came to that of the vocabulary; sentences left with one word teach nothing."""
    table = np.full(len(words), -1, np.int32)
    table[order] = np.arange(len(order), dtype=np.int32)
    with (folder / "words.txt").open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{words[n]} {counts[n]}\n" for n in order)
    lengths = np.fromfile(folder / "read.i64", np.int64)
    written = 0
    with (
        (folder / "read.i32").open("rb") as read,
        (folder / "ids.i32").open("wb") as ids,
        (folder / "offsets.i64").open("wb") as offsets,
    ):
        offsets.write(np.zeros(1, np.int64).data)
        for at in range(0, len(lengths), BATCH):
            written = _renumber_batch(lengths[at : at + BATCH], table, read, ids, offsets, written)
    if not written:
        raise TrainingError("no two words of the vocabulary stand in one sentence: a sentence is a line of the text")
    for name in ("read.i32", "read.i64"):
        (folder / name).unlink()


def _renumber_batch(
    lengths: Offsets, table: Ids, read: IO[bytes], ids: IO[bytes], offsets: IO[bytes], written: int
) -> int:
    """The next sentences; how many words are written after them."""
    found = table[np.frombuffer(read.read(4 * int(lengths.sum())), np.int32)]
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    known = found >= 0
    left = np.bincount(sentence[known], minlength=len(lengths))
    known &= left[sentence] > 1
    ends = written + np.cumsum(left[left > 1])
    ids.write(found[known].data)
    offsets.write(ends.astype(np.int64).data)
    return int(ends[-1]) if len(ends) else written


def _digest(folder: Path) -> str:
    total = hashlib.blake2b(digest_size=16)
    for name in _FILES:
        with (folder / name).open("rb") as file:
            while part := file.read(1 << 20):
                total.update(part)
    return total.hexdigest()


# reading


def encoded(folder: Path) -> bool:
    """Whether a folder holds a whole corpus."""
    return (folder / "corpus.json").exists()


def open_corpus(folder: Path) -> Corpus:
    """The corpus of a folder."""
    try:
        about: dict[str, Any] = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
        counts = np.fromiter((int(line.rpartition(" ")[2]) for line in _lines(folder)), np.int64)
        maps = [_mapped(folder / name) for name in _FILES[1:]]
        ids, offsets = np.frombuffer(maps[0], np.int32), np.frombuffer(maps[1], np.int64)
        found = Corpus(folder, counts, ids, offsets, int(about["read"]), str(about["digest"]), tuple(maps))
        if len(ids) != offsets[-1] or len(counts) <= _largest(found):
            raise ValueError("its parts do not belong together")
        return found
    except OSError as error:
        raise TrainingError(f"{folder}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{folder}: is no whole corpus: {error}; remove it to encode the text anew") from None


def _largest(corpus: Corpus) -> int:
    """The largest id; what was looked at need not stay in memory."""
    largest = -1
    for at in range(0, len(corpus.ids), AT_ONCE):
        largest = max(largest, int(corpus.ids[at : at + AT_ONCE].max()))
        corpus.let_go()
    return largest


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _lines(folder: Path) -> Iterator[str]:
    with (folder / "words.txt").open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")
