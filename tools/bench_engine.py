"""How long the engine takes a step, from cold caches: proving true steps, refuting false ones.

    python -m tools.bench_engine prove [--runs 3] [--slowest 10]    derive.prove alone, over all true steps of the laws
    python -m tools.bench_engine refute [--mutants 500] [--seed 1]  the judge's whole answer, certificate included

The time of a step is the processor time of the fastest of some runs: what a busy machine adds is not the step's. Every
cache of normal forms, proofs and counterexamples is emptied before each run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random

from derive.decision import decide as judge
from derive.prove import polynomial, prove
from derive.prove.generators import Generator
from tests.laws.mutants import mutant
from tests.laws.reading import everything

Work = Callable[[], object]
BARS = {"prove": "mean < 5 ms, p99 < 100 ms", "refute": "mean < 50 ms"}


def forget() -> None:
    """Empty every cache that one step could leave to the next."""
    Generator.forget(0)
    polynomial._anatomy.cache_clear()
    judge.proof.cache_clear()
    judge.refutation.cache_clear()


def least(work: Work, runs: int) -> float:
    """The milliseconds of the fastest of some cold runs."""
    found = []
    for _ in range(runs):
        forget()
        start = time.process_time()
        work()
        found.append(1000 * (time.process_time() - start))
    return min(found)


def proofs() -> Iterator[tuple[str, Work]]:
    """Every true step, to be proved by decider A."""
    for step in everything():
        yield step.row.name, partial(prove, step.left, step.right, step.held)


def refutations(count: int, seed: int) -> Iterator[tuple[str, Work]]:
    """Mutants, to be judged with all that a verdict takes."""
    rng = Random(seed)
    for _ in range(count):
        step = rng.choice(everything())
        made = mutant(step, rng)
        if made is not None:
            work = partial(judge.decide, step.left, made.term, made.facts, ())
            yield f"{step.row.name} by {', '.join(made.edits)}", work


def told(kind: str, times: list[tuple[float, str]], slowest: int) -> Iterator[str]:
    """The figures, and the slowest steps with their names."""
    ordered = sorted(times, reverse=True)
    taken = [time for time, _ in ordered]
    p99 = taken[len(taken) // 100]
    yield (
        f"{kind}: {len(taken)} steps, mean {statistics.mean(taken):.2f} ms, median {statistics.median(taken):.2f} ms, "
        f"p99 {p99:.1f} ms, worst {taken[0]:.1f} ms ({ordered[0][1]}); bars: {BARS[kind]}"
    )
    yield from (f"  {time:8.2f} ms  {name}" for time, name in ordered[:slowest])


def measured(items: Iterable[tuple[str, Work]], runs: int) -> list[tuple[float, str]]:
    """Milliseconds and names."""
    return [(least(work, runs), name) for name, work in items]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures of one kind of work."""
    parser = argparse.ArgumentParser(prog="bench_engine", description=__doc__.split("\n", 1)[0])  # type: ignore[union-attr]
    parser.add_argument("kind", choices=sorted(BARS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slowest", type=int, default=10)
    parser.add_argument("--mutants", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    items = proofs() if chosen.kind == "prove" else refutations(chosen.mutants, chosen.seed)
    for line in told(chosen.kind, measured(items, chosen.runs), chosen.slowest):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
