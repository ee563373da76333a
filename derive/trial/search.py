"""A person's function at drawn cases: it agrees, or the smallest case at which it does not, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import Flaky, NoSuchExample
from hypothesis.strategies import SearchStrategy

from derive.apart.calls import NUMPY
from derive.apart.contained import LIMITS, Answer, Contained, Limits, Raised, StoppedError
from derive.cases import LARGEST, Case, Disagreement, apart, disagreements, inputs, large_cases
from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.trial.adapting import Adapter, adapter
from derive.trial.likeness import likeness
from derive.trial.subjects import Subject, subjects

ORDINARY, EXTREME, LARGE = "ordinary", "extreme", "large"
CASES = {ORDINARY: 30, EXTREME: 20, LARGE: 20}
SHRUNK = 100  # cases looked at on the way from the first wrong one to the smallest
SMALL = 2  # sizes among which the smallest is sought first
KEPT = 12  # wrong answers on the way and as many besides, and right ones, that a likeness is sought in
NONE: Mapping[str, str] = {}
CHANGING = Disagreement("results", "were wrong here before and are right now: they are not the same at every call")
LAX = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


class Code(Protocol):
    """A function in a process of its own, or here.

    names   of its parameters, and whether each has a default;  kinds   the kinds of floats that reach it
    locked  no file can be changed;  alone  no process and no connection can be made
    """

    names: dict[str, bool]
    kinds: tuple[str, ...]
    locked: bool
    alone: bool

    def call(self, arguments: Mapping[str, Any], drawn: Sequence[Any] | None = None) -> Answer:
        """What it gives for arguments by name."""


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    subject   what it was held against, in the form that it fits;  adapter  what its arguments are
    cases     how many were looked at;  locked, alone  as of Code
    case      the smallest at which something is wrong, if any;  wrong  what, there
    likeness  what the results look like
    regime    ORDINARY; EXTREME where all is well but for extreme numbers; LARGE where it is but for the sizes asked for
    raised    what it raised at the smallest case, where it was called here
    """

    subject: Subject
    adapter: Adapter
    cases: int
    locked: bool = False
    alone: bool = False
    case: Case | None = None
    wrong: tuple[Disagreement, ...] = ()
    likeness: str = ""
    regime: str = ORDINARY
    raised: BaseException | None = None

    @property
    def agrees(self) -> bool:
        """Nothing was wrong anywhere."""
        return self.case is None


