"""How long things take: whole processes from a cold start, and links in a warm one.

    python tools/bench.py [FILE...]     FILE: documents to judge beside those of tests/corpus

Medians and worst cases of runs that take turns, so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7


def cold(commands: list[list[str]]) -> None:
    """Whole processes."""
    times: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for arguments in commands:
            start = time.perf_counter()
            subprocess.run([sys.executable, "-m", "derive", *arguments], cwd=ROOT, capture_output=True, check=False)
            times.setdefault(" ".join(["derive", *arguments]), []).append(time.perf_counter() - start)
    for name, taken in times.items():
        print(f"{name[-70:]:70} median {statistics.median(taken):6.3f} s   worst {max(taken):6.3f} s")


def warm(documents: list[Path]) -> None:
    """One process: the mean over links, and the longest that one chain took to read and one link to report."""
    from derive.judge import check  # noqa: PLC0415 - its import time is not what is measured
    from derive.source.load import load  # noqa: PLC0415

    reading = watched(check, "_best_reading")
    reporting = watched(check, "finding")
    links, total = 0, 0.0
    for path in documents:
        source = load(path)
        start = time.perf_counter()
        report = check.check_source(source)
        taken = time.perf_counter() - start
        links, total = links + len(report.findings), total + taken
        print(f"{path.name[:40]:40} {len(report.findings):4} links   {taken:6.3f} s")
    print(f"{links} links, {1000 * total / max(links, 1):.1f} ms a link")
    print(f"longest reading of a chain {max(reading):.3f} s, longest report of a link {max(reporting):.3f} s")


def watched(module: Any, name: str) -> list[float]:
    """Seconds of every call of a function from now on."""
    inner: Callable[..., Any] = getattr(module, name)
    times: list[float] = []

    def outer(*arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return inner(*arguments)
        finally:
            times.append(time.perf_counter() - start)

    setattr(module, name, outer)
    return times


def main() -> None:
    """Both tables."""
    given = [Path(name).resolve() for name in sys.argv[1:]]
    example = "docs/examples/word2vec.md"
    commands = [["--help"], ["check", example], ["check", "--json", example]]
    cold([*commands, *(["check", "--json", str(path)] for path in given)])
    warm([*sorted((ROOT / "tests" / "corpus").glob("*.md")), *given])


if __name__ == "__main__":
    main()
