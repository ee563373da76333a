"""What runs in the other process: the person's file is imported, and its function called with what is sent.

It is run as a file of its own, knows nothing of derive, and is trusted with nothing: what it writes back is bytes, a
dtype and a shape for each result, which the other side looks at before it believes them.

A frame is 8 bytes of length, a line of JSON, and the bytes of the arrays that the line names.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import inspect
import json
import os
import resource
import struct
import sys
from types import ModuleType
from typing import Any

import numpy as np

NO_NEW_PRIVILEGES, CREATE_RULESET, RESTRICT_SELF = 38, 444, 446
WRITES = 0b1111111110010  # Landlock's rights to write, remove and make files and directories of every kind
SAMPLER = "getNegativeSamples"  # of the CS224n starter code, which draws the negatives itself


def read(fd: int, count: int) -> bytes:
    """So many bytes; what is there where the other side went away."""
    found = b""
    while len(found) < count and (more := os.read(fd, count - len(found))):
        found += more
    return found


def receive(fd: int) -> tuple[Any, bytes]:
    """One frame."""
    size = read(fd, 8)
    if len(size) < 8:
        raise EOFError
    head, _, data = read(fd, struct.unpack("<Q", size)[0]).partition(b"\n")
    return json.loads(head), data


def send(fd: int, head: object, data: bytes = b"") -> None:
    """One frame."""
    body = json.dumps(head).encode() + b"\n" + data
    rest = memoryview(struct.pack("<Q", len(body)) + body)
    while rest:
        rest = rest[os.write(fd, rest) :]


def limited(seconds: int, memory: int) -> bool:
    """No more than this is used, no file grows, no process is made; whether no file can be changed either."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
    ):
        hard = resource.getrlimit(what)[1]
        low = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(what, (low, hard if what == resource.RLIMIT_CPU else low))
    return sys.platform == "linux" and _locked()


def _locked() -> bool:
    """Landlock, where the kernel has it: no right to write is given for any path."""
    system = ctypes.CDLL(None, use_errno=True)
    rights = ctypes.c_uint64(WRITES)
    ruleset = system.syscall(CREATE_RULESET, ctypes.byref(rights), ctypes.sizeof(rights), 0)
    if ruleset < 0 or system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(system.syscall(RESTRICT_SELF, ruleset, 0) == 0)


def loaded(path: str) -> ModuleType:
    """The person's module; what lies beside it can be imported."""
    sys.path.insert(0, os.path.dirname(path))
    spec = importlib.util.spec_from_file_location("under_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["under_test"] = module
    spec.loader.exec_module(module)
    return module


def described(error: BaseException) -> dict[str, str]:
    """An error as words; asking it for them may fail as well."""
    try:
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    except BaseException:
        return {"error": "an error that cannot be shown"}


def argument(told: dict[str, Any], data: bytes) -> Any:
    """What is sent: an array, a number, or nothing."""
    if told["kind"] == "none":
        return None
    if told["kind"] == "number":
        return told["value"]
    array = np.frombuffer(data, told["dtype"], told["count"], told["offset"]).reshape(told["shape"])
    return array.copy(order=told["order"])


def called(module: ModuleType, function: Any, head: dict[str, Any], data: bytes) -> tuple[Any, bytes]:
    """The results of one call as told and bytes."""
    given = {name: argument(told, data) for name, told in head["arguments"].items()}
    if head["drawn"] is not None:
        drawn = [int(k) for k in head["drawn"]]
        setattr(module, SAMPLER, lambda *_, **__: list(drawn))
    results = function(**given)
    parts = results if isinstance(results, tuple | list) else (results,)
    told, blobs = [], []
    for part in parts:
        array = np.asarray(part)
        if array.dtype.kind not in "fiub":
            return {
                "error": f"a result is {type(part).__name__} of dtype {array.dtype}, which is no array of numbers"
            }, b""
        blobs.append(np.ascontiguousarray(array).tobytes())
        told.append({"dtype": array.dtype.newbyteorder("<").str, "shape": list(array.shape)})
    return {"results": told, "one": not isinstance(results, tuple | list)}, b"".join(blobs)


def main(path: str, name: str, *numbers: str) -> None:
    """Limits, the file, its signature; then call by call until the other side goes away."""
    inward, outward, seconds, memory = map(int, numbers)
    locked = limited(seconds, memory)
    try:
        module = loaded(path)
        function = getattr(module, name)
        names = {p.name: p.default is not p.empty for p in inspect.signature(function).parameters.values()}
    except BaseException as error:
        return send(outward, described(error))
    send(outward, {"names": names, "locked": locked})
    while True:
        try:
            head, data = receive(inward)
        except EOFError:
            return None
        try:
            answer, blob = called(module, function, head, data)
        except BaseException as error:
            answer, blob = described(error), b""
        send(outward, answer, blob)


if __name__ == "__main__":
    main(*sys.argv[1:])
