"""Which routine runs: the fastest that this machine can build, or the one that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.backends.choosing import AUTO, BACKENDS
from derive.backends.kernels import kernel
from derive.coders.sizes import Sizes
from derive.errors import UsageError
from derive.losses.library import find
from derive.training.kinds import Kind, kind_of
from numeric.word2vec.blocks import Kernel

SLOW = "numpy"
FEWEST = 100  # words of a block
NUMBERS = {"c": 5 * 10**9, "numba": 3 * 10**9, SLOW: 10**8}  # of U in about a second, where every word takes all of it
BLOCKS = {"c": 500_000, "numba": 200_000, SLOW: 10_000}  # words in about a second, or less


@dataclass(frozen=True)
class Choice:
    """kernel   what trains
    by_hand  the same by hand
    loss     the one in the library whose derivation it comes from
    backend  what runs it
    words    what it is, for people
    notes    what was left out, and why
    """

    kernel: Kernel
    by_hand: Kernel
    loss: str
    backend: str
    words: str
    notes: Sequence[str] = ()

    @property
    def block(self) -> int:
        """Words between two looks at the clock, at most."""
        return BLOCKS.get(self.backend, BLOCKS[SLOW])


def choose_kernel(
    loss: str, size: int, negatives: int, window: int, *, backend: str = "auto", optimizer: str = "sgd"
) -> Choice:
    """The kernel for a loss; UsageError where what is asked for cannot be had."""
    if backend not in (AUTO, *BACKENDS):
        raise UsageError(f"backend is {backend!r}, but should be one of {AUTO}, {', '.join(BACKENDS)}")
    kind = kind_of(loss)
    if optimizer == "sgd":
        return _of_windows(kind, Sizes(size, window, negatives), backend)
    if backend not in (AUTO, SLOW):
        raise UsageError(f"{loss} with {optimizer} runs in numpy alone, one pair at a time, not in {backend!r}")
    return _of_pairs(kind, size, negatives, window, optimizer)


def _of_windows(kind: Kind, sizes: Sizes, backend: str) -> Choice:
    """A kernel generated from derived gradients as a whole."""
    made = kernel(find(kind.window), sizes, backend)
    by_hand = kind.law(made.width, sizes.window, sizes.negatives)
    return Choice(
        made, by_hand, kind.window, made.backend, f"{kind.window} in {made.backend}: {kind.words}", made.notes
    )


def _of_pairs(kind: Kind, size: int, negatives: int, window: int, optimizer: str) -> Choice:
    """A generated routine, called for one pair, or bag, at a time."""
    made, by_hand = (
        kind.kernel(function, size, window, negatives, optimizer)
        for function in (find(kind.name).numpy().call, kind.by_hand)
    )
    words = f"{kind.name} in numpy, one {'window' if kind.bag else 'pair'} at a time"
    return Choice(made, by_hand, kind.name, SLOW, words)
