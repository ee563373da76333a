"""One run for one output: a lock of the system, which is free again when its process is gone, however it ended.

    vectors.kv.lock     held while a run writes; it has the number of its process, for the message to another one

Where a system or a file system has no such locks, none is taken.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from derive.errors import UsageError

if sys.platform != "win32":
    import fcntl


class Lock:
    """For what is written at a path; free, held, and free again."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.path = output.with_name(f"{output.name}.lock")
        self._handle: int | None = None

    def take(self) -> None:
        """Hold it, if it is not held already; UsageError names the process that does. OSError where no file can be."""
        if sys.platform == "win32":
            return
        while self._handle is None:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(handle, 20).decode(errors="replace").strip()
                os.close(handle)
                who = f"process {holder}" if holder.isdigit() else "another process"
                raise UsageError(
                    f"{self.output}: {who} trains to it right now: wait for it or stop it, or write elsewhere with -o"
                ) from None
            except OSError:  # a file system without locks
                os.close(handle)
                return
            self._keep(handle)

    def _keep(self, handle: int) -> None:
        """Unless the file went, by its holder, between being opened and being locked."""
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), self.path.stat()):
                self._handle = handle
                with suppress(OSError):  # a full disk: held all the same
                    os.ftruncate(handle, 0)
                    os.write(handle, f"{os.getpid()}\n".encode())
                return
        os.close(handle)

    def free(self) -> None:
        """Let go of it."""
        if self._handle is not None:
            self.path.unlink(missing_ok=True)  # first, as long as nobody else can hold it
            os.close(self._handle)
            self._handle = None

    def __del__(self) -> None:
        self.free()
