"""Which words introduce a condition, what is a heading, when a display goes on."""

import pytest

from derive.source.prose import Headings, goes_on, introduces_condition, stands_alone


def introduces(text: str) -> bool:
    """`text` with the formula as $...$ and the display as !."""
    start, end = text.index("$"), text.rindex("$") + 1
    return introduces_condition(text, start, end, text.index("!"))


@pytest.mark.parametrize(
    "text",
    [
        "when $w = o$,\n\n!",
        "If $w = o$:\n!",
        "if $w = o$, we have\n\n!",
        "for all $k$ !",
        "Solution for $i = j$\n\n!",
        "- In the case where $i = j$.\n\n!",
        "Case 1: $i = j$\n!",
        "**Case 2:** $i = j$\n!",
        "suppose that $i = j$, then\n!",
        "当 $w = o$，\n!",
    ],
)
def test_conditions(text: str) -> None:
    assert introduces(text)


@pytest.mark.parametrize(
    "text",
    [
        "where $i = j$:\n\n!",
        "terms where $i = j$ and $i = k$:\n!",
        "we know $w = o$,\n\n!",
        "when $w = o$ the sum is long and\n\n!",
        "if $w = o$ (rare):\n\nmore\n\n!",
        "before $w = o$,\n!",
    ],
)
def test_no_conditions(text: str) -> None:
    assert not introduces(text)


@pytest.mark.parametrize(
    "text",
    [
        "\n# One\n",
        "\\section{One}",
        "a\n\n(b)\n\nc",
        "a\n\nquestion c\n\n",
        "a\n\nA.2 Notation\n\n",
        "One\n===\n",
        "**One**\n",
    ],
)
def test_headings(text: str) -> None:
    assert Headings(text + "\n\nend").before(len(text) + 2) == 1


@pytest.mark.parametrize("text", ["a (b) c\n\n", "# not\\# a"[2:], "I am here.\n\nSo it is\n\n", "#hash\n\n"])
def test_no_headings(text: str) -> None:
    assert Headings(text).before(len(text)) == 0


def test_goes_on() -> None:
    assert goes_on("$$a$$\n\nwhich is\n\n$$=b$$", 5, 17)
    assert not goes_on("$$a$$" + "long words " * 20 + "$$=b$$", 5, 225)


def test_stands_alone() -> None:
    text = "a\n\n$x = y$.\n\nb $z$ c"
    assert stands_alone(text, 3, 10)
    assert not stands_alone(text, text.index("$z"), text.index("$z") + 3)
    assert stands_alone("$x$", 0, 3)
