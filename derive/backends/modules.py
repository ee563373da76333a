"""Generated Python: run as it is, or as a file that Numba keeps its builds beside."""

from __future__ import annotations

import hashlib
import importlib.util
import linecache
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from derive.backends.cache import Cache, cache
from derive.backends.compiling import INSTALL
from derive.backends.errors import BackendError


@lru_cache
def executed(source: str) -> dict[str, Any]:
    """The names of a module that NumPy runs."""
    file = f"<derive {_digest(source)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    module: dict[str, Any] = {"__name__": "derive_generated"}
    exec(compile(source, file, "exec"), module)
    return module


def imported(source: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The names of a module for Numba, and what a person should know; its builds lie beside it."""
    if importlib.util.find_spec("numba") is None:
        raise BackendError(f"numba is not installed; {INSTALL} installs it")
    try:
        importlib.import_module("numba")
    except Exception as error:  # what is wrong with an installation is any error
        raise BackendError(f"numba cannot be loaded: {error}; {INSTALL} installs one that can") from error
    kept = cache()
    return _imported(source, kept), kept.notes


@lru_cache
def _imported(source: str, kept: Cache) -> dict[str, Any]:
    name = f"derive_{_digest(source)}"
    path = kept.made(f"{name}.py", lambda to: _write(to, source))
    if path.read_text(encoding="utf-8") != source:
        path.unlink()  # cut short by a full disk
        path = kept.made(f"{name}.py", lambda to: _write(to, source))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where Numba looks for what it kept
    spec.loader.exec_module(module)
    return vars(module)


def _write(to: Path, source: str) -> None:
    to.write_text(source, encoding="utf-8")


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:32]
