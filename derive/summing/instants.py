r"""Sums over time: \sum_t f(h_t, h_{t-1}) adds up what f is at every time.

h_t and h_{t-1} are names of their own. Below the sum each gives way to a table with a place for every time, and where
such a sum stands, h_t beside it is the place t of its table. Nothing relates the tables of h_t and h_{t-1}: what is
proved of them holds for any, and so for those of a recurrence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.indexing.indices import bound_letters
from derive.naming.arrays import PRODUCT, Array
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.losses import slope_of
from derive.naming.moments import moment
from derive.naming.names import parts, script_text, spelled, unwrap, walk
from derive.naming.scope import Scope, Tensor
from derive.summing.steps import through_time
from derive.syntax import nodes as n
from derive.terms.facts import Facts
from derive.terms.index import Axis, Index, Variable, fresh
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import Entry, Sum, Term

LAST = "T"  # how many times there are, where a sum does not say
_OVER = " over "


def sum_over_time(node: n.Big, time: str, axis: Axis | None, frame: Frame) -> Array:
    """The sum over all times of what stands below the sign."""
    axis = axis or frame.scope.remembered.get(time) or frame.scope.axes.setdefault(LAST, Axis(LAST))
    if frame.scope.remembered.setdefault(time, axis) != axis:
        raise NotUnderstoodError(f"another range of the time {time}", node.span)
    bound = fresh(axis, time)
    body = replace(frame, adding=frame.adding | {time}).read(node.body)
    if not any(_is_timed(name, time, frame.scope) for name in tensors(body.body)):
        raise NotUnderstoodError(f"nothing below this sum has the time {time}", node.span)
    shown = rf"\sum_{{{time}=1}}^{{{axis.name}}} {body.show(PRODUCT)}"
    return Array(body.slots, Sum(bound, _in_tables(body.body, time, bound, frame.scope)), shown, PRODUCT)


def has_tables(names: Iterable[str]) -> bool:
    """Whether a sum over time stands behind these names."""
    return any(_OVER in name for name in names)


def lost_time(node: n.Node, other: n.Node, times: Iterable[str]) -> tuple[str, n.Node] | None:
    r"""A time that a side only sums over, with the sum, while the other side speaks of one: \sum_t x_t = y_t."""
    for time in sorted(times):
        sums = [part for part in walk(node) if isinstance(part, n.Big) and time in bound_letters(part.sub)]
        if sums and not _speaks_of(node, time) and _speaks_of(other, time):
            return time, sums[0]
    return None


def _speaks_of(node: n.Node, time: str) -> bool:
    """Whether a name stands at a time, or at one counted from it, that no sum binds."""
    if isinstance(node, n.Big) and time in bound_letters(node.sub):
        return False
    if isinstance(node, n.Scripted):
        scripts = (script_text(unwrap(script)) for script in (node.sub, node.sup) if script is not None)
        if any(text and text.partition("+")[0].partition("-")[0] == time for text in scripts):
            return True
    return any(_speaks_of(part, time) for part in parts(node))


def names_in(term: Term) -> frozenset[str]:
    """The names that a term is written in, each table by the name it is of."""
    return frozenset(name.partition(_OVER)[0] for name in tensors(term))


def at_its_time(array: Array, scope: Scope) -> Array:
    """The array with every name at the time t as the place t of its table."""
    term = array.body
    for time in scope.times & scope.remembered.keys():
        term = _in_tables(term, time, Variable(time, scope.remembered[time]), scope)
    return replace(array, body=term)


def place_of(entry: Entry, scope: Scope) -> Entry:
    """The entry of h_t as one of its table, where a sum over time is differentiated by it."""
    found = at_its_time(Array((), entry, ""), scope).body
    return found if isinstance(found, Entry) else entry


def acting_earlier(body: Term, target: str, scope: Scope) -> str | None:
    """A name at another time, in a sum over time, through which the target acts as well; None where there is none."""
    for table in sorted(scope.reach_of(body)):
        name, _, time = table.partition(_OVER)
        then, by = moment(name, [time]), moment(target.partition(_OVER)[0], [time])
        if not time or then is None or not then.step or scope.is_defined(table):
            continue
        other = by.at(by.step + then.step).name if by else target
        if (by and by.base == then.base) or through_time(Entry(name), other, scope) is not None:
            return name
    return None


def _is_timed(name: str, time: str, scope: Scope) -> bool:
    """h_t, what is made of it, and the slopes of a loss that depends on it."""
    if _OVER in name:
        return False
    if moment(name, [time]) is not None:
        return True
    arguments = [a for loss, of in scope.losses.items() if name.startswith(slope_of(loss)) for a in of]
    inside = scope.reach(name) - {name}
    return any(moment(other, [time]) is not None for other in (*inside, *arguments))


def _in_tables(term: Term, time: str, at: Index, scope: Scope) -> Term:
    def change(entry: Entry) -> Term:
        timed = _is_timed(entry.tensor, time, scope)
        return Entry(_table(entry.tensor, time, at.axis, scope), (at, *entry.indices)) if timed else entry

    return map_entries(term, change)


def _table(name: str, time: str, axis: Axis, scope: Scope) -> str:
    """The table of a name: what it is at every time, made as the name is made."""
    table, tensor = f"{name}{_OVER}{time}", scope.tensors[name]
    if table in scope.tensors:
        return table
    definition = None
    if tensor.definition is not None:
        at = fresh(axis, time)
        body = _in_tables(tensor.definition.body, time, at, scope)
        definition = Array((at, *tensor.definition.flat()), body, spelled(name))
    scope.add(Tensor(table, (axis, *tensor.axes), definition=definition, origin=tensor.origin))
    scope.facts = _at_every_time(scope.facts, name, table)
    scope.hypotheses = tuple(replace(h, facts=_at_every_time(h.facts, name, table)) for h in scope.hypotheses)
    return table


def _at_every_time(facts: Facts, name: str, table: str) -> Facts:
    """What holds of y_t holds of it at every time."""
    sums = frozenset((table, place + 1) for tensor, place in facts.distributions if tensor == name)
    positive = frozenset([table]) if name in facts.positive else frozenset[str]()
    return facts | Facts(distributions=sums, positive=positive) if sums or positive else facts
