r"""Find the islands of mathematics in a document, and skip what only looks like one.

    text --find_islands()--> islands, faults

Containers: $ $$ \( \[, environments with and without them, ```math fences. Code, verbatim and comments are sea.
A closing delimiter that is missing once is missing to the end, so the scan stays linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.source.notes import Fault
from derive.source.text import Span

DISPLAYS = (
    "equation align alignat aligned flalign gather gathered multline eqnarray displaymath dmath split math subequations"
)
VERBATIM = "verbatim Verbatim lstlisting minted comment python code tikzpicture thebibliography filecontents"
MAX_INLINE_CODE = 2_000
MAX_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class Island:
    """A formula in the document: `span` with its delimiters, `body` without; an environment keeps its own."""

    span: Span
    body: Span
    display: bool


_ENVIRONMENT = rf"(?P<display>\\begin\s*\{{(?P<name>(?:{DISPLAYS.replace(' ', '|')})\*?)\}})"
_COMMON = rf"(?P<dollars>\$\$?)|(?P<bracket>\\[\[(])|{_ENVIRONMENT}"
_MARKDOWN = re.compile(
    rf"(?P<fence>^[ ]{{0,3}}(?P<fencing>`{{3,}}|~{{3,}})[^\n`]*$)|(?P<ticks>`+)"
    rf"|(?P<html><!--|<(?P<tag>script|style)\b[^>\n]*>)|(?P<escaped>\\[\\$`])|{_COMMON}",
    re.MULTILINE,
)
_TEX = re.compile(
    rf"(?P<percent>%[^\n]*)|(?P<escaped>\\[\\$%])|(?P<verb>\\verb\*?(?P<fencing>[^\sA-Za-z*])[^\n]*?(?P=fencing))"
    rf"|(?P<verbatim>\\begin\s*\{{(?P<raw>(?:{VERBATIM.replace(' ', '|')})\*?)\}})|{_COMMON}"
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_PROSE = re.compile(r"(?:(?<![\\A-Za-z{])[A-Za-z]{3,}[ ,]+){3}")
_WORDS = re.compile(r"[A-Za-z]{3,}[ ,.]|[ ,.][A-Za-z]{3,}")
_MATHEMATICAL = re.compile(r"[\\^_={}<>+|*/]|[^\x00-\x7f]")
_BEGIN_DOCUMENT = re.compile(r"\\begin\s*\{document\}")
_END_DOCUMENT = re.compile(r"\\end\s*\{document\}")
_MATH_FENCES = {"math", "{math}"}


def find_islands(text: str, tex: bool, start: int = 0) -> tuple[list[Island], list[Fault]]:
    """All islands from `start` on, in order, and what is unclosed."""
    scan = _Scan(text, tex)
    scan.run(start)
    return scan.islands, scan.faults


class _Scan:
    """One pass over the document; each handler takes the mark it met and says where to go on."""

    def __init__(self, text: str, tex: bool) -> None:
        self.text = text
        self.islands: list[Island] = []
        self.faults: list[Fault] = []
        self.marks = _TEX if tex else _MARKDOWN
        self.missing: set[str] = set()
        self.stop = len(text)
        self.first = 0
        if tex and (begin := _BEGIN_DOCUMENT.search(text)):
            end = _END_DOCUMENT.search(text, begin.end())
            self.first, self.stop = begin.end(), end.start() if end else self.stop

    def run(self, at: int) -> None:
        at = max(at, self.first)
        handlers = {
            "fence": self.fence, "ticks": self.ticks, "html": self.html, "verbatim": self.verbatim,
            "dollars": self.dollars, "bracket": self.bracket, "display": self.display,
        }  # fmt: skip
        while match := self.marks.search(self.text, at, self.stop):
            handle = handlers.get(match.lastgroup or "")
            at = handle(match) if handle else match.end()

    def find(self, pattern: str, at: int) -> re.Match[str] | None:
        """The next match of a closing delimiter; a failure is remembered."""
        if pattern in self.missing:
            return None
        found = re.compile(pattern, re.MULTILINE).search(self.text, at, self.stop)
        if found is None:
            self.missing.add(pattern)
        return found

    def add(self, start: int, body_start: int, body_end: int, end: int, display: bool = True) -> int:
        self.islands.append(Island(Span(start, end), Span(body_start, body_end), display))
        return end

    def unclosed(self, match: re.Match[str]) -> int:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(Span(*match.span()), f"this {match.group()} is never closed", "warning"))
        return match.end()

    def fence(self, match: re.Match[str]) -> int:
        ticks = match["fencing"]
        info = match["fence"].strip().strip("`~").strip()
        close = self.find(rf"^[ ]{{0,3}}{re.escape(ticks)}[`~]*[ \t\r]*$", match.end())
        stop, end = (close.start(), close.end()) if close else (self.stop, self.stop)
        return self.add(match.start(), match.end(), stop, end) if info in _MATH_FENCES else end

    def ticks(self, match: re.Match[str]) -> int:
        ticks = match.group()
        close = self.text.find(ticks, match.end(), min(self.stop, match.end() + MAX_INLINE_CODE))
        if close < 0 or _BLANK_LINE.search(self.text, match.end(), close):
            return match.end()
        return close + len(ticks)

    def html(self, match: re.Match[str]) -> int:
        """A comment, a style or a script is skipped; <script type="math/tex"> is a formula."""
        close = self.find(f"</{match['tag']}>" if match["tag"] else "-->", match.end())
        stop, end = (close.start(), close.end()) if close else (self.stop, self.stop)
        if "math/tex" in match.group():
            return self.add(match.start(), match.end(), stop, end, "display" in match.group())
        return end

    def verbatim(self, match: re.Match[str]) -> int:
        close = self.find(rf"\\end\s*\{{{re.escape(match['raw'])}\}}", match.end())
        return close.end() if close else self.stop

    def bracket(self, match: re.Match[str]) -> int:
        r"""\( ... \) or \[ ... \]; one more opening before the closing means this one is unclosed."""
        close_sign = r"(?<!\\)\\\)" if match.group() == r"\(" else r"(?<!\\)\\\]"
        close = self.find(close_sign, match.end())
        if close is None or self.opens_again(match, close):
            return self.unclosed(match)
        return self.add(match.start(), match.end(), close.start(), close.end(), match.group() == r"\[")

    def opens_again(self, match: re.Match[str], close: re.Match[str]) -> bool:
        r"""Whether one more opening stands before the closing; `\\[4pt]` is a row break, not an opening."""
        between = self.text[match.end() : close.start()]
        return match.group() in between.replace("\\\\", "  ")

    def display(self, match: re.Match[str]) -> int:
        name = re.escape(match["name"])
        if name in self.missing:
            return self.unclosed(match)
        depth = 1
        for mark in re.compile(rf"\\(begin|end)\s*\{{{name}\}}").finditer(self.text, match.end(), self.stop):
            depth += 1 if mark[1] == "begin" else -1
            if depth == 0:
                return self.add(match.start(), match.start(), mark.end(), mark.end())
        self.missing.add(name)
        return self.unclosed(match)

    def dollars(self, match: re.Match[str]) -> int:
        return self.double(match) if len(match.group()) == 2 else self.single(match)

    def double(self, match: re.Match[str]) -> int:
        """$$ ... $$; over a blank line only if no prose stands in it."""
        close = self.find(r"(?<!\\)\$\$", match.end())
        if close is None:
            return self.unclosed(match)
        if _BLANK_LINE.search(self.text, match.end(), close.start()):
            between = self.text[match.end() : close.start()]
            if _PROSE.search(between) or "\n#" in between:
                return self.unclosed(match)
        return self.add(match.start(), match.end(), close.start(), close.end())

    def single(self, match: re.Match[str]) -> int:
        """$ ... $, never over a blank line; words with a blank at a $ are prose between prices or strays."""
        close = self.find(r"(?<!\\)\$", match.end())
        if close is None or _BLANK_LINE.search(self.text, match.end(), close.start()):
            return self.unclosed(match)
        start, end = match.end(), close.start()
        if self.text.startswith("$$", end) and not self.adjacent(end):
            return self.unclosed(match)
        body = self.text[start:end]
        if body != body.strip() and not _MATHEMATICAL.search(body):
            if body[0].isdigit():
                return match.end()
            if _WORDS.search(body):
                return self.unclosed(match)
        ticks = body.startswith("`") and body.endswith("`") and len(body) > 1  # $`a`$
        return self.add(match.start(), start + ticks, end - ticks, close.end(), display=False)

    def adjacent(self, at: int) -> bool:
        """Whether the $$ here closes one inline formula and opens the next: a single $ follows in the paragraph."""
        following = re.compile(r"(?<!\\)\$\$?|\n[ \t\r]*\n").search(self.text, at + 2, self.stop)
        return following is not None and following.group() == "$"
