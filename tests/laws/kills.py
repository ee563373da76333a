"""The campaign of kills: a run that is killed at any moment, however often, ends as one that was left alone.

    python -m tests.laws.kills --kills 100 --seed 1 --folder FOLDER [--words 2000000] [--checkpoint 1.0] [-- OPTIONS...]

Each life of a run is `derive train --resume`, ended by kill -9 after a time drawn from 0 to half of what an undisturbed
run takes. It is a fork of a process that has loaded everything, so that most kills meet a run and not its imports.
After every kill the checkpoint must be whole, no older than a checkpoint's time and a block's, and not behind the one
before. At the end the vectors must be those of the undisturbed run to the last bit. Exit code 1 means a violation.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.cli import main as derive_main
from derive.training import proof_of
from derive.training.work import Work
from numeric.word2vec.checkpoints import head

SLACK = 3.0  # seconds for a block, for writing, and for a machine that does something else


@dataclass(frozen=True)
class Life:
    """What one life of a run came to."""

    seconds: float
    lost: float | None
    blocks: int
    whole: bool


def command(folder: Path, output: str, every: float, options: Sequence[str]) -> list[str]:
    """A run that takes up what is there."""
    said = ["--threads", "1", "--checkpoint", str(every), "--quiet", "--resume", *options]
    return ["train", str(folder / "text.txt"), "-o", str(folder / output), *said]


def born(arguments: Sequence[str], said: Path) -> int:
    """A process of its own for a command; what it says is in a file."""
    child = os.fork()
    if child:
        return child
    code = 4
    try:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        derive_main(list(arguments))
    except SystemExit as left:
        code = int(left.code or 0)
    finally:
        os._exit(code)


def ended(child: int, seconds: float) -> int | None:
    """The exit code of a process that ends in time; None for one that is killed."""
    until = time.time() + seconds
    while time.time() < until:
        if (found := os.waitpid(child, os.WNOHANG))[0]:
            return os.waitstatus_to_exitcode(found[1])
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    found = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(found[1])
    return None if code == -signal.SIGKILL else code


def write_text(path: Path, words: int, seed: int) -> None:
    """Words with the frequencies of a text, none of them beside another for a reason."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        for _ in range(words // 20):
            out.write(" ".join(f"w{int(rng.paretovariate(1.0)) % 5000}" for _ in range(20)) + "\n")


def lives(run: Sequence[str], work: Work, rng: random.Random, longest: float) -> Iterator[Life]:
    """One life after the other, until the run comes to its end."""
    said = work.output.with_name("said.txt")
    while True:
        began = time.time()
        code = ended(born(run, said), rng.uniform(0, longest))
        if code is None:
            yield _life(work, began, time.time())
            continue
        if code:
            raise AssertionError(f"a run that nobody killed failed: {said.read_text(encoding='utf-8')}")
        yield Life(time.time() - began, None, 0, whole=True)
        return


def _life(work: Work, began: float, killed: float) -> Life:
    if work.whole:  # it was about to leave
        return Life(killed - began, None, 0, whole=True)
    if not work.checkpoint.exists():
        return Life(killed - began, None, 0, whole=False)
    found, written = head(work.checkpoint), work.checkpoint.stat().st_mtime
    return Life(killed - began, killed - written if written > began else None, found.at.blocks, whole=False)


def violations(found: Sequence[Life], every: float) -> list[str]:
    """What is wrong with the lives of one run."""
    late = [f"{life.lost:.1f} s were lost" for life in found if life.lost is not None and life.lost > every + SLACK]
    blocks = [life.blocks for life in found if not life.whole]
    return late + (["a checkpoint went back"] if blocks != sorted(blocks) else [])


def main(arguments: Sequence[str] | None = None) -> int:
    """The whole campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=2_000_000)
    parser.add_argument("--checkpoint", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("options", nargs="*", help="of derive train")
    said = parser.parse_args(arguments)
    said.folder.mkdir(parents=True, exist_ok=True)
    write_text(said.folder / "text.txt", said.words, said.seed)
    proof_of("shared-negatives")  # everything is loaded once, and forks have it
    began = time.time()
    undisturbed = command(said.folder, "whole.kv", said.checkpoint, said.options)
    if ended(born(undisturbed, said.folder / "said.txt"), 3600):
        raise AssertionError((said.folder / "said.txt").read_text(encoding="utf-8"))
    whole, rng, kills, wrong = time.time() - began, random.Random(said.seed), 0, []
    print(f"undisturbed: {whole:.1f} s", flush=True)
    while kills < said.kills:
        for leftover in said.folder.glob("killed.kv*"):
            if leftover.is_file():
                leftover.unlink()
        work = Work(said.folder / "killed.kv")
        run = list(lives(command(said.folder, "killed.kv", said.checkpoint, said.options), work, rng, whole / 2))
        kills += len(run) - 1
        wrong += violations(run, said.checkpoint)
        if work.output.read_bytes() != (said.folder / "whole.kv").read_bytes():
            wrong.append("the vectors are not those of the undisturbed run")
        lost = max((life.lost for life in run if life.lost is not None), default=0.0)
        print(f"{kills} kills; this run lived {len(run)} times, lost {lost:.1f} s at most; wrong: {wrong}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
