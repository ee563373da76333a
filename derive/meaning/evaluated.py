r"""\left. f \right|_{x = a}: f with a in the place of x."""

from __future__ import annotations

from derive.meaning.arguments import Given
from derive.meaning.arrays import Array
from derive.meaning.faults import NotUnderstoodError
from derive.meaning.frame import Frame
from derive.meaning.names import key, letter, spelled, unwrap
from derive.syntax import nodes as n


def evaluated(node: n.Scripted, frame: Frame) -> Array | None:
    """The value at what the bar says; None where no such bar is."""
    group = node.base
    if not (isinstance(group, n.Group) and group.open == "." and group.close == "|" and len(group.items) == 1):
        return None
    places = node.sub.items if isinstance(node.sub, n.Sequence) else (node.sub,)
    if node.sup is not None or not all(isinstance(p, n.Relations) and p.signs == ("=",) for p in places):
        raise NotUnderstoodError("what is written at this bar is not read", node.span, hint="write |_{x = a}")
    inside, given = frame.read(group.items[0]), Given(frame)
    body, shown = inside.body, []
    for place in places:
        assert isinstance(place, n.Relations)
        body = given.held(body, *place.terms)
        shown.append(" = ".join(_shown(term, frame) for term in place.terms))
    at = ", ".join(shown)
    return Array(inside.slots, given.put(body), rf"\left. {inside.shown} \right|_{{{at}}}")


def _shown(node: n.Node, frame: Frame) -> str:
    """An index by its letter, a value as it is understood."""
    name = key(unwrap(node))
    is_index = name is not None and (letter(name) in frame.bound or frame.scope.range(letter(name)) is not None)
    return spelled(name) if name and is_index else frame.read(node).shown
