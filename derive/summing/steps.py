r"""What holds at one time holds at every other: h_{t-1} is made of h_{t-2} as h_t is of h_{t-1}.

A name at another time stands for itself, so that \partial h_t / \partial W keeps h_{t-1} as it is. A derivative that
would be 0 for that reason is taken through the equations at other times, as few of them as will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import TypeAlias

from derive.naming.moments import Moment, moment, moments
from derive.naming.scope import Scope, Tensor
from derive.summing.stages import as_written, law_of_stage
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import Entry, Term

DEEPEST = 6  # equations that are gone through one after another
NEAR = (0, 1, -1, 2, -2)  # the times of which a document says what holds, the present first


Laws: TypeAlias = dict[str, frozenset[str] | None]  # names, each with those in its law, if it has one


def through_time(
    body: Term, target: str, scope: Scope, deepest: int = DEEPEST, laws: Laws | None = None
) -> dict[str, Tensor] | None:
    """The equations at other times by which a body depends on a target; None where it does not.

    laws    what was found of the names in this scope before: for whoever asks of several bodies
    """
    if not _depends(body, target, scope, {} if laws is None else laws):
        return None
    return _written_out(body, scope, lambda trial: any(trial.depends(name, target) for name in tensors(body)), deepest)


def _depends(body: Term, target: str, scope: Scope, laws: Laws) -> bool:
    """Whether a body is made of a target by equations at other times, of which only the names are looked at."""
    made: dict[str, frozenset[str]] = {}
    for _ in range(DEEPEST):
        names = _closed(tensors(body), lambda name: made.get(name) or _inside(name, scope))
        if target in names:
            return True
        asked = {name: _law_beside(name, made, scope, laws) for name in names - made.keys()}
        new = {name: inside for name, inside in asked.items() if inside is not None}
        if not new:
            return False
        made.update(new)
    return False


def _law_beside(name: str, made: Mapping[str, frozenset[str]], scope: Scope, laws: Laws) -> frozenset[str] | None:
    """The names in the law of a name: the same whatever is `made`, unless that is the name at another time."""
    if any(other in made for _, _, other in _elsewhere(name)):
        return _law_inside(name, made, scope)
    if name not in laws:
        laws[name] = _law_inside(name, made, scope)
    return laws[name]


def _closed(names: Iterable[str], inside: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """These names and all that they are made of."""
    found: set[str] = set()
    ahead = set(names)
    while ahead:
        name = ahead.pop()
        found.add(name)
        ahead.update(other for other in inside(name) if other not in found)
    return frozenset(found)


def _inside(name: str, scope: Scope) -> frozenset[str]:
    """The names in the definition of a name."""
    tensor = scope.tensors.get(name)
    return tensors(tensor.definition.body) if tensor and tensor.definition else frozenset()


def _inside_timeless(name: str, times: frozenset[str], scope: Scope) -> frozenset[str]:
    return frozenset() if moment(name, times) else _inside(name, scope)


def _law_inside(name: str, made: Mapping[str, frozenset[str]], scope: Scope) -> frozenset[str] | None:
    """The names in the law of a name, if it has one; `made` are those in the laws that are known."""
    if scope.is_defined(name):
        return None
    for then, shift, other in _elsewhere(name):
        if inside := made.get(other) or _inside(other, scope):
            times = scope.times | {then.letter}
            timeless = _closed(inside, partial(_inside_timeless, times=times, scope=scope))
            return frozenset(_shifted(inner, then.letter, shift, times) for inner in timeless)
    made_before = law_of_stage(name, scope)
    return tensors(made_before.definition.body) if made_before and made_before.definition else None


def at_one_time(body: Term, target: str, step: int, scope: Scope) -> tuple[dict[str, Tensor], dict[str, Tensor]] | None:
    """The equations at other times by which a body uses a target at one time, and those with that use under `own`.

    None where it does not use it then.
    """

    def places(trial: Scope) -> list[Tensor]:
        found = [trial.tensors.get(name) for name in _reached(body, trial) if step_of(name, trial) == step]
        return [t for t in found if t and t.definition and target in tensors(t.definition.body)]

    laws = _written_out(body, scope, lambda trial: bool(places(trial)))
    if laws is None:
        return None
    uses = places(scope.with_(laws))
    return laws, {t.name: _redefined(t, lambda name: own(name) if name == target else name) for t in uses}


def own(name: str) -> str:
    """The name of a quantity at one of its uses."""
    return f"%{name}"


def step_of(name: str, scope: Scope) -> int | None:
    """The time of a name: its own, or the latest of what it is made of."""
    if found := moment(name, scope.times):
        return found.step
    inside = [then.step for other in scope.reach(name) if (then := moment(other, scope.times))]
    return max(inside, default=None)


def _written_out(
    body: Term, scope: Scope, reached: Callable[[Scope], bool], deepest: int = DEEPEST
) -> dict[str, Tensor] | None:
    laws: dict[str, Tensor] = {}
    for _ in range(deepest):
        trial = scope.with_(laws)
        if reached(trial):
            return laws
        new = [made for name in _reached(body, trial) if (made := law(name, trial)) is not None]
        if not new:
            return None
        laws |= {made.name: made for made in new}
    return None


def _reached(body: Term, scope: Scope) -> list[str]:
    names = frozenset().union(*(scope.reach(name) for name in tensors(body)))
    return sorted(names)


def alike(name: str, scope: Scope) -> Tensor:
    """The tensor of a name; of one that is not written, the same quantity at a time at which it is."""
    found = None if name in scope.tensors else _equation(name, scope)
    return found[1] if found else scope.tensors[as_written(name)]


def law(name: str, scope: Scope) -> Tensor | None:
    """A name at another time, made as the document makes it at the time of which it says so."""
    found = None if scope.is_defined(name) else _equation(name, scope)
    if found is None:
        return law_of_stage(name, scope)
    then, made, shift = found
    times = scope.times | {then.letter}

    assert made.definition is not None
    timeless = scope.unfold(made.definition.body, lambda other: moment(other, times) is None)
    whole = replace(made, definition=replace(made.definition, body=timeless))
    return replace(_redefined(whole, lambda other: _shifted(other, then.letter, shift, times)), name=name)


@lru_cache(maxsize=5_000)
def _shifted(name: str, letter: str, shift: int, times: frozenset[str]) -> str:
    """A name at another time, if it has one that is written with this letter."""
    found = moment(name, times)
    return found.at(found.step + shift).name if found and found.letter == letter else name


def has_law(name: str, scope: Scope) -> bool:
    """Whether a name is made of something only as the same quantity is at another time."""
    return not scope.is_defined(name) and (_equation(name, scope) is not None or law_of_stage(name, scope) is not None)


def _equation(name: str, scope: Scope) -> tuple[Moment, Tensor, int] | None:
    """The time of a name, what is said of the same quantity at another time, and how far that is away."""
    for then, shift, other in _elsewhere(name):
        made = scope.tensors.get(other)
        if made is not None and made.definition is not None:
            return then, made, shift
    return None


@lru_cache(maxsize=5_000)
def _elsewhere(name: str) -> tuple[tuple[Moment, int, str], ...]:
    """The same quantity at every other time of which a document may say what holds: how far off, and its name there."""
    return tuple(
        (then, then.step - step, then.at(step).name) for then in moments(name) for step in NEAR if step != then.step
    )


def _redefined(tensor: Tensor, renamed: Callable[[str], str]) -> Tensor:
    """A tensor whose definition speaks of other names."""
    assert tensor.definition is not None
    body = map_entries(tensor.definition.body, lambda entry: Entry(renamed(entry.tensor), entry.indices))
    return replace(tensor, definition=replace(tensor.definition, body=body))


def back(term: Term, target: str) -> Term:
    """The target again where a derivative speaks of one of its uses."""
    return map_entries(term, lambda entry: Entry(target, entry.indices) if entry.tensor == own(target) else entry)
