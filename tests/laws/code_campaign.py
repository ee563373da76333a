"""Right code is never accused, planted faults are found and told apart: over every loss of the library.

    python -m tests.laws.code_campaign --resume JOURNAL [--seed 1] [--cases 20] [--faults 5] [LOSS...]

Right code is what is hand-coded and what is generated, each at drawn cases: extremes, both kinds of floats, kinks.
Wrong code is what is generated with one fault of `trial/faults.py`, and what is hand-coded with one change of its
source (`code_mutants.py`), which knows nothing of those faults; it is looked at as `derive test` looks at it. Each
answer is a line of the journal; what is there is not run again. A diagnosis is right where it is in the very words of
the fault or where it names what was changed (MEANT).
"""

from __future__ import annotations

import argparse
import inspect
import json
import random
import sys
import textwrap
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

import numeric
from derive.cases import Case, disagreements, inputs
from derive.losses import LIBRARY
from derive.trial import Here, tried
from derive.trial.faults import faults
from derive.trial.subjects import Subject, subjects
from tests.laws.code_mutants import mutants

SAID = {"language-model": {"W": "I"}}
MEANT: Mapping[str, tuple[str, ...]] = {  # what was changed, and words that name it
    "sign": ("sign", "sigmoid(-"),
    "minus_dropped": ("sign", "sigmoid("),
    "subtraction_forgotten": (
        "never subtracted",
        "overflow",
        "factor",
        "not divided",
        "is missing from",
        "where it should be",
    ),
    "not_transposed": ("transposed",),
    "transposed": ("transposed",),
    "overwritten": ("overwritten", "only the last"),
    "mean": ("mean", "not divided"),
    "doubled": ("twice",),
    "nothing added": ("nothing of", "0 everywhere"),
    "the factor 0.5": ("twice",),
}


@dataclass(frozen=True)
class Job:
    """One piece of code for one loss; `fault` says what was changed, nothing for right code."""

    loss: str
    way: str
    fault: str
    code: Callable[..., Any]

    @property
    def name(self) -> str:
        return f"{self.loss} | {self.way} | {self.fault}"


@dataclass(frozen=True)
class Answer:
    """One line of the journal.

    runs     cases looked at;  wrong   how many of right code were accused, or whether wrong code was found
    said     the likeness;  largest   size of the smallest example;  message  what is wrong there
    """

    name: str
    fault: str
    runs: int
    wrong: int
    said: str = ""
    largest: int = 0
    message: str = ""
    regime: str = ""


def by_hand(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(numeric, name.replace("-", "_"))
    return found


def jobs(name: str, seed: int, most: int) -> Iterator[Job]:
    """Both right codes of a loss, and as many wrong ones of each kind."""
    choose = random.Random(f"{seed} {name}")
    (subject, *_) = subjects(name)
    yield Job(name, "hand-coded", "", by_hand(name))
    yield Job(name, "generated", "", subject.routine.call)
    made = list(faults(subject.routine))
    for n in sorted(choose.sample(range(len(made)), min(most, len(made)))):
        yield Job(name, f"generated {n}", made[n].words, made[n].routine.call)
    changed = list(rewritten(by_hand(name)))
    for n in sorted(choose.sample(range(len(changed)), min(most, len(changed)))):
        label, code = changed[n]
        yield Job(name, f"hand-coded {n}", label, code)


def rewritten(function: Callable[..., Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The function with one change of its source."""
    source = textwrap.dedent(inspect.getsource(function))
    for label, text in mutants(source):
        names = dict(vars(sys.modules[function.__module__]))
        exec(compile(text, f"<{label}>", "exec"), names)
        yield label, names[function.__name__]


def judged(job: Job, cases: int) -> Answer:
    """What comes of it."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if not job.fault:
            return accused(job, subjects(job.loss)[0], cases)
        said = SAID.get(job.loss, {}) if "hand" in job.way else {}
        outcome = tried(Here(job.code), subjects(job.loss)[0].loss, said)
    if outcome.case is None:
        return Answer(job.name, job.fault, outcome.cases, 0)
    largest, first = max(outcome.case.sizes.values()), str(outcome.wrong[0])
    return Answer(job.name, job.fault, outcome.cases, 1, outcome.likeness, largest, first, outcome.regime)


def accused(job: Job, subject: Subject, cases: int) -> Answer:
    """Right code at drawn cases."""
    found: list[str] = []
    runs = Counter[str]()

    @settings(
        max_examples=cases,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(subject.loss))
    def look(case: Case) -> None:
        runs[str(case.dtype)] += 1
        found.extend(map(str, disagreements(subject.expected(case), job.code(*case.arguments))))

    look()
    return Answer(job.name, "", runs.total(), len(found), message="; ".join(found[:3]))


def is_known(answer: Answer) -> bool:
    """Whether the diagnosis is right."""
    meant = next((words for kind, words in MEANT.items() if answer.fault.startswith(kind)), ())
    return answer.fault in answer.said or any(words in answer.said for words in meant)


def speaks_for_itself(answer: Answer) -> bool:
    """What is wrong is plain from the message: an exception, a shape, a dtype, a number of results."""
    return any(words in answer.message for words in ("raised", "has shape", "were given", "is int", "is float32"))


def summary(answers: Sequence[Answer]) -> str:
    """Figures, then every answer that a person should look at."""
    right, wrong = [a for a in answers if not a.fault], [a for a in answers if a.fault]
    found = [a for a in wrong if a.wrong]
    silent = [a for a in found if not speaks_for_itself(a)]
    known = [a for a in silent if is_known(a)]
    lines = [
        f"{len({a.name.split(' | ')[0] for a in answers})} losses",
        f"right code: {sum(a.runs for a in right)} runs, accused {sum(a.wrong for a in right)}",
        f"planted faults: {len(wrong)}, found {len(found)}, of them plain from the message {len(found) - len(silent)}",
        f"diagnoses of the others: {len(silent)}, given {sum(bool(a.said) for a in silent)}, "
        f"in words of what was changed {len(known)}",
        f"largest size of a smallest example: {max((a.largest for a in found), default=0)}",
        *(f"ACCUSED {a.name}: {a.message}" for a in right if a.wrong),
        *(f"MISSED {a.name}" for a in wrong if not a.wrong),
        *(f"LARGE {a.name}: {a.largest}" for a in found if a.largest > 3),
        *(f"OTHER WORDS {a.name}\n    said: {a.said or '-'}\n    {a.message}" for a in silent if not is_known(a)),
    ]
    return "\n".join(lines)


def kept(path: Path | None) -> list[Answer]:
    if path is None or not path.exists():
        return []
    return [Answer(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Look at what the journal does not hold, then say how it stands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("losses", nargs="*", default=list(LIBRARY))
    parser.add_argument("--resume", type=Path, metavar="JOURNAL")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=20, help="of each right code")
    parser.add_argument("--faults", type=int, default=5, help="of each kind and loss")
    options = parser.parse_args()
    answers = kept(options.resume)
    held = {a.name for a in answers}
    for n, name in enumerate(options.losses, 1):
        for job in jobs(name, options.seed, options.faults):
            print(f"\r\x1b[2K[{n}/{len(options.losses)}] {job.name[:80]}", end="", file=sys.stderr, flush=True)
            if job.name in held:
                continue
            answers.append(judged(job, options.cases))
            if options.resume:
                with options.resume.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(asdict(answers[-1]), ensure_ascii=False) + "\n")
    print("\r\x1b[2K", end="", file=sys.stderr)
    print(summary(answers))


if __name__ == "__main__":
    main()
