"""Which routine runs: the fastest that this machine can build, or the one that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.errors import UsageError
from derive.losses.library import find
from derive.training.kinds import kind_of
from numeric.word2vec.kernels import Kernel

BACKENDS = ("auto", "c", "numba", "numpy")
SLOW_BLOCK = 10_000  # words: about a second of one pair at a time


@dataclass(frozen=True)
class Choice:
    """kernel   what trains
    backend  what runs it
    words    what it is, for people
    block    words in about a second
    notes    what was left out, and why
    """

    kernel: Kernel
    backend: str
    words: str
    block: int
    notes: Sequence[str] = ()


def choose_kernel(
    loss: str, size: int, negatives: int, window: int, *, backend: str = "auto", optimizer: str = "sgd"
) -> Choice:
    """The kernel for a loss; UsageError where what is asked for cannot be had."""
    if backend not in BACKENDS:
        raise UsageError(f"backend is {backend!r}, but should be one of {', '.join(BACKENDS)}")
    kind = kind_of(loss)
    routine = find(loss).numpy()
    words = f"{routine.name}, derived, as NumPy source, one {'window' if kind.bag else 'pair'} at a time"
    return Choice(kind.kernel(routine.call, size, window, negatives, optimizer), "numpy", words, SLOW_BLOCK)
