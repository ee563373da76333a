"""derive losses and derive gradient, from the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from derive.cli import main

RIDGE = r"J = \frac{1}{2} \|X w - y\|^2 + \lambda \|w\|^2"
SHAPES = r"X \in \mathbb{R}^{n \times d}; w \in \mathbb{R}^d; y \in \mathbb{R}^n; \lambda \in \mathbb{R}"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_losses_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("losses") == 0
    out = capsys.readouterr().out
    assert out.startswith("naive-softmax ")
    assert "two-layer-network" in out


def test_gradients_are_written_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gradient", "logistic-regression") == 0
    assert capsys.readouterr().out == "\\frac{\\partial L}{\\partial w} = X^{\\top} \\left(p - y\\right)\n"
    assert run("gradient", "naive-softmax", "--wrt", "u_w", "--form", "both", "--font", "plain") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_loss_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gradient", "--loss", RIDGE, "--let", SHAPES, "--wrt", "w") == 0
    out = capsys.readouterr().out
    assert out == "\\frac{\\partial J}{\\partial w} = X^{\\top} \\left(X w - y\\right) + 2 \\lambda w\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gradient"], "say which loss"),
        (["gradient", "naive-softmax", "--loss", "J = 1"], "say which loss"),
        (["gradient", "naive-softmax", "--let", "x"], "--let says what the letters of --loss mean"),
        (["gradient", "nai-softmax"], "did you mean naive-softmax"),
        (["gradient", "naive-softmax", "--wrt", "q"], "has no 'q', only U, v_c"),
        (["gradient", "naive-softmax", "--layout", "rows"], "layout is 'rows', but should be one of"),
        (["gradient", "--loss", "J = W x"], "is not understood"),
        (["gradient", "--loss", "J = W x", "--let", SHAPES.replace("w", "x").replace("X", "W")], "a loss is a number"),
        (["gradient", "--loss", r"w \in \mathbb{R}"], "does not say what it is"),
    ],
)
def test_bad_requests_are_explained(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert message in capsys.readouterr().err


def test_checking_does_not_load_the_library() -> None:
    program = "import sys, derive; derive.check('$1 = 1$'); sys.exit(bool({'derive.losses', 'sympy'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_derivation_is_written_and_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.tex"
    asked = ["write", "naive-softmax", "--wrt", "v_c", "--format", "tex", "-o", str(page)]
    assert run(*asked) == 0
    assert page.read_text().startswith("\\documentclass")
    assert run("check", str(page)) == 0
    assert run(*asked) == 2
    assert "--force writes over it" in capsys.readouterr().err
    assert run(*asked, "--force") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["page.tex"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["write"], "say which loss"),
        (["write", "glove", "--route", "fast"], "route is 'fast', but should be one of direct, graph"),
        (["write", "glove", "--format", "doc"], "the format is 'doc', but should be one of markdown, fragment, tex"),
        (["write", "glove", "--level", "deep"], "level is 'deep', but should be one of brief, course, full"),
        (["write", "glove", "-o", "no/such/place.md"], "no/such/place.md: No such file or directory"),
    ],
)
def test_bad_requests_for_derivations(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert message in capsys.readouterr().err


def test_code_of_one_gradient(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("code", "naive-softmax", "--wrt", "v_c") == 0
    out = capsys.readouterr().out
    assert out.startswith("import numpy as np\n")
    assert out.endswith("    dv_c = U.T @ (y_hat - y)\n    return dv_c\n")


def test_code_of_a_loss_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("code", "--loss", RIDGE, "--let", SHAPES) == 0
    assert "    return loss, dX, dw, dy, dlambda_\n" in capsys.readouterr().out
    assert run("code", "naive-softmaks") == 2
    assert "did you mean naive-softmax" in capsys.readouterr().err
