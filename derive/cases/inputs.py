"""Hypothesis strategies for the inputs of a loss: sizes are linked, and what goes wrong in practice is drawn often.

V = 1, d = 1, no negatives, negatives drawn twice, the outside word among them, scores far beyond what exp can take,
exact ties, numbers whose products underflow, float32, arrays that are views, reversed or read-only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from derive.cases.case import Array, Case
from derive.losses.loss import Loss
from derive.terms.index import Axis
from derive.terms.term import Add, Apply, Entry, Number, Pow, Term, walk

LARGEST, LARGEST_HALF = 4, 2
PARTS = 8  # labels are eighths, which add up to 1 exactly

KINDS = ("float64", "float32")
REGIMES = ("plain", "tied", "huge", "tiny")
NUMBERS = {
    "tied": (0.0, 1.0, -1.0),
    "huge": (0.0, 500.0, -500.0, 1000.0, -1000.0),
    "tiny": (0.0, 1.0, 2.0**-70, -(2.0**-80)),
}
POSITIVE = {"tied": (1.0, 2.0), "huge": (1.0, 2.0**20), "tiny": (1.0, 2.0**-20)}
LAYOUTS = ("plain", "plain", "columns", "strided", "reversed", "read-only")


def inputs(
    loss: Loss, *, huge: bool = True, largest: int = LARGEST, kinds: Sequence[str] = KINDS
) -> st.SearchStrategy[Case]:
    """Cases of a loss; without `huge` scores stay where every form of a loss can be worked out.

    largest   of the sizes;  kinds   of the floats
    """

    @st.composite
    def cases(draw: st.DrawFn) -> Case:
        return _case(draw, loss, REGIMES if huge else ("plain", "tied"), largest, kinds)

    return cases()


def _case(draw: st.DrawFn, loss: Loss, regimes: tuple[str, ...], largest: int, kinds: Sequence[str]) -> Case:
    sizes = {name: draw(st.integers(*_range(loss, name, largest))) for name in parameters(loss)}
    empty = Case(loss, sizes, {}, {}, {})
    given = draw(_arrays(empty, draw(st.sampled_from(kinds)), draw(st.sampled_from(regimes))))
    positions = {i.symbol.name: draw(_position(sizes, i.axis)) for i in loss.chosen}
    words = {name: draw(_words(empty, name)) for name in loss.applied}
    return Case(loss, sizes, given, positions, words)


@st.composite
def _arrays(draw: st.DrawFn, empty: Case, kind: str, regime: str) -> dict[str, Array]:
    """The given arrays of a loss."""
    loss, dtype = empty.loss, np.dtype(kind)
    above, labels = set(positive(loss)), dict(loss.facts.distributions)
    highest = draw(st.sampled_from([q.name for q in loss.given])) if regime == "huge" else ""
    found: dict[str, Array] = {}
    for q in loss.given:
        shape = empty.shape(q.axes)
        numbers = _numbers(dtype, _of(regime, q.name, highest), q.name in above)
        drawn = (
            _shares(shape, labels[q.name], int(q.name in above))
            if q.name in labels
            else arrays(dtype, shape, elements=numbers)
        )
        found[q.name] = _laid(draw, draw(drawn).astype(dtype))
    return found


def _of(regime: str, name: str, highest: str) -> str:
    """One array alone is huge: where two meet, their scores would be beyond what can be worked out exactly."""
    return "tied" if regime == "huge" and name != highest else regime


def parameters(loss: Loss) -> list[str]:
    """The sizes to choose: of every axis along a side of an array, and the half of every window."""
    sides = [axis for q in loss.given for axis in q.axes]
    sides += [index.axis for applied in loss.applied.values() for index in (*applied.arguments, applied)]
    return sorted({axis.half or axis.name for axis in (*sides, *loss.sizes)})


def _range(loss: Loss, name: str, largest: int) -> tuple[int, int]:
    """From 1; from 0 where the axis only numbers draws."""
    sides = {axis.name for q in loss.given for axis in q.axes}
    if any(axis.half == name for axis in loss.sizes):
        return 1, LARGEST_HALF
    return (1 if name in sides else 0), largest


def positive(loss: Loss) -> Iterator[str]:
    """The given arrays that are said to be above 0, or of which the loss takes the logarithm or a root of a sum."""
    given = {q.name for q in loss.given}
    yield from given & loss.facts.positive
    for term in (loss.term, *(d.body for d in loss.definitions.values())):
        for part in walk(term):
            yield from (name for name in _roots(part) if name in given)


def _roots(part: Term) -> list[str]:
    match part:
        case Pow(_, Number(power)) if power > 0 and power.denominator == 1:
            return []
        case Apply("log" | "sqrt", inside) | Pow(inside, Number()):
            summands = inside.terms if isinstance(inside, Add) else (inside,)
            return [s.tensor for s in summands if isinstance(s, Entry)]
    return []


def _numbers(dtype: np.dtype[Any], regime: str, above: bool) -> st.SearchStrategy[float]:
    if regime == "plain":
        low = 0.125 if above else -3.0
        width: Literal[32, 64] = 32 if dtype == np.float32 else 64
        return st.floats(low, 3.0, width=width, allow_subnormal=False)
    return st.sampled_from((POSITIVE if above else NUMBERS)[regime])


@st.composite
def _shares(draw: st.DrawFn, shape: tuple[int, ...], along: int, least: int) -> Array:
    """Eighths that add up to 1 along a side, none with fewer than the least."""
    found = np.zeros(shape)
    lines = np.moveaxis(found, along, -1)
    for place in np.ndindex(*lines.shape[:-1]):
        count = lines.shape[-1]
        spare = PARTS - least * count
        cuts = sorted(draw(st.lists(st.integers(0, spare), min_size=count - 1, max_size=count - 1)))
        lines[place] = (np.diff([0, *cuts, spare]) + least) / PARTS
    return found


def _position(sizes: dict[str, int], axis: Axis) -> st.SearchStrategy[int]:
    return st.integers(0, sizes[axis.name] - 1)


def _words(empty: Case, name: str) -> st.SearchStrategy[Array]:
    """The values of an index function; few words and many draws, so that some are drawn twice."""
    applied = empty.loss.applied[name]
    shape = tuple(
        n - 1 if i.axis.half else n
        for i, n in zip(applied.arguments, empty.shape(tuple(i.axis for i in applied.arguments)), strict=True)
    )
    return arrays(np.dtype(np.int64), shape, elements=_position(dict(empty.sizes), applied.axis))


def _laid(draw: st.DrawFn, array: Array) -> Array:
    """The same numbers, laid out in memory in another way."""
    layout = draw(st.sampled_from(LAYOUTS)) if array.ndim else "plain"
    if layout == "columns":
        return np.asfortranarray(array)
    if layout == "strided":
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    if layout == "reversed":
        return np.ascontiguousarray(array[::-1])[::-1]
    if layout == "read-only":
        array.flags.writeable = False
    return array
