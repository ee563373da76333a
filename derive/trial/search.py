"""A person's function at drawn cases: it agrees, or the smallest case at which it does not, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, find, settings
from hypothesis.errors import Flaky, NoSuchExample

from derive.losses.loss import Loss
from derive.testing.agreement import Disagreement, disagreements, expected
from derive.testing.cases import Case
from derive.testing.inputs import inputs
from derive.trial.adapting import Adapter, adapter
from derive.trial.contained import LIMITS, Contained, Limits, Raised, StoppedError
from derive.trial.likeness import likeness

ORDINARY, EXTREME = "ordinary", "extreme"
CASES = {ORDINARY: 30, EXTREME: 20}
SHRUNK = 100  # cases looked at on the way from the first wrong one to the smallest
KEPT = 12  # wrong answers that a likeness is sought for


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    case      the smallest at which something is wrong, if any;  wrong  what, there
    likeness  what the results look like;  regime  ORDINARY, or EXTREME where all is well but for extreme numbers
    cases     how many were looked at;  locked  whether no file could be changed
    """

    loss: Loss
    cases: int
    locked: bool
    case: Case | None = None
    wrong: tuple[Disagreement, ...] = ()
    likeness: str = ""
    regime: str = ORDINARY

    @property
    def agrees(self) -> bool:
        """Nothing was wrong anywhere."""
        return self.case is None


@dataclass
class _Run:
    """One function being looked at; wrong answers are kept, since a likeness is sought in all of them."""

    process: Contained
    adapter: Adapter
    loss: Loss
    cases: int = 0
    kept: list[tuple[Case, list[Any]]] = field(default_factory=list)
    stopped: StoppedError | None = None
    known: dict[object, bool] = field(default_factory=dict)
    left: int = SHRUNK
    first: bool = False  # something was wrong already

    def wrong(self, case: Case) -> tuple[Disagreement, ...]:
        """What is wrong at a case."""
        self.cases += 1
        answer = self.process.call(self.adapter.arguments(case), self.adapter.drawn(case))
        if isinstance(answer, Raised):
            return (Disagreement("the call", f"raised {answer.message}"),)
        results = self.adapter.ours(answer)
        found = tuple(disagreements(expected(case, lax=True), results))
        if found and len(self.kept) < KEPT and len(results) == 1 + len(self.loss.learned):
            self.kept.append((case, results))
        return found

    def is_wrong(self, case: Case) -> bool:
        """Whether something is; nothing new is asked once the process has stopped, or enough was asked to shrink."""
        key = case.key
        if key not in self.known:
            if self.stopped is not None or self.left == 0:
                return False
            try:
                self.known[key] = bool(self.wrong(case))
            except StoppedError as stopped:
                self.stopped = stopped
                return False
            self.left -= self.first or self.known[key]
            self.first |= self.known[key]
        return self.known[key]

    def smallest(self, regime: str) -> Case | None:
        """The smallest case at which something is wrong."""
        options = settings(
            max_examples=CASES[regime],
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        found = None
        with suppress(NoSuchExample, Flaky):  # flaky: a process that stopped, or a function that answers as it likes
            found = find(inputs(self.loss, huge=regime == EXTREME), self.is_wrong, settings=options)
        if self.stopped is not None:
            raise self.stopped
        return found


def against(
    path: Path,
    name: str,
    loss: Loss,
    said: Mapping[str, str] | None = None,
    *,
    extreme: bool = True,
    limits: Limits = LIMITS,
) -> Outcome:
    """The function of that name in the file at `path` against a loss.

    said      what its arguments are, by name;  extreme   whether it is also asked at extreme numbers

    StoppedError where it does not come to an end, UsageError where it cannot be had or its arguments are not known.
    """
    signature = loss.numpy().signature
    with Contained(path, name, limits) as process:
        run = _Run(process, adapter(process.names, signature, loss, said or {}), loss)
        for regime in (ORDINARY, EXTREME) if extreme else (ORDINARY,):
            run.kept.clear()
            case = run.smallest(regime)
            if case is not None:
                wrong = run.wrong(case)
                return Outcome(loss, run.cases, process.locked, case, wrong, likeness(run.kept, loss), regime)
        return Outcome(loss, run.cases, process.locked)
