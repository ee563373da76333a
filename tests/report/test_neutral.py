"""Control characters of a document never reach the screen."""

import unicodedata

import pytest

from derive.report.neutral import neutral, neutral_block

HARMFUL = [
    "\x1b[31m",
    "\x9b31m",
    "\x07",
    "\x08",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ud800",
    "\U000e0041",
]


@pytest.mark.parametrize("text", HARMFUL)
def test_harmful_characters_are_shown_by_number(text: str) -> None:
    shown = neutral(f"a{text}b")
    assert shown.startswith(f"a<U+{ord(text[0]):04X}>")
    assert neutral_block(f"a{text}b") == shown


def test_no_control_or_bidi_character_survives() -> None:
    every = "".join(map(chr, range(0x20000)))
    left = {unicodedata.category(char) for char in neutral(every)} & {"Cc", "Cs", "Zl", "Zp"}
    bidi = {unicodedata.bidirectional(char) for char in neutral(every)}
    assert not left
    assert not bidi & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def test_one_line_and_many_lines() -> None:
    assert neutral("a\tb\r\nc") == "a b  c"
    assert neutral_block("a\tb\r\nc\rd") == "a\tb\nc<U+000D>d"


def test_ordinary_text_is_untouched() -> None:
    text = "Σ_k ∂ŷ/∂θ 损失 é \\frac{a}{b}"
    assert neutral(text) == text
