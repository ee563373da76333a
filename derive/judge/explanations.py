"""Why a proved step holds: its sides read once more with every derivative held back, and the moves between them.

    Link, Reading  --explain()-->  Step, Step, ...       () when nothing short was found

This file is loaded only when somebody asks: it is handed to the judge as `Options.explain`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from derive.decision.watch import GivenUpError, step
from derive.explain import Change, Definition, Ground, path
from derive.explain.checked import decided
from derive.explain.parts import difference
from derive.links.assuming import hypotheses
from derive.links.comparison import aligned
from derive.links.link import Link
from derive.links.readings import Reading, meaning
from derive.naming.arrays import Array
from derive.naming.frame import Frame
from derive.naming.hypothesis import Hypothesis
from derive.naming.names import candidates, key, letter, spelled, walk
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.terms.blocks import is_parted, settled
from derive.terms.canonical import canonical
from derive.terms.facts import Facts
from derive.terms.index import Axis, Variable
from derive.terms.jumps import without_relu
from derive.terms.substitute import map_entries
from derive.terms.term import Apply, Delta, Entry, Size, Term, children, rebuild
from derive.terms.term import walk as walk_terms
from derive.terms.typesetting import SPARE, Style, hides, latex, lettered
from derive.verdicts.verdict import Step, Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Both sides at common indices, with definitions folded and derivatives held back."""

    left: Term
    right: Term
    ground: Ground
    generic: tuple[Variable, ...]


def explain(link: Link, reading: Reading) -> tuple[Step, ...]:
    """The steps from the left side to the right, in the author's names."""
    question = asked(link, reading)
    if question is None:
        return ()
    try:
        with step(question.left, question.right, "explain"):
            changes = path(question.left, question.right, question.ground)
    except (GivenUpError, RecursionError):
        return ()
    style = _style(question, reading)
    steps = tuple(_step(change, question, style) for change in changes)
    return tuple(step for step in steps if step.before != step.after) or steps[:1]


def asked(link: Link, reading: Reading) -> Question | None:
    """The question as the explanation sees it; None where the sides cannot be read as they were."""
    if link.decision is None or link.decision.verdict is not Verdict.PROVED or link.terms is None:
        return None
    frame = replace(reading.frame, scope=reading.scope.copy(), vacuous={}, notes=[], held={})
    left, right = (meaning(node, frame) for node in link.nodes)
    if not (isinstance(left, Array) and isinstance(right, Array)):
        left, right = link.sides  # of bare functions, which a link says only as a whole
    if not (isinstance(left, Array) and isinstance(right, Array)):
        return None
    left, right = aligned(left, right)
    if left.axes != right.axes:
        return None
    ground = _ground(link, reading, frame)
    terms = (_at_jumps(_in_blocks(array.at(*left.generic), frame.scope), frame.scope) for array in (left, right))
    sides = [_held(term, frame, ground) for term in terms]
    if not all(map(is_parted, (*sides, *link.terms))):
        return None
    if not all(_is_said(side, term, ground) for side, term in zip(sides, link.terms, strict=True)):
        return None
    return Question(sides[0], sides[1], ground, tuple(v for v in left.generic if v))


def _in_blocks(term: Term, scope: Scope) -> Term:
    """The term with the names of all that is made of blocks unfolded, as a step speaks of one block at a time."""

    def is_made_of_blocks(name: str) -> bool:
        return any(
            axis.parts for other in scope.reach(name) & scope.tensors.keys() for axis in scope.tensors[other].axes
        )

    return settled(scope.unfold(term, is_made_of_blocks))


def _at_jumps(term: Term, scope: Scope) -> Term:
    """Where an indicator stands, with the names of ReLU units unfolded: [h > 0] is one of what is inside."""

    def is_relu(name: str) -> bool:
        made = scope.tensors[name].definition
        return made is not None and isinstance(made.body, Apply) and made.body.function == "relu"

    jumps = any(isinstance(part, Apply) and part.function == "step" for part in walk_terms(term))
    return without_relu(scope.unfold(term, is_relu)) if jumps else term


def _is_said(side: Term, term: Term, ground: Ground) -> bool:
    """Whether a side is what was judged: not where sums nobody wrote, first order or other times were read into it."""
    unfolded = canonical(ground.unfolded(side))
    return unfolded is term or decided(unfolded, term, ground.facts)


