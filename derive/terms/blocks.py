"""Axes of blocks: the positions of [A, B] are those of A, then those of B.

    joined((None, K))      the axis of [u_o, u_1, ..., u_K]: one position, then those of K
    part(1, k, axis)       where k of the block 1 stands on it

Blocks cover their axis and do not overlap, so [part(p, i) = part(q, j)] is [i = j] for p = q and 0 for all others, and
a sum over the axis is the sum of the sums over its blocks. What decides knows no such axes: `summed` leaves none that
is summed over, `parted` gives each block of a tensor a name of its own, and slots are compared block by block.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from derive.terms.index import Applied, Axis, Index, Variable, fresh
from derive.terms.substitute import map_entries, substitute
from derive.terms.term import ONE, ZERO, Delta, Entry, Size, Sum, Term, add, children, rebuild

MOST_BLOCKS = 8  # of an axis, innermost ones counted: sides are compared block by block
_MARK = "@block"  # no document can write it


def joined(parts: tuple[Axis | None, ...]) -> Axis:
    """The axis of these blocks, one after the other; None for a block of one position."""
    return Axis(" + ".join("1" if part is None else part.name for part in parts), None, parts)


def number(parts: Iterable[Axis | None]) -> int:
    """How many blocks these are, innermost ones counted."""
    return sum(number(part.parts) if part and part.parts else 1 for part in parts)


def part(place: int, inside: Index | None, axis: Axis) -> Applied:
    """The position on the axis that an index of the block at this place has."""
    return Applied(f"{_MARK}{place}", (inside,) if inside else (), axis)


def rearranged(one: Axis | None, other: Axis | None) -> bool:
    """Whether two axes have one size and are not the same, n + 1 and 1 + n: which positions are meant is not said."""
    if one is None or other is None or one == other:
        return False
    return len({tuple(sorted(axis.name.replace(" ", "").split("+"))) for axis in (one, other)}) == 1


def at_block(slot: Variable, place: int) -> tuple[Applied, Variable | None]:
    """Any position of one block of the slot's axis, and the index that it is of."""
    own = slot.axis.parts[place]
    inside = fresh(own) if own else None
    return part(place, inside, slot.axis), inside


def summed(index: Variable, body: Term) -> Term:
    """sum_index body; over an axis of blocks the sum over each of them, added up."""
    if not index.axis.parts:
        return Sum(index, body)
    terms = []
    for place in range(len(index.axis.parts)):
        there, inside = at_block(index, place)
        one = settled(substitute(body, {index: there}))
        terms.append(summed(inside, one) if inside else one)
    return add(*terms)


def settled(term: Term) -> Term:
    """The term with every delta of two positions in blocks decided."""
    return _settled(term) if has_parts(term) else term


@lru_cache(maxsize=5_000)
def _settled(term: Term) -> Term:
    match term:
        case Delta(Applied() as left, Applied() as right) if _place(left) and _place(right):
            if left.function != right.function:
                return ZERO
            return _settled(Delta(*left.arguments, *right.arguments)) if left.arguments else ONE
        case Sum(index, body):
            return summed(index, settled(body))
    parts = children(term)
    return rebuild(term, tuple(map(settled, parts))) if parts else term


def parted(term: Term) -> Term:
    """The settled term with the entries that lie in a block as those of a tensor W|1, W|2, ... of that block alone."""
    return map_entries(settled(term), _of_block) if has_parts(term) else term


@lru_cache(maxsize=50_000)
def is_parted(term: Term) -> bool:
    """Whether no index in it runs over an axis of blocks, or stands somewhere on one."""
    match term:
        case Entry(_, indices):
            return not any(index.axis.parts for index in indices)
        case Delta(left, right):
            return not (left.axis.parts or right.axis.parts)
        case Sum(index, body):
            return not index.axis.parts and is_parted(body)
        case Size(axis):
            return not axis.parts
    return all(map(is_parted, children(term)))


def _of_block(entry: Entry) -> Term:
    if not any(map(_place, entry.indices)):
        return entry
    name = "".join(f"|{int(_place(i).removeprefix(_MARK)) + 1}" if _place(i) else "" for i in entry.indices)
    return Entry(f"{entry.tensor}{name}", tuple(inside for index in entry.indices for inside in _inside(index)))


def _place(index: Index) -> str:
    """Which block a position is in: '@block1'; '' for any other index."""
    return index.function if isinstance(index, Applied) and index.function.startswith(_MARK) else ""


def _inside(index: Index) -> tuple[Index, ...]:
    """An index as that of its block; a block of one position has none."""
    if not (isinstance(index, Applied) and _place(index)):
        return (index,)
    return tuple(own for argument in index.arguments for own in _inside(argument))


@lru_cache(maxsize=50_000)
def has_parts(term: Term) -> bool:
    """Whether an index stands at a position of a block, or a sum runs over blocks."""
    match term:
        case Delta(left, right):
            return bool(_place(left) or _place(right))
        case Entry(_, indices):
            return any(map(_place, indices))
        case Sum(index, body):
            return bool(index.axis.parts) or has_parts(body)
    return any(map(has_parts, children(term)))
