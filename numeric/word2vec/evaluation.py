"""How good vectors are: a loss on pairs of words of a text, likeness as people rate it, analogies.

The loss is that of training, at pairs drawn once: the same pairs before and after, or for the vectors of two programs,
so that two numbers can be compared. It has no noise of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numeric.functions import Array, log_sigmoid, log_sum_exp
from numeric.word2vec.blocks import Ids, Offsets, Threshold
from numeric.word2vec.errors import TrainingError
from numeric.word2vec.noise import draw
from numeric.word2vec.vectors import Vectors

PAIRS = 5000  # of a probe
_AT_ONCE = 100  # sentences
WORK = 1 << 27  # numbers at most that a probe of a softmax looks at
_PART = 256

Places = NDArray[np.intp]
Noise = tuple[Threshold, Ids]


@dataclass(frozen=True)
class Probe:
    """Pairs of words of a text.

    centres, outside  words of the pairs (n,); the pairs of one centre word stand together
    negatives         (n, K), for losses that draw them
    bags              where the pairs of each centre word begin, for losses of bags
    """

    centres: Places
    outside: Places
    negatives: Places
    bags: Places

    def negative_sampling(self, V: Array, U: Array) -> float:
        """The mean of -log σ(u_o^T v_c) - Σ_k log σ(-u_k^T v_c); a negative that is o itself is left out."""
        total = 0.0
        for at in range(0, len(self.centres), _PART):
            part = slice(at, at + _PART)
            total += self._told_apart(V[self.centres[part]], self.outside[part], self.negatives[part], U)
        return total / len(self.centres)

    @staticmethod
    def _told_apart(hidden: Array, o: Places, drawn: Places, U: Array) -> float:
        """The sum of -log σ(u_o^T h) - Σ_k log σ(-u_k^T h)"""
        towards = log_sigmoid(np.einsum("nd,nd->n", U[o], hidden)).sum()
        away = log_sigmoid(-np.einsum("nkd,nd->nk", U[drawn], hidden))
        return -float(towards) - float((away * (drawn != o[:, None])).sum())

    def naive_softmax(self, V: Array, U: Array) -> float:
        """The mean of -log softmax(U v_c)_o"""
        return self._softmax(V[self.centres], self.outside, U)

    def cbow(self, V: Array, U: Array) -> float:
        """The mean over the centre words of -log softmax(U h)_c for the sum h of the rows of V around"""
        return self._softmax(self._sums(V), self.centres[self.bags], U)

    def cbow_mean(self, V: Array, U: Array) -> float:
        """The same with the mean of the rows"""
        return self._softmax(self._means(V), self.centres[self.bags], U)

    def cbow_negative_sampling(self, V: Array, U: Array) -> float:
        """The mean over the centre words of -log σ(u_c^T h) - Σ_k log σ(-u_k^T h) for the sum h"""
        found = self._told_apart(self._sums(V), self.centres[self.bags], self.negatives[self.bags], U)
        return found / len(self.bags)

    def cbow_mean_negative_sampling(self, V: Array, U: Array) -> float:
        """The same with the mean of the rows"""
        found = self._told_apart(self._means(V), self.centres[self.bags], self.negatives[self.bags], U)
        return found / len(self.bags)

    def _sums(self, V: Array) -> Array:
        found: Array = np.add.reduceat(V[self.outside], self.bags)
        return found

    def _means(self, V: Array) -> Array:
        around = np.diff(np.append(self.bags, len(self.centres)))[:, None].astype(V.dtype)
        found: Array = self._sums(V) / around
        return found

    @staticmethod
    def _softmax(hidden: Array, wanted: Places, U: Array) -> float:
        few = max(1, min(len(hidden), WORK // U.size))
        scores = hidden[:few] @ U.T
        return float((log_sum_exp(scores) - scores[np.arange(few), wanted[:few]]).mean())


def probe(
    ids: Ids,
    offsets: Offsets,
    keep: Array,
    noise: Noise,
    window: int,
    negatives: int,
    count: int = PAIRS,
    let_go: Callable[[], None] = lambda: None,
) -> Probe:
    """Pairs from sentences all over a text; 0 for `count` takes all there are.

    let_go    called now and then, so that a text which is mapped need not stay in memory
    """
    rng = np.random.default_rng(0)
    taken = _sentences(offsets, count * 4)
    sentence = np.repeat(np.arange(len(taken)), [b - a for a, b in taken])
    ids = _copied(ids, taken, let_go)
    stay = rng.random(len(ids), np.float32) <= keep[ids]
    centre, outside = _pairs(sentence[stay], window, rng)
    if not len(centre):
        raise TrainingError("no two words stand beside each other once frequent ones are left out: use a larger sample")
    if count:
        bags = rng.permutation(np.unique(centre))
        chosen = np.isin(centre, bags[: max(1, count // window)])
        centre, outside = centre[chosen], outside[chosen]
    order = np.argsort(centre, kind="stable")
    centre, outside, words = centre[order], outside[order], ids[stay].astype(np.intp)
    drawn = draw(*noise, (len(centre), negatives), rng).astype(np.intp)
    bags = np.flatnonzero(np.diff(centre, prepend=-1))
    return Probe(words[centre], words[outside], drawn, bags)


def _sentences(offsets: Offsets, words: int) -> list[tuple[int, int]]:
    """Where sentences begin and end, spread over the text, with about so many words; all for 0."""
    step = max(1, int(offsets[-1]) // words) if words else 1
    return [(int(offsets[s]), int(offsets[s + 1])) for s in range(0, len(offsets) - 1, step)]


def _copied(ids: Ids, taken: list[tuple[int, int]], let_go: Callable[[], None]) -> Ids:
    parts = []
    for at in range(0, len(taken), _AT_ONCE):
        parts.append(np.concatenate([ids[a:b] for a, b in taken[at : at + _AT_ONCE]]))
        let_go()
    return np.concatenate(parts)


def _pairs(sentence: Places, window: int, rng: np.random.Generator) -> tuple[Places, Places]:
    """Positions of all pairs at most as far apart as the window drawn for the centre word."""
    reach, found = rng.integers(1, window + 1, len(sentence)), []
    for far in range(1, window + 1):
        left = np.flatnonzero(sentence[far:] == sentence[:-far]) if far < len(sentence) else np.empty(0, np.intp)
        right = left + far
        found += [(left[reach[left] >= far], far), (right[reach[right] >= far], -far)]
    centre = np.concatenate([at for at, _ in found])
    return centre, np.concatenate([at + far for at, far in found])


# judged by people


@dataclass(frozen=True)
class Score:
    """value, from how many of how many questions; the others have words that are not known"""

    value: float
    used: int
    asked: int


def similarity(vectors: Vectors, path: Path) -> Score:
    """Spearman's correlation of cosines with the numbers of a file of lines `word word number`."""
    asked = list(_rated(path))
    known = [(a, b, x) for a, b, x in asked if a in vectors.places and b in vectors.places]
    one = vectors.units[[vectors.places[a] for a, _, _ in known]]
    two = vectors.units[[vectors.places[b] for _, b, _ in known]]
    return Score(spearman((one * two).sum(axis=1), np.array([x for *_, x in known])), len(known), len(asked))