def _ground(link: Link, reading: Reading, frame: Frame) -> Ground:
    """Definitions and facts in force, with what was assumed; a one-hot vector is defined as what it is."""
    assert link.decision is not None
    assert link.terms is not None
    definitions = {
        name: Definition(tensor.definition.flat(), tensor.definition.body)
        for name, tensor in frame.scope.tensors.items()
        if tensor.definition is not None and name not in (frame.held or {})
    }
    facts: Facts = link.facts
    assumed: set[str] = set()
    for hypothesis in hypotheses(reading.frame, *link.terms, link):
        if hypothesis.sentence in link.decision.assuming:
            facts |= hypothesis.facts
            assumed |= _assumed(hypothesis, definitions, reading)
    return Ground(definitions, facts, assumed=frozenset(assumed), names=spellings(reading))


def _assumed(hypothesis: Hypothesis, definitions: dict[str, Definition], reading: Reading) -> set[str]:
    if hypothesis.onehot is None:
        return set()
    name, index = hypothesis.onehot
    slot = Variable("%w", index.axis)
    definitions[name] = Definition((slot,), Delta(slot, index))
    return {name}


def _held(term: Term, frame: Frame, ground: Ground) -> Term:
    """The term with the derivatives that the frame holds held by the ground."""

    def change(entry: Entry) -> Term:
        found = (frame.held or {}).get(entry.tensor)
        if found is None:
            return entry
        tensor = frame.scope.tensors[entry.tensor]
        assert tensor.definition is not None
        body, target = (Definition(tensor.definition.flat(), t).at(entry.indices) for t in found)
        assert isinstance(target, Entry)
        return ground.hold(_held(body, frame, ground), target)

    return map_entries(term, change)


# as the author writes


def _style(question: Question, reading: Reading) -> Style:
    scope = reading.scope
    names = spellings(reading)
    written = _written(reading)
    known = sorted(scope.families, key=lambda member: any(name in written for name in candidates(member)))
    families = {(f := scope.families[member]).tensor: (names[member], f.position) for member in known}
    taken = {v.name for v in question.left.free | question.right.free}
    usual: dict[Axis, tuple[str, ...]] = {}
    for name, axis in scope.ranges.items():
        usual[axis] = (*usual.get(axis, ()), name)
    letters: dict[Variable, str] = {}
    for variable in question.generic:
        others = [name for name in SPARE[1:] if name not in scope.ranges]
        letters[variable] = next((n for n in [*usual.get(variable.axis, ()), *others] if n not in taken), "k")
        taken.add(letters[variable])
    return Style(families, _derivative(question.ground), letters, names=names, usual=usual)


def _derivative(ground: Ground) -> Callable[[Entry], tuple[Term, Entry] | None]:
    def shown(entry: Entry) -> tuple[Term, Entry] | None:
        found = ground.derivative(entry)
        return (_counted(found[0]), found[1]) if found else None

    return shown


def _counted(term: Term) -> Term:
    """The term with d for the size of the axis d, as in R^d and in a sum up to d."""
    if isinstance(term, Size):
        return Entry(str(term.axis))
    parts = tuple(map(_counted, children(term)))
    return rebuild(term, parts) if parts else term


def spellings(reading: Reading) -> dict[str, str]:
    """LaTeX for every tensor and family: as the chain writes it, else as declared, bold only if the chain uses bold."""
    scope = reading.scope
    written = _written(reading)
    bold = any(name.startswith("bf:") for name in written)
    names = {name: spelled(name if bold else letter(name)) for name in (*scope.tensors, *scope.families)}
    for name in written:
        tensor = scope.tensor(name)
        if tensor is not None:
            names[tensor.name] = spelled(name)
        for member in candidates(name):
            if member in scope.families:
                names[member] = spelled(name)
                break
    return names


def _written(reading: Reading) -> dict[str, None]:
    """The names in a chain."""
    nodes = [node for link in reading.links for node in link.nodes if isinstance(node, n.Node)]
    return dict.fromkeys(k for node in nodes for part in walk(node) if (k := key(part)))


def _step(change: Change, question: Question, style: Style) -> Step:
    before, after = difference(change.before, change.after, question.ground)
    if len(question.generic) == 1:
        (index,) = question.generic
        if all(index not in part.free or hides(part, index, style) for part in (before, after)):
            style = replace(style, hidden=index)
    style = lettered(style, before, after)
    shown = latex(_counted(before), style), latex(_counted(after), style)
    return Step(change.rule if shown[0] != shown[1] else "both sides read the same", *shown)


__all__ = ["Question", "asked", "explain"]
