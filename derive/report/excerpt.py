"""A line of the document with marks under it: `^` under what is blamed, `~` under the two sides.

    p_j &= y_j(1 - p_j)
    ~~~  ^ ~~~~~~~~~~~~

Marks stand under the raw text on any terminal: wide characters take two cells, tabs stop every four cells, and a line
wider than the screen is shown through a window around the blamed stretch.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

from derive.report.neutral import glyph
from derive.source.text import Source, Span

_TAB = 4
_CUT = "…"
_NEAR = 4  # code points for each cell of the screen looked at on either side: a long line must not cost its length


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line's number in its file or cell, its text as shown, and the marks that belong under it."""

    number: int
    text: str
    marks: str


def excerpt(source: Source, blamed: Span, sides: tuple[Span, ...], width: int) -> Excerpt:
    """The line where `blamed` begins, at most `width` cells of it."""
    number, column, whole = source.row(blamed.start)
    near = _NEAR * width
    base = max(0, column - 1 - near)
    line = whole[base : column + near]
    start = blamed.start - (column - 1) + base
    glyphs = _glyphs(line)
    cells = [0, *accumulate(cell_len(shown) for shown in glyphs)]

    def on_line(span: Span) -> tuple[int, int]:
        """First and last cell of a span, cut to this line."""
        first, last = (min(max(offset - start, 0), len(line)) for offset in (span.start, span.end))
        return cells[first], cells[last]

    marks = [" "] * (cells[-1] + 1)
    for side in sides:
        first, last = on_line(side)
        marks[first:last] = "~" * (last - first)
    first, last = on_line(blamed)
    last = max(last, first + 1)
    marks[first:last] = "^" * (last - first)
    low, high = _window(cells, first, last, width)
    return Excerpt(number, *_cut(glyphs, cells, marks, low, high))


def _glyphs(line: str) -> list[str]:
    """What is shown for each code point: itself, `<U+001B>`, or the spaces up to the next tab stop."""
    shown: list[str] = []
    cell = 0
    for char in line:
        shown.append(" " * (_TAB - cell % _TAB) if char == "\t" else glyph(char))
        cell += cell_len(shown[-1])
    return shown


def _window(cells: list[int], first: int, last: int, width: int) -> tuple[int, int]:
    """Code points low <= i < high that fit into `width` cells together with the signs of a cut."""
    if cells[-1] <= width:
        return 0, len(cells) - 1
    room = width - 2 * cell_len(_CUT)
    before = (room - (last - first)) // 2 if last - first < room else room // 4
    left = min(max(first - before, 0), cells[-1] - room)
    low = next(i for i, cell in enumerate(cells) if cell >= left)
    high = max(i for i, cell in enumerate(cells) if cell <= cells[low] + room)
    return low, high


def _cut(glyphs: list[str], cells: list[int], marks: list[str], low: int, high: int) -> tuple[str, str]:
    before, after = (_CUT if low else ""), (_CUT if high < len(glyphs) else "")
    stop = cells[high] if after else len(marks)
    text = before + "".join(glyphs[low:high]) + after
    return text.rstrip(), (" " * len(before) + "".join(marks[cells[low] : stop])).rstrip()
