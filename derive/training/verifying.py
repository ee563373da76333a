"""A kernel against code by hand: both learn from the same random block with the same random numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derive.errors import DeriveError
from numeric.functions import Array
from numeric.word2vec.blocks import Block, Kernel
from numeric.word2vec.kernels import aligned, states
from numeric.word2vec.noise import alias_table, keep_chances

WORDS, SENTENCES, LONG = 40, 6, 12
NEAR = 2.0**-13  # of the largest change: float32, some hundred steps after each other


class WrongRoutineError(DeriveError):
    """A routine does not do what is derived: no run begins with it."""


@dataclass(frozen=True)
class Verified:
    """How many batches agreed, and how far apart they were at most, as a share of the largest change."""

    batches: int
    apart: float

    def __str__(self) -> str:
        return f"{self.batches} random batches agree with numeric, to {self.apart:.1e} of the largest change"


def verify(kernel: Kernel, by_hand: Kernel, size: int, batches: int, seed: int) -> Verified:
    """Compare on random batches; WrongRoutineError with the first that differs."""
    apart = 0.0
    for batch in range(batches):
        ours, pairs = _learned(kernel, size, seed + batch)
        theirs, wanted = _learned(by_hand, size, seed + batch)
        far = max(_apart(a, b, c) for a, b, c in zip(ours, theirs, _start(size, seed + batch), strict=True))
        if pairs != wanted or not far <= NEAR:
            raise WrongRoutineError(
                f"batch {batch + 1} of {batches}: the routine learned from {pairs} pairs and is {far:.1e} of the "
                f"largest change away from numeric, which learned from {wanted}; expected at most {NEAR:.1e}. "
                "This is a fault of derive; --backend numpy trains without this routine"
            )
        apart = max(apart, far)
    return Verified(batches, apart)


def _start(size: int, seed: int) -> tuple[Array, Array]:
    """Vectors as after some training, where no gradient is 0."""
    rng = np.random.default_rng(seed)
    drawn = rng.normal(0, size**-0.5, (2, WORDS, size)).astype(np.float32)
    return drawn[0], drawn[1]


def _learned(kernel: Kernel, size: int, seed: int) -> tuple[tuple[Array, Array], int]:
    """The vectors after a random block, and the number of pairs."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(2, LONG, SENTENCES)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    counts = np.sort(rng.integers(1, 200, WORDS))[::-1].astype(np.int64)
    ids = rng.integers(0, WORDS, offsets[-1]).astype(np.int32)
    V, U = (aligned(WORDS, kernel.width) for _ in range(2))
    V[:, :size], U[:, :size] = _start(size, seed)
    chances, state = (keep_chances(counts, 0.01), *alias_table(counts)), states(seed, 1)
    with np.errstate(all="ignore"):  # what is no number is seen in the comparison
        pairs = kernel(Block(V, U, ids, offsets, 0, SENTENCES, *chances, 0.05, 0.01, state))
    return (V[:, :size], U[:, :size]), pairs


def _apart(one: Array, two: Array, start: Array) -> float:
    """The largest difference as a share of the largest change; nan where there is one."""
    change = float(np.abs(two - start).max())
    return float(np.abs(one - two).max()) / max(change, 1e-30)
