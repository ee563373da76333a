"""Figures of training, for docs/benchmarks.md. Every run has a process of its own; programs take turns, rounds times.

    python tools/bench_training.py quality TEXT [--gensim PYTHON] [--epochs 5] [--rounds 3] [--loss LOSS] [--alpha R]
    python tools/bench_training.py scale       words from 1 M to 30 M, vocabularies from 5,000 to 500,000
    python tools/bench_training.py memory      the largest amount of memory that a run had
    python tools/bench_training.py course      the exercise of CS224n against its plain loop

TEXT has a sentence a line and its words between spaces; every 50th line is held out. PYTHON is an interpreter that has
gensim. Speed is words of the text over seconds of processor time, the vocabulary and the routine being made; losses are
those of one piece of code at the same pairs.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from derive.training import Job, Order, begin, ordered
from derive.training.kinds import kind_of
from numeric.word2vec import loop
from numeric.word2vec.corpus import Corpus, encode
from numeric.word2vec.course import Recipe, as_the_course_asks, train_plainly
from numeric.word2vec.evaluation import analogies, probe, similarity
from numeric.word2vec.losses import negative_sampling
from numeric.word2vec.noise import alias_table, keep_chances
from numeric.word2vec.settings import Settings
from numeric.word2vec.texts import sentences
from numeric.word2vec.vectors import Vectors
from tools.bench_fast import toucher

HELD = 50
GENSIM = """
import json, os, resource, sys, time
import numpy as np
from gensim.models import Word2Vec
from gensim.models.word2vec import LineSentence
import gensim
text, folder, epochs, threads, seed, loss = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]), sys.argv[6]
lines = list(LineSentence(text))
how = {"sg": 1} if loss == "negative-sampling" else {"sg": 0, "cbow_mean": int("mean" in loss)}
model = Word2Vec(vector_size=100, window=5, min_count=5, negative=5, sample=1e-3, workers=threads, seed=seed, **how)
model.build_vocab(lines)
cpu, wall = time.process_time(), time.perf_counter()
model.train(lines, total_examples=model.corpus_count, epochs=epochs)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
np.save(folder + "/V.npy", model.wv.vectors)
np.save(folder + "/U.npy", model.syn1neg)
open(folder + "/words.txt", "w").write("\\n".join(model.wv.index_to_key))
words = sum(map(len, lines)) * epochs
data = os.path.dirname(gensim.__file__) + "/test/test_data"
print(json.dumps({"cpu": cpu, "wall": wall, "words": words, "data": data}))
"""


def row(*cells: object) -> None:
    """A line of a table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


# one run in a process of its own


def one(said: argparse.Namespace) -> None:
    """Train, and print what it took as JSON."""
    before = peak()
    chosen = {"loss": said.loss, "alpha": said.alpha, "epochs": said.epochs}
    settings = Settings(backend=said.backend, threads=said.threads, seed=said.seed, **chosen)
    order = Order(output=said.folder / "v.kv", source=said.text, settings=settings, way="spaces", force=True, verify=1)
    job = begin(order)
    cpu, wall = time.process_time(), time.perf_counter()
    loop.train(job.run)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    for name, array in zip("VU", job.run.vectors(), strict=True):
        np.save(said.folder / f"{name}.npy", array)
    corpus = job.run.corpus
    (said.folder / "words.txt").write_text("\n".join(corpus.words()), encoding="utf-8")
    told = {"cpu": cpu, "wall": wall, "words": corpus.read * said.epochs, "pairs": job.run.at.pairs}
    arrays = 8 * len(corpus.counts) * settings.size + 4 * min(job.run.settings.block, corpus.tokens)
    memory = {"before": before, "peak": peak(), "arrays": arrays}
    print(json.dumps({**told, **memory, "touch": touches(job), "backend": job.choice.backend}))


