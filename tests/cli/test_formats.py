"""Containers through the command: from the file on disk to the verdicts and back to places in it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

import derive
from derive.cli import main
from derive.verdicts.verdict import Report

CELLS = [
    {"cell_type": "code", "source": "x = 1", "outputs": []},
    {"cell_type": "markdown", "source": "---\nderive:\n  let: a, b \\in \\mathbb{R}\n---"},
    {"cell_type": "markdown", "source": ["Two steps:\n", "$$\\frac{a + a}{2} = a$$\n", "$$a - b = b - a$$"]},
]
NOTEBOOK = json.dumps({"nbformat": 4, "cells": CELLS[1:]}, indent=1)
PAGE = "<!-- derive: let: a, b \\in \\mathbb{R} -->\n<p>\\[a &#x2212; b = b &minus; a\\]<code>$a = b$</code>"


def verdicts(report: Report) -> list[tuple[str, tuple[int, int]]]:
    return [(f.verdict.value, report.source.position(f.span.start)) for f in report.findings]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return stop.value.code, *capsys.readouterr()


def test_a_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.ipynb").write_text(NOTEBOOK)
    code, output, _ = run(capsys, "check", "a.ipynb", "--json")
    records = [json.loads(line) for line in output.splitlines()]
    assert code == 1
    assert [(r["verdict"], r["cell"], r["cell_line"]) for r in records] == [("proved", 2, 2), ("refuted", 2, 3)]
    assert [NOTEBOOK.split("\n")[r["line"] - 1][r["column"] - 1] for r in records] == ["=", "="]
    assert records[0]["left"] == r"\frac{a + a}{2}"
    code, output, _ = run(capsys, "check", "a.ipynb")
    assert "(cell 2, line 3): refuted" in output
    assert "   3 | $$a - b = b - a$$" in output


def test_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE)
    report = derive.check(path)
    assert verdicts(report) == [("refuted", (2, PAGE.split("\n")[1].index("=") + 1))]
    assert report.findings[0].left == "a \u2212 b"


def test_entities_in_markdown() -> None:
    assert verdicts(derive.check("$$\na &minus; a &equals; 0\n$$\n")) == [("proved", (2, 13))]


def test_a_quotation_in_a_list() -> None:
    text = "- so\n  > $$\\begin{aligned}\n  > a + a\n  > &= 2a\n  > \\end{aligned}$$\n"
    assert verdicts(derive.check(text)) == [("proved", (4, 6))]


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 1}', ""])
def test_a_broken_notebook(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.ipynb").write_text(text)
    code, output, complaint = run(capsys, "check", "a.ipynb")
    assert (code, output) == (2, "")
    assert complaint.startswith("derive: a.ipynb:1:")
    assert complaint.count("\n") == 1


def test_a_notebook_on_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NOTEBOOK.encode())))
    code, output, _ = run(capsys, "check", "-")
    assert code == 1
    assert "(cell 2, line 3): refuted" in output


def test_comments_of_tex_are_no_prose(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    rule = "%" * 130
    told = "% derive: let: x \\in \\mathbb{R}^n\n% derive: let: i, j \\in n\n"
    text = f"If $i = j$, % \\section{{No}}\n{rule}\nthen\n\\[x_i x_j = x_i^2\\]\n{rule}\n\\[= x_j^2\\]\n"
    path.write_text(told + text)
    assert verdicts(derive.check(path)) == [("proved", (6, 11)), ("proved", (8, 3))]
