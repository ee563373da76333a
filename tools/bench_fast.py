"""How fast the generated routines are, beside what bounds them, and kernels beside gensim.

    OPENBLAS_NUM_THREADS=1 python -m tools.bench_fast losses [--rows 50000] [--size 300] [--runs 15]
    python -m tools.bench_fast words TEXT [--epochs 1] [--runs 3]     one sentence a line; gensim where it is installed

Processor time of one thread, runs taking turns, medians. Every speed of training stands beside the loss on text held
out, one line in twenty, worked out by the same code for all.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from derive.backends.batches import batches, updates
from derive.backends.errors import BackendError
from derive.backends.kernels import aligned, kernel
from derive.backends.routines import routine
from derive.coders.sizes import Sizes
from derive.losses import find
from numeric import log_sigmoid

BACKENDS = ("c", "numba", "numpy")
RATES = 0.025, 0.0001
Work = Callable[[], object]


def medians(works: Mapping[str, Work], runs: int) -> dict[str, float]:
    """Milliseconds of each, in turns, after one run that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(runs + 1):
        for name, work in works.items():
            start = time.process_time()
            work()
            if turn:
                times[name].append(1000 * (time.process_time() - start))
    return {name: statistics.median(found) for name, found in times.items()}


def show(title: str, found: Mapping[str, float], bound: str, limit: float) -> None:
    """A table: milliseconds, and how often the bound."""
    print(f"\n{title}; the bound is {bound!r}, the aim {limit} times that")
    for name, taken in found.items():
        print(f"  {name:44} {taken:8.2f} ms   {taken / found[bound]:5.2f}")


def built(make: Callable[[str], Any]) -> dict[str, Any]:
    """What the backends of this machine make."""
    found = {}
    for backend in BACKENDS:
        try:
            found[backend] = make(backend)
        except BackendError as error:
            print(f"  {backend}: {error}")
    return found


# losses


