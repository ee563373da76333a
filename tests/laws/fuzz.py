"""The fuzzing campaign: no document whatever ends in a traceback, takes over 10 seconds or over 512 MB.

    python -m tests.laws.fuzz --documents 100000 --seed 1 [--jobs 2] [--resume FILE]

Document n of a seed is the same in every run. Each is read and surveyed; every 50th is judged as well, within the
limits of the command. Batches run in processes of their own, which the operating system keeps to their memory; one that
is silent too long is ended, and the document it was at is a fault. The journal holds one line a batch, so that a
campaign goes on where it was stopped. Exit code 1 means a fault; every one is printed with its number.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from derive.errors import DeriveError, LimitError
from derive.judge.check import check_source, is_condition
from derive.judge.guard import check_guarded
from derive.opening.state import Options, opened
from derive.report.jsonl import records
from derive.source.text import Source
from derive.syntax.reader import read_document
from tests.laws.soup import ROOT, document, source

SECONDS, MEGABYTES = 10.0, 512
BATCH = 250
EVERY = 50  # documents between two that are judged
SILENCE = 400.0  # seconds after which a judged document counts as one that hangs: twenty steps given up, and reading
QUIET = 300.0  # ... for one that is only read: a machine may be busy with other things
ENDLESS = 2 * SECONDS  # of the processor's time, after which reading is ended
REPLY = "@"


@dataclass(frozen=True)
class Fault:
    """What went wrong with one document."""

    number: int
    message: str
    trace: str = ""


def is_judged(number: int) -> bool:
    return number % EVERY == 0


def read(text: Source) -> None:
    """Everything before a verdict: reading, contexts, guesses."""
    read_whole = read_document(text)
    state, _ = opened(read_whole, Options())
    state.infer([chain for chain in read_whole.chains if not is_condition(chain)], text)


def look_at(seed: int, number: int, *, guarded: bool = True) -> Fault | None:
    """Read one document, and judge it if its number says so; -> what it did that it must not."""
    text = source(document(seed, number, small=is_judged(number)))
    start = time.process_time()
    try:
        read(text)
        seconds = time.process_time() - start
        if is_judged(number):
            list(records(check_guarded(text, Options()) if guarded else check_source(text)))
    except DeriveError as error:  # an error that says what is wrong with the document ends it well
        return Fault(number, str(error)) if isinstance(error, LimitError) else None
    except Exception as error:
        return Fault(number, f"{type(error).__name__}: {error}"[:300], traceback.format_exc()[-3000:])
    return Fault(number, f"reading took {seconds:.1f} s") if seconds > SECONDS else None


def work(seed: int, first: int, last: int) -> None:
    """One batch in this process: `@number` before each document and a line of JSON for each fault."""
    _limit_memory()
    for number in range(first, last):
        print(f"{REPLY}{number}", flush=True)
        signal.setitimer(signal.ITIMER_PROF, 0 if is_judged(number) else ENDLESS)  # when it is over, the process ends
        fault = look_at(seed, number)
        if fault is not None:
            print(json.dumps(asdict(fault)), flush=True)
    print(f"{REPLY}end", flush=True)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    page = resource.getpagesize()
    now = int(Path("/proc/self/statm").read_text().split()[0]) * page if Path("/proc/self/statm").exists() else 10**9
    resource.setrlimit(resource.RLIMIT_AS, (now + MEGABYTES * 1_000_000, resource.RLIM_INFINITY))


def batch(seed: int, first: int, last: int) -> list[Fault]:
    """A batch in processes of its own; one that dies or hangs is a fault of its document, and the rest goes on."""
    faults: list[Fault] = []
    while first < last:
        reached, found = _process(seed, first, last)
        faults += found
        first = reached + 1
    return faults


def worker(seed: int, first: int, last: int) -> list[str]:
    """How Python is asked to look at a batch."""
    return ["-m", "tests.laws.fuzz", "--seed", str(seed), "--work", str(first), str(last)]


def _process(seed: int, first: int, last: int) -> tuple[int, list[Fault]]:
    """-> the last document that was looked at, and the faults."""
    command = [sys.executable, *worker(seed, first, last)]
    faults: list[Fault] = []
    at, ended = first, False
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        watch = _Watch(process)
        for line in process.stdout:
            if line.startswith(f"{REPLY}end"):
                ended = True
            elif line.startswith(REPLY):
                at = int(line[len(REPLY) :])
                watch.begin(SILENCE if is_judged(at) else QUIET)
            else:
                faults.append(Fault(**json.loads(line)))
        watch.stop()
        said = process.stderr.read()[-2000:] if process.stderr else ""
    if ended:
        return last - 1, faults
    message = (
        "it hangs"
        if watch.fired or process.returncode == -signal.SIGPROF
        else f"the process ended with {process.returncode}"
    )
    return at, [*faults, Fault(at, message, said)]


class _Watch:
    """Ends a process that says nothing for too long."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.fired = False
        self.timer: threading.Timer | None = None
        self.begin(4 * SECONDS)

    def begin(self, seconds: float) -> None:
        self.stop()
        self.timer = threading.Timer(seconds, self.fire)
        self.timer.daemon = True
        self.timer.start()

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()

    def fire(self) -> None:
        self.fired = True
        self.process.kill()


def campaign(seed: int, documents: int, jobs: int, done: set[int]) -> Iterator[tuple[int, list[Fault]]]:
    """(first number, faults) of every batch that is not done yet, as they end."""
    firsts = [first for first in range(0, documents, BATCH) if first not in done]
    with ThreadPoolExecutor(jobs) as pool:

        def run(first: int) -> tuple[int, list[Fault]]:
            return first, batch(seed, first, min(documents, first + BATCH))

        yield from pool.map(run, firsts)


def finished(journal: Path | None, seed: int) -> dict[int, list[Fault]]:
    """The batches that a journal holds; a line cut short by a stop is left out."""
    found: dict[int, list[Fault]] = {}
    if journal is not None and journal.exists():
        for line in journal.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if row["seed"] == seed and row["size"] == BATCH:
                found[row["first"]] = [Fault(**fault) for fault in row["faults"]]
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Read random documents; nothing may fail, hang or swell.")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="batches at a time")
    parser.add_argument("--resume", type=Path, help="a journal to write, and to go on from")
    parser.add_argument("--work", type=int, nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.work:
        work(chosen.seed, *chosen.work)
        return 0
    done = finished(chosen.resume, chosen.seed)
    faults = [fault for first, found in done.items() if first < chosen.documents for fault in found]
    looked_at, start = len([first for first in done if first < chosen.documents]) * BATCH, time.monotonic()
    for first, found in campaign(chosen.seed, chosen.documents, chosen.jobs, set(done)):
        if chosen.resume:
            row = {"seed": chosen.seed, "first": first, "size": BATCH, "faults": [asdict(fault) for fault in found]}
            with chosen.resume.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        faults += found
        for fault in found:
            print(f"document {fault.number} of seed {chosen.seed}: {fault.message}\n{fault.trace}", flush=True)
        looked_at = min(chosen.documents, looked_at + BATCH)
        seconds = time.monotonic() - start
        print(f"{looked_at} of {chosen.documents} documents, {len(faults)} faults, {seconds:.0f} s", flush=True)
    print(f"{chosen.documents} documents of seed {chosen.seed}: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
