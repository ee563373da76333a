"""Which letter the words call the class of the labels."""

from __future__ import annotations

import pytest

from derive.source.classes import Classes
from derive.source.sayings import Sentences

FORMULA = "$$f$$"


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        (f"The true class is $k$. {FORMULA}", "k"),
        (f"where $c$ is the index of the correct label. {FORMULA}", "c"),
        (f"{FORMULA} where \\(c\\) denotes the target word.", "c"),
        (f"The example belongs to class $k$. {FORMULA}", "k"),
        (f"with $y$ one-hot, $y_k = 1$. {FORMULA}", "k"),
        (f"The true class is $k$. Another target word is $j$. {FORMULA}", "j"),
        (f"The true class is not $k$. {FORMULA}", ""),
        (f"If the true class is $k$: {FORMULA}", "k"),
        (f"If the true class is $k$, fine. And so, as always, {FORMULA}", ""),
        (f"There are $k$ classes. {FORMULA}", ""),
        (f"The true class is $k$.\n# Two\n{FORMULA}", ""),
    ],
)
def test_the_class_at_a_formula(text: str, letter: str) -> None:
    start = text.index(FORMULA)
    section = text.rfind("\n#", 0, start) + 1
    assert Classes(text, Sentences(text)).said(start, len(text), section) == letter
