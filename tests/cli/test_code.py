"""derive code: NumPy source, plans, and what other backends would build."""

from __future__ import annotations

import pytest

from derive.cli import main

OWN = ("--loss", r"J = -\log \sigma(\theta^T x)", "--let", r"\theta \in \mathbb{R}^n; x \in \mathbb{R}^n")


def run(*arguments: str) -> int:
    """The exit code of `derive code ARGUMENTS...`."""
    with pytest.raises(SystemExit) as stop:
        main(["code", *arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_a_plan_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("shared-negatives", "--backend", "numba", "--show", "plan") == 0
    assert "slope = (-1) sigma((-1) s)" in capsys.readouterr().out


@pytest.mark.parametrize("backend", ["c", "numba", "numpy"])
def test_a_source_carries_the_name_of_its_derivation(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("shared-negatives", "--backend", backend, "--kernel", "--size", "7", "--negatives", "2") == 0
    written = capsys.readouterr().out
    assert "shared-negatives: one window after another, from the derived gradients" in written
    assert "NEGATIVES" in written
    assert run("naive-softmax", "--backend", backend) == 0
    assert "naive" in capsys.readouterr().out


@pytest.mark.parametrize("backend", ["c", "numba"])
def test_no_name_of_a_document_enters_a_source(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*OWN, "--backend", backend) == 0
    written = capsys.readouterr().out
    assert "theta" not in written
    assert "routine: loss and gradients" in written
    assert "a0" in written


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("glove", "--backend", "c"), "no plan"),
        (("negative-sampling", "--kernel"), "no kernel"),
        (("naive-softmax", "--backend", "fortran"), "should be one of c, numba, numpy"),
        (("naive-softmax", "--backend", "c", "--wrt", "U"), "--wrt is for NumPy source"),
        (("naive-softmax", "--show", "proof"), "should be source or plan"),
        (("naive-softmax", "--backend", "c", "--dtype", "int"), "float32 or float64"),
        (("shared-negatives", "--kernel", "--size", "0"), "a whole number from 1 to 4096"),
    ],
)
def test_what_cannot_be_written_is_said(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    assert words in capsys.readouterr().err
