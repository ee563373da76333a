"""Which field a document belongs to: names such as h, W or L mean one thing in one document.

Contexts of one field speak of the same things and may be mixed, chain by chain. Of several fields that know about as
many of the document's symbols, the one that makes most of its links true is kept; a tie keeps the one that knows most.
A field that makes fewer of them true than what is inferred from the document alone is not the document's field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.declarations.contexts import FIELDS, field_of
from derive.inference import are_told, share_told, survey
from derive.naming.names import letter
from derive.naming.scope import Scope
from derive.opening.state import State
from derive.opening.trials import in_every_layout, truest
from derive.source.text import Source
from derive.syntax.chains import Chain

CLOSE = 0.15  # shares of known symbols that differ by less do not decide
LETTERS = 3  # that it knows, or it is not sure
MOST_LINKS = 120  # in the chains that are looked at
SURE = FIELDS[0][0]  # what most documents are about: kept at once where it knows nearly all, and no other field more
NEARLY_ALL = 0.9  # of a document's symbols: it has a letter for most things, and knows 3 of 4 of any page on vectors


def of_one_field(chains: Iterable[Chain], state: State, source: Source) -> State:
    """The state with the contexts of one field, and with `none` where that is in question or fits better."""
    scopes = {name: scope for name, scope in state.scopes.items() if name != "none"}
    if state.named or not scopes:
        return state
    chains = _looked_at(chains)
    if not survey(chains, Scope()).met:
        return _only(state, [*(name for name in ("none",) if name in state.scopes), next(iter(scopes))])
    known = _known(chains, scopes)
    best = max(known.values())
    is_sure = known.get(SURE) == best >= NEARLY_ALL and _speaks_of_much(chains, scopes)
    close = [SURE] if is_sure else [name for name in known if known[name] > best - CLOSE]
    rivals = {name: _only(state, [other for other in scopes if field_of(other) == name]) for name in close}
    if not is_sure:
        layout = next(iter(scopes.values())).layout
        bare = state.scopes.get("none") or Scope("none", layout=layout)
        rivals["none"] = replace(state, scopes={"none": bare}, last="none")
    chosen = close[0]
    if len(rivals) > 1:
        worth = {name: known.get(name, 0.0) for name in rivals}
        trials = [t for name in rivals for t in in_every_layout(name, rivals[name], chains, source, worth[name])]
        chosen = truest(trials).name
    if chosen != "none" and "none" in state.scopes:
        return _only(state, ["none", *rivals[chosen].scopes])
    return rivals[chosen]


def _speaks_of_much(chains: list[Chain], scopes: dict[str, Scope]) -> bool:
    """A page of which the surest context knows few letters, be they of many names, may be about anything."""
    found = survey(chains, Scope())
    told = are_told(found, next(scope for name, scope in scopes.items() if field_of(name) == SURE))
    known = [use.name for (use, _), is_known in zip(found.met, told, strict=True) if is_known]
    return len({letter(name).partition("_")[0] for name in known}) >= LETTERS


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
