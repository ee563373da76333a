"""Which field a document belongs to: names such as h, W or L mean one thing in one document.

Contexts of one field speak of the same things and may be mixed, chain by chain. Of several fields that know about as
many of the document's symbols, the one that makes most of its links true is kept; a tie keeps the one that knows most.
A field that makes fewer of them true than what is inferred from the document alone is not the document's field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.declarations.contexts import FIELDS, field_of
from derive.inference import share_told, survey
from derive.links import balance
from derive.links.link import Status
from derive.naming.names import walk
from derive.naming.scope import Scope
from derive.opening.state import State
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Chain

CLOSE = 0.15  # shares of known symbols that differ by less do not decide
LOOKED_AT = 24  # chains read for the comparison
MOST_LINKS = 120  # in them
TURNED = {"vectors": "numerator"}  # the layout that documents about rows are in
SURE = FIELDS[0][0]  # what most documents are about: kept at once where no other field knows more
GOOD = (Status.PROVED, Status.DEFINED)


def of_one_field(chains: Iterable[Chain], state: State, source: Source) -> State:
    """The state with the contexts of one field, and with `none` where that is in question or fits better."""
    scopes = {name: scope for name, scope in state.scopes.items() if name != "none"}
    if len(scopes) < 2:
        return state
    chains = _looked_at(chains)
    if not survey(chains, Scope()).met:
        return _only(state, [*(name for name in ("none",) if name in state.scopes), next(iter(scopes))])
    known = _known(chains, scopes)
    best = max(known.values())
    close = [SURE] if known.get(SURE) == best else [name for name in known if known[name] > best - CLOSE]
    rivals = {name: _only(state, [other for other in scopes if field_of(other) == name]) for name in close}
    if close != [SURE]:
        layout = next(iter(scopes.values())).layout
        bare = state.scopes.get("none") or Scope("none", layout=layout)
        rivals["none"] = replace(state, scopes={"none": bare}, last="none")
    if len(rivals) > 1:
        good: dict[str, Share] = {}
        for name, rival in rivals.items():
            good[name] = most_true(chains, rival, source, max(good.values(), default=NOTHING))
        chosen = max(rivals, key=lambda name: (good[name], known.get(name, 0.0)))
    else:
        chosen = close[0]
    if chosen != "none" and "none" in state.scopes:
        return _only(state, ["none", *rivals[chosen].scopes])
    return rivals[chosen]


def _looked_at(chains: Iterable[Chain]) -> list[Chain]:
    """The first chains, up to a number of links."""
    found: list[Chain] = []
    links = 0
    for chain in chains:
        links += len(chain.relations)
        if links > MOST_LINKS and found:
            break
        found.append(chain)
    return found


def _only(state: State, names: list[str]) -> State:
    return replace(state, scopes={name: state.scopes[name] for name in names}, last=names[0])


def _known(chains: list[Chain], scopes: dict[str, Scope]) -> dict[str, float]:
    """The share of symbols that the best context of each field knows."""
    found = survey(chains, Scope())
    known: dict[str, float] = {}
    for name, scope in scopes.items():
        known[field_of(name)] = max(known.get(field_of(name), 0.0), share_told(found, scope))
    return known


def layouts(state: State) -> tuple[dict[str, str], ...]:
    """The layouts to be tried: where vectors lie as rows, maybe another than the first."""
    rows = any(tensor.row for scope in state.scopes.values() for tensor in scope.tensors.values())
    return ({}, TURNED) if rows else ({},)


Share = tuple[int, int]
NOTHING = (0, 0)


def most_true(chains: list[Chain], state: State, source: Source, least: Share = NOTHING) -> Share:
    """What is made true in the best layout; less than `least` where that is not reached."""
    best, tried = NOTHING, layouts(state)
    state = _supplied(chains, state, source)
    for layout in tried:
        best = max(best, _made_true(chains, state, layout, max(best, least)))
    return best


def _supplied(chains: list[Chain], state: State, source: Source) -> State:
    """The state with what the chains leave undeclared guessed."""
    state = state.copy()
    state.infer(chains, source)
    return state


def made_true(
    chains: list[Chain], state: State, source: Source, layout: dict[str, str], least: Share = NOTHING
) -> Share:
    """Links that hold or say what a name is, and those that hold, each chain in the best of these contexts.

    No more chains are read once `least` cannot be reached: what is said then is less.
    """
    return _made_true(chains, _supplied(chains, state, source), layout, least)


def _made_true(chains: list[Chain], state: State, layout: dict[str, str], least: Share) -> Share:
    state = state.copy()
    good = proved = 0
    looked_at = [chain for chain in chains if chain.relations][:LOOKED_AT]
    left = sum(map(most_links, looked_at))
    for chain in looked_at:
        if good + left < least[0]:
            break
        best = NOTHING
        for name, scope in state.scopes.items():
            reading = state.memory.read(chain, scope, layout)
            statuses = [link.status for link in reading.links]
            best = max(best, (sum(map(GOOD.__contains__, statuses)), statuses.count(Status.PROVED)))
            state.scopes[name] = reading.scope
        good, proved, left = good + best[0], proved + best[1], left - most_links(chain)
    return good, proved


def most_links(chain: Chain) -> int:
    """No chain has more links: its relation signs, and those inside its cases."""
    terms = (term for term in balance.without_strays(chain).terms if isinstance(term, n.Node))
    inside = (part for term in terms for part in walk(term) if isinstance(part, n.Relations))
    return len(chain.relations) + sum(len(part.signs) for part in inside)
