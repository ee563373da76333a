"""Terms with a bracket that closes nothing, read without it where that is safe.

Where every way to balance the brackets has the same meaning, or none, the term is read in that one. Else a step is
proved of the term without the bracket, or is unreadable: it is never false for a bracket that we took away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.indexing.indices import free_axes
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import Array
from derive.naming.choices import Choices
from derive.naming.faults import IllFormedError, MeaningError
from derive.naming.losses import put_losses
from derive.naming.scope import Scope
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Unread
from derive.terms.canonical import canonical
from derive.terms.index import Variable

NOTE = "a bracket that closes nothing is left out"


def without_strays(chain: Chain, keeps: Callable[[Unread], bool] = lambda term: True) -> Chain:
    """The chain with its terms read without the brackets that close nothing, where these are to be left out."""
    terms = tuple(
        term.ways[0] if isinstance(term, Unread) and term.ways and keeps(term) else term for term in chain.terms
    )
    return replace(chain, terms=terms)


def spans(chain: Chain) -> dict[Span, Unread]:
    """The terms that may be read without a bracket, by where they are when they are."""
    return {term.ways[0].span: term for term in chain.terms if isinstance(term, Unread) and term.ways}


def is_sure(term: Unread, chain: Chain, scope: Scope, settled: dict[str, str]) -> bool:
    """Whether all ways to balance a term, as far as they have a meaning, have that of the first, or none has any."""
    if not term.all_ways:
        return False
    found = [_meaning(way, chain, scope, settled) for way in term.ways]
    if not all(isinstance(value, Array | IllFormedError) for value in found):
        return False
    arrays = [value for value in found if isinstance(value, Array)]
    return not arrays or (arrays[0] is found[0] and all(_same(arrays[0], other) for other in arrays))


def _meaning(node: n.Node, chain: Chain, scope: Scope, settled: dict[str, str]) -> Array | MeaningError | None:
    scope = scope.copy()
    frame = new_frame(scope, choices=Choices({**settled, **scope.layout}))
    nodes = [term for term in without_strays(chain).terms if isinstance(term, n.Node)]
    frame.guesses.update(free_axes([*nodes, node, *chain.conditions], frame))
    put_losses(scope)
    for name, axis in frame.guesses.items():
        frame.free.setdefault(name, Variable(name, axis))
    try:
        return frame.read(node)
    except MeaningError as fault:
        return fault.kept()
    except RecursionError:
        return None


def _same(one: Array, other: Array) -> bool:
    return one.axes == other.axes and canonical(one.body) is canonical(other.at(*one.slots))
