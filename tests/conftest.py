"""What tests of several rooms share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("shared", deadline=None)  # a machine that does other things as well is no fault of the code
settings.load_profile("shared")


@pytest.fixture
def unburdened() -> Iterator[None]:
    """While time is taken, the garbage collector does not go through what other tests left in memory."""
    gc.freeze()
    yield
    gc.unfreeze()
