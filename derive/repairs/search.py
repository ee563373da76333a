"""Repairs: small edits of the author's own text that make a step provable.

An edit replaces a few characters of one side; the edited text is read again like any other, filtered by the finite
fields, and shown only when proved.

Which side    the right one, unless it agrees with an earlier term of its chain, or only the left one has an index too
              many or no meaning; a term whose left neighbour was repaired is compared with what that should have been
No repair     is a copy of the other side, or comes to nothing
Which first   what holds for every index before what holds only where two letters differ; then the order of the families
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from derive.decision.decide import Decision, proof, relevant
from derive.errors import LimitError
from derive.fields import Look, Outcome, compare
from derive.links.assuming import hypotheses
from derive.links.comparison import generic
from derive.links.link import Link, Side, Status
from derive.links.readings import Mended, Reading
from derive.naming.arrays import Array
from derive.naming.hypothesis import Hypothesis
from derive.naming.names import letter, spelled
from derive.repairs import edits, letters
from derive.repairs.crumbs import tidied
from derive.repairs.remembered import Remembered
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_term
from derive.terms.blocks import parted
from derive.terms.facts import Facts
from derive.terms.term import ZERO, Delta, Entry, Term
from derive.verdicts.verdict import Repair, Verdict

MOST_CANDIDATES, MOST_REPAIRS = 160, 3
MORE_CANDIDATES = 20  # looked at after the first repair
MOST_PROOFS = 12  # tried for one side, where a first look sees no difference
MOST_TEXT = 60_000  # characters of all candidates of one side
MOST_CLOSINGS, MOST_PAIRS = 60, 60


@dataclass(frozen=True)
class Attempt:
    """One side to be edited, and what it should come to."""

    side: str  # 'left' or 'right'
    node: n.Node
    now: Side
    due: Array
    other: n.Node  # the side it must not be a copy of
    link: Link
    reading: Reading
    source: Source
    tried: list[Array] = field(default_factory=list)
    looks: dict[Facts, Look] = field(default_factory=dict)
    assumed: dict[tuple[object, ...], tuple[Hypothesis, ...]] = field(default_factory=dict)

    def towards(self, due: Array) -> Attempt:
        """The same side, to come to something else."""
        return replace(self, due=due, tried=[], looks={}, assumed={})

    @cached_property
    def goal(self) -> Term:
        """What is due, at any indices."""
        return parted(generic(self.due, self.reading.scope))

    def differs(self, other: Term, facts: Facts) -> bool:
        """Whether a first look, or else the finite fields, see that this is not what is due."""
        if facts not in self.looks:
            self.looks[facts] = Look(self.goal, facts)
        return self.looks[facts].is_unequal(other)

    def may_assume(self, other: Term) -> tuple[Hypothesis, ...]:
        """What may be assumed where this comes to what is due: it depends on the letters of the two alone."""
        key = other.free, other is ZERO
        if key not in self.assumed:
            self.assumed[key] = hypotheses(self.remembered.frame, self.goal, other, link=self.link)
        return self.assumed[key]

    @cached_property
    def remembered(self) -> Remembered:
        """What is read of the candidates."""
        return Remembered(self.reading.frame)

    @property
    def direct(self) -> bool:
        """What is due is the other side itself, not what that should have been."""
        return any(self.due is side for side in self.link.sides)

    @property
    def strays(self) -> tuple[str, ...]:
        """Letters free in this side and not in what is due."""
        return _more(self.now, self.due, self.reading) if isinstance(self.now, Array) else ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Letters free in what is due and not in this side."""
        return _more(self.due, self.now, self.reading) if isinstance(self.now, Array) else ()


@dataclass(frozen=True, slots=True)
class Found:
    """A proved edit: the text, and how many pairs of letters it takes to differ."""

    repair: Repair
    steps: int
    apart: int


def repairs(link: Link, reading: Reading, source: Source) -> tuple[Repair, ...]:
    """At most a few proved repairs of one side, one of a kind, the likeliest first."""
    if not all(isinstance(node, n.Node) for node in link.nodes):
        return ()
    for attempt in _attempts(link, reading, source):
        if isinstance(attempt, Repair):
            return (attempt,)
        found = _search(attempt)
        if found:
            if attempt.side == "right":
                reading.mended[attempt.node.span] = Mended(attempt.due, found[0])
            return found
    return ()


# which side, and what it should come to


