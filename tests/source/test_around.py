"""What the sentence around a formula says of it."""

import pytest

from derive.source.around import Words

FORMULA = "$a_{ij} = b_{ij}$"


def every(text: str) -> frozenset[str]:
    start = text.index(FORMULA)
    return Words(text).about(start, start + len(FORMULA), 0).every


@pytest.mark.parametrize("between", [" ", ". ", ".\n", ".\n\n", "\n\n", " .\n\n\n"])
def test_a_sentence_behind_is_heard_over_blank_lines(between: str) -> None:
    assert every(f"Then {FORMULA}{between}This also holds for i = j.") == {"i", "j"}


def test_what_is_said_later_is_not_heard() -> None:
    assert every(f"Then {FORMULA}. Nothing is said. This also holds for i = j.") == frozenset()


def test_the_words_before_are_heard() -> None:
    assert every(f"For all $i$ and $j$, {FORMULA}") >= {"i", "j"}
    assert every(f"For all $i$ and $j$ it holds. Then {FORMULA}") == frozenset()


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        ("Suppose that", False),
        ("a vector such that", False),
        ("and then we pose that", False),
        ("We postulate", False),
        ("For the next part we redefine", True),
        ("We propose to look at it:", True),
        ("It is composed of two parts, and", True),
        ("Then", True),
    ],
)
def test_what_is_assumed_claims_nothing(words: str, claims: bool) -> None:
    text = f"{words} {FORMULA}"
    start = text.index(FORMULA)
    assert Words(text).about(start, len(text), 0).assumed is not claims


def test_a_name_is_given_another_meaning() -> None:
    text = f"For the next part we redefine {FORMULA}. Then {FORMULA}"
    start = text.index(FORMULA)
    assert Words(text).about(start, start + len(FORMULA), 0).anew
    assert not Words(text).about(text.rindex(FORMULA), len(text), 0).anew
