"""The little that is read of the words around formulas: headings, conditions, and whether a display goes on.

A wrong condition would approve a wrong line, so only the words listed here introduce one.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from derive.source.text import Span

_ENUMERATED = (  # question a, (b), iii), [2] Text, A.4 Text, 3.1 Text
    r"(?i:question|problem|exercise|part|task|section|appendix|chapter)\b|\(?(?i:[a-z]|[ivx]{1,4}|\d{1,2})\)"
    r"|\[\d\]\s|[A-Z](?:\.\d+)*\.?[ ][A-Z]|\d{1,2}(?:\.\d+)*\.?[ ][A-Z]"
)
_HEADING = re.compile(
    rf"""^[ ]{{0,3}}\#{{1,6}}[ \t]
       | <[hH][1-6][\s>]
       | ^[^\n]+\n(?:={{3,}}|-{{3,}})[ \t\r]*$
       | \\(?:chapter|(?:sub){{0,2}}section|(?:sub)?paragraph|part|question)\*?\{{
       | ^\*\*[^*\n]{{1,80}}\*\*[ \t\r]*$
       | (?:(?<=\n\n)|(?<=\n\r\n)|\A)[ ]{{0,3}}(?:{_ENUMERATED})[^\n$]{{0,80}}(?<![.,:;])(?=\r?\n[ \t\r]*\n)""",
    re.VERBOSE | re.MULTILINE,
)
_CONDITION_WORD = re.compile(
    r"""(?:\b(?:when|whenever|if|for|(?:in\s+(?:the\s+)?|the\s+)?case|solution\s+for|assume|assuming|suppose|given|provided)
        (?:\s+(?:that|all|every|each|any|of|where|when|with|(?:the\s+)?(?:other|remaining|negative|true|correct)\s+\w+
        (?:\s+(?:with|where))?)){0,2}|\bcase\s+\(?\w{1,3}\)?|当|若|如果|假设|对于?)[\s:,.*_]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_NEGATING = re.compile(
    r"\b(?:not|no|nor|never|neither|unless|except|without|unlike|even|only|regardless|whether|cannot|wrong|false"
    r"|incorrect)\b|n['’]t\b|[不没非无未仅只错除]",
    re.IGNORECASE,
)
_CASE = re.compile(r"(?:\A|\n)[ \t]*(?:[-*+•]|\(?\w{1,4}[.)])?[\s*_]*\Z")  # a paragraph or an item that begins with it
_CASE_ENDS = re.compile(r"[\s*_]*[:：][\s*_]*")
_AT_THE_TIME = re.compile(r"[\s*_]*(?:的)?(?:时候?|情况)")  # $w \ne o$ 时: `when`, said behind the formula
_TRAILS = re.compile(
    r"""[ \t]*\r?\n?[ \t]*(?P<comma>,?)\s*
        (?:(?P<but>except(?:\s+(?:for|if|when))?|unless|(?:only|not)\s+(?:for|if|when))
        |(?:for|if|when|whenever)(?:\s+(?:all|any|every|each))?)[\s$]*(?:\\\()?\s*""",
    re.VERBOSE,
)
_SENTENCE_ENDS = re.compile(r"[\s*_$)\\]*(?:[.;。；]|\Z|\n\s*\n)")
_OTHERWISE = (re.compile(r"[\s,]*(?:otherwise|else)\b"), re.compile(r"\b(?:otherwise|else)[\s,:]*\Z", re.IGNORECASE))
_CLOSES = re.compile(
    r"[\s*_]*(?:的?时候?|的?情况下?)?[\s*_]*[,.:;，：。)]*[\s*_]*(?:那么|则|我们)?有?[\s,:，：]*"
    r"(?:(?:then|so|we\s+(?:have|get|obtain|find|see)|this\s+(?:gives|becomes|is)"
    r"|it\s+(?:follows|becomes)|that)[\s,:]*){0,2}",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"""[\s*_.,;:}$]*(?:\\noindent\s*)?(?:where(?:in)?|with|其中|这里|여기서)[\s,，:]*
        (?:(?:we|I|as\s+usual|again)\s+)?(?:(?:define|defined|write|let|denote|set|put|used?|have)\s+)?[\s,，:]*""",
    re.VERBOSE | re.IGNORECASE,
)
_DENOTES = (  # what stands before two formulas and between them, and whether the second is the name of the first
    (re.compile(r"\bdenot(?:e|es|ed|ing)\s*\Z", re.IGNORECASE), re.compile(r"\s*(?:as|by)\s*"), True),
    (re.compile(r""), re.compile(r"\s*(?:is|be)\s+denoted\s+(?:as|by)\s*"), True),
    (re.compile(r"\b(?:let|where)\s*\Z", re.IGNORECASE), re.compile(r"\s*denotes?\s*"), False),
)
_CONCLUDES = re.compile(
    r"\b(?:so|thus|hence|therefore|then|gets?|obtain(?:s|ed)?|have|has|gives?|yields?|equals?|because|since|becomes?|is|are"
    r"|that|follows|results?|reduces?|simplif\w+|derivatives?|gradients?|compute|find|see|proves?|shows?)\b"
    r"|[所因]|得到|可得|则|即",
    re.IGNORECASE,
)
_LISTS = re.compile(r"[\s,，、;]*(?:and|as\s+well\s+as|和|与|以及)?[\s,]*", re.IGNORECASE)
_LED = re.compile(r"(?<![^\s(,;:])[A-Za-z]\s*=\s*\Z")
MAX_BETWEEN = 120


class Headings:
    """Where the sections of a document begin."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.starts = [match.start() for match in _HEADING.finditer(text, start)]

    def before(self, offset: int) -> int:
        """The number of headings before an offset."""
        return bisect_right(self.starts, offset)

    def last(self, offset: int) -> int:
        """Where the section of an offset begins."""
        found = self.before(offset)
        return self.starts[found - 1] if found else 0


def left_outside(text: str, start: int) -> int:
    """Where the `b =` of `b = $u^T v$` begins; `start` if nothing of it stands before the formula."""
    near = max(0, start - 8)
    found = _LED.search(text[near:start])
    return near + found.start() if found else start


def introduces_condition(text: str, start: int, end: int, display: int) -> bool:
    """Whether the formula text[start:end] is what `when ...` says and nothing else stands before the display."""
    before, after = text[max(0, start - 40) : start], text[end : min(display, end + 200)]
    return bool(_CONDITION_WORD.search(before) or _AT_THE_TIME.match(after)) and bool(_CLOSES.fullmatch(after))


def trails(text: str, before: Span, this: Span, *, apart: bool) -> bool | None:
    """Whether a formula says when the one before it holds, as `$a = b$ for $i \\ne j$` does; False: when it does not.

    Behind a comma, or a formula set `apart`, it does so only where the sentence ends with it: `for $i \\ne j$, we have`
    speaks of what comes.
    """
    if this.start - before.end > MAX_BETWEEN or _ended(text, before):
        return None
    found = _TRAILS.fullmatch(text[before.end : this.start])
    if found is None or ((found["comma"] or apart) and not _SENTENCE_ENDS.match(text, this.end)):
        return None
    return not found["but"]


def _ended(text: str, before: Span) -> bool:
    """Whether a formula ends its sentence itself, with a stop before its last brackets and dollars."""
    return text[max(before.start, before.end - 40) : before.end].rstrip("$)] \\}\n").endswith((".", ";", ":"))


def is_of_the_rest(text: str, this: Span) -> bool:
    """Whether a formula holds in other cases than were said: `otherwise $a = b$`, `$a = b$ otherwise`."""
    behind, before = _OTHERWISE
    return bool(behind.match(text, this.end) or before.search(text[max(0, this.start - 40) : this.start]))


def heads_a_case(text: str, start: int, end: int, display: int) -> bool:
    """Whether a formula alone heads the display, as `(2) $w \\ne o$:` does; a relation of positions is then a case."""
    before, after = text[max(0, start - 40) : start], text[end : min(display, end + 20)]
    return bool(_CASE.search(before)) and bool(_CASE_ENDS.fullmatch(after))


def denotes(text: str, first: Span, second: Span) -> bool | None:
    """Whether words make the second formula the name of the first, `denote ... as ...`; False: the other way round."""
    before, between = text[max(0, first.start - 40) : first.start], text[first.end : second.start]
    found = (named for ahead, inside, named in _DENOTES if ahead.search(before) and inside.fullmatch(between))
    return next(found, None) if second.start - first.end <= MAX_BETWEEN else None


def is_negated(text: str, start: int) -> bool:
    """Whether the sentence before a condition may turn it round: `not only when`, `except if`, `we do not assume`."""
    sentence = re.split(r"[.;:!?]\s|[。；：！？]|\n\s*\n|\$\$", text[max(0, start - 200) : start])[-1]
    return bool(_NEGATING.search(sentence))


def explains(text: str, end: int, start: int) -> bool:
    """Whether a formula says what stands in the one before it: `where $p = ...$`, with nothing else between them."""
    return start - end <= MAX_BETWEEN and bool(_EXPLAINS.fullmatch(text[end:start]))


def concludes(text: str, start: int) -> bool:
    """Whether the words before a formula make it a claim: `so $z = ...$`, not `for the square $z = ...$`."""
    sentence = re.split(r"[.;!?。；$]\s?|\n\s*\n|\\\)|\\\]", text[max(0, start - 120) : start].rstrip("$(\\ "))[-1]
    return bool(_CONCLUDES.search(sentence))


def lists(text: str, end: int, start: int) -> bool:
    """Whether a formula goes on with what the one before says: `$p = ...$ and $q = ...$`."""
    return start - end <= MAX_BETWEEN and bool(_LISTS.fullmatch(text[end:start]))


def goes_on(text: str, end: int, start: int) -> bool:
    """Whether a display may continue the one before: little stands between them."""
    return start - end <= 4 * MAX_BETWEEN and len(text[end:start].strip()) <= MAX_BETWEEN


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a formula fills its paragraph, so that it is displayed in effect."""
    before = text[max(0, start - 80) : start]
    after = text[end : end + 80]
    opens = re.search(r"(?:\A|\n)[ \t\r]*\n[ \t]*\Z", before) or (not before.strip() and start <= 80)
    closes = re.match(r"[ \t]*[.,;:]?[ \t\r]*(?:\n[ \t\r]*(?:\n|\Z)|\Z)", after)
    return bool(opens) and bool(closes)
