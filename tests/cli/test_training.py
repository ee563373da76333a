"""derive train, neighbours, analogy, evaluate, picture, from the command line."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derive.cli import main
from tests.numeric.word2vec.conftest import text

TRAIN = ["train", "small.txt", "--size", "8", "--window", "2", "--min-count", "1", "--sample", "0.05", "--quiet"]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert isinstance(stop.value.code, int)
    return stop.value.code


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lines = text(60)
    Path("small.txt").write_text("".join(" ".join(words) + "\n" for words in lines))
    return tmp_path


def test_train_then_ask(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*TRAIN, "--verify", "1") == 0
    out = capsys.readouterr().out
    assert "proof     derivation of shared-negatives: ∂J/∂V and ∂J/∂U, 9 steps, each proved by prove and fields" in out
    assert "verified  1 random batches agree with numeric" in out
    assert "vectors.kv: 30 vectors of 8 numbers; loss" in out
    assert run("neighbours", "w3", "-n", "2") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run("analogy", "w1", "w2", "w3") == 0
    assert len(capsys.readouterr().out.splitlines()) == 10
    Path("s.txt").write_text("w1 w2 5\nw1 w9 1\nw1 zebra 2\n")
    assert run("evaluate", "--similarity", "s.txt") == 0
    assert "similarity, Spearman's correlation: " in capsys.readouterr().out


def test_progress_is_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*TRAIN[:-1]) == 0
    captured = capsys.readouterr()
    assert "100 %, " in captured.err
    assert "words/s, loss " in captured.err
    assert "words/s" not in captured.out


def test_standard_input_and_binary(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(Path("small.txt").read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert run("train", "-", *TRAIN[2:], "-o", "a.bin") == 0
    assert run(*TRAIN, "-o", "b.bin") == 0
    assert Path("a.bin").read_bytes() == Path("b.bin").read_bytes()
    assert Path("a.bin").read_bytes().startswith(b"30 8\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "absent.txt"], "absent.txt: no such file or folder"),
        ([*TRAIN, "--alpha", "nan"], "alpha is nan, but should be a number from 0"),
        ([*TRAIN, "--epochs", "0"], "epochs is 0, but should be at least 1"),
        ([*TRAIN, "--loss", "hinge"], "vectors cannot be trained by 'hinge'"),
        ([*TRAIN, "--preset", "b"], "there is no preset 'b'"),
        ([*TRAIN, "--backend", "b"], "backend is 'b'"),
        ([*TRAIN, "--min-count", "9999"], "no word is left with a minimum count of 9999"),
        ([*TRAIN, "--encoding", "ascii9"], "'ascii9' is no encoding"),
        (["neighbours", "w1"], "vectors.kv: No such file"),
        (["neighbours", "w1", "--vectors", "small.txt"], "should say how many words"),
        (["evaluate"], "say with what to compare"),
        (["picture", "a.png", "--loss", "small.txt"], "small.txt: begins with"),
    ],
)
def test_bad_requests_are_explained(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert message in capsys.readouterr().err


def test_the_exercise_of_the_course(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from derive.training import presets

    short = replace(presets.PRESETS["cs224n-a2"], windows=600)
    monkeypatch.setattr(presets, "PRESETS", {"cs224n-a2": short})
    assert run("train", "small.txt", "--preset", "cs224n-a2", "--quiet") == 0
    out = capsys.readouterr().out
    assert "size 10, window 5" in out
    assert "rate 0.006-0.003" in out


def test_what_is_whole_is_not_trained_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*TRAIN) == 0
    before = Path("vectors.kv").read_bytes()
    capsys.readouterr()
    assert run(*TRAIN, "--resume") == 0
    assert capsys.readouterr().out == "vectors.kv is whole: nothing to go on with\n"
    assert Path("vectors.kv").read_bytes() == before


def test_interrupted_it_saves_and_goes_on() -> None:
    command = [sys.executable, "-m", "derive", *TRAIN, "--epochs", "200"]
    going = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    while not Path("vectors.kv.loss.csv").exists() and going.poll() is None:
        time.sleep(0.05)
    os.kill(going.pid, signal.SIGINT)
    _, error = going.communicate(timeout=120)
    assert going.returncode == 130
    assert "the same command with --resume goes on from vectors.kv.run/checkpoint" in error.decode()
    assert Path("vectors.kv.run/checkpoint").exists()
    assert not Path("vectors.kv").exists()


def test_a_second_run_is_refused_and_one_after_kill_9_goes_on() -> None:
    command = [sys.executable, "-m", "derive", *TRAIN, "--epochs", "1000000", "--checkpoint", "0"]
    going = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not Path("vectors.kv.run/checkpoint").exists() and going.poll() is None:
            time.sleep(0.05)
        for more in ("--resume", "--force"):
            second = subprocess.run([*command, more], capture_output=True, text=True, check=False)
            assert second.returncode == 2
            assert f"vectors.kv: process {going.pid} trains to it right now: wait for it or stop it" in second.stderr
    finally:
        going.kill()
        going.wait()
    assert Path("vectors.kv.lock").exists()
    third = subprocess.Popen([*command, "--resume"], stdout=subprocess.PIPE, text=True)
    assert third.stdout is not None
    assert any("resumed   after " in line for line in third.stdout)
    third.kill()
    third.wait()


@pytest.mark.parametrize("command", [["--help"], ["train", "--help"]])
def test_help_loads_no_numbers(command: list[str]) -> None:
    program = (
        "import sys; from derive.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'numpy', 'numba', 'sympy', 'rich', 'matplotlib'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, check=False)
    assert done.returncode == 0
