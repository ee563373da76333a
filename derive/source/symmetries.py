r"""Which matrices the words call symmetric, and where: `Let $A$ be symmetric`, `$A$ need not be symmetric`.

    text  --Symmetries()-->  .names                    what some sentence calls symmetric, as it is written
                             .said(start, end, section)  what is taken back at a formula, and what is in doubt there

What is said holds from there on, until it is taken back; behind an `if`, of the formula beside it alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from derive.source.sayings import IF, NEAR, Sentences, Topic, Withdrawn, negated

_WORD = re.compile(
    r"(?P<no>\b(?:anti|non|skew)[-\s])?\bsymmetri|\b(?P<un>a|anti|non|un)symmetri|对称|對稱|대칭", re.IGNORECASE
)
_UNREAL = re.compile(r"\b(?:were|would|could)\b", re.IGNORECASE)
_MATRIX = re.compile(r"(?:\$|\\\()\s*(\\?[A-Z][A-Za-z]*|\\(?:mathbf|bm|boldsymbol)\{?\s*[A-Z]\}?)\s*(?:\$|\\\)|\\in)")
_LETTER = re.compile(r"\\?[A-Za-z]+(?=[\s}]*$)")


class _Saying(NamedTuple):
    """A sentence that calls a matrix symmetric, or not.

    stop  where it ends; sure  it has no `if`; real  no `were`
    """

    place: int
    stop: int
    name: str
    gives: bool
    sure: bool
    real: bool

    @property
    def letter(self) -> str:
        """A of \\mathbf{A}."""
        found = _LETTER.search(self.name)
        return found[0] if found else self.name

    def holds(self, start: int) -> bool:
        """Whether it gives what a formula that begins at `start` may assume."""
        return self.gives and (self.sure or (self.real and start <= self.stop + NEAR))


class Symmetries:
    """All that a text says of symmetric matrices, in order."""

    def __init__(self, text: str, sentences: Sentences) -> None:
        self.sayings = [saying for word in _WORD.finditer(text) for saying in _heard(word, text, sentences)]

    @property
    def names(self) -> tuple[str, ...]:
        """What is called symmetric somewhere."""
        return tuple(dict.fromkeys(saying.name for saying in self.sayings if saying.gives))

    def said(self, start: int, end: int, section: int) -> tuple[frozenset[Withdrawn], frozenset[Withdrawn]]:
        """What is taken back at the formula text[start:end], and what is in doubt there."""
        firm: set[Withdrawn] = set()
        doubt: set[Withdrawn] = set()
        for letter in {saying.letter for saying in self.sayings}:
            last = next((s for s in reversed(self.sayings) if s.letter == letter and s.place < end), None)
            if last is None or not last.holds(start):
                clear = last is not None and last.sure and not last.gives and last.place >= section
                (firm if clear else doubt).add(Withdrawn(Topic.SYMMETRIC, frozenset([letter])))
        return frozenset(firm), frozenset(doubt)


def _heard(word: re.Match[str], text: str, sentences: Sentences) -> list[_Saying]:
    """What one sentence says by this word: of the last matrix before it and of the first behind it."""
    start, stop = sentences.around(word.start())
    before, after = text[start : word.start()], text[word.end() : stop]
    denied = bool(word["no"] or word["un"]) or negated(before.lower(), len(before), len(before))
    sure, real = IF.search(text[start:stop].lower()) is None, _UNREAL.search(text[start:stop]) is None
    names = (*_MATRIX.findall(before)[-1:], *_MATRIX.findall(after)[:1])
    return [_Saying(word.start(), stop, name, not denied, sure, real) for name in names]
