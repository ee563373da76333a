"""The losses that word vectors can be trained by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numeric
from derive.errors import UsageError
from numeric.functions import Array
from numeric.word2vec.adapter import RULES, Bags, Function, Pairs
from numeric.word2vec.evaluation import Probe
from numeric.word2vec.kernels import Kernel


@dataclass(frozen=True)
class Kind:
    """name      in the loss library
    window    the loss of a whole window that is trained by in its place; none where there is no such
    by_hand   the same by hand
    measure   the loss at the pairs of a probe
    draws     whether negatives are drawn
    bag       whether the words around are taken together
    """

    name: str
    by_hand: Function
    measure: Callable[[Probe, Array, Array], float]
    window: str = ""
    draws: bool = False
    bag: bool = False

    def kernel(self, function: Function, size: int, window: int, negatives: int, optimizer: str) -> Kernel:
        """A kernel of a function of this kind, one pair or bag at a time."""
        rule: Any = RULES[optimizer]()
        if self.bag:
            return Bags(function, size, window, 0, rule)
        return Pairs(function, size, window, negatives if self.draws else 0, rule, whole=not self.draws)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("negative-sampling", numeric.negative_sampling, Probe.negative_sampling, "shared-negatives", draws=True),
        Kind("naive-softmax", numeric.naive_softmax, Probe.naive_softmax),
        Kind("cbow", numeric.cbow, Probe.cbow, bag=True),
        Kind("cbow-mean", numeric.cbow_mean, Probe.cbow_mean, bag=True),
    )
}


def kind_of(name: str) -> Kind:
    """The kind with this name."""
    if name not in KINDS:
        close = get_close_matches(name, KINDS, 1)
        meant = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"vectors cannot be trained by {name!r}, only by {', '.join(KINDS)}{meant}")
    return KINDS[name]
