r"""What the sentence around a formula says of the letters and the states in it.

every    `for all $i$ and $j$`, `also for $i = j$`: these letters stand for all values, equal ones among them
apart    `the off-diagonal entries`, `for different words`: different letters stand for different values
flat     `setting the gradient to zero`, `at the minimum`: the formula speaks of where a slope is 0
held     `holding $h_{t-1}$ fixed`, `through the present step alone`: nothing acts through earlier states
label    `the true class is $k$`: the labels are 1 at k
onehot   `the one-hot vector $y$`: some labels are one-hot
assumed  `suppose that`, `such that` right before it: the formula claims nothing
anew     `we redefine` right before it: the formula gives a name a new meaning
when     `when`, `if` right before it: neither does this one, and it says so of its own sentence alone
special  letters of which more is said than is understood: `let $Q$ be orthogonal`, `$0 < \alpha < 1$`
positive letters that are above 0 here: `$\lambda > 0$`
never_below  letters that are, here or in an earlier section, or that are at least 0
"""

from __future__ import annotations

import re
from typing import NamedTuple

from derive.source.classes import Classes
from derive.source.properties import Properties
from derive.source.ranges import Ranges
from derive.source.sayings import MOST, NOTHING, Sayings, Sentences, Topic, Withdrawn
from derive.source.symmetries import Symmetries

