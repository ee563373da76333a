r"""\left. f \right|_{x = a}: f with a in the place of x.

\left. \frac{\partial J}{\partial W} \right|_{(t)}: the derivative through the use of W at this time alone.
"""

from __future__ import annotations

from derive.calling.arguments import Given
from derive.deriving.derivatives import read_derivative
from derive.naming.arrays import Array, ShapeError
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.moments import moment
from derive.naming.names import key, letter, script_text, spelled, unwrap
from derive.syntax import nodes as n


def evaluated(node: n.Scripted, frame: Frame) -> Array | None:
    """The value at what the bar says; None where no such bar is."""
    group = node.base
    if not (isinstance(group, n.Group) and group.open == "." and group.close == "|" and len(group.items) == 1):
        return None
    if node.sup is None and (step := _time(node.sub, frame)) is not None and isinstance(group.items[0], n.Derivative):
        frame.at_bar = True
        at_time = read_derivative(group.items[0], frame, step)
        return at_time.named(rf"\left. {at_time.shown} \right|_{{{script_text(node.sub)}}}")
    places = node.sub.items if isinstance(node.sub, n.Sequence) else (node.sub,)
    if node.sup is not None or not all(isinstance(p, n.Relations) and p.signs == ("=",) for p in places):
        raise NotUnderstoodError("what is written at this bar is not read", node.span, hint="write |_{x = a}")
    inside, given = frame.read(group.items[0]), Given(frame)
    body, shown = inside.body, []
    for place in places:
        assert isinstance(place, n.Relations)
        try:
            body = given.held(body, *place.terms)
        except ShapeError as error:
            raise NotUnderstoodError(f"{error}: what is put in here?", place.span) from error
        shown.append(" = ".join(_shown(term, frame) for term in place.terms))
    at = ", ".join(shown)
    return Array(inside.slots, given.put(body), rf"\left. {inside.shown} \right|_{{{at}}}")


def _time(node: n.Node | None, frame: Frame) -> int | None:
    """The step of (t), t-1."""
    found = moment(f"at_{script_text(unwrap(node))}", frame.scope.times) if node is not None else None
    return found.step if found else None


def _shown(node: n.Node, frame: Frame) -> str:
    """An index by its letter, a value as it is understood."""
    name = key(unwrap(node))
    is_index = name is not None and (letter(name) in frame.bound or frame.scope.range(letter(name)) is not None)
    return spelled(name) if name and is_index else frame.read(node).shown
