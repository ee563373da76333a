"""The numbers of e^x = 2^n 2^f with f between -1/2 and 1/2: 2^f by its Taylor series, to the last digit or so."""

from __future__ import annotations

from math import factorial, log

DEGREES = {"float32": 6, "float64": 12}
MANTISSAS = {"float32": 23, "float64": 52}
LARGEST = {"float32": 87.0, "float64": 708.0}  # e^x is a normal number up to here, and σ(x) is 0 or 1 from here
SCALE = 1 / log(2)


def powers(dtype: str) -> list[float]:
    """log(2)^n / n!, the highest first."""
    return [log(2) ** n / factorial(n) for n in range(DEGREES[dtype], -1, -1)]
