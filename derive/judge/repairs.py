"""Repairs: small edits of the author's own text that make a step provable.

An edit replaces a few characters of one side; the edited text is read again like any other, filtered by the finite
fields, and shown only when proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.errors import LimitError
from derive.fields import Outcome, compare
from derive.judge import edits
from derive.judge.decide import proof, relevant
from derive.judge.links import Link, common, hypotheses
from derive.judge.readings import Reading, meaning
from derive.judge.verdict import Repair, Verdict
from derive.meaning.arrays import Array
from derive.meaning.names import spelled
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.reader import read_term
from derive.terms.term import Delta

MOST_CANDIDATES, MOST_REPAIRS = 120, 3
MORE_CANDIDATES = 20  # looked at after the first repair


def repairs(link: Link, reading: Reading, source: Source) -> tuple[Repair, ...]:
    """At most a few proved repairs of the right side, one of a kind, the likeliest first."""
    left, node = link.sides[0], link.nodes[1]
    if not isinstance(left, Array) or not isinstance(node, n.Node):
        return ()
    found: list[Repair] = []
    whole = source.slice(link.nodes[0].span).strip()
    seen: set[str] = set()
    last = MOST_CANDIDATES
    for number, edit in enumerate(candidates(node, link, reading, source)):
        if number >= last or len(found) >= MOST_REPAIRS:
            break
        text = edit.apply(source, node.span).strip()
        if whole and whole in text:
            continue  # the left side itself
        known = edit.kind in {repair.edit for repair in found}
        if text and text not in seen and not known and _holds(text, left, link, reading):
            found.append(Repair("right", text, edit.kind))
            last = min(last, number + MORE_CANDIDATES)
        seen.add(text)
    return tuple(found)


def _holds(text: str, left: Array, link: Link, reading: Reading) -> bool:
    try:
        return _proves(text, left, link, reading)
    except LimitError:
        return False


def _proves(text: str, left: Array, link: Link, reading: Reading) -> bool:
    node = read_term(text)
    side = meaning(node, replace(reading.frame, notes=[]))
    if not isinstance(side, Array) or side.axes != left.axes:
        return False
    terms = common(left, side, reading.scope)
    assumed = hypotheses(reading.frame, *terms, link=link)
    everything = link.facts
    for hypothesis in relevant(assumed, *terms):
        everything |= hypothesis.facts
    if compare(*terms, everything) is Outcome.DIFFERS:  # one look before every subset of the hypotheses is tried
        return False
    return proof(*terms, link.facts, assumed).verdict is Verdict.PROVED


def candidates(node: n.Node, link: Link, reading: Reading, source: Source) -> Iterator[edits.Edit]:
    """Every family of edits, what people get wrong most often first; a lost index is looked for first of all."""
    sides = tuple(side for side in link.nodes if isinstance(side, n.Node))
    singles, pairs = edits.indices(node, sides)
    if link.lost:
        yield from singles
        yield from pairs
    yield from edits.signs(node, source)
    if not (isinstance(link.sides[0], Array) and link.sides[0].is_scalar):
        yield from edits.transposes(node, source)
        yield from edits.products(node, source)
    yield from singles
    yield from edits.onehot(node, source, _targets(reading))
    yield from edits.symbols(node, sides, source)
    yield from edits.factors(node, sides, source)
    yield from edits.terms(node, source)
    yield from edits.sums(node, sides)
    yield from pairs


def _targets(reading: Reading) -> tuple[str, ...]:
    """The one-hot vectors of the scope, as they are written."""
    tensors = reading.scope.tensors.values()
    return tuple(spelled(t.name) for t in tensors if t.definition is not None and isinstance(t.definition.body, Delta))
