"""What may be assumed where a step is false as it stands: decision 8, and what the words of the text say of it.

hypotheses   may be assumed
in_doubt     are not, though the text does not say clearly that they do not hold: where they would help, nobody knows
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from derive.links.link import Link, Side
from derive.naming.arrays import Array
from derive.naming.frame import Frame
from derive.naming.hypothesis import Hypothesis
from derive.naming.names import key, letter, spelled, subscripts, unwrap, walk
from derive.naming.scope import Scope
from derive.source.around import UNSAID
from derive.source.sayings import Topic, Withdrawn
from derive.syntax import nodes as n
from derive.terms.facts import NONE, Facts
from derive.terms.index import Index, Variable
from derive.terms.term import ZERO, Delta, Entry, Term
from derive.terms.term import walk as walk_terms


def hypotheses(frame: Frame, left: Term, right: Term, link: Link | None = None) -> tuple[Hypothesis, ...]:
    """The standard hypotheses of the scope, and that two running indices of one axis differ.

    None where the text says when the step holds and is not understood; a case distinction leaves no case out. That w is
    not the o that is given with the problem is heard of a slope that is 0 alone: who forgets y_w writes the others.
    """
    if link and link.unclear:
        return ()
    cases, told = _said_of_letters(_nodes(link))
    said = link.said if link else UNSAID
    taken_back = said.taken_back | said.in_doubt
    standard = _standard(frame.scope, left, right, cases=cases, label=said.label)
    standard = tuple(h for h in standard if not _is_among(h, taken_back))
    standard += _told_of_ranges(link, frame.scope) if link else ()
    if cases:
        return standard
    equal = equalities(frame, left, right)
    told += tuple(pair for side in link.sides for pair in _told_by_entries(side, frame.scope)) if link and equal else ()
    given = frozenset[Variable]() if right is ZERO else frame.scope.fixed()
    different = [
        _differ(a, b)
        for a, b in equal
        if {a.name, b.name} not in told and not {a, b} & given and _are_told_apart(a, b, right, link, frame)
    ]
    return (*standard, *different[:3])


def never_below(link: Link, scope: Scope) -> Facts:
    r"""The numbers that the words say are not below 0, `$\lambda \ge 0$`: a counterexample is looked for above it."""
    return Facts(positive=_numbers(link.said.never_below, scope))


def _told_of_ranges(link: Link, scope: Scope) -> tuple[Hypothesis, ...]:
    """What they say is above 0 may be assumed."""
    names = sorted(_numbers(link.said.positive, scope))
    return tuple(Hypothesis(Facts(positive=frozenset([name])), f"{spelled(name)} > 0") for name in names)


def _numbers(letters: frozenset[str], scope: Scope) -> frozenset[str]:
    """The numbers of these letters that nothing defines."""
    found = map(scope.tensor, letters)
    return frozenset(t.name for t in found if t is not None and t.definition is None and not t.axes)


def in_doubt(frame: Frame, left: Term, right: Term, link: Link) -> tuple[Hypothesis, ...]:
    """What an earlier section took back, and that letters differ which are told apart elsewhere."""
    if link.unclear:
        return ()
    cases, told = _said_of_letters(_nodes(link))
    known = _standard(frame.scope, left, right, cases=cases, label=link.said.label)
    standard = [h for h in known if _is_among(h, link.said.in_doubt) and not _is_among(h, link.said.taken_back)]
    if cases:
        return tuple(standard)
    different = [
        _differ(a, b)
        for a, b in equalities(frame, left, right)
        if {a.name, b.name} not in told
        and not {a, b} & frame.scope.fixed()
        and not {a.name, b.name} & link.said.every
        and frozenset((a.name, b.name)) in frame.scope.cases.pairs
    ]
    return (*standard, *different[:3])


def settle_classes(link: Link, frame: Frame, assuming: tuple[str, ...]) -> None:
    """The labels of a proved step have the class that it needed, from there on."""
    assert link.terms is not None
    for hypothesis in hypotheses(frame, *link.terms, link=link):
        if hypothesis.onehot and hypothesis.sentence in assuming:
            frame.scope.classes.setdefault(*hypothesis.onehot)


def equalities(frame: Frame, left: Term, right: Term) -> list[tuple[Variable, Variable]]:
    """The pairs of letters written in a chain that could be equal."""
    known = frame.scope.written
    free = (v for v in frame.free.values() if v in left.free | right.free and (known is None or v.name in known))
    written = sorted(free, key=lambda v: v.name)
    return [(a, b) for a, b in combinations(written, 2) if a.axis == b.axis]


def _nodes(link: Link | None) -> tuple[n.Node, ...]:
    return tuple(node for node in link.nodes if isinstance(node, n.Node)) if link else ()


def _standard(scope: Scope, left: Term, right: Term, *, cases: bool, label: str) -> tuple[Hypothesis, ...]:
    found = (*scope.hypotheses, *_onehot(scope, left, right, cases=cases))
    told = tuple(_of_class(label, scope)) if label else ()
    names = {h.onehot[0] for h in told if h.onehot}
    others = (h for h in found if not (h.onehot and h.onehot[0] in names))
    return *told, *(h for h in others if cases or not (h.onehot and _is_another(*h.onehot, scope)))


def _of_class(label: str, scope: Scope) -> Iterator[Hypothesis]:
    """What `the true class is $k$` says: labels are 1 at k; so it is the o of a context that nobody named."""
    names = {h.onehot[0] for h in scope.hypotheses if h.onehot}
    names |= {name for h in scope.hypotheses for name, _ in h.facts.distributions}
    for tensor in [scope.tensors[name] for name in sorted(scope.tensors) if len(scope.tensors[name].axes) == 1]:
        one, made = Variable(label, tensor.axes[0]), tensor.definition
        sentence = rf"{spelled(tensor.name)} = \operatorname{{onehot}}({label})"
        if made is None and tensor.name in names:
            yield Hypothesis(NONE, sentence, (tensor.name, one))
        elif made is not None and isinstance(made.body, Delta) and scope.chosen and tensor.origin == "context":
            given = {index for index in made.body.free - set(made.flat()) if _is_unwritten(index, scope)}
            yield from (Hypothesis(Facts(equal=frozenset([(one, index)])), sentence) for index in given)


def _is_unwritten(index: Variable, scope: Scope) -> bool:
    return scope.written is not None and index.name not in scope.written


def _is_another(name: str, index: Index, scope: Scope) -> bool:
    """Whether labels have another class already: a step before is proved with it, or it was said."""
    return scope.classes.get(name, index) is not index


def _differ(a: Variable, b: Variable) -> Hypothesis:
    return Hypothesis(Facts(unequal=frozenset([(a, b)])), rf"{a.name} \ne {b.name}")


def _are_told_apart(a: Variable, b: Variable, right: Term, link: Link | None, frame: Frame) -> bool:
    """Whether a step may mean different letters alone: the document treats equal ones by themselves, or it is 0.

    A chain that goes on to a delta of the two speaks of equal letters as well, and no 0 in it leaves them out.
    """
    said, pair = link.said if link else UNSAID, frozenset((a.name, b.name))
    if pair & said.every:
        return False
    if right is ZERO:
        return said.apart or not (link and pair in link.weighed)
    return said.apart or frame.scope.cases.tell(pair, _nodes(link))


def weighed(nodes: tuple[n.Node, ...]) -> frozenset[frozenset[str]]:
    """The letters of the deltas that stand in a chain."""
    return frozenset(frozenset(pair) for pair in _said_of_letters(nodes)[1])


def _is_among(hypothesis: Hypothesis, withdrawn: frozenset[Withdrawn]) -> bool:
    """Whether words took a hypothesis back; labels that do not sum to 1 are not one-hot either."""
    return any(one.speaks_of(topic, name) for topic, name in _topics(hypothesis) for one in withdrawn)


def _topics(hypothesis: Hypothesis) -> Iterator[tuple[Topic, str]]:
    facts = hypothesis.facts
    if facts.injective:
        yield Topic.DISTINCT, ""
    if facts.avoids:
        yield Topic.OUTSIDE, ""
    for name, _ in facts.distributions:
        yield Topic.SUM, _bare(name)
    if hypothesis.symmetric:
        yield Topic.SYMMETRIC, _bare(hypothesis.symmetric)
    if hypothesis.onehot is not None:
        yield from ((topic, _bare(hypothesis.onehot[0])) for topic in (Topic.ONEHOT, Topic.SUM))


def _bare(name: str) -> str:
    """y of y^{(t)} and of a bold y."""
    return letter(name).partition("_")[0].partition("^")[0].partition(" over ")[0]


@lru_cache(maxsize=256)
def _said_of_letters(nodes: tuple[n.Node, ...]) -> tuple[bool, tuple[set[str], ...]]:
    """Whether a step distinguishes cases, and the letters that it tells apart."""
    cases = any(isinstance(part, n.Cases) for node in nodes for part in walk(node))
    return cases, tuple(pair for node in nodes for pair in _told_apart(node))


def _onehot(scope: Scope, left: Term, right: Term, *, cases: bool) -> Iterator[Hypothesis]:
    """Labels may be one-hot at a class that only the right side names: [i = k] where k is the class.

    Where their class has a name already, another name is heard only in the cases of a step.
    """
    classes = sorted(right.free - left.free - scope.fixed(), key=lambda v: v.name)
    named = {h.onehot[0] for h in scope.hypotheses if h.onehot and not cases and _is_named(h, scope)}
    for name, place in sorted({pair for known in scope.hypotheses for pair in known.facts.distributions}):
        tensor = scope.tensors.get(name)
        if tensor is None or tensor.definition is not None or len(tensor.axes) != 1 or name in named:
            continue
        for index in (v for v in classes if v.axis == tensor.axes[place]):
            yield Hypothesis(NONE, rf"{spelled(name)} = \operatorname{{onehot}}({index.name})", (name, index))


def _is_named(hypothesis: Hypothesis, scope: Scope) -> bool:
    """Whether the class of the labels has a name already: declared, or written in the document."""
    letters = {variable.name for variable in hypothesis.onehot[1].free} if hypothesis.onehot else set()
    return not (hypothesis.usual and scope.chosen) or scope.written is None or letters <= scope.written


def _told_apart(node: n.Node) -> Iterator[set[str]]:
    """The letters of delta_ij and of [i = j]: a step that distinguishes i = j says what holds there as well."""
    for part in walk(node):
        names: tuple[n.Node, ...] = part.terms if isinstance(part, n.Relations) else ()
        if isinstance(part, n.Scripted) and letter(key(part.base) or "") == r"\delta":
            names = subscripts(part.sub)
        if len(names) == 2:
            yield {letter(key(unwrap(name)) or "") for name in names}


def _told_by_entries(side: Side, scope: Scope) -> tuple[set[str], ...]:
    """The letters of y_w where y is 1 at o and 0 elsewhere: a step that speaks so of w = o must hold there."""
    entries = [part for part in walk_terms(side.body) if isinstance(part, Entry)] if isinstance(side, Array) else []
    meant = [scope.unfold(entry) for entry in entries if scope.is_defined(entry.tensor)]
    pairs = [(delta.left, delta.right) for delta in meant if isinstance(delta, Delta)]
    return tuple({a.name, b.name} for a, b in pairs if isinstance(a, Variable) and isinstance(b, Variable))
