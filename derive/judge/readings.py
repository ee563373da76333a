"""One chain read under one scope and one set of choices, link by link, before any refutation.

A reading is scored so that the judge can compare readings; it never makes a false step true: whatever is proved was
proved of the terms shown as understood.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import combinations, pairwise

from derive.judge.decide import DIFFERS, UNPROVED, Decision, proof
from derive.judge.verdict import Verdict
from derive.meaning.arrays import Array
from derive.meaning.calls import ENTRYWISE
from derive.meaning.choices import Choices
from derive.meaning.define import as_call, define, define_call, introduced
from derive.meaning.elaborate import new_frame
from derive.meaning.faults import IllFormedError, MeaningError, NotUnderstoodError
from derive.meaning.frame import Frame
from derive.meaning.hypotheses import condition_facts
from derive.meaning.indices import free_axes
from derive.meaning.names import key, letter, pushed, unwrap, walk
from derive.meaning.scope import FunctionDefinition, Hypothesis, Scope
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Relation, Unread
from derive.terms.canonical import canonical
from derive.terms.facts import NONE, Facts
from derive.terms.index import Variable
from derive.terms.substitute import tensors
from derive.terms.term import Term

MOST_UNFOLDED = 4  # names unfolded one by one in looking for a proof with the others folded
EQUALITIES = ("=", ":=", "=:", "==")
Side = Array | MeaningError | Unread
_NOTHING = (Unread(Span(0, 0), Span(0, 0), ""),) * 2


class Status(Enum):
    """How far one link got."""

    PROVED = "proved"
    DEFINED = "defined"
    OPEN = "open"  # well-formed, not proved
    ILL_FORMED = "ill-formed"
    UNREAD = "unread"


WEIGHTS = {Status.PROVED: 100, Status.DEFINED: 3, Status.OPEN: 3, Status.ILL_FORMED: 0, Status.UNREAD: 0}


@dataclass(frozen=True, slots=True)
class Link:
    """One relation sign with the meaning of both sides."""

    relation: Relation
    nodes: tuple[n.Node | Unread, n.Node | Unread]
    sides: tuple[Side, Side]
    status: Status
    terms: tuple[Term, Term] | None = None  # unfolded, over common indices
    decision: Decision | None = None
    facts: Facts = NONE
    role: str = "claim"
    lost: tuple[str, ...] = ()  # free letters that stand on one side only
    unclear: str = ""  # a stated condition that is not understood
    replaces: bool = False  # a definition that replaces the context's
    swapped: bool = False  # the right side is what the left defines


@dataclass
class Reading:
    """A chain under one scope: its links, what it added to the scope, and the choices it met."""

    scope: Scope
    choices: Choices
    frame: Frame
    links: list[Link] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Higher is better; comparable between readings of one chain under one context."""
        read = sum(
            _read_share(side, node) for link in self.links for side, node in zip(link.sides, link.nodes, strict=True)
        )
        return sum(WEIGHTS[link.status] for link in self.links) + read

    @property
    def fit(self) -> tuple[int, int]:
        """How well the context fits: links proved, then links read. A context that knows no name would define all."""
        statuses = [link.status for link in self.links]
        return statuses.count(Status.PROVED), -statuses.count(Status.UNREAD)

    @property
    def good(self) -> bool:
        """Nothing left to improve."""
        return all(link.status in (Status.PROVED, Status.DEFINED) for link in self.links)


def _read_share(side: Side, node: n.Node | Unread) -> float:
    """1 for a term with a meaning; else how much of it fits together below the fault."""
    if isinstance(side, Array):
        return 1.0
    length = node.span.end - node.span.start
    return (
        0.5 * min(1.0, (side.at.end - side.at.start) / length) if isinstance(side, IllFormedError) and length else 0.0
    )


def read_chain_in(chain: Chain, scope: Scope, settled: dict[str, str]) -> Reading:
    """Every link of a chain under a copy of this scope."""
    scope = scope.copy()
    choices = Choices({**settled, **scope.layout})
    frame = new_frame(scope, choices=choices)
    nodes = [term for term in chain.terms if isinstance(term, n.Node)]
    frame.guesses.update(free_axes([*nodes, *chain.conditions], frame))
    for variable in scope.fixed():
        frame.free.setdefault(variable.name, variable)
    _primed_functions(nodes, scope)
    reading = Reading(scope, choices, frame)
    facts, unclear = _stated(chain, frame)
    sides: list[Side | None] = [None] * len(chain.terms)
    for position, relation in enumerate(chain.relations):
        if relation.sign in EQUALITIES:
            reading.links.append(_link(chain, position, sides, reading, (facts, unclear)))
    for term in chain.terms:
        if isinstance(term, n.Node):
            _case_links(term, reading, facts, unclear)
    reading.links.sort(key=lambda link: link.relation.span.start)
    return reading


