r"""Letters of which a text says more than a shape: `$u$ is a unit vector`, `$0 < \alpha < 1$`, `$\lambda > 0$`.

What would be false of any u may hold of such a one, so that it is not called false; what is false of a \lambda below 0
alone is not false of one that is said to be positive.
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


_LESS, _MORE = r"(?:<|\\l(?:e(?:q(?:slant)?)?|t)(?![A-Za-z])|≤)", r"(?:>|\\g(?:e(?:q(?:slant)?)?|t)(?![A-Za-z])|≥)"
_BOUNDED = re.compile(
    rf"(?<![\w.])\d[\d.]*\s*{_LESS}\s*(\\?[A-Za-z]+)\s*{_LESS}\s*\d"
    r"|(?<![\\A-Za-z])(\\?[A-Za-z]+)\s*\\in\s*(?:\\left)?[(\[]\s*-?\d[\d.]*\s*,\s*\d"
)
_POSITIVE = re.compile(rf"(?:\$|\\\()\s*(?:(\\?[A-Za-z]+)\s*{_MORE}\s*0|0\s*{_LESS}\s*(\\?[A-Za-z]+))\s*(?:\$|\\\))")
_LOCAL = re.compile(r"\b(?:when|whenever|if|for|case|where|only|otherwise|unless|that)\s*\Z|[当若]\s*\Z", re.IGNORECASE)
_NEAR = 20  # characters before a formula


class Properties:
    """All letters that a text says such things of, in order."""

    def __init__(self, text: str, sentences: Sentences) -> None:
        words = [(word.start(), name) for word in _WORD.finditer(text) for name in _letters(word, text, sentences)]
        bounds = [(found.start(), found[1] or found[2]) for found in _BOUNDED.finditer(text)]
        self.special = sorted([*words, *bounds])
        self.positive = [
            (found.start(), found[1] or found[2])
            for found in _POSITIVE.finditer(text)
            if not _LOCAL.search(text[max(0, found.start() - _NEAR) : found.start()])
        ]

    def before(self, end: int) -> frozenset[str]:
        """The letters of which more was said before a place than is understood."""
        return _until(end, self.special)

    def positive_before(self, end: int) -> frozenset[str]:
        """The letters that were said to be positive before a place, not only where something is the case."""
        return _until(end, self.positive)


def _until(end: int, found: list[tuple[int, str]]) -> frozenset[str]:
    return frozenset(name for _, name in found[: bisect_left(found, (end,))])


def _letters(word: re.Match[str], text: str, sentences: Sentences) -> tuple[str, ...]:
    """The last name before a word and the first behind it, in its sentence."""
    start, stop = sentences.around(word.start())
    before, after = _NAME.findall(text[start : word.start()]), _NAME.findall(text[word.end() : stop])
    return (*before[-1:], *after[:1])
