"""The vector unit in C: which there is, and how near e^x comes."""

from __future__ import annotations

import numpy as np
import pytest

from derive.coders.exponentials import DEGREES, LARGEST, powers
from derive.coders.vectors import Unit, unit_of


def test_vector_units() -> None:
    assert unit_of("#define __AVX512F__ 1\n#define __AVX__ 1") == Unit(64, 32)
    assert unit_of("#define __AVX__ 1") == Unit(32, 16)
    assert unit_of("#define __aarch64__ 1") == Unit(16, 32)
    assert unit_of("") == Unit(16, 16)


@pytest.mark.parametrize("dtype", DEGREES)
def test_the_series_of_a_power_of_two(dtype: str) -> None:
    digits = {"float32": 2e-7, "float64": 4e-16}[dtype]
    for n in range(-50, 51):
        f, made = n / 100, 0.0
        for power in powers(dtype):
            made = made * f + power
        assert abs(made / 2**f - 1) < digits


@pytest.mark.parametrize("dtype", LARGEST)
def test_exponentials_reach_as_far_as_normal_numbers(dtype: str) -> None:
    """The largest whole number whose exponential, and one over it, are normal."""
    least = float(np.finfo(dtype).tiny)
    assert np.exp(-LARGEST[dtype] - 1) < least <= np.exp(-LARGEST[dtype])
    assert np.exp(LARGEST[dtype]) < float(np.finfo(dtype).max)
