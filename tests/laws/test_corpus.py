"""Whole documents get the verdicts written in them: a comment after a block lists those of its links, in order."""

import re
from pathlib import Path

import pytest

import derive
from derive.verdicts.verdict import Report

CORPUS = Path(__file__).parent.parent / "corpus"
EXPECTED = re.compile(r"<!-- verdicts:(?P<verdicts>[^>]*)-->")


def blocks(text: str, report: Report) -> list[tuple[int, list[str], list[str]]]:
    """(line, expected, found) for every stretch of text that ends with a verdicts comment."""
    found, start = [], 0
    for comment in EXPECTED.finditer(text):
        inside = [f.verdict.value for f in report.findings if start <= f.span.start < comment.start()]
        found.append((text.count("\n", 0, comment.start()) + 1, comment["verdicts"].split(), inside))
        start = comment.end()
    return found


@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.md")), ids=lambda path: path.stem)
def test_every_link_of_a_document_gets_its_verdict(path: Path) -> None:
    report = derive.check(path)
    wrong = [
        f"{path.name}:{line}: expected {expected}, got {got}"
        for line, expected, got in blocks(path.read_text(encoding="utf-8"), report)
        if expected != got
    ]
    assert not wrong, "\n".join(wrong)
    assert len(report.findings) == sum(len(e) for _, e, _ in blocks(path.read_text(encoding="utf-8"), report))


def test_the_comparison_sees_a_wrong_verdict() -> None:
    text = "$$1 + 1 = 2$$\n<!-- verdicts: refuted -->\n"
    ((_, expected, got),) = blocks(text, derive.check(text))
    assert (expected, got) == (["refuted"], ["proved"])
