"""The training loop and its checkpoints: a run that was stopped anywhere ends as one that was not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numeric
from numeric.word2vec import checkpoints
from numeric.word2vec.adapter import Adagrad, Pairs
from numeric.word2vec.errors import TrainingError
from numeric.word2vec.evaluation import probe
from numeric.word2vec.loop import Run, train

New = Callable[..., Run]


def stopped(run: Run, after: int) -> Run:
    """The run, stopped after so many blocks."""
    return train(run, lambda now: now.at.blocks < after)


def same(one: Run, two: Run) -> bool:
    equal = [np.array_equal(a, b) for a, b in zip(one.arrays().values(), two.arrays().values(), strict=True)]
    return all(equal) and one.at == two.at and one.states.tolist() == two.states.tolist()


def test_every_word_is_read_in_every_epoch(new: New) -> None:
    done: list[int] = []
    run = train(new(epochs=3), lambda now: not done.append(now.done))
    assert run.finished
    assert done == sorted({*done})
    assert done[-1] == run.words == 3 * run.corpus.tokens
    assert run.at.pairs > run.corpus.tokens
    assert run.at.blocks == len(done)


def test_the_loss_goes_down(new: New) -> None:
    run = new(epochs=20, alpha=0.1, sample=0.0)
    seen = probe(run.corpus.ids, run.corpus.offsets, run.keep, run.noise, 2, 2)
    before = seen.negative_sampling(*run.vectors())
    assert before == pytest.approx(3 * np.log(2), rel=0.05)  # of a word and two negatives, each a coin
    assert seen.negative_sampling(*train(run).vectors()) < 0.9 * before


def test_two_runs_of_one_seed_are_equal_and_of_two_differ(new: New) -> None:
    assert same(train(new()), train(new()))
    assert not same(train(new()), train(new(seed=2)))


def test_threads_share_the_words(new: New) -> None:
    one, two = train(new()), train(new(threads=2))
    assert two.done == one.done
    assert 0.8 < two.at.pairs / one.at.pairs < 1.25
    assert two.states[0] != two.states[1]


@pytest.mark.parametrize("after", range(1, 12))
def test_a_run_goes_on_where_it_was_stopped(after: int, new: New, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    whole = train(new())
    part = stopped(new(), after)
    checkpoints.save(part, path, {"curve": 7})
    again = new()
    assert checkpoints.load(again, path) == {"curve": 7}
    assert same(again, part)
    assert same(train(again), whole)


def test_what_adagrad_remembers_is_kept(new: New, tmp_path: Path) -> None:
    def adagrad() -> Run:
        run = new(optimizer="adagrad")
        return replace(run, kernel=Pairs(numeric.negative_sampling, 6, 2, 2, Adagrad()))

    part, again = stopped(adagrad(), 3), adagrad()
    checkpoints.save(part, tmp_path / "checkpoint")
    checkpoints.load(again, tmp_path / "checkpoint")
    assert same(train(again), train(adagrad()))


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.5, 0.99, 0.9999])
def test_a_checkpoint_cut_short_is_noticed(share: float, new: New, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    checkpoints.save(new(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(TrainingError, match=r"is cut short or damaged|is no checkpoint"):
        checkpoints.load(new(), path)


def test_every_damaged_byte_is_noticed(new: New, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    checkpoints.save(new(), path)
    whole = path.read_bytes()
    for at in range(0, len(whole), 97):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(TrainingError, match=r"is cut short or damaged|is no checkpoint"):
            checkpoints.head(path)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"alpha": 0.5}, "alpha was 0.025 and is now 0.5"),
        ({"size": 7}, "size was 6 and is now 7"),
        ({"seed": 9}, "seed was 1"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(said: dict[str, Any], message: str, new: New, tmp_path: Path) -> None:
    checkpoints.save(new(), tmp_path / "checkpoint")
    with pytest.raises(TrainingError, match=message):
        checkpoints.load(new(**said), tmp_path / "checkpoint")


def test_a_checkpoint_of_another_corpus_is_refused(new: New, tmp_path: Path) -> None:
    run = new()
    checkpoints.save(replace(run, corpus=replace(run.corpus, digest="other")), tmp_path / "checkpoint")
    with pytest.raises(TrainingError, match="is of another corpus"):
        checkpoints.load(run, tmp_path / "checkpoint")


def resealed(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """A checkpoint whose digest fits but which says something else."""
    import hashlib

    head, rest = path.read_bytes()[len(checkpoints.MAGIC) : -32].split(b"\n", 1)
    said = json.loads(head)
    change(said)
    body = checkpoints.MAGIC + json.dumps(said).encode() + b"\n" + rest
    path.write_bytes(body + hashlib.blake2b(body, digest_size=32).digest())


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("states"),
        lambda said: said["arrays"].update(V=[10**9, 10**9]),
        lambda said: said["arrays"].update(W=[10**12]),
        lambda said: said["arrays"].pop("U"),
        lambda said: said["at"].update(sentence=10**6),
        lambda said: said["at"].update(sentence="x"),
        lambda said: said["at"].update(other=1),
        lambda said: said["settings"].update(alpha="much"),
        lambda said: said.update(states=[1, 2, 3]),
    ],
)
def test_a_checkpoint_that_lies_is_refused(change: Any, new: New, tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    checkpoints.save(new(), path)
    resealed(path, change)
    with pytest.raises(TrainingError):
        checkpoints.load(new(), path)


def test_a_finished_checkpoint_outlives_a_full_disk(new: New, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "checkpoint"
    checkpoints.save(new(), path)
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoints.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        checkpoints.save(stopped(new(), 2), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["checkpoint"]
