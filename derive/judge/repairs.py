"""Repairs: small edits of the author's own text that make a step provable.

An edit replaces a few characters of one side; the edited text is read again like any other, filtered by the finite
fields, and shown only when proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from derive.fields import Outcome, compare
from derive.judge.decide import proof, relevant
from derive.judge.readings import Link, Reading, common, hypotheses, meaning
from derive.judge.verdict import Repair, Verdict
from derive.meaning.arrays import Array
from derive.meaning.indices import bound_letters
from derive.meaning.names import TRANSPOSE, key, letter, pushed, unwrap, walk
from derive.source.text import Source, Span
from derive.syntax import nodes as n
from derive.syntax.reader import read_term

MOST_CANDIDATES, MOST_REPAIRS = 250, 1


@dataclass(frozen=True, slots=True)
class Edit:
    """Replacements of stretches of raw text, and what kind of edit they are."""

    changes: tuple[tuple[Span, str], ...]
    kind: str

    def apply(self, source: Source, whole: Span) -> str:
        """The text of `whole` after the replacements."""
        text, end = "", whole.start
        for span, new in sorted(self.changes, key=lambda change: change[0].start):
            text += source.text[end : span.start] + new
            end = span.end
        return text + source.text[end : whole.end]


def repairs(link: Link, reading: Reading, source: Source) -> tuple[Repair, ...]:
    """At most a few proved repairs of the right side, the least edits first."""
    left, node = link.sides[0], link.nodes[1]
    if not isinstance(left, Array) or not isinstance(node, n.Node):
        return ()
    found: list[Repair] = []
    seen: set[str] = set()
    for number, edit in enumerate(candidates(node, link, source)):
        if number >= MOST_CANDIDATES or len(found) >= MOST_REPAIRS:
            break
        text = edit.apply(source, node.span).strip()
        if text not in seen and _proves(text, left, link, reading):
            found.append(Repair("right", text, edit.kind))
        seen.add(text)
    return tuple(found)


def _proves(text: str, left: Array, link: Link, reading: Reading) -> bool:
    node = read_term(text)
    side = meaning(node, reading.frame)
    if not isinstance(side, Array) or side.axes != left.axes:
        return False
    terms = common(left, side, reading.scope)
    assumed = hypotheses(reading, *terms, link=link)
    everything = link.facts
    for hypothesis in relevant(assumed, *terms):
        everything |= hypothesis.facts
    if compare(*terms, everything) is Outcome.DIFFERS:  # one look before every subset of the hypotheses is tried
        return False
    return proof(*terms, link.facts, assumed).verdict is Verdict.PROVED


def candidates(node: n.Node, link: Link, source: Source) -> Iterator[Edit]:
    """Single edits first, then the pairs a transposed product needs."""
    yield from signs(node, source)
    if not (isinstance(link.sides[0], Array) and link.sides[0].is_scalar):
        yield from transposes(node, source)
    yield from indices(node, link)


def signs(node: n.Node, source: Source) -> Iterator[Edit]:
    """The whole side negated, and every + and - turned around."""
    start = Span(node.span.start, node.span.start)
    if isinstance(node, n.Signed):
        yield Edit(((Span(node.span.start, node.body.span.start), "" if node.sign == "-" else "-"),), "sign")
    elif isinstance(node, n.Binary):
        yield Edit(((start, "-("), (Span(node.span.end, node.span.end), ")")), "sign")
    else:
        yield Edit(((start, "-"),), "sign")
    for part in walk(node):
        if isinstance(part, n.Binary) and part.operator in "+-":
            gap = Span(part.left.span.end, part.right.span.start)
            text = source.slice(gap)
            if text.count(part.operator) == 1:
                turned = text.replace(part.operator, "-" if part.operator == "+" else "+")
                yield Edit(((gap, turned),), "sign")
        elif isinstance(part, n.Signed) and part is not node:
            gap = Span(part.span.start, part.body.span.start)
            yield Edit(((gap, source.slice(gap).replace("-", "", 1)),), "sign")


def transposes(node: n.Node, source: Source) -> Iterator[Edit]:
    """Each factor transposed or not, alone and in pairs; two factors in the other order; the whole side."""
    toggles = [toggle] if (toggle := _toggle(node, source)) else []
    swaps: list[Edit] = []
    for part in walk(node):
        if isinstance(part, n.Product):
            toggles += [toggle for _, factor in part.factors if (toggle := _toggle(factor, source))]
            if len(part.factors) == 2:
                one, two = (factor.span for _, factor in part.factors)
                swaps.append(Edit(((one, source.slice(two)), (two, source.slice(one))), "transpose"))
    yield from toggles
    yield from swaps
    for first, second in combinations(toggles, 2):
        yield Edit(first.changes + second.changes, "transpose")
    before, after = Span(node.span.start, node.span.start), Span(node.span.end, node.span.end)
    yield Edit(((before, "("), (after, ")^\\top")), "transpose")


def _toggle(factor: n.Node, source: Source) -> Edit | None:
    if isinstance(factor, n.Scripted) and factor.sup is not None:
        name = key(unwrap(factor.sup))
        if name is None or letter(name) not in TRANSPOSE:
            return None
        last = (
            factor.sub.span.end if factor.sub and factor.sub.span.end < factor.sup.span.start else factor.base.span.end
        )
        caret = source.text.find("^", last, factor.sup.span.start + 1)
        return (
            Edit(((Span(caret, _closed(source, factor.sup.span.end, caret)), ""),), "transpose") if caret >= 0 else None
        )
    if isinstance(factor, n.Name | n.Accent | n.Group | n.Scripted):
        return Edit(((Span(factor.span.end, factor.span.end), "^\\top"),), "transpose")
    return None


def _closed(source: Source, end: int, caret: int) -> int:
    """The end of a superscript, with the brace that closes it."""
    return end + 1 if "{" in source.text[caret:end] and source.text[end : end + 1] == "}" else end


def indices(node: n.Node, link: Link) -> Iterator[Edit]:
    """One index letter for another that the step uses."""
    letters: dict[str, None] = {}
    places: list[n.Node] = []
    for side in link.nodes:
        if not isinstance(side, n.Node):
            continue
        for part in walk(side):
            if isinstance(part, n.Big):
                letters.update((name, None) for name in sorted(bound_letters(part.sub)))
            inner = pushed(part) if isinstance(part, n.Scripted | n.Accent) else part
            if isinstance(inner, n.Scripted) and inner.sub is not None:
                names = [s for s in walk(inner.sub) if isinstance(s, n.Name) and len(s.text) == 1]
                letters.update((s.text, None) for s in names)
                if side is node:
                    places += names
    singles = [
        Edit(((place.span, other),), "index")
        for place in dict.fromkeys(places)
        for other in letters
        if isinstance(place, n.Name) and other != place.text
    ]
    yield from singles
    for first, second in combinations(singles, 2):
        if first.changes[0][0] != second.changes[0][0]:
            yield Edit(first.changes + second.changes, "index")
