"""Blocks: what a kernel is given at a time, and how it walks over it.

A kernel takes a block of sentences and changes the vectors as it goes:

    kernel(Block(V, U, ids, ...)) -> pairs     of a centre word and a word around it that were learned from

Every kernel draws its random numbers in this order:

    once      K negatives, for the first window
    sentence  one number a token: it is left out where keep < number; after 1000 kept tokens the rest is left out
    window    how far it reaches to each side; then, unless no word is near, K negatives for the next window
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from numeric.functions import Array

LONGEST = 1000  # tokens of a sentence that are kept
_MULTIPLIER, _WORD, _HALF = 25214903917, 2**64 - 1, 2**32 - 1

Ids = NDArray[np.int32]
Offsets = NDArray[np.int64]
Threshold = NDArray[np.uint32]
State = NDArray[np.uint64]


class Block(NamedTuple):
    """What a kernel works on.

    V, U              float32 (words, kernel.width), C-contiguous, rows on multiples of 64 bytes, zeros beyond the size
    ids, offsets      sentence s is ids[offsets[s]:offsets[s + 1]]; those from first to last - 1 are learned from
    keep              a word w is left out when keep[w] < u / 65536 for 16 random bits u
    threshold, alias  the table of the noise distribution
    rate_first, last  the learning rate goes straight from one to the other over the words of the block
    state             uint64 (1,), of the random numbers; read and written back
    """

    V: Array
    U: Array
    ids: Ids
    offsets: Offsets
    first: int
    last: int
    keep: Array
    threshold: Threshold
    alias: Ids
    rate_first: float
    rate_last: float
    state: State

    def sentences(self) -> Iterator[tuple[Ids, Any]]:
        """Each with its rate."""
        one, begin = np.float32, self.offsets[self.first]
        total, by = np.float64(max(self.offsets[self.last] - begin, 1)), one(self.rate_last) - one(self.rate_first)
        for s in range(self.first, self.last):
            rate = one(self.rate_first) + by * one((self.offsets[s] - begin) / total)
            yield self.ids[self.offsets[s] : self.offsets[s + 1]], rate


class Kernel(Protocol):
    """width   numbers in a row of V and U, at least the size of a vector"""

    @property
    def width(self) -> int: ...

    def __call__(self, block: Block, /) -> int: ...


class Random:
    """The generator of word2vec.c: x <- 25214903917 x + 11 modulo 2^64, of which the bits from 16 on are used."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.x = int(block.state[0])

    def bits(self, mask: int) -> int:
        """The next number."""
        self.x = (self.x * _MULTIPLIER + 11) & _WORD
        return (self.x >> 16) & mask

    def below(self, n: int) -> int:
        """From 0 to n - 1."""
        return self.bits(_HALF) * n >> 32

    def word(self) -> int:
        """A word of the noise distribution: a place of the table, or its alias."""
        place = self.below(len(self.block.threshold))
        return place if self.bits(_HALF) <= self.block.threshold[place] else int(self.block.alias[place])

    def words(self, count: int) -> list[int]:
        """So many of them."""
        return [self.word() for _ in range(count)]

    def kept(self, tokens: Ids) -> list[int]:
        """The tokens of a sentence that are learned from."""
        found: list[int] = []
        for token in tokens.tolist():
            if len(found) == LONGEST:
                break
            if self.block.keep[token] >= self.bits(0xFFFF) / 65536:
                found.append(token)
        return found

    def around(self, sentence: list[int], at: int, window: int) -> list[int]:
        """The words near a place, as many to each side as are drawn from 1 to the window."""
        reach = window - self.below(window)
        return sentence[max(0, at - reach) : at] + sentence[at + 1 : at + 1 + reach]

    def windows(self, window: int) -> Iterator[tuple[int, list[int], Any]]:
        """Centre words, the words around each, the rate; one with no word near is left out. Then the state is kept."""
        for tokens, rate in self.block.sentences():
            sentence = self.kept(tokens)
            for at, centre in enumerate(sentence):
                if around := self.around(sentence, at, window):
                    yield centre, around, rate
        self.block.state[0] = self.x

    def windows_with(self, count: int, window: int) -> Iterator[tuple[int, list[int], list[int], Any]]:
        """The same with so many negatives, each window's drawn with the one before it."""
        ahead = self.words(count)
        for centre, around, rate in self.windows(window):
            drawn, ahead = ahead, self.words(count)
            yield centre, around, drawn, rate
