r"""LaTeX: a complete file, or displays to be pasted into one that loads amsmath.

\begin{align*}
left &= first line \\
&\quad + second line \tag*{reason}         the reason at the margin; TeX puts it below where the line is full
\end{align*}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.press.boxes import SIGN, width
from derive.press.breaking import lines
from derive.write.texts import Section, Text, Typeset

ROOM = 46.0  # em: the text of an A4 page with margins of 2 cm
WIDE_LEFT = 0.4  # of the room; a wider left side has a line of its own
SPECIAL = re.compile(r"[&%#_{}~^]|\\")
FORMULA = re.compile(r"(\$[^$]*\$)")
HEAD = r"""\documentclass[fleqn]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage[a4paper, margin=2cm]{geometry}
\usepackage{amsmath, amssymb}
\setlength{\mathindent}{1em}
\setlength{\parindent}{0pt}
\allowdisplaybreaks"""


def tex(text: Text) -> str:
    """A complete file, its declarations in comments that `derive check` reads."""
    said = ["context: none", f"layout: {text.layout}", *(f"let: {line}" for line in text.declared)]
    symbols = [rf"\item ${name}$: {worded(words)}" for name, words in text.symbols]
    body = [
        *(f"% derive: {line}" for line in said),
        r"\begin{document}",
        rf"\section*{{{worded(text.title)}}}",
        worded(" ".join(text.conventions)),
        *([r"\begin{itemize} \setlength{\itemsep}{0pt} \raggedright", *symbols, r"\end{itemize}"] if symbols else []),
        *(part for section in text.sections for part in _section(section)),
        r"\end{document}",
    ]
    return "\n".join([HEAD, *body]) + "\n"


def fragment(text: Text) -> str:
    """The displays alone."""
    shown = [part for section in text.sections for part in section.parts if isinstance(part, Typeset)]
    return "\n".join(f"{display(part)}\n" for part in shown)


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield rf"\subsection*{{{worded(section.heading)}}}"
    for part in section.parts:
        yield worded(part) if isinstance(part, str) else display(part)


def display(typeset: Typeset) -> str:
    """One display, no line wider than the page."""
    wide = width(typeset.left)
    alone = wide > WIDE_LEFT * ROOM
    rows = [f"& {typeset.left}"] if alone else []
    room = ROOM - SIGN - (0 if alone else wide)
    for number, line in enumerate(typeset.lines):
        first, *others = lines(line.right, room)
        left = "" if number or alone else f"{typeset.left} "
        reason = rf" \tag*{{\footnotesize {worded(line.reason)}}}" if line.reason else ""
        broken = [f"{left}&{line.sign} {first}", *(rf"&\qquad {other}" for other in others)]
        rows += [*broken[:-1], broken[-1] + reason]
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def worded(words: str) -> str:
    """A sentence; what TeX would take for a command is escaped outside of formulas."""
    parts = FORMULA.split(words)
    return "".join(part if part.startswith("$") else SPECIAL.sub(_escaped, part) for part in parts)


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    return {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}.get(sign, f"\\{sign}")
