"""What runs in the other process: the person's file is imported, and its function called with what is sent.

It is trusted with nothing: what it writes back is bytes, a dtype and a shape for each result, which the other side
looks at before it believes them.

A frame is 8 bytes of length, a line of JSON, and the bytes of the arrays that the line names.
"""

from __future__ import annotations

import importlib.util
import json
import os
import struct
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from derive.apart.calls import Named, NoNumbersError, kinds, made, neighbours, parameters, plainly, sampling
from derive.apart.limits import limited


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


def described(error: BaseException) -> str:
    """An error as words; asking it for them may fail as well."""
    try:
        return f"{type(error).__name__}: {error}"[:500]
    except BaseException:
        return "an error that cannot be shown"


def argument(told: dict[str, Any], data: bytes, names: Mapping[str, Any], library: str) -> Any:
    """What is sent: an array, a function beside the one called, or what JSON can hold."""
    if told["kind"] == "plain":
        return told["value"]
    if told["kind"] == "function":
        return Named(told["name"], told["count"]).among(names)
    array = np.frombuffer(data, told["dtype"], told["count"], told["offset"]).reshape(told["shape"])
    return made(array.copy(order=told["order"]), library)


def called(function: Callable[..., Any], head: dict[str, Any], data: bytes, library: str) -> tuple[Any, bytes]:
    """The results of one call as told and bytes."""
    names = neighbours(function)
    given = {name: argument(told, data, names, library) for name, told in head["arguments"].items()}
    with sampling(names, head["drawn"]):
        arrays = plainly(function(**given))
    told = [{"dtype": array.dtype.newbyteorder("<").str, "shape": list(array.shape)} for array in arrays]
    return {"results": told}, b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def main(path: str, name: str, library: str, *numbers: str) -> None:
    """Limits, the file, its signature; then call by call until the other side goes away."""
    inward, outward, seconds, memory = map(int, numbers)
    held = limited(seconds, memory)
    try:
        function = getattr(loaded(path), name)
        hello = {"names": parameters(function), "kinds": kinds(library), "locked": held.locked, "alone": held.alone}
    except BaseException as error:
        return send(outward, {"error": described(error)})
    send(outward, hello)
    while True:
        try:
            head, data = receive(inward)
        except EOFError:
            return None
        try:
            answer, blob = called(function, head, data, library)
        except NoNumbersError as none:
            answer, blob = {"error": str(none)}, b""
        except BaseException as error:
            answer, blob = {"error": f"raised {described(error)}"}, b""
        send(outward, answer, blob)
