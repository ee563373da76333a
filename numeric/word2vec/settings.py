"""What a run is: every number that the result depends on, but for the corpus. The defaults are gensim's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from numeric.word2vec.errors import TrainingError

_AT_LEAST = {
    "size": 1, "window": 1, "negatives": 0, "min_count": 1, "max_words": 0, "epochs": 1, "threads": 1, "block": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """size       numbers of a vector
    window     words on each side at most; for every centre word as many as are drawn from 1 to it
    negatives  drawn for a centre word, K
    max_words  of the vocabulary, the most frequent ones; 0 for all
    sample     a word that makes up more of the text than this is left out now and then; 0 for never
    alpha      the learning rate at the beginning, and last_alpha at the end; straight between them, or in `steps`
    steps      how often a rate is halved on the way, at equal distances; 0 for a straight line
    backend    what runs the routine: c, numba, numpy
    block      words between two looks at the clock; the same whatever the machine, so that a run can be repeated
    """

    loss: str = "negative-sampling"
    size: int = 100
    window: int = 5
    negatives: int = 5
    min_count: int = 5
    max_words: int = 0
    sample: float = 1e-3
    alpha: float = 0.025
    last_alpha: float = 1e-4
    steps: int = 0
    epochs: int = 5
    seed: int = 1
    threads: int = 1
    optimizer: str = "sgd"
    backend: str = "numpy"
    block: int = 10_000

    def __post_init__(self) -> None:
        for name, least in _AT_LEAST.items():
            if getattr(self, name) < least:
                raise TrainingError(f"{name} is {getattr(self, name)}, but should be at least {least}")
        for name in ("alpha", "last_alpha", "sample"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise TrainingError(f"{name} is {value}, but should be a number from 0")
        if self.optimizer not in OPTIMIZERS:
            raise TrainingError(f"optimizer is {self.optimizer!r}, but should be one of {', '.join(OPTIMIZERS)}")

    def rate(self, done: float) -> float:
        """The learning rate when this share of a run is done."""
        if self.steps:
            return self.alpha * 0.5 ** min(int(done * (self.steps + 1)), self.steps)
        return self.alpha + (self.last_alpha - self.alpha) * done

    def record(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


OPTIMIZERS = ("sgd", "adagrad")


def settings_of(record: Mapping[str, Any]) -> Settings:
    """What `record` gave."""
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in record.items() if name in known})