def _stated(chain: Chain, frame: Frame) -> tuple[Facts, str]:
    facts, unclear = frame.scope.facts, ""
    for condition in chain.conditions:
        try:
            stated = condition_facts(condition, frame)
        except MeaningError:
            stated = None
        if stated is None:
            unclear = "a condition stated before this step is not understood"
        else:
            facts |= stated
    return facts, unclear


def meaning(node: n.Node | Unread, frame: Frame) -> Side:
    """The array a term denotes, or why it denotes none."""
    if isinstance(node, Unread):
        return node
    try:
        return frame.read(node)
    except MeaningError as fault:
        return fault
    except RecursionError:
        return NotUnderstoodError("nested too deep", node.span)


def _link(chain: Chain, position: int, sides: list[Side | None], reading: Reading, stated: tuple[Facts, str]) -> Link:
    relation = chain.relations[position]
    nodes = (chain.terms[position], chain.terms[position + 1])
    left, right = nodes
    for candidate, other in ((0, 1), (1, 0)):
        node, value = nodes[candidate], nodes[other]
        if candidate == 1 and not (relation.sign in (":=", "=:") or _is_bare(right)):
            continue
        if isinstance(node, n.Node) and isinstance(value, n.Node) and introduced(node, reading.frame):
            made = _definition(node, value, Link(relation, nodes, _NOTHING, Status.DEFINED), reading)
            if made is not None:
                return replace(made, swapped=candidate == 1)
    for offset in (0, 1):
        if sides[position + offset] is None:
            sides[position + offset] = meaning(nodes[offset], reading.frame)
    first, second = sides[position], sides[position + 1]
    assert first is not None and second is not None  # noqa: PT018
    link = compare_sides(
        Link(relation, nodes, (first, second), Status.UNREAD, facts=stated[0], unclear=stated[1]), reading
    )
    return _affirmed(link, left, right, reading)


def _is_bare(node: n.Node | Unread) -> bool:
    return isinstance(node, n.Name | n.Accent | n.Scripted)


def _definition(node: n.Node, value: n.Node, blank: Link, reading: Reading) -> Link | None:
    """A link that introduces a name; None when its value has no meaning here."""
    frame = reading.frame
    node = pushed(unwrap(node))
    blank = replace(blank, role="definition")
    try:
        if call := as_call(node):
            if not define_call(*call, value, frame):
                frame.read(value)
            return blank
        array = frame.read(value)
        _bind_subscripts(node, frame)
        strays = {v.name for v in array.body.free - set(array.flat()) - frame.scope.fixed()} - letters_in(node)
        if strays:
            return None
        if not define(node, array, frame):
            return None
        _aliased(node, frame)
        return replace(blank, sides=(array, array))
    except MeaningError as fault:
        return replace(blank, sides=(fault, fault), status=Status.UNREAD)


def _aliased(node: n.Node, frame: Frame) -> None:
    """A new name for what has a name already is another spelling of it: theta = U v where s = U v is known."""
    scope, name = frame.scope, key(node)
    made = scope.tensors.get(name) if name else None
    if name is None or made is None or made.definition is None or not made.axes:
        return
    for other in list(scope.tensors.values()):
        if other is made or other.definition is None or other.axes != made.axes or other.row != made.row:
            continue
        terms = common(made.definition, other.definition, scope)
        if proof(*terms, scope.facts, ()).verdict is Verdict.PROVED:
            del scope.tensors[name]
            scope.aliases[name] = other.name
            return


def _primed_functions(nodes: list[n.Node], scope: Scope) -> None:
    """g'(x) says that g is a function, if nothing else does."""
    for node in (part for root in nodes for part in walk(root) if isinstance(part, n.Product)):
        for (_, head), (_, bracket) in pairwise(node.factors):
            name = key(head.base) if isinstance(head, n.Scripted) and head.primes and head.sub is None else None
            group = bracket.base if isinstance(bracket, n.Scripted) else bracket
            known = name and (scope.function(name) or letter(name) in ENTRYWISE)
            if name and not known and isinstance(group, n.Group) and len(group.items) == 1:
                scope.functions[name] = FunctionDefinition(name, "x", None)


