"""Judge a document in a process of its own, so that no step can take more time or memory than it is given.

    check_guarded(source, options)      as check_source, with limits that hold whatever the code does

The child says which step it is deciding. A step over its time is killed with the child, given up, and the document
judged again without it; memory is limited by the operating system. Where processes cannot be forked the document is
judged here.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import time
from dataclasses import dataclass

from derive.decision.watch import watching
from derive.errors import DeriveError, LimitError, UsageError
from derive.judge import check
from derive.opening.state import Options
from derive.source.text import Source
from derive.verdicts.verdict import Report
from derive.verdicts.wire import decoded, encoded

SECONDS, MEGABYTES = 10.0, 512  # for one step
SILENCE = 60.0  # seconds between two steps: reading, and trying conventions
MOST_GIVEN_UP = 20  # steps of one document; then it is judged no further


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a child left: its report, its error, that it failed, or the step it was at when it ended."""

    report: Report | None = None
    error: DeriveError | None = None
    failed: bool = False
    step: str = ""


def check_guarded(source: Source, options: Options, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> Report:
    """The report on one document; steps that took too much are undecided (D906)."""
    if not hasattr(os, "fork"):
        return check.check_source(source, options)
    given_up: frozenset[str] = frozenset()
    for _ in range(MOST_GIVEN_UP):
        outcome = _attempt(source, options, given_up, seconds, megabytes)
        if outcome.error is not None:
            raise outcome.error
        if outcome.report is not None:
            return outcome.report
        if outcome.failed:
            return check.check_source(source, options)  # here the same fault has its traceback
        if not outcome.step:
            raise LimitError(f"reading took more than {SILENCE:g} s or {megabytes} MB; split the document")
        given_up |= {outcome.step}
    raise UsageError(f"more than {MOST_GIVEN_UP} steps took over {seconds:g} s each; split the document")


def _attempt(source: Source, options: Options, given_up: frozenset[str], seconds: float, megabytes: int) -> _Outcome:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(source, options, given_up, writing, megabytes)
    os.close(writing)
    try:
        return _watched(reading, source, seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _child(source: Source, options: Options, given_up: frozenset[str], writing: int, megabytes: int) -> None:
    """Judge, write what came of it, and end without running anything of the parent's."""
    gc.freeze()  # what was there before the fork goes with the process
    try:
        _limit_memory(megabytes)
        with watching(lambda key: _send(writing, "S", key.encode()), given_up):
            report = check.check_source(source, options)
        _send(writing, "R", encoded(report))
    except UsageError as error:
        _send(writing, "E", str(error).encode(errors="backslashreplace"))
    except MemoryError:
        pass  # the parent sees that it ended at no step
    except Exception:  # the parent judges again and meets the same fault
        _send(writing, "F", b"")
    finally:
        os._exit(0)


def _limit_memory(megabytes: int) -> None:
    """At most so much more than now; a limit of the process, so it holds in every library."""
    try:
        import resource  # noqa: PLC0415 - not on every system

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 1_000_000, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        return


def _send(writing: int, kind: str, body: bytes) -> None:
    message = kind.encode() + len(body).to_bytes(8, "big") + body
    while message:
        message = message[os.write(writing, message) :]


def _watched(reading: int, source: Source, seconds: float) -> _Outcome:
    """Messages of the child until it is done, or over its time."""
    data, step, since = b"", "", time.monotonic()
    while True:
        left = (seconds if step else SILENCE) - (time.monotonic() - since)
        ready, _, _ = select.select([reading], [], [], max(left, 0.0))
        chunk = os.read(reading, 1 << 16) if ready else b""
        if not chunk:
            return _Outcome(step=step)
        data += chunk
        while len(data) >= 9 and len(data) >= 9 + (size := int.from_bytes(data[1:9], "big")):
            kind, body, data = data[:1], data[9 : 9 + size], data[9 + size :]
            if kind == b"S":
                step, since = body.decode(), time.monotonic()
            elif kind == b"R":
                return _Outcome(report=decoded(body, source))
            elif kind == b"E":
                return _Outcome(error=UsageError(body.decode()))
            else:
                return _Outcome(failed=True)
