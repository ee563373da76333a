"""What a document would have to declare: each code has its template, and only open steps ask."""

from __future__ import annotations

import pytest

import derive
from derive.verdicts.verdict import Missing, Report, Verdict

BARE = "---\nderive:\n  context: none\n  let:\n    - X \\in \\mathbb{R}^{n \\times d}\n---\n\n"


def display(*lines: str) -> str:
    return "\n\n".join(f"$${line}$$" for line in lines)


def check(text: str) -> Report:
    """The report where no context knows any name."""
    return derive.check(text, context="none")


def lacking(text: str) -> dict[str, Missing]:
    return {wanted.statement: wanted for wanted in check(text).missing if wanted.key == "let"}


def test_a_guess_that_nothing_bears_out_is_asked_for_once_with_the_steps_it_holds_up() -> None:
    text = display(r"A r = r^\top B", r"A r = 2 A r", r"r = r")
    found = lacking(text)
    (statement,) = [s for s in found if s.startswith(r"A \in")]
    assert found[statement].guessed
    report = check(text)
    lines = [report.source.position(span.start)[0] for span in found[statement].spans]
    codes = [report.source.position(f.span.start)[0] for f in report.findings if f.code == "D303"]
    assert lines == codes


def test_names_of_one_shape_are_asked_for_in_one_statement_and_need_no_label() -> None:
    text = display(r"h_t = f(A_{xh} x_t + B_{hh} h_{t-1})", r"A_{xh}^\top g_t B_{hh} = q_t h_{t+1}^\top")
    found = lacking(text)
    (both,) = [statement for statement in found if statement.startswith("g_{t}")]
    assert both.startswith(r"g_{t}, h_{\text{t+1}} \in \mathbb{R}^{")
    assert not [statement for statement in found if statement.startswith("label ")]


def test_what_is_pasted_settles_the_steps_that_asked() -> None:
    text = display(r"A r = r^\top B", r"s = A r", r"A r = 2 A r")
    report = check(text)
    assert Verdict.UNREADABLE in report.counts
    lines = "".join(f"    - {wanted.statement}\n" for wanted in report.missing if wanted.key == "let")
    after = check(f"---\nderive:\n  let:\n{lines}---\n{text}")
    assert not after.missing
    assert Verdict.UNREADABLE not in after.counts


def test_nothing_is_asked_where_all_is_read() -> None:
    assert check(display("A r = A r")).missing == ()
    assert check(BARE + display("X = 2 X")).missing == ()  # false, not unreadable


def test_an_unread_step_that_no_declaration_settles_asks_for_nothing() -> None:
    report = check(BARE + display(r"X = \left( X"))
    assert report.findings[0].verdict is Verdict.UNREADABLE
    assert report.missing == ()


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("Q_i = 3", r"Q \in \mathbb{R}^{?}"),
        (r"X_{ijk} = 1", r""),
        (r"\sum_k 2 = 2", "k = 1..?"),
        ("q = f(X, y) + 1", "f(X, y) = ?"),
        ("q = f(X, y + 1)", ""),
        (r"\delta_{ab} = 1", ""),
        (r"q = Q_{o,\{w_1,\dots,w_K\}} + 1", r"Q_{o,\{w_{1},\dots,w_{K}\}} = ?"),
    ],
)
def test_a_template_has_a_question_mark_for_what_nothing_tells(line: str, statement: str) -> None:
    asked = [s for s, wanted in lacking(BARE + display(line)).items() if not wanted.guessed]
    assert asked == [statement] * bool(statement)


def test_a_template_as_it_is_cannot_be_taken() -> None:
    report = check(BARE.replace("---\n\n", "    - u \\in \\mathbb{R}^{?}\n---\n\n") + display("X = X"))
    assert report.exit_code == 2
    assert "write what stands for each ?" in report.notes[0].message


def test_a_context_the_document_names_is_not_asked_for_again() -> None:
    named = "---\nderive:\n  context: none\n---\n\n"
    text = display(r"A r = r^\top B")
    assert derive.check(text).missing[0].key == "context"
    assert {wanted.key for wanted in derive.check(named + text).missing} == {"let"}
    assert {wanted.key for wanted in derive.check(text, context="none").missing} == {"let"}
