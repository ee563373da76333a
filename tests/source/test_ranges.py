"""Ranges of letters: how long they hold, and which of them are all that is above 0."""

from __future__ import annotations

import pytest

from derive.source.ranges import Known, Ranges
from derive.source.sayings import Sentences


def at(text: str, mark: str = "HERE", section: int = 0) -> Known:
    mark = f"$${mark}" if f"$${mark}" in text else mark
    start = text.index(mark)
    return Ranges(text, Sentences(text)).about(start, start + len(mark), section)


@pytest.mark.parametrize(
    ("text", "ranged", "positive"),
    [
        (r"with $\lambda > 0$ we have HERE", set(), {r"\lambda"}),
        (r"with $0 < \lambda$. Then HERE", set(), {r"\lambda"}),
        (r"with $\lambda < 0$. Then HERE", {r"\lambda"}, set()),
        (r"with $\lambda \ge 1$. Then HERE", {r"\lambda"}, set()),
        (r"where $0 < \alpha < 1$. Then HERE", {r"\alpha"}, set()),
        (r"$\alpha \in (0, 1)$. Then HERE", {r"\alpha"}, set()),
        (r"when $x > 0$, HERE", set(), {"x"}),
        (r"when $x > 0$, it is so. HERE", set(), set()),
        (r"For $x < 0$ we have $$HERE", {"x"}, set()),
        (r"Unless $x > 0$, HERE", {"x"}, set()),
        (r"not only for $x > 0$ HERE", {"x"}, set()),
        (r"with $\lambda \ge 0$ we have HERE", set(), set()),
        (r"with $x > 0$ or with $x < 0$. HERE", {"x"}, set()),
        (r"HERE with $\lambda > 0$", set(), set()),
        (r"with $1 \le i \le n$ HERE", set(), set()),
    ],
)
def test_what_is_known_where(text: str, ranged: set[str], positive: set[str]) -> None:
    assert (at(text).ranged, at(text).positive) == (ranged, positive)


def test_a_section_assumes_what_it_says_itself() -> None:
    text = r"With $x > 0$. # Next. HERE"
    assert at(text).positive == {"x"}
    assert at(text, section=text.index("#")).positive == set()
    assert at(text, section=text.index("#")).never_below == {"x"}
    assert at(r"with $\lambda \ge 0$ we have HERE").never_below == {r"\lambda"}


def test_a_letter_is_known_once_however_often_it_is_told() -> None:
    text = " ".join(rf"when $x < {n}$, so. With $\a{'b' * (n % 50)} > 0$." for n in range(20_000)) + " HERE"
    assert len(at(text).positive) == 50
