"""Make quoted text harmless: a document must not move the cursor, recolour the screen or reverse the reading order.

    'a\\x1b[31m'  --neutral()-->  'a<U+001B>[31m'

Everything shown to a person goes through here, messages and paths included, because they quote the document.
"""

from __future__ import annotations

_HARMFUL = (
    (0x00, 0x1F),  # C0: escape, backspace, carriage return
    (0x7F, 0x9F),  # delete and C1: an eight-bit escape sequence begins with 0x9B
    (0x061C, 0x061C),  # Arabic letter mark
    (0x200B, 0x200B),  # zero-width space: two texts that look the same must not differ
    (0x200E, 0x200F),  # left-to-right and right-to-left mark
    (0x2028, 0x202E),  # line and paragraph separators, bidi embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, bidi isolates, deprecated format characters
    (0xD800, 0xDFFF),  # lone surrogates: printing one raises
    (0xFEFF, 0xFEFF),  # byte order mark inside a text
    (0xFFF9, 0xFFFB),  # interlinear annotations
    (0xE0000, 0xE007F),  # tags: invisible text
)
_ESCAPES = {code: f"<U+{code:04X}>" for first, last in _HARMFUL for code in range(first, last + 1)}
_ONE_LINE = _ESCAPES | {ord("\t"): " ", ord("\n"): " ", ord("\r"): " "}
_MANY_LINES = {code: shown for code, shown in _ESCAPES.items() if chr(code) not in "\n\t"}


def neutral(text: str) -> str:
    """One line, each control character shown as `<U+001B>`; tabs and line ends become spaces."""
    return text.translate(_ONE_LINE)


def neutral_block(text: str) -> str:
    """Several lines: line feeds and tabs stay, CRLF becomes LF, every other control character is shown."""
    return text.replace("\r\n", "\n").translate(_MANY_LINES)


def glyph(char: str) -> str:
    """One character as the source excerpt shows it; tabs are the excerpt's own business."""
    return _ESCAPES.get(ord(char), char)
