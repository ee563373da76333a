"""The losses that word vectors can be trained by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numeric
from derive.errors import UsageError
from numeric.functions import Array
from numeric.word2vec.adapter import RULES, Bags, Centres, Function, Pairs
from numeric.word2vec.blocks import Kernel
from numeric.word2vec.evaluation import Probe
from numeric.word2vec.window import SharedNegatives


@dataclass(frozen=True)
class Kind:
    """name      in the loss library
    window    the loss of a whole window that is trained by in its place, such as itself
    by_hand   the loss by hand
    law       the kernel of the window by hand, for a width, a window and a number of negatives
    measure   the loss at the pairs of a probe
    words     what is done, for people
    draws     whether negatives are drawn
    bag       whether the words around are taken together
    """

    name: str
    window: str
    by_hand: Function
    law: Callable[[int, int, int], Kernel]
    measure: Callable[[Probe, Array, Array], float]
    words: str
    draws: bool = False
    bag: bool = False

    def kernel(self, function: Function, size: int, window: int, negatives: int, optimizer: str) -> Kernel:
        """A kernel of a function of this kind, one pair or bag at a time."""
        rule: Any = RULES[optimizer]()
        drawn = negatives if self.draws else None
        if self.bag:
            return Bags(function, size, window, drawn, rule)
        return Pairs(function, size, window, drawn, rule, whole=not self.draws)


def _bag(name: str, measure: Callable[[Probe, Array, Array], float], words: str, *, draws: bool = False) -> Kind:
    """A bag is a window as it is."""
    by_hand: Function = getattr(numeric, name.replace("-", "_"))

    def law(width: int, window: int, negatives: int) -> Kernel:
        return Bags(by_hand, width, window, negatives if draws else None)

    return Kind(name, name, by_hand, law, measure, words, draws, bag=True)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "negative-sampling", "shared-negatives", numeric.negative_sampling, SharedNegatives,
            Probe.negative_sampling, "negatives are drawn once for a window and shared by its words", draws=True,
        ),
        Kind(
            "naive-softmax", "skip-gram", numeric.naive_softmax,
            lambda width, window, _: Centres(numeric.skip_gram, width, window),
            Probe.naive_softmax, "the words of a window share one walk over all words",
        ),
        _bag("cbow", Probe.cbow, "the words around are added up, one walk over all words"),
        _bag("cbow-mean", Probe.cbow_mean, "the mean of the words around, one walk over all words"),
        _bag(
            "cbow-negative-sampling", Probe.cbow_negative_sampling,
            "the words around are added up, negatives are drawn once for them", draws=True,
        ),
        _bag(
            "cbow-mean-negative-sampling", Probe.cbow_mean_negative_sampling,
            "the mean of the words around, negatives are drawn once for it", draws=True,
        ),
    )
}  # fmt: skip


def kind_of(name: str) -> Kind:
    """The kind with this name."""
    if name not in KINDS:
        close = get_close_matches(name, KINDS, 1)
        meant = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"vectors cannot be trained by {name!r}, only by {', '.join(KINDS)}{meant}")
    return KINDS[name]
