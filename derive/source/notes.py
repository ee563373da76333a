"""What reading a document leaves behind besides formulas: mends, faults and declarations, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from derive.source.text import Source, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """A mend made while reading: what was written, what it was read as, and where."""

    span: Span
    read_as: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the document that belongs to no term: an unclosed $ (a warning), a macro bomb (an error)."""

    span: Span
    message: str
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Statement:
    """One declaration as written by the author, with its place: in front matter, a comment or a problem file."""

    text: str
    source: Source
    span: Span
