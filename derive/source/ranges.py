r"""Letters of which a text says in what range they lie: `$\lambda > 0$`, `$0 < \alpha < 1$`, `when $x < 0$`.

What is false of a \lambda below 0 alone is not false of one that is said to be positive, and what holds of a positive
one is proved `assuming` it in that section. Of other ranges it is only known that there is one: a step that would be
false of any \alpha may hold there. What is said after `when` or `if` is said of the sentence, and of the display that
it leads to.
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
_ABOVE, _STRICT = re.compile(_MORE), re.compile(r"[<>]|\\[gl]t")
_LOCAL = re.compile(r"\b(?:when|whenever|if|for|case|where|only|otherwise|unless|that)\s*\Z|[当若]\s*\Z", re.IGNORECASE)
_TURNED = re.compile(
    r"\b(?:not|no|never|only|even|unless|except|otherwise|without|whether|regardless)\b|n['’]t\b", re.IGNORECASE
)
_LEADS = re.compile(r"[.:;,]?\s{0,4}(?=\$\$|\\\[|\\begin)")
_BEFORE = 20  # characters


class Range(NamedTuple):
    """A letter, where its range is said and how far that reaches; `above` 0 is ">", ">=", or "" for any other range."""

    place: int
    reach: int
    letter: str
    above: str = ""
    local: bool = False


class Known(NamedTuple):
    """Letters whose range is not understood, those above 0 by what is said here, those never below by all before."""

    ranged: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    never_below: frozenset[str] = frozenset()


class Ranges:
    """All ranges that a text speaks of."""

    def __init__(self, text: str, sentences: Sentences) -> None:
        found = sorted([*_between(text), *_beside(text, sentences)])
        lasting = [one for one in found if not one.local]
        self.first = list({(one.letter, one.above): one for one in reversed(lasting)}.values())[::-1]
        self.last = list({(one.letter, one.above): one for one in lasting}.values())
        self.local = [one for one in found if one.local]

    def about(self, start: int, stop: int, section: int = 0) -> Known:
        """What is known of the letters of the formula text[start:stop]; `section` is where its section begins.

        What a section says is assumed there alone, and not of a letter of which other ranges are said as well.
        """
        if not (self.first or self.local):
            return Known()
        begin, end = (bisect_left(self.local, (place,)) for place in (start - 2 * MOST, stop))
        near = [one for one in self.local[begin:end] if start <= one.reach]
        known = [*(one for one in self.first if one.place < stop), *near]
        ranged = frozenset(one.letter for one in known if not one.above)
        here = [*(one for one in (*self.first, *self.last) if section <= one.place < stop), *near]
        positive = frozenset(one.letter for one in here if one.above == ">") - ranged
        return Known(ranged, positive, frozenset(one.letter for one in known if one.above))


def _between(text: str) -> list[Range]:
    return [Range(found.start(), len(text), found[1] or found[2]) for found in _BETWEEN.finditer(text)]


def _beside(text: str, sentences: Sentences) -> list[Range]:
    made = []
    for found in _BESIDE.finditer(text):
        letter, number, sign = found[1] or found[6], found[3] or found[4], found[2] or found[5]
        is_above = number == "0" and (_ABOVE.fullmatch(sign) is None) is (found[1] is None)
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        above = "" if not is_above or _TURNED.search(before) else ">" if _STRICT.fullmatch(sign) else ">="
        local = _LOCAL.search(before) is not None
        made.append(Range(found.start(), _reach(text, found.end(), sentences), letter, above, local))
    return made


def _reach(text: str, place: int, sentences: Sentences) -> int:
    """The end of the sentence, or of what stands between it and a display right behind."""
    end = sentences.around(place)[1]
    leads = _LEADS.match(text, end)
    return leads.end() if leads else end
