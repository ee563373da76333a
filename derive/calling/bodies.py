"""Functions with a body: f(t) for a document's f(x) = ..., and their derivatives f'(t).

A function is one of numbers, taken entry by entry, or one of whole arrays; where both make sense and differ, nothing
says which is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.calculus.differentiate import differentiate
from derive.naming import arrays as a
from derive.naming.arrays import Array, ShapeError, scalar
from derive.naming.faults import MeaningError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import letter, spelled
from derive.naming.scope import FunctionDefinition
from derive.syntax import nodes as n
from derive.terms.canonical import canonical
from derive.terms.substitute import map_entries
from derive.terms.term import Apply, Entry, Term

_PLACE = "%x"


def apply_function(
    function: FunctionDefinition, name: str, argument: Array, call: n.Node, frame: Frame, *, primes: int = 0
) -> Array:
    """f(t) for f(x) = body; f'(t) differentiates the body; an unknown f stays f."""
    if function.body is None:
        mark = letter(name) + "'" * primes
        return a.each(argument, lambda t: Apply(mark, t), rf"{mark}\left({argument.shown}\right)")
    if f"%{function.name}" in frame.values:
        raise NotUnderstoodError(f"{spelled(function.name)} is defined by itself", call.span)
    shown = rf"{spelled(name)}{chr(39) * primes}\left({argument.shown}\right)"
    if argument.is_scalar or primes:
        return _entrywise(function, primes, argument, frame).named(shown)
    ways: list[Callable[[], Array]] = [
        lambda: _entrywise(function, 0, argument, frame),
        lambda: _with(function, argument, frame).read(function.body or call),
    ]
    values = [value for way in ways if isinstance(value := _tried(way), Array)]
    if not values:
        raise _reason(ways[0])
    if len(values) == 2 and not _agree(*values):
        raise NotUnderstoodError(f"is {spelled(name)} taken entry by entry, or of the whole?", call.span)
    return values[0].named(shown)


def _with(function: FunctionDefinition, argument: Array, frame: Frame) -> Frame:
    """The frame in which the body of a function is read."""
    active = {name: value for name, value in frame.values.items() if name.startswith("%")}
    return replace(frame, bound={}, values={**active, f"%{function.name}": argument, function.parameter: argument})


def _entrywise(function: FunctionDefinition, primes: int, argument: Array, frame: Frame) -> Array:
    """The body at every entry of the argument."""
    assert function.body is not None
    body = _with(function, scalar(Entry(_PLACE), "x"), frame).read(function.body)
    if not body.is_scalar:
        raise ShapeError(f"the value of {function.name}", body.shape, "a number")
    term: Term = frame.scope.unfold(body.body) if primes else body.body
    for _ in range(primes):
        term = differentiate(term, Entry(_PLACE))
    return a.each(argument, lambda t: map_entries(term, lambda e: t if e.tensor == _PLACE else e), "")


def _tried(way: Callable[[], Array]) -> Array | Exception:
    try:
        return way()
    except (MeaningError, ShapeError) as fault:
        return fault


def _reason(way: Callable[[], Array]) -> Exception:
    fault = _tried(way)
    assert isinstance(fault, Exception)
    return fault


def _agree(one: Array, other: Array) -> bool:
    return one.axes == other.axes and canonical(one.body) is canonical(a.same_slots(one, other).body)
