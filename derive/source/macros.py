r"""The author's own commands: collect their definitions, expand their uses, stop at bombs.

    text --collect()--> Macros          Strip, Macros --expand()--> Strip

A use is read from its body's text; what stands in an argument keeps its place in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from derive.errors import DeriveError
from derive.source.strips import Strip
from derive.source.text import Span

MAX_EXPANSIONS = 2_000
MAX_LENGTH = 50_000
MAX_MACROS = 1_000
MAX_BODY = 2_000

_DEFINITION = re.compile(
    r"""\\(?:re|provide)?newcommand\*?\s*(?:\{\s*\\(?P<new>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))
            \s*(?:\[(?P<count>\d)\])?\s*(?:\[(?P<default>[^\[\]]*)\])?\s*(?=\{)
      | \\[gx]?def\s*\\(?P<defined>[A-Za-z]+)\s*(?P<marks>(?:\#\d)*)\s*(?=\{)
      | \\DeclareMathOperator\*?\s*\{?\s*\\(?P<operator>[A-Za-z]+)\s*\}?\s*(?=\{)
      | \\let\s*\\(?P<alias>[A-Za-z]+)\s*=?\s*\\(?P<meant>[A-Za-z]+)""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ONE_ARGUMENT = re.compile(r"\\[A-Za-z]+|\\?.", re.DOTALL)
_OPTIONAL = re.compile(r"\s*\[([^\[\]]*)\]")
_BLANK = re.compile(r"\s*")
_PARAMETER = re.compile(r"#(\d)")


class MacroError(DeriveError):
    """A use of a macro that cannot be expanded; `span` is the use."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


@dataclass(frozen=True, slots=True)
class Macro:
    """A command with `count` arguments; `default` is that of the first, if it is optional.

    A final body is not expanded again: what \\let copied keeps its old meaning.
    """

    count: int
    default: str | None
    body: str
    final: bool = False


@dataclass(frozen=True)
class Macros:
    """All definitions of a document: name -> (offset, macro) in order."""

    table: dict[str, list[tuple[int, Macro]]]

    def at(self, offset: int) -> dict[str, Macro]:
        """The definitions in force at an offset; one that only comes later counts as well."""
        return {name: self._latest(rows, offset) for name, rows in self.table.items()}

    @staticmethod
    def _latest(rows: list[tuple[int, Macro]], offset: int) -> Macro:
        before = [macro for place, macro in rows if place <= offset]
        return before[-1] if before else rows[0][1]


def closing_brace(text: str, start: int) -> int:
    """The offset behind the brace that closes the one at `start`, -1 if there is none."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1


@lru_cache(maxsize=8)
def collect(text: str) -> Macros:
    """Every \\newcommand, \\renewcommand, \\def, \\DeclareMathOperator and \\let of a document."""
    table: dict[str, list[tuple[int, Macro]]] = {}
    at = 0
    while (match := _DEFINITION.search(text, at)) and len(table) < MAX_MACROS:
        at, name, macro = _definition(text, match, table)
        if macro is not None:
            table.setdefault(name, []).append((match.start(), macro))
    return Macros(table)


def _definition(
    text: str, match: re.Match[str], table: dict[str, list[tuple[int, Macro]]]
) -> tuple[int, str, Macro | None]:
    """(where it ends, name, macro or None if its body is unclosed or too long)."""
    if alias := match["alias"]:
        known = table.get(match["meant"])
        return match.end(), alias, known[-1][1] if known else Macro(0, None, "\\" + match["meant"], final=True)
    braced = text[match.end() : match.end() + MAX_BODY]
    size = closing_brace(braced, 0)
    if size < 0:
        return match.end(), "", None
    end = match.end() + size
    body = _COMMENT.sub("", braced[1 : size - 1])
    if match["operator"]:
        return end, match["operator"], Macro(0, None, f"\\operatorname{{{body}}}")
    if match["defined"]:
        return end, match["defined"], Macro(match["marks"].count("#"), None, body)
    return end, match["new"] or match["bare"], Macro(int(match["count"] or 0), match["default"], body)


def expand(strip: Strip, macros: dict[str, Macro]) -> Strip:
    """The strip with every use replaced and every definition cut out; MacroError past the caps."""
    strip = _without_definitions(strip)
    done = uses = 0
    while match := _COMMAND.search(strip.text, done):
        macro = macros.get(match[1])
        if macro is None:
            done = match.end()
            continue
        uses += 1
        strip, grown = _replace(strip, match, macro)
        done = match.start() + (grown if macro.final else 0)
        if uses > MAX_EXPANSIONS or len(strip.text) > MAX_LENGTH:
            raise MacroError(
                f"the macro \\{match[1]} expands without end", strip.span(match.start(), match.start() + 1)
            )
    return strip


def _without_definitions(strip: Strip) -> Strip:
    cuts = []
    at = 0
    while match := _DEFINITION.search(strip.text, at):
        end = match.end() if match["alias"] else closing_brace(strip.text, match.end())
        at = max(end, match.end())
        cuts.append((match.start(), at, ""))
    return strip.patched(cuts) if cuts else strip


def _replace(strip: Strip, match: re.Match[str], macro: Macro) -> tuple[Strip, int]:
    """The strip with one use replaced, and the length of what replaced it."""
    start, end = match.span()
    arguments, end = _arguments(strip, match, macro, end)
    use = strip.span(start, end)
    text, starts, ends = strip.text[:start], list(strip.starts[:start]), list(strip.ends[:start])
    at = 0
    for parameter in [*_PARAMETER.finditer(macro.body), None]:
        piece = macro.body[at : parameter.start() if parameter else None]
        text, at = text + piece, parameter.end() if parameter else at
        starts += [use.start] * len(piece)
        ends += [use.end] * len(piece)
        if parameter and 0 < int(parameter[1]) <= len(arguments):
            given = arguments[int(parameter[1]) - 1]
            text += given.text
            starts += given.starts
            ends += given.ends
    if strip.text[end : end + 1].isalpha() and re.search(r"\\[A-Za-z]+$", text):
        text, starts, ends = text + " ", [*starts, use.end], [*ends, use.end]
    grown = len(text) - start
    return Strip(text + strip.text[end:], [*starts, *strip.starts[end:]], [*ends, *strip.ends[end:]]), grown


def _arguments(strip: Strip, match: re.Match[str], macro: Macro, at: int) -> tuple[list[Strip], int]:
    """The arguments of a use and where they end."""
    found: list[Strip] = []
    if macro.count and macro.default is not None:
        optional = _OPTIONAL.match(strip.text, at)
        use = strip.span(*match.span())
        size = len(macro.default)
        found.append(
            _cut(strip, *optional.span(1)) if optional else Strip(macro.default, [use.start] * size, [use.end] * size)
        )
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
