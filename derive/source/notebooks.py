r"""The Markdown cells of a Jupyter notebook, with the place of every character in the file.

    raw JSON --unwrap_notebook()--> Unwrapped

The standard `json` says whether the file is sound and where its values end; here only brackets are walked and escapes
decoded. Code, outputs and attachments are stepped over whole. nbformat 4 has cells, 3 and 2 have them in worksheets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from derive.errors import UsageError
from derive.source.strips import Patch, Unwrapped, unwrapped
from derive.source.text import Form

_SPACE = re.compile(r"[ \t\n\r]*")
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf'{_HIGH}{_LOW}|\\u[0-9a-fA-F]{{4}}|\\["\\/bfnrt]')
_LONE = re.compile("[\ud800-\udfff]")
_SOUND = re.compile(r'\s*\{.{0,4000}"(?:nbformat|cells|worksheets)"', re.DOTALL)
_HEADINGS = ("# ", "## ", "### ", "#### ", "##### ", "###### ")
_GAP = "\n\n"  # between cells


class _NoNotebookError(Exception):
    """Sound JSON that is not a notebook; the offset is where one can see it."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


def looks_like_notebook(text: str) -> bool:
    """Whether a text without a name begins as notebooks do."""
    return bool(_SOUND.match(text))


def unwrap_notebook(name: str, raw: str) -> Unwrapped:
    """The text of the Markdown cells; UsageError with line and column for what is no notebook."""
    try:
        return _Notebook(raw, json.loads(raw)).unwrapped()
    except json.JSONDecodeError as error:
        message = f"{name}:{error.lineno}:{error.colno}: not a notebook: {error.msg}"
    except RecursionError:
        message = f"{name}: not a notebook: nested too deep"
    except ValueError as error:  # a number of too many digits
        message = f"{name}: not a notebook: {error}"
    except _NoNotebookError as error:
        line = raw.count("\n", 0, error.at) + 1
        message = f"{name}:{line}:{error.at - raw.rfind(chr(10), 0, error.at)}: not a notebook: {error}"
    raise UsageError(message)


class _Notebook:
    """Walks sound JSON; every `at` is the offset of a value's first character."""

    def __init__(self, raw: str, root: object) -> None:
        self.raw = raw
        self.skip = json.JSONDecoder().raw_decode
        if not isinstance(root, dict):
            raise _NoNotebookError("an object with cells is expected")

    def unwrapped(self) -> Unwrapped:
        patches: list[Patch] = []
        cells: list[tuple[int, int, int]] = []
        done = 0
        for number, at in enumerate(self.cells(), 1):
            stretches = self.text_of(number, dict(self.members(at)))
            if stretches is None:
                continue
            head, strings = stretches
            cells.append((number, strings[0][0] if strings else at, strings[-1][1] if strings else at))
            gap = _GAP if len(cells) > 1 else ""
            for start, end in strings:
                patches.append((done, start, gap + head))
                patches += _escapes(self.raw, start, end)
                gap, head, done = "", "", end
        patches.append((done, len(self.raw), ""))
        return unwrapped(Form.MARKDOWN, self.raw, patches, cells=cells)

    def cells(self) -> Iterator[int]:
        """Where each cell begins, in order."""
        root = dict(self.members(self.blank(0)))
        if "cells" in root:
            yield from self.elements(root["cells"])
        elif "worksheets" in root:
            for sheet in self.elements(root["worksheets"]):
                yield from self.elements(dict(self.members(sheet)).get("cells", sheet))
        else:
            raise _NoNotebookError("it has neither cells nor worksheets")

    def text_of(self, number: int, cell: dict[str, int]) -> tuple[str, list[tuple[int, int]]] | None:
        """What stands before a cell's text, and the insides of its strings; None if the cell is left alone."""
        kind, _ = self.skip(self.raw, cell["cell_type"]) if "cell_type" in cell else ("", 0)
        if kind not in ("markdown", "heading", "raw"):
            return None
        if "source" not in cell:
            raise _NoNotebookError(f"cell {number} has no source", min(cell.values()))
        strings = list(self.strings(number, cell["source"]))
        if kind == "raw":  # front matter, if anything
            return ("", strings) if number == 1 and strings and self.raw.startswith("---", strings[0][0]) else None
        return self.head(kind, cell), strings

    def head(self, kind: str, cell: dict[str, int]) -> str:
        """The signs before the heading cell of an old notebook."""
        level = self.skip(self.raw, cell["level"])[0] if kind == "heading" and "level" in cell else 1
        known = isinstance(level, int) and 1 <= level <= len(_HEADINGS)
        return "" if kind != "heading" else _HEADINGS[level - 1 if known else 0]

    def strings(self, number: int, at: int) -> Iterator[tuple[int, int]]:
        """The insides of one string, or of a list of strings."""
        for start in self.elements(at) if self.raw[at] == "[" else [at]:
            if self.raw[start] != '"':
                raise _NoNotebookError(f"the source of cell {number} is not text", start)
            yield start + 1, self.skip(self.raw, start)[1] - 1

    def blank(self, at: int) -> int:
        """The first offset from `at` on that is no blank."""
        match = _SPACE.match(self.raw, at)
        return match.end() if match else at

    def elements(self, at: int) -> Iterator[int]:
        """Where each element of the list at `at` begins."""
        if self.raw[at] != "[":
            raise _NoNotebookError("a list is expected here", at)
        at = self.blank(at + 1)
        while self.raw[at] != "]":
            yield at
            at = self.next(at)

    def members(self, at: int) -> Iterator[tuple[str, int]]:
        """The keys of the object at `at`, each with where its value begins."""
        if self.raw[at] != "{":
            raise _NoNotebookError("an object is expected here", at)
        at = self.blank(at + 1)
        while self.raw[at] != "}":
            key, end = self.skip(self.raw, at)
            at = self.blank(self.blank(end) + 1)  # behind the colon
            yield key, at
            at = self.next(at)

    def next(self, at: int) -> int:
        """From a value to the one behind the comma, or to the closing bracket."""
        end = self.blank(self.skip(self.raw, at)[1])
        return self.blank(end + 1) if self.raw[end] == "," else end


def _escapes(raw: str, start: int, end: int) -> Iterator[Patch]:
    for match in _ESCAPE.finditer(raw, start, end):
        char: str = json.loads(f'"{match.group()}"')
        yield *match.span(), _LONE.sub("\ufffd", char)
