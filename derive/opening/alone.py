"""A step that holds by itself is not called false because of shapes that were guessed from other steps.

A page of identities may mean a square matrix by X in one line and another X in the next. So may a definition that does
not fit: where by itself it speaks of numbers, it may define something of numbers.
"""

from __future__ import annotations

from dataclasses import replace

from derive.doubts.spoken import named
from derive.inference import inferred
from derive.links.link import DECLARE, GUESSED, Link, Status
from derive.links.readings import Reading, read_chain_in
from derive.naming.faults import NotUnderstoodError
from derive.naming.names import spelled
from derive.naming.scope import Scope
from derive.opening.state import take_in
from derive.syntax import nodes as n
from derive.syntax.chains import Chain


def acquit(chain: Chain, reading: Reading, settled: dict[str, str]) -> None:
    """Steps that are wrong in the shapes of the document, and right in those that the chain alone suggests."""
    wrong = [place for place, link in enumerate(reading.links) if link.status in (Status.OPEN, Status.ILL_FORMED)]
    guessed = {name for place in wrong for name in _guessed(reading.links[place], reading.scope)}
    if not guessed:
        return
    scope = reading.scope.copy()
    for name in guessed:
        scope.forget(name)
    take_in(inferred([chain], scope), scope)
    links = read_chain_in(chain, scope, settled).links
    both = scope.tensors.keys() & reading.scope.tensors.keys()
    others = any(len(scope.tensors[name].axes) != len(reading.scope.tensors[name].axes) for name in both)
    for place in wrong if len(links) == len(reading.links) else ():
        is_said = links[place].status is Status.DEFINED and reading.links[place].status is Status.ILL_FORMED
        if links[place].status is Status.PROVED or (is_said and others):
            reading.links[place] = _doubtful(reading.links[place], min(guessed), reading.scope)


def _guessed(link: Link, scope: Scope) -> set[str]:
    """The arrays of a step whose shapes were guessed, and those that others in it are made of."""
    spoken = [name for node in link.nodes if isinstance(node, n.Node) for name in named(node, scope)]
    names = frozenset().union(*(scope.reach(name) for name in spoken)) & scope.tensors.keys()
    return {name for name in names if scope.tensors[name].origin == "inferred"}


def _doubtful(link: Link, name: str, scope: Scope) -> Link:
    message = f"false if {spelled(name)} is {scope.tensors[name].shape}, as in other steps; by itself it holds"
    fault = NotUnderstoodError(message, link.nodes[0].span, code=GUESSED, hint=DECLARE)
    return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)
