"""Letters of which the words say more than is understood."""

from __future__ import annotations

import pytest

from derive.source.properties import Properties
from derive.source.sayings import Sentences

FORMULA = "$$f$$"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        (rf"Let $u$ be a unit vector. {FORMULA}", {"u"}),
        (rf"for an orthogonal $Q \in \mathbb{{R}}^{{n \times n}}$. {FORMULA}", {"Q"}),
        (rf"$a$ is orthogonal to $b$. {FORMULA}", set()),
        (rf"{FORMULA} with a unit vector $u$.", set()),
    ],
)
def test_letters_of_which_something_was_said_before(text: str, letters: set[str]) -> None:
    assert Properties(text, Sentences(text)).before(text.index(FORMULA)) == letters
