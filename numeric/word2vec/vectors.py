"""Word vectors as others read them: the text and the binary format of word2vec.c, which gensim's KeyedVectors load.

text    "words size\\n", then a line "word x1 x2 ..." for each word; numbers are written so that they come back exactly
binary  the same first line, then for each word "word ", size numbers of float32 (little-endian) and a newline
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np

from numeric.functions import Array
from numeric.word2vec.errors import TrainingError

_FLOAT = np.dtype("<f4")
_LINE = 1 << 22  # bytes of a line at most
BINARY = (".bin",)  # endings of binary files


@dataclass(frozen=True)
class Vectors:
    """words (n), the most frequent first; rows (n, d)"""

    words: list[str]
    rows: Array

    @cached_property
    def places(self) -> dict[str, int]:
        """The row of each word."""
        return {word: at for at, word in enumerate(self.words)}

    @cached_property
    def units(self) -> Array:
        """The rows at length 1."""
        lengths = np.sqrt((self.rows * self.rows).sum(axis=1, keepdims=True))
        found: Array = self.rows / np.maximum(lengths, np.finfo(np.float32).tiny)
        return found

    def place(self, word: str) -> int:
        """The row of a word; TrainingError with those spelled like it where it is not known."""
        if word not in self.places:
            close = get_close_matches(word, self.words, 3)
            near = f"; there are {', '.join(close)}" if close else ""
            raise TrainingError(f"{word!r} is none of the {len(self.words)} words of these vectors{near}")
        return self.places[word]

    def neighbours(self, word: str, count: int = 10) -> list[tuple[str, float]]:
        """The words at the smallest angles to a word, with the cosine."""
        at = self.place(word)
        return self._nearest(self.units[at], {at}, count)

    def analogy(self, a: str, b: str, c: str, count: int = 10) -> list[tuple[str, float]]:
        """What is to c as b is to a: the words nearest to b - a + c, these three left out (Mikolov et al. 2013)."""
        one, two, three = (self.place(word) for word in (a, b, c))
        wanted = self.units[two] - self.units[one] + self.units[three]
        return self._nearest(wanted / max(np.sqrt(wanted @ wanted), 1e-30), {one, two, three}, count)

    def _nearest(self, direction: Array, apart: set[int], count: int) -> list[tuple[str, float]]:
        cosines = self.units @ direction
        order = np.argsort(-cosines, kind="stable")[: count + len(apart)]
        found = [int(at) for at in order if int(at) not in apart]
        return [(self.words[at], float(cosines[at])) for at in found[:count]]


# writing


def save_vectors(words: Iterable[str], rows: Array, path: Path, *, binary: bool | None = None) -> None:
    """Write vectors beside what is there, then in its place; binary where the ending says so or it is asked for."""
    packed = path.suffix in BINARY if binary is None else binary
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(f"{len(rows)} {rows.shape[1]}\n".encode())
            for word, row in zip(words, rows, strict=True):
                file.write(_packed(word, row) if packed else _printed(word, row))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _packed(word: str, row: Array) -> bytes:
    return f"{word} ".encode() + row.astype(_FLOAT).tobytes() + b"\n"


def _printed(word: str, row: Array) -> bytes:
    return f"{word} {' '.join(map(str, row))}\n".encode()


# reading


def load_vectors(path: Path) -> Vectors:
    """The vectors of a file in either format."""
    try:
        with path.open("rb") as file:
            count, size = _first_line(file, path)
            start = file.tell()
            text = _is_text(file.readline(_LINE), size)
            file.seek(start)
            words, rows = (_from_text if text else _from_bytes)(file, path, count, size)
    except OSError as error:
        raise TrainingError(f"{path}: {error.strerror or error}") from None
    return Vectors(words, rows)


def _first_line(file: IO[bytes], path: Path) -> tuple[int, int]:
    said = file.readline(100).split()
    if len(said) != 2 or not all(part.isdigit() for part in said):
        raise TrainingError(f"{path}: begins with {said[:3]}, but should say how many words and how many numbers each")
    count, size = map(int, said)
    if not 0 < count * size <= path.stat().st_size:
        raise TrainingError(f"{path}: says that it holds {count} words of {size} numbers, more than there is room for")
    return count, size


def _is_text(line: bytes, size: int) -> bool:
    parts = line.split()
    try:
        return len(parts) > size and bool(list(map(float, parts[-size:])))
    except ValueError:
        return False


def _from_text(file: IO[bytes], path: Path, count: int, size: int) -> tuple[list[str], Array]:
    words, rows = [], np.empty((count, size), np.float32)
    for at, line in enumerate(islice(file, count)):
        word, *numbers = line.rstrip().rsplit(b" ", size)
        try:
            rows[at] = list(map(float, numbers))
        except ValueError:
            raise TrainingError(f"{path}:{at + 2}: expected a word and {size} numbers") from None
        words.append(_word(word, path))
    return _whole(words, rows, path)


def _from_bytes(file: IO[bytes], path: Path, count: int, size: int) -> tuple[list[str], Array]:
    words, rows = [], np.empty((count, size), np.float32)
    for at, word in enumerate(islice(_until_space(file), count)):
        numbers = file.read(4 * size)
        if len(numbers) < 4 * size:
            break
        rows[at] = np.frombuffer(numbers, _FLOAT)
        words.append(_word(word.lstrip(b"\n"), path))
    return _whole(words, rows, path)


def _until_space(file: IO[bytes]) -> Iterator[bytes]:
    while True:
        word = bytearray()
        while (byte := file.read(1)) not in (b" ", b""):
            word += byte
            if len(word) > _LINE:
                return
        if not byte:
            return
        yield bytes(word)


def _word(word: bytes, path: Path) -> str:
    try:
        return word.decode()
    except UnicodeDecodeError:
        raise TrainingError(f"{path}: the word {word[:40]!r} is not UTF-8") from None


def _whole(words: list[str], rows: Array, path: Path) -> tuple[list[str], Array]:
    if len(words) < len(rows):
        raise TrainingError(f"{path}: says that it holds {len(rows)} words, but is cut short after {len(words)}")
    return words, rows
