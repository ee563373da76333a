"""Looking for garbage less often: nearly all that is made while a document is judged is kept until its end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 500_000  # objects made before cycles among them are looked for


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Cycles are looked for seldom inside, and as often as before after it; not at all where they were not."""
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(YOUNG, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
