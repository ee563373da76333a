"""What a run has on disk beside its vectors: `vectors.kv` has the folder `vectors.kv.run` until it is whole.

    corpus/       the text as numbers, and source.json, which says of what
    checkpoint    where the run is, replaced as a whole every minute

and, for good, `vectors.kv.loss.csv`: words, epoch, rate, loss, seconds, a line for each time the loss was measured.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OURS = (
    "source.json", "corpus.json", "words.txt", "ids.i32", "offsets.i64", "read.i32", "read.i64",
    "checkpoint", "checkpoint.new",
)  # fmt: skip
HEADING = "words,epoch,rate,loss,seconds\n"


@dataclass(frozen=True)
class Work:
    """The files that belong to the vectors at `output`."""

    output: Path

    @property
    def folder(self) -> Path:
        """There while a run is unfinished."""
        return self.output.with_name(f"{self.output.name}.run")

    @property
    def corpus(self) -> Path:
        """The text as numbers."""
        return self.folder / "corpus"

    @property
    def checkpoint(self) -> Path:
        """Where the run is."""
        return self.folder / "checkpoint"

    @property
    def curve(self) -> Path:
        """The loss as it goes down."""
        return self.output.with_name(f"{self.output.name}.loss.csv")

    def of_source(self, source: Mapping[str, Any]) -> bool:
        """Whether the corpus in the folder was made so."""
        try:
            found: object = json.loads((self.corpus / "source.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return found == dict(source)

    def say_source(self, source: Mapping[str, Any]) -> None:
        """Remember what the corpus was made of."""
        (self.corpus / "source.json").write_text(json.dumps(source), encoding="utf-8")

    @property
    def whole(self) -> bool:
        """Whether the vectors are there and no run is unfinished."""
        return self.output.exists() and not self.folder.exists()

    def clear(self) -> None:
        """Remove what a run needed, and nothing that is not ours.

        First its name, at once: a run that is killed here is over, and not one that has lost a part.
        """
        over = self.folder.with_name(f"{self.folder.name}.over")
        _remove(over)
        if self.folder.exists():
            self.folder.rename(over)
            _remove(over)


def _remove(folder: Path) -> None:
    """The files of a run; the folder too, if it holds no others."""
    for part in (folder / "corpus", folder):
        for name in _OURS:
            (part / name).unlink(missing_ok=True)
        if part.is_dir() and not any(part.iterdir()):
            part.rmdir()


class Curve:
    """The file of the loss, a line at a time; begun anew, or gone on with after the lines a checkpoint knew of."""

    def __init__(self, path: Path, known: int = 0) -> None:
        self.path = path
        self.file = path.open("r+b" if known and path.exists() else "wb", buffering=0)
        self.file.truncate(known)
        self.length = self.file.seek(0, 2)
        if not self.length:
            self._write(HEADING)

    def add(self, words: int, epoch: float, rate: float, loss: float, seconds: float) -> None:
        """One more line, on disk at once."""
        self._write(f"{words},{epoch:.4f},{rate:.6g},{loss:.6f},{seconds:.1f}\n")

    def _write(self, line: str) -> None:
        try:
            written = self.file.write(line.encode())
        except OSError:
            self.file.truncate(self.length)
            raise
        if written < len(line):  # as much as there was room for
            self.file.truncate(self.length)
            self.file.seek(self.length)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.length += written

    def close(self) -> None:
        """No more lines."""
        self.file.close()


def read_curve(path: Path) -> list[tuple[int, float]]:
    """Words and loss of each line; ValueError where it is none of ours."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    if f"{first}\n" != HEADING:
        raise ValueError(f"begins with {first[:60]!r}, but should begin with {HEADING.strip()!r}")
    parts = [line.split(",") for line in lines]
    return [(int(words), float(loss)) for words, _, _, loss, _ in parts]
