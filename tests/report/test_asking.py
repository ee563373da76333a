"""The declarations that are missing, in the form in which a document writes its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import derive
from derive.report.asking import asked, where
from derive.source.load import load
from derive.source.text import Source, Span
from derive.verdicts.verdict import Missing, Report

WANTED = (
    Missing("context", "none"),
    Missing("let", r"A \in \mathbb{R}^{n \times m}", (Span(4, 5), Span(20, 21)), guessed=True),
    Missing("let", r"u \in \mathbb{R}^{?}", (Span(4, 5),)),
)
MATHEMATICS = r"$$A r = r^\top B$$"


def report(path: str, text: str = "a\nb c\n" * 5) -> Report:
    return Report(Source(path, text), (), missing=WANTED)


def test_markdown_gets_front_matter() -> None:
    found = asked(report("a.md"))
    assert found.splitlines() == [
        "---",
        "derive:",
        "  context: none",
        "  let:",
        r"    - A \in \mathbb{R}^{n \times m}  # a guess; for lines 2, 8",
        r"    - u \in \mathbb{R}^{?}  # for line 2",
        "---",
    ]
    assert where(report("a.md")) == "put this at its top"


def test_tex_gets_comments() -> None:
    lines = asked(report("a.tex")).splitlines()
    assert lines[0] == "% derive: context: none"
    assert lines[1].startswith(r"% derive: let: A \in ")
    assert where(report("a.tex")) == "put these lines at its top"


@pytest.mark.parametrize(("path", "text"), [("a.html", "<p>a</p>"), ("a.md", "---\ntitle: a\n---\nb\n")])
def test_pages_and_documents_with_front_matter_get_a_comment(path: str, text: str) -> None:
    found = asked(report(path, text)).splitlines()
    assert (found[0], found[-1]) == ("<!-- derive:", "-->")
    assert where(report(path, text)).endswith("its front matter") is text.startswith("---")


def test_nothing_missing_is_nothing_written() -> None:
    assert asked(Report(Source("a.md", "a"), ())) == ""


def test_control_characters_do_not_reach_a_screen() -> None:
    made = Report(Source("a.md", "a"), (), missing=(Missing("let", "\x1b x", (Span(0, 1),)),))
    assert "\x1b" not in asked(made)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", MATHEMATICS),
        ("b.md", "---\ntitle: a\n---\n" + MATHEMATICS),
        ("a.tex", "\\begin{document}\n" + MATHEMATICS + "\n\\end{document}"),
        ("a.html", f"<html><body><p>{MATHEMATICS}</p></body></html>"),
    ],
)
def test_what_is_written_is_taken_where_it_belongs(name: str, text: str, tmp_path: Path) -> None:
    page = tmp_path / name
    page.write_text(text, encoding="utf-8")
    before = derive.check(page)
    assert before.missing
    head, tail = (text[: text.index("$$")], text[text.index("$$") :]) if "title" in text else ("", text)
    page.write_text(f"{head}{asked(before)}{tail}", encoding="utf-8")
    after = derive.check(page)
    assert not after.missing
    assert not [note for note in after.notes if note.severity == "configuration"]


def test_a_notebook_gets_a_raw_cell(tmp_path: Path) -> None:
    page = tmp_path / "a.ipynb"
    cell = {"cell_type": "markdown", "metadata": {}, "source": MATHEMATICS}
    page.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    before = derive.check(load(page))
    assert where(before) == "put this in a first raw cell"
    assert "for cell 1 line 1" in asked(before)
    raw = {"cell_type": "raw", "metadata": {}, "source": asked(before)}
    page.write_text(json.dumps({"cells": [raw, cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    after = derive.check(load(page))
    assert not after.missing
    assert where(after) == "put this in a Markdown cell"