def _bind_subscripts(node: n.Node, frame: Frame) -> None:
    for name in letters_in(node):
        axis = frame.guesses.get(name) or frame.scope.range(name)
        if name not in frame.free and axis is not None:
            frame.free[name] = Variable(name, axis)


def letters_in(node: n.Node) -> set[str]:
    """The letters in the subscripts of a node."""
    found = set()
    for part in walk(node):
        inner = pushed(part) if isinstance(part, n.Accent | n.Scripted) else part
        if isinstance(inner, n.Scripted) and inner.sub is not None:
            found |= {letter(k) for s in walk(inner.sub) if (k := key(s))}
    return found


def compare_sides(link: Link, reading: Reading) -> Link:
    """Shapes first, then the deciders."""
    left, right = link.sides
    if not (isinstance(left, Array) and isinstance(right, Array)):
        ill = any(isinstance(side, IllFormedError) for side in link.sides)
        return replace(link, status=Status.ILL_FORMED if ill else Status.UNREAD)
    left, right = aligned(left, right)
    link = replace(link, sides=(left, right))
    vacuous = _vacuous(link, reading.frame)
    if left.axes != right.axes:
        return vacuous or replace(link, status=Status.ILL_FORMED)
    terms = common(left, right, reading.scope)
    decision = proof(*terms, link.facts, hypotheses(reading, *terms, link=link))
    if decision.reason == UNPROVED:
        decision = _folded_proof(left, right, link, reading) or decision
    lost = _lost(left, right, reading.scope) if decision.reason == DIFFERS and not link.unclear else ()
    if decision.verdict is Verdict.PROVED:
        reading.scope.confirmed |= tensors(left.body) | tensors(right.body)
    elif vacuous:
        return vacuous
    status = Status.PROVED if decision.verdict is Verdict.PROVED else Status.ILL_FORMED if lost else Status.OPEN
    return replace(link, terms=terms, decision=decision, status=status, lost=lost)


def _vacuous(link: Link, frame: Frame) -> Link | None:
    """A side that differentiates by what is not there was probably not understood: it cannot make a step false."""
    for place, node in enumerate(link.nodes):
        for span, message in frame.vacuous.items():
            if node.span.start <= span.start and span.end <= node.span.end:
                fault = NotUnderstoodError(message, span, code="D302")
                sides = (fault, link.sides[1]) if place == 0 else (link.sides[0], fault)
                return replace(link, sides=sides, status=Status.UNREAD)
    return None


def aligned(left: Array, right: Array) -> tuple[Array, Array]:
    """A literal 0 takes the shape of the other side."""
    if right.is_zero and not left.is_scalar:
        return left, Array(left.slots, right.body, right.shown)
    if left.is_zero and not right.is_scalar:
        return Array(right.slots, left.body, left.shown), right
    return left, right


def common(left: Array, right: Array, scope: Scope, kept: frozenset[str] = frozenset()) -> tuple[Term, Term]:
    """Both entries at the same indices, all definitions but those kept unfolded, bound indices named canonically."""
    generic = [Variable(f"i{p}", slot.axis) if slot else None for p, slot in enumerate(left.slots, 1)]
    one, two = (scope.unfold(side.at(*generic), lambda name: name not in kept) for side in (left, right))
    return canonical(one), canonical(two)


def _folded_proof(left: Array, right: Array, link: Link, reading: Reading) -> Decision | None:
    """A proof over names left folded holds whatever they stand for: deep networks are decided a layer at a time.

    Left folded are the names that the left, the right, or both sides speak of, without the most derived ones.
    """
    scope = reading.scope
    spoken = [frozenset(n for n in tensors(side.body) if scope.is_defined(n)) for side in (left, right)]
    for names in dict.fromkeys((*spoken, spoken[0] & spoken[1])):
        derived = sorted(names, key=lambda name: (-len(scope.reach(name)), name))
        for start in range(min(len(derived), MOST_UNFOLDED)):
            kept = frozenset(derived[start:])
            terms = common(left, right, scope, kept)
            decision = proof(*terms, link.facts, hypotheses(reading, *terms, link=link))
            if decision.verdict is Verdict.PROVED:
                return decision
    return None


def _lost(left: Array, right: Array, scope: Scope) -> tuple[str, ...]:
    fixed = scope.fixed()
    one, two = (array.body.free - set(array.flat()) - fixed for array in (left, right))
    return tuple(sorted(variable.name for variable in one ^ two))


