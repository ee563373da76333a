"""What is masked in TeX, and where lists begin and end in Markdown."""

import pytest

from derive.source.marks import listings, prose, without_comments
from derive.source.text import Source


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("a % b\nc", "a %%%\nc"),
        (r"5\% of \\% c", r"5\% of \\%%%"),
        (r"\verb|%|x% y", r"%%%%%%%%x%%%"),
        ("\\begin{verbatim}\n%\n\\end{verbatim} a", "%" * 33 + " a"),
        (r"\begin{verbatim} never closed", "%" * 29),
        (r"\iffalse a \fi b \iffalse c", "%" * 14 + " b " + "%" * 10),
        (r"\verbatiminput \iffalsehood", r"\verbatiminput \iffalsehood"),
    ],
)
def test_comments_and_verbatim_text_are_masked(text: str, masked: str) -> None:
    assert without_comments(text) == masked


def test_prose_is_without_comments_where_there_are_any() -> None:
    assert prose(Source("a.tex", "if % not\nb")) == "if      \nb"
    assert prose(Source("a.md", "50% not\nb")) == "50% not\nb"


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("a\n- b\n\n  c\n\n    d\n", [True]),
        ("- b\nlazy\n\nend\n", [True, False]),
        ("1. b\n# c\n2) d\n", [True, False, True]),
        ("a - b\n-c\n1.5\n", []),
        ("!!! note\n\n    b\n", [True]),
    ],
)
def test_lists(text: str, edges: list[bool]) -> None:
    assert [begins for _, begins in listings(text)] == edges
