"""Verdicts, findings and reports: what the product says about a document. Everything in report/ reads only this.

A link is one relation sign between two neighbouring terms of a chain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn

from derive.source.text import Source, Span


class Verdict(Enum):
    """What is known about one link; see docs/verdicts.md. Has no truth value: no verdict must never become a grade."""

    PROVED = "proved"
    REFUTED = "refuted"
    ILL_FORMED = "ill-formed"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"
    DEFINED = "defined"

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is not a truth value; compare it, as in `verdict is Verdict.PROVED`")


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest sizes and values found at which the two sides differ, certified by ball arithmetic.

    sizes    {'V': 2}
    indices  {'w': 1, 'neg(1)': 2}   values of free indices and index functions, counted from 1 (a window from -m)
    values   {'s[1]': '0', 's[2]': '1/2'}
    left, right   the two sides there, exact if rational, else a decimal with a certified digit
    entry    which entry of the two arrays differs, '' for scalars: '(1, 2)'
    """

    sizes: dict[str, int]
    indices: dict[str, int]
    values: dict[str, str]
    left: str
    right: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit of one side that makes the step proved."""

    side: str  # 'left' or 'right'
    source: str  # LaTeX of the repaired side
    edit: str  # 'sign', 'index', 'transpose', ...


@dataclass(frozen=True, slots=True)
class Step:
    """One named move of an explanation: the part of a side before and after it, as LaTeX."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything there is to say about one link."""

    span: Span  # the relation sign
    left_span: Span
    right_span: Span
    role: str  # 'claim', 'definition', 'condition'
    relation: str
    left: str  # raw source of each side
    right: str
    understood: tuple[str, str]  # LaTeX of each side as understood, '' where it was not
    verdict: Verdict
    code: str  # 'D101'; '' when proved or defined
    message: str
    caret: Span | None = None  # the stretch to blame, if narrower than the link
    found: str = ""
    expected: str = ""
    hint: str = ""
    assuming: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    repairs: tuple[Repair, ...] = ()
    context: str = ""
    steps: tuple[Step, ...] = ()  # why it holds, where an explanation was asked for and found


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about the document that is no verdict: a mend, an unclosed dollar, a convention chosen.

    severity: 'note'; 'warning', which may hide formulas; 'error', a formula that could not be read at all;
    'configuration', a declaration that could not be taken.
    """

    span: Span | None
    message: str
    severity: str = "note"


@dataclass(frozen=True, slots=True)
class Missing:
    r"""A declaration that a document lacks, ready to be put at its top.

    key        'let', or 'context' for the context that the document was read in
    statement  W \in \mathbb{R}^{n \times ?}, with ? for what nothing tells
    spans      the relation signs of the unreadable steps that need it
    guessed    filled in from how the symbols are used
    """

    key: str
    statement: str
    spans: tuple[Span, ...] = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one document in source order."""

    source: Source
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...] = ()
    declarations: str = ""  # the block `derive read` prints
    missing: tuple[Missing, ...] = ()  # what `derive check --ask` asks for
    counts: dict[Verdict, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for finding in self.findings:
            self.counts[finding.verdict] = self.counts.get(finding.verdict, 0) + 1

    @property
    def exit_code(self) -> int:
        """0 all proved or defined, 1 something false, 2 a bad declaration, 3 something undecided or unreadable."""
        severities = {note.severity for note in self.notes}
        if "configuration" in severities:
            return 2
        if self.counts.get(Verdict.REFUTED) or self.counts.get(Verdict.ILL_FORMED):
            return 1
        unsettled = self.counts.get(Verdict.UNDECIDED) or self.counts.get(Verdict.UNREADABLE)
        return 3 if unsettled or "error" in severities else 0