def _attempts(link: Link, reading: Reading, source: Source) -> Iterator[Attempt | Repair]:
    left, right = link.nodes
    one, two = link.sides
    assert isinstance(left, n.Node) and isinstance(right, n.Node)  # noqa: PT018
    run = list(_run(link, reading))
    mended, due = _mended(link, run, reading), _due(link, run)
    leftwards = Attempt("left", left, one, two, right, link, reading, source) if isinstance(two, Array) else None
    if leftwards and _agrees(leftwards, run, mended):
        own = reading.mended.get(left.span)
        yield replace(own.repair, side="left") if own else leftwards
        return
    rightwards = Attempt("right", right, two, due, left, link, reading, source) if due else None
    if mended and rightwards:
        yield rightwards.towards(mended.due)
    stray = leftwards is not None and leftwards.strays and not leftwards.missing and not _is_subject(left)
    order = (leftwards, rightwards) if due is None or stray else (rightwards, leftwards if _is_index(link) else None)
    yield from (attempt for attempt in order if attempt)


def _run(link: Link, reading: Reading) -> Iterator[Link]:
    """The steps of the chain before this one, the nearest first."""
    at: Link | None = link
    while at is not None:
        at = next((other for other in reading.links if other.nodes[1] is at.nodes[0]), None)
        if at is not None:
            yield at


def _mended(link: Link, run: list[Link], reading: Reading) -> Mended | None:
    """What the left side should have been, if it or what it was proved equal to was repaired."""
    for earlier in run:
        if found := reading.mended.get(earlier.nodes[1].span):
            return found
        if earlier.status is not Status.PROVED:
            break
    return None


def _due(link: Link, run: list[Link]) -> Array | None:
    """The left side, or the nearest term before it that has a meaning."""
    return next((side for step in (link, *run) if isinstance(side := step.sides[0], Array)), None)


def _agrees(leftwards: Attempt, run: list[Link], mended: Mended | None) -> bool:
    """The right side is what the chain began with: the term between is to blame."""
    if not run or (run[0].status is Status.PROVED and not mended):
        return False
    began = mended.due if mended else _due(run[-1], [])
    return began is not None and _decision(leftwards.due, leftwards.towards(began)) is not None


def _is_index(link: Link) -> bool:
    """The sides differ in their indices alone: a letter is free on one of them, or an array stands for its entries."""
    one, two = link.sides
    return bool(link.lost) or (isinstance(one, Array) and isinstance(two, Array) and one.is_scalar != two.is_scalar)


def _is_subject(node: n.Node) -> bool:
    """A name, J(v, o, U) or a derivative: what a claim is about is not what is wrong with it."""
    called = isinstance(node, n.Product) and len(node.factors) == 2 and edits.applied(*(f for _, f in node.factors))
    return called or isinstance(node, n.Name | n.Accent | n.Scripted | n.Derivative)


def _more(one: Side, two: Side, reading: Reading) -> tuple[str, ...]:
    if not (isinstance(one, Array) and isinstance(two, Array)):
        return ()
    left, right = (array.body.free - set(array.flat()) for array in (one, two))
    return tuple(sorted(v.name for v in left - right - reading.scope.fixed()))


# the search


def _search(attempt: Attempt) -> tuple[Repair, ...]:
    found: list[Found] = []
    seen: set[str] = set()
    last, room = MOST_CANDIDATES, MOST_TEXT
    for edit in candidates(attempt):
        harder = found and edit.steps > found[0].steps
        if harder or room < 0 or len(seen) >= last or len(_best(found)) >= MOST_REPAIRS:
            break
        text, places = edit.apply(attempt.source, attempt.node.span)
        if text in seen:
            continue
        seen.add(text)
        room -= len(text)
        one = _found(text, places, edit, attempt)
        if (one or attempt.direct) and _is_copy(one.repair.source if one else text, attempt):
            return ()  # one slip away from a copy: whatever else is proved is contrived
        if one is not None:
            found.append(one)
            last = last if one.apart else min(last, len(seen) + MORE_CANDIDATES)
    return tuple(one.repair for one in _best(found))


def _best(found: list[Found]) -> list[Found]:
    """What needs the fewest letters to differ, one of a kind and each text once, as found."""
    fewest = [one for one in found if one.apart == min(other.apart for other in found)]
    kinds = {one.repair.edit: one for one in reversed(fewest)}
    texts = {_spaced(one.repair.source): one for one in reversed(fewest) if kinds[one.repair.edit] is one}
    return [one for one in fewest if one in texts.values()]


def _is_copy(text: str, attempt: Attempt) -> bool:
    return _spaced(text) == _spaced(attempt.source.slice(attempt.other.span))


def _spaced(text: str) -> str:
    return "".join(text.split())


