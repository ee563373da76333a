"""Text in work that never forgets where it came from.

    Strip --patched()--> Strip                  raw text, patches --unwrapped()--> Unwrapped

Unwrapping a container, mending and macro expansion change text; each character keeps the raw stretch it stands for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from derive.source.text import Cell, Form, Origin, Span, line_starts

Patch = tuple[int, int, str]  # text[start:end] is replaced


@dataclass(frozen=True, slots=True)
class Strip:
    """text[i] stands for the raw stretch starts[i] to ends[i]; an inserted character stands for an empty one."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The raw stretch of text[start:end], which must not be empty."""
        first, last = self.starts[start], self.ends[end - 1]
        return Span(min(first, last), max(first, last))

    def patched(self, patches: Iterable[Patch]) -> Strip:
        """Replace text[start:end] for each (start, end, new), in order and without overlap."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, new in patches:
            text += (self.text[done:start], new)
            here = self.span(start, end) if end > start else self._gap(start)
            starts += (*self.starts[done:start], *(here.start for _ in new))
            ends += (*self.ends[done:start], *(here.end for _ in new))
            done = end
        text.append(self.text[done:])
        starts += self.starts[done:]
        ends += self.ends[done:]
        return Strip("".join(text), starts, ends)

    def _gap(self, at: int) -> Span:
        """The empty raw stretch just before text[at]."""
        place = self.starts[at] if at < len(self.text) else self.ends[-1] if self.text else 0
        return Span(place, place)


def strip_of(text: str, offset: int = 0) -> Strip:
    """The strip of raw text that begins at `offset` of its document."""
    return Strip(text, range(offset, offset + len(text)), range(offset + 1, offset + len(text) + 1))


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What a container holds, and where it stands in the file."""

    text: str
    origin: Origin


def unwrapped(
    form: Form,
    raw: str,
    patches: Iterable[Patch],
    *,
    cells: Iterable[tuple[int, int, int]] = (),
    parts: Iterable[tuple[int, int]] = (),
) -> Unwrapped:
    """Raw text with its patches; `cells` (number, start, end) and `parts` are raw stretches that become parts."""
    strip = strip_of(raw).patched(patches)
    starts = array("L", strip.starts)

    def inside(start: int, end: int) -> Span:
        first = bisect_left(starts, start)
        return Span(first, max(first, bisect_left(starts, end)))

    numbered = [(number, inside(start, end)) for number, start, end in cells]
    spans = tuple(span for _, span in numbered) or tuple(inside(*part) for part in parts)
    starts.append(strip.ends[-1] if strip.text else 0)
    marks = tuple(Cell(number, span.start) for number, span in numbered)
    return Unwrapped(strip.text, Origin(form, starts, line_starts(raw), spans, marks))
