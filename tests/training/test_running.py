"""From an order to vectors, and what stands in the way."""

from __future__ import annotations

import fcntl
import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numeric
from derive.errors import UsageError
from derive.training import Event, Order, begin, running, train
from derive.training.kinds import KINDS
from derive.training.lock import Lock
from derive.training.work import HEADING, Curve, Work, read_curve
from numeric.word2vec.vectors import load_vectors
from tests.numeric.word2vec.test_course import student

Orders = Callable[..., Order]


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"small.txt"}


def test_a_run_leaves_vectors_and_the_curve(order: Orders, tmp_path: Path) -> None:
    events: list[Event] = []
    job = begin(order())
    assert train(job, events.append)
    assert left(tmp_path) == {"vectors.kv", "vectors.kv.loss.csv"}
    found = load_vectors(tmp_path / "vectors.kv")
    assert found.rows.shape == (30, 8)
    assert np.array_equal(found.rows, job.run.vectors()[0])
    assert events[-1].done == events[-1].words == job.run.words
    curve = read_curve(tmp_path / "vectors.kv.loss.csv")
    assert curve[0][0] == 0
    assert curve[-1] == (job.run.words, pytest.approx(job.loss(), abs=1e-6))


@pytest.mark.parametrize("loss", [name for name in KINDS if name != "negative-sampling"])
def test_every_loss_trains(loss: str, order: Orders, tmp_path: Path) -> None:
    job = begin(order(settings={"loss": loss, "alpha": 0.1, "epochs": 4}, verify=1))
    before = job.loss()
    train(job)
    assert job.loss() < before


def test_adagrad_trains(order: Orders) -> None:
    job = begin(order(settings={"optimizer": "adagrad", "alpha": 0.1}, verify=1))
    before = job.loss()
    train(job)
    assert job.loss() < before


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_stopped_run_goes_on_and_ends_the_same(
    after: int, order: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("derive.training.beginning._block", lambda *_: 60)
    whole = begin(order(output=tmp_path / "whole.kv"))
    train(whole)
    first = begin(order())
    assert not train(first, stop=lambda: first.run.at.blocks == after)
    assert Work(tmp_path / "vectors.kv").checkpoint.exists()
    second = begin(order(resume=True))
    assert second.resumed
    assert second.run.at == first.run.at
    train(second)
    assert (tmp_path / "vectors.kv").read_bytes() == (tmp_path / "whole.kv").read_bytes()
    curves = [read_curve(tmp_path / f"{name}.kv.loss.csv") for name in ("vectors", "whole")]
    assert curves[0] == curves[1]


def test_nothing_unfinished_means_from_the_beginning(order: Orders, tmp_path: Path) -> None:
    train(begin(order(output=tmp_path / "whole.kv")))
    job = begin(order(resume=True))
    assert not job.resumed
    train(job)
    assert (tmp_path / "vectors.kv").read_bytes() == (tmp_path / "whole.kv").read_bytes()


def test_a_stream_need_not_be_read_again(order: Orders, small: Path) -> None:
    first = begin(order(source=io.BytesIO(small.read_bytes())))
    train(first, stop=lambda: True)
    second = begin(order(source=io.BytesIO(b""), resume=True))
    assert second.run.corpus.digest == first.run.corpus.digest


def test_what_is_there_is_not_destroyed(order: Orders, tmp_path: Path) -> None:
    (tmp_path / "vectors.kv").write_text("mine")
    with pytest.raises(UsageError, match="is there already; --force"):
        begin(order())
    (tmp_path / "vectors.kv").unlink()
    train(begin(order()), stop=lambda: True)
    with pytest.raises(UsageError, match="an unfinished run is there: --resume goes on with it, --force begins anew"):
        begin(order())
    assert not begin(order(force=True)).resumed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"settings": {"alpha": 0.3}}, "alpha was 0.025 and is now 0.3"),
        ({"settings": {"min_count": 2}}, "is of another text, or of one read otherwise"),
        ({"way": "spaces"}, "is of another text, or of one read otherwise"),
    ],
)
def test_an_unfinished_run_of_another_kind_is_left_alone(
    change: Any, message: str, order: Orders, tmp_path: Path
) -> None:
    train(begin(order()), stop=lambda: True)
    before = Work(tmp_path / "vectors.kv").checkpoint.read_bytes()
    with pytest.raises(UsageError, match=message):
        begin(order(resume=True, **change))
    assert Work(tmp_path / "vectors.kv").checkpoint.read_bytes() == before


