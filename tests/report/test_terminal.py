"""The terminal report, to the byte; `make golden` rewrites the expected files."""

import os
from pathlib import Path

import pytest

from derive.report.terminal import closing, render
from derive.report.wording import Detail
from derive.source.text import Source
from derive.verdicts.verdict import Note, Report, Verdict
from tests.report.samples import link, sample

GOLDEN = Path(__file__).parent.parent / "golden"


def same_as(name: str, text: str) -> bool:
    """Equal to the golden file, which DERIVE_GOLDEN=write replaces."""
    path = GOLDEN / name
    if os.environ.get("DERIVE_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("detail", Detail)
def test_golden(detail: Detail) -> None:
    report = sample()
    assert same_as(f"terminal-{detail.value}.txt", render(report, detail) + closing([report]))


def test_golden_colour() -> None:
    assert same_as("terminal-colour.txt", render(sample(), colour=True))


def test_closing_of_several_documents_ends_with_the_total() -> None:
    lines = closing([sample("a.md"), sample("b.md")]).splitlines()
    assert [line.split(":")[0] for line in lines] == ["a.md", "b.md", "2 documents"]


def test_a_document_cannot_send_control_sequences() -> None:
    nasty = "\x1b]0;owned\x07\u202e[bold]"
    source = Source(f"{nasty}.md", f"{nasty} = b")
    finding = link(source, nasty, "b", Verdict.REFUTED, code=nasty, message=nasty, found=nasty, hint=nasty)
    text = render(Report(source, (finding,), (Note(None, nasty),)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold]" in text  # no markup either


def test_a_document_without_claims_says_so() -> None:
    assert render(Report(Source("a.md", "no mathematics"), ())) == (
        "a.md: note: no formula with a relation sign was found\n"
    )


def test_the_first_notes_only_unless_asked() -> None:
    report = Report(Source("a.md", "x"), sample().findings[:0], tuple(Note(None, f"mend {i}") for i in range(20)))
    assert "12 more notes; -v shows them" in render(report)
    assert "mend 19" in render(report, Detail.ALL)


def test_wide_screens_show_more_of_a_long_line() -> None:
    source = Source("a.md", "x" * 300 + " = b")
    report = Report(source, (link(source, "x" * 300, "b", Verdict.REFUTED, understood=("", "")),))
    assert max(map(len, render(report, width=80).splitlines())) <= 80
    assert max(map(len, render(report, width=200).splitlines())) > 150
