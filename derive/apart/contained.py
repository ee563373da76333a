"""A person's function in a process of its own, which can be killed and may do little; bytes come back, no objects."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.apart.calls import KINDS, NUMPY, Named
from derive.errors import DeriveError, UsageError

MOST = 500  # characters of an error
ROOT = Path(__file__).parents[2]  # where the other process finds its own modules
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from derive.apart.child import main; main(*sys.argv[1:])"
DTYPES = frozenset(["<f2", "<f4", "<f8", "<i1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "|b1"])


@dataclass(frozen=True)
class Limits:
    """Seconds for the import and for a call, seconds of processor time in all, bytes of memory and of an answer."""

    start: float = 20.0
    call: float = 5.0
    processor: int = 60
    memory: int = 4 << 30
    answer: int = 64 << 20


LIMITS = Limits()


class StoppedError(DeriveError):
    """The process did not answer in time, died, or answered what is no answer."""


@dataclass(frozen=True)
class Raised:
    """The function raised, or gave what is no array of numbers."""

    message: str
    cause: BaseException | None = None


Answer = tuple[NDArray[Any], ...] | Raised


class Contained:
    """One function in its process; a context that kills it in the end."""

    def __init__(self, path: Path, name: str, limits: Limits = LIMITS, library: str = NUMPY) -> None:
        self.path, self.name, self.limits, self.library = path.resolve(), name, limits, library
        self.names: dict[str, bool] = {}  # of the parameters, and whether they have a default
        self.kinds: tuple[str, ...] = KINDS
        self.locked = self.alone = False

    def __enter__(self) -> Contained:
        if not self.path.is_file():
            raise UsageError(f"{self.path.name}: no such file")
        self.home = TemporaryDirectory(prefix="derive-test-")
        inward, self.outward = os.pipe()
        self.inward, outward = os.pipe()
        limits = self.limits
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-B",
                "-c",
                START,
                ROOT,
                self.path,
                self.name,
                self.library,
                str(inward),
                str(outward),
                str(limits.processor),
                str(limits.memory),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.home.name,
            env={"HOME": self.home.name, "PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            pass_fds=(inward, outward),
            start_new_session=True,
        )
        os.close(inward)
        os.close(outward)
        try:
            self._begin()
        except BaseException:
            self.stop()
            raise
        return self

    def _begin(self) -> None:
        head, _ = self._receive(self.limits.start, "to be imported")
        if "error" in head:
            raise UsageError(f"{self.path.name}: {self.name} cannot be had: {str(head['error'])[:MOST]}")
        names, kinds = head.get("names"), head.get("kinds")
        if not isinstance(names, dict) or not isinstance(kinds, list):
            raise StoppedError(f"{self.name} wrote over the answer")
        self.names = {str(name): bool(default) for name, default in names.items()}
        self.kinds = tuple(kind for kind in KINDS if kind in kinds)
        self.locked, self.alone = head.get("locked") is True, head.get("alone") is True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """The process and all it started are killed."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for fd in (self.inward, self.outward):
            os.close(fd)
        self.home.cleanup()

    def call(self, arguments: Mapping[str, Any], drawn: Sequence[Any] | None = None) -> Answer:
        """What the function gives; `drawn` are the negatives where it asks its own sampler for them."""
        told, blobs, offset = dict[str, Any](), list[bytes](), 0
        for name, value in arguments.items():
            told[name], blob = _told(value, offset)
            blobs.append(blob)
            offset += len(blob)
        self._send({"arguments": told, "drawn": drawn}, b"".join(blobs))
        head, data = self._receive(self.limits.call, "for one call")
        if "error" in head:
            return Raised(str(head["error"])[:MOST])
        return _arrays(head, data)

    def _send(self, head: object, data: bytes) -> None:
        body = json.dumps(head).encode() + b"\n" + data
        rest = memoryview(struct.pack("<Q", len(body)) + body)
        try:
            while rest:
                rest = rest[os.write(self.outward, rest) :]
        except BrokenPipeError:
            raise StoppedError(self._death()) from None

    def _receive(self, seconds: float, what: str) -> tuple[dict[str, Any], bytes]:
        until = time.monotonic() + seconds
        size = struct.unpack("<Q", self._read(8, until, what))[0]
        if size > self.limits.answer:
            raise StoppedError(
                f"{self.name} answered with {size >> 20} MB, more than the {self.limits.answer >> 20} allowed"
            )
        head, _, data = self._read(size, until, what).partition(b"\n")
        try:
            told = json.loads(head)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise StoppedError(f"{self.name} wrote over the answer")
        return told, data

    def _read(self, count: int, until: float, what: str) -> bytes:
        found = bytearray()
        while len(found) < count:
            ready, _, _ = select.select([self.inward], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise StoppedError(f"{self.name} took longer than is allowed {what}")
            more = os.read(self.inward, count - len(found))
            if not more:
                raise StoppedError(self._death())
            found += more
        return bytes(found)

    def _death(self) -> str:
        """Why the process is not there any more."""
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:
            return f"{self.name} closed the line without an answer"
        if code == -signal.SIGXCPU:
            return f"{self.name} used more processor time than the {self.limits.processor} seconds allowed"
        return f"{self.name} ended its process: {signal.Signals(-code).name if code < 0 else f'exit code {code}'}"


def _told(value: Any, offset: int) -> tuple[dict[str, Any], bytes]:
    if isinstance(value, Named):
        return {"kind": "function", "name": value.name, "count": value.count}, b""
    if not isinstance(value, np.ndarray):
        return {"kind": "plain", "value": value}, b""
    order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
    head = {
        "kind": "array",
        "dtype": value.dtype.str,
        "shape": list(value.shape),
        "count": value.size,
        "offset": offset,
        "order": order,
    }
    return head, np.ascontiguousarray(value).tobytes()


def _arrays(head: dict[str, Any], data: bytes) -> Answer:
    """Arrays made of bytes; nothing that is told about them is believed unseen."""
    found, offset = [], 0
    try:
        for told in head["results"]:
            kind, shape = told["dtype"], tuple(told["shape"])
            if kind not in DTYPES or len(shape) > 8 or not all(type(n) is int and n >= 0 for n in shape):
                raise StoppedError("an answer is no array of numbers")
            count = prod(shape)
            found.append(np.frombuffer(data, kind, count, offset).reshape(shape))
            offset += count * np.dtype(kind).itemsize
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StoppedError("an answer is not what was told of it") from None
    return tuple(found)
