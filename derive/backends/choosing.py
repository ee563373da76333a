"""Which backend: the fastest that this machine can run, or the one that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from derive.backends.errors import BackendError
from derive.errors import UsageError

BACKENDS = ("c", "numba", "numpy")  # the fastest first
AUTO = "auto"

Builder = TypeVar("Builder")
Made = TypeVar("Made")


def first_that_works(
    backend: str, builders: Mapping[str, Builder], make: Callable[[Builder], Made]
) -> tuple[tuple[str, Made], tuple[str, ...]]:
    """What is made and by which backend, and why those before it were not taken.

    With `auto` the next backend is tried where one cannot be used here; a backend that is named has to do.
    """
    if backend not in (AUTO, *BACKENDS):
        raise UsageError(f"backend is {backend!r}, but should be one of {AUTO}, {', '.join(BACKENDS)}")
    notes: list[str] = []
    for name in BACKENDS if backend == AUTO else (backend,):
        try:
            return (name, make(builders[name])), tuple(notes)
        except BackendError as error:
            if backend != AUTO:
                raise
            notes.append(f"not in {name}: {error}")
    raise BackendError("; ".join(notes))
