r"""Which root is meant where a square was said: after `x^2 = a`, x is \sqrt a or -\sqrt a.

The name stands for the root that is not negative. A step that holds for it alone says so, and one that holds for the
other is not called false.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.doubts.spoken import named
from derive.links.comparison import asking, compare_sides
from derive.links.link import Link, Status
from derive.naming.arrays import negative
from derive.naming.faults import MeaningError
from derive.naming.frame import Frame
from derive.naming.names import spelled
from derive.syntax import nodes as n


def either_root(link: Link, frame: Frame) -> Link:
    """The step with what it says of the sign of a root."""
    if link.instead is not None and link.instead.status is Status.OPEN:
        found = either_root(link.instead, frame)
        return link if found is link.instead else found
    if link.status not in (Status.PROVED, Status.OPEN) or not (names := _roots(link, frame)):
        return link
    if link.status is Status.OPEN:
        turned = next((each for each in (*((name,) for name in names), names) if _holds(link, each, frame)), ())
        message = f"true if {' and '.join(map(_is_negative, turned))}, false for the other root"
        return asking(link, message) if turned else link
    assert link.decision is not None
    needed = tuple(_is_not_negative(name) for name in names if not _holds(link, (name,), frame))
    decision = replace(link.decision, assuming=(*link.decision.assuming, *needed))
    return replace(link, decision=decision) if needed else link


def _roots(link: Link, frame: Frame) -> tuple[str, ...]:
    """The names of a step that stand for the root of something, by an equation about their squares alone."""
    scope = frame.scope
    nodes = [node for node in link.nodes if isinstance(node, n.Node)]
    spoken = {other for node in nodes for name in named(node, scope) for other in scope.reach(name)}
    return tuple(sorted(name for name in scope.roots & spoken - scope.facts.positive if scope.is_defined(name)))


def _holds(link: Link, names: Iterable[str], frame: Frame) -> bool:
    """Whether the step is proved where these names stand for the other root."""
    other = frame.apart(held=None)
    for name in names:
        tensor = other.scope.tensors[name]
        assert tensor.definition is not None
        other.scope.add(replace(tensor, definition=negative(tensor.definition)))
    try:
        left, right = (other.read(node) for node in link.nodes if isinstance(node, n.Node))
    except (MeaningError, ValueError):
        return False
    blank = Link(link.relation, link.nodes, (left, right), Status.UNREAD, facts=link.facts, said=link.said)
    return compare_sides(replace(blank, weighed=link.weighed), other).status is Status.PROVED


def _is_negative(name: str) -> str:
    return rf"{spelled(name)} \le 0"


def _is_not_negative(name: str) -> str:
    return rf"{spelled(name)} \ge 0"
