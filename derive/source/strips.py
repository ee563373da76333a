"""Text in work that never forgets where it came from.

    Strip --patched()--> Strip

Mending and macro expansion change the text of a formula; each character keeps the raw stretch it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from derive.source.text import Span


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

    def patched(self, patches: Iterable[tuple[int, int, str]]) -> Strip:
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
