"""Word vectors trained by derived gradients.

Reading order:

    saying      complaints of numeric in the words of this package
    kinds       the losses that vectors can be trained by
    choosing    which routine runs: the best there is
    proof       what is proved of the gradients it computes
    verifying   the routine against code by hand, on random batches
    presets     settings by name
    english     the text that is read where none is given
    work        what a run has on disk: corpus, checkpoint, curve of the loss
    lock        one run for one output
    beginning   from an order to a job that is ready
    running     from a job to vectors
    pictures    the curve and a map of words, where matplotlib is installed

The arithmetic of training is in `numeric.word2vec`, which knows nothing of this room. Names are resolved when first
used: who asks vectors for neighbours needs no derivation.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.training.beginning import Job as Job
    from derive.training.beginning import Order as Order
    from derive.training.beginning import begin as begin
    from derive.training.beginning import ordered as ordered
    from derive.training.choosing import Choice as Choice
    from derive.training.choosing import choose_kernel as choose_kernel
    from derive.training.proof import Proof as Proof
    from derive.training.proof import proof_of as proof_of
    from derive.training.running import Event as Event
    from derive.training.running import train as train

__all__ = ["Choice", "Event", "Job", "Order", "Proof", "begin", "choose_kernel", "ordered", "proof_of", "train"]

_HOMES = {
    "Choice": "choosing",
    "choose_kernel": "choosing",
    "Proof": "proof",
    "proof_of": "proof",
    "Order": "beginning",
    "Job": "beginning",
    "begin": "beginning",
    "ordered": "beginning",
    "Event": "running",
    "train": "running",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
