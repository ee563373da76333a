"""A document before it has a format: displays and sentences below headings. All formulas are LaTeX."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """sign right, because of the reason."""

    right: str
    reason: str
    sign: str = "="


@dataclass(frozen=True)
class Typeset:
    """left = ... = ... as it stands on the page."""

    left: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """Displays and sentences below a heading; the first of a document may have none. Formulas in words stand in $."""

    heading: str
    parts: tuple[Typeset | str, ...]


@dataclass(frozen=True)
class Text:
    """The whole document.

    layout        which layout of gradients was chosen
    declared      the statements under which `derive check` reads it
    conventions   sentences that say how it is to be read
    symbols       (formula, what it is in words)
    """

    title: str
    layout: str
    declared: tuple[str, ...]
    conventions: tuple[str, ...]
    symbols: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
