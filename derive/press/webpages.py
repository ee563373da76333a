r"""One page of HTML that needs nothing else: formulas are MathML, with their LaTeX in it, which `derive check` reads.

A display is one table of MathML, so that its lines are aligned and a reader of the page finds one formula.
"""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml.converter import convert_to_element

from derive.press.markdown import aligned
from derive.write.texts import Section, Text, Typeset

FORMULA = re.compile(r"\$([^$]*)\$")
BOLD = str.maketrans(
    {chr(ord("0") + n): chr(0x1D7CE + n) for n in range(10)}
    | {chr(0x03B1 + n): chr(0x1D736 + n) for n in range(25)}
    | {chr(0x0391 + n): chr(0x1D71C + n) for n in range(25)}
)
SUM, LIMITS = "\N{N-ARY SUMMATION}", {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
MINUS, CLOSERS = frozenset("-\N{MINUS SIGN}"), frozenset(")]|")
STYLE = """
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.5 serif; color: #111; background: #fff }
h1, h2 { line-height: 1.2 } h2 { margin-top: 2.2rem; font-size: 1.25rem }
.display { overflow-x: auto; overflow-y: hidden; margin: 0.8rem 0; padding: 0.2rem 0 }
math[display=block] { margin: 0; width: max-content; text-align: left }
mtable.lines > mtr > mtd { padding: 0.25em 0 } mtable.lines > mtr > mtd:nth-child(1) { text-align: right }
mtable.lines > mtr > mtd:nth-child(2) { text-align: left; padding-left: 0.3em }
mtable.lines > mtr > mtd:nth-child(3) { text-align: left; padding-left: 2em }
mtable.lines > mtr > mtd:nth-child(3) mtext { font-size: 0.85rem; color: #555 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 }
mtable.lines > mtr > mtd:nth-child(3) mtext { color: #aaa } }
@media print { .display { overflow: visible } }
""".strip()


def webpage(text: Text) -> str:
    """The whole page."""
    lets = "".join(f"    - {_commented(statement)}\n" for statement in text.declared)
    symbols = "".join(f"<li>{inline(name)}: {_worded(words)}</li>\n" for name, words in text.symbols)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(text.title)}</title>
<style>
{STYLE}
</style>
</head>
<body>
<!-- derive:
  context: none
  layout: {text.layout}
  let:
{lets}-->
<h1>{_worded(text.title)}</h1>
<p>{_worded(" ".join(text.conventions))}</p>
<ul>
{symbols}</ul>
{"".join(map(_section, text.sections))}</body>
</html>
"""


def _commented(statement: str) -> str:
    """A statement that cannot end the comment it stands in."""
    return statement.replace("--", "- -").replace(">", r"\gt ")


def _section(section: Section) -> str:
    heading = f"<h2>{_worded(section.heading)}</h2>\n" if section.heading else ""
    return heading + "".join(f"{_part(part)}\n" for part in section.parts)


def _part(part: Typeset | str) -> str:
    return f"<p>{_worded(part)}</p>" if isinstance(part, str) else f'<div class="display">{display(part)}</div>'


def _worded(words: str) -> str:
    """A sentence with its formulas."""
    parts = FORMULA.split(words)
    return "".join(inline(part) if n % 2 else escape(part) for n, part in enumerate(parts))


def inline(latex: str) -> str:
    """One formula within a line."""
    return _annotated(_converted(latex, "inline"), latex, "inline")


def display(typeset: Typeset) -> str:
    """The lines below each other, the reasons on the right."""
    table = Element("mtable", {"class": "lines", "displaystyle": "true"})
    for number, line in enumerate(typeset.lines):
        row = SubElement(table, "mtr")
        left = [] if number else [_converted(typeset.left, "block")]
        for cell in (left, [_converted(f"{line.sign} {line.right}", "block")], [_reason(line.reason)]):
            SubElement(row, "mtd").extend(cell)
    return _annotated(table, aligned(typeset), "block")


def _reason(words: str) -> Element:
    element = Element("mtext")
    element.text = words
    return element


def _converted(latex: str, way: str) -> Element:
    """The MathML of a formula, without its root, as browsers want it."""
    (row,) = convert_to_element(latex, display=way)
    for element in row.iter():
        element.text = unescape(element.text or "")
    for element in row.iter():
        _browsers_own(element, element.text or "")
        _settle(element)
    return row


def _browsers_own(element: Element, words: str) -> None:
    """Bold letters and the sides of columns, said as browsers know them; softmax is a name, no sign."""
    if element.attrib.pop("mathvariant", "").startswith("bold"):
        element.text = words.translate(BOLD)
    if align := element.attrib.pop("columnalign", ""):
        element.set("style", f"text-align: {align}")
    if element.tag == "mo" and _is_name(words):
        element.tag = "mi"


def _is_name(words: str) -> bool:
    return len(words) > 1 and words.isalpha()


def _settle(parent: Element) -> None:
    """Limits go below a sum, a hat is no wider than a letter, a minus after a sign is that of a number."""
    if len(parent) and parent[0].text == SUM:
        parent.tag = LIMITS.get(parent.tag, parent.tag)
    before: Element | None = None
    for place, element in enumerate(list(parent)):
        words = element.text or ""
        if element.tag == "mo" and words in MINUS and (before is None or before.tag == "mo"):
            element.set("form", "infix" if before is not None and before.text in CLOSERS else "prefix")
        if parent.tag == "mover" and place:
            element.set("stretchy", "false")
        if element.tag in ("mi", "mo") and _is_name(words) and parent.tag == "mrow" and before is not None:
            element.tag = "mi"
            parent.insert(list(parent).index(element), Element("mspace", {"width": "0.17em"}))
        before = element


def _annotated(shown: Element, latex: str, way: str) -> str:
    root = Element("math", {"display": way})
    semantics = SubElement(root, "semantics")
    semantics.append(shown)
    SubElement(semantics, "annotation", {"encoding": "application/x-tex"}).text = latex
    return tostring(root, encoding="unicode")
