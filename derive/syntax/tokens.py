r"""Cut a formula into tokens, each with the raw stretch it stands for.

    Strip --tokenize()--> tokens

Every character ends in a token or is white space; what is not known becomes UNKNOWN and is refused by the grammar.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category, normalize

from derive.source.macros import closing_brace
from derive.source.strips import Strip
from derive.source.text import Span
from derive.syntax.spellings import (
    COMMANDS,
    IGNORED,
    KNOWN_FUNCTIONS,
    MEANINGS,
    RELATIONS,
    REMARK_COMMANDS,
    SIGNS,
    SIGNS_OVER_EQUALITY,
    SKIPPED_WITH_ARGUMENT,
    TEXT_COMMANDS,
    UNICODE,
    Kind,
)


class Token(NamedTuple):
    """One sign of a formula; `spaced` if white space stands before it."""

    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


_TOKEN = re.compile(
    r"""(?P<space>(?:[\s\x00-\x1f\x7f~\u00a0\u200b-\u200f\u2060\ufeff]|\\[ ,;:!>\s/-]|%[^\n]*(?:\n|\Z))+)
      | (?P<row>\\\\\*?(?:\s*\[-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|px)\])?)
      | \\(?P<edge>begin|end)\s*\{(?P<environment>[A-Za-z]+\*?)\}(?:\[[tbclr]\])?
      | \\(?P<side>left|right|middle)(?![A-Za-z])\s*(?P<fence>\\[A-Za-z]+|\\[{}|]|[()\[\]|./<>])
      | \\(?:stackrel|overset|underset)\s*\{(?P<over>(?:[^{}]|\{[^{}]*\})*)\}
        \s*\{?\s*(?P<stacked>:?=|\\[A-Za-z]+|[<>~])\s*\}?
      | \\not\s*(?P<negated>=|<|>|\\[A-Za-z]+)
      | \\(?P<command>[A-Za-z]+)
      | (?P<dots>\.{2,})
      | (?P<number>\d+(?:\{,\}\d{3})*(?:\.\d+)?|\.\d+)
      | (?P<letters>[A-Za-z]+(?:\\_[A-Za-z]+)*)
      | (?P<primes>'+)
      | (?P<sign>::?\s*=|=:|<=|>=|!=|==|->|=>|\|\||\\[{}|&]|[-+*/=<>:()\[\]{}|_^&,;.])
      | (?P<foreign>[^\x00-\x7f]+)
      | (?P<other>\\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_UNICODE = re.compile("|".join(map(re.escape, UNICODE)))
_ARGUMENT = re.compile(r"\s*(?=\{)")
_MARKS = "✓✔☑∎■□▪◻"  # the end of a proof, a step approved
_DOLLAR = re.compile(r"(?<!\\)\$")
_STAR = re.compile(r"\*")
_NOT_LETTERS = re.compile(r"\\[a-z]*|[^A-Za-z-]")
_DELIMITERS = {"<": "\\langle", ">": "\\rangle"} | {
    "\\" + word: meant for kind in (Kind.OPEN, Kind.CLOSE, Kind.BAR) for word, meant in MEANINGS[kind].items()
}


def tokenize(strip: Strip) -> list[Token]:
    """The tokens of a formula, in order."""
    if not strip.text.isascii():
        strip = strip.patched((m.start(), m.end(), UNICODE[m.group()]) for m in _UNICODE.finditer(strip.text))
    return _Lexer(strip).run()


def _is_prose(text: str) -> bool:
    """Words and punctuation of another script, as 当; a sign or a letter of a formula, as ⁴ or 𝑥, is none."""
    kinds = {category(char) for char in text if char not in _MARKS}
    if not all(kind[0] in "PZM" or kind in ("Lo", "Ll", "Lu", "Lm") for kind in kinds):
        return False
    return normalize("NFKC", text) == text and (len(text) > 1 or "Lo" in kinds or not any(k[0] == "L" for k in kinds))


def _dollars(text: str, start: int, end: int) -> list[int]:
    """Where the dollars stand that enclose formulas."""
    return [match.start() for match in _DOLLAR.finditer(text, start, end)]


class _Lexer:
    def __init__(self, strip: Strip) -> None:
        self.strip = strip
        self.text = strip.text
        self.tokens: list[Token] = []
        self.spaced = False

    def run(self, at: int = 0, end: int | None = None) -> list[Token]:
        size = len(self.text) if end is None else end
        while at < size:
            match = _TOKEN.match(self.text, at, size)
            if match is None:
                break
            at = self.read(match, match.lastgroup or "other")
        return self.tokens

    def put(self, kind: Kind, text: str, start: int, end: int) -> int:
        strip = self.strip
        self.tokens.append(Token(kind, text, strip.starts[start], strip.ends[end - 1], self.spaced))
        self.spaced = False
        return end

    def read(self, match: re.Match[str], group: str) -> int:
        """Put the token of a match; -> where the next begins."""
        start, end = match.span()
        match group:
            case "space":
                self.spaced = True
            case "command":
                return self.command(match["command"], start, end)
            case "letters":
                text = match.group().replace("\\", "")
                self.put(Kind.LETTER if len(text) == 1 else Kind.WORD, text, start, end)
            case "sign":
                self.put(*SIGNS["".join(match.group().split())], start, end)
            case "number":
                self.put(Kind.NUMBER, match.group().replace("{,}", ""), start, end)
            case "primes":
                self.put(Kind.PRIME, match.group(), start, end)
            case "row":
                self.put(Kind.ROW, "\\\\", start, end)
            case "dots":
                self.put(Kind.DOTS, "dots", start, end)
            case "foreign":
                self.put(Kind.TEXT if _is_prose(match.group()) else Kind.UNKNOWN, match.group(), start, end)
            case "environment":
                self.put(Kind.BEGIN if match["edge"] == "begin" else Kind.END, match["environment"], start, end)
            case "fence":
                self.fence(match["side"], match["fence"], start, end)
            case "stacked":
                return self.stacked(match)
            case "negated":
                self.negated(match["negated"], start, end)
            case _:
                self.put(Kind.UNKNOWN, match.group(), start, end)
        return end

    def fence(self, side: str, fence: str, start: int, end: int) -> None:
        kind = {"left": Kind.LEFT, "right": Kind.RIGHT, "middle": Kind.GIVEN}[side]
        self.put(kind, _DELIMITERS.get(fence, fence), start, end)

    def stacked(self, match: re.Match[str]) -> int:
        r"""\stackrel{iid}{=}: the sign alone is the relation, but with ! or def over it = says more."""
        sign = match["stacked"]
        meant = RELATIONS.get(sign[1:]) if sign.startswith("\\") else "sim" if sign == "~" else SIGNS[sign][1]
        if meant == "=":
            meant = next((other for mark, other in SIGNS_OVER_EQUALITY.items() if mark in match["over"]), meant)
        if meant is None:
            return self.put(Kind.UNKNOWN, match.group(), *match.span())
        self.put(Kind.RELATION, meant, *match.span("stacked"))
        return match.end()

    def negated(self, sign: str, start: int, end: int) -> None:
        meant = RELATIONS.get(sign[1:], "") if sign.startswith("\\") else sign
        self.put(Kind.RELATION if meant else Kind.UNKNOWN, "!" + meant, start, end)

    def command(self, name: str, start: int, end: int) -> int:
        """A command, with its argument if that is words."""
        if name == "fbox" and (braces := self.argument(end)) and "$" in self.text[slice(*braces)]:
            return self.mixed(name, start, braces)
        if known := COMMANDS.get(name):
            return self.put(*known, start, end)
        if name in IGNORED:
            self.spaced = True
            return end
        star = _STAR.match(self.text, end)
        if name in TEXT_COMMANDS or name in REMARK_COMMANDS or name == "operatorname":
            return self.words(name, start, star.end() if star else end)
        if name in KNOWN_FUNCTIONS:
            return self.put(Kind.FUNCTION, name, start, end)
        if name in SKIPPED_WITH_ARGUMENT:
            return self.skipped(name, start, star.end() if star else end)
        return self.put(Kind.UNKNOWN, "\\" + name, start, end)

    def argument(self, at: int) -> tuple[int, int] | None:
        """(start, end) of the braces that follow."""
        blank = _ARGUMENT.match(self.text, at)
        end = closing_brace(self.text, blank.end()) if blank else -1
        return (blank.end(), end) if blank and end > 0 else None

    def words(self, name: str, start: int, end: int) -> int:
        braces = self.argument(end)
        if braces is None:
            return self.put(Kind.UNKNOWN, "\\" + name, start, end)
        inner = self.text[braces[0] + 1 : braces[1] - 1]
        if name == "operatorname":
            return self.put(Kind.FUNCTION, _NOT_LETTERS.sub("", inner), start, braces[1])
        if name in TEXT_COMMANDS and "$" in inner:
            return self.mixed(name, start, braces)
        return self.put(Kind.TEXT if name in TEXT_COMMANDS else Kind.REMARK, inner, start, braces[1])

    def mixed(self, name: str, start: int, braces: tuple[int, int]) -> int:
        r"""\text{if $i = j$}: words, a formula, words."""
        ends = [braces[0], *_dollars(self.text, *braces), braces[1] - 1]
        if len(ends) % 2:
            return self.put(Kind.UNKNOWN, "\\" + name, start, braces[1])
        for place, (opening, closing) in enumerate(pairwise(ends)):
            words = self.text[opening + 1 : closing]
            if place % 2:
                self.run(opening + 1, closing)
            elif words.strip():
                self.put(Kind.TEXT, words, opening + 1, closing)
        return braces[1]

    def skipped(self, name: str, start: int, end: int) -> int:
        braces = self.argument(end)
        kind = SKIPPED_WITH_ARGUMENT[name]
        stop = braces[1] if braces else end
        if kind is not None:
            self.put(kind, name, start, stop)
        return stop