def touches(job: Job, windows: int = 200_000) -> float:
    """Seconds a pair to read and write the rows of its windows and no more: what caches make of such a vocabulary.

    A window has its centre word and K drawn words in one matrix, and its words around in the other.
    """
    corpus, settings, rng = job.run.corpus, job.run.settings, np.random.default_rng(0)
    kept, noise = (weights / weights.sum() for weights in (corpus.counts * job.run.keep, corpus.counts**0.75))
    around = max(1, round(job.run.at.pairs / (settings.epochs * (corpus.counts * job.run.keep).sum()) * windows))
    inside = rng.choice(len(kept), around, p=kept)
    across = [rng.choice(len(kept), windows, p=kept), rng.choice(len(noise), settings.negatives * windows, p=noise)]
    touch = toucher(job.run.U, job.run.V, np.concatenate(across), inside)
    touch()
    began = time.process_time()
    touch()
    return (time.process_time() - began) / around


def peak() -> int:
    """Bytes that this program had at most; what getrusage says begins with those of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


USUAL = Settings()


def run(
    text: Path, folder: Path, backend: str, *, python: str = "", settings: Settings = USUAL, threads: int = 1,
    seed: int = 1,
) -> Any:  # fmt: skip
    """One run of a backend, or of gensim, which has its own usual rate."""
    numbers = [str(settings.epochs), str(threads), str(seed)]
    if backend == "gensim":
        command = [python, "-c", GENSIM, str(text), str(folder), *numbers, settings.loss]
    else:
        rest = [settings.loss, str(settings.alpha)]
        command = [sys.executable, __file__, "one", str(text), str(folder), backend, *numbers, *rest]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{backend}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


# quality


def quality(said: argparse.Namespace) -> None:
    """Speed and quality of every backend, and of gensim, on one text."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        text, held = split(said.text, folder)
        corpus = encode(sentences(text, "spaces"), folder / "corpus", 5)
        scorer = Scorer(corpus, held, said.data, said.loss)
        settings = Settings(loss=said.loss, alpha=said.alpha, epochs=said.epochs)
        print(f"{corpus.read:,} words, {len(corpus.counts):,} different, {said.epochs} epochs, {said.rounds} rounds\n")
        row(
            "program",
            "threads",
            "thousand words/s of processor",
            "of the clock",
            "held-out loss",
            "WordSim-353",
            "analogies",
        )
        row(*["---"] * 7)
        turns = list(product(said.backends.split(","), map(int, said.threads.split(","))))
        found: dict[tuple[str, int], list[Any]] = {turn: [] for turn in turns}
        for seed in range(1, said.rounds + 1):
            for backend, threads in turns:
                made = run(text, folder, backend, python=said.gensim, settings=settings, threads=threads, seed=seed)
                found[backend, threads].append({**made, **scorer.score(folder)})
                print(backend, threads, *summary(found[backend, threads][-1:]), file=sys.stderr, flush=True)
        for (backend, threads), rounds in found.items():
            row(backend, threads, *summary(rounds))


def summary(rounds: Sequence[Any]) -> Iterator[str]:
    """Medians over the rounds."""
    yield f"{statistics.median(r['words'] / r['cpu'] for r in rounds) / 1000:,.0f}"
    yield f"{statistics.median(r['words'] / r['wall'] for r in rounds) / 1000:,.0f}"
    for name in ("held", "similarity", "analogies"):
        yield f"{statistics.median(r[name] for r in rounds):.3f}"


def split(path: Path, folder: Path) -> tuple[Path, Path]:
    """Every 50th line apart."""
    text, held = folder / "text.txt", folder / "held.txt"
    with path.open(encoding="utf-8") as lines, text.open("w") as one, held.open("w") as other:
        for number, line in enumerate(lines):
            (one if number % HELD else other).write(line)
    return text, held


