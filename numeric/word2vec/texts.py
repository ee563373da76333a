"""Text of any size as sentences: a file, packed by gzip or not, all files of a folder, or a stream.

A line is a sentence. A line that does not fit into memory is read in pieces that end between two words.
"""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol

from numeric.word2vec.errors import TrainingError

CHUNK = 1 << 20
_WORD = re.compile(r"\w+(?:['’]\w+)*")

WAYS: Mapping[str, Callable[[str], list[str]]] = {
    "words": lambda line: _WORD.findall(line.lower()),  # letters and digits, in small letters
    "spaces": str.split,  # what stands between spaces, as it is: text that was prepared
}


class Stream(Protocol):
    """Bytes from the beginning to the end."""

    def read(self, size: int, /) -> bytes: ...


def sentences(source: Path | Stream, way: str = "words", encoding: str = "utf-8") -> Iterator[list[str]]:
    """The words of every line."""
    if way not in WAYS:
        raise TrainingError(f"tokens are made by {way!r}, but should be by one of {', '.join(WAYS)}")
    split = WAYS[way]
    for line in lines(source, encoding):
        if words := split(line):
            yield words


def lines(source: Path | Stream, encoding: str = "utf-8") -> Iterator[str]:
    """The lines of a text; very long ones in pieces."""
    if not isinstance(source, Path):
        yield from _lines(source, "standard input", encoding)
        return
    for path in _files(source):
        try:
            with _opened(path) as stream:
                yield from _lines(stream, str(path), encoding)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise TrainingError(f"{path}: cannot be unpacked: {error}") from None
        except OSError as error:
            raise TrainingError(f"{path}: {error.strerror or error}") from None


def _files(source: Path) -> list[Path]:
    """The file, or in the order of their names those of a folder that are not hidden."""
    if not source.exists():
        raise TrainingError(f"{source}: no such file or folder")
    if not source.is_dir():
        return [source]
    inside = [path for path in source.rglob("*") if path.is_file() and not _hidden(path.relative_to(source))]
    if not inside:
        raise TrainingError(f"{source}: the folder holds no file")
    return sorted(inside)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _opened(path: Path) -> gzip.GzipFile | BinaryIO:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


def _lines(stream: Stream, name: str, encoding: str) -> Iterator[str]:
    rest = ""
    for text in _decoded(stream, name, encoding):
        *whole, rest = (rest + text).split("\n")
        yield from whole
        if len(rest) > CHUNK:
            cut = _last_space(rest)
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _last_space(text: str) -> int:
    """Where a text can be cut; a word longer than all memory is no word, and is cut somewhere."""
    return next((at for at in range(len(text) - 1, 0, -1) if text[at].isspace()), len(text))


def _decoded(stream: Stream, name: str, encoding: str) -> Iterator[str]:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise TrainingError(f"{encoding!r} is no encoding; expected one such as utf-8 or latin-1") from None
    read = 0
    while True:
        chunk = stream.read(CHUNK)
        waiting = len(decoder.getstate()[0])
        try:
            yield decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            where = read - waiting + error.start
            raise TrainingError(
                f"{name}: byte {where} is not {encoding}: {error.reason}; say what it is in: --encoding latin-1"
            ) from None
        read += len(chunk)
        if not chunk:
            return
