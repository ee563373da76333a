"""Names that an equation with themselves gives a new meaning, in the row they stand in and from there on."""

from __future__ import annotations

import derive

HEAD = "---\nderive:\n  context: none\n  let:\n    - a, b, c \\in \\mathbb{R}\n---\n\n$$s = a + b$$\n\n$$r = 2 s$$\n\n"


def verdicts(*formulas: str) -> list[str]:
    findings = derive.check(HEAD + "\n\n".join(f"$${formula}$$" for formula in formulas)).findings
    return [finding.verdict.value for finding in findings[2:]]


def test_the_new_meaning_holds_from_there_on() -> None:
    assert verdicts("s = s c", "s = (a + b) c", "s = a + b") == ["defined", "proved", "refuted"]


def test_what_was_made_of_the_old_one_stays() -> None:
    assert verdicts("s = s c", "r = 2 (a + b)", "r = 2 s") == ["defined", "proved", "refuted"]


def test_it_holds_in_its_row() -> None:
    assert verdicts(r"c (a + b) = s \qquad \text{let } s = s c") == ["proved", "defined"]
    assert verdicts(r"s = s c \\ c (a + b) = s") == ["defined", "proved"]
    assert verdicts(r"c (a + b) = s \\ \text{let } s = s c") == ["refuted", "defined"]


def test_what_holds_is_a_claim() -> None:
    assert verdicts("s = s + 0", "s = 2 s - a - b") == ["proved", "proved"]


def test_what_was_only_declared_is_not_renamed() -> None:
    assert verdicts("a = a + 1") == ["refuted"]