def _found(text: str, places: tuple[int, ...], edit: edits.Edit, attempt: Attempt) -> Found | None:
    """The edit if it is proved, swept of its crumbs if that is proved as well."""
    decision = _holds(attempt.remembered.tree(edit, attempt.node, attempt.source) or read_term(text), attempt)
    if (
        decision is None
        or not _is_read_so(text, attempt)
        or letters.is_idle(text)
        or _spaced(attempt.source.slice(attempt.other.span)) in _spaced(text)
    ):
        return None
    swept = tidied(text, places, attempt.source.slice(attempt.node.span))
    if swept != text.strip() and ((again := _holds(read_term(swept), attempt)) is not None or _is_copy(swept, attempt)):
        text, decision = swept, again or decision
    told = {hypothesis.sentence for hypothesis in attempt.reading.scope.hypotheses}
    apart = sum(r"\ne" in sentence and sentence not in told for sentence in decision.assuming)
    return Found(Repair(attempt.side, text.strip(), edit.kind), edit.steps, apart)


def _holds(node: n.Node | Unread, attempt: Attempt) -> Decision | None:
    if len(attempt.tried) >= MOST_PROOFS:
        return None
    try:
        side = attempt.remembered.meaning(node)
        if not isinstance(side, Array) or _is_same_name(side, attempt.due):
            return None
        return _decision(side, attempt)
    except LimitError:
        return None


def _is_read_so(text: str, attempt: Attempt) -> bool:
    """Whether the text of what was just proved is read as that."""
    proved = generic(attempt.tried[-1], attempt.remembered.frame.scope)
    side = attempt.remembered.afresh(text)
    return isinstance(side, Array) and generic(side, attempt.remembered.frame.scope) is proved


def _is_same_name(side: Array, due: Array) -> bool:
    """J for J(theta): the other side's own name, however it is written."""
    return isinstance(side.body, Entry) and not side.body.indices and side.shown == due.shown


def _decision(side: Array, attempt: Attempt) -> Decision | None:
    """The proof that a side is what is due, unless both come to nothing; what was worth a proof is noted as tried."""
    if side.axes != attempt.due.axes:
        return None
    link, frame = attempt.link, attempt.remembered.frame
    terms = attempt.goal, parted(generic(side, frame.scope))
    assumed = attempt.may_assume(terms[1])
    everything = link.facts
    for hypothesis in relevant(assumed, *terms):
        everything |= hypothesis.facts
    if attempt.differs(terms[1], everything):  # one look before every subset of the hypotheses is tried
        return None
    attempt.tried.append(side)
    decision = proof(*terms, link.facts, assumed)
    used = link.facts
    for hypothesis in assumed:
        used = used | hypothesis.facts if hypothesis.sentence in decision.assuming else used
    empty = not side.is_zero and compare(terms[0], ZERO, used) is Outcome.AGREES
    return decision if decision.verdict is Verdict.PROVED and not empty else None


def candidates(attempt: Attempt) -> Iterator[edits.Edit]:
    """Every family of edits, what people get wrong most often first; a lost index is looked for first of all."""
    node, source = attempt.node, attempt.source
    sides = tuple(side for side in attempt.link.nodes if isinstance(side, n.Node))
    own = letters.letters(sides)
    given = [v.name for v in sorted(attempt.reading.scope.fixed(), key=lambda v: v.name) if len(v.name) == 1]
    singles = letters.indices(node, own)
    if attempt.side == "left" and _is_subject(node):
        yield from (*singles, *letters.indices(node, given), *letters.put_on(node, (*own, *given)))
        return
    if attempt.strays or attempt.missing:
        yield from singles
        yield from letters.indices(node, given)
        yield from letters.renamings(node, own)
        yield from islice(letters.closings(node, attempt.strays, own, source), MOST_CLOSINGS)
        yield from islice(letters.pairs(singles), MOST_PAIRS)
    yield from edits.signs(node, source)
    if not attempt.due.is_scalar:
        yield from edits.transposes(node, source)
        yield from edits.products(node, source)
    yield from singles
    if attempt.due.is_scalar and not isinstance(attempt.now, Array):
        yield from edits.transposes(node, source)
    yield from letters.put_on(node, (*attempt.missing, *given))
    yield from letters.taken_off(node, source)
    yield from edits.onehot(node, source, _targets(attempt.reading, source))
    yield from edits.symbols(node, sides, source)
    yield from letters.indices(node, given)
    yield from edits.factors(node, sides, source)
    yield from edits.terms(node)
    yield from letters.exchanges(node)
    for name in own:
        yield from letters.sums(node, name, source)
    yield from letters.pairs(singles)


def _targets(reading: Reading, source: Source) -> tuple[str, ...]:
    """The one-hot vectors and given distributions of the scope, as the author writes them."""
    scope = reading.scope
    given = {name for hypothesis in scope.hypotheses for name, _ in hypothesis.facts.distributions}
    onehot = [t for t in scope.tensors.values() if t.definition is not None and isinstance(t.definition.body, Delta)]
    free = [t for t in scope.tensors.values() if t.definition is None and t.name in given]
    names = (tensor.name for tensor in (*onehot, *free))
    return tuple(bold if (bold := spelled(name)) in source.text else letter(name) for name in names)
