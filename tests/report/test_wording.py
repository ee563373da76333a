"""The summary, the notes and the labelled lines."""

from derive.report.wording import labelled, notes, proved_line, ranges, summary
from derive.source.text import Source
from derive.verdicts.verdict import Counterexample, Report, Verdict
from tests.report.samples import link, sample


def test_summary_counts_every_verdict() -> None:
    line = "2 proved (1 with an assumption), 1 refuted, 1 ill-formed, 1 undecided, 1 unreadable, 1 defined"
    assert summary([sample()]) == line
    assert summary([sample(), sample()]).startswith("4 proved (2 with assumptions), 2 refuted")
    assert summary([Report(Source("a", ""), ())]).startswith("0 proved, 0 refuted")


def test_proved_line_names_assumptions_and_lines() -> None:
    assert proved_line(sample()) == "proved: 2 (lines 3, 5); assuming sum_k y_k = 1 (line 5)"


def test_ranges() -> None:
    assert ranges([3]) == "line 3"
    assert ranges([9, 3, 8, 7, 8]) == "lines 3, 7-9"


def test_equal_notes_are_said_once() -> None:
    assert notes(sample()) == [
        ("note", "a2.md:2:18: note: read 's_j' as an entry of s (also line 7)"),
        ("warning", "a2.md: warning: gradients in shape convention"),
    ]


def test_many_values_are_packed_into_lines() -> None:
    source = Source("a.md", "a = b")
    example = Counterexample({"V": 3}, {}, {f"U[{i},{j}]": "0" for i in range(9) for j in range(9)}, "0", "1")
    finding = link(source, "a", "b", Verdict.REFUTED, counterexample=example)
    lines = [text for label, text in labelled(finding, 75) if label in ("smallest example", "")]
    assert lines[0] == "V = 3"
    assert lines[-2:] == ["left side  = 0", "right side = 1"]
    assert max(map(len, lines)) <= 75


def test_a_side_that_was_not_understood_is_a_question_mark() -> None:
    source = Source("a.md", "a = b")
    finding = link(source, "a", "b", Verdict.UNREADABLE, understood=("", "b"))
    assert labelled(finding) == [("understood", "? = b")]
    assert labelled(link(source, "a", "b", Verdict.UNREADABLE, understood=("", ""))) == []
