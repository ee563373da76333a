"""How far a guess is believed: it makes nothing false unless a proved step bears it out, and what is said beats it."""

from __future__ import annotations

import pytest

import derive
from derive.opening.state import Options, opened
from derive.source.text import Source
from derive.syntax.reader import read_document
from derive.verdicts.verdict import Finding, Verdict


def display(*lines: str) -> str:
    return "\n\n".join(f"$${line}$$" for line in lines)


def found(text: str) -> list[Finding]:
    return list(derive.check(text, context="none").findings)


def verdicts(*lines: str) -> list[str]:
    return [finding.verdict.value for finding in found(display(*lines))]


def let(*statements: str) -> str:
    lines = "".join(f"    - {statement}\n" for statement in statements)
    return f"---\nderive:\n  context: none\n  let:\n{lines}---\n\n"


# D303


@pytest.mark.parametrize("line", [r"A r = r^\top B", "A r = 2 A r", r"3 f(r) = 2 f(r)"])
def test_a_guess_alone_makes_nothing_false(line: str) -> None:
    (finding,) = found(display(line))
    assert (finding.verdict, finding.code) == (Verdict.UNREADABLE, "D303")
    assert "which is a guess from how it is used" in finding.message
    assert "derive check --ask" in finding.hint


def test_what_is_declared_makes_false() -> None:
    shapes = let(r"A, B \in \mathbb{R}^{n \times m}; r \in \mathbb{R}^m", "function f")
    codes = [finding.code for finding in found(shapes + display(r"A r = r^\top B", "A r = 2 A r"))]
    assert codes == ["D201", "D101"]


def test_a_guess_that_a_proof_bears_out_makes_false() -> None:
    right = r"\frac{\partial (r^\top M r)}{\partial r} = M r + M^\top r"
    wrong = r"\frac{\partial (r^\top M r)}{\partial r} = M r"
    assert verdicts(wrong) == ["unreadable"]
    assert verdicts(right, wrong) == ["proved", "refuted"]
    assert verdicts(wrong, right) == ["refuted", "proved"]  # wherever the proof stands


def test_a_right_step_over_guesses_is_proved() -> None:
    assert verdicts(r"(A + B) r = A r + B r") == ["proved"]


# a sum with a term too many


def test_a_sum_from_0_to_n_over_n_entries_is_wrong_once() -> None:
    shapes = let(r"x, y \in \mathbb{R}^N; i \in N")
    first, second = found(shapes + display(r"s = \sum_{i=0}^{N} x_i", r"m = \sum_{i=0}^{N} y_i"))
    assert (first.verdict, first.code) == (Verdict.ILL_FORMED, "D205")
    assert (first.found, first.expected) == ("N + 1 terms", "N terms")
    assert second.verdict is Verdict.DEFINED


@pytest.mark.parametrize("high", ["N-1", "N - 1"])
def test_a_sum_from_0_to_n_less_1_has_n_terms(high: str) -> None:
    shapes = let(r"x \in \mathbb{R}^N; i \in N")
    assert [f.verdict for f in found(shapes + display(rf"\sum_{{i=0}}^{{{high}}} x_i = \sum_{{i=1}}^N x_i"))] == [
        Verdict.PROVED
    ]


def test_a_sum_from_0_over_something_else_is_not_said_to_be_wrong() -> None:
    shapes = let(r"x \in \mathbb{R}^M; i \in M; size N")
    (finding,) = found(shapes + display(r"\sum_{i=0}^{N} x_i = 1"))
    assert finding.verdict is Verdict.UNREADABLE


# a square on the left


def test_a_square_on_the_left_defines_the_root() -> None:
    shapes = let(r"x \in \mathbb{R}^N; i \in N")
    lines = (r"\tau^2 = \sum_{i=1}^N x_i^2", r"\tau = \sqrt{\sum_{i=1}^N x_i^2}", r"\tau = \sum_{i=1}^N x_i^2")
    assert [f.verdict.value for f in found(shapes + display(*lines))] == ["defined", "proved", "refuted"]


def test_roots_of_a_family_are_defined_by_their_squares() -> None:
    shapes = let(r"X \in \mathbb{R}^{n \times d}; i \in n; j \in d")
    lines = (r"\tau_j^2 = \sum_{i=1}^n X_{ij}^2", r"\tau_j \tau_j = \sum_{i=1}^n X_{ij}^2", r"\tau_j = 2 \tau_j")
    first, _, last = found(shapes + display(*lines))
    assert (first.verdict, last.verdict) == (Verdict.DEFINED, Verdict.REFUTED)


def test_the_square_of_a_known_name_is_a_claim() -> None:
    shapes = let(r"x \in \mathbb{R}")
    assert [f.verdict.value for f in found(shapes + display("x^2 = x"))] == ["refuted"]


# sections


def test_a_name_with_other_indices_in_a_new_section_begins_anew() -> None:
    one, two = r"E = \sum_{i=1}^n g_i", r"F = \sum_{i=1}^n \sum_{j=1}^n g_{ij}"
    apart = found(f"# One\n\n{display(one)}\n\n# Two\n\n{display(two)}")
    assert [finding.verdict.value for finding in apart] == ["defined", "defined"]
    shapes = let(r"g \in \mathbb{R}^n")
    declared = found(f"{shapes}# One\n\n{display(one)}\n\n# Two\n\n{display(two)}")
    assert [finding.verdict.value for finding in declared] == ["defined", "unreadable"]


# contexts in question


def opened_names(text: str) -> list[str]:
    document = read_document(Source("<text>", text))
    return list(opened(document, Options())[0].scopes)


def test_a_document_of_other_things_is_read_in_no_context() -> None:
    assert opened_names(display("q_1 = B_1 r + g_1", "f_1 = B_2 q_1")) == ["none"]


def test_a_document_of_a_field_is_read_in_its_contexts() -> None:
    names = opened_names(
        display(r"\hat{y} = \operatorname{softmax}(\theta)", r"\frac{\partial J}{\partial v_c} = U (\hat y - y)")
    )
    assert names[0] == "word2vec"
    assert "none" not in names


def test_what_is_declared_is_read_without_a_context_too() -> None:
    text = "---\nderive:\n  let:\n    - s, y \\in \\mathbb{R}^K\n---\n\n" + display(r"p = \operatorname{softmax}(s)")
    assert opened_names(text)[0] == "none"
    assert len(opened_names(text)) > 1


def test_a_context_that_is_named_is_the_only_one() -> None:
    assert opened_names("---\nderive:\n  context: softmax\n---\n" + display("q = A r")) == ["softmax"]
