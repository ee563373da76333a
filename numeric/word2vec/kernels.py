"""What a training kernel is, and the arrays it works on.

A kernel takes a block of sentences and changes the vectors as it goes:

    kernel(V, U, ids, offsets, first, last, keep, threshold, alias, rate_first, rate_last, state) -> pairs

    V, U              float32 (words, kernel.width), C-contiguous, rows on multiples of 64 bytes, zeros beyond the size
    ids, offsets      sentence s is ids[offsets[s]:offsets[s + 1]]; those from first to last - 1 are learned from
    keep              a word w is left out when keep[w] < u / 65536 for 16 random bits u
    threshold, alias  the table of the noise distribution
    rate_first, last  the learning rate goes straight from one to the other over the words of the block
    state             uint64 (1,), of the random numbers; read and written back
    pairs             of a centre word and a word around it that were learned from
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from numeric.functions import Array
from numeric.word2vec.window import Ids, Offsets, State, Threshold

LINE = 64  # bytes of a line of the cache
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Kernel(Protocol):
    """width   numbers in a row of V and U, at least the size of a vector"""

    @property
    def width(self) -> int: ...

    def __call__(
        self,
        V: Array,
        U: Array,
        ids: Ids,
        offsets: Offsets,
        first: int,
        last: int,
        keep: Array,
        threshold: Threshold,
        alias: Ids,
        rate_first: float,
        rate_last: float,
        state: State,
        /,
    ) -> int: ...


def memory(kernel: Kernel) -> dict[str, Array]:
    """Arrays like V that a kernel keeps from block to block, such as the sums of squares of Adagrad."""
    found: dict[str, Array] = getattr(kernel, "memory", {})
    return found


def aligned(words: int, width: int) -> Array:
    """Zeros, rows on lines of the cache where a row fills whole ones

    ->  (words, width) float32
    """
    room = np.zeros(words * width * 4 + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    found: Array = room[start : start + words * width * 4].view(np.float32).reshape(words, width)
    return found


def beginning(words: int, size: int, width: int, seed: int) -> tuple[Array, Array]:
    """V even between -1/2d and 1/2d, U zero, as word2vec.c and gensim begin

    ->  V (words, width), U (words, width)
    """
    V, U, rng = aligned(words, width), aligned(words, width), np.random.default_rng(seed)
    for at in range(0, words, 1024):
        rows = V[at : at + 1024, :size]
        rows[:] = (rng.random(rows.shape, np.float32) - np.float32(0.5)) / np.float32(size)
    return V, U


def states(seed: int, threads: int) -> State:
    """A state for every thread, far from each other (splitmix64)

    ->  (threads,)
    """
    with np.errstate(over="ignore"):
        found = np.uint64(seed) + _MIX * np.arange(1, threads + 1, dtype=np.uint64)
        found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return found ^ (found >> np.uint64(31))
