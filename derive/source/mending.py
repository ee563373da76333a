r"""Give mangled LaTeX its backslashes back: `rac{1}{2}` was `\frac{1}{2}` before a program ate the escape `\f`.

    Strip --mend()--> Strip, edits

Only remainders that cannot be anything else are touched, one table row a mend; every edit is reported.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from derive.source.notes import Edit
from derive.source.strips import Strip
from derive.source.text import Span


class Mend(NamedTuple):
    """`rest` (a pattern) is what an eaten escape `\\letter` left of a command; `after` must follow it."""

    rest: str
    letter: str
    after: str = r"(?![A-Za-z])"
    before: str = ""


ANYWHERE = (
    Mend("egin", "b", r"(?=\s*\{)"),
    Mend("oldsymbol", "b"),
    Mend("igg?[lr]?", "b", r"(?=[(\[)\]|])"),
    Mend("eta", "b", r"(?=[_^])"),
    Mend("rac", "f", r"(?=\s*\{)"),
    Mend("orall", "f"),
    Mend("ext(?:bf|rm|it)?", "t", r"(?=\s*\{)"),
    Mend("heta", "t"),
    Mend("imes", "t", r"(?=[\s\\{\d])"),
    Mend("ilde", "t", r"(?=\s*\{)"),
    Mend("anh", "t", r"(?=\s*[(\\])"),
    Mend("au", "t", r"(?=[_^}])"),
    Mend("op", "t", before=r"(?<=\^)"),
    Mend("op", "t", before=r"(?<=\^\{)"),
    Mend("riangleq", "t"),
    Mend("ight", "r", r"(?=\s*(?:[.)\]|>/]|\\[}|]|\\r))"),
    Mend("ightarrow", "r"),
    Mend("angle", "r"),
    Mend("abla", "n", r"(?=[\s_\\{])"),
    Mend("otin", "n"),
    Mend("lpha", "a"),
    Mend("pprox", "a"),
    Mend("arphi", "v"),
    Mend("arepsilon", "v"),
    Mend("ec", "v", r"(?=\s*\{)"),
)  # fmt: skip
AFTER_CONTROL = (  # short remainders, believed only behind the very character that the escape became
    ("\x08", "b", ("ar", "eta", "m", "ig", "igl", "igr", "inom", "ot", "ullet")),
    ("\t", "t", ("o", "op", "au", "an", "ag", "ilde", "frac", "herefore")),
    ("\x0c", "f", ("lat", "box")),
    ("\n", "n", ("eq", "e", "abla", "ot", "u")),
    ("\r", "r", ("ho", "m", "ceil", "floor", "vert", "Vert")),
    ("\x07", "a", ("rg", "st", "cute", "lpha")),
    ("\x0b", "v", ("ert", "ee", "dots", "Vert")),
)
_TAIL = {  # `eq j` at the start of a line has lost its `\n`, `u_w` at the start of a row has not; a tab may indent
    "\n": r"(?=[ \t]+[A-Za-z0-9\\{]|[_{])(?<![$\\}&]\nu)(?<![$\\}&] \nu)",
    "\t": r"(?=[\s\\\d_^{}])(?<!\n\t.)(?<!\n\t..)",
}

_FREE = re.compile(
    r"(?<![A-Za-z\\])(?:"
    + "|".join(f"(?P<m{i}>{row.before}{row.rest}){row.after}" for i, row in enumerate(ANYWHERE))
    + ")"
)
_TIED = re.compile(
    "|".join(
        f"(?<={re.escape(control)})(?P<{letter}>{'|'.join(sorted(map(re.escape, words), reverse=True))})"
        f"(?![A-Za-z]){_TAIL.get(control, '')}"
        for control, letter, words in AFTER_CONTROL
    )
)
_ROWED = re.compile(
    r"(?:\\b|(?<![A-Za-z\\])b?)egin\s*\{(?:aligned|align|cases|array|gather|gathered|split|[bp]?matrix)"
)
_UNCLOSED = re.compile(r"\\begin\s*\{[a-zA-Z]+\*?(?=\{)")  # \begin{array{c}
_HALVED = re.compile(r"(?<!\\)\\(?=\s)")
_BREAK_OR_END = re.compile(r"(?<!\\)\\(?=\s)|\\\\|\\end")


def mend(strip: Strip) -> tuple[Strip, tuple[Edit, ...]]:
    """Restore eaten escapes, then halved row breaks, and the braces that names of environments lack."""
    patches = _escapes(strip.text)
    patches += _halved(strip.text, mangled=bool(patches))
    patches += [(match.end(), match.end(), "}") for match in _UNCLOSED.finditer(strip.text)]
    if not patches:
        return strip, ()
    patches.sort()
    edits = tuple(_report(strip, *patch) for patch in patches)
    return strip.patched(patches), edits


def _escapes(text: str) -> list[tuple[int, int, str]]:
    """Insertions of `\\letter` before what an eaten escape left."""
    found: dict[int, str] = {}
    for match in _FREE.finditer(text):
        found[match.start()] = ANYWHERE[int((match.lastgroup or "m0")[1:])].letter
    for match in _TIED.finditer(text):
        found[match.start()] = match.lastgroup or ""
    return [(at, at, "\\" + letter) for at, letter in found.items()]


def _halved(text: str, mangled: bool) -> list[tuple[int, int, str]]:
    """A lone backslash before white space is half a row break if a row with an `&` follows it.

    In text without other damage it must stand directly before the `&`, and no whole break may be there.
    """
    if "&" not in text or not _ROWED.search(text) or (not mangled and "\\\\" in text):
        return []
    found = []
    for match in _HALVED.finditer(text):
        rest = text[match.end() : match.end() + 4000]
        following = _BREAK_OR_END.split(rest, maxsplit=1)[0]
        if "&" in (following if mangled else following.lstrip()[:1]) and not following.lstrip().startswith("\\,"):
            found.append((match.start(), match.end(), "\\\\"))
    return found


def _report(strip: Strip, start: int, end: int, new: str) -> Edit:
    if end > start:
        return Edit(strip.span(start, end), new, "a halved row break")
    if new == "}":
        here = Span(strip.starts[start], strip.starts[start])
        return Edit(here, new, "the name of an environment has no brace behind it")
    word = re.compile(r"[A-Za-z]*").match(strip.text, start)
    stop = word.end() if word else start
    here = strip.span(start, stop) if stop > start else Span(strip.starts[start], strip.starts[start])
    return Edit(here, new + strip.text[start:stop], f"the escape {new} was eaten")
