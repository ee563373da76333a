"""The arrays that kernels work on: where they lie, how they begin."""

from __future__ import annotations

import numpy as np

from numeric.functions import Array
from numeric.word2vec.blocks import Kernel, State

LINE = 64  # bytes of a line of the cache
_MIX = np.uint64(0x9E3779B97F4A7C15)


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
