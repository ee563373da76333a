"""What the gradients of a run rest on: their derivation, written out and read again, every step judged."""

from __future__ import annotations

from dataclasses import dataclass

from derive.errors import DeriveError
from derive.judge.check import Options, check_source
from derive.losses.library import find
from derive.losses.manner import Manner
from derive.press import document
from derive.press.forms import USUAL
from derive.source.text import Source
from derive.verdicts.verdict import Verdict
from derive.write.documents import text_of

DECIDERS = ("prove", "fields")  # both must agree for `proved`


class UnprovedError(DeriveError):
    """A step of a derivation was not proved: a fault of ours, and no run begins on it."""


@dataclass(frozen=True)
class Proof:
    """The derivation of a loss, of which every step was proved."""

    loss: str
    gradients: tuple[str, ...]
    steps: int

    def __str__(self) -> str:
        by = " and ".join(f"∂J/∂{name}" for name in self.gradients)
        return f"derivation of {self.loss}: {by}, {self.steps} steps, each proved by {' and '.join(DECIDERS)}"


def proof_of(loss: str) -> Proof:
    """Derive the gradients of a loss and have every step judged; UnprovedError where one is not proved."""
    found = find(loss)
    report = check_source(
        Source(f"<derivation of {loss}>", document(text_of(found, "all", "graph", Manner()), USUAL)),
        Options(None, None, None, None),
    )
    steps = [finding for finding in report.findings if finding.verdict is not Verdict.DEFINED]
    unproved = [finding for finding in steps if finding.verdict is not Verdict.PROVED]
    if unproved or not steps:
        raise UnprovedError(f"the derivation of {loss} is not proved: {len(unproved)} of {len(steps)} steps are open")
    return Proof(loss, tuple(gradient.wrt.name for gradient in found.gradients()), len(steps))
