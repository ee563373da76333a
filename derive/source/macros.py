r"""The author's own commands: collect their definitions, expand their uses, stop at bombs.

    text --collect()--> Macros          Strip, Macros --expand()--> Strip

A use is read from its body's text; what stands in an argument keeps its place in the document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from derive.errors import DeriveError
from derive.source.marks import BOOKKEEPING
from derive.source.settings import configured
from derive.source.strips import Strip
from derive.source.text import Span

MAX_EXPANSIONS = 2_000
MAX_LENGTH = 50_000
MAX_DEFINITIONS = 2_000
MAX_BODY = 2_000

_DEFINITION = re.compile(
    r"""\\(?:re|provide)?newcommand\*?\s*(?:\{\s*\\(?P<new>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))
            \s*(?:\[(?P<count>\d)\])?\s*(?:\[(?P<default>[^\[\]]*)\])?\s*(?=\{)
      | \\(?:New|Renew|Provide|Declare)DocumentCommand\s*\{?\s*\\(?P<document>[A-Za-z]+)\s*\}?
            \s*\{\s*(?P<optional>o|O\s*\{(?P<standard>[^{}]*)\})?(?P<mandatory>[m\s]*)\}\s*(?=\{)
      | \\DeclarePairedDelimiter\s*\{?\s*\\(?P<paired>[A-Za-z]+)\s*\}?\s*\{(?P<left>[^{}]*)\}\s*(?=\{)
      | \\[gex]?def\s*\\(?P<defined>[A-Za-z]+)\s*(?P<marks>(?:\#\d)*)\s*(?=\{)
      | \\DeclareMathOperator\*?\s*\{?\s*\\(?P<operator>[A-Za-z]+)\s*\}?\s*(?=\{)
      | \\let\s*\\(?P<alias>[A-Za-z]+)\s*=?\s*\\(?P<meant>[A-Za-z]+)""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ONE_ARGUMENT = re.compile(r"\\[A-Za-z]+|\\?.", re.DOTALL)
_OPTIONAL = re.compile(r"\s*\[([^\[\]]*)\]")
_BLANK = re.compile(r"\s*")
_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+\Z")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_PARAMETER = re.compile(r"#(\d)")


class MacroError(DeriveError):
    """A use of a macro that cannot be expanded; `span` is the use."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


@dataclass(frozen=True, slots=True)
class Macro:
    """A command with `count` arguments; `default` is that of the first, if it is optional.

    A final body is not expanded again: what \\let copied keeps its old meaning. A starred use means the same.
    """

    count: int
    default: str | None
    body: str
    final: bool = False
    starred: bool = False


@dataclass(frozen=True)
class Macros:
    """All definitions of a document: name -> (offset, macro) in order."""

    table: dict[str, list[tuple[int, Macro]]]

    def get(self, name: str, offset: int) -> Macro | None:
        """The definition in force at an offset; one that only comes later counts as well."""
        rows = self.table.get(name)
        if not rows:
            return None
        before = bisect_right(rows, offset, key=lambda row: row[0])
        return rows[max(0, before - 1)][1]


@dataclass(slots=True)
class Budget:
    """How much expansion a whole document may still ask for, in characters."""

    left: int = 5_000_000


def closing_brace(text: str, start: int) -> int:
    """The offset behind the brace that closes the one at `start`, -1 if there is none."""
    depth = 0
    for match in _BRACE.finditer(text, start):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1


def definition_end(text: str, at: int) -> int:
    """Where the definition at an offset ends, -1 if none begins there or it is never closed."""
    match = _DEFINITION.match(text, at)
    return _end(text, match) if match else -1


def _end(text: str, match: re.Match[str]) -> int:
    if match["alias"]:
        return match.end()
    size = closing_brace(text[match.end() : match.end() + MAX_BODY], 0)
    return match.end() + size if size > 0 else -1


@lru_cache(maxsize=8)
def collect(text: str) -> Macros:
    """Every \\newcommand, \\renewcommand, \\def, \\DeclareMathOperator, \\let, ... of a document, but for comments.

    The settings of MathJax and KaTeX are read as well.
    """
    table = {name: [(0, Macro(count, default, body))] for name, count, default, body in configured(text)}
    at = 0
    for _ in range(MAX_DEFINITIONS):
        match = _DEFINITION.search(text, at)
        if match is None:
            break
        end = _end(text, match)
        at = end if end > 0 else match.end()
        line = text.rfind("\n", max(0, match.start() - MAX_BODY), match.start()) + 1
        if end > 0 and not _COMMENT.search(text, line, match.start()):
            name, macro = _definition(match, text[match.end() + 1 : end - 1], table)
            table.setdefault(name, []).append((match.start(), macro))
    return Macros(table)


def _definition(match: re.Match[str], body: str, table: dict[str, list[tuple[int, Macro]]]) -> tuple[str, Macro]:
    """The name that is defined, and what it means."""
    if alias := match["alias"]:
        known = table.get(match["meant"])
        return alias, known[-1][1] if known else Macro(0, None, "\\" + match["meant"], final=True)
    body = BOOKKEEPING.sub(" ", _COMMENT.sub("", body))
    if match["operator"]:
        return match["operator"], Macro(0, None, f"\\operatorname{{{body}}}")
    if match["defined"]:
        return match["defined"], Macro(match["marks"].count("#"), None, body)
    if match["paired"]:
        return match["paired"], Macro(2, "", rf"\left{match['left']} #2 \right{body}", starred=True)
    if match["document"]:
        count = bool(match["optional"]) + match["mandatory"].count("m")
        return match["document"], Macro(count, (match["standard"] or "") if match["optional"] else None, body)
    return match["new"] or match["bare"], Macro(int(match["count"] or 0), match["default"], body)


def expand(strip: Strip, macros: Macros, offset: int = 0, budget: Budget | None = None) -> Strip:
    """The strip with every use replaced and every definition cut out; MacroError past the caps."""
    if not macros.table or "\\" not in strip.text:
        return strip
    return _Expansion(_without_definitions(strip), macros, offset, budget or Budget()).run()


def _without_definitions(strip: Strip) -> Strip:
    cuts = []
    at = 0
    while match := _DEFINITION.search(strip.text, at):
        end = _end(strip.text, match)
        at = end if end > 0 else len(strip.text)
        cuts.append((match.start(), at, ""))
    return strip.patched(cuts) if cuts else strip


class _Expansion:
    """Expands with a stack of strips being read: a use pushes its body, a finished strip is popped."""

    def __init__(self, strip: Strip, macros: Macros, offset: int, budget: Budget) -> None:
        self.stack = [(strip, 0)]
        self.macros = macros
        self.offset = offset
        self.budget = budget
        self.uses = 0
        self.parts: list[Strip] = []
        self.length = 0

    def run(self) -> Strip:
        while self.stack:
            strip, at = self.stack.pop()
            match = _COMMAND.search(strip.text, at)
            while match and self.meant(strip, match) is None:
                match = _COMMAND.search(strip.text, match.end())
            self.put(_cut(strip, at, match.start() if match else len(strip.text)))
            if match and (macro := self.meant(strip, match)):
                self.use(strip, match, macro)
        return _glued(self.parts) if self.uses else self.parts[0]

    def meant(self, strip: Strip, match: re.Match[str]) -> Macro | None:
        """The definition in force where the command stands."""
        return self.macros.get(match[1], max(self.offset, strip.starts[match.start()]))

    def put(self, part: Strip) -> None:
        self.parts.append(part)
        self.length += len(part.text)

    def use(self, strip: Strip, match: re.Match[str], macro: Macro) -> None:
        """Push what is left of the strip, then the body of the macro."""
        start, end = match.span()
        call = strip.span(start, end)
        try:
            arguments, end = _arguments(strip, match, macro, end)
        except MacroError:
            if not self.stack:
                raise
            outer, at = self.stack.pop()  # the arguments stand behind the use of the macro this one came from
            self.stack.append((_glued([_cut(strip, start, len(strip.text)), _cut(outer, at, len(outer.text))]), 0))
            self.spend(len(outer.text), match, call)
            return
        body = _body(macro, arguments, strip.span(start, end), strip.text[end : end + 1])
        self.spend(len(body.text) + 20, match, call)
        self.stack.append((strip, end))
        if macro.final:
            self.put(body)
        else:
            self.stack.append((body, 0))

    def spend(self, work: int, match: re.Match[str], call: Span) -> None:
        self.uses += 1
        self.budget.left -= work
        if self.uses > MAX_EXPANSIONS or self.length > MAX_LENGTH or self.budget.left < 0:
            raise MacroError(f"the macro \\{match[1]} expands without end", call)


def _glued(parts: list[Strip]) -> Strip:
    starts = [start for part in parts for start in part.starts]
    ends = [end for part in parts for end in part.ends]
    return Strip("".join(part.text for part in parts), starts, ends)


def _body(macro: Macro, arguments: list[Strip], use: Span, following: str) -> Strip:
    """The body with arguments for parameters; its own characters stand for the whole use."""
    parts: list[Strip] = []
    at = 0
    for parameter in _PARAMETER.finditer(macro.body):
        parts.append(_standing_for(macro.body[at : parameter.start()], use))
        at = parameter.end()
        if 0 < int(parameter[1]) <= len(arguments):
            parts.append(arguments[int(parameter[1]) - 1])
    parts.append(_standing_for(macro.body[at:], use))
    body = _glued(parts)
    if following.isalpha() and _ENDS_IN_COMMAND.search(body.text):
        body = _glued([body, _standing_for(" ", use)])
    return body


def _standing_for(text: str, use: Span) -> Strip:
    return Strip(text, [use.start] * len(text), [use.end] * len(text))


def _arguments(strip: Strip, match: re.Match[str], macro: Macro, at: int) -> tuple[list[Strip], int]:
    """The arguments of a use and where they end."""
    found: list[Strip] = []
    if macro.starred and strip.text.startswith("*", at):
        at += 1
    if macro.count and macro.default is not None:
        optional = _OPTIONAL.match(strip.text, at)
        use = strip.span(*match.span())
        found.append(_cut(strip, *optional.span(1)) if optional else _standing_for(macro.default, use))
        at = optional.end() if optional else at
    while len(found) < macro.count:
        blank = _BLANK.match(strip.text, at)
        at = blank.end() if blank else at
        if strip.text[at : at + 1] == "{":
            end = closing_brace(strip.text, at)
            inner = (at + 1, end - 1)
        else:
            single = _ONE_ARGUMENT.match(strip.text, at)
            end = single.end() if single else -1
            inner = (at, end)
        if end < 0:
            raise MacroError(f"an argument of \\{match[1]} is missing or never closed", strip.span(*match.span()))
        found.append(_cut(strip, *inner))
        at = end
    return found, at


def _cut(strip: Strip, start: int, end: int) -> Strip:
    return Strip(strip.text[start:end], strip.starts[start:end], strip.ends[start:end])
