"""From an order to a job that is ready: the text encoded, the routine chosen, proved and verified, a run taken up.

    Order  --begin()-->  Job

Nothing that is there is destroyed unless the order says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from derive.errors import UsageError
from derive.training import english
from derive.training.choosing import BLOCKS, FEWEST, NUMBERS, SLOW, Choice, choose_kernel
from derive.training.kinds import Kind, kind_of
from derive.training.lock import Lock
from derive.training.presets import epochs_for, preset
from derive.training.proof import Proof, proof_of
from derive.training.saying import said
from derive.training.verifying import Verified, verify
from derive.training.work import Work
from numeric.word2vec import checkpoints, loop
from numeric.word2vec.adapter import RULES, Function, Pairs
from numeric.word2vec.blocks import Kernel
from numeric.word2vec.corpus import Corpus, encode, encoded, open_corpus
from numeric.word2vec.course import CourseFunction, Dataset, as_we_ask
from numeric.word2vec.evaluation import Probe, probe
from numeric.word2vec.noise import keep_chances
from numeric.word2vec.settings import Settings
from numeric.word2vec.texts import WAYS, Stream, sentences

MINUTE = 60.0
POINTS = 100  # of a curve, about


@dataclass(frozen=True)
class Order:
    """What is wanted.

    source     a file, a folder or a stream; None for the text that every machine has
    output     where the vectors go; binary or not by its ending where `binary` is None
    settings   with the backend that is asked for, auto among them
    windows    how many to learn from in place of settings.epochs; 0 for epochs
    function   trained by in place of a routine of ours: (U, v_c, o, negatives) -> loss, dU, dv_c
    course     the same with the arguments of CS224n's assignment; it draws its negatives itself
    verify     random batches to compare with code by hand before it begins
    resume     whether to go on with an unfinished run, force whether to begin anew over what is there
    every      seconds between checkpoints
    """

    output: Path
    source: Path | Stream | None = None
    settings: Settings = field(default_factory=lambda: Settings(backend="auto"))
    windows: int = 0
    way: str = "words"
    encoding: str = "utf-8"
    binary: bool | None = None
    function: Function | None = None
    course: CourseFunction | None = None
    verify: int = 0
    resume: bool = False
    force: bool = False
    every: float = MINUTE

    @property
    def work(self) -> Work:
        """Its files."""
        return Work(self.output)

    @property
    def theirs(self) -> bool:
        """Whether it is trained by a function of a person."""
        return self.function is not None or self.course is not None


def ordered(name: str, given: Mapping[str, Any], **rest: Any) -> Order:
    """An order with the settings of a preset, and over them those given; `rest` are the other fields."""
    known = preset(name)
    windows = 0 if "epochs" in given else known.windows
    with said():
        return Order(settings=Settings(**{"backend": "auto", **known.settings, **given}), windows=windows, **rest)


@dataclass
class Job:
    """A run that can begin; until it has been trained it holds the lock on its output."""

    order: Order
    lock: Lock = field(repr=False)
    run: loop.Run
    kind: Kind
    choice: Choice
    probe: Probe
    proof: Proof | None
    verified: Verified | None
    resumed: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def work(self) -> Work:
        """Its files."""
        return self.order.work

    def loss(self) -> float:
        """At the pairs of the probe, as the vectors are now."""
        return self.kind.measure(self.probe, *self.run.vectors())


def begin(order: Order, reading: Callable[[int], object] = lambda words: None) -> Job:
    """Make everything ready; UsageError where it cannot be. `reading` is told how many words are read."""
    with said(), _held(order) as lock:
        kind = kind_of(order.settings.loss)
        _look(order)
        corpus = _corpus(order, reading)
        s = _with_epochs(order, corpus)
        choice = _choice(order, kind, s, corpus)
        s = replace(s, backend=choice.backend, block=_block(choice, kind, s, corpus))
        run = loop.new_run(corpus, choice.kernel, s)
        resumed = order.resume and order.work.checkpoint.exists()
        more = checkpoints.load(run, order.work.checkpoint) if resumed else {}
        proof = None if order.theirs else proof_of(choice.loss)
        verified = _verified(order, choice, s) if order.verify and not order.theirs else None
        drawn = s.negatives if kind.draws else 0
        measured = probe(corpus.ids, corpus.offsets, run.keep, run.noise, s.window, drawn, let_go=corpus.let_go)
        return Job(
            order, lock, run, kind, choice, measured, proof, verified, resumed, more, _notes(corpus, kind, s, choice)
        )


@contextmanager
def _held(order: Order) -> Iterator[Lock]:
    """The lock on the output, let go of where something is refused."""
    _there(order.work)
    lock = Lock(order.output)
    try:
        lock.take()
    except OSError as error:
        raise UsageError(f"{lock.path}: {error.strerror or error}") from None
    try:
        yield lock
    except BaseException:
        lock.free()
        raise


def _there(work: Work) -> None:
    """Whether something can be written."""
    if not work.output.parent.is_dir():
        raise UsageError(f"{work.output}: there is no folder {work.output.parent}")
    if work.output.is_dir():
        raise UsageError(f"{work.output}: is a folder; expected the name of a file")
    if not os.access(work.output.parent, os.W_OK):
        raise UsageError(f"{work.output}: nothing can be written into {work.output.parent}")


def _look(order: Order) -> None:
    """Refuse what would destroy something."""
    work = order.work
    if order.force or order.resume:
        return
    if work.checkpoint.exists():
        raise UsageError(f"{work.output}: an unfinished run is there: --resume goes on with it, --force begins anew")
    if work.output.exists():
        raise UsageError(f"{work.output}: is there already; --force writes over it")


def _corpus(order: Order, reading: Callable[[int], object]) -> Corpus:
    """The text as numbers: those of an unfinished run, or made now."""
    work, s, source = order.work, order.settings, _source(order)
    there = encoded(work.corpus) and work.of_source(source)
    if order.resume and there:
        return open_corpus(work.corpus)
    if order.resume and work.checkpoint.exists():
        raise UsageError(f"{work.checkpoint}: is of another text, or of one read otherwise; --force begins anew")
    work.clear()
    corpus = encode(_counted(_sentences(order), reading), work.corpus, s.min_count, s.max_words)
    work.say_source(source)
    return corpus


def _sentences(order: Order) -> Iterator[list[str]]:
    if order.source is None:
        split = WAYS["words"]
        return (words for line in english.paragraphs() if (words := split(line)))
    return sentences(order.source, order.way, order.encoding)


def _counted(found: Iterator[list[str]], reading: Callable[[int], object]) -> Iterator[list[str]]:
    """The same, telling now and then how many words went by."""
    words, told = 0, 0
    for sentence in found:
        yield sentence
        words += len(sentence)
        if words - told >= 100_000:
            reading(words)
            told = words


def _source(order: Order) -> dict[str, Any]:
    """Of what a corpus is made: where, how large, how old, how read."""
    s = order.settings
    how: dict[str, Any] = {"way": order.way, "encoding": order.encoding, "least": s.min_count, "most": s.max_words}
    if isinstance(order.source, Path):
        inside = sorted(order.source.rglob("*")) if order.source.is_dir() else [order.source]
        states = [path.stat() for path in inside if path.is_file()]
        age = max((state.st_mtime_ns for state in states), default=0)
        return {**how, "path": str(order.source.resolve()), "size": sum(state.st_size for state in states), "age": age}
    return {**how, "path": english.NAME if order.source is None else "-"}


def _with_epochs(order: Order, corpus: Corpus) -> Settings:
    if not order.windows:
        return order.settings
    keep = keep_chances(corpus.counts, order.settings.sample)
    return replace(order.settings, epochs=epochs_for(order.windows, corpus, keep))


def _choice(order: Order, kind: Kind, s: Settings, corpus: Corpus) -> Choice:
    """The routine of ours or the function of theirs."""
    if order.course is not None:
        function = as_we_ask(order.course, Dataset(corpus, s.seed, s.sample))
        return _theirs(order.course, Pairs(function, s.size, s.window, rule=RULES[s.optimizer](), whole=True))
    if order.function is not None:
        return _theirs(order.function, kind.kernel(order.function, s.size, s.window, s.negatives, s.optimizer))
    return choose_kernel(s.loss, s.size, s.negatives, s.window, backend=s.backend, optimizer=s.optimizer)


def _theirs(function: Function, kernel: Kernel) -> Choice:
    return Choice(kernel, kernel, "", "yours", f"{getattr(function, '__name__', 'a function')} of yours, pair by pair")


def _block(choice: Choice, kind: Kind, s: Settings, corpus: Corpus) -> int:
    """Words between two looks at the clock: as many as the threads can do in a second, or fewer for a short run."""
    block = min(choice.block, max(BLOCKS[SLOW], s.epochs * corpus.tokens // POINTS))
    if not kind.draws:
        all_rows = NUMBERS.get(choice.backend, NUMBERS[SLOW]) // (len(corpus.counts) * s.size)
        block = max(FEWEST, min(block, all_rows))
    return block * s.threads


def _verified(order: Order, choice: Choice, s: Settings) -> Verified:
    # a kernel of its own: what Adagrad remembers of random batches is not for the run
    fresh = choose_kernel(s.loss, s.size, s.negatives, s.window, backend=choice.backend, optimizer=s.optimizer)
    return verify(fresh.kernel, fresh.by_hand, s.size, order.verify, s.seed)


def _notes(corpus: Corpus, kind: Kind, s: Settings, choice: Choice) -> tuple[str, ...]:
    """What one should know before it begins."""
    found = list(choice.notes)
    if kind.draws and s.negatives >= len(corpus.counts):
        found.append(f"{s.negatives} negatives out of {len(corpus.counts)} words: most are drawn more than once")
    if s.threads > 1:
        found.append(f"{s.threads} threads change the vectors without locks: two runs differ")
    return tuple(found)
