"""Where words call a matrix symmetric, and where they take it back."""

from __future__ import annotations

import pytest

from derive.source.sayings import Sentences
from derive.source.symmetries import Symmetries

FORMULA = "$$f$$"


def said(text: str) -> tuple[set[str], set[str]]:
    """The letters that are taken back at the first formula, and those in doubt there."""
    start = text.index(FORMULA)
    section = text.rfind("\n#", 0, start) + 1
    firm, doubt = Symmetries(text, Sentences(text)).said(start, start + len(FORMULA), section)
    return {letter for one in firm for letter in one.names}, {letter for one in doubt for letter in one.names}


@pytest.mark.parametrize(
    ("text", "firm", "doubt"),
    [
        (f"Let $A$ be symmetric. {FORMULA}", set(), set()),
        (rf"Let $\mathbf{{A}}$ be symmetric. {FORMULA}", set(), set()),
        (f"{FORMULA} Later, let $A$ be symmetric.", set(), {"A"}),
        (f"$A$ need not be symmetric. {FORMULA}", {"A"}, set()),
        (f"$A$ is not square but symmetric. {FORMULA}", set(), set()),
        (f"Let $A$ be symmetric. Now $A$ is asymmetric. {FORMULA}", {"A"}, set()),
        (f"# One\n$A$ is not symmetric.\n# Two\nThen {FORMULA}", set(), {"A"}),
        (f"If $A$ is symmetric, {FORMULA}", set(), set()),
        (f"If $A$ is symmetric, fine. Now {FORMULA}", set(), {"A"}),
        (f"If $A$ were symmetric, {FORMULA}", set(), {"A"}),
        (f"Let $A$ and $S$ be symmetric. {FORMULA}", set(), set()),
    ],
)
def test_what_is_symmetric_at_a_formula(text: str, firm: set[str], doubt: set[str]) -> None:
    assert said(text) == (firm, doubt)


def test_the_names_of_what_is_symmetric_somewhere() -> None:
    text = r"$A$ is not symmetric. Let $B$ be a symmetric matrix, and $\mathbf{C}$ symmetric. $B$ is symmetric."
    assert Symmetries(text, Sentences(text)).names == ("B", r"\mathbf{C}")