ALL_STATES = "all states"
_QUANTIFIER = re.compile(r"\b(?:all|any|every|each|arbitrary|whatever)\b|∀|\\forall(?![A-Za-z])", re.IGNORECASE)
_OVER = re.compile(r"[^.;:!?]{0,60}?(?=[.;:!?]|\b(?:we|have|that|it|with|where|then|is|are)\b|\Z)")
_DIFFERENT = re.compile(
    r"\\neq?(?![A-Za-z])|≠|!=|\boff-?\s?diagonal|\b(?:different|distinct|unequal|remaining|others?|otherwise|cross|mixed"
    r"|except|but|differ\w*)\b|不同|其他|其余",
    re.IGNORECASE,
)
_SAME_WORDS = re.compile(
    r"\bin other words\b|\bother hand\b|\beach other\b|\bother side\b|\bother way\b", re.IGNORECASE
)
_INCLUDING = re.compile(
    r"\b(?:also|even|includ\w+|whether|allow\w*|matter|regardless|possibly|both)\b[^.;:!?]{0,40}?(?<![A-Za-z\\])"
    r"([A-Za-z])\s*=\s*([A-Za-z])(?![A-Za-z])",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?<![A-Za-z\\])([a-z])\s*,\s*([a-z])\s*(?:=\s*[01]\b|\\in(?![A-Za-z])|∈)"
    r"|\\leq?\s*([a-z])\s*,\s*([a-z])\s*(?:\\leq?(?![A-Za-z])|<)"
)
_NOT = re.compile(r"\b(?:not|no|never|cannot|except|unless|without)\b|n['’]t\b", re.IGNORECASE)
_LETTER = re.compile(r"(?<![A-Za-z\\])[b-zA-Z](?![A-Za-z])")
_FIXED = re.compile(
    r"\b(?:hold|keep|treat|regard|consider|take|fix)(?:s|ing|n)?\b.*?\b(?:fixed|constants?|given|independent)\b"
    r"|\b(?:held|kept|treated|taken|regarded|considered)\b.*?\b(?:fixed|constants?|given)\b"
    r"|\bfor (?:a )?fixed\b|\bfixing\b",
    re.IGNORECASE | re.DOTALL,
)
_ONE_STEP = re.compile(
    r"\b(?:immediate|explicit|direct|local|single-step|one-step)\b[^.;:!?]{0,20}\b(?:partial|derivatives?|gradients?"
    r"|dependence|contribution|effect)\b|\btruncat\w+|\b(?:ignor|neglect|disregard)\w*\b[^.;:!?]{0,60}\b(?:dependence|earlier"
    r"|previous|past|history|recurren\w+)\b|\b(?:this|present|current|one|single|last)\s+(?:time[\s-]?)?step\b[^.;:!?]{0,20}"
    r"\b(?:alone|only)\b|\bonly\b[^.;:!?]{0,30}\b(?:this|present|current|one|single|last)\s+(?:time[\s-]?)?step\b",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b(?:set|setting|equat\w+|put|putting)\b[^.;:!?]{0,60}\b(?:derivatives?|gradients?|slopes?|this|it|partials?)\b"
    r"[^.;:!?]{0,40}(?:\bzero\b|(?<![\d.])0(?![\d.])|\\(?:mathbf|bm)\{0\})"
    r"|\b(?:minim(?:um|a|i[sz]ers?)|maxim(?:um|a|i[sz]ers?)|optim(?:um|a|al)|extrem(?:um|a)|stationary|critical)\b"
    r"|\bfirst[-\s]order\s+conditions?\b|\bnormal\s+equations?\b|\b(?:gradient|derivative|slope)s?\s+vanish",
    re.IGNORECASE,
)
_ASSUMED = re.compile(
    r"\b(?:assum(?:e|es|ed|ing)|suppos(?:e|es|ed|ing)|such|satisf(?:y|ies|ying)|subject\s+to|constraints?|provided|requir\w+"
    r"|impos\w+|pos(?:e|es|ed|it|its)|postulat\w+|with\s+the\s+property)(?:\s+that)?(?:\s+we\s+have)?[\s:,]*(?=\Z|\$|\\\()",
    re.IGNORECASE,
)
_ANEW = re.compile(r"\bre-?defin(?:e|es|ed|ing)[\s:,]*(?=\Z|\$|\\\()", re.IGNORECASE)
_WHEN = re.compile(
    r"(?:\b(?:when|whenever|if|iff|unless|whether|(?:in\s+(?:the\s+)?)?case(?:\s+(?:that|where|when))?)|[当若])[\s:,]*(?=\Z|\$|\\\()",
    re.IGNORECASE,
)
_HEARD = (_QUANTIFIER, _INCLUDING, _DIFFERENT, _FIXED, _ONE_STEP, _FLAT, _ASSUMED, _ANEW, _WHEN)
_PREVIOUS = re.compile(r"\b(?:previous|earlier|past|last|preceding)\b", re.IGNORECASE)
_FORMULA = re.compile(r"\$([^$]{1,80})\$|\\\((.{1,80}?)\\\)")
_STOPS = (".", ";", ":", "!", "?")
_BACK = re.compile(r"(?:This|It|These|Both|The\s+(?:formula|result|same|identity|equation))\b|[a-z($\\∀]")
_GOES_ON = re.compile(r"[a-z($\\∀]")
_LAYOUT = re.compile(r"[\s{}()\\_^]|\\(?:left|right|mathbf|bm|text|mathrm)\b")


class Said(NamedTuple):
    """What the words of a document say of one formula; see the head of this file, and Sayings."""

    taken_back: frozenset[Withdrawn] = NOTHING
    in_doubt: frozenset[Withdrawn] = NOTHING
    every: frozenset[str] = frozenset()
    apart: bool = False
    held: frozenset[str] = frozenset()
    flat: bool = False
    label: str = ""
    onehot: bool = False
    assumed: bool = False
    anew: bool = False
    when: bool = False
    special: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    never_below: frozenset[str] = frozenset()

    def holds(self, state: str) -> bool:
        """Whether a state is held fixed here."""
        return ALL_STATES in self.held or plain(state) in self.held


UNSAID = Said()


def plain(name: str) -> str:
    """A name without its layout: ht-1 of h_{t-1} and of h^{(t-1)}."""
    return _LAYOUT.sub("", name)