def hypotheses(reading: Reading, left: Term, right: Term, link: Link | None = None) -> tuple[Hypothesis, ...]:
    """The standard hypotheses of the scope, and that two free indices of one axis differ.

    None where the text says when the step holds and is not understood; a case distinction leaves no case out.
    """
    if link and link.unclear:
        return ()
    nodes = [node for node in link.nodes if isinstance(node, n.Node)] if link else []
    if any(isinstance(part, n.Cases) for node in nodes for part in walk(node)):
        return reading.scope.hypotheses
    different = [
        Hypothesis(Facts(unequal=frozenset([(a, b)])), rf"{a.name} \ne {b.name}")
        for a, b in equalities(reading, left, right)
    ]
    return (*reading.scope.hypotheses, *different[:3])


def equalities(reading: Reading, left: Term, right: Term) -> list[tuple[Variable, Variable]]:
    """The pairs of letters written in a chain that could be equal."""
    written = sorted((v for v in reading.frame.free.values() if v in left.free | right.free), key=lambda v: v.name)
    return [(a, b) for a, b in combinations(written, 2) if a.axis == b.axis]


def _affirmed(link: Link, left: n.Node | Unread, right: n.Node | Unread, reading: Reading) -> Link:
    """A document that restates a context's definition makes it its own, or replaces it by another."""
    name = key(pushed(unwrap(left))) if isinstance(left, n.Name | n.Accent) else None
    if name and link.status is Status.UNREAD and isinstance(link.sides[0], Array):
        reading.scope.poison(name, "by an equation that is not read")
    if _anew(link, left, right, reading):
        return replace(link, status=Status.DEFINED, role="definition", replaces=True)
    tensor = reading.scope.tensor(name) if name else None
    if tensor is None or tensor.origin != "context" or tensor.definition is None or not isinstance(left, n.Node):
        return link
    if link.status is Status.PROVED:
        reading.scope.add(replace(tensor, origin="affirmed"))
    elif link.status in (Status.OPEN, Status.ILL_FORMED) and isinstance(link.sides[1], Array) and not link.lost:
        taken = define(left, link.sides[1], reading.frame)
        return replace(link, status=Status.DEFINED, role="definition", replaces=True) if taken else link
    return link


def _anew(link: Link, left: n.Node | Unread, right: n.Node | Unread, reading: Reading) -> bool:
    """z = B x in a new section, after z = A x in an earlier one: it speaks of what z was not made of.

    An equation that speaks of the same things is a claim about z, and wrong if it does not hold.
    """
    if link.lost or link.status not in (Status.OPEN, Status.ILL_FORMED):
        return False
    if not isinstance(left, n.Node) or not isinstance(right, n.Node) or not isinstance(link.sides[1], Array):
        return False
    frame, scope, node = reading.frame, reading.scope, pushed(unwrap(left))
    call = as_call(node)
    head = call[0] if call else node.base if isinstance(node, n.Scripted) and node.sup is None else node
    name = key(head)
    function = scope.function(name) if name and call else None
    if function is not None:
        return function.earlier and call is not None and define_call(*call, right, frame)
    tensor = scope.tensor(name) if name else None
    if tensor is None or tensor.origin != "earlier" or tensor.definition is None:
        return False
    old, new = (tensors(scope.unfold(array.body)) for array in (tensor.definition, link.sides[1]))
    if not new - old:
        return False
    return define_call(*call, right, frame) if call else define(node, link.sides[1], frame)


def _case_links(term: n.Node, reading: Reading, facts: Facts, unclear: str) -> None:
    """The equalities written inside the rows of a case distinction, under the condition of the row."""
    for node in walk(term):
        if not isinstance(node, n.Cases):
            continue
        for row in node.rows:
            if not isinstance(row.value, n.Relations):
                continue
            try:
                stated = condition_facts(row.condition, reading.frame) if row.condition else None
            except MeaningError:
                stated = None
            inside = facts | stated if stated else facts
            remark = unclear or ("" if stated else "the condition of this case is not understood")
            sides = [meaning(t, reading.frame) for t in row.value.terms]
            for p, (sign, span) in enumerate(zip(row.value.signs, row.value.spans, strict=True)):
                pair = (row.value.terms[p], row.value.terms[p + 1])
                link = Link(
                    Relation(sign, span), pair, (sides[p], sides[p + 1]), Status.UNREAD, facts=inside, unclear=remark
                )
                if sign in EQUALITIES:
                    reading.links.append(compare_sides(link, reading))
