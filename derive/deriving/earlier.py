r"""What a variable does through earlier states: with h_t = w h_{t-1}, dh_t/dw is h_{t-1} + w dh_{t-1}/dw.

Nothing says what dh_{t-1}/dw is, so it is an array of its own, and a step holds if it holds whatever that is. One that
holds only where it is 0 speaks of one step alone, with the states before it held fixed: that must be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from derive.calculus.differentiate import differentiate
from derive.naming.arrays import sum_over
from derive.naming.frame import Frame
from derive.naming.moments import moment, moments
from derive.naming.names import spelled
from derive.naming.scope import Scope, Tensor
from derive.summing.stages import follows, is_step
from derive.summing.steps import DEEPEST, Laws, alike, has_law, through_time
from derive.terms.index import fresh
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import ZERO, Entry, Term, add

ORIGIN = "earlier"
ONE_TIME = 3  # equations by which a state acts on another of its own time
_BY = " by "
NO_LAWS: Mapping[str, Tensor] = MappingProxyType({})


def through_earlier(body: Term, target: Entry, frame: Frame, laws: Mapping[str, Tensor] = NO_LAWS) -> Term:
    """Σ_h Σ_a (∂ body / ∂ h_a) (dh_a / d target), over the states h through which the target acts as well.

    laws    what names at other times are made of, where the derivative goes through that
    """
    scope = frame.scope.with_(laws)
    return add(*(_through(body, state, target, scope, frame) for state in states(body, target.tensor, scope)))


def states(body: Term, target: str, scope: Scope) -> Iterator[str]:
    """The names at other times that a body is made of, and that the target acts on by their equations.

    What a state does to a loss of which only the slopes are known is what it is said to do there.
    """
    reached, now = scope.reach_of(body), moment(target, scope.times)
    if not any(has_law(name, scope) for name in reached):
        return
    if now and any(_origin(name, scope) == "gradient" for name in reached):
        return
    laws: Laws = {}
    for name in sorted(reached - {target}):
        if name in scope.held or scope.is_defined(name):
            continue
        deepest = ONE_TIME if _beside(name, target, scope) else DEEPEST
        if through_time(Entry(name), target, scope, deepest, laws):
            yield name


def _through(body: Term, state: str, target: Entry, scope: Scope, frame: Frame) -> Term:
    tensor = alike(state, scope)
    indices = tuple(fresh(axis) for axis in tensor.axes)
    name = f"{state}{_BY}{target.tensor}"
    if name not in frame.scope.tensors:
        frame.scope.add(Tensor(name, (*tensor.axes, *(index.axis for index in target.indices)), origin=ORIGIN))
    return sum_over(
        indices, differentiate(body, Entry(state, indices), scope) * Entry(name, (*indices, *target.indices))
    )


def acting_in(term: Term, scope: Scope) -> frozenset[str]:
    """The states through which something acts in a term."""
    return frozenset(name.partition(_BY)[0] for name in tensors(term) if _is_slope(name, scope))


def to_be_said(term: Term, scope: Scope) -> frozenset[str]:
    """The states in a term of which words must say that they are held fixed.

    Not those of the very time of what is differentiated by: a slope by a state is one with the others of its time held
    fixed. Nor an h beside an h', which may be given.
    """
    slopes = (name.partition(_BY) for name in tensors(term) if _is_slope(name, scope))
    return frozenset(
        state for state, _, target in slopes if not (_beside(state, target, scope) or _may_be_given(state, scope))
    )


def _beside(state: str, target: str, scope: Scope) -> bool:
    then, now = (moment(name, scope.times) for name in (state, target))
    return then is not None and now is not None and then.step == now.step


def _may_be_given(state: str, scope: Scope) -> bool:
    return follows(state, scope) is not None and not is_step(state, scope)


def held_fixed(term: Term, scope: Scope) -> Term:
    """The term of one step alone: nothing acts through earlier states."""
    return map_entries(term, lambda entry: ZERO if _is_slope(entry.tensor, scope) else entry)


def beyond(terms: Iterable[Term], acting: frozenset[str], scope: Scope) -> frozenset[str]:
    """The same states at times further off: a step that speaks of them may go through several steps of time."""
    bases = {then.base for state in acting for then in moments(state)}
    names = frozenset[str]().union(*map(tensors, terms)) - acting
    return frozenset(n for n in names if not scope.is_defined(n) and bases & {then.base for then in moments(n)})


def listed(states: frozenset[str]) -> str:
    """The states, as they are written."""
    return ", ".join(map(spelled, sorted(states)))


def _is_slope(name: str, scope: Scope) -> bool:
    return _origin(name, scope) == ORIGIN


def _origin(name: str, scope: Scope) -> str:
    tensor = scope.tensors.get(name)
    return tensor.origin if tensor else ""
