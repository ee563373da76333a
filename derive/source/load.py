"""From a path to a Source: every way a file can fail to be a text becomes one clear UsageError.

path  --load()-->  Source

A notebook and a page of HTML are unwrapped here; standard input is looked at to see whether it is one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from derive.errors import UsageError
from derive.source.notebooks import looks_like_notebook, unwrap_notebook
from derive.source.pages import looks_like_page, unwrap_page
from derive.source.text import SUFFIXES, Form, Source

MAX_BYTES = 8_000_000  # a thesis with its appendices is 1 MB; beyond this a file is data by mistake
MAX_NOTEBOOK_BYTES = 64_000_000  # images are most of it
_NAMELESS = "<stdin>"


def load(path: str | os.PathLike[str]) -> Source:
    """Read a document as UTF-8; line ends stay as they are on disk, a byte order mark is dropped."""
    name = os.fspath(path)
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_NOTEBOOK_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{name}: a directory, not a file; name the documents in it") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        raise UsageError(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return decode(name, data)


def load_standard_input() -> Source:
    """Read the document from standard input."""
    return decode(_NAMELESS, sys.stdin.buffer.read(MAX_NOTEBOOK_BYTES + 1))


def decode(name: str, data: bytes) -> Source:
    """Bytes to text, or the reason why they are none."""
    limit = MAX_NOTEBOOK_BYTES if _suffix(name) == ".ipynb" else MAX_BYTES
    if name == _NAMELESS and data[:1] == b"{":
        limit = MAX_NOTEBOOK_BYTES
    if len(data) > limit:
        raise UsageError(f"{name}: larger than {limit // 1_000_000} MB; split the document and check its parts")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{name}: not UTF-8: begins with the byte order mark of UTF-16; save it as UTF-8")
    if (nul := data.find(b"\0")) >= 0:
        raise UsageError(f"{name}:{_line(data, nul)}: not a text: NUL byte at byte offset {nul}")
    try:
        return opened(name, data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02x} at byte offset {error.start}"
        raise UsageError(f"{name}:{_line(data, error.start)}: not UTF-8: {where}; save the file as UTF-8") from None


def opened(name: str, text: str) -> Source:
    """The document in a file with this name and text: itself, or what the container holds."""
    nameless = name == _NAMELESS
    if _suffix(name) == ".ipynb" or (nameless and looks_like_notebook(text)):
        held = unwrap_notebook(name, text)
    elif SUFFIXES.get(_suffix(name)) is Form.HTML or (nameless and looks_like_page(text)):
        held = unwrap_page(text)
    else:
        return Source(name, text)
    return Source(name, held.text, held.origin)


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
