"""Every way a file can fail to be a text has a message of its own."""

import os
from pathlib import Path

import pytest

from derive.errors import UsageError
from derive.source.load import MAX_BYTES, decode, load


def test_text_as_it_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("\ufeffé = 损\r\n".encode())
    source = load(path)
    assert source.text == "é = 损\r\n"
    assert source.path == str(path)
    assert source.position(2) == (1, 3)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ab\n\xe9", r"x:2: not UTF-8: byte 0xe9 at byte offset 3; save the file as UTF-8"),
        (b"a\n\nb\0c", r"x:3: not a text: NUL byte at byte offset 4"),
        ("a".encode("utf-16"), r"UTF-16; save it as UTF-8"),
        (b"a" * (MAX_BYTES + 1), r"larger than 8 MB"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        decode("x", data)


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        load(tmp_path / "absent.md")
    with pytest.raises(UsageError, match="a directory, not a file"):
        load(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        load("a\0b.md")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        load(path)


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(UsageError, match="larger than"):
        load("/dev/zero")