@dataclass
class Run:
    """One function being looked at; answers are kept, since a likeness is sought in all of them."""

    code: Code
    adapter: Adapter
    subject: Subject
    cases: int = 0
    kept: dict[bool, list[tuple[Case, list[Any]]]] = field(default_factory=dict)  # the wrong answers, the right ones
    stopped: StoppedError | None = None
    known: dict[object, bool] = field(default_factory=dict)
    left: int = SHRUNK
    last: Case | None = None  # at which something was wrong
    raised: BaseException | None = None

    @classmethod
    def of(cls, code: Code, subject: Subject, said: Mapping[str, str] = NONE) -> Run:
        """A run of which nothing is known; UsageError where the arguments do not fit."""
        return cls(code, adapter(code.names, subject, said), subject)

    def wrong(self, case: Case) -> tuple[Disagreement, ...]:
        """What is wrong at a case."""
        self.cases += 1
        answer = self.code.call(self.adapter.arguments(case), self.adapter.drawn(case))
        if isinstance(answer, Raised):
            self.raised = answer.cause
            return (Disagreement("the call", answer.message),)
        results = self.adapter.ours(answer)
        found = tuple(disagreements(self.subject.expected(case), results))
        kept = self.kept[bool(found)]
        if len(kept) < KEPT and len(results) == len(self.subject.names):
            kept.append((case, results))
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
            self.last = case if self.known[key] else self.last
            self.left -= self.last is not None
        return self.known[key]

    def smallest(self, regime: str) -> Case | None:
        """The smallest case at which something is wrong: one shrunk among small ones, else the first one shrunk."""
        first = self.found(regime, CASES[regime], phases=[Phase.generate])
        if first is None:
            return None
        self.left = SHRUNK
        small = self.found(regime, SHRUNK, SMALL)
        return small or self.found(regime, CASES[regime]) or first

    def found(
        self, regime: str, count: int, largest: int = LARGEST, phases: Sequence[Phase] = (Phase.generate, Phase.shrink)
    ) -> Case | None:
        """What Hypothesis finds and shrinks; where it loses it, the last wrong case of such sizes."""
        found, self.last = None, None
        with suppress(NoSuchExample, Flaky):  # flaky: a process that stopped, or a function that answers as it likes
            options = settings(LAX, max_examples=count, phases=phases, report_multiple_bugs=False)
            found = find(self.cases_of(regime, largest), self.is_wrong, settings=options)
        if self.stopped is not None:
            raise self.stopped
        return found or self.last

    def cases_of(self, regime: str, largest: int = LARGEST) -> SearchStrategy[Case]:
        """The cases that are drawn."""
        return inputs(self.subject.loss, huge=regime == EXTREME, largest=largest, kinds=self.code.kinds)

    def looks(self, regime: str) -> str:
        """What the results look like, at more cases than those on the way to the smallest, where much is alike."""

        @settings(LAX, max_examples=KEPT, phases=[Phase.generate])
        @given(self.cases_of(regime))
        def more(case: Case) -> None:
            self.wrong(case)

        wrong, self.kept[True] = self.kept[True], []
        with suppress(StoppedError):
            more()
        wrong = self.kept[True] + wrong
        exact = [one for one in wrong + self.kept[False] if one[0].dtype == np.float64]
        clear = any(one[0].dtype == np.float64 for one in wrong)  # single precision blurs what faults differ in
        return likeness(exact if clear else wrong + self.kept[False], self.subject) if wrong else ""

    def outcome(self, regimes: Sequence[str]) -> Outcome:
        """What comes of cases of every regime in turn."""
        for regime in regimes:
            self.kept = {True: [], False: []}
            case = self.smallest(regime)
            if case is not None:
                looks, self.raised = self.looks(regime), None
                wrong = self.wrong(case) or (CHANGING,)
                return self.told(case=case, wrong=wrong, likeness=looks, regime=regime, raised=self.raised)
        return self.told()

    def large(self, sizes: Mapping[str, int]) -> Outcome:
        """What comes of cases of these sizes."""
        for case in large_cases(self.subject.loss, sizes, CASES[LARGE], self.code.kinds):
            self.cases += 1
            answer = self.code.call(self.adapter.arguments(case), self.adapter.drawn(case))
            if isinstance(answer, Raised):
                wrong = [Disagreement("the call", answer.message)]
            else:
                wrong = apart(case, self.subject.routine, self.subject.names, self.adapter.ours(answer))
            if wrong:
                return self.told(case=case, wrong=tuple(wrong), regime=LARGE)
        return self.told()

    def told(self, **found: Any) -> Outcome:
        """The outcome so far, with what is found."""
        return Outcome(self.subject, self.adapter, self.cases, self.code.locked, self.code.alone, **found)


def tried(
    code: Code,
    against: str | Loss,
    said: Mapping[str, str] = NONE,
    *,
    extreme: bool = True,
    sizes: Mapping[str, int] | None = None,
) -> Outcome:
    """A function against every form of a loss that its arguments fit.

    said      what its arguments are, by name;  extreme   whether it is also asked at extreme numbers
    sizes     at which it is asked as well, once it is right at small ones

    UsageError where its arguments are not known, StoppedError where it does not come to an end.
    """
    regimes = (ORDINARY, EXTREME) if extreme else (ORDINARY,)
    runs = _fitting(code, subjects(against), said)
    for run in runs:
        outcome = run.outcome(regimes)
        if not outcome.agrees:
            return outcome
    runs[0].cases = sum(run.cases for run in runs)
    return runs[0].large(sizes) if sizes else runs[0].told()


def _fitting(code: Code, forms: Sequence[Subject], said: Mapping[str, str]) -> list[Run]:
    """A run for each form that the arguments fit; where none does, what is said of the first."""
    found, unfit = list[Run](), list[UsageError]()
    for subject in forms:
        try:
            found.append(Run.of(code, subject, said))
        except UsageError as error:
            unfit.append(error)
    if not found:
        raise unfit[0]
    return found


def against(
    path: Path,
    name: str,
    loss: str | Loss,
    said: Mapping[str, str] = NONE,
    *,
    extreme: bool = True,
    sizes: Mapping[str, int] | None = None,
    limits: Limits = LIMITS,
    library: str = NUMPY,
) -> Outcome:
    """The function of that name in the file at `path`, in a process of its own, against a loss."""
    subjects(loss)  # an unknown name is said before anything is run
    with Contained(path, name, limits, library) as process:
        return tried(process, loss, said, extreme=extreme, sizes=sizes)
