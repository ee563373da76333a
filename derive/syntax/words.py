r"""Settle letters that are written together: `exp` is a function, `CE` one name, `Uv` two, `_{naive-softmax}` a label.

    tokens --settle_words()--> tokens without WORD kinds that hide several names

Known functions first, then words, then capitals together, then single letters. Capitals that all stand by themselves
elsewhere in the document are single letters too: Q K^T beside Q and K.
"""

from __future__ import annotations

import re
from functools import lru_cache

from derive.syntax.spellings import (
    CONNECTIVES,
    INDEX_LETTERS,
    KNOWN_FUNCTIONS,
    LABEL_WORDS,
    WHOLE_WORDS,
    WORD_FONTS,
    Kind,
    kinds,
)
from derive.syntax.tokens import Token

_RUN = re.compile(r"[A-Z]{2,}|[A-Za-z]")
_SPLITTABLE = sorted((word for word in KNOWN_FUNCTIONS if word.islower() and len(word) > 1), key=len, reverse=True)
_ARGUMENT_TAKERS = kinds("SUB SUP ACCENT FRACTION ROOT")
_CAMEL = re.compile(r"(?:[A-Z][a-z]{2,}|[a-z]{3,})(?:[A-Z][a-z]{2,})+")
MOST_FACTORS = 4
_ALONE = re.compile(r"(?<![A-Za-z\\])[A-Z](?![A-Za-z])")
_LABEL_KINDS = kinds("WORD LETTER TEXT NUMBER FUNCTION")


@lru_cache(maxsize=4096)
def looks_like_word(letters: str) -> bool:
    """Three letters or more with a vowel and a consonant, no run of index letters; capitals inside as in OneHot."""
    if letters in LABEL_WORDS or _CAMEL.fullmatch(letters):
        return True
    if len(letters) < 3 or not letters[1:].islower():
        return letters.isupper() and len(letters) > 2
    if set(letters) <= INDEX_LETTERS and len(letters) < 4:
        return False
    vowels = sum(letter in "aeiouyAEIOUY" for letter in letters)
    return 0 < vowels < len(letters) and len(set(letters)) > 1 and not set(letters) <= set("ijklmn")


@lru_cache(maxsize=4096)
def pieces(letters: str) -> tuple[str, ...]:
    """The names written in a run of letters."""
    if letters in KNOWN_FUNCTIONS or letters in WHOLE_WORDS or len(letters) == 1 or "_" in letters:  # d\\_out is one
        return (letters,)
    for word in _SPLITTABLE:  # logp, dexp
        for head, tail in (
            (letters[: len(word)], letters[len(word) :]),
            (letters[-len(word) :], letters[: -len(word)]),
        ):
            if head == word and (len(tail) == 1 or tail in KNOWN_FUNCTIONS):
                return (head, tail) if letters.startswith(word) else (tail, head)
    if looks_like_word(letters):
        return (letters,)
    if len(letters) == 2 and letters[0] == letters[1]:  # Z Z^T
        return tuple(letters)
    return tuple(_RUN.findall(letters))


def capitals_alone(text: str) -> frozenset[str]:
    """The capitals that stand by themselves in formulas."""
    return frozenset(_ALONE.findall(text))


def settle_words(tokens: list[Token], alone: frozenset[str] = frozenset()) -> list[Token]:
    """Replace every run of letters by what it spells, and every script that is a word by a LABEL.

    alone    the capitals that stand by themselves in the document
    """
    settled: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        kind = token.kind
        if kind is Kind.SUB or kind is Kind.SUP:
            settled.append(token)
            at = _script(tokens, at + 1, settled)
        elif kind is Kind.FONT and token.text in WORD_FONTS and (end := _word_argument(tokens, at + 1)):
            settled.append(_joined(tokens[at : end + 1], Kind.TEXT, tokens[at + 2 : end]))
            at = end + 1
        elif kind is Kind.WORD or (kind is Kind.NUMBER and settled and settled[-1].kind in _ARGUMENT_TAKERS):
            applied = at + 1 < len(tokens) and tokens[at + 1].kind is Kind.OPEN  # CE(y, \\hat y)
            settled += _split(token, settled[-1] if settled else None, frozenset() if applied else alone)
            at += 1
        else:
            settled.append(token)
            at += 1
    return settled


