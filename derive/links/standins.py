r"""What an undeclared name stands for, where a step says it by holding for that alone.

    \frac{\partial L}{\partial b} = \sum_i \delta_i     holds where \delta is \frac{\partial L}{\partial y}
    \frac{\partial \mu}{\partial x_i} = \frac{1}{N}     holds where N is m, the size of the axis of i

A name that nothing defines is a slope of a loss, and a letter that counts is a size, if that makes the step hold and
nothing else of the kind does. It keeps this meaning from there on, and every step that rests on it says that it was
assumed. So do steps that rest on two letters being one size, which only a context that nobody named says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from derive.decision.decide import Decision, proof
from derive.deriving.differentials import variable_of
from derive.doubts.spoken import named
from derive.links.assuming import hypotheses
from derive.links.comparison import aligned, holds_without
from derive.links.link import DECLARE, GUESSED, VACUOUS, Link, Side, Status
from derive.naming.arrays import Array, scalar
from derive.naming.faults import MeaningError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.losses import shown_slope
from derive.naming.names import key, letter, spelled, unwrap
from derive.naming.scope import Scope, Tensor
from derive.source.sayings import Topic
from derive.syntax import nodes as n
from derive.terms.canonical import canonical
from derive.terms.index import Axis, fresh
from derive.terms.substitute import map_entries, substitute, tensors
from derive.terms.term import Delta, Entry, Size, Sum, Term, walk
from derive.verdicts.verdict import Verdict

COUNTS = frozenset("BCDKMNTVdkmn")  # letters that count
MOST = 12  # meanings tried for one step
Terms = tuple[Term, Term]
Meaning = tuple[Tensor, Array]


def stood_in(link: Link, sides: tuple[Side, Side], frame: Frame) -> Link:
    """The step under the only meaning of an undeclared name that makes it hold; else the step as it was."""
    left, right = sides
    if not (_is_open(link) and link.terms and isinstance(left, Array) and isinstance(right, Array)):
        return link
    tried = islice(_meanings(link.terms, frame.scope), MOST)
    found = [(meant, decision) for meant in tried if (decision := _decision(link, meant, frame)) is not None]
    if len(found) != 1:
        return link
    (meant, decision), sides = found[0], aligned(left, right)
    terms = _put(link.terms, meant)
    sentence = f"{spelled(meant[0].name)} = {meant[1].shown}"
    frame.scope.add(replace(meant[0], definition=meant[1]))
    frame.scope.supposed[meant[0].name] = sentence
    if terms[0] is terms[1] and any(isinstance(term, Entry) for term in link.terms):
        return replace(link, sides=sides, status=Status.DEFINED, role="definition", instead=None)
    frame.scope.confirmed |= tensors(terms[0]) | tensors(terms[1]) | {meant[0].name}
    decision = replace(decision, assuming=(*decision.assuming, sentence))
    return replace(link, sides=sides, status=Status.PROVED, terms=terms, decision=decision, lost=(), instead=None)


def said_again(link: Link, frame: Frame) -> Link:
    """A proved step with what is assumed of the names it speaks of, as far as it would not hold without."""
    left, right = link.sides
    if link.status is not Status.PROVED or not (isinstance(left, Array) and isinstance(right, Array)):
        return link
    assert link.decision is not None
    scope, said = frame.scope, link.decision.assuming
    spoken = scope.reach_of(left.body) | scope.reach_of(right.body)
    asked = {name: text for name, text in scope.supposed.items() if name in spoken and text not in said}
    asked = {name: text for name, text in asked.items() if not _is_told(name, link, scope)}
    lacking = [name for name in asked if not holds_without(link, left, right, frame, name)]
    if denied := [name for name in lacking if _is_label(name, scope) and _is_taken_back(name, link)]:
        message = f"it holds for {asked[denied[0]]} alone, which the words take back"
        fault = NotUnderstoodError(message, link.nodes[0].span, code=GUESSED, hint=DECLARE)
        return replace(link, sides=(fault, right), status=Status.UNREAD)
    needed = tuple(asked[name] for name in lacking)
    return replace(link, decision=replace(link.decision, assuming=(*said, *needed))) if needed else link


def heed(link: Link, frame: Frame) -> None:
    r"""A proved step that says what a supposed name is, y_w = [w = o]: from there on the document says it itself."""
    node, other = (unwrap(each) if isinstance(each, n.Node) else None for each in link.nodes)
    if link.status is not Status.PROVED or node is None or other is None:
        return
    tensor = frame.scope.tensor(key(node.base if isinstance(node, n.Scripted) else node) or "")
    if tensor is not None and tensor.name not in named(other, frame.scope):
        frame.scope.supposed.pop(tensor.name, None)


def _is_told(name: str, link: Link, scope: Scope) -> bool:
    """Whether the document says itself what a name was supposed to be, in a formula or in words."""
    told = scope.tensors[name].origin not in ("context", "inferred")
    return told or (_is_label(name, scope) and link.said.onehot and not _is_taken_back(name, link))


def _is_label(name: str, scope: Scope) -> bool:
    made = scope.tensors[name].definition
    return made is not None and isinstance(made.body, Delta)


def _is_taken_back(name: str, link: Link) -> bool:
    r"""Whether words say that labels need not be one-hot: `let $y$ be any vector`."""
    return any(one.speaks_of(Topic.ONEHOT, letter(name)) for one in link.said.taken_back | link.said.in_doubt)


def _is_open(link: Link) -> bool:
    """Understood, and so far not known to hold."""
    vacuous = any(isinstance(side, MeaningError) and side.code == VACUOUS for side in link.sides)
    return link.status not in (Status.PROVED, Status.DEFINED) and not (link.unclear or vacuous)


def _meanings(terms: Terms, scope: Scope) -> Iterator[Meaning]:
    """What the undeclared names of a step may stand for."""
    names = sorted(tensors(terms[0]) | tensors(terms[1]))
    slopes = [scope.tensors[name] for name in names if _origin(name, scope) == "gradient"]
    for tensor in [scope.tensors[name] for name in names if _is_free(name, scope)]:
        yield from ((tensor, _slope(slope)) for slope in slopes if slope.axes == tensor.axes)
        if not tensor.axes and letter(tensor.name) in COUNTS:
            yield from ((tensor, scalar(Size(axis), axis.name)) for axis in _axes(terms))


def _is_free(name: str, scope: Scope) -> bool:
    """A name that nothing defines and nothing is made of."""
    if _origin(name, scope) not in ("inferred", "declared") or scope.is_defined(name) or variable_of(name):
        return False
    return not scope.is_used(name)


def _origin(name: str, scope: Scope) -> str:
    tensor = scope.tensors.get(name)
    return tensor.origin if tensor else ""


def _slope(slope: Tensor) -> Array:
    slots = tuple(fresh(axis) for axis in slope.axes)
    shape = (*slots, None, None)[: max(2, len(slots))]
    return Array(shape, Entry(slope.name, slots), shown_slope(slope.name))


def _axes(terms: Terms) -> list[Axis]:
    """The axes that a step speaks of, but those whose size is a number."""
    found = {part.index.axis for term in terms for part in walk(term) if isinstance(part, Sum)}
    found |= {part.axis for term in terms for part in walk(term) if isinstance(part, Size)}
    found |= {index.axis for term in terms for index in term.free}
    return sorted((axis for axis in found if axis.fixed is None and not axis.half), key=lambda axis: axis.name)


def _put(terms: Terms, meant: Meaning) -> Terms:
    """The step with a name replaced by what it stands for."""
    tensor, value = meant

    def change(entry: Entry) -> Term:
        return substitute(value.body, dict(zip(value.flat(), entry.indices, strict=True)))

    names, brought = frozenset([tensor.name]), value.body.free - set(value.flat())
    left, right = (canonical(map_entries(term, change, names, brought)) for term in terms)
    return left, right


def _decision(link: Link, meant: Meaning, frame: Frame) -> Decision | None:
    """The proof of the step under a meaning; None where there is none."""
    assert link.terms is not None
    terms = _put(link.terms, meant)
    decision = proof(*terms, link.facts, hypotheses(frame, *terms, link=link))
    return decision if decision.verdict is Verdict.PROVED and not decision.assuming else None
