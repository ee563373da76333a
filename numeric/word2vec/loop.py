"""The training loop: blocks of sentences in the order of the text, epoch after epoch.

    Run(corpus, kernel, settings)  --train()-->  its vectors V, U changed, its Position moved on

Where a run is is a Position: the vectors, the random states and it are all that a block depends on, so that a run that
goes on from there ends as if it had never stopped, with one thread to the last bit. Threads share the vectors without
locks, as word2vec.c's do; then two runs differ.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from numeric.functions import Array
from numeric.word2vec.blocks import Block, Ids, Kernel, State, Threshold
from numeric.word2vec.corpus import Corpus
from numeric.word2vec.kernels import beginning, memory, states
from numeric.word2vec.noise import alias_table, keep_chances
from numeric.word2vec.settings import Settings


@dataclass(frozen=True)
class Position:
    """epoch, sentence   what comes next
    blocks, pairs      done so far
    """

    epoch: int = 0
    sentence: int = 0
    blocks: int = 0
    pairs: int = 0


@dataclass
class Run:
    """A corpus, a kernel and settings, the vectors they change, and how far they are.

    keep   chances of words to stay in the text
    noise  the table of negatives
    """

    corpus: Corpus
    kernel: Kernel
    settings: Settings
    keep: Array
    noise: tuple[Threshold, Ids]
    V: Array
    U: Array
    states: State
    at: Position = field(default_factory=Position)

    @property
    def words(self) -> int:
        """To be read in all epochs."""
        return self.corpus.tokens * self.settings.epochs

    @property
    def done(self) -> int:
        """Words read so far."""
        return self.corpus.tokens * self.at.epoch + int(self.corpus.offsets[self.at.sentence])

    @property
    def finished(self) -> bool:
        """Whether every epoch is done."""
        return self.at.epoch >= self.settings.epochs

    def arrays(self) -> dict[str, Array]:
        """All numbers that the next block depends on."""
        return {"V": self.V, "U": self.U, **memory(self.kernel)}

    def vectors(self) -> tuple[Array, Array]:
        """V and U without what they are padded with."""
        return self.V[:, : self.settings.size], self.U[:, : self.settings.size]


def new_run(corpus: Corpus, kernel: Kernel, settings: Settings) -> Run:
    """A run that has yet to begin."""
    keep, noise = keep_chances(corpus.counts, settings.sample), alias_table(corpus.counts)
    V, U = beginning(len(corpus.counts), settings.size, kernel.width, settings.seed)
    return Run(corpus, kernel, settings, keep, noise, V, U, states(settings.seed, settings.threads))


def train(run: Run, after: Callable[[Run], bool] = lambda run: True) -> Run:
    """Train until all is done, or until what is called after each block says no."""
    with ThreadPoolExecutor(run.settings.threads) as pool:
        while not run.finished:
            _block(run, pool)
            if not after(run):
                break
    return run


def _block(run: Run, pool: ThreadPoolExecutor) -> None:
    """Learn from the next sentences, a share for each thread."""
    corpus, first = run.corpus, run.at.sentence
    last = _end(corpus, first, run.settings.block)
    before = run.settings.rate(run.done / run.words)
    behind = run.settings.rate((run.done + int(corpus.offsets[last] - corpus.offsets[first])) / run.words)
    if run.settings.steps:
        behind = before
    if run.settings.threads == 1:
        pairs = _share(run, first, last, before, behind, 0)
    else:
        cuts = _cuts(corpus, first, last, run.settings.threads)
        shares = [pool.submit(_share, run, a, b, before, behind, n) for n, (a, b) in enumerate(pairwise(cuts))]
        pairs = sum(share.result() for share in shares)
    over = last == corpus.sentences
    run.at = replace(
        run.at,
        epoch=run.at.epoch + over,
        sentence=0 if over else last,
        blocks=run.at.blocks + 1,
        pairs=run.at.pairs + pairs,
    )
    corpus.let_go()


def _end(corpus: Corpus, first: int, words: int) -> int:
    """The sentence with which a block ends that has at least so many words, if there are so many."""
    found = int(np.searchsorted(corpus.offsets, corpus.offsets[first] + words))
    return min(max(found, first + 1), corpus.sentences)


def _cuts(corpus: Corpus, first: int, last: int, parts: int) -> list[int]:
    """Where a block is cut into parts of about as many words."""
    begin, end = corpus.offsets[first], corpus.offsets[last]
    inner = np.searchsorted(corpus.offsets[first:last], np.linspace(begin, end, parts + 1)[1:-1]) + first
    return [first, *(int(cut) for cut in inner), last]


def _share(run: Run, first: int, last: int, before: float, behind: float, thread: int) -> int:
    """What one thread does of a block. It is silent about overflow: whoever measures the loss sees what came of it."""
    corpus, (threshold, alias) = run.corpus, run.noise
    block = Block(
        run.V, run.U, corpus.ids, corpus.offsets, first, last, run.keep, threshold, alias,
        before, behind, run.states[thread : thread + 1],
    )  # fmt: skip
    with np.errstate(all="ignore"):
        return run.kernel(block)
