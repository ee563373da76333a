"""Ranges of letters: how long they hold, and which of them are all that is above 0."""

from __future__ import annotations

import pytest

from derive.source.ranges import Ranges
from derive.source.sayings import Sentences


def at(text: str, mark: str = "HERE") -> tuple[set[str], set[str]]:
    mark = f"$${mark}" if f"$${mark}" in text else mark
    start = text.index(mark)
    ranged, positive = Ranges(text, Sentences(text)).about(start, start + len(mark))
    return set(ranged), set(positive)


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
        (r"HERE with $\lambda > 0$", set(), set()),
        (r"with $1 \le i \le n$ HERE", set(), set()),
    ],
)
def test_what_is_known_where(text: str, ranged: set[str], positive: set[str]) -> None:
    assert at(text) == (ranged, positive)


def test_many_ranges_take_no_time() -> None:
    text = " ".join(rf"when $x < {n}$, so. With $\a{'b' * (n % 50)} > 0$." for n in range(20_000)) + " HERE"
    assert len(at(text)[1]) == 50