def test_a_text_that_changed_is_noticed(order: Orders, small: Path) -> None:
    train(begin(order()), stop=lambda: True)
    small.write_text("other words now\n" * 9)
    with pytest.raises(UsageError, match="is of another text"):
        begin(order(resume=True))


def test_a_checkpoint_cut_short_is_said(order: Orders, tmp_path: Path) -> None:
    train(begin(order()), stop=lambda: True)
    path = Work(tmp_path / "vectors.kv").checkpoint
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UsageError, match="is cut short or damaged"):
        begin(order(resume=True))


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("", "the corpus is empty"),
        ("word", "one word alone is left"),
        ("a a a", "one word alone"),
        ("!? ...", "is empty"),
    ],
)
def test_too_little_text_is_said(told: str, message: str, order: Orders, small: Path, tmp_path: Path) -> None:
    small.write_text(told)
    with pytest.raises(UsageError, match=message):
        begin(order())


def test_more_negatives_than_words_are_noted(order: Orders, small: Path) -> None:
    small.write_text("a b a b a b\n" * 9)
    job = begin(order(settings={"negatives": 5, "sample": 0.0}))
    assert "5 negatives out of 2 words: most are drawn more than once" in job.notes
    assert train(job)


def test_a_rate_too_large_is_said(order: Orders) -> None:
    job = begin(order(settings={"alpha": 1e30, "last_alpha": 1e30}))
    with pytest.raises(UsageError, match=r"the loss is no number .* smaller --alpha"):
        train(job)


def full(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def test_a_checkpoint_that_cannot_be_written_stops_nothing(
    order: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running.checkpoints, "save", full)
    events: list[Event] = []
    assert train(begin(order(every=0.0)), events.append)
    assert "No space left on device; there is no checkpoint yet" in events[0].trouble
    monkeypatch.undo()
    job = begin(order(every=0.0, force=True))
    train(job, stop=lambda: True)
    monkeypatch.setattr(running.checkpoints, "save", full)
    train(begin(order(every=0.0, resume=True)), events.append)
    assert "No space left on device; the checkpoint before it is kept" in events[-1].trouble


def test_a_curve_that_cannot_be_written_stops_nothing(order: Orders, tmp_path: Path) -> None:
    """Not even half a line is left."""
    (tmp_path / "vectors.kv.loss.csv").mkdir()
    with pytest.raises(UsageError, match=r"vectors.kv.loss.csv: Is a directory; make room"):
        train(begin(order()))
    (tmp_path / "vectors.kv.loss.csv").rmdir()
    curve = Curve(tmp_path / "curve")

    class Full:
        """A disk with room for ten bytes."""

        def __init__(self, file: Any) -> None:
            self.truncate, self.seek, self.close = file.truncate, file.seek, file.close
            self.write = lambda line: file.write(line[:10])

    curve.file = Full(curve.file)  # type: ignore[assignment]
    with pytest.raises(OSError, match="No space left"):
        curve.add(1, 1.0, 1.0, 1.0, 1.0)
    curve.close()
    assert (tmp_path / "curve").read_text() == HEADING
    job, events = begin(order(force=True)), list[Event]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Curve, "add", full)
        assert train(job, events.append)
    assert "No space left on device; the curve has a gap" in events[0].trouble