class Scorer:
    """The same pairs and questions for everybody."""

    def __init__(self, corpus: Corpus, held: Path, data: Path | None, loss: str) -> None:
        self.words, self.data, self.kind = list(corpus.words()), data, kind_of(loss)
        places = {word: at for at, word in enumerate(self.words)}
        known = [[places[w] for w in line if w in places][:1000] for line in sentences(held, "spaces")]
        ids = np.array([w for line in known for w in line], np.int32)
        offsets = np.cumsum([0, *map(len, known)])
        keep = keep_chances(corpus.counts, 1e-3)
        self.probe = probe(ids, offsets, keep, alias_table(corpus.counts), 5, 5, 0)

    def score(self, folder: Path) -> dict[str, float]:
        """Of the vectors in a folder."""
        words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
        places = {word: at for at, word in enumerate(words)}
        order = [places[word] for word in self.words]
        V, U = (np.load(folder / f"{name}.npy")[order] for name in "VU")
        vectors, nan = Vectors(self.words, V), math.nan
        files = [self.data / name for name in ("wordsim353.tsv", "questions-words.txt")] if self.data else []
        judged = [similarity(vectors, files[0]).value, analogies(vectors, files[1]).value] if files else [nan, nan]
        return {"held": self.kind.measure(self.probe, V, U), "similarity": judged[0], "analogies": judged[1]}


# how the cost grows


