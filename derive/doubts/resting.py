"""What a step rests on that only a guess says: such a step is not called false.

shapes      of inferred names, and in a context that nobody named: borne out by any proved step that speaks of them,
            unless it would hold of numbers as well
functions   that a name before brackets is one
meanings    of p, J or h in a context that nobody named: borne out by a proved step that needs them
freedom     of a name that nothing says the value of, and of which nothing is made: it may stand for anything
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from derive.calling.calls import meant
from derive.doubts.spoken import borne_at_other_times, heads, named, shaped_by, wholes_in
from derive.meaning.define import as_call
from derive.naming.arrays import GENERIC
from derive.naming.frame import Frame
from derive.naming.names import is_open, key, parts, spelled, unwrap, walk
from derive.naming.scope import Scope, Tensor
from derive.summing.instants import names_in
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Unread
from derive.terms.substitute import tensors
from derive.terms.term import Delta, Entry, Size, Sum, Term
from derive.terms.term import walk as walk_terms

Nodes: TypeAlias = tuple[n.Node | Unread, n.Node | Unread]
Values: TypeAlias = dict[str, str]  # tensors, each with the meaning of the name it is written by
FROM_USE = "which is a guess from how it is used"


def resting(
    node: n.Node | Unread, nodes: Nodes, terms: tuple[Term, Term] | None, place: int, frame: Frame
) -> dict[str, str]:
    """The guesses that a side rests on and no proved step so far bears out, by name, in words."""
    scope = frame.scope
    if not isinstance(node, n.Node):
        return {}
    unsaid = (head for head in heads(node, scope) if f"{head}()" not in scope.confirmed)
    if terms is None and (head := next(unsaid, None)):
        return {f"{head}()": f"{head} is a function of numbers, {FROM_USE}"}
    if whole := {name for name in wholes_in(node, scope) if f"{name}:" not in scope.confirmed}:
        return {f"{name}:": f"{spelled(name)} is the matrix of all of them, {FROM_USE}" for name in whole}
    written = named(node, scope)
    names = names_in(terms[place]) if terms else frozenset().union(*(shaped_by(name, scope) for name in written))
    names |= {name for name in written if scope.tensors[name].is_supposed}
    known = scope.confirmed | (borne_at_other_times(names, scope) if terms is None else entry_by_entry(terms, scope))
    shaped = sorted(name for name in names - known if _is_guess(name, terms is None, scope))
    found = {name: _meant_by_guess(scope.tensors[name], scope) for name in shaped}
    if terms is None:
        return found
    free = sorted(names - names_in(terms[1 - place]) - scope.given)
    loose = [name for name in free if _is_loose(name, scope)]
    found |= {f"{name} is free": f"{spelled(name)} is made of nothing, and nothing says what it is" for name in loose}
    meanings = _meanings(node, nodes, place, frame)
    return found | {meaning: text for meaning, (_, text) in meanings.items() if meaning not in scope.confirmed}


def borne(nodes: Nodes, holds_without: Callable[[str], bool], frame: Frame) -> frozenset[str]:
    """The meanings that a proved step bears out: of what one side alone speaks of, and of all between.

    holds_without   whether the step holds whatever a name stands for
    """
    scope, found = frame.scope, set()
    values = [_values(node, frame) for node in nodes]
    both = values[0] | values[1]
    for place, node in enumerate(nodes):
        alone = {name: values[place][name] for name in values[place] if name not in values[1 - place]}
        if by := _varied(node, scope):
            found |= set(_meant(alone, by, scope, through=by))
        needed = _meant(alone if by else _without_made(alone, both, scope), by or set(both), scope)
        asked = {meaning: name for meaning, (name, _) in needed.items() if meaning not in found | scope.confirmed}
        found |= {meaning for meaning, name in asked.items() if not holds_without(name)}
    labelled = [name for name, meaning in both.items() if not meaning]  # J_{naive}: what a bare J may mean from now on
    found |= {_meaning(name.partition("_")[0], name) for name in labelled}
    return frozenset(found - {""})


def entry_by_entry(terms: tuple[Term, Term], scope: Scope) -> frozenset[str]:
    """Inferred arrays of which a step says the same of every entry alone: it would hold of numbers as well.

    Not those with an axis that is summed over, compared, counted or given a letter, or that a known array has.
    """
    parts = [part for term in terms for part in walk_terms(term)]
    names = {part.tensor for part in parts if isinstance(part, Entry)} & scope.tensors.keys()
    guessed = {name for name in names if scope.tensors[name].origin == "inferred"}
    seen = {axis for name in names - guessed for axis in scope.tensors[name].axes}
    for part in parts:
        match part:
            case Sum(index=index):
                seen.add(index.axis)
            case Size(axis=axis):
                seen.add(axis)
            case Delta(left, right):
                seen |= {left.axis, right.axis}
            case Entry(indices=indices):
                seen |= {index.axis for index in indices if getattr(index, "name", "") not in GENERIC}
    return frozenset(name for name in guessed if (axes := scope.tensors[name].axes) and not seen & set(axes))


def _meanings(node: n.Node, nodes: Nodes, place: int, frame: Frame) -> dict[str, tuple[str, str]]:
    """What a context that nobody named makes of names that every document may mean otherwise: p, J, h."""
    scope, by = frame.scope, _varied(node, frame.scope)
    if by:
        return _meant(_values(node, frame), by, scope, through=by)
    values = one, two = [_values(other, frame) for other in nodes]
    alone = {name: meaning for name, meaning in values[place].items() if not (name in one and name in two)}
    return _meant(_without_made(alone, one | two, scope), set(one | two), scope)


def _without_made(names: Values, others: Values, scope: Scope) -> Values:
    """Without the names that what others stand for is written in."""
    made = set().union(*(scope.reach(name) - {name} for name in others))
    return {name: meaning for name, meaning in names.items() if name not in made}


def _meant(names: Values, stop: set[str], scope: Scope, through: Iterable[str] = ()) -> dict[str, tuple[str, str]]:
    """The meanings that are from a context alone, of the names and all they are made of down to those in `stop`.

    through    only of what depends on one of these
    """
    if not scope.chosen:
        return {}
    found: dict[str, tuple[str, str]] = {}
    through, meanings = set(through), dict(names)
    seen, todo = set(stop), sorted(n for n in names if not through or (scope.reach(n) & through and n not in through))
    while todo:
        tensor = scope.tensors.get(todo.pop(0))
        if tensor is None or tensor.definition is None:
            continue
        meaning = meanings.get(tensor.name, _meaning(tensor.name, tensor.name))
        inside = sorted(tensors(tensor.definition.body) - seen)
        if tensor.origin == "context" and meaning and tensors(tensor.definition.body):  # not y = onehot(o)
            text = f"{spelled(tensor.name)} is what it is in the context {scope.name}, which nothing says"
            found[meaning] = (tensor.name, text)
        inside = [name for name in inside if not through or scope.reach(name) & through]
        seen.update(inside)
        todo += inside
    return found


def _meaning(written: str, name: str) -> str:
    """That a name stands for this; '' for a name that means one thing everywhere."""
    return f"{written} := {name}" if is_open(written) else ""


def _varied(node: n.Node | Unread, scope: Scope) -> set[str]:
    """The tensors that a side differentiates by."""
    inside = walk(node) if isinstance(node, n.Node) else ()
    return {name for part in inside if isinstance(part, n.Derivative) for name in named(part.by, scope)}


def _values(node: n.Node | Unread, frame: Frame) -> Values:
    """The tensors that a term speaks of, in what it differentiates but not in what it differentiates by."""
    if not isinstance(node, n.Node):
        return {}
    if isinstance(node, n.Derivative):
        return _values(node.body, frame) if node.body is not None else {}
    if any(isinstance(part, n.Derivative) for part in walk(node)):
        return {name: meaning for part in parts(node) for name, meaning in _values(part, frame).items()}
    scope = frame.scope
    meant_by = {name: meant(scope.tensors[name], frame).name for name in named(node, scope)}
    return {name: _meaning(written, name) for written, name in meant_by.items()}


def _is_loose(name: str, scope: Scope) -> bool:
    """An inferred array of which nothing is said."""
    tensor = scope.tensors.get(name)
    return tensor is not None and tensor.origin == "inferred" and tensor.definition is None


def given(chains: Iterable[Chain], scope: Scope) -> frozenset[str]:
    """The arrays that formulas take as given: something is made of them, or they are differentiated by."""
    found: set[str] = set()
    for chain in chains:
        terms = [unwrap(term) for term in chain.terms if isinstance(term, n.Node)]
        is_said = bool(terms) and (
            isinstance(terms[0], n.Name | n.Accent | n.Scripted) or as_call(terms[0]) is not None
        )
        by = [part.by for term in terms for part in walk(term) if isinstance(part, n.Derivative)]
        for node in (*(terms[1:] if is_said else ()), *by):
            families = (scope.family(name) for part in walk(node) if (name := key(part)))
            found |= named(node, scope) | {family.tensor for family in families if family}
    return frozenset(found)


def _is_guess(name: str, about_shape: bool, scope: Scope) -> bool:
    """What was inferred, with how a vector lies of which words say the length; and in a context that nobody named, the
    shapes of arrays that nothing defines.
    """
    tensor = scope.tensors.get(name)
    if tensor is None:
        return False
    chosen = scope.chosen and about_shape and tensor.origin == "context" and bool(tensor.axes)
    made = scope.reach(name) - {name}  # its shape is that of what it is made of
    told = name in scope.said and not (about_shape and len(tensor.axes) == 1)
    return (chosen and not made) or (tensor.origin == "inferred" and not told)


def _meant_by_guess(tensor: Tensor, scope: Scope) -> str:
    """h is h^{(t)}, or its shape; or how it lies, where words say how long it is."""
    body = tensor.definition.body if tensor.definition else None
    if tensor.name in scope.said and body is None:
        return f"{spelled(tensor.name)} is a {'row' if tensor.row else 'column'}, which nothing says"
    return f"{spelled(tensor.name)} is {spelled(body.tensor) if isinstance(body, Entry) else tensor.shape}, {FROM_USE}"
