"""How long the command takes from a cold start: median and worst of several runs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7
EXAMPLE = "docs/examples/word2vec.md"
COMMANDS = (["--help"], ["check", EXAMPLE], ["check", "--json", EXAMPLE])


def seconds(arguments: list[str]) -> float:
    """One cold run."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "derive", *arguments], cwd=ROOT, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """One line a command."""
    for arguments in COMMANDS:
        times = [seconds(arguments) for _ in range(RUNS)]
        name = " ".join(["derive", *arguments])
        print(f"{name:50} median {statistics.median(times):6.3f} s   worst {max(times):6.3f} s")


if __name__ == "__main__":
    main()
