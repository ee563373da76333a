"""derive train: word vectors by a derived gradient."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derive.cli.screen import write
from derive.report.neutral import neutral

if TYPE_CHECKING:
    from derive.training import Event, Job

INTERRUPTED = 130
_OPTIONS = {  # settings of a run; what is not said is the preset's, or else gensim's
    "loss": click.option("--loss", metavar="LOSS", help="negative-sampling (default), naive-softmax, cbow, ..."),
    "size": click.option("--size", type=int, metavar="N", help="Numbers of a vector (100)."),
    "window": click.option("--window", type=int, metavar="N", help="Words on each side at most (5)."),
    "negatives": click.option("--negative", "negatives", type=int, metavar="K", help="Negatives for a word (5)."),
    "min_count": click.option("--min-count", type=int, metavar="N", help="Leave out words that are rarer (5)."),
    "max_words": click.option("--max-words", type=int, metavar="N", help="Keep so many words, the most frequent."),
    "sample": click.option("--sample", type=float, metavar="S", help="Thin out words above this share (0.001)."),
    "alpha": click.option("--alpha", type=float, metavar="R", help="Learning rate at the beginning (0.025)."),
    "last_alpha": click.option("--last-alpha", type=float, metavar="R", help="Learning rate at the end (0.0001)."),
    "epochs": click.option("--epochs", type=int, metavar="N", help="How often to read the text (5)."),
    "seed": click.option("--seed", type=int, metavar="N", help="Of the random numbers (1)."),
    "threads": click.option("--threads", type=int, metavar="N", help="With 1, the default, two runs are equal."),
    "optimizer": click.option("--optimizer", metavar="WAY", help="sgd (the default) or adagrad."),
    "backend": click.option("--backend", metavar="WAY", help="auto (the default), c, numba or numpy."),
}  # fmt: skip


def _settings(command: Callable[..., object]) -> Callable[..., object]:
    for option in reversed(_OPTIONS.values()):
        command = option(command)
    return command


@click.command()
@click.argument("corpus", metavar="[CORPUS]", required=False)
@_settings
@click.option("--preset", "name", metavar="NAME", help="gensim (the default) or cs224n-a2.")
@click.option("--tokens", "way", default="words", metavar="WAY", help="words in small letters, or spaces.")
@click.option("--encoding", default="utf-8", metavar="NAME", help="Of the text (utf-8).")
@click.option(
    "-o",
    "--output",
    default="vectors.kv",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where the vectors go (vectors.kv); the format is binary for .bin, or else text.",
)
@click.option("--binary", is_flag=True, default=None, help="Write the binary format whatever the ending.")
@click.option("--verify", default=0, type=click.IntRange(0), metavar="N", help="Compare N batches with code by hand.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--force", is_flag=True, help="Write over what is there.")
@click.option(
    "--checkpoint", "every", default=60.0, type=click.FloatRange(0), metavar="SECONDS", help="How often (60)."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def train(
    *, corpus: str | None, name: str | None, way: str, encoding: str, output: Path, binary: bool | None, verify: int,
    resume: bool, force: bool, every: float, quiet: bool, **said: Any,
) -> int:  # fmt: skip
    """Train word vectors on CORPUS: a file, gzip or not, a folder, or - for standard input.

    Without CORPUS the documentation inside Python, NumPy and SymPy is read. The gradients are derived and proved, the
    routine is generated from them. `derive neighbours` and `derive analogy` ask the vectors.
    """
    from derive.training import begin, ordered
    from derive.training import train as run_to_end

    given = {key: value for key, value in said.items() if value is not None}
    order = ordered(
        name or "gensim", given, output=output, source=_source(corpus), way=way, encoding=encoding, binary=binary,
        verify=verify, resume=resume, force=force, every=every,
    )  # fmt: skip
    if resume and order.work.whole:
        write(f"{output} is whole: nothing to go on with\n")
        return 0
    shown = _Shown(quiet)
    job = begin(order, shown.reading)
    shown.head(job)
    with _stopping() as stop, shown.bar(job):
        whole = run_to_end(job, shown.event, stop)
    if not whole:
        click.echo(f"derive: stopped; the same command with --resume goes on from {job.work.checkpoint}", err=True)
        return INTERRUPTED
    words, size = len(job.run.corpus.counts), job.run.settings.size
    write(f"{output}: {words} vectors of {size} numbers; loss {job.loss():.4f}, its curve in {job.work.curve}\n")
    return 0


def _source(corpus: str | None) -> Any:
    if corpus == "-":
        return sys.stdin.buffer
    return Path(corpus) if corpus else None


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and a polite kill stop the run after its block; a second one stops it at once."""
    asked: list[int] = []

    def stop(number: int, frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Shown:
    """Progress on standard error: a bar on a terminal, elsewhere a line every ten seconds, nothing with --quiet."""

    SECONDS = 10

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.told = 0.0
        self.task: Any = None
        self.progress: Any = None

    def reading(self, words: int) -> None:
        """While the text is encoded."""
        if self._due():
            click.echo(f"reading: {words:,} words", err=True)

    def head(self, job: Job) -> None:
        """What is about to run, and what it rests on."""
        corpus, s = job.run.corpus, job.run.settings
        lines = [
            f"corpus    {corpus.read:,} words, {corpus.tokens:,} of them in a vocabulary of {len(corpus.counts):,}",
            f"routine   {job.choice.words}",
            f"settings  {s.loss}, size {s.size}, window {s.window}, epochs {s.epochs}, rate {s.alpha:g}-{s.rate(1):g}",
            f"proof     {job.proof or 'none: the function is yours'}",
            *([f"verified  {job.verified}"] if job.verified else []),
            *(f"note      {note}" for note in job.notes),
            *([f"resumed   after {job.run.done:,} of {job.run.words:,} words"] if job.resumed else []),
        ]
        write("".join(f"{neutral(line)}\n" for line in lines))

    @contextmanager
    def bar(self, job: Job) -> Iterator[None]:
        """A bar, where somebody can see it."""
        if self.quiet or not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %"),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=Console(stderr=True, markup=False, highlight=False)) as self.progress:
            self.task = self.progress.add_task("", total=job.run.words, completed=job.run.done)
            yield
        self.progress = None

    def event(self, event: Event) -> None:
        """After a block."""
        if event.trouble:
            click.echo(f"derive: {neutral(event.trouble)}", err=True)
        loss = "" if event.loss is None else f", loss {event.loss:.4f}"
        if self.progress is not None:
            self.progress.update(self.task, completed=event.done, description=f"{event.speed:,.0f} words/s{loss}")
        elif self._due() or (event.done == event.words and not self.quiet):
            left = (event.words - event.done) / max(event.speed, 1)
            share = 100 * event.done / event.words
            click.echo(f"{share:.0f} %, {event.speed:,.0f} words/s{loss}, {left:.0f} s left", err=True)

    def _due(self) -> bool:
        """Whether it is time for another line."""
        from time import monotonic

        if self.quiet or monotonic() - self.told < self.SECONDS:
            return False
        self.told = monotonic()
        return True
