"""Skip-gram with negatives shared by a window, in plain NumPy: the law that fast kernels obey.

The words around a centre word are rows of V, the centre word and the negatives rows of U. All slopes of a window are
taken at the vectors as they were before it; a row that stands twice is changed twice. A negative that is the centre
word is void.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numeric.functions import Array, sigmoid
from numeric.word2vec.blocks import Block, Random


def step(V: Array, U: Array, centre: int, around: list[int], negatives: list[int], rate: float) -> None:
    """One step down the gradient of -Σ_j (log σ(u_c^T v_j) + Σ_k [k is not c] log σ(-u_k^T v_j))

    V (V, d), U (V, d), centre c, around (J,) words j, negatives (K,) words k

    With X the rows of V, W those of U and E = σ(X W^T) - Y: dX = E W, dW = E^T X.
    """
    outputs = np.array([centre, *negatives])
    X, W = V[around], U[outputs]
    slope = sigmoid(X @ W.T)
    slope[:, 0] -= 1
    slope[:, 1:] *= outputs[1:] != centre
    slope *= V.dtype.type(rate)
    np.subtract.at(V, around, slope @ W)
    np.subtract.at(U, outputs, slope.T @ X)


@dataclass
class SharedNegatives:
    """The kernel.

    width      numbers in a row of V and U, zeros beyond the size of a vector
    window     how far it reaches to each side at most
    negatives  K
    """

    width: int
    window: int
    negatives: int

    def __call__(self, block: Block, /) -> int:
        """Learn from the sentences of a block; the number of words around centre words."""
        pairs = 0
        for centre, around, drawn, rate in Random(block).windows_with(self.negatives, self.window):
            step(block.V, block.U, centre, around, drawn, rate)
            pairs += len(around)
        return pairs
