"""A run on disk: one file, which is replaced as a whole or not at all.

    derive checkpoint 1\\n
    {"settings": ..., "corpus": digest, "at": ..., "states": ..., "arrays": {name: shape}, "more": ...}\\n
    the arrays, float32, little-endian, in this order
    32 bytes: blake2b of everything before

Nothing in it is ever executed: it is JSON and numbers.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from numeric.word2vec.errors import TrainingError
from numeric.word2vec.kernels import memory
from numeric.word2vec.loop import Position, Run
from numeric.word2vec.settings import Settings, settings_of

MAGIC = b"derive checkpoint 1\n"
_DIGEST, _LONGEST, _PART, _ROWS = 32, 1 << 20, 1 << 24, 1024
_FLOAT = np.dtype("<f4")


@dataclass(frozen=True)
class Head:
    """What a checkpoint says before its arrays."""

    settings: Settings
    corpus: str
    at: Position
    states: tuple[int, ...]
    shapes: Mapping[str, tuple[int, ...]]
    more: Mapping[str, Any]


# writing


def save(run: Run, path: Path, more: Mapping[str, Any] | None = None) -> None:
    """Write a checkpoint beside the one that is there, then put it in its place. OSError where that fails."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("wb") as file:
            _write(file, run, more or {})
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _settle(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """Have the new name on disk, where folders can be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(file: IO[bytes], run: Run, more: Mapping[str, Any]) -> None:
    head = {
        "settings": run.settings.record(),
        "corpus": run.corpus.digest,
        "at": asdict(run.at),
        "states": run.states.tolist(),
        "arrays": {name: array.shape for name, array in run.arrays().items()},
        "more": dict(more),
    }
    total = hashlib.blake2b(digest_size=_DIGEST)
    for part in (MAGIC, json.dumps(head).encode() + b"\n"):
        total.update(part)
        file.write(part)
    for array in run.arrays().values():
        bytes_of = array.astype(_FLOAT, copy=False).data.cast("B")
        for at in range(0, len(bytes_of), _PART):
            total.update(bytes_of[at : at + _PART])
            file.write(bytes_of[at : at + _PART])
    file.write(total.digest())


# reading


def head(path: Path) -> Head:
    """What a checkpoint says, once every byte of it was looked at."""
    try:
        with path.open("rb") as file:
            return _head(file, path)
    except OSError as error:
        raise TrainingError(f"{path}: {error.strerror or error}") from None


def _head(file: IO[bytes], path: Path) -> Head:
    total, left = hashlib.blake2b(digest_size=_DIGEST), path.stat().st_size - _DIGEST
    if file.read(len(MAGIC)) != MAGIC:
        raise TrainingError(f"{path}: is no checkpoint of derive")
    file.seek(0)
    while left > 0 and (part := file.read(min(left, _PART))):
        total.update(part)
        left -= len(part)
    if left or file.read() != total.digest():
        raise TrainingError(f"{path}: is cut short or damaged: its digest does not fit; remove it to begin anew")
    file.seek(len(MAGIC))
    try:
        said = json.loads(file.readline(_LONGEST))
        shapes = {str(name): tuple(map(int, shape)) for name, shape in said["arrays"].items()}
        states = tuple(map(int, said["states"]))
        at = Position(**{name: int(value) for name, value in said["at"].items()})
        return Head(settings_of(said["settings"]), str(said["corpus"]), at, states, shapes, said["more"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrainingError(f"{path}: its first lines are not those of a checkpoint: {error}") from None


def load(run: Run, path: Path) -> Mapping[str, Any]:
    """Put a run where a checkpoint left it; gives what was saved with it. TrainingError if it is of another run."""
    found = head(path)
    _refuse_other(found, run, path)
    with path.open("rb") as file:
        file.seek(len(MAGIC))
        file.readline(_LONGEST)
        for name, shape in found.shapes.items():
            _fill(file, run, name, shape)
    run.at = found.at
    run.states[:] = np.array(found.states, np.uint64)
    return found.more


def _refuse_other(found: Head, run: Run, path: Path) -> None:
    if found.corpus != run.corpus.digest:
        raise TrainingError(f"{path}: is of another corpus; --force begins anew, -o writes elsewhere")
    ours, theirs = run.settings.record(), found.settings.record()
    other = [f"{name} was {theirs[name]} and is now {ours[name]}" for name in ours if ours[name] != theirs[name]]
    if other:
        raise TrainingError(f"{path}: is of another run: {', '.join(other)}; --force begins anew, -o writes elsewhere")
    inside = len(found.states) == len(run.states) and 0 <= found.at.sentence < run.corpus.sentences
    if not inside or not {"V", "U"} <= {*found.shapes} or any(s != run.V.shape for s in found.shapes.values()):
        raise TrainingError(f"{path}: its vectors are not of the shape {run.V.shape}; --force begins anew")


def _fill(file: IO[bytes], run: Run, name: str, shape: tuple[int, ...]) -> None:
    """Read an array into its place, some rows at a time."""
    rows = run.arrays().get(name)
    if rows is None:
        rows = memory(run.kernel)[name] = np.zeros(shape, np.float32)
    for at in range(0, len(rows), _ROWS):
        part = rows[at : at + _ROWS]
        part[:] = np.frombuffer(file.read(4 * part.size), _FLOAT).reshape(part.shape)
