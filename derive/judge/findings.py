"""From a link to a finding: the verdict, in one sentence, with what was found, what was expected, and what to do."""

from __future__ import annotations

from dataclasses import replace

from derive.decision.decide import decide, disagreement, proof, refutation
from derive.links.assuming import equalities, hypotheses, never_below
from derive.links.comparison import common
from derive.links.link import GUESSED, NOTHING, UNTOLD, Link, Status
from derive.links.readings import Reading
from derive.links.solving import PLACE
from derive.naming.arrays import GENERIC, Array, transpose
from derive.naming.faults import IllFormedError, MeaningError, NotUnderstoodError
from derive.naming.names import letter
from derive.repairs.search import repairs
from derive.source.text import Source, Span
from derive.syntax.chains import Unread
from derive.terms.facts import Facts
from derive.verdicts.verdict import Counterexample, Finding, Verdict

SIDES = ("left", "right")
INDEX = "says which index is meant"
ASSUMED = "is assumed, as the words before it say: claims nothing"
WHEN = "says when something holds, and claims nothing"
ABOVE = "holds only above 0, and the words here do not say that"
SET_TO_ZERO = "sets to 0: an equation to be solved, which claims nothing"


def finding(link: Link, reading: Reading, source: Source, settled: dict[str, str]) -> Finding:
    """Everything there is to say about one link."""
    left, right = (node.span for node in link.nodes)
    blank = Finding(
        span=link.relation.span,
        left_span=left,
        right_span=right,
        role=link.role,
        relation=link.relation.sign,
        left=source.slice(left).strip(),
        right=source.slice(right).strip(),
        understood=(_shown(link, 0), _shown(link, 1)),
        verdict=Verdict.UNDECIDED,
        code="",
        message="",
        context=_context(reading, settled),
    )
    return _JUDGES[link.status](blank, link, reading, source)


def _shown(link: Link, side: int) -> str:
    array = link.sides[side]
    return array.shown if isinstance(array, Array) else ""


def _context(reading: Reading, settled: dict[str, str]) -> str:
    met, choices = reading.choices.met, reading.choices
    parts = [reading.scope.name]
    if "words" in met:
        parts.append(f"words as {choices.pick('words', met['words'])}")
    if "vectors" in met:
        parts.append(f"{choices.pick('vectors', met['vectors'])} layout")
    elif "matrices" in met:
        parts.append("shape convention")
    picked = {name: choices.pick(name, options) for name, options in met.items() if len(options) > 1}
    parts += [f"{name} {option}" for name, option in picked.items() if name.endswith(" over")]
    parts += [f"{name} {option}" for name, option in picked.items() if name.endswith(" means") and option not in name]
    return ", ".join(parts)


# one judge a status


def _defined(blank: Finding, link: Link, reading: Reading, source: Source) -> Finding:
    message = "defines a name"
    if link.role == "condition":
        said = ASSUMED if link.said.assumed else WHEN if link.said.when else SET_TO_ZERO
        message = INDEX if link.sides == NOTHING else said
    if link.replaces and reading.frame.passing:
        message = "says anew what a name means"
    elif link.replaces:
        message = f"a definition of the document's own, which replaces the one of the context {reading.scope.name}"
    return replace(blank, verdict=Verdict.DEFINED, message=message)


def _proved(blank: Finding, link: Link, reading: Reading, source: Source) -> Finding:
    assert link.decision is not None
    message = "holds for all shapes and values"
    if link.decision.assuming:
        message += ", assuming " + " and ".join(link.decision.assuming)
    return replace(
        blank,
        verdict=Verdict.PROVED,
        message=message,
        assuming=link.decision.assuming,
        conditions=link.decision.conditions,
    )


def _unread(blank: Finding, link: Link, reading: Reading, source: Source) -> Finding:
    """The term's own fault: which token was not understood, and what would settle it."""
    faults = [(n, side) for n, side in enumerate(link.sides) if not isinstance(side, Array)]
    place, fault = next(((n, f) for n, f in faults if isinstance(f, Unread | NotUnderstoodError)), faults[0])
    if isinstance(fault, Unread):
        return replace(
            blank, verdict=Verdict.UNREADABLE, code="D001", message=fault.message, caret=fault.at, hint=fault.hint
        )
    assert isinstance(fault, MeaningError)
    message = fault.message
    if len(faults) == 1 and fault.code not in (GUESSED, UNTOLD, PLACE):
        message = f"the {SIDES[place]} side is not understood: {message}"
    return replace(
        blank, verdict=Verdict.UNREADABLE, code=fault.code, message=message, caret=fault.at, hint=fault.hint,
        found=fault.found, expected=fault.expected,
    )  # fmt: skip


def _side_of(fault: MeaningError, place: int, link: Link) -> str:
    """The side on which a fault stands: that of a definition is its value's."""
    right = link.nodes[1].span
    return SIDES[1] if right.start <= fault.at.start and fault.at.end <= right.end else SIDES[place]