class Words:
    """The words of a document, asked about one formula after the other."""

    def __init__(self, text: str) -> None:
        self.text, self.sentences = text, Sentences(text)
        self.sayings = Sayings(text, self.sentences)
        self.symmetries = Symmetries(text, self.sentences)
        self.classes = Classes(text, self.sentences)
        self.properties = Properties(text, self.sentences)
        self.ranges = Ranges(text, self.sentences)
        self.speaking: dict[int, bool] = {}

    def about(self, start: int, end: int, section: int) -> Said:
        """What is said of the formula text[start:end]; `section` is where its section begins."""
        behind = self._behind(end)
        before, after = self._before(start), self._after(behind)
        heard = after if self._speaks(behind) else ""
        words = f"{before} {heard}"
        open_ = "" if before.rstrip().endswith((".", "!", "?")) else before
        back = heard if _BACK.match(heard) else ""
        every = _quantified(open_) | _quantified(back) | _listed(self.text[start:end])
        stop = end + (len(after) if _GOES_ON.match(after) else 0)
        known = self.ranges.about(start, stop, section)
        labels, matrices = self.sayings.said(stop, section), self.symmetries.said(start, stop, section)
        return Said(
            taken_back=labels[0] | matrices[0],
            in_doubt=labels[1] | matrices[1],
            every=every,
            apart=_DIFFERENT.search(_SAME_WORDS.sub("", words)) is not None,
            held=_held(before) | _held(heard),
            flat=_FLAT.search(words) is not None,
            label=self.classes.said(start, behind + len(after), section),
            onehot=self.sayings.gives(Topic.ONEHOT, stop),
            assumed=any(found.end() == len(before) for found in _ASSUMED.finditer(before)),
            anew=any(found.end() == len(before) for found in _ANEW.finditer(before)),
            when=any(found.end() == len(before) for found in _WHEN.finditer(before)),
            special=self.properties.before(stop) | known.ranged,
            positive=known.positive,
            never_below=known.never_below,
        )

    def _before(self, start: int) -> str:
        """The sentence before a formula, or the part of its own that stands before it; nothing if it says nothing."""
        near = max(0, start - MOST)
        words = self.text[near:start].rstrip()
        stop = near + len(words)
        place = max(near, stop - 2 if words.endswith(_STOPS) else stop)
        return self.text[self.sentences.around(place)[0] : stop] if self._speaks(place) else ""

    def _speaks(self, place: int) -> bool:
        """Whether anything that is heard here stands in the sentence at a place."""
        at = self.sentences.at(place)
        if at not in self.speaking:
            words = self.text[self.sentences.starts[at] : self.sentences.ends[at]]
            self.speaking[at] = any(pattern.search(words) for pattern in _HEARD)
        return self.speaking[at]

    def _behind(self, end: int) -> int:
        """Where the words behind a formula begin, over blank lines and what ends its sentence."""
        return end + len(self.text[end : end + MOST]) - len(self.text[end : end + MOST].lstrip(" \t\r\n.,"))

    def _after(self, first: int) -> str:
        """The sentence behind a formula that speaks of it, or the rest of its own."""
        after = self.text[first : self.sentences.around(first)[1]]
        return after if _BACK.match(after) else ""


def _quantified(words: str) -> frozenset[str]:
    """The letters that stand for all values, equal ones among them."""
    found: set[str] = set()
    for quantifier in _QUANTIFIER.finditer(words):
        over = _OVER.match(words, quantifier.end())
        if over and not _NOT.search(words, 0, quantifier.start()) and not _DIFFERENT.search(words, quantifier.end()):
            found |= set(_LETTER.findall(over[0]))
    for pair in _INCLUDING.finditer(words):
        if not _NOT.search(words, 0, pair.start()):
            found |= {pair[1], pair[2]}
    return frozenset(found)


def _listed(formula: str) -> frozenset[str]:
    r"""The letters of `i, j = 1, \dots, n`."""
    return frozenset(letter for found in _LISTED.findall(formula) for letter in found if letter)


def _held(words: str) -> frozenset[str]:
    """The states that are held fixed, without their layout."""
    if _NOT.search(words):
        return frozenset()
    if _ONE_STEP.search(words):
        return frozenset([ALL_STATES])
    if not _FIXED.search(words):
        return frozenset()
    formulas = [plain(one or other) for one, other in _FORMULA.findall(words)]
    return frozenset(formulas) if formulas and not _PREVIOUS.search(words) else frozenset([ALL_STATES])
