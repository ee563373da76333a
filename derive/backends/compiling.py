"""C is compiled when it is first used, for the processor that is there, and kept.

Source  --library()-->  what cffi calls; it lets other threads run meanwhile

The name of a build is a digest of the source, the compiler and its flags, and of all macros of the compiler, which say
its version and every feature of the processor: what was built on one machine never runs by mistake on another.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from derive.backends.cache import Cache, cache
from derive.backends.errors import BackendError

try:
    import cffi
except ImportError:  # an extra
    cffi = None

COMPILERS = ("cc", "gcc", "clang")
NATIVE = (("-march=native",), ("-mcpu=native",), ())
FLAGS = ("-O3", "-std=gnu11", "-fno-math-errno", "-fno-trapping-math", "-fopenmp-simd", "-shared", "-fPIC")
SECONDS = 120
INSTALL = "pip install 'derivecheck[fast]'"


@dataclass(frozen=True)
class Compiler:
    """command  with its flags;  macros  what it says of itself and of the processor"""

    command: tuple[str, ...]
    macros: str

    def build(self, source: str, to: Path) -> None:
        """Compile a source; BackendError with what the compiler said."""
        done = _run((*self.command, *FLAGS, "-x", "c", "-", "-o", str(to), "-lm"), source)
        if done is None or done.returncode:
            said = done.stderr.strip().splitlines()[:3] if done else ["it did not come to an end"]
            raise BackendError(f"{self.command[0]} could not compile the generated C: {' / '.join(said)}")

    def name(self, source: str) -> str:
        """Of the build of a source."""
        parts = "\0".join((source, *self.command, *FLAGS, self.macros))
        return f"{hashlib.sha256(parts.encode()).hexdigest()[:32]}.so"


def _run(command: tuple[str, ...], given: str) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(command, input=given, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None


def compiler() -> Compiler:
    """The compiler of this machine: $CC, or the first of the usual names; BackendError where there is none."""
    if cffi is None:
        raise BackendError(f"cffi is not installed; {INSTALL} installs it")
    found = _compiler(os.environ.get("CC", ""), os.environ.get("PATH", ""))
    if found is None:
        named = os.environ.get("CC")
        said = f"$CC is {named!r}, which is none: unset it" if named else f"none of {', '.join(COMPILERS)}: install one"
        raise BackendError(f"no C compiler was found, {said}, or name another in $CC")
    return found


@lru_cache
def _compiler(named: str, path: str) -> Compiler | None:
    for name in [named] if named else COMPILERS:
        where = shutil.which(name, path=path)
        for native in NATIVE if where else ():
            assert where is not None
            done = _run((where, *native, "-dM", "-E", "-x", "c", "-"), "")
            if done is not None and not done.returncode:
                return Compiler((where, *native), done.stdout)
    return None


@dataclass(frozen=True)
class Library:
    """functions  as cffi calls them;  notes  what a person should know"""

    ffi: Any
    functions: Any
    notes: tuple[str, ...]


def library(source: str, prototypes: str) -> Library:
    """The functions of a source, compiled if they have not been before."""
    return _library(compiler(), source, prototypes, cache())


@lru_cache
def _library(compiler: Compiler, source: str, prototypes: str, kept: Cache) -> Library:
    ffi = cffi.FFI()
    ffi.cdef(prototypes)
    name = compiler.name(source)
    for again in (True, False):
        path = kept.made(name, lambda to: compiler.build(source, to))
        try:
            return Library(ffi, ffi.dlopen(str(path)), kept.notes)
        except OSError as error:
            if not again:
                raise BackendError(f"the build cannot be loaded: {error}") from error
            path.unlink(missing_ok=True)  # cut short by a full disk, or of another system
    raise AssertionError
