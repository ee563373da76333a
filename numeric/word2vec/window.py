"""Skip-gram with negatives shared by a window, in plain NumPy: the law that every fast kernel obeys.

A kernel walks over the sentences of a block and draws its random numbers in this order:

    once      K negatives, for the first window
    sentence  one number a token: it is left out where keep < number; after 1000 kept tokens the rest is left out
    window    how far it reaches to each side; then, unless no word is near, K negatives for the next window

The words around a centre word are rows of V, the centre word and the negatives rows of U. All slopes of a window are
taken at the vectors as they were before it; a row that stands twice is changed twice. A negative that is the centre
word is void.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.functions import Array, sigmoid

LONGEST = 1000  # tokens of a sentence that are kept
_MULTIPLIER, _WORD, _HALF = 25214903917, 2**64 - 1, 2**32 - 1

Ids = NDArray[np.int32]
Offsets = NDArray[np.int64]
Threshold = NDArray[np.uint32]
State = NDArray[np.uint64]


class Random:
    """The generator of word2vec.c: x <- 25214903917 x + 11 modulo 2^64, of which the bits from 16 on are used."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.x = int(state[0])

    def bits(self, mask: int) -> int:
        """The next number."""
        self.x = (self.x * _MULTIPLIER + 11) & _WORD
        return (self.x >> 16) & mask

    def below(self, n: int) -> int:
        """From 0 to n - 1."""
        return self.bits(_HALF) * n >> 32

    def word(self, threshold: Threshold, alias: Ids) -> int:
        """A word of the noise distribution: a place of the table, or its alias."""
        place = self.below(len(threshold))
        return place if self.bits(_HALF) <= threshold[place] else int(alias[place])

    def words(self, count: int, threshold: Threshold, alias: Ids) -> list[int]:
        """So many of them."""
        return [self.word(threshold, alias) for _ in range(count)]

    def kept(self, tokens: Ids, keep: Array) -> list[int]:
        """The tokens of a sentence that are learned from."""
        found: list[int] = []
        for token in tokens.tolist():
            if len(found) == LONGEST:
                break
            if keep[token] >= self.bits(0xFFFF) / 65536:
                found.append(token)
        return found

    def around(self, sentence: list[int], at: int, window: int) -> list[int]:
        """The words near a place, as many to each side as are drawn from 1 to the window."""
        reach = window - self.below(window)
        return sentence[max(0, at - reach) : at] + sentence[at + 1 : at + 1 + reach]

    def close(self) -> None:
        """Write the state back."""
        self.state[0] = self.x


def rates(offsets: Offsets, first: int, last: int, rate_first: float, rate_last: float) -> Iterator[tuple[int, Any]]:
    """The sentences, each with its rate: it goes straight from the first to the last over the tokens."""
    one, begin = np.float32, offsets[first]
    total = np.float64(max(offsets[last] - begin, 1))
    for s in range(first, last):
        yield s, one(rate_first) + (one(rate_last) - one(rate_first)) * one((offsets[s] - begin) / total)


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
    ) -> int:
        """Learn from the sentences from first to last - 1; the number of words around centre words."""
        random, pairs = Random(state), 0
        negatives = random.words(self.negatives, threshold, alias)
        for s, rate in rates(offsets, first, last, rate_first, rate_last):
            sentence = random.kept(ids[offsets[s] : offsets[s + 1]], keep)
            for at, centre in enumerate(sentence):
                around = random.around(sentence, at, self.window)
                if around:
                    drawn, negatives = negatives, random.words(self.negatives, threshold, alias)
                    step(V, U, centre, around, drawn, rate)
                    pairs += len(around)
        random.close()
        return pairs
