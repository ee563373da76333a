r"""What the scan for islands stops at, as tables: one pattern for each form of document.

The name of the group that matched says which handler of `islands` goes on; a group without one is passed over.
"""

from __future__ import annotations

import re

from derive.source.pictures import DRAWN
from derive.source.text import Form, Source

DISPLAYS = (
    "equation align alignat aligned flalign gather gathered multline eqnarray displaymath dmath split math subequations"
)
MATH_FENCES = frozenset(("math", "{math}"))
_VERBATIM = (
    "verbatim verbatimtab Verbatim BVerbatim LVerbatim SaveVerbatim lstlisting minted listing alltt comment python code"
    " pycode sagesilent tikzpicture thebibliography filecontents"
)
_LEFT_ALONE = "script style pre code textarea noscript kbd samp annotation".replace(" ", "|")
_ITEM = r"(?:[-*+]|\d{1,9}[.)])"

_COMMON = rf"""
    (?P<definition>\\(?:(?:re|provide)?newcommand|[gex]?def|let|Declare(?:MathOperator|PairedDelimiter)
        |(?:New|Renew|Provide|Declare)DocumentCommand)(?![A-Za-z]))
  | (?P<dollars>\$\$?) | (?P<bracket>\\[\[(])
  | (?P<display>\\begin\s*\{{(?P<name>(?:{DISPLAYS.replace(" ", "|")})\*?)\}})"""
_ATTRIBUTE = r"""\s+[A-Za-z_:@][\w.:-]*+(?:\s*=\s*(?:"[^"]{0,2000}+"|'[^']{0,2000}+'|[^\s"'=<>`]++))?"""
_PLAIN = rf"""
    (?P<fence>^[ \t]*+(?:>[ \t]*+|{_ITEM}[ \t]++)*+(?P<fencing>`{{3,}}|~{{3,}})(?P<info>[^\n`]*)$)
  | (?P<role>\{{math\}}`(?P<said>[^`\n]+)`)
  | (?P<ticks>`+)
  | (?P<html><!--|<(?P<tag>(?i:{_LEFT_ALONE}))\b[^>\n]*>)
  | (?P<picture>!\[(?:[^\[\]\n]|\[[^\[\]\n]{{0,300}}\]){{0,2000}}+\]
            \(\s*(?P<address>{DRAWN}(?:[^\s()]++|\([^\s()]*+\))*+)[^)\n]*\)
        |<img\s[^<>]*?\bsrc\s*=\s*["'](?P<attribute>{DRAWN}[^"'<>]*+)["'][^<>]*>)
  | (?P<tagged></?[A-Za-z][\w-]*+(?:{_ATTRIBUTE})*+\s*/?>|<https?://[^\s<>]*>)
  | (?P<noted>\{{%-?\s*(?P<liquid>highlight|comment)\b[^%\n]*%\}}|^%%[ \t\r]*$)
  | (?P<aside>(?<!\S)%%[^%\n]++%%)
  | (?P<doubled>\\\\[\[(]) | (?P<escaped>\\[\\$`]) | {_COMMON}"""
_ELSEWHERE = r"(?P<elsewhere>\\(?:input|include|subfile)\s*\{[^{}\n]*\})"
_INDENTED = r"(?P<indented>^[ \t\r]*+\n(?P<code>(?:(?:[ ]{4}|[ ]{0,3}\t)[^\n]*+(?:\n|\Z))++))"

MARKS = {
    form: re.compile(pattern, re.MULTILINE | re.VERBOSE)
    for form, pattern in (
        (Form.MARKDOWN, rf"{_INDENTED} | {_PLAIN}"),
        (Form.PLAIN, _PLAIN),
        (Form.TEX, rf"(?P<escaped>\\[\\$%]) | (?P<ensured>\\ensuremath\s*\{{) | {_ELSEWHERE} | {_COMMON}"),
        (Form.HTML, rf"(?P<escaped>\\[\\$]) | {_COMMON}"),
    )
}

_IN_TEX = re.compile(
    rf"""(?P<escaped>\\[\\%$]) | %[^\n]*+
      | \\(?:verb|lstinline|Verb)\*?(?:\[[^\]\n]*\])?(?P<quote>[^\sA-Za-z*{{\[])[^\n]*?(?P=quote)
      | \\(?:lstinline|mintinline\{{[^}}\n]*\}}|url|path|nolinkurl)\{{[^{{}}\n]*\}}
      | \\begin\s*\{{(?P<raw>(?:{_VERBATIM.replace(" ", "|")})\*?)\}}(?:.*?\\end\s*\{{(?P=raw)\}}|.*)
      | \\iffalse(?![A-Za-z])(?:.*?\\fi(?![A-Za-z])|.*)""",
    re.VERBOSE | re.DOTALL,
)
BOOKKEEPING = re.compile(  # what a formula holds for the printer alone
    r"""\\(?:(?:xspace|qedhere|qed|allowdisplaybreaks|displaybreak|pagebreak|nopagebreak|newpage|leavevmode|Large|LARGE|huge
            |Huge|IEEE(?:yes|no)number)(?![A-Za-z])(?:\[\d?\])?
        | (?:addtocounter|setcounter|setlength|addtolength|rule)\s*\{[^{}]*\}\s*\{[^{}]*\}
        | (?:refstepcounter|stepcounter|raisetag)\s*\{[^{}]*\}
        | (?:[hvm]skip|m?kern)\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|px|mu))""",
    re.VERBOSE,
)
_LINE = re.compile(
    r"""^(?:[ ]{0,3}(?P<item>(?:[-*+•]|\(?\w{1,3}[.)]|\[\^[^\]\n]*\]:|:|!!!|\?\?\?\+?|===)[ \t])
      | (?P<heading>\#{1,6}[ ]) | (?P<flush>(?:(?<=\n\n)|(?<=\n\r\n)|(?<=[ \t]\n))\S))""",
    re.MULTILINE | re.VERBOSE,
)


def without_comments(text: str, fill: str = "%") -> str:
    """TeX of the same length in which comments and verbatim text are runs of `fill`."""
    return _IN_TEX.sub(lambda match: match.group() if match["escaped"] else fill * len(match.group()), text)


def prose(source: Source) -> str:
    """The text as its readers see it, each character where it was: without the comments of TeX."""
    return without_comments(source.text, " ") if source.form is Form.TEX else source.text


def listings(text: str) -> list[tuple[int, bool]]:
    """Where lists begin (True) and end (False), in order: in them, lines set in are no code."""
    found: list[tuple[int, bool]] = []
    for match in _LINE.finditer(text):
        begins = match["item"] is not None
        if begins != bool(found and found[-1][1]):
            found.append((match.start(), begins))
    return found
