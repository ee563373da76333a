"""The soundness campaign: no mistake is ever proved, no truth-preserving rewrite ever refuted.

    python -m tests.laws.campaign --mutants 10000 --rewrites 1000 --seed 1 [--resume FILE]

Item n of a seed is the same in every run. Each is written to the journal and synced before the next begins, so that a
campaign goes on where it was stopped. Exit code 1 means a violation; every one is printed with what it takes to see it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from random import Random
from typing import Any

from derive.decision.decide import Decision, decide
from derive.fields import Outcome, compare
from derive.prove import prove
from derive.terms.facts import Facts
from derive.terms.printing import plain
from derive.terms.term import Term
from derive.verdicts.verdict import Verdict
from tests.laws.floats import differ
from tests.laws.mutants import mutant
from tests.laws.reading import everything
from tests.laws.rewrites import rewritten

LARGEST = 3  # no counterexample needs a larger size
WORLDS = 6  # in which a rewrite is looked at by floats before it counts
DISAGREE = "D902"
EVERY = 250  # items between two lines of progress

Claim = tuple[Term, Term, Facts]


@dataclass(frozen=True)
class Deciders:
    """What is being tested; a test of the campaign puts something false here."""

    prove: Callable[..., object | None] = prove
    compare: Callable[..., Outcome] = compare
    decide: Callable[..., Decision] = decide


REAL = Deciders()


@dataclass(frozen=True)
class Record:
    """What became of one item; `faults` are violations."""

    kind: str
    number: int
    step: str
    edits: tuple[str, ...]
    verdict: str = "none"
    code: str = ""
    size: int = 0
    seconds: float = 0.0
    faults: tuple[str, ...] = ()
    left: str = ""
    right: str = ""
    facts: str = ""
    confirmed: str = ""  # of a mutant: how it is certain that it is false


def item_rng(kind: str, seed: int, number: int) -> Random:
    """The randomness of one item, independent of all others."""
    return Random(f"{kind} {seed} {number}")


def try_mutant(seed: int, number: int, deciders: Deciders) -> Record:
    """A certainly false step: no decider may say that it is true."""
    rng = item_rng("mutant", seed, number)
    made = None
    while made is None:
        step = rng.choice(everything())
        made = mutant(step, rng)
    record = Record("mutant", number, step.row.name, made.edits, confirmed=made.confirmed)
    record, decision = _decided(record, (step.left, made.term, made.facts), deciders)
    faults = []
    if decision.verdict is Verdict.PROVED:
        faults.append("a mutant is judged proved")
    if deciders.prove(step.left, made.term, made.facts) is not None:
        faults.append("a mutant is proved")
    if deciders.compare(step.left, made.term, made.facts) is Outcome.AGREES:
        faults.append("the fields agree on a mutant")
    if record.size > LARGEST:
        faults.append(f"a counterexample of size {record.size}")
    return replace(record, faults=(*record.faults, *faults))


def try_rewrite(seed: int, number: int, deciders: Deciders) -> Record:
    """A true step: no decider may say that it is false."""
    rng = item_rng("rewrite", seed, number)
    step = rng.choice(everything())
    made = rewritten(step, rng)
    claim = (made.left, made.right, step.held)
    record, decision = _decided(Record("rewrite", number, step.row.name, made.laws), claim, deciders)
    faults = []
    if differ(*claim, rng, WORLDS):
        faults.append("the rewrite itself is false")
    if decision.verdict is Verdict.REFUTED:
        faults.append("a true step is refuted")
    if deciders.compare(*claim) is Outcome.DIFFERS:
        faults.append("the fields differ on a true step")
    return replace(record, faults=(*record.faults, *faults))


def _decided(record: Record, claim: Claim, deciders: Deciders) -> tuple[Record, Decision]:
    """What the judge says, without any hypotheses that it might assume."""
    start = time.perf_counter()
    decision = deciders.decide(*claim, ())
    seconds = round(time.perf_counter() - start, 4)
    size = max(decision.counterexample.sizes.values(), default=0) if decision.counterexample else 0
    done = replace(
        record,
        verdict=decision.verdict.value,
        code=decision.code,
        size=size,
        seconds=seconds,
        faults=("the deciders disagree",) if decision.code == DISAGREE else (),
        left=plain(claim[0]),
        right=plain(claim[1]),
        facts=shown(claim[2]),
    )
    return done, decision


def shown(facts: Facts) -> str:
    """The facts that are not empty."""
    held = {field.name: sorted(map(str, getattr(facts, field.name))) for field in fields(facts)}
    return ", ".join(f"{name} {' and '.join(found)}" for name, found in held.items() if found)


TRIES = {"mutant": try_mutant, "rewrite": try_rewrite}


class Journal:
    """One line of JSON a finished item, synced; a torn last line is dropped, a journal of another campaign refused."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.head = {"seed": seed, "made_from": _digest()}
        self.done = self._read()

    def _read(self) -> dict[tuple[str, int], Record]:
        data = self.path.read_bytes() if self.path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        lines = [json.loads(line) for line in whole.splitlines()]
        if not lines:
            self._write(self.head)
            return {}
        if lines[0] != self.head:
            raise SystemExit(f"{self.path} is the journal of another campaign: {lines[0]}")
        return {(r.kind, r.number): r for r in map(_restored, lines[1:])}

    def add(self, record: Record) -> None:
        """Keep a record for good."""
        self._write(asdict(record))

    def _write(self, line: dict[str, Any]) -> None:
        with self.path.open("ab") as file:
            file.write(json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _restored(line: dict[str, Any]) -> Record:
    return Record(**{**line, "edits": tuple(line["edits"]), "faults": tuple(line["faults"])})


def _digest() -> str:
    """Which table, edits and laws the items were made from."""
    own = [path for path in sorted(Path(__file__).parent.glob("*.py")) if not path.name.startswith("test_")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in own)).hexdigest()[:16]


