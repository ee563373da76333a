"""What was assumed: shown as a note, as statements, and not where it was replaced or stated."""

from __future__ import annotations

import derive
from derive.verdicts.verdict import Note, Report


def display(*lines: str) -> str:
    return "\n\n".join(f"$${line}$$" for line in lines)


def check(text: str) -> Report:
    """The report where no context knows any name."""
    return derive.check(text, context="none")


def notes(report: Report) -> list[Note]:
    return [note for note in report.notes if note.message.startswith("assumed: ")]


LAYER = display(
    r"q = \phi(A r + b)", r"\frac{\partial E}{\partial b} = \frac{\partial E}{\partial q} \odot \phi'(A r + b)"
)


def test_one_note_says_what_was_assumed() -> None:
    (note,) = notes(check(LAYER))
    assert note.severity == "note"
    assert r"\phi a function of numbers" in note.message
    assert "A of shape (" in note.message
    assert "loss E of q" in note.message
    assert note.message.endswith("`derive read` shows all that was assumed")


def test_symbols_of_one_shape_are_said_together() -> None:
    (note,) = notes(check(display("m = f + g")))
    assert note.message.count("of shape") + note.message.count("a number") == 1
    assert "f, g" in note.message


def test_nothing_is_said_where_everything_is_declared() -> None:
    head = "---\nderive:\n  context: none\n  let:\n    - A \\in \\mathbb{R}^{n \\times m}; r \\in \\mathbb{R}^m\n---\n"
    assert not notes(check(head + display("q = A r", "q = A r")))


def test_what_the_text_says_is_no_guess() -> None:
    report = check(r"Let $A \in \mathbb{R}^{n \times m}$." + "\n\n" + display("q = A r"))
    (note,) = notes(report)
    assert "A of shape" not in note.message
    assert "r " in note.message
    assert r"A \in \mathbb{R}^{n \times m}" in report.declarations.split("# guessed")[0]


def test_a_long_list_is_cut() -> None:
    names = "abcefghm"
    report = check(display(*(rf"{x}^\top {x.upper()} {x} = {x}_1" for x in names)))
    (note,) = notes(report)
    assert " more; " in note.message
    assert all(rf"{x} \in" in report.declarations or rf"{x.upper()} \in" in report.declarations for x in names)


def test_a_name_that_sections_mean_differently_is_not_declared_for_both() -> None:
    text = (
        "# One\n\n"
        + display(r"E = \sum_{i=1}^n g_i h_i")
        + "\n\n# Two\n\n"
        + display(r"F = \sum_{i=1}^n \sum_{j=1}^n g_{ij} M_{ij}")
    )
    report = check(text)
    assert "\n    - g " not in report.declarations
    assert "\n    - M " in report.declarations


def test_a_square_on_the_left_is_shown_as_the_root_it_defines() -> None:
    report = check(display(r"\tau^2 = \frac{1}{n} \sum_{i=1}^n q_i^2", r"r_i = q_i / \tau"))
    assert r"- \tau = \sqrt{\frac{1}{n} \sum_{i=1}^n q_i^2}" in report.declarations


def test_a_name_defined_in_two_ways_is_not_said_at_the_top() -> None:
    shapes = r"A, B \in \mathbb{R}^{n \times m}; r, w \in \mathbb{R}^m"
    head = f"---\nderive:\n  context: none\n  let:\n    - {shapes}\n---\n"
    one, two = "# One\n\n" + display("q = A r"), "\n\n# Two\n\n" + display("q = B w")
    assert "- q = A r" in check(head + one).declarations
    assert "- q = " not in check(head + one + two).declarations
