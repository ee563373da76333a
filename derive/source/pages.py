r"""The text of an HTML page as a reader sees it, with the place of every character in the file.

    raw HTML --unwrap_page()--> Unwrapped

Tags are left out, entities decoded. <script type="math/tex"> and the TeX annotation of a rendered formula become
\( ... \) or \[ ... \]; what was rendered from them, code and comments are left alone. No formula goes over a tag.
"""

from __future__ import annotations

import re

from derive.source.entities import references
from derive.source.macros import closing_brace
from derive.source.pictures import decoded, drawn
from derive.source.settings import configured
from derive.source.strips import Patch, Unwrapped, unwrapped
from derive.source.text import Form

_MARK = re.compile(
    r"""<!--(?P<comment>.*?)(?:-->|\Z) | <!\[CDATA\[.*?(?:\]\]>|\Z) | <[!?][^>]*+>?
      | <(?P<end>/?)(?P<name>[A-Za-z][\w:-]*+)(?=[\s/>])(?P<attributes>(?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""",
    re.VERBOSE | re.DOTALL,
)
_DERIVE = re.compile(r"\s*derive:")
_TEX_TYPE = re.compile(r"""\b(?:type|encoding)\s*=\s*["']?(?:math/tex|application/x-tex)\b(?P<rest>[^"'>]*)""", re.I)
_RENDERED = re.compile(
    r"""\bclass\s*=\s*(?:"[^"]*|'[^']*)?(?<![\w-])(?:katex-html|MathJax(?:_\w+)?|MJXc?[-_]\w+|mjx-\w+)(?![\w-])"""
)
_DISPLAY = re.compile(r"""\bdisplay\s*=\s*["']?block""", re.I)
_STYLED = re.compile(r"\s*(?=\{\\(?:display|text)style\b)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _words("script style pre code textarea noscript select title kbd samp tt svg template annotation-xml")
_RAW = _words("script style textarea title")  # no tag and no entity inside; unclosed, they go on to the end
_BLOCKS = _words("""
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hr
    main nav ol p section summary table tbody td th thead tr ul""")
_TRANSPARENT = _words("br wbr")  # MathJax reads over these


def looks_like_page(text: str) -> bool:
    """Whether a text without a name begins as pages do."""
    return bool(re.match(r"\s*<(?:!doctype\s+html|html)\b", text, re.I))


def unwrap_page(raw: str) -> Unwrapped:
    """What the page says."""
    page = _Page(raw)
    page.run()
    return unwrapped(Form.HTML, raw, page.patches, parts=page.parts)


class _Page:
    """One pass over the marks of a page; each handler says where to go on."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.patches: list[Patch] = []
        self.parts: list[tuple[int, int]] = []
        self.part = 0  # where the text without a tag began
        self.display = False  # whether the formula around is a display
        self.math = False
        self.unclosed: set[str] = set()

    def run(self) -> None:
        at = 0
        while match := _MARK.search(self.raw, at):
            self.text(at, match.start())
            at = self.comment(match) if match["name"] is None else self.tag(match, match["name"].lower())
        self.text(at, len(self.raw))
        self.close(len(self.raw))

    def text(self, start: int, end: int) -> None:
        """Text with its entities decoded; that of MathML is what was rendered."""
        if self.math:
            self.replace(start, end, "")
        else:
            self.patches += references(self.raw, start, end)

    def replace(self, start: int, end: int, new: str) -> int:
        if start < end:
            self.patches.append((start, end, new))
        return end

    def close(self, at: int) -> None:
        """End the text without a tag."""
        if self.part < at:
            self.parts.append((self.part, at))
        self.part = at

    def comment(self, match: re.Match[str]) -> int:
        """A comment is no text, but one with declarations stays to be found."""
        if match["comment"] is None or not _DERIVE.match(match["comment"]):
            return self.replace(*match.span(), "")
        self.close(match.start())
        self.part = match.end()
        return match.end()

    def tag(self, match: re.Match[str], name: str) -> int:
        start, end = match.span()
        if name in _TRANSPARENT:
            return self.replace(start, end, "\n" if name == "br" else "")
        self.close(start)
        self.part = end
        opening = not match["end"] and not match["attributes"].endswith("/")
        if name == "math":
            self.math, self.display = opening, bool(_DISPLAY.search(match["attributes"]))
        elif opening and name in ("script", "annotation") and (tex := _TEX_TYPE.search(match["attributes"])):
            return self.formula(match, name, "display" in tex["rest"] or (name == "annotation" and self.display))
        elif opening and (name in _SKIPPED or name.startswith("mjx-") or _RENDERED.search(match["attributes"])):
            return self.skipped(match, name)
        elif name == "img" and (body := drawn(self.raw, start, match.end("attributes"))):
            return self.picture(match, *body)
        return self.replace(start, end, self.stand_in(name, opening=not match["end"]))

    def stand_in(self, name: str, *, opening: bool) -> str:
        """What a tag means for the text: a heading, an item, a new line, nothing."""
        if re.fullmatch("h[1-6]", name):
            return "\n\n" + "#" * int(name[1]) + " " if opening else "\n\n"
        if name == "li":
            return "\n- " if opening else "\n"
        return "\n\n" if name == "p" else "\n" if name in _BLOCKS else ""

    def formula(self, match: re.Match[str], name: str, display: bool) -> int:
        """A formula in a tag of its own."""
        end, behind = self.closing(match, name, nested=False)
        if end == behind:
            return self.skipped(match, name)
        start, end = _within_style(self.raw, match.end(), end)
        self.replace(match.start(), start, r"\[" if display else r"\(")
        if name == "annotation":
            self.patches += references(self.raw, start, end)
        self.replace(end, behind, r"\]" if display else r"\)")
        self.parts.append((match.start(), behind))
        self.part = behind
        return behind

    def picture(self, match: re.Match[str], start: int, end: int) -> int:
        """A formula that a server draws."""
        end = min((at for quote in "\"' >" if (at := self.raw.find(quote, start, end)) >= 0), default=end)
        self.replace(match.start(), start, r"\(")
        self.patches += decoded(self.raw, start, end)
        self.replace(end, match.end(), r"\)")
        self.parts.append(match.span())
        self.part = match.end()
        return match.end()

    def skipped(self, match: re.Match[str], name: str) -> int:
        """An element that is left alone, with everything in it."""
        end, behind = self.closing(match, name, nested=name not in _SKIPPED)
        self.part = behind
        if name == "script" and next(configured(self.raw[match.end() : end]), None):
            return behind  # macros are looked for in the text
        return self.replace(match.start(), behind, "")

    def closing(self, match: re.Match[str], name: str, *, nested: bool) -> tuple[int, int]:
        """(where the inside of an element ends, where the element ends); one that never ends ends at once."""
        again = rf"|<(?P<again>{name})(?=[\s/>])" if nested else ""
        depth = 1
        if name not in self.unclosed:
            for mark in re.compile(rf"</{name}\s*>{again}", re.I).finditer(self.raw, match.end()):
                depth += 1 if nested and mark["again"] else -1
                if depth == 0:
                    return mark.span()
            self.unclosed.add(name)
        at = len(self.raw) if name in _RAW else match.end()
        return at, at


def _within_style(raw: str, start: int, end: int) -> tuple[int, int]:
    r"""The inside of {\displaystyle a = b}: a brace around everything would hide the relation sign."""
    body = raw[start:end].rstrip()
    styled = _STYLED.match(body)
    if styled is None or closing_brace(body, styled.end()) != len(body):
        return start, end
    return start + styled.end() + 1, start + len(body) - 1