def campaign(
    mutants: int, rewrites: int, seed: int, deciders: Deciders = REAL, journal: Journal | None = None
) -> Iterator[Record]:
    """Every item in order, those of the journal as they were."""
    for kind, count in (("mutant", mutants), ("rewrite", rewrites)):
        for number in range(count):
            record = journal.done.get((kind, number)) if journal else None
            if record is None:
                record = TRIES[kind](seed, number, deciders)
                if journal:
                    journal.add(record)
            yield record


def summary(records: Iterable[Record]) -> str:
    """One line with all counts."""
    parts, faults = [], 0
    groups: dict[str, list[Record]] = {kind: [] for kind in TRIES}
    for record in records:
        groups[record.kind].append(record)
        faults += bool(record.faults)
    for kind, group in groups.items():
        counts = Counter(f"{r.verdict} {r.code}".strip() for r in group)
        shares = ", ".join(f"{n} {name} ({100 * n / len(group):.1f} %)" for name, n in counts.most_common())
        seconds = sorted(r.seconds for r in group) or [0.0]
        parts.append(
            f"{len(group)} {kind}s{_certain(group)}: {shares or 'none'}; "
            f"largest size {max((r.size for r in group), default=0)}, "
            f"{1000 * sum(seconds) / len(seconds):.0f} ms each, {1000 * seconds[-1]:.0f} ms at most"
        )
    return f"{'; '.join(parts)}; {faults} violations"


def _certain(group: list[Record]) -> str:
    """How many are false for certain, and how."""
    counts = Counter(r.confirmed for r in group if r.confirmed)
    return f" ({', '.join(f'{n} false by {how} values' for how, n in sorted(counts.items()))})" if counts else ""


def told(record: Record, seed: int) -> str:
    """A violation with all it takes to see it again."""
    return (
        f"VIOLATION: {', '.join(record.faults)}\n  seed {seed}, {record.kind} {record.number}, step {record.step!r}, "
        f"by {', '.join(record.edits)}\n  left  {record.left}\n  right {record.right}"
        f"\n  facts {record.facts or 'none'}"
    )


def main(arguments: list[str] | None = None, deciders: Deciders = REAL) -> int:
    """Run a campaign; 1 if anything was violated."""
    parser = argparse.ArgumentParser(prog="campaign", description=__doc__.split("\n", 1)[0])  # type: ignore[union-attr]
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--rewrites", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, metavar="FILE", help="the journal to write, or to go on with")
    chosen = parser.parse_args(arguments)
    journal = Journal(chosen.resume, chosen.seed) if chosen.resume else None
    records = []
    for record in campaign(chosen.mutants, chosen.rewrites, chosen.seed, deciders, journal):
        records.append(record)
        if record.faults:
            print(told(record, chosen.seed))
        if len(records) % EVERY == 0:
            print(f"{len(records)} of {chosen.mutants + chosen.rewrites}", file=sys.stderr, flush=True)
    print(summary(records))
    return int(any(record.faults for record in records))


if __name__ == "__main__":
    sys.exit(main())