def _split(token: Token, before: Token | None, alone: frozenset[str]) -> list[Token]:
    """The tokens of a run; the argument of a command without braces is one letter or digit."""
    if len(token.text) <= MOST_FACTORS and alone.issuperset(token.text):
        return _cut(token, list(token.text))
    tied = before is not None and before.kind in _ARGUMENT_TAKERS
    if token.kind is Kind.NUMBER:
        size = 2 if before is not None and before.kind is Kind.FRACTION else 1
        digits = [*token.text[:size], *([token.text[size:]] if token.text[size:] else [])]
        return _cut(token, digits) if token.text.isdigit() else [token]
    if tied:
        return _cut(token, [token.text[0], *pieces(token.text[1:])])
    return _cut(token, list(pieces(token.text)))


def _cut(token: Token, texts: list[str]) -> list[Token]:
    """One token a text; each gets its own stretch if the raw text has the letters one by one."""
    plain = token.end - token.start == len(token.text)
    found = []
    at = token.start
    for place, text in enumerate(texts):
        start, end = (at, at + len(text)) if plain else (token.start, token.end)
        found.append(Token(_kind(text), text, start, end, token.spaced and place == 0))
        at += len(text)
    return found


def _kind(text: str) -> Kind:
    if text.isdigit():
        return Kind.NUMBER
    if text in KNOWN_FUNCTIONS:
        return Kind.FUNCTION
    if len(text) > 2 and text.lower() in CONNECTIVES:
        return Kind.TEXT
    return Kind.LETTER if len(text) == 1 else Kind.WORD


def _script(tokens: list[Token], at: int, settled: list[Token]) -> int:
    """After `_` or `^`: put a LABEL if the script is a word; -> where to go on."""
    if at < len(tokens) and tokens[at].kind is Kind.TEXT:
        settled.append(_label([tokens[at]], [tokens[at]]))
        return at + 1
    if (end := _braced(tokens, at)) and _is_label(inner := tokens[at + 1 : end]):
        settled.append(_label(tokens[at : end + 1], inner))
        return end + 1
    if at < len(tokens) and tokens[at].kind is Kind.FONT and (end := _word_argument(tokens, at + 1)):
        settled.append(_label(tokens[at : end + 1], tokens[at + 2 : end]))
        return end + 1
    return at


def _braced(tokens: list[Token], at: int) -> int:
    """The index of the brace that closes the flat pair beginning at `at`, 0 if it holds brackets of its own."""
    if at >= len(tokens) or tokens[at].kind is not Kind.BRACE:
        return 0
    for place in range(at + 1, min(len(tokens), at + 12)):
        if tokens[place].kind is Kind.UNBRACE:
            return place
        if tokens[place].kind is Kind.BRACE:
            if tokens[place - 1].kind is not Kind.FONT or place != at + 2:
                return 0
            end = _braced(tokens, place)
            return end + 1 if end and end + 1 < len(tokens) and tokens[end + 1].kind is Kind.UNBRACE else 0
    return 0


def _word_argument(tokens: list[Token], at: int) -> int:
    """The index of the closing brace if `{word}` or `{two-words}` begins here."""
    end = _braced(tokens, at)
    inner = tokens[at + 1 : end]
    plain = all(token.kind in (Kind.WORD, Kind.LETTER) or token.text == "-" for token in inner)
    return end if end and plain and any(token.kind is Kind.WORD for token in inner) else 0


def _is_label(inner: list[Token]) -> bool:
    """`naive-softmax`, `old`, `CE`, \\text{...}, \\mathrm{neg}; not `ij`, not `t-m`."""
    inner = [t for t in inner if t.kind not in (Kind.BRACE, Kind.UNBRACE, Kind.FONT)]
    if len(inner) == 1:
        token = inner[0]
        if token.kind is Kind.TEXT:
            return True
        if token.kind is not Kind.WORD:
            return False
        return looks_like_word(token.text) or token.text.isupper() or token.text in KNOWN_FUNCTIONS
    words = [token for token in inner if token.kind is Kind.WORD]
    return (
        bool(inner)
        and inner[0].kind in _LABEL_KINDS
        and all(token.kind in _LABEL_KINDS or token.text == "-" for token in inner)
        and any(looks_like_word(token.text) or token.text in KNOWN_FUNCTIONS for token in words)
    )


def _label(whole: list[Token], inner: list[Token]) -> Token:
    """A LABEL, or a TEXT of one letter as in ^{\\text{T}}."""
    token = _joined(whole, Kind.LABEL, [t for t in inner if t.kind not in (Kind.BRACE, Kind.UNBRACE, Kind.FONT)])
    return token._replace(kind=Kind.TEXT) if len(token.text) == 1 else token


def _joined(whole: list[Token], kind: Kind, inner: list[Token]) -> Token:
    text = "".join((" " if token.spaced and place else "") + token.text for place, token in enumerate(inner)).strip()
    return Token(kind, text, whole[0].start, whole[-1].end, whole[0].spaced)
