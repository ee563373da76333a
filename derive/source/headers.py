r"""Read the declarations an author puts at the head of a document or in its comments.

    Source --read_header()--> (key, Statement) in order, faults, where the text begins

Three places, one small language: `---` front matter with a `derive:` map, `% derive: key: value` lines in TeX,
`<!-- derive: ... -->` elsewhere. A line is `key: value`, `key:` with indented lines below, or `- statement`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.source.notes import Fault, Statement
from derive.source.text import Form, Source, Span

KEYS = frozenset({"context", "let", "layout", "assume"})

_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?![ \t]*\r?\n)(?P<body>.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_DERIVE = re.compile(r"^derive:[ \t]*(?:#.*)?\r?$\n?(?P<block>(?:^(?:[ \t]+[^\n]*|[ \t\r]*)(?:\n|\Z))*)", re.MULTILINE)
_TEX_LINE = re.compile(r"^[ \t]*%+[ \t]*derive:[ \t]*(?P<line>[^\n]*?)[ \t\r]*$", re.MULTILINE)
_HTML = re.compile(r"<!--\s*derive:(?P<block>.*?)-->", re.DOTALL)
_LINE = re.compile(r"[^\n]+")
_COMMENT = re.compile(r"(?:\A|[ \t])#.*\Z")
_KEYED = re.compile(r"(?P<key>[A-Za-z_]+)[ \t]*:(?:[ \t]+(?P<value>.*))?\Z", re.DOTALL)
_ITEM = re.compile(r"-(?:[ \t]+|\Z)(?P<value>.*)\Z", re.DOTALL)

Entry = tuple[str, Statement]


def read_header(source: Source) -> tuple[list[Entry], list[Fault], int]:
    """All declarations of a document, what is malformed, and where its text begins."""
    reader = _Header(source)
    start = 0
    if source.form is Form.TEX:
        for match in _TEX_LINE.finditer(source.text):
            reader.lines([match.span("line")])
        return reader.entries, reader.faults, start
    if front := _FRONT.match(source.text, 0, source.parts[0].end if source.parts else 0):
        start = front.end()
        for block in _DERIVE.finditer(source.text, front.start("body"), front.end("body")):
            reader.lines(_lines(source.text, *block.span("block")))
    for match in _HTML.finditer(source.text, start):
        reader.lines(_lines(source.text, *match.span("block")))
    return reader.entries, reader.faults, start


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _LINE.finditer(text, start, end))


class _Header:
    """Reads lines; `key` is the one whose indented lines are being read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.entries: list[Entry] = []
        self.faults: list[Fault] = []

    def lines(self, spans: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> None:
        key, base = "", 0
        for start, end in spans:
            line = _COMMENT.sub("", self.source.text[start:end].rstrip())
            text = line.strip()
            if not text:
                continue
            at = start + len(line) - len(line.lstrip())
            indent = at - start
            item, keyed = _ITEM.match(text), _KEYED.match(text)
            if item and key:
                self.put(key, item["value"], at + item.start("value"))
            elif key and indent > base and keyed and keyed["value"]:
                self.put(key, text, at)  # layout:\n  vectors: denominator
            elif keyed and keyed["key"] in KEYS:
                key, base = ("" if keyed["value"] else keyed["key"]), indent
                if keyed["value"]:
                    self.put(keyed["key"], keyed["value"], at + keyed.start("value"))
            else:
                self.fault(text, at, start)

    def put(self, key: str, value: str, at: int) -> None:
        """Add one statement, without quotes around it."""
        stripped = value.strip()
        at += len(value) - len(value.lstrip())
        if len(stripped) > 1 and stripped[0] in "'\"" and stripped[-1] == stripped[0]:
            stripped, at = stripped[1:-1], at + 1
        if not stripped:
            self.fault(f"- {value}", at, at)
            return
        self.entries.append((key, Statement(stripped, self.source, Span(at, at + len(stripped)))))

    def fault(self, text: str, at: int, start: int) -> None:
        line = self.source.position(start)[0]
        known = ", ".join(sorted(KEYS))
        message = (
            f"line {line} of the declarations is not understood: {text[:60]}; expected one of {known}, or `- statement`"
        )
        self.faults.append(Fault(Span(at, at + max(1, len(text))), message))
