"""Where builds are kept: a folder of this user's alone, as a program that is loaded from it is run.

What lies there was written whole or not at all; where nothing can be kept, a folder of this run takes its place.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from derive.backends.errors import BackendError

VARIABLE = "DERIVE_CACHE"


@dataclass(frozen=True)
class Cache:
    """A folder, and what a person should know of it."""

    folder: Path
    notes: tuple[str, ...] = ()

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """The file of that name; what is missing is made beside it and moved into place at once.

        BackendError where nothing can be kept any more: a full disk, a folder that was taken away.
        """
        found = self.folder / name
        try:
            if not found.exists():
                self._make(found, make)
        except OSError as error:
            said = (
                f"{self.folder} cannot keep what is built ({error.strerror or error}); {VARIABLE} names another folder"
            )
            raise BackendError(said) from error
        return found

    def _make(self, wanted: Path, make: Callable[[Path], None]) -> None:
        handle, beside = tempfile.mkstemp(suffix=wanted.suffix, dir=self.folder)
        os.close(handle)
        try:
            make(Path(beside))
            Path(beside).replace(wanted)
        finally:
            Path(beside).unlink(missing_ok=True)


def cache() -> Cache:
    """The folder of builds: that of the user if it can be used, or else one of this run alone."""
    return _cache(wanted())


@lru_cache
def _cache(folder: Path) -> Cache:
    reason = _unfit(folder)
    if reason is None:
        return Cache(folder)
    own = Path(tempfile.mkdtemp(prefix="derive-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return Cache(own, (f"{folder} {reason}, so what is built is kept for this run alone; {VARIABLE} names another",))


def wanted() -> Path:
    """The folder that a person names, or the usual one."""
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE])
    usual = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or usual).expanduser() / "derive"


def _unfit(folder: Path) -> str | None:
    """Why nothing can be kept there, or nothing that lies there be trusted."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
        found = folder.stat()
    except OSError as error:
        return f"cannot be written ({error.strerror})"
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return "can be written by others"
    return None
