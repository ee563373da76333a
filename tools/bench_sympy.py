"""Every proved step of the breadth pages, decided by derive and by SymPy's `simplify`, side by side.

    python tools/bench_sympy.py [--resume JOURNAL] [--limit 40] [--first N] [--seed 1] [FILE...]
    python tools/bench_sympy.py --table JOURNAL           the table of docs/benchmarks.md

SymPy is asked as asked_of_sympy.py says. Its attempts share one limit of CPU seconds in a process of their own, each
taking at most half of what is left:

    simplify    simplify(left - right) == 0
    doit        (left - right).doit(), its sums named anew, simplified twice
    expand      expand_log(expand((left - right).doit())), likewise
    no ranges   expand((left - right).doit()) without ranges on deltas, likewise

Pages take turns and the steps of a page are shuffled, so the first N steps are a sample of all pages. Every answer is a
line of the journal; a step that is there is not run again. Set PYTHONHASHSEED=0 to see the same again: what SymPy finds
depends on the order of its sets.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain, zip_longest
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from asked_of_sympy import ATTEMPTS, Question
from sympy.core.cache import clear_cache

from derive.decision.decide import decide
from derive.fields import Outcome, compare
from derive.judge.check import read_sections
from derive.links.comparison import Link, Status, hypotheses
from derive.links.readings import Reading
from derive.opening.state import Options, opened
from derive.prove import prove
from derive.prove.generators import Generator
from derive.source.load import load
from derive.syntax.reader import read_document
from derive.terms.facts import Facts
from derive.terms.term import Term

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "tests" / "corpus" / "breadth"
FIRST = next(iter(ATTEMPTS))
TIME_OUT = "ran out of time"
MEMORY = 4 << 30  # bytes a SymPy process may take
PATIENCE = 6  # wall seconds to wait for one CPU second on a busy machine
CONTEXT = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Step:
    """A proved link as two terms, with the facts stated and assumed; `signs` is how many signs of the page say it."""

    name: str
    page: str
    left: Term
    right: Term
    facts: Facts
    signs: int


@dataclass(frozen=True)
class Answer:
    """One line of the journal; times in CPU seconds."""

    name: str
    page: str
    signs: int
    same: bool  # both sides are one term once definitions are unfolded
    derive: bool
    prove_s: float
    compare_s: float
    sympy: str  # simplify, doit, expand: proved at this attempt; or not zero, error, time-out
    sympy_s: float
    remark: str


# the steps


def steps(paths: list[Path], seed: int) -> list[Step]:
    """All steps, pages taking turns, each pair of terms once a page."""
    shuffle = random.Random(seed).shuffle
    pages = [list(distinct(path)) for path in paths]
    for page in pages:
        shuffle(page)
    return [step for step in chain.from_iterable(zip_longest(*pages)) if step]


def distinct(path: Path) -> list[Step]:
    """The proved links of a page, one for each pair of terms."""
    found: dict[tuple[Term, Term, Facts], list[str]] = {}
    for place, left, right, facts in proved(path):
        found.setdefault((left, right, facts), []).append(place)
    return [
        Step(f"{path.stem}:{places[0]}", path.stem, left, right, facts, len(places))
        for (left, right, facts), places in found.items()
    ]


def proved(path: Path) -> Iterator[tuple[str, Term, Term, Facts]]:
    """(line:column, left, right, facts) of every proved link."""
    document = read_document(load(path))
    state, _ = opened(document, Options())
    for section, _, _ in read_sections(document, state):
        for link, reading in ((link, read) for _, read in section.readings for link in read.links):
            if link.status is Status.PROVED and link.terms is not None:
                line, column = document.source.position(link.relation.span.start)
                yield (f"{line}:{column}", *in_full(link, link.terms, reading))


def in_full(link: Link, terms: tuple[Term, Term], reading: Reading) -> tuple[Term, Term, Facts]:
    """The terms and the facts of a link, with what was assumed for its proof."""
    left, right = terms
    offered = hypotheses(reading.frame, left, right, link=link)
    facts = link.facts
    assuming = decide(left, right, facts, offered).assuming
    for hypothesis in offered:
        if hypothesis.sentence in assuming:
            facts |= hypothesis.facts
            left, right = hypothesis.applied(left), hypothesis.applied(right)
    return left, right, facts


# one step


def by_derive(step: Step) -> tuple[bool, float, float]:
    """Whether both deciders agree, and the seconds that each took; nothing kept of earlier proofs."""
    Generator.forget(0)
    start = time.process_time()
    found = prove(step.left, step.right, step.facts)
    middle = time.process_time()
    outcome = compare(step.left, step.right, step.facts)
    return found is not None and outcome is Outcome.AGREES, middle - start, time.process_time() - middle


def by_sympy(step: Step, limit: int) -> tuple[str, float, str]:
    """(attempt that gave 0, or why none did; CPU seconds; remark), in a process that may be ended."""
    inbox, outbox = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=attempts, args=(step, limit, outbox))
    process.start()
    outbox.close()
    said: list[tuple[str, float, str]] = []
    end = time.monotonic() + PATIENCE * limit
    try:
        while inbox.poll(max(0, end - time.monotonic())):
            said.append(inbox.recv())
    except EOFError:
        pass
    process.kill()
    process.join()
    return verdict(said, limit)


def verdict(said: list[tuple[str, float, str]], limit: int) -> tuple[str, float, str]:
    """One answer from what the attempts said: time-out if one had no time, an error if every one raised one."""
    remarks = "; ".join(f"{attempt} {remark}" for attempt, _, remark in said if remark)
    seconds = round(said[-1][1], 3) if said else float(limit)
    if said and not said[-1][2]:
        return said[-1][0], seconds, remarks
    if len(said) < len(ATTEMPTS) or any(remark == TIME_OUT for *_, remark in said):
        return "time-out", seconds if len(said) == len(ATTEMPTS) else float(limit), remarks
    return "not zero" if any(remark.startswith("left") for *_, remark in said) else "error", seconds, remarks


def attempts(step: Step, limit: int, outbox: Connection) -> None:
    """Every attempt in turn until one gives 0; each may take half of the CPU seconds left, the last one all."""
    resource.setrlimit(resource.RLIMIT_CPU, (limit + 1, limit + 2))  # for an attempt that does not end when told
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, out_of_time)
    clear_cache()
    begin = time.process_time()
    for left, (name, attempt) in zip(range(len(ATTEMPTS) - 1, -1, -1), ATTEMPTS.items(), strict=True):
        rest = limit - (time.process_time() - begin)
        signal.setitimer(signal.ITIMER_PROF, max(0.1, rest / 2 if left else rest))
        remark = tried(attempt, step)
        signal.setitimer(signal.ITIMER_PROF, 0)
        outbox.send((name, time.process_time() - begin, remark))
        if not remark:
            return


class OutOfTimeError(BaseException):
    """No `except Exception` on the way catches it."""


def out_of_time(*_: object) -> None:
    """The clock of an attempt ran out."""
    raise OutOfTimeError


def tried(attempt: Callable[[Question], Any], step: Step) -> str:
    """What is left of left - right; '' if it is 0."""
    try:
        left_over = attempt(Question(step.left, step.right, step.facts))
    except OutOfTimeError:
        return TIME_OUT
    except Exception as error:  # whatever SymPy raises is its answer
        return f"raised {type(error).__name__}: {str(error)[:80]}"
    return "" if left_over == 0 else f"left {str(left_over)[:120]}"


# the journal and the table


def answer(step: Step, limit: int) -> Answer:
    """Both answers to one step."""
    proof, prove_s, compare_s = by_derive(step)
    outcome, seconds, remark = by_sympy(step, limit)
    same = step.left is step.right
    return Answer(step.name, step.page, step.signs, same, proof, prove_s, compare_s, outcome, seconds, remark)


def journal(path: Path | None) -> list[Answer]:
    """The answers so far."""
    if path is None or not path.exists():
        return []
    return [Answer(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path | None, found: Answer) -> None:
    """One line more."""
    if path is not None:
        with path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")


def table(answers: list[Answer]) -> str:
    """Page by page, and all of them."""
    head = "| page | steps | derive | A ms | B ms | SymPy | first attempt | median s | not zero | time-outs | errors |"
    pages = sorted({a.page for a in answers})
    rows = [row(page, [a for a in answers if a.page == page]) for page in pages]
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows, row("all", answers)])


def row(name: str, answers: list[Answer]) -> str:
    """One row; medians are over all steps."""
    kinds = [a.sympy for a in answers]
    times = [a.prove_s for a in answers], [a.compare_s for a in answers]
    ours = [f"{1000 * statistics.median(seconds):.1f}" for seconds in times]
    found = [sum(kind in ATTEMPTS for kind in kinds), kinds.count(FIRST)]
    typical = f"{statistics.median(a.sympy_s for a in answers):.2f}"
    failed = [kinds.count(kind) for kind in ("not zero", "time-out", "error")]
    cells = [name, len(answers), sum(a.derive for a in answers), *ours, *found, typical, *failed]
    return "| " + " | ".join(map(str, cells)) + " |"


def summary(answers: list[Answer]) -> str:
    """What the table does not say."""
    found = [a.sympy for a in answers]
    by_attempt = ", ".join(f"{found.count(name)} by {name}" for name in ATTEMPTS)
    own, other = [a.prove_s + a.compare_s for a in answers], [a.sympy_s for a in answers]
    proofs = [a.sympy_s for a in answers if a.sympy in ATTEMPTS] or [0.0]
    differ = [a for a in answers if not a.same]
    lines = [
        f"{len(answers)} steps of {sum(a.signs for a in answers)} signs; one term twice: {len(answers) - len(differ)}",
        f"SymPy proved {by_attempt}; of those with two terms {sum(a.sympy in ATTEMPTS for a in differ)}",
        f"a proof of SymPy took {statistics.median(proofs):.2f} s (median), {max(proofs):.1f} s (longest)",
        f"derive {sum(own):.2f} s in all, {max(own):.2f} s the longest; SymPy {sum(other):.0f} s in all",
    ]
    return "\n".join(lines)


def arguments() -> Any:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=Path, help="documents; the breadth pages if none is given")
    parser.add_argument("--resume", type=Path, metavar="JOURNAL")
    parser.add_argument("--table", type=Path, metavar="JOURNAL")
    parser.add_argument("--limit", type=int, default=40, help="CPU seconds for SymPy on one step")
    parser.add_argument("--first", type=int, metavar="N", help="only the first N steps")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Measure what the journal does not hold, then the table."""
    given = arguments()
    answers = journal(given.table or given.resume)
    if not given.table:
        held = {a.name for a in answers}
        asked = steps(given.pages or sorted(PAGES.glob("*.md")), given.seed)[: given.first]
        for number, step in enumerate(asked, 1):
            if step.name not in held:
                answers.append(found := answer(step, given.limit))
                write(given.resume, found)
                told = f"{found.name} derive {found.derive}, SymPy {found.sympy} {found.sympy_s:.2f} s"
                print(f"{number}/{len(asked)} {told}", file=sys.stderr, flush=True)
    print(table(answers), summary(answers), sep="\n\n")


if __name__ == "__main__":
    main()