def _ill_formed(blank: Finding, link: Link, reading: Reading, source: Source) -> Finding:
    blank = replace(blank, verdict=Verdict.ILL_FORMED)
    for place, side in enumerate(link.sides):
        if isinstance(side, Unread) and side.slip:
            return replace(blank, code=side.slip, message=side.message, caret=side.at, hint=side.hint)
        if isinstance(side, IllFormedError):
            made = replace(
                blank,
                code=side.code,
                message=f"the {_side_of(side, place, link)} side cannot be what is meant: {side.message}",
                caret=side.at,
                found=side.found,
                expected=side.expected,
                hint=side.hint,
            )
            return _with_repairs(made, link, reading, source)
    left, right = link.sides
    assert isinstance(left, Array) and isinstance(right, Array)  # noqa: PT018
    if left.axes != right.axes:
        return _with_repairs(_shapes(blank, link, left, right, reading), link, reading, source)
    assert link.terms is not None
    if (quarrel := disagreement(*link.terms, link.facts)) is not None:
        return replace(blank, verdict=Verdict.UNDECIDED, code=quarrel.code, message=quarrel.reason, caret=None)
    names = ", ".join(link.lost)
    plural = "indices stand" if len(link.lost) > 1 else "index stands"
    example = refutation(*link.terms, link.facts, hypotheses(reading.frame, *link.terms, link=link))
    made = replace(
        blank, code="D202", message=f"the free {plural.replace(' ', f' {names} ')} on one side only",
        found=f"{names} free on one side", expected="the same free indices on both sides",
        counterexample=_placed(example, left) if example else None,
    )  # fmt: skip
    return _with_repairs(made, link, reading, source)


def _shapes(blank: Finding, link: Link, left: Array, right: Array, reading: Reading) -> Finding:
    blank = replace(blank, code="D201", found=f"right side {right.shape}", expected=f"left side {left.shape}")
    if left.is_scalar != right.is_scalar:
        kind = "an array" if right.is_scalar else "a number"
        other = "a number" if right.is_scalar else "an array"
        return replace(
            blank, message=f"{kind} of shape {left.shape} is equated with {other}".replace(" of shape a number", "")
        )
    if left.axes == right.axes[::-1] and _equal(left, transpose(right), link, reading):
        layout = "row (numerator-layout)" if right.axes[0] is None else "column (denominator-layout)"
        what = f"this is the {layout} vector" if right.is_vector else "this is its transpose"
        return replace(
            blank, code="D203",
            message=f"right up to transposition: {what}; the left side has shape {left.shape}, the right {right.shape}",
        )  # fmt: skip
    return replace(blank, message=f"the shapes differ: {left.shape} and {right.shape}")


def _equal(left: Array, right: Array, link: Link, reading: Reading) -> bool:
    terms = common(left, right, reading.scope)
    return proof(*terms, link.facts, hypotheses(reading.frame, *terms, link=link)).verdict is Verdict.PROVED


def _open(blank: Finding, link: Link, reading: Reading, source: Source) -> Finding:
    """Not proved: refuted with a counterexample, or undecided."""
    assert link.terms is not None
    facts = link.facts | never_below(link, reading.scope)
    decision = decide(*link.terms, facts, hypotheses(reading.frame, *link.terms, link=link))
    if decision.verdict is not Verdict.REFUTED or link.unclear:
        return replace(
            blank, verdict=Verdict.UNDECIDED, code=decision.code or "D904",
            message=link.unclear or decision.reason or ABOVE, caret=None,
        )  # fmt: skip
    left, right = link.sides
    assert isinstance(left, Array) and isinstance(right, Array)  # noqa: PT018
    if None not in left.axes and left.axes == left.axes[::-1] and _equal(left, transpose(right), link, reading):
        message = "right up to transposition: the left side is the transpose of the right"
        return _with_repairs(
            replace(blank, verdict=Verdict.ILL_FORMED, code="D203", message=message), link, reading, source
        )
    example = decision.counterexample
    assert example is not None
    example = _placed(example, left)
    made = replace(
        blank,
        verdict=Verdict.REFUTED,
        code="D101",
        message="the two sides differ",
        counterexample=example,
        found=f"right side {example.right}",
        expected=f"left side {example.left}",
        hint=_special_case(link, reading),
    )
    return _with_repairs(made, link, reading, source)


def _special_case(link: Link, reading: Reading) -> str:
    """A false step that holds when two of its indices are equal, or not: perhaps a case was meant and not said."""
    assert link.terms is not None
    for a, b in equalities(reading.frame, *link.terms):
        pair = frozenset([(a, b)])
        for sign, case_facts in (("=", Facts(equal=pair)), (r"\ne", Facts(unequal=pair))):
            if proof(*link.terms, link.facts | case_facts, reading.scope.hypotheses).verdict is not Verdict.PROVED:
                continue
            case = f"{a.name} {sign} {b.name}"
            return f"it holds when {case}; if that case is meant, say so before it: when ${case}$,"
    return ""


def _placed(example: Counterexample, array: Array) -> Counterexample:
    """Which entry of the arrays differs: the generic indices of the comparison."""
    places = [example.indices.get(v.name) for v in array.generic if v]
    indices = {name: value for name, value in example.indices.items() if name not in GENERIC}
    entry = "(" + ", ".join(map(str, places)) + ")" if places and None not in places else ""
    values = {letter(name): value for name, value in example.values.items()}
    return replace(example, indices=indices, values=values, entry=entry)


def _with_repairs(made: Finding, link: Link, reading: Reading, source: Source) -> Finding:
    return replace(made, repairs=repairs(link, reading, source)) if not link.unclear else made


_JUDGES = {
    Status.DEFINED: _defined,
    Status.PROVED: _proved,
    Status.UNREAD: _unread,
    Status.ILL_FORMED: _ill_formed,
    Status.OPEN: _open,
}

__all__ = ["Span", "finding"]
