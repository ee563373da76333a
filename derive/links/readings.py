"""One chain read under one scope and one set of choices, link by link, before any refutation.

A reading is scored so that the judge can compare readings; it never makes a false step true: whatever is proved was
proved of the terms shown as understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from derive.calling.standard import is_identity
from derive.errors import LimitError
from derive.indexing.hypotheses import condition_facts, quantified
from derive.indexing.indices import free_axes
from derive.links import balance
from derive.links.adoption import affirmed, definition, primed_functions, rooted, told_of_overrun
from derive.links.assuming import weighed
from derive.links.comparison import compare_sides
from derive.links.link import GUESSED, NOTHING, Link, Side, Status
from derive.links.renaming import BECOMES, DEFINING, renewed, totalled, updated
from derive.links.roots import either_root
from derive.links.solving import assume, claims_nothing, solved
from derive.links.standins import heed, stood_in
from derive.meaning.define import introduced, whole_name
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import Array
from derive.naming.choices import Choices
from derive.naming.faults import MeaningError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.hypothesis import Hypothesis
from derive.naming.losses import put_losses
from derive.naming.names import key, letter, spelled, walk
from derive.naming.scope import Scope
from derive.source.around import Said
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Relation, Unread
from derive.terms.facts import NONE, Facts
from derive.terms.index import Variable
from derive.verdicts.verdict import Repair

EQUALITIES = ("=", ":=", "=:", "==")


class Stated(NamedTuple):
    """facts    what must hold
    unclear  what of it is not understood
    said     what the words say
    weighed  the letters of the deltas in the chain
    """

    facts: Facts
    unclear: str
    said: Said
    weighed: frozenset[frozenset[str]]


WEIGHTS = {Status.PROVED: 100, Status.DEFINED: 3, Status.OPEN: 3, Status.ILL_FORMED: 0, Status.UNREAD: 1}
MOST = 102  # no link scores more: it is proved, and both its sides are read


@dataclass(frozen=True, slots=True)
class Mended:
    """What a term of a chain should have come to, and the repair that was shown for it."""

    due: Array
    repair: Repair


@dataclass
class Reading:
    """A chain under one scope: its links, what it added to the scope, and the choices it met.

    open_to   choices that may make more of it true: a step that is proved, or has a side that asks for no choice and is
              not understood, stays as it is whatever else is chosen
    mended    terms that were found wrong, by where they stand: the steps after them are not blamed for it
    """

    scope: Scope
    choices: Choices
    frame: Frame
    links: list[Link] = field(default_factory=list)
    open_to: set[str] = field(default_factory=set)
    mended: dict[Span, Mended] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """Higher is better; comparable between readings of one chain under one context."""
        read = sum(
            _read_share(side, node) for link in self.links for side, node in zip(link.sides, link.nodes, strict=True)
        )
        return sum(WEIGHTS[(link.instead or link).status] for link in self.links) + read

    @property
    def fit(self) -> tuple[int, int]:
        """How well the context fits: links proved, then links read. A context that knows no name would define all."""
        statuses = [(link.instead or link).status for link in self.links]
        return statuses.count(Status.PROVED), -statuses.count(Status.UNREAD)

    @property
    def good(self) -> bool:
        """Nothing left to improve."""
        return all(link.status in (Status.PROVED, Status.DEFINED) for link in self.links)


class _Sides:
    """The terms of a chain as they are understood, each read once, and the choices that each asked for."""

    def __init__(self, terms: Sequence[n.Node | Unread], frame: Frame) -> None:
        self.terms, self.frame = terms, frame
        self.read: dict[int, tuple[Side, frozenset[str]]] = {}

    def at(self, position: int) -> Side:
        """The array that a term denotes, or why it denotes none."""
        if position not in self.read:
            with self.frame.choices.heard() as asked:
                side = meaning(self.terms[position], self.frame)
            self.read[position] = side, frozenset(asked)
        return self.read[position][0]

    def faults(self, position: int) -> list[frozenset[str]]:
        """What each side of a relation sign asked for that is not understood."""
        return [asked for side, asked in self._beside(position) if not isinstance(side, Array)]

    def asked(self, position: int) -> frozenset[str]:
        """What the sides of a relation sign asked for."""
        return frozenset().union(*(asked for _, asked in self._beside(position)))

    def _beside(self, position: int) -> list[tuple[Side, frozenset[str]]]:
        return [self.read[place] for place in (position, position + 1) if place in self.read]


def _read_share(side: Side, node: n.Node | Unread) -> float:
    """1 for a term with a meaning; else how much of it fits together below the fault."""
    if isinstance(side, Array):
        return 1.0
    length = node.span.end - node.span.start
    fits = isinstance(side, MeaningError) and length
    return 0.5 * min(1.0, (side.at.end - side.at.start) / length) if fits else 0.0


def read_chain_in(chain: Chain, scope: Scope, settled: dict[str, str]) -> Reading:
    """Every link of a chain under a copy of this scope; without brackets that close nothing, where that is safe."""
    strays = balance.spans(chain)
    if not strays:
        return _read_in(chain, scope, settled)
    reading = _read_in(balance.without_strays(chain), scope, settled)
    doubtful = {
        strays[node.span]
        for link in reading.links
        for node in link.nodes
        if link.status is not Status.PROVED and node.span in strays
    }
    sure = {term: balance.is_sure(term, chain, scope, settled) for term in doubtful}
    if not all(sure.values()):
        reading = _read_in(balance.without_strays(chain, lambda term: sure.get(term, True)), scope, settled)
    if any(term.ways and sure.get(term, True) for term in strays.values()):
        reading.frame.note(balance.NOTE)
    return reading


def _read_in(chain: Chain, scope: Scope, settled: dict[str, str]) -> Reading:
    scope = scope.copy()
    choices = Choices({**settled, **scope.layout})
    with choices.heard() as asked:
        reading, stated = _begun(chain, scope, choices)
    sides = _Sides(chain.terms, reading.frame)
    for position, relation in enumerate(chain.relations):
        if relation.sign in EQUALITIES:
            try:
                with choices.heard() as inside:
                    link = _link(chain, position, sides, reading, stated)
                reading.links.append(link)
                reading.open_to |= _open_to(link, sides.faults(position), sides.asked(position) | inside, asked)
            except LimitError as error:
                reading.links.append(_too_large(chain, position, str(error)))
        elif relation.sign == BECOMES:
            updated(chain.terms[position], sides.at(position + 1), reading.frame)
    with choices.heard() as asked_inside:
        for term in chain.terms:
            if isinstance(term, n.Node):
                _case_links(term, reading, stated)
    reading.open_to |= asked_inside
    for name in reading.frame.lost:
        scope.poison(name, "by an equation that is not read")
    reading.links.sort(key=lambda link: link.relation.span.start)
    return reading


def _begun(chain: Chain, scope: Scope, choices: Choices) -> tuple[Reading, Stated]:
    """A reading without links yet, and what is stated of the chain."""
    nodes = [term for term in chain.terms if isinstance(term, n.Node)]
    whole = frozenset(term.span for term in nodes if isinstance(term, n.Derivative))
    frame = new_frame(scope, choices=choices, whole=whole, passing=chain.passing)
    frame.guesses.update(free_axes([*nodes, *chain.conditions], frame))
    for variable in scope.fixed():
        frame.free.setdefault(variable.name, variable)
    primed_functions(nodes, scope)
    put_losses(scope)
    return Reading(scope, choices, frame), _stated(chain, frame)


def _too_large(chain: Chain, position: int, message: str) -> Link:
    nodes = (chain.terms[position], chain.terms[position + 1])
    left, right = (NotUnderstoodError(message, node.span, code="D001") for node in nodes)
    return Link(chain.relations[position], nodes, (left, right), Status.UNREAD)


def _stated(chain: Chain, frame: Frame) -> Stated:
    facts, unclear, every = frame.scope.facts, "", chain.said.every
    apart = replace(frame, free=dict(frame.free))  # a letter of a condition is not in use in the chain
    for condition in chain.conditions:
        try:
            stated = condition_facts(condition, apart)
            every |= quantified(condition, apart)
        except MeaningError:
            stated = None
        if stated is None and (_is_positive(condition, chain.said) or _assume_condition(condition, frame)):
            continue
        if stated is None:
            unclear = "a condition stated before this step is not understood"
        else:
            facts |= stated
    nodes = tuple(term for term in chain.terms if isinstance(term, n.Node))
    return Stated(facts, unclear, chain.said._replace(every=every), weighed(nodes))


def _is_positive(condition: n.Node, said: Said) -> bool:
    """x > 0, which is heard of as a range."""
    match condition:
        case n.Relations(terms=(n.Name() as name, n.Numeral(text="0")), signs=(">",)):
            return letter(key(name) or "") in said.positive
    return False


def _assume_condition(condition: n.Node, frame: Frame) -> bool:
    r"""Take a condition that is an equation between terms, \|u\| = 1, for the section; False where it is none."""
    if not (isinstance(condition, n.Relations) and condition.signs == ("=",)):
        return False
    left, right = (meaning(term, frame) for term in condition.terms)
    if not (isinstance(left, Array) and isinstance(right, Array)):
        return False
    return assume(left, right, f"{left.shown} = {right.shown}", frame)


def meaning(node: n.Node | Unread, frame: Frame) -> Side:
    """The array a term denotes, or why it denotes none."""
    if isinstance(node, Unread):
        return node
    try:
        return frame.read(node)
    except MeaningError as fault:
        return fault.kept()
    except RecursionError:
        return NotUnderstoodError("nested too deep", node.span)


def _open_to(link: Link, faults: list[frozenset[str]], asked: frozenset[str], before: set[str]) -> frozenset[str]:
    """The choices that may make a link proved, of those that it asked for and those that were asked for before it."""
    if link.status is Status.PROVED:
        return frozenset()
    return (frozenset.intersection(*faults) if faults else asked) | before


def _link(chain: Chain, position: int, sides: _Sides, reading: Reading, stated: Stated) -> Link:
    relation = chain.relations[position]
    nodes = (chain.terms[position], chain.terms[position + 1])
    left, right = nodes
    if (told := _said_of_an_index(chain, relation, reading.frame)) is not None:
        reading.scope.facts |= told
        return Link(relation, nodes, NOTHING, Status.DEFINED, role="condition")
    if _says_a_class(nodes, reading.frame):
        return Link(relation, nodes, NOTHING, Status.DEFINED, role="condition")
    for candidate, other in ((0, 1), (1, 0)):
        node, value = nodes[candidate], nodes[other]
        if not _may_define(candidate, relation, nodes, reading.frame):
            continue
        if isinstance(node, n.Node) and isinstance(value, n.Node) and introduced(rooted(node, value)[0], reading.frame):
            made = definition(node, value, Link(relation, nodes, NOTHING, Status.DEFINED), reading.frame)
            if made is not None:
                return claims_nothing(replace(made, said=stated.said, swapped=candidate == 1))
    first, second = sides.at(position), sides.at(position + 1)
    blank = Link(relation, nodes, (first, second), Status.UNREAD, **stated._asdict())
    last = all(later.sign != "=" for later in chain.relations[position + 1 :])
    shown = compare_sides(blank, reading.frame)
    for way in (renewed, totalled):
        if (anew := way(shown, (first, second), reading.frame)) is not None:
            return anew
    compared = either_root(solved(shown, reading.frame, last=last), reading.frame)
    link = stood_in(compared, (first, second), reading.frame)
    heed(link, reading.frame)
    for side in (first, second):
        told_of_overrun(side, reading.scope)
    if any(isinstance(side, MeaningError) and side.code == GUESSED for side in link.sides):
        taken = affirmed(replace(link, sides=(first, second), status=Status.OPEN), left, right, reading.frame)
        if taken.status is Status.DEFINED:
            return replace(taken, instead=None)
        fault = next(side for side in link.sides if isinstance(side, MeaningError))
        link = replace(link, sides=(first, fault)) if isinstance(first, Array) else link
    return claims_nothing(affirmed(link, left, right, reading.frame))


def _said_of_an_index(chain: Chain, relation: Relation, frame: Frame) -> Facts | None:
    """`the centre word $c = w_t$` says which word c is: it holds from there on, and claims nothing."""
    if len(chain.terms) != 2:
        return None
    left, right = chain.terms
    if not isinstance(left, n.Name) or not isinstance(right, n.Scripted) or frame.scope.tensor(key(left) or ""):
        return None
    said = n.Relations(left.span.to(right.span), (left, right), (relation.sign,), (relation.span,))
    try:
        return condition_facts(said, frame)
    except MeaningError:
        return None


def _says_a_class(nodes: tuple[n.Node | Unread, n.Node | Unread], frame: Frame) -> bool:
    r"""`y = \operatorname{onehot}(k)` says the class of labels, of which a context says only that there is one."""
    match nodes:
        case (n.Node() as left, n.Function(name="onehot", argument=n.Group(items=(n.Name() as index,)))):
            tensor = frame.scope.tensor(key(left) or "")
        case _:
            return False
    usual = {h.onehot[0] for h in frame.scope.hypotheses if h.onehot and h.usual}
    if tensor is None or tensor.definition is not None or tensor.name not in usual or len(tensor.axes) != 1:
        return False
    one = Variable(letter(key(index) or ""), tensor.axes[0])
    said = Hypothesis(NONE, rf"{spelled(tensor.name)} = \operatorname{{onehot}}({one.name})", (tensor.name, one))
    frame.scope.hypotheses = (*frame.scope.hypotheses, said)
    frame.scope.classes[tensor.name] = one
    return True


def _may_define(place: int, relation: Relation, nodes: tuple[n.Node | Unread, ...], frame: Frame) -> bool:
    """Whether that side may be what an equation defines: with a colon the side at it, if that is a name at all."""
    if relation.sign not in DEFINING:
        return place == 0 or _is_bare(nodes[1], frame)
    marked = 0 if relation.sign == ":=" else 1
    at_colon = nodes[marked]
    return place == marked or not (isinstance(at_colon, n.Node) and whole_name(at_colon, frame.scope))


def _is_bare(node: n.Node | Unread, frame: Frame) -> bool:
    """A name that an equation may define from its right side, of which nothing is made; I there is the identity.

    A declared size and a declared index are what they are, and so is the end of a sum.
    """
    if not isinstance(node, n.Name | n.Accent | n.Scripted) or is_identity(key(node) or "", frame):
        return False
    name = key(node.base if isinstance(node, n.Scripted) else node) or ""
    axis = frame.scope.axis(name)
    if axis in frame.scope.remembered.values() or (not frame.scope.chosen and (axis or frame.scope.range(name))):
        return False
    tensor = frame.scope.tensor(whole_name(node, frame.scope) or name) or frame.scope.tensor(name)
    return tensor is None or (tensor.origin != "declared" and not frame.scope.is_used(tensor.name))


def _case_links(term: n.Node, reading: Reading, told: Stated) -> None:
    """The equalities written inside the rows of a case distinction, under the condition of the row."""
    facts, unclear, said, _ = told
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
                    Relation(sign, span),
                    pair,
                    (sides[p], sides[p + 1]),
                    Status.UNREAD,
                    facts=inside,
                    unclear=remark,
                    said=said,
                )
                if sign in EQUALITIES:
                    reading.links.append(compare_sides(link, reading.frame))
