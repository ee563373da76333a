"""A document's text and the positions in it.

Offsets count Unicode code points from 0; lines and columns count from 1, in the file as it is on disk. The text of a
container (a notebook, a page of HTML) is what it holds; its Origin knows where each character stands in the file.
"""

from __future__ import annotations

import os.path
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple


class Form(Enum):
    """How a document marks its mathematics."""

    MARKDOWN = "markdown"
    PLAIN = "plain"  # Markdown in which an indented line is no code
    TEX = "tex"
    HTML = "html"


SUFFIXES = {
    suffix: form
    for form, suffixes in (
        (Form.MARKDOWN, ".md .markdown .mdown .mkd .qmd .rmd .ipynb"),
        (Form.TEX, ".tex .ltx .latex"),
        (Form.HTML, ".html .htm .xhtml"),
    )
    for suffix in suffixes.split()
}
_DOCUMENT_CLASS = re.compile(r"^[ \t]*\\(?:documentclass|begin\s*\{document\})", re.MULTILINE)


class Span(NamedTuple):
    """A stretch of raw text, offsets start <= i < end."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The shortest span around both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook: its number, counting every cell from 1, and where its text begins."""

    number: int
    start: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text of a container stands in its file.

    starts  text[i] begins at raw offset starts[i]; one more for the end
    lines   the raw offsets where the lines of the file begin
    parts   the stretches of text in which delimiters pair: cells, or text without a tag
    """

    form: Form
    starts: Sequence[int]
    lines: Sequence[int]
    parts: tuple[Span, ...]
    cells: tuple[Cell, ...] = ()


def line_starts(text: str) -> list[int]:
    """The offsets where lines begin."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


@dataclass(frozen=True)
class Source:
    """A document: its path (or a name such as `<text>`) and its whole text."""

    path: str
    text: str
    origin: Origin | None = field(default=None, repr=False, compare=False)
    _starts: list[int] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        self._starts.extend(line_starts(self.text))

    @cached_property
    def form(self) -> Form:
        """By what it was unwrapped from, by its suffix, or by how it begins."""
        if self.origin:
            return self.origin.form
        named = SUFFIXES.get(os.path.splitext(self.path)[1].lower())
        return named or (Form.TEX if _DOCUMENT_CLASS.search(self.text) else Form.PLAIN)

    @property
    def parts(self) -> tuple[Span, ...]:
        """The stretches in which delimiters pair: no formula begins in one and ends in another."""
        return self.origin.parts if self.origin else (Span(0, len(self.text)),)

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset in the file, both from 1."""
        if self.origin is None:
            return _place(self._starts, offset)
        return _place(self.origin.lines, self.origin.starts[min(offset, len(self.text))])

    def cell(self, offset: int) -> tuple[int, int] | None:
        """(cell, line in the cell) of an offset in a notebook, both from 1."""
        cells = self.origin.cells if self.origin else ()
        after = bisect_right(cells, offset, key=lambda cell: cell.start)
        if not after:
            return None
        cell = cells[after - 1]
        return cell.number, self._line(offset) - self._line(cell.start) + 1

    def row(self, offset: int) -> tuple[int, int, str]:
        """(number, column, text) of the line of text around an offset; the number is the cell's or the file's."""
        line, column = _place(self._starts, offset)
        cell = self.cell(offset)
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        text = self.text[self._starts[line - 1] : end].rstrip("\r")
        return cell[1] if cell else self.position(offset)[0], column, text

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]

    def _line(self, offset: int) -> int:
        return _place(self._starts, offset)[0]


def _place(starts: Sequence[int], offset: int) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
