r"""Find the islands of mathematics in a document, and skip what only looks like one.

    Source --find_islands()--> islands, faults

Containers: $ $$ \( \[, environments with and without them, ```math fences, and those of `marks`. Code, verbatim,
comments and definitions of macros are sea. A closing delimiter that is missing once is missing to the end of its part,
so the scan stays linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache

from derive.source.macros import MAX_DEFINITIONS, closing_brace, collect, definition_end
from derive.source.marks import DISPLAYS, MARKS, MATH_FENCES, listings, without_comments
from derive.source.notes import Fault
from derive.source.pictures import drawn
from derive.source.text import Form, Source, Span

MAX_INLINE = 2_000
MAX_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class Island:
    r"""A formula in the document: `span` with its delimiters, `body` without; an environment keeps its own.

    opening    the delimiter it begins with: '$', '$$', '\(', ..., '' for an environment
    """

    span: Span
    body: Span
    display: bool
    opening: str = ""


_BLANK_LINE = re.compile(r"\n[ \t\r>]*\n")
_PROSE = re.compile(r"(?:(?<![\\A-Za-z{])[A-Za-z]{3,}[ ,]+){3}")
_WORDS = re.compile(r"[A-Za-z]{3,}[ ,.]|[ ,.][A-Za-z]{3,}")
_WORD = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,}")
_MATHEMATICAL = re.compile(r"[\\^_={}<>+|*/]|[^\x00-\x7f]")
_BEGIN_DOCUMENT = re.compile(r"\\begin\s*\{document\}")
_END_DOCUMENT = re.compile(r"\\end\s*\{document\}")
_OPTIONS = re.compile(r"(?:\n[ \t>]*:[\w-]+:[^\n]*)*")  # of a MyST directive
_DISPLAYED = re.compile(r"\$\$|\\\[|\\begin\s*\{")
_EDGE = re.compile(rf"\\(?P<edge>begin|end)\s*\{{(?P<name>(?:{DISPLAYS.replace(' ', '|')})\*?)\}}")
_CLOSINGS = {r"\(": r"(?<!\\)\\\)", r"\[": r"(?<!\\)\\\]", r"\\(": r"\\\\\)", r"\\[": r"\\\\\]"}


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE | re.IGNORECASE)


def find_islands(source: Source, start: int = 0) -> tuple[list[Island], list[Fault]]:
    """All islands from `start` on, in order, and what is unclosed."""
    scan = _Scan(source)
    for part in source.parts:
        scan.run(max(start, part.start), part.end)
    return _settled(source, scan.islands), scan.faults


def _settled(source: Source, islands: list[Island]) -> list[Island]:
    """Where no inline formula is marked as one, $$ within a sentence marks it (kramdown)."""
    if source.form not in (Form.MARKDOWN, Form.PLAIN) or any(not island.display for island in islands):
        return islands
    return [replace(one, display=False) if _in_sentence(source.text, one) else one for one in islands]


def _in_sentence(text: str, island: Island) -> bool:
    """Whether words stand before and behind a $$ formula on its line."""
    if island.opening != "$$" or "\n" in text[island.body.start : island.body.end]:
        return False
    before = text[max(0, island.span.start - 200) : island.span.start].rpartition("\n")[2]
    after = text[island.span.end : island.span.end + 200].partition("\n")[0]
    return bool(re.search(r"[^\W\d_]{2}", before) and re.search(r"[^\W\d_]{2}", after))


class _Scan:
    """One pass over the document; each handler takes the mark it met and says where to go on."""

    def __init__(self, source: Source) -> None:
        self.form = source.form
        self.text = without_comments(source.text) if self.form is Form.TEX else source.text
        self.islands: list[Island] = []
        self.faults: list[Fault] = []
        self.edges = _edges(source.text)
        self.marks = MARKS[self.form]
        if self.edges:
            names = "|".join(sorted(self.edges, key=len, reverse=True))
            self.marks = re.compile(rf"(?P<short>\\(?:{names})(?![A-Za-z]))|{self.marks.pattern}", self.marks.flags)
        self.missing: set[str] = set()
        self.definitions = 0
        self.stop = 0
        self.handlers = {
            "fence": self.fence, "ticks": self.ticks, "html": self.html, "ensured": self.ensured,
            "dollars": self.dollars, "bracket": self.bracket, "doubled": self.bracket, "display": self.display,
            "short": self.short, "definition": self.definition, "role": self.role, "noted": self.noted,
            "elsewhere": self.elsewhere, "picture": self.picture, "indented": self.indented,
        }  # fmt: skip
        self.listings = listings(source.text) if self.form is Form.MARKDOWN else []

    def run(self, at: int, stop: int) -> None:
        self.stop = stop
        self.missing.clear()
        if self.form is Form.TEX and (begin := _BEGIN_DOCUMENT.search(self.text)):
            end = _END_DOCUMENT.search(self.text, begin.end())
            at, self.stop = max(at, begin.end()), end.start() if end else stop
        while match := self.marks.search(self.text, at, self.stop):
            handle = self.handlers.get(match.lastgroup or "")
            at = handle(match) if handle else match.end()

    def find(self, pattern: str, at: int) -> re.Match[str] | None:
        """The next match of a closing delimiter; a failure is remembered."""
        if pattern in self.missing:
            return None
        found = _compiled(pattern).search(self.text, at, self.stop)
        if found is None:
            self.missing.add(pattern)
        return found

    def add(self, start: int, body: tuple[int, int], end: int, opening: str = "", *, display: bool = True) -> int:
        self.islands.append(Island(Span(start, end), Span(*body), display, opening))
        return end

    def unclosed(self, match: re.Match[str]) -> int:
        """A warning, but for the price in `$5`."""
        if match.group() == "$" and self.text[match.end() : match.end() + 1].isdigit():
            return match.end()
        return self.warn(match, f"this {match.group()} is never closed")

    def warn(self, match: re.Match[str], message: str, severity: str = "warning") -> int:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(Span(*match.span()), message, severity))
        return match.end()

    # ---- what Markdown leaves alone

    def fence(self, match: re.Match[str]) -> int:
        """``` ... ```, in a list or a quotation too; a math fence is a formula."""
        ticks = match["fencing"]
        info = match["info"].strip()
        close = self.find(rf"^[ \t>]*{re.escape(ticks)}{ticks[0]}*[ \t\r]*$", match.end())
        if close is None and match.start("fencing") > match.start():
            return match.end()  # it ends with its list
        stop, end = (close.start(), close.end()) if close else (self.stop, self.stop)
        if info.split(" ")[0] not in MATH_FENCES:
            return end
        options = _OPTIONS.match(self.text, match.end(), stop)
        return self.add(match.start("fencing"), (options.end() if options else match.end(), stop), end, "```")

    def indented(self, match: re.Match[str]) -> int:
        """A block set in by four blanks is code, but for those of a list."""
        place = bisect_right(self.listings, (match.start(), True))
        if place and self.listings[place - 1][1]:
            return match.start("code")
        if _DISPLAYED.search(match.group()):
            self.warn(match, "a block set in by four blanks is code; what it holds was not read")
        return match.end()

    def ticks(self, match: re.Match[str]) -> int:
        """` ... `, closed by as many."""
        ticks = match.group()
        close = re.compile(rf"(?<!`){ticks}(?!`)").search(
            self.text, match.end(), min(self.stop, match.end() + MAX_INLINE)
        )
        if close is None or _BLANK_LINE.search(self.text, match.end(), close.start()):
            return match.end()
        return close.end()

    def role(self, match: re.Match[str]) -> int:
        """{math}`a = b`"""
        return self.add(match.start(), match.span("said"), match.end(), "`", display=False)

    def picture(self, match: re.Match[str]) -> int:
        """![x](https://latex.codecogs.com/svg.latex?x%5E2)"""
        body = drawn(self.text, *match.span("address" if match["address"] else "attribute"))
        return self.add(match.start(), body, match.end(), "![", display=False) if body else match.end()

    def html(self, match: re.Match[str]) -> int:
        """A comment, a script, code is skipped; <script type="math/tex"> is a formula."""
        tag = match["tag"]
        close = self.find(f"</{tag}\\s*>" if tag else "-->", match.end())
        if close is None and tag and tag.lower() not in ("script", "style"):
            return match.end()
        stop, end = (close.start(), close.end()) if close else (self.stop, self.stop)
        if "math/tex" in match.group() or "x-tex" in match.group():
            return self.add(match.start(), (match.end(), stop), end, "<", display="display" in match.group())
        return end

    def noted(self, match: re.Match[str]) -> int:
        """A comment of Obsidian, a block of Liquid."""
        block = match["liquid"]
        pattern = rf"\{{%-?\s*end{block}\s*-?%\}}" if block else r"^%%[ \t\r]*$"
        close = self.find(pattern, match.end())
        return close.end() if close else match.end()

    def definition(self, match: re.Match[str]) -> int:
        r"""\newcommand{\be}{\begin{equation}} opens nothing."""
        self.definitions += 1
        end = definition_end(self.text, match.start()) if self.definitions < MAX_DEFINITIONS else -1
        return min(self.stop, max(match.end(), end))

    def elsewhere(self, match: re.Match[str]) -> int:
        r"""\input{chapter} is never followed."""
        return self.warn(match, "the file named here is not read; check it by itself", "note")

    # ---- delimiters

    def bracket(self, match: re.Match[str]) -> int:
        r"""\( ... \) or \[ ... \]; one more opening before the closing means this one is unclosed."""
        opening = match.group()
        close = self.find(_CLOSINGS[opening], match.end())
        if opening.startswith("\\\\") and (close is None or self.text.find("\n\n", match.end(), close.start()) >= 0):
            return match.end()  # \\( may as well be a backslash and a bracket
        if close is None or self.opens_again(match, close):
            return self.unclosed(match)
        body = match.end(), close.start()
        return self.add(match.start(), body, close.end(), opening, display=opening.endswith("["))

    def opens_again(self, match: re.Match[str], close: re.Match[str]) -> bool:
        r"""Whether one more opening stands before the closing; `\\[4pt]` is a row break, not an opening."""
        between = self.text[match.end() : close.start()]
        return match.group() in (between if match.group().startswith("\\\\") else between.replace("\\\\", "  "))

    def display(self, match: re.Match[str]) -> int:
        name = re.escape(match["name"])
        return self.environment(match, re.compile(rf"\\(?P<edge>begin|end)\s*\{{{name}\}}"), name)

    def short(self, match: re.Match[str]) -> int:
        r"""\be ... \ee, which the author defined as the edges of an environment."""
        edge, name = self.edges[match.group()[1:]]
        if edge == "end":
            return match.end()
        closers = "|".join(short for short, meant in self.edges.items() if meant == ("end", name))
        end = rf"\\end\s*\{{{re.escape(name)}\}}" + (rf"|\\(?:{closers})(?![A-Za-z])" if closers else "")
        return self.environment(match, re.compile(end), match.group())

    def environment(self, match: re.Match[str], edges: re.Pattern[str], name: str) -> int:
        """From an edge to the one that closes it."""
        depth = 0 if name in self.missing else 1
        for mark in edges.finditer(self.text, match.end(), self.stop) if depth else ():
            depth += 1 if mark.groupdict().get("edge") == "begin" else -1
            if depth == 0:
                return self.add(match.start(), (match.start(), mark.end()), mark.end())
        self.missing.add(name)
        return self.unclosed(match)

    def ensured(self, match: re.Match[str]) -> int:
        r"""\ensuremath{ ... }"""
        self.definitions += 1
        if self.definitions > MAX_DEFINITIONS:
            return match.end()
        size = closing_brace(self.text[match.end() - 1 : min(self.stop, match.end() + MAX_INLINE)], 0)
        if size < 0:
            return self.unclosed(match)
        end = match.end() - 1 + size
        return self.add(match.start(), (match.end(), end - 1), end, "{", display=False)

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
        return self.add(match.start(), (match.end(), close.start()), close.end(), "$$")

    def single(self, match: re.Match[str]) -> int:
        """$ ... $, never over a blank line; words with a blank at a $ are prose between prices or strays."""
        close = self.find(r"(?<!\\)\$", match.end())
        if close is None or _BLANK_LINE.search(self.text, match.end(), close.start()):
            return self.unclosed(match)
        start, end = match.end(), close.start()
        if self.text.startswith("$$", end) and not self.adjacent(end):
            return self.unclosed(match)
        body = self.text[start:end]
        if self.is_price(body, end + 1):
            return match.end()
        if body != body.strip() and not _MATHEMATICAL.search(body):
            if body[0].isdigit():
                return match.end()
            if _WORDS.search(body):
                return self.unclosed(match)
        ticks = body.startswith("`") and body.endswith("`") and len(body) > 1  # $`a`$
        return self.add(match.start(), (start + ticks, end - ticks), close.end(), "$", display=False)

    def is_price(self, body: str, behind: int) -> bool:
        """Whether what stands between two $ begins with an amount and goes on to the next one, or in words."""
        if not body[:1].isdigit():
            return False
        return self.text[behind : behind + 1].isdigit() or (body[-1].isspace() and bool(_WORD.search(body)))

    def adjacent(self, at: int) -> bool:
        """Whether the $$ here closes one inline formula and opens the next: a single $ follows in the paragraph."""
        following = re.compile(r"(?<!\\)\$\$?|\n[ \t\r]*\n").search(self.text, at + 2, self.stop)
        return following is not None and following.group() == "$"


def _edges(text: str) -> dict[str, tuple[str, str]]:
    r"""The author's own words for the edges of an environment: {'be': ('begin', 'equation')}."""
    found: dict[str, tuple[str, str]] = {}
    for name, rows in collect(text).table.items():
        edge = _EDGE.fullmatch(rows[-1][1].body.strip()) if not rows[-1][1].count else None
        if edge:
            found[name] = (edge["edge"], edge["name"])
    return found
