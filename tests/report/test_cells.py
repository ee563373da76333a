"""Places in a notebook are given twice: in the file and in the cell."""

import json

from derive.report.jsonl import record
from derive.report.terminal import render
from derive.report.wording import Detail
from derive.source.load import opened
from derive.source.text import Span
from derive.verdicts.verdict import Note, Report, Verdict
from tests.report.samples import link

CELLS = [["# One\n", "$$\\frac{1}{2} = b$$\n", "$$c = d$$"], "$$\\alpha = f$$\n\n$$g = h$$"]
NOTEBOOK = json.dumps({"cells": [{"cell_type": "markdown", "source": text} for text in CELLS]}, indent=1)
SOURCE = opened("a.ipynb", NOTEBOOK)
FINDINGS = (
    link(SOURCE, "\\frac{1}{2}", "b", Verdict.REFUTED, code="D101", message="no"),
    link(SOURCE, "c", "d", Verdict.PROVED),
    link(SOURCE, "\\alpha", "f", Verdict.PROVED),
    link(SOURCE, "g", "h", Verdict.PROVED),
)


def test_record() -> None:
    found = [record(SOURCE, finding) for finding in FINDINGS]
    assert [(r["line"], r["column"], r["cell"], r["cell_line"]) for r in found] == [
        (7, 21, 1, 2),
        (8, 10, 1, 3),
        (13, 25, 2, 1),
        (13, 38, 2, 3),
    ]
    assert NOTEBOOK.split("\n")[12][24] == NOTEBOOK.split("\n")[12][37] == "="


def test_no_other_record_has_these_fields() -> None:
    source = opened("a.html", "<p>$a = b$")
    assert not {"cell", "cell_line"} & record(source, link(source, "a", "b", Verdict.PROVED)).keys()


def test_terminal_shows_the_text_of_the_cell() -> None:
    notes = (Note(Span(2, 3), "odd"), Note(Span(2, 4), "odd"), Note(FINDINGS[3].span, "odd"))
    assert render(Report(SOURCE, FINDINGS, notes), Detail.FAULTS).splitlines() == [
        "a.ipynb:6:8 (cell 1, line 1): note: odd (also cell 2 line 3)",
        "",
        "a.ipynb:7:21 (cell 1, line 2): refuted [D101]: no",
        "   2 | $$\\frac{1}{2} = b$$",
        "     |   ~~~~~~~~~~~ ^ ~",
        "       understood: \\frac{1}{2} = b",
        "",
        "proved: 3 (cell 1 line 3; cell 2 lines 1, 3)",
    ]


def test_entities_of_a_page_are_not_shown() -> None:
    source = opened("a.html", "<p>as <b>said</b> $a &lt; c = b$</p>")
    text = render(Report(source, (link(source, "a < c", "b", Verdict.REFUTED),)))
    assert text.splitlines()[:3] == [
        "a.html:1:29: refuted",
        "   1 | as said $a < c = b$",
        "     |          ~~~~~ ^ ~",
    ]
