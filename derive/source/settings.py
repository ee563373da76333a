r"""The macros that a page gives to MathJax or KaTeX in its settings, which are JavaScript.

macros: {RR: "{\\bf R}", bold: ["{\\bf #1}", 1], "\\f": "#1f(#2)"}        Macros: {...}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING = re.compile(r"""\b[mM]acros["']?\s*:\s*\{""")
_STRING = r""""(?:\\.|[^"\\\n])*+"|'(?:\\.|[^'\\\n])*+'"""
_ENTRY = re.compile(
    rf"""\s*(?://[^\n]*\n\s*)*["']?(?:\\\\)?(?P<name>[A-Za-z]+)["']?\s*:\s*
        (?:(?P<body>{_STRING})|\[\s*(?P<form>{_STRING})\s*,\s*(?P<count>\d)\s*(?:,\s*(?P<default>{_STRING})\s*)?\])\s*(?:,|(?=\}}))""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")
_PARAMETER = re.compile(r"#(\d)")


def configured(text: str) -> Iterator[tuple[str, int, str | None, str]]:
    """(name, number of arguments, default of the first, body) of each."""
    for opening in _OPENING.finditer(text):
        at = opening.end()
        while entry := _ENTRY.match(text, at):
            at = entry.end()
            body = _said(entry["body"] or entry["form"])
            used = max((int(digit) for digit in _PARAMETER.findall(body)), default=0)
            default = _said(entry["default"]) if entry["default"] else None
            yield entry["name"], int(entry["count"] or used), default, body


def _said(literal: str) -> str:
    return _ESCAPE.sub(r"\1", literal[1:-1])
