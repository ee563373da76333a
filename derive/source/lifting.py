r"""Take a formula out of what a document puts around its lines, with the place of every character kept.

    text, Island --lift()--> Strip

`> ` before the lines of a quotation, `\|` in a table, the escapes between `\\(` and `\\)`, which Markdown takes away,
and `&lt;` for what HTML does not allow. Characters without width, which are pasted along, are blanks; so is
what is there for the printer alone, as `\addtocounter{equation}{1}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.source.entities import references
from derive.source.islands import Island
from derive.source.marks import BOOKKEEPING
from derive.source.pictures import decoded
from derive.source.strips import Patch, Strip, strip_of
from derive.source.text import Form, Source

_LEAD = re.compile(r"[ \t]*+(?:>[ \t]*+|(?:[-*+]|\d{1,9}[.)])[ \t]++)*+")
_PIPE = re.compile(r"\\(?=\|)")
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])(?P<sign>.)")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LONGEST_LEAD = 200


def lift(source: Source, island: Island) -> Strip:
    """The formula as its author sees it rendered."""
    start, end = island.body.start, island.body.end
    strip = strip_of(source.text[start:end], start)
    patches: list[Patch] = [(*m.span(), " ") for sign in (_UNSEEN, BOOKKEEPING) for m in sign.finditer(strip.text)]
    if source.form in (Form.MARKDOWN, Form.PLAIN):
        patches += _patches(source.text, strip.text, island)
    return strip.patched(sorted(patches)) if patches else strip


def _patches(text: str, body: str, island: Island) -> Iterator[Patch]:
    """What to take out of the body; the offsets are those in the body."""
    if island.opening == "![":
        yield from decoded(body, 0, len(body))
        return
    at = island.span.start
    lead = text[max(0, at - _LONGEST_LEAD, text.rfind("\n", 0, at) + 1) : at]
    if "\n" in body and (depth := _depth(lead)):
        yield from ((*match.span(), "") for match in re.finditer(rf"(?<=\n)(?:[ \t]*+>){{1,{depth}}}[ ]?", body))
    if island.opening.startswith("\\\\"):
        yield from ((*match.span(), match["sign"]) for match in _ESCAPED.finditer(body))
    elif lead.lstrip(" \t>").startswith("|"):
        yield from ((*match.span(), "") for match in _PIPE.finditer(body))
    if "&" in body:
        yield from references(body, 0, len(body))


def _depth(lead: str) -> int:
    """How many quotation marks stand at the head of a line."""
    match = _LEAD.match(lead)
    return match.group().count(">") if match else 0