def softmaxes(rows: int, size: int, runs: int) -> None:
    """Naive softmax: one example dense and factored, and a batch."""
    rng = np.random.default_rng(0)
    matrix, vector, room = rng.normal(size=(rows, size)) / 10, rng.normal(size=size), np.empty((rows, size))
    out = (room, np.empty(size))
    loss = find("naive-softmax")
    made = built(lambda backend: routine(loss, backend))
    works: dict[str, Work] = {"copy the matrix": lambda: np.copyto(room, matrix)}
    works |= {f"{name}, dense": lambda one=one: one(matrix, vector, 1, out=out) for name, one in made.items()}
    show(f"naive softmax, V={rows}, d={size}, float64", medians(works, runs), "copy the matrix", 1.3)
    works = {"read the matrix": matrix.max}
    works |= {f"{name}, factored": lambda one=one: one.factored(matrix, vector, 1) for name, one in made.items()}
    show("the same, dU left as an outer product", medians(works, runs), "read the matrix", 1.2)
    batch(matrix, rng.normal(size=(256, size)), max(runs // 5, 3))


def batch(matrix: Any, vectors: Any, runs: int) -> None:
    """256 examples at once."""
    scores, moved, slope = np.empty((len(vectors), len(matrix))), np.empty_like(vectors), np.empty_like(matrix)
    places = np.arange(len(vectors))
    run = batches(find("naive-softmax"))

    def products() -> None:
        np.matmul(vectors, matrix.T, out=scores)
        np.matmul(scores, matrix, out=moved)
        np.matmul(scores.T, vectors, out=slope)

    works: dict[str, Work] = {
        "its three products": products,
        "numpy": lambda: run(matrix, vectors, places, out=(slope, moved)),
    }
    show(f"a batch of {len(vectors)}", medians(works, runs), "its three products", 1.2)


def steps(runs: int) -> None:
    """Negative sampling, 4,096 pairs, K = 20, V = 5,000, d = 100, float32."""
    rng = np.random.default_rng(0)
    rows, size, pairs, drawn = 5000, 100, 4096, 20
    U, V = (rng.normal(size=(rows, size)).astype(np.float32) / 10 for _ in range(2))  # noqa: N806
    centre, outside = rng.integers(0, rows, (2, pairs))
    words = rng.integers(0, rows, (pairs, drawn))
    touched = np.concatenate([outside[:, None], words], axis=1).ravel()
    made = built(lambda backend: updates(find("negative-sampling"), size, "float32", backend))
    works: dict[str, Work] = {"touch the rows": toucher(U, V, touched, centre)}
    works |= {n: lambda one=one: one(U, V, centre, outside, words, 0.001) for n, one in made.items()}
    by = np.full((len(touched), size), 1e-9, np.float32)
    works["np.add.at alone"] = lambda: np.add.at(U, touched, by)
    title = f"negative sampling, one step for {pairs} pairs, K={drawn}, V={rows}, d={size}, float32"
    show(title, medians(works, runs), "touch the rows", 4)


def toucher(U: Any, V: Any, rows: Any, centre: Any) -> Work:  # noqa: N803
    """Each row that a step changes, read and written once for every time it stands there."""
    if find_spec("numba") is None:
        return lambda: (U[rows], V[centre])
    from numba import njit  # noqa: PLC0415 - an extra

    @njit
    def touch(array: Any, places: Any) -> None:
        for place in places:
            for a in range(array.shape[1]):
                array[place, a] *= np.float32(1.0000001)

    return lambda: (touch(U, rows), touch(V, centre))


# words


@dataclass
class Text:
    """words in order of their number; ids and offsets of the sentences; total counts words left out as well"""

    words: list[str]
    counts: Any
    ids: Any
    offsets: Any
    total: int
    held: list[list[int]]


def encoded(path: Path) -> Text:
    """A text, one sentence a line, one line in twenty held out."""
    lines = [line.split() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    lines = [line for line in lines if line]
    taught = [line for n, line in enumerate(lines) if n % 20]
    counts = Counter(word for line in taught for word in line)
    words = [word for word, count in counts.most_common() if count >= 5]
    number = {word: n for n, word in enumerate(words)}
    ids = [[number[word] for word in line if word in number] for line in taught]
    held = [[number[word] for word in line if word in number] for line in lines[::20]]
    offsets = np.concatenate([[0], np.cumsum([len(line) for line in ids])]).astype(np.int64)
    flat = np.array([n for line in ids for n in line], np.int32)
    return Text(words, np.array([counts[w] for w in words]), flat, offsets, sum(map(len, taught)), held)


def keep_chances(counts: Any, sample: float = 1e-3) -> Any:
    """How often a word is kept, as in word2vec.c."""
    ratio = sample * counts.sum() / counts
    return np.minimum(np.sqrt(ratio) + ratio, 2).astype(np.float32)


def alias_table(counts: Any) -> tuple[Any, Any]:
    """The noise distribution, counts^0.75."""
    share = counts**0.75
    left, alias = (share * len(share) / share.sum()).tolist(), list(range(len(share)))
    small = [n for n, part in enumerate(left) if part < 1]
    large = [n for n, part in enumerate(left) if part >= 1]
    while small and large:
        less, more = small.pop(), large[-1]
        alias[less] = more
        left[more] -= 1 - left[less]
        if left[more] < 1:
            small.append(large.pop())
    return (np.minimum(left, 1) * (2**32 - 1)).astype(np.uint32), np.array(alias, np.int32)


def held_out(text: Text, V: Any, U: Any, window: int = 5, negatives: int = 5) -> float:  # noqa: N803
    """The mean loss of pairs of the held-out text against drawn words."""
    rng, total, pairs = np.random.default_rng(7), 0.0, 0
    chances, noise = keep_chances(text.counts), text.counts**0.75
    noise = np.cumsum(noise / noise.sum())
    for line in text.held:
        kept = np.array([w for w in line if rng.random() < chances[w]], np.int64)
        for i, centre in enumerate(kept):
            reach = rng.integers(1, window + 1)
            around = np.concatenate([kept[max(0, i - reach) : i], kept[i + 1 : i + 1 + reach]])
            drawn = np.searchsorted(noise, rng.random((len(around), negatives)))
            near = V[around]
            total -= float(log_sigmoid(near @ U[centre]).sum())
            away = np.matmul(U[drawn], near[:, :, None])[:, :, 0]
            total -= float((log_sigmoid(-away) * (drawn != centre)).sum())
            pairs += len(around)
    return total / max(pairs, 1)


def trained(text: Text, backend: str, epochs: int) -> tuple[float, Any, Any]:
    """Seconds, and the vectors."""
    sizes = Sizes()
    run = kernel(find("shared-negatives"), sizes, backend)
    V, U = aligned(len(text.words), sizes), aligned(len(text.words), sizes)  # noqa: N806
    V[:, : sizes.size] = (np.random.default_rng(1).random((len(V), sizes.size)) - 0.5) / sizes.size
    state, (first, last) = np.array([1], np.uint64), RATES
    given = (keep_chances(text.counts), *alias_table(text.counts))
    start = time.process_time()
    for epoch in range(epochs):
        rates = (first + (last - first) * part / epochs for part in (epoch, epoch + 1))
        run((V, U, text.ids, text.offsets, 0, len(text.offsets) - 1, *given, *rates, state))
    return time.process_time() - start, V[:, : sizes.size], U[:, : sizes.size]


def gensim(path: Path, text: Text, epochs: int) -> tuple[float, Any, Any]:
    """The same by gensim, from the same lines."""
    from gensim.models import Word2Vec  # noqa: PLC0415 - an extra

    model: Any = Word2Vec(sg=1, vector_size=100, window=5, negative=5, sample=1e-3, min_count=5, workers=1, seed=1)
    model.build_vocab(corpus_file=str(path))
    start = time.process_time()
    model.train(
        corpus_file=str(path), total_words=model.corpus_total_words, total_examples=model.corpus_count, epochs=epochs
    )
    taken = time.process_time() - start
    order = [model.wv.key_to_index[word] for word in text.words]
    return taken, model.wv.vectors[order], model.syn1neg[order]


def words(path: Path, epochs: int, runs: int, folder: Path) -> None:
    """Words a second of one thread, d = 100, K = 5, window 5."""
    text, taught = encoded(path), folder / "taught"
    lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.split()]
    taught.write_text("".join(f"{line}\n" for n, line in enumerate(lines) if n % 20), encoding="utf-8")
    print(f"{text.total} words, {len(text.words)} different ones that stand five times or more, {epochs} epochs")
    ways: dict[str, Callable[[], tuple[float, Any, Any]]] = {}
    if find_spec("gensim") is not None:
        ways["gensim"] = lambda: gensim(taught, text, epochs)
    made = built(lambda backend: kernel(find("shared-negatives"), Sizes(), backend))
    ways |= {name: lambda name=name: trained(text, name, epochs) for name in made if name != "numpy"}
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(runs):
        for name, way in ways.items():
            taken, *vectors = way()
            found.setdefault(name, []).append((epochs * text.total / taken, held_out(text, *vectors)))
    base = statistics.median(speed for speed, _ in next(iter(found.values())))
    for name, several in found.items():
        speed, loss = (statistics.median(part) for part in zip(*several, strict=True))
        print(f"  {name:8} {speed / 1000:8.0f} thousand words/s   {speed / base:5.1f}   held-out loss {loss:.4f}")


def main() -> None:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("losses", "words"))
    parser.add_argument("text", nargs="?", type=Path)
    for name, usual in (("rows", 50_000), ("size", 300), ("runs", None), ("epochs", 1)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    if given.what == "losses":
        softmaxes(given.rows, given.size, given.runs or 15)
        steps(given.runs or 15)
    elif given.text is None:
        parser.error("words takes a text, one sentence a line")
    else:
        with TemporaryDirectory() as folder:
            words(given.text, given.epochs, given.runs or 3, Path(folder))


if __name__ == "__main__":
    main()
