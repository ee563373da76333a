"""From a job to vectors, or to a checkpoint from which it goes on.

Job  --train()-->  the file of vectors; the loss in a curve beside it
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from derive.errors import UsageError
from derive.training.beginning import POINTS, Job
from derive.training.work import Curve
from numeric.word2vec import checkpoints, loop
from numeric.word2vec.vectors import save_vectors


@dataclass(frozen=True)
class Event:
    """How far a job is.

    loss    when it was measured last; None before
    speed   words a second since the job was begun or taken up
    trouble what went wrong and does not stop it
    """

    done: int
    words: int
    loss: float | None
    speed: float
    trouble: str = ""


def train(
    job: Job, tell: Callable[[Event], object] = lambda event: None, stop: Callable[[], bool] = lambda: False
) -> bool:
    """Train to the end and write the vectors, or until `stop` and write a checkpoint; whether it came to the end.

    UsageError where the vectors cannot be written; a checkpoint that cannot is told of, and the last one stays.
    """
    job.lock.take()
    try:
        return _to_end(job, _Watch(job, tell, stop))
    finally:
        job.lock.free()


def _to_end(job: Job, watch: _Watch) -> bool:
    try:
        loop.train(job.run, watch.after)
    finally:
        watch.curve.close()
    if not job.run.finished:
        return False
    rows, output = job.run.vectors()[0], job.order.output
    try:
        save_vectors(job.run.corpus.words(), rows, output, binary=job.order.binary)
    except OSError as error:
        watch.save()
        kept = f"the run is kept in {job.work.folder}: make room and use --resume"
        lost = "there is no room for a checkpoint either: make room and begin anew"
        raise UsageError(
            f"{output}: {error.strerror or error}; {kept if job.work.checkpoint.exists() else lost}"
        ) from None
    job.work.clear()
    return True


class _Watch:
    """What happens between two blocks: the loss is measured, checkpoints are written, somebody is told."""

    def __init__(self, job: Job, tell: Callable[[Event], object], stop: Callable[[], bool]) -> None:
        self.job, self.tell, self.stop = job, tell, stop
        try:
            self.curve = Curve(job.work.curve, int(job.more.get("curve", 0)))
        except OSError as error:
            raise UsageError(f"{job.work.curve}: {error.strerror or error}; make room, or use -o") from None
        self.trouble = ""
        self.spent = float(job.more.get("seconds", 0))
        self.begun = self.saved = time.monotonic()
        self.first = job.run.done
        self.loss: float | None = None
        blocks = job.run.words // job.run.settings.block
        self.each = max(1, blocks // POINTS)
        if not job.resumed:
            self._measure()

    def after(self, run: loop.Run) -> bool:
        """Called after each block; whether to go on."""
        if run.at.blocks % self.each == 0 or run.finished:
            self._measure()
        halted = self.stop()
        if halted or time.monotonic() - self.saved >= self.job.order.every:
            self.trouble = self.save() or self.trouble
        self.tell(Event(run.done, run.words, self.loss, self._speed(), self.trouble))
        self.trouble = ""
        return not halted

    def save(self) -> str:
        """Write a checkpoint; what went wrong, if anything."""
        more = {"curve": self.curve.length, "seconds": self._seconds()}
        self.saved = time.monotonic()
        try:
            checkpoints.save(self.job.run, self.job.work.checkpoint, more)
        except OSError as error:
            path = self.job.work.checkpoint
            kept = "the checkpoint before it is kept" if path.exists() else "there is no checkpoint yet"
            return f"{path}: {error.strerror or error}; {kept}"
        return ""

    def _measure(self) -> None:
        run = self.job.run
        self.loss = self.job.loss()
        if not np.isfinite(self.loss):
            raise UsageError(f"the loss is no number after {run.done} words: train with a smaller --alpha")
        share = run.done / run.words
        rate = run.settings.rate(share)
        try:
            self.curve.add(run.done, share * run.settings.epochs, rate, self.loss, self._seconds())
        except OSError as error:
            self.trouble = f"{self.job.work.curve}: {error.strerror or error}; the curve has a gap"

    def _seconds(self) -> float:
        return self.spent + time.monotonic() - self.begun

    def _speed(self) -> float:
        return (self.job.run.done - self.first) / max(time.monotonic() - self.begun, 1e-9)
