r"""Which letter the words call the class of the labels: `the true class is $k$`, `where $c$ is the correct label`.

    text  --Classes()-->  .said(start, end, section)  -->  'k', '' where nothing is said

What a sentence says holds to the end of its section; behind an `if`, of the formula beside it alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from derive.source.sayings import IF, NEAR, NOT, Sentences

_TRUE = (
    r"\b(?:true|correct|target|gold|right|actual|observed|ground[\s-]truth)[\s-]+"
    r"(?:class|label|category|token|word|index|answer)(?:[\s-]+(?:index|label|class))?"
)
_LETTER = r"[\s,(]*(?:\$\s*([A-Za-z])\s*\$|\\\(\s*([A-Za-z])\s*\\\))"
_SAYINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _TRUE + r"(?:\s+of\s+[^.;$]{1,40})?(?:\s+(?:is|be|has|being|by|as|called|denoted|index))*" + _LETTER,
        _LETTER + r"\s*(?:is|be|being|denotes?|for|as)\s+(?:the\s+)?(?:index\s+of\s+)?(?:the\s+)?" + _TRUE,
        r"\bbelongs?\s+to\s+(?:the\s+)?class" + _LETTER,
        r"\bone[\s-]?hot\b[^.;$]{0,40}\$\s*\\?[a-zA-Z]+_\{?\s*([A-Za-z])\s*\}?\s*=\s*1\s*\$()",
    )
)
_HINT = re.compile(r"class|label|categor|token|word|index|answer|hot", re.IGNORECASE)


class Classes:
    """All that a text says of the class of its labels, in order."""

    def __init__(self, text: str, sentences: Sentences) -> None:
        spans = sentences.holding(hint.start() for hint in _HINT.finditer(text))
        found = [(start, *said) for start, end in spans if (said := _heard(text[start:end])) is not None]
        self.sayings = [(start, letter, sure, sentences.around(start)[1]) for start, letter, sure in found]
        self.places = [start for start, *_ in self.sayings]

    def said(self, start: int, end: int, section: int) -> str:
        """The letter in force for the formula text[start:end]; its section begins at `section`."""
        for place, letter, sure, stop in reversed(self.sayings[: bisect_left(self.places, end)]):
            if place < section:
                break
            if sure or start <= stop + NEAR:
                return letter
        return ""


def _heard(sentence: str) -> tuple[str, bool] | None:
    """The letter that a sentence calls the class, and whether it says so without an `if`."""
    if NOT.search(sentence.lower()):
        return None
    for saying in _SAYINGS:
        if found := saying.search(sentence):
            return found[1] or found[2], IF.search(sentence.lower()) is None
    return None
