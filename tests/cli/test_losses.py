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
        (["gradient", "naive-softmax", "--wrt", "u_q"], "no row u_q, only u_{w}, u_{x}, u_{o}"),
        (["gradient", "negative-sampling", "--wrt", "u_{o"], "no row u_{o, only u_{x}, u_{o}, u_{w_k}"),
        (["gradient", "--loss", "J = W x"], "nothing declares W; declare it"),
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
        (
            ["write", "glove", "--format", "doc"],
            "the format is 'doc', but should be one of markdown, fragment, tex, html, pdf",
        ),
        (["write", "glove", "--level", "deep"], "level is 'deep', but should be one of brief, course, full"),
        (["write", "glove", "-o", "no/such/place.md"], "no/such/place.md: No such file or directory"),
        (["write", "glove", "-o", "page.doc"], "page.doc: no format ends in .doc, only .md .tex .html .pdf"),
        (["write", "glove", "-o", "page.md", "--format", "tex"], "the ending means markdown, but the format is tex"),
        (["write", "glove", "--format", "pdf"], "pdf is no text: say where to with -o FILE"),
        (["write", "glove", "--format", "htm"], "did you mean html?"),
        (["write", "nai-softmax"], "did you mean naive-softmax"),
        (["write", "naive-softmax", "--wrt", "v_d"], "has no 'v_d', only U, v_c, y, s, yhat; did you mean v_c"),
        (["write", "attention", "--words", "columns"], "words 'columns' does not apply: attention has no matrix"),
        (["write", "glove", "--cases", "apart"], "cases 'apart' does not apply"),
        (["gradient", "cbow", "--probabilities", "given"], "cbow has no probabilities of words; leave it out"),
        (["write", "cs224n-a2", "--wrt", "U"], "by what its parts differentiate is fixed"),
        (["write", "naive-softmax", "--name", "U"], "'U' names nothing: expected NAME=LATEX"),
        (["write", "naive-softmax", "--name", "U=W", "--name", "U=A"], "U is named twice"),
        (["write", "naive-softmax", "--name", "Q=W"], "naive-softmax has no symbol 'Q' to be named, only U, v_c"),
        (["write", "cs224n-a2", "--name", "Q=W"], "the assignment has no symbol 'Q'"),
        (["write", "naive-softmax", "--name", "v_c=w"], "w is an index over V already; name that otherwise too, w=..."),
        (["write", "naive-softmax", "--name", "v_c=u_1"], "u is the rows of U already"),
        (["write", "naive-softmax", "--name", "U=h_w"], "w is an index over V already"),
        (["write", "naive-softmax", "--name", r"U=\sigma"], "is the sigmoid already"),
        (["write", "naive-softmax", "--name", "u=x_1"], "the rows of U get their own subscripts"),
        (["write", "naive-softmax", "--name", "U=T", "--transpose", "T"], "T is a transpose already"),
        (["write", "naive-softmax", "--name", "U=P", "--probabilities", "given"], "P is a probability already"),
        (["write", "naive-softmax", "--name", r"w=\alpha"], "an index over V is called by one Latin letter"),
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


@pytest.mark.parametrize(
    "name",
    [
        r"\input{x}", r"\write18{x}", "a b", "ab", "W}", "W$", r"W\\", r"\mathbf{W", r"\hat{W_1}", "W_{1", "W^2",
        "W_w_w", "%", r"\text{W}", r"\mathbf{\input}", "W\n", "", "-", "1", "\u202e", "W_{<b>}", r"\hatW", r"\Wx",
        r"\newcommand",
    ],
)  # fmt: skip
def test_a_name_that_is_none_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("write", "naive-softmax", "--name", f"U={name}") == (0 if name == "W\n" else 2)
    assert name == "W\n" or capsys.readouterr().err.startswith("derive: ")


def test_the_ending_says_the_format(tmp_path: Path) -> None:
    for ending, beginning in (("html", "<!DOCTYPE html>"), ("tex", r"\documentclass"), ("md", "---")):
        page = tmp_path / f"page.{ending}"
        assert run("write", "linear-regression", "-o", str(page)) == 0
        assert page.read_text().startswith(beginning)


def test_a_link_into_nowhere_and_a_folder_that_cannot_be_written_are_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "page.md"
    link.symlink_to(tmp_path / "nowhere.md")
    assert run("write", "linear-regression", "-o", str(link)) == 2
    assert "--force writes over it" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]


@pytest.mark.parametrize(
    ("loss", "let", "message"),
    [
        (r"J = W x", r"W \in \mathbb{R}^{n \times d}; x \in \mathbb{R}^d", "but a loss is a number"),
        (r"J = w^\top x", r"x \in \mathbb{R}^d", "is not understood"),
    ],
)
def test_a_loss_that_cannot_be_differentiated_is_refused(
    loss: str, let: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("write", "--loss", loss, "--let", let) == 2
    assert message in capsys.readouterr().err


def test_a_kink_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    loss = ["--loss", r"J = \sum_i \operatorname{relu}(w_i)", "--let", r"w \in \mathbb{R}^d; i \in d"]
    assert run("write", *loss) == 0
    assert (
        "Where the argument of a relu is 0 there is no derivative; gradients hold elsewhere." in capsys.readouterr().out
    )
    assert run("write", "unit-vector") == 0
    assert "Where the argument of a root is 0 there is no derivative" in capsys.readouterr().out
    for smooth in ("linear-regression", "layer-norm", "attention"):
        assert run("write", smooth) == 0
        assert "no derivative" not in capsys.readouterr().out
