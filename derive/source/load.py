"""From a path to a Source: every way a file can fail to be a text becomes one clear UsageError.

path  --load()-->  Source
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from derive.errors import UsageError
from derive.source.text import Source

MAX_BYTES = 8_000_000  # a thesis with its appendices is 1 MB; beyond this a file is data by mistake


def load(path: str | os.PathLike[str]) -> Source:
    """Read a document as UTF-8; line ends stay as they are on disk, a byte order mark is dropped."""
    name = os.fspath(path)
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{name}: a directory, not a file; name the documents in it") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        raise UsageError(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return decode(name, data)


def load_standard_input() -> Source:
    """Read the document from standard input."""
    return decode("<stdin>", sys.stdin.buffer.read(MAX_BYTES + 1))


def decode(name: str, data: bytes) -> Source:
    """Bytes to text, or the reason why they are none."""
    if len(data) > MAX_BYTES:
        raise UsageError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; split the document and check its parts")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{name}: not UTF-8: begins with the byte order mark of UTF-16; save it as UTF-8")
    if (nul := data.find(b"\0")) >= 0:
        raise UsageError(f"{name}:{_line(data, nul)}: not a text: NUL byte at byte offset {nul}")
    try:
        return Source(name, data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02x} at byte offset {error.start}"
        raise UsageError(f"{name}:{_line(data, error.start)}: not UTF-8: {where}; save the file as UTF-8") from None


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
