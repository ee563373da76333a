"""The source that is shown is the one that runs."""

from __future__ import annotations

import pytest

from derive.backends import BackendError, Sizes, kernel
from derive.backends.sources import kernel_text
from derive.losses import find


@pytest.mark.parametrize("backend", ["c", "numba", "numpy"])
@pytest.mark.parametrize("name", ["shared-negatives", "cbow"])
def test_the_kernel_that_is_shown_is_the_one_that_runs(name: str, backend: str) -> None:
    loss, sizes = find(name), Sizes(3, 2, 2)
    try:
        built = kernel(loss, sizes, backend)
    except BackendError as error:
        pytest.skip(str(error))
    assert kernel_text(loss, sizes, backend) == built.source
