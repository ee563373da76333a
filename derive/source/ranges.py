r"""Letters of which a text says in what range they lie: `$\lambda > 0$`, `$0 < \alpha < 1$`, `when $x < 0$`.

What is false of a \lambda below 0 alone is not false of one that is said to be positive. Of other ranges it is only
known that there is one: a step that would be false of any \alpha may hold there. What is said after `when` or `if` is
said of the sentence, and of the display that it leads to.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from derive.source.sayings import MOST, Sentences

_LESS, _MORE = r"(?:<|\\l(?:e(?:q(?:slant)?)?|t)(?![A-Za-z])|≤)", r"(?:>|\\g(?:e(?:q(?:slant)?)?|t)(?![A-Za-z])|≥)"
_LETTER, _NUMBER = r"(\\?[A-Za-z]+)", r"-?\d[\d.]*"
_BETWEEN = re.compile(
    rf"(?<![\w.])\d[\d.]*\s*{_LESS}\s*{_LETTER}\s*{_LESS}\s*\d"
    rf"|(?<![\\A-Za-z]){_LETTER}\s*\\in\s*(?:\\left)?[(\[]\s*{_NUMBER}\s*,\s*\d"
)
_BESIDE = re.compile(
    rf"(?:\$|\\\()\s*(?:{_LETTER}\s*({_LESS}|{_MORE})\s*({_NUMBER})|({_NUMBER})\s*({_LESS}|{_MORE})\s*{_LETTER})\s*(?:\$|\\\))"
)
_ABOVE = re.compile(_MORE)
_LOCAL = re.compile(r"\b(?:when|whenever|if|for|case|where|only|otherwise|unless|that)\s*\Z|[当若]\s*\Z", re.IGNORECASE)
_TURNED = re.compile(r"\b(?:not|no|never|only|even|unless|except|otherwise|without)\b|n['’]t\b", re.IGNORECASE)
_LEADS = re.compile(r"[.:;,]?\s{0,4}(?=\$\$|\\\[|\\begin)")
_BEFORE = 20  # characters


class Range(NamedTuple):
    """A letter, where its range is said, how far that reaches, and whether it is all that is above 0."""

    place: int
    reach: int
    letter: str
    positive: bool
    local: bool = False


class Ranges:
    """All ranges that a text speaks of."""

    def __init__(self, text: str, sentences: Sentences) -> None:
        found = sorted([*_between(text), *_beside(text, sentences)])
        lasting = [one for one in found if not one.local]
        self.lasting = list({(one.letter, one.positive): one for one in reversed(lasting)}.values())[::-1]
        self.local = [one for one in found if one.local]

    def about(self, start: int, stop: int) -> tuple[frozenset[str], frozenset[str]]:
        """The letters of a formula of which a range is known, and those of which it is known that they are positive."""
        if not (self.lasting or self.local):
            return frozenset(), frozenset()
        first, last = (bisect_left(self.local, (place,)) for place in (start - 2 * MOST, stop))
        near = [one for one in self.local[first:last] if start <= one.reach]
        here = [*(one for one in self.lasting if one.place < stop), *near]
        positive = frozenset(one.letter for one in here if one.positive)
        return frozenset(one.letter for one in here if not one.positive), positive


def _between(text: str) -> list[Range]:
    return [Range(found.start(), len(text), found[1] or found[2], positive=False) for found in _BETWEEN.finditer(text)]


def _beside(text: str, sentences: Sentences) -> list[Range]:
    made = []
    for found in _BESIDE.finditer(text):
        letter, number, above = found[1] or found[6], found[3] or found[4], found[2] or found[5]
        positive = number == "0" and (_ABOVE.fullmatch(above) is None) is (found[1] is None)
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        positive, local = positive and not _TURNED.search(before), _LOCAL.search(before) is not None
        made.append(Range(found.start(), _reach(text, found.end(), sentences), letter, positive, local))
    return made


def _reach(text: str, place: int, sentences: Sentences) -> int:
    """The end of the sentence, or of what stands between it and a display right behind."""
    end = sentences.around(place)[1]
    leads = _LEADS.match(text, end)
    return leads.end() if leads else end