def zipf(path: Path, words: int, vocabulary: int, seed: int = 1) -> Path:
    """Words whose frequencies fall as 1 over their rank, twenty a line; every word stands there at least five times."""
    rng, ranks = np.random.default_rng(seed), np.arange(1, vocabulary + 1)
    share = np.cumsum(1 / ranks)
    with path.open("w") as out:
        rare = np.tile(np.arange(vocabulary), 5)
        rng.shuffle(rare)
        for at in range(0, words, 1_000_000):
            part = np.searchsorted(share, rng.random(min(1_000_000, words - at)) * share[-1])
            few = rare[at * len(rare) // words : (at + len(part)) * len(rare) // words]
            part[rng.permutation(len(part))[: len(few)]] = few
            out.writelines(" ".join(f"w{w}" for w in line) + "\n" for line in part.reshape(-1, 20))
    return path


def scale(said: argparse.Namespace) -> None:
    """The cost of a word, by the length of the text and by the size of the vocabulary; the texts take turns."""
    row(
        "words",
        "vocabulary",
        "million pairs",
        "ns of processor a word",
        "a pair",
        "... to touch its rows",
        "over that",
        "MB in all",
        "... over matrices and block, without what was there before",
    )
    row(*["---"] * 9)
    with TemporaryDirectory() as name:
        texts = {size: zipf(Path(name) / "{}-{}.txt".format(*size), *size) for size in said.sizes}
        found: dict[tuple[int, int], list[Any]] = {size: [] for size in texts}
        for seed in range(1, said.rounds + 1):
            for size, text in texts.items():
                found[size].append(run(text, Path(name), said.backend, settings=Settings(epochs=1), seed=seed))
                print(*size, *costs(size[0], found[size][-1:]), file=sys.stderr, flush=True)
        for size, made in found.items():
            row(*(f"{n:,}" for n in size), *costs(size[0], made))


def costs(words: int, made: Sequence[Any]) -> Iterator[str]:
    """Medians over the rounds."""
    cpu, pairs = statistics.median(m["cpu"] for m in made), made[0]["pairs"]
    touch = statistics.median(m["touch"] for m in made)
    yield f"{pairs / 1e6:.1f}"
    yield from (f"{1e9 * cpu / n:.0f}" for n in (words, pairs))
    yield from (f"{1e9 * touch:.0f}", f"{cpu / pairs / touch:.2f}")
    yield f"{max(m['peak'] for m in made) / 2**20:.0f}"
    yield f"{max((m['peak'] - m['before']) / m['arrays'] for m in made):.2f}"


SCALE = [(n * 1_000_000, 50_000) for n in (1, 3, 10, 30)] + [(10_000_000, v) for v in (5_000, 500_000)]


# the course


def course(said: argparse.Namespace) -> None:
    """Pairs a second of the plain loop and of the preset, and their losses after as many pairs.

    The course draws a sentence and then a place in it, so that short sentences, with fewer words around, come up more
    often than in the order of the text: pairs are what both can be measured by.
    """
    with TemporaryDirectory() as name:
        order = ordered("cs224n-a2", {"backend": said.backend}, output=Path(name) / "v.kv", source=said.text, verify=1)
        job = begin(order)
        print(f"{job.run.corpus.read:,} words, {len(job.run.corpus.counts):,} different; {job.choice.words}\n")
        ours, plain = preset_run(job), plain_run(job, said.steps)
        row("", "pairs", "seconds of processor", "pairs/s", "loss")
        row(*["---"] * 5)
        for who, (seconds, curve) in (("plain loop", plain), ("derive train --preset cs224n-a2", ours)):
            pairs, loss = curve[-1]
            row(who, f"{pairs:,}", f"{seconds:.1f}", f"{pairs / seconds:,.0f}", f"{loss:.3f}")
        print()
        row("pairs", "loss of the plain loop", "of derive")
        row(*["---"] * 3)
        at, losses = zip(*ours[1], strict=True)
        for pairs, loss in plain[1]:
            row(f"{pairs:,}", f"{loss:.4f}", f"{np.interp(pairs, at, losses):.4f}")


def preset_run(job: Job) -> tuple[float, list[tuple[int, float]]]:
    """Seconds of the preset, and its loss by the number of pairs; measuring takes none of them."""
    curve, spent = [(0, job.loss())], 0.0
    began = time.process_time()

    def after(run: loop.Run) -> bool:
        nonlocal spent, began
        spent += time.process_time() - began
        curve.append((run.at.pairs, job.loss()))
        began = time.process_time()
        return True

    loop.train(job.run, after)
    return spent, curve


def plain_run(job: Job, steps: int) -> tuple[float, list[tuple[int, float]]]:
    """The same of the plain loop."""
    asked, pairs = as_the_course_asks(negative_sampling, job.run.settings.negatives), 0
    curve: list[tuple[int, float]] = []

    def counted(*arguments: Any) -> Any:
        nonlocal pairs
        pairs += 1
        return asked(*arguments)

    def after(step: int, V: Any, U: Any) -> None:
        if step % max(1, steps // 8) == 0:
            curve.append((pairs, job.kind.measure(job.probe, V, U)))

    began = time.process_time()
    train_plainly(counted, job.run.corpus, Recipe(steps=steps), after=after)
    return time.process_time() - began, curve


def main() -> None:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(required=True)
    way = ways.add_parser("quality")
    way.add_argument("text", type=Path)
    way.add_argument("--gensim", default=sys.executable)
    way.add_argument("--data", type=Path, help="folder with wordsim353.tsv and questions-words.txt")
    way.add_argument("--epochs", type=int, default=5)
    way.add_argument("--rounds", type=int, default=3)
    way.add_argument("--threads", default="1,2")
    way.add_argument("--backends", default="gensim,c,numba")
    way.add_argument("--loss", default=USUAL.loss)
    way.add_argument("--alpha", type=float, default=USUAL.alpha, help="of the routines; gensim has its own")
    way.set_defaults(call=quality)
    for name, sizes in (("scale", SCALE), ("memory", SCALE[-1:])):
        way = ways.add_parser(name)
        way.add_argument("--backend", default="auto")
        way.add_argument("--rounds", type=int, default=3)
        way.set_defaults(call=scale, sizes=sizes)
    way = ways.add_parser("course")
    way.add_argument("text", type=Path, nargs="?")
    way.add_argument("--backend", default="auto")
    way.add_argument("--steps", type=int, default=40_000)
    way.set_defaults(call=course)
    way = ways.add_parser("one")
    way.add_argument("text", type=Path)
    way.add_argument("folder", type=Path)
    way.add_argument("backend")
    for number in ("epochs", "threads", "seed"):
        way.add_argument(number, type=int)
    way.add_argument("loss")
    way.add_argument("alpha", type=float)
    way.set_defaults(call=one)
    said = parser.parse_args()
    said.call(said)


if __name__ == "__main__":
    main()
