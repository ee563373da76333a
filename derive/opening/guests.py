"""Sections on another matter: a document about word vectors may begin with a network, and means another h there.

A guest is a context of another field that knows more of a section than the document's own. It is heard in that section
alone, from the first chain on that the document's own contexts do not understand and the guest proves. Where no context
knows enough of a section, what is inferred from the section by itself is heard.
"""

from __future__ import annotations

from dataclasses import replace

from derive.declarations.contexts import field_of, near
from derive.inference import Survey, share_told, survey
from derive.links.readings import read_chain_in
from derive.naming.scope import Scope
from derive.opening.state import FAMILIAR, State, guessing, scope_of, spoken
from derive.opening.trials import LAYOUTS, in_every_layout, rival, truest
from derive.source.text import Source
from derive.syntax.chains import Chain

MOST = 3  # contexts compared
STRANGE = 0.75  # the share of known symbols below which a section may be about none of what contexts know


def invite(chains: list[Chain], state: State, source: Source) -> None:
    """Hear a guest in this section, if there is one; where it makes more of the section true, it is the guest's."""
    own = {name: scope for name, scope in state.scopes.items() if name not in state.guests}
    if state.named:
        return
    known = survey(chains, Scope())
    guest = _guest(chains, known, own, state, source) if known.met else None
    if guest is None:
        return
    guest = state.scopes.setdefault(guest.name, guest)
    state.guests |= {guest.name}
    home = State(own, next(iter(own)), memory=state.memory)
    rivals = (home, _alone(guest, state))
    trials = [trial for each in rivals for trial in in_every_layout(each.last, each, chains, source)]
    if truest(trials).name == guest.name:
        state.last, state.left = guest.name, own | _heeding(chains, own.get("none"))
        state.fitting = (guest.name, *state.fitting)
    elif "none" not in own:
        state.fitting = (*state.fitting, guest.name)


def _heeding(chains: list[Chain], bare: Scope | None) -> dict[str, Scope]:
    """A document without a context of its own goes on with what a guest's section defines."""
    if bare is None:
        return {}
    for chain in chains:
        bare = read_chain_in(chain, bare, {}).scope
    return {"none": bare}


def _guest(chains: list[Chain], found: Survey, own: dict[str, Scope], state: State, source: Source) -> Scope | None:
    """The context that makes most of a section true; none where the document's own contexts know as much of it."""
    known = max(share_told(found, _bare(name, state)) for name in own)
    shares: dict[str, float] = {}
    for name in near(use.name for use, _ in found.met):
        scope = _bare(name, state)
        if field_of(name) not in map(field_of, own) and spoken(found, scope):
            shares[name] = share_told(found, scope)
    least = max(known, FAMILIAR if "none" not in own else STRANGE)
    better = sorted((name for name in shares if shares[name] > least), key=lambda name: -shares[name])
    if not better and "none" in own:
        return None
    if not better:
        return _prepared("none", chains, state, source) if known < STRANGE else None
    trials = [_prepared(name, chains, state, source) for name in better[:MOST]]
    trials = [trial for scope in trials for trial in _laid_out(scope)]
    if len(trials) == 1:
        return trials[0]
    rivals = [rival(str(place), _alone(scope, state), chains, source) for place, scope in enumerate(trials)]
    return trials[int(truest(rivals).name)]


def _alone(scope: Scope, state: State) -> State:
    """A state of this context and no other."""
    return State({scope.name: scope}, scope.name, memory=state.memory)


def _laid_out(scope: Scope) -> list[Scope]:
    """The context in every layout that is in question, unless the document says one."""
    return [replace(scope.copy(), layout={**layout, **scope.layout}) for layout in LAYOUTS]


def _bare(name: str, state: State) -> Scope:
    """A context under what the document declares."""
    return scope_of(name, list(state.lets))[0]


def _prepared(name: str, chains: list[Chain], state: State, source: Source) -> Scope:
    """A context with what it leaves open guessed from the section alone."""
    scope = _bare(name, state)
    home = state.scopes[state.last]
    scope.layout, scope.chosen = home.layout, True
    scope.differentials, scope.varying, scope.cases = home.differentials, home.varying, home.cases
    return guessing(chains, scope, source, state.told)
