r"""Letters of which the words say more than is understood: `$u$ is a unit vector`, `let $Q$ be orthogonal`.

What would be false of any u may hold of such a one, so that it is not called false.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from derive.source.sayings import Sentences

_WORD = re.compile(
    r"\bunit[\s-]+(?:vectors?|norm|length|variance)\b|\borthogonal\b(?!\s+to)|\borthonormal\b|\bunitary\b|\bidempotent\b"
    r"|\b(?:skew|anti)[-\s]?symmetric\b|\bcent(?:red|ered)\b|\bzero[\s-]+mean\b|\bmean[\s-]+zero\b|\bdiagonal\s+matri"
    r"|\b(?:projection|permutation|stochastic|rotation)\s+matri|\binvolut\w+|\bnilpotent\b|\bnormali[sz]ed\s+to\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:\$|\\\()\s*(?:\\(?:mathbf|bm|boldsymbol|vec|hat)\{?\s*)?(\\?[A-Za-z]+)\b[^$]{0,12}?(?:\$|\\\)|\\in)"
)


class Properties:
    """All letters that a text says such things of, in order."""

    def __init__(self, text: str, sentences: Sentences) -> None:
        self.found = [
            (word.start(), letter) for word in _WORD.finditer(text) for letter in _letters(word, text, sentences)
        ]
        self.places = [place for place, _ in self.found]

    def before(self, end: int) -> frozenset[str]:
        """The letters of which something was said before a place."""
        return frozenset(letter for _, letter in self.found[: bisect_left(self.places, end)])


def _letters(word: re.Match[str], text: str, sentences: Sentences) -> tuple[str, ...]:
    """The last name before a word and the first behind it, in its sentence."""
    start, stop = sentences.around(word.start())
    before, after = _NAME.findall(text[start : word.start()]), _NAME.findall(text[word.end() : stop])
    return (*before[-1:], *after[:1])
