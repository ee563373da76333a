r"""Equations to be solved: `\frac{\partial J}{\partial w} = 0` says where J is flat, not that it is flat.

What is set to 0 claims nothing, and neither does what the words assume, `suppose that $Q^\top Q = I$`. Until the
section ends, a step that follows from it holds where it holds, and one that does not follow may still speak of that
place alone: it is not called false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.calculus.differentiate import differentiate
from derive.decision.decide import DIFFERS, proof
from derive.doubts.spoken import named
from derive.links.comparison import aligned, common
from derive.links.link import Link, Status
from derive.naming.arrays import Array, has_open, plus
from derive.naming.faults import MeaningError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, pushed, spelled, unwrap, walk
from derive.syntax import nodes as n
from derive.terms.index import fresh
from derive.terms.substitute import tensors
from derive.terms.term import Entry, Number, Term
from derive.verdicts.verdict import Verdict

MOST = 3  # losses that may be meant
MULTIPLES = (1, -1, 2, -2)
PLACE = "D305"


def solved(link: Link, frame: Frame, *, last: bool = True) -> Link:
    """A false step as what it is where something was set to 0; a chain that goes on after 0 sets nothing to it."""
    if link.instead is not None:
        found = solved(link.instead, frame, last=last)
        return found if found is not link.instead and found.status is not Status.UNREAD else link
    return _constrained(_solved(link, frame, last=last), frame)


def _solved(link: Link, frame: Frame, *, last: bool) -> Link:
    if link.status not in (Status.OPEN, Status.ILL_FORMED) or link.terms is None or link.unclear:
        return link
    if last and _sets_to_zero(link):
        side = link.sides[0]
        assert isinstance(side, Array)
        frame.scope.zeros = (*frame.scope.zeros, side)
        return replace(link, status=Status.DEFINED, role="condition")
    if any(isinstance(part, n.Derivative) for node in link.nodes if isinstance(node, n.Node) for part in walk(node)):
        return link
    if _is_sought(link, frame):
        return replace(link, status=Status.DEFINED, role="condition")
    for zero in (*frame.scope.zeros, *(_slopes(link, frame) if link.said.flat else ())):
        if follows := _follows(link, zero, frame):
            if zero not in frame.scope.zeros:
                frame.scope.zeros = (*frame.scope.zeros, zero)
            return follows
    return _there(link, frame) or link


def assume(left: Array, right: Array, shown: str, frame: Frame) -> bool:
    """Take an equation that the words assume; False where its sides have other shapes."""
    left, right = aligned(left, right)
    if left.axes != right.axes or has_open(left) or has_open(right):
        return False
    frame.scope.constraints = (*frame.scope.constraints, plus(left, right, "-").named(shown))
    return True


def _constrained(link: Link, frame: Frame) -> Link:
    """A false step where the words assume something: what they assume, what follows from it, what may rest on it."""
    if (supposed := claims_nothing(link)) is not link:
        return supposed
    if link.status is not Status.OPEN or link.terms is None or link.unclear:
        return link
    if assumed := _assumed(link, frame):
        return assumed
    follow = (_follows(link, zero, frame, zero.shown) for zero in frame.scope.constraints)
    return next((found for found in follow if found), None) or _may_rest(link, link.terms, frame)


def _assumed(link: Link, frame: Frame) -> Link | None:
    """A step that the words assume, which no derivative is; what they say after `when` claims nothing either."""
    left, right = link.sides
    assert isinstance(left, Array) and isinstance(right, Array)  # noqa: PT018
    if link.said.when:
        return replace(link, status=Status.DEFINED, role="condition")
    if not _is_supposed(link):
        return None
    assume(left, right, f"{left.shown} = {right.shown}", frame)
    return replace(link, status=Status.DEFINED, role="condition")


def _is_supposed(link: Link) -> bool:
    """What the words assume, which no derivative is."""
    parts = (part for node in link.nodes if isinstance(node, n.Node) for part in walk(node))
    return link.said.assumed and not any(isinstance(part, n.Derivative) for part in parts)


def claims_nothing(link: Link) -> Link:
    """What words suppose claims nothing: where its sides do not fit, it may speak of other names than those known."""
    if not (link.said.when or _is_supposed(link)):
        return link
    if link.instead is not None and link.instead.status is Status.ILL_FORMED:
        return replace(link, instead=None)
    if link.status is not Status.ILL_FORMED:
        return link
    left, right = link.sides
    told = next((side.message for side in (left, right) if isinstance(side, MeaningError)), "the sides do not fit")
    fault = NotUnderstoodError(f"supposed, and not understood: {told}", link.nodes[0].span, code=PLACE)
    return replace(link, sides=(fault, fault), status=Status.UNREAD)


def _may_rest(link: Link, terms: tuple[Term, Term], frame: Frame) -> Link:
    """A step that speaks of something of which the words assume something is not called false."""
    spoken = {name for node in link.nodes if isinstance(node, n.Node) for name in named(node, frame.scope)}
    spoken |= tensors(terms[0]) | tensors(terms[1])
    where = next((z.shown for z in frame.scope.constraints if frame.scope.reach_of(z.body) & spoken), "")
    special = sorted(spelled(name) for name in spoken if letter(name) in link.said.special)
    if not (where or special) or link.decision is None or link.decision.reason != DIFFERS:
        return link
    message = f"false, unless it rests on {where or f'what the words say of {special[0]}'}"
    fault = NotUnderstoodError(message, link.nodes[0].span, code=PLACE)
    return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)


def _sets_to_zero(link: Link) -> bool:
    """f(x) = 0 of something that can be other than 0."""
    right = link.nodes[1]
    literal = isinstance(right, n.Node) and isinstance(zero := unwrap(right), n.Numeral) and zero.text == "0"
    return literal and link.terms is not None and bool(tensors(link.terms[0]))


def _is_sought(link: Link, frame: Frame) -> bool:
    """x = ... of an x that something was set to 0 to find."""
    left = link.nodes[0]
    node = pushed(unwrap(left)) if isinstance(left, n.Node) else None
    name = key(node.base if isinstance(node, n.Scripted) and node.sup is None else node)
    tensor = frame.scope.tensor(name) if name else None
    if tensor is None or tensor.definition is not None:
        return False
    return any(tensor.name in frame.scope.reach_of(zero.body) for zero in frame.scope.zeros)


def _slopes(link: Link, frame: Frame) -> Iterator[Array]:
    """The slopes of the losses known here by what a step speaks of: words say that one is 0, without a formula."""
    left, scope = link.sides[0], frame.scope
    assert isinstance(left, Array)
    assert link.terms is not None
    losses = [t.name for t in scope.tensors.values() if t.definition is not None and not t.axes]
    for name in sorted(tensors(link.terms[0]) | tensors(link.terms[1])):
        if scope.is_defined(name) or scope.tensors[name].axes != tuple(slot.axis for slot in left.flat()):
            continue
        for loss in [loss for loss in reversed(losses) if scope.depends(loss, name)][:MOST]:
            slots = tuple(slot and fresh(slot.axis) for slot in left.slots)
            place = Entry(name, tuple(slot for slot in slots if slot))
            slope = differentiate(Entry(loss), place, scope)
            yield Array(slots, slope, rf"\frac{{\partial {spelled(loss)}}}{{\partial {spelled(name)}}}")


def _follows(link: Link, zero: Array, frame: Frame, said: str = "") -> Link | None:
    """a = b where a - b is a multiple of what is 0; `said` is how that is told."""
    left, right = link.sides
    assert isinstance(left, Array) and isinstance(right, Array)  # noqa: PT018
    if left.axes != zero.axes or left.axes != right.axes:
        return None
    one, none = common(left, zero, frame.scope)
    other = common(left, right, frame.scope)[1]
    for multiple in MULTIPLES:
        for larger, smaller in ((_times(multiple, one - other), none), (one - other, _times(multiple, none))):
            decision = proof(larger, smaller, link.facts, ())
            if decision.verdict is Verdict.PROVED:
                assuming = (*decision.assuming, said or f"{zero.shown} = 0")
                return replace(link, status=Status.PROVED, decision=replace(decision, assuming=assuming))
    return None


def _times(multiple: int, term: Term) -> Term:
    return Number(multiple) * term


def _there(link: Link, frame: Frame) -> Link | None:
    """A step about the very names of what is 0 may hold only where it is."""
    assert link.terms is not None
    spoken = tensors(link.terms[0]) | tensors(link.terms[1])
    zero = next((z for z in frame.scope.zeros if tensors(frame.scope.unfold(z.body)) & spoken), None)
    if (zero is None and not link.said.flat) or link.decision is None or link.decision.reason != DIFFERS:
        return None
    node = link.nodes[0]
    where = f"{zero.shown} = 0" if zero else "a slope is 0, as the words say"
    fault = NotUnderstoodError(f"false, unless it speaks of where {where}", node.span, code=PLACE)
    return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)
