"""The sizes of a kernel: whole numbers, looked at here; nothing else from outside enters its source."""

from __future__ import annotations

from dataclasses import dataclass

from derive.errors import UsageError

LINE = 64  # bytes: a line of the cache, and the widest vector
BYTES = {"float32": 4, "float64": 8}
LARGEST = {"size": 4096, "window": 100, "negatives": 100}


@dataclass(frozen=True)
class Sizes:
    """Of a vector, of the window to each side, the number of drawn words, and the kind of number."""

    size: int = 100
    window: int = 5
    negatives: int = 5
    dtype: str = "float32"

    def __post_init__(self) -> None:
        for name, largest in LARGEST.items():
            value, least = getattr(self, name), 0 if name == "negatives" else 1
            if type(value) is not int or not least <= value <= largest:
                raise UsageError(f"{name} is {value!r}, but should be a whole number from {least} to {largest}")
        if self.dtype not in BYTES:
            raise UsageError(f"dtype is {self.dtype!r}, but should be {' or '.join(BYTES)}")

    @property
    def width(self) -> int:
        """Numbers in a row: whole lines of the cache."""
        line = LINE // BYTES[self.dtype]
        return -(-self.size // line) * line

    @property
    def outputs(self) -> int:
        """The centre word and the drawn words."""
        return 1 + self.negatives