def test_neither_vectors_nor_a_checkpoint(order: Orders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "save_vectors", full)
    monkeypatch.setattr(running.checkpoints, "save", full)
    with pytest.raises(UsageError, match="there is no room for a checkpoint either: make room and begin anew"):
        train(begin(order()))


def test_vectors_that_cannot_be_written_can_be_written_later(
    order: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "save_vectors", full)
    with pytest.raises(UsageError, match="make room and use --resume"):
        train(begin(order()))
    monkeypatch.undo()
    job = begin(order(resume=True))
    assert job.run.finished
    assert train(job)
    assert load_vectors(tmp_path / "vectors.kv").rows.shape == (30, 8)


def test_a_place_that_cannot_hold_vectors_is_said_at_once(order: Orders, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        begin(order(output=tmp_path / "none/vectors.kv"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        begin(order(output=tmp_path / "folder"))


def test_a_function_with_the_arguments_of_the_course(order: Orders) -> None:
    job = begin(order(course=student, settings={"negatives": 3, "alpha": 0.1}))
    before = job.loss()
    assert train(job)
    assert job.loss() < before
    assert job.choice.words == "student of yours, pair by pair"


def test_a_function_of_ones_own(order: Orders, tmp_path: Path) -> None:
    """The same vectors as by hand, since it is the same function."""
    called: list[int] = []

    def mine(U: Any, v_c: Any, o: int, negatives: Any) -> Any:
        called.append(o)
        return numeric.negative_sampling(U, v_c, o, negatives)

    job = begin(order(function=mine, verify=2))
    assert job.proof is None
    assert job.verified is None
    assert train(job)
    assert len(called) == job.run.at.pairs
    ours = begin(replace(order(), output=tmp_path / "ours.kv"))
    assert str(ours.proof) == (
        "derivation of shared-negatives: ∂J/∂V and ∂J/∂U, 9 steps, each proved by prove and fields"
    )


def test_a_run_killed_while_it_clears_up_is_over(
    order: Orders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder loses its name before it loses any part."""
    monkeypatch.setattr("derive.training.work._remove", lambda folder: None)
    train(begin(order()))
    work = Work(tmp_path / "vectors.kv")
    assert work.whole
    assert (tmp_path / "vectors.kv.run.over/corpus/ids.i32").exists()
    monkeypatch.undo()
    train(begin(order(force=True)))
    assert left(tmp_path) == {"vectors.kv", "vectors.kv.loss.csv"}


def test_two_runs_do_not_write_to_one_output(order: Orders, tmp_path: Path) -> None:
    """Not even with --force or --resume; the second says which process is in its way, and changes nothing."""
    job = begin(order())
    for said in ({}, {"force": True}, {"resume": True}):
        with pytest.raises(UsageError, match=rf"vectors.kv: process {os.getpid()} trains to it right now: wait for it"):
            begin(order(**said))
    assert begin(order(output=tmp_path / "other.kv"))
    assert train(job)
    assert not (tmp_path / "vectors.kv.lock").exists()
    assert train(begin(order(force=True)))


def test_what_is_refused_holds_no_lock(order: Orders, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be trained by"):
        begin(order(settings={"loss": "hinge"}))
    assert train(begin(order()))


def test_a_lock_left_by_a_process_that_was_killed_is_none(order: Orders, tmp_path: Path) -> None:
    (tmp_path / "vectors.kv.lock").write_text("1\n")
    assert train(begin(order(resume=True)))
    assert not (tmp_path / "vectors.kv.lock").exists()


def test_a_lock_that_its_holder_takes_away_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that went between being opened and being locked is no lock: the next one would not meet it."""
    flock, path = fcntl.flock, tmp_path / "a.lock"

    def slow(handle: int, how: int) -> None:
        flock(handle, how)
        path.unlink()
        monkeypatch.undo()

    monkeypatch.setattr(fcntl, "flock", slow)
    lock = Lock(tmp_path / "a")
    lock.take()
    assert path.exists()
    with pytest.raises(UsageError, match="right now"):
        Lock(tmp_path / "a").take()
    lock.free()
