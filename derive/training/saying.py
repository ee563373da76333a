"""What numeric complains of, said as this package says such things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from derive.errors import UsageError
from numeric.word2vec.errors import TrainingError


@contextmanager
def said() -> Iterator[None]:
    """TrainingError inside is UsageError outside."""
    try:
        yield
    except TrainingError as error:
        raise UsageError(str(error)) from None