def analogies(vectors: Vectors, path: Path) -> Score:
    """The share of lines `a b c d` of a file for which d is the answer to a : b = c : ?"""
    asked = [line.lower().split() for _, line in _said(path) if not line.startswith(":")]
    known = [[vectors.places[word] for word in four] for four in asked if all(word in vectors.places for word in four)]
    if any(len(four) != 4 for four in known):
        raise TrainingError(f"{path}: expected four words on each line, or a heading that begins with a colon")
    right, units = 0, vectors.units
    for at in range(0, len(known), _PART):
        a, b, c, d = np.array(known[at : at + _PART]).T
        cosines = (units[b] - units[a] + units[c]) @ units.T
        for word in (a, b, c):
            cosines[np.arange(len(word)), word] = -np.inf
        right += int((cosines.argmax(axis=1) == d).sum())
    return Score(right / len(known) if known else float("nan"), len(known), len(asked))


def _rated(path: Path) -> Iterator[tuple[str, str, float]]:
    for first, (number, line) in zip(chain([True], repeat(False)), _said(path), strict=False):
        parts = line.lower().replace(",", " ").split()
        try:
            yield parts[0], parts[1], float(parts[2])
        except (IndexError, ValueError):
            if not first:  # which may be a heading
                raise TrainingError(f"{path}:{number}: expected two words and a number, but found {line!r}") from None


def _said(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are no comments, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path}: {error}") from None
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return ((number, line) for number, line in lines if line and not line.startswith("#"))


def spearman(x: Array, y: Array) -> float:
    """The correlation of ranks, equals sharing the mean of theirs; nan for less than two or all equal

    x (n,), y (n,)  ->  from -1 to 1
    """
    if len(x) < 2:
        return float("nan")
    one, two = (_ranks(values) - (len(values) - 1) / 2 for values in (x, y))
    both = float(np.sqrt((one @ one) * (two @ two)))
    return float(one @ two) / both if both else float("nan")


def _ranks(values: Array) -> Array:
    """From 0; the mean of the places for those that are equal."""
    order = np.argsort(values, kind="stable")
    ranks, ordered = np.empty(len(values)), values[order]
    starts = [0, *(np.flatnonzero(np.diff(ordered)) + 1), len(values)]
    for begin, end in pairwise(starts):
        ranks[order[begin:end]] = (begin + end - 1) / 2
    return ranks
