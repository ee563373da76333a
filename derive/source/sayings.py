r"""What the words of a document say of what is assumed where nothing is said.

    text  --Sayings()-->  .said(place)  -->  what was taken back before that place, and what is in doubt there

What is assumed of labels and of drawn words holds until a sentence takes it back, `the $w_k$ need not be distinct`, and
again from where one gives it back. It is taken back for a section; in a later one, or behind an `if`, it is in doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

MOST = 400  # characters of a sentence
NEAR = 4  # characters between the words of a sentence and its display: `$$` and the ends of lines
LAST = 60  # sentences that are looked back to


class Topic(Enum):
    """What may be assumed of labels, of words that are drawn, and of matrices (see symmetries)."""

    DISTINCT = "drawn words are distinct"
    OUTSIDE = "the outside word is none of them"
    SUM = "labels sum to 1"
    ONEHOT = "labels are one-hot"
    SYMMETRIC = "a matrix is symmetric"


class Row(NamedTuple):
    """What stands in a sentence, in this order, and whether it gives what is assumed or takes it back."""

    topic: Topic
    gives: bool
    patterns: tuple[re.Pattern[str], ...]


def _row(topic: Topic, gives: bool, *patterns: str) -> Row:
    return Row(topic, gives, tuple(re.compile(pattern.replace("~", r"[\s*_$]+")) for pattern in patterns))


_OUTSIDE = (
    r"(?<![a-z_])o(?![a-z])|\boutside~words?|\bpositive~words?|\btrue~(?:outside~|context~)?words?|\bcontext~words?"
)
_DRAWN = (
    r"\bnegatives?\b|\bnoise\b|\bsamples?\b|\bsampled~words|\bdrawn~words|\bdraws\b|(?<![a-z])w_?\{?[ijklm1](?![a-z])"
)
_MAY = r"\b(?:may|might|can|could|allow(?:s|ed)?|even~(?:if|when)|possibl[ey])\b"
_CLASS = r"\b(?:true|correct|target|right|actual)~(?:class|label|category|word|index)~(?:is|be)\b"
_ANY = r"\b(?:any|arbitrary|general)~"
ROWS = (
    _row(Topic.DISTINCT, True, r"\bdistinct\b|\bwithout~replacement\b|\bpairwise~different\b"),
    _row(Topic.DISTINCT, False, r"\bwith~replacement\b"),
    _row(Topic.DISTINCT, False, r"\b(?:drawn|sampled|picked|chosen)~(?:twice|again|repeatedly|more~than~once)\b"),
    _row(Topic.DISTINCT, False, _DRAWN, r"\b(?:coincide|repeat|repeated|repetitions?|duplicates?)\b"),
    _row(Topic.OUTSIDE, False, _OUTSIDE, _MAY, r"\b(?:among|one~of|in|as|equals?)\b|=", _DRAWN),
    _row(Topic.OUTSIDE, False, _MAY, _OUTSIDE, r"\b(?:among|one~of|in|as|equals?)\b|=", _DRAWN),
    _row(Topic.OUTSIDE, False, _DRAWN, _MAY, r"\b(?:includes?|contains?|equals?|hit|be|coincide)\b|=", _OUTSIDE),
    _row(Topic.OUTSIDE, True, _OUTSIDE, r"\\notin\b|∉|\\neq?\b|≠|\bother~than\b|\bdiffer", _DRAWN),
    _row(Topic.SUM, True, r"\b(?:sums?|adds?)~(?:up~)?to~(?:1|one|unity)\b|\\sum[^$]*=\s*1"),
    _row(Topic.SUM, True, r"\bnormali[sz]ed\b|\bprobability~(?:vector|distribution)"),
    _row(Topic.SUM, False, _ANY + r"(?:real~)?(?:target~|label~)?vectors?\b|\bunnormali[sz]ed\b|\\sum[^$]*\\neq?~1"),
    _row(Topic.ONEHOT, True, r"\bone[-\s]?hot\b"),
    _row(Topic.ONEHOT, True, _CLASS, r"(?<![a-z\\])[a-z](?![a-z])"),
    _row(Topic.ONEHOT, False, _ANY + r"(?:real~)?(?:target|label|distribution|vector|probability)"),
    _row(Topic.ONEHOT, False, r"\b(?:soft|smoothed)~(?:label|target)|\blabel~smoothing\b"),
)  # fmt: skip
_HINTS = re.compile(
    r"distinct|replacement|pairwise|twice|again|repeat|more than|coincide|repetition|duplicate|among|one of|equal"
    r"|include|contain|hit|notin|true |correct |actual |right "
    r"|other than|differ|normali|sums? |adds? |\\sum|one.?hot|arbitrary|any |general |soft"
    r"|smooth|∉|\\ne|≠"
)
_ENDS = re.compile(
    r"[.;:!?](?=\s|\Z)|\n\s*\n|\n#|\$\$|\\[\[\]]|\\(?:begin|end|(?:sub)*section|chapter|(?:sub)?paragraph|item)\b"
)
NOT = re.compile(
    r"\b(?:not|no|never|none|nor|neither|cannot|without|drop\w*|remov\w+|relax\w*|lift\w*|instead|rather|exclud\w+"
    r"|except|avoid\w*)\b|n['’]t\b"
)
_TURN = re.compile(r"\b(?:but|however|yet|although|though)\b")
IF = re.compile(r"\b(?:if|when|whenever|whether|unless|would|were)\b")
_LABELS = re.compile(r"\b(?:labels?|targets?|ground[-\s]truth|truth|(?:true|correct|right|actual)\s+class)\b")
_LETTERS = re.compile(r"(?<![A-Za-z\\])[b-zA-Z](?![A-Za-z])|\\[A-Za-z]+")
ABOUT_LABELS = (Topic.SUM, Topic.ONEHOT)


class Saying(NamedTuple):
    """A sentence that gives an assumption or takes it back; `names` are the letters it names, () for all labels."""

    place: int
    topic: Topic
    gives: bool
    sure: bool
    names: frozenset[str]


class Withdrawn(NamedTuple):
    """An assumption that is not made, of these letters, of all if none are named."""

    topic: Topic
    names: frozenset[str]

    def speaks_of(self, topic: Topic, letter: str) -> bool:
        """Whether it is this assumption about this letter."""
        return self.topic is topic and (not self.names or letter in self.names)


NOTHING: frozenset[Withdrawn] = frozenset()


class Sentences:
    """The sentences of a text, by where they end."""

    def __init__(self, text: str) -> None:
        found = list(_ENDS.finditer(text))
        self.text, self.starts = text, [0, *(e.end() for e in found)]
        self.ends = [*(e.start() for e in found), len(text)]

    def at(self, place: int) -> int:
        """The number of the sentence at a place."""
        return bisect_right(self.starts, place) - 1

    def around(self, place: int) -> tuple[int, int]:
        """Where the sentence at a place begins and ends, as far as it is looked at."""
        at = self.at(place)
        return max(self.starts[at], place - MOST), min(max(place, self.ends[at]), place + MOST)

    def holding(self, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """The sentences of these places, in order and each once; of a long one as many stretches as the places need."""
        reached = -1
        for place in places:
            if place < reached:
                continue
            start, end = self.around(place)
            reached = end if end < place + MOST else place + MOST // 2
            yield start, end


class Sayings:
    """All that a text says of what may be assumed, in order."""

    def __init__(self, text: str, sentences: Sentences) -> None:
        found = sentences.holding(hint.start() for hint in _HINTS.finditer(text.lower()))
        self.sayings = [
            saying for start, end in found for saying in _heard(text[start:end], start, text[end : end + 1])
        ]
        self.places = [saying.place for saying in self.sayings]

    def said(self, end: int, section: int) -> tuple[frozenset[Withdrawn], frozenset[Withdrawn]]:
        """What is taken back where a formula ends, and what is in doubt there; its section begins at `section`."""
        last: dict[tuple[Topic, frozenset[str]], Saying] = {}
        before = bisect_left(self.places, end)
        for saying in self.sayings[max(0, before - LAST) : before]:
            if saying.sure or (saying.place >= section and not saying.gives):
                if saying.gives:
                    last = {key: other for key, other in last.items() if not _gives_back(saying, other)}
                last[saying.topic, saying.names] = saying
        open_ = [saying for saying in last.values() if not saying.gives]
        firm = frozenset(Withdrawn(s.topic, s.names) for s in open_ if s.sure and s.place >= section)
        return firm, frozenset(Withdrawn(s.topic, s.names) for s in open_) - firm

    def gives(self, topic: Topic, end: int) -> bool:
        """Whether a sentence before a place gives what is assumed."""
        before = self.sayings[: bisect_left(self.places, end)]
        return any(saying.topic is topic and saying.gives and saying.sure for saying in before)


def _gives_back(saying: Saying, other: Saying) -> bool:
    return saying.topic is other.topic and (not saying.names or not other.names or bool(saying.names & other.names))


def _heard(sentence: str, start: int, end: str) -> list[Saying]:
    """What one sentence gives and takes back; a question does neither."""
    if end == "?":
        return []
    lower, found = sentence.lower(), []
    names = frozenset(_LETTERS.findall(sentence))
    sure = IF.search(lower) is None
    for row in ROWS:
        places = _in_order(row.patterns, lower)
        if places is None or (row.topic in ABOUT_LABELS and not (names or _LABELS.search(lower))):
            continue
        gives = row.gives is not negated(lower, places[0], places[-1])
        about = frozenset[str]() if row.topic not in ABOUT_LABELS or _LABELS.search(lower) else names
        found.append(Saying(start + places[0], row.topic, gives, sure, about))
    return found


def negated(lower: str, first: int, last: int) -> bool:
    """Whether what stands from `first` to `last` in a sentence is denied; a `but` before it ends what was denied."""
    turns = [turn.end() for turn in _TURN.finditer(lower, 0, first)]
    return NOT.search(lower, turns[-1] if turns else 0, last) is not None


def _in_order(patterns: tuple[re.Pattern[str], ...], text: str) -> list[int] | None:
    """Where each of the patterns begins, one behind the other."""
    places, at = [], 0
    for pattern in patterns:
        found = pattern.search(text, at)
        if found is None:
            return None
        places.append(found.start())
        at = found.end()
    return places
