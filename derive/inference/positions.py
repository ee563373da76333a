r"""Indices that a formula looks up: y_i of f_{y_i}, the class of the example i; j_k of u_{j_k}, the k-th drawn.

    uses(terms) -> Looked(of='f', place=0, among=1, name='y', argument='i'), ...

Each is an index function: i = 1..n and y_i \in K. Nothing else is known of it than where it may point. It is none
where its entries are reckoned with as well, y_i \log p_i: the letter stands for two things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from derive.indexing.indices import bound_letters
from derive.naming.names import key, letter, parts, pushed, subscripts, unwrap, walk
from derive.naming.scope import Scope
from derive.syntax import nodes as n

SizeOf = Callable[[str, int, int], str | None]  # name, place, number of indices -> the size at that place


class Looked(NamedTuple):
    """An index `name_argument` at one of the places of what it is an index of."""

    of: str
    place: int
    among: int
    name: str
    argument: str


def uses(terms: Iterable[n.Node]) -> Iterator[Looked]:
    """Every index that is a letter with a letter below."""
    for node in (pushed(part) for term in terms for part in walk(term) if isinstance(part, n.Scripted | n.Accent)):
        below = subscripts(node.sub) if isinstance(node, n.Scripted) else ()
        base = key(node.base) if isinstance(node, n.Scripted) else None
        for place, sub in enumerate(below):
            match unwrap(sub):
                case n.Scripted(base=n.Name() as name, sub=n.Name() as argument, sup=None, primes=0) if base:
                    yield Looked(base, place, len(below), letter(key(name) or ""), letter(key(argument) or ""))


def reckoned(terms: Iterable[n.Node]) -> set[str]:
    """The letters with an index below that are added, multiplied or given to a function."""
    found: set[str] = set()
    todo = list(terms)
    while todo:
        node = todo.pop()
        below = node.sub if isinstance(node, n.Scripted | n.Big) else None
        inside = [part for part in parts(node) if part is not below]
        if isinstance(node, n.Binary | n.Product | n.Signed | n.Fraction | n.Function):
            found |= {letter(key(part.base) or "") for part in map(unwrap, inside) if isinstance(part, n.Scripted)}
        todo += inside
    return found


def index_functions(terms: Iterable[n.Node], scope: Scope, size_of: SizeOf) -> list[str]:
    """The statements that say over what such indices run, where the places they stand at agree."""
    terms = tuple(terms)
    sizes: dict[tuple[str, str], set[str]] = {}
    values = reckoned(terms)
    for looked in uses(terms):
        name, argument = looked.name, looked.argument
        size = size_of(looked.of, looked.place, looked.among)
        known = name in scope.index_functions or name in values
        if size and len(name) == len(argument) == 1 and not known and argument != name:
            sizes.setdefault((name, argument), set()).add(size)
    statements: list[str] = []
    for (name, argument), found in sizes.items():
        if len(found) == 1 and sum(name == other for other, _ in sizes) == 1:
            (size,) = found
            own, end = scope.range(argument), _end(argument, terms)
            if own is None or (end and scope.axis(end) != own):
                statements.append(f"{argument} = 1..{end or f'n_{argument}'}")
            statements.append(rf"{name}_{argument} \in {size}")
    return statements


def _end(argument: str, terms: Iterable[n.Node]) -> str | None:
    """The n of a sum over this letter up to n."""
    sums = (part for term in terms for part in walk(term) if isinstance(part, n.Big))
    ends = {letter(key(unwrap(s.sup)) or "") for s in sums if s.sup is not None and argument in bound_letters(s.sub)}
    return ends.pop() if len(ends) == 1 and ends != {""} else None
