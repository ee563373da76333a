"""One relation sign: the meaning of both sides, and how far comparing them got, before any refutation.

Shapes come first, then the deciders on what the sides stand for, then on what they say with names left folded.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from derive.decision.decide import DIFFERS, UNPROVED, Decision, proof
from derive.deriving.differentials import Order, to_first_order, variable_of
from derive.deriving.earlier import acting_in, beyond, held_fixed, listed, to_be_said
from derive.doubts.resting import borne, entry_by_entry, resting
from derive.doubts.spoken import heads, is_chain_rule, shown_whole, supposed
from derive.links import unsaid
from derive.links.assuming import hypotheses, in_doubt, settle_classes
from derive.links.link import DECLARE, GUESSED, UNTOLD, VACUOUS, Link, Status
from derive.naming.arrays import Array, blocks, fitted, has_open, may_fit
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.losses import direct_slopes, loss_in, slopes
from derive.naming.names import key, spelled
from derive.naming.scope import Scope
from derive.summing.instants import at_its_time, has_tables, lost_time, names_in
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.terms.blocks import is_parted, parted, settled
from derive.terms.canonical import canonical
from derive.terms.facts import Facts
from derive.terms.index import Variable
from derive.terms.jumps import without_relu
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import ZERO, Entry, Term, add
from derive.verdicts.verdict import Verdict

MOST_UNFOLDED = 4  # names unfolded one by one in looking for a proof with the others folded


def compare_sides(link: Link, frame: Frame) -> Link:
    """Shapes first, then the deciders."""
    left, right = link.sides
    if told := _lost_time(link, frame):
        return told
    if not (isinstance(left, Array) and isinstance(right, Array)):
        if any(isinstance(side, Unread) and side.slip for side in link.sides):
            return replace(link, status=Status.ILL_FORMED)
        ill = any(isinstance(side, IllFormedError) for side in link.sides)
        return unsure(replace(link, status=Status.ILL_FORMED), frame) if ill else replace(link, status=Status.UNREAD)
    for side, node in zip((left, right), link.nodes, strict=True):
        if loss := loss_in(side, frame.scope):
            fault = NotUnderstoodError(f"only the slopes of {spelled(loss)} are known, not its value", node.span)
            return replace(link, sides=(fault, fault), status=Status.UNREAD)
    left, right = aligned(left, right)
    if has_tables(frame.scope.reach_of(left.body) | frame.scope.reach_of(right.body)):
        left, right = at_its_time(left, frame.scope), at_its_time(right, frame.scope)
    link = replace(link, sides=(left, right))
    vacuous = _vacuous(link, frame)
    if vacuous and _doubted(link, frame):
        return vacuous
    if has_open(left) or has_open(right):
        if left.is_scalar != right.is_scalar:  # an array is no number, however long it is
            return vacuous or unsure(replace(link, status=Status.ILL_FORMED), frame)
        fault = NotUnderstoodError("the length of a vector of ones or of an identity is not known", link.nodes[0].span)
        return vacuous or replace(link, sides=(fault, fault), status=Status.UNREAD)
    high = max(len(left.slots), len(right.slots)) > 2
    if left.axes != right.axes and high and not (left.is_scalar or right.is_scalar):
        message = f"the shapes {left.shape} and {right.shape}: a derivative of an array by a matrix has three indices"
        fault = NotUnderstoodError(message, link.nodes[0].span, code="D201")
        return vacuous or replace(link, sides=(fault, fault), status=Status.UNREAD)
    if left.axes != right.axes and may_fit(left, right):
        fault = NotUnderstoodError(f"blocks in another order: {left.shape} and {right.shape}", link.nodes[0].span)
        return vacuous or replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)
    if left.axes != right.axes:
        turned = left.is_vector and [slot.axis for slot in left.flat()] == [slot.axis for slot in right.flat()]
        untold = _about_loss(link, (left.body, right.body), frame) if turned else None
        return vacuous or untold or unsure(replace(link, status=Status.ILL_FORMED), frame)
    return _of_blocks(link, left, right, vacuous, frame)


def _of_blocks(link: Link, left: Array, right: Array, vacuous: Link | None, frame: Frame) -> Link:
    """Sides made of blocks are equal where all blocks are; the first that is not shown to be tells how it stands."""
    pairs = list(zip(blocks(left), blocks(right), strict=True))
    for one, other in pairs[:-1]:
        told = _decided(link, one, other, vacuous, frame)
        if told.status is not Status.PROVED:
            return told
    return _decided(link, *pairs[-1], vacuous, frame)


def _decided(link: Link, left: Array, right: Array, vacuous: Link | None, frame: Frame) -> Link:
    """The step between sides of one shape, as the deciders see it."""
    terms = common(left, right, frame.unfolding)
    if not all(is_parted(parted(term)) for term in terms):
        fault = NotUnderstoodError("an index that runs over blocks one after the other", link.nodes[0].span)
        return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)
    decision = proof(*terms, link.facts, hypotheses(frame, *terms, link=link))
    if decision.reason == UNPROVED:
        decision = _folded_proof(left, right, link, frame) or decision
    if decision.reason == DIFFERS and (order := to_first_order(*terms, frame.scope)) != Order(*terms):
        if order is None:
            fault = NotUnderstoodError("only terms of second order are left", link.nodes[0].span)
            return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)
        terms = order.left, order.right
        decision = proof(*terms, link.facts, hypotheses(frame, *terms, link=link))
        said = f"to first order in {_listed(order.differentials)}"
        decision = replace(decision, conditions=(*decision.conditions, said))
    acting = frozenset[str]().union(*(acting_in(term, frame.unfolding) for term in terms))
    if acting and decision.verdict is not Verdict.PROVED:
        terms, decision, untold = _of_one_step(terms, acting, link, frame)
        if untold is not None:
            return vacuous or untold
    lost = _lost(left, right, frame.scope) if decision.reason == DIFFERS and not link.unclear else frozenset[Variable]()
    link = replace(link, terms=terms, decision=decision, lost=tuple(sorted(variable.name for variable in lost)))
    if lost and (agreed := _with_sums_unsaid(link, lost, frame)):
        return agreed
    if decision.verdict is Verdict.PROVED:
        settle_classes(link, frame, decision.assuming)
        _bear_out(link, left, right, frame)
        return replace(link, status=Status.PROVED)
    status = Status.ILL_FORMED if lost else Status.OPEN
    return (
        vacuous
        or _if_doubted(link, terms, frame)
        or _if_of_others(link, terms, frame)
        or _if_constant(link, terms)
        or _about_loss(link, terms, frame)
        or _by_some_or_all(link, frame)
        or unsure(replace(link, status=status), frame)
    )


def _bear_out(link: Link, left: Array, right: Array, frame: Frame) -> None:
    """What a proved step shows of the names that it speaks of."""
    assert link.terms is not None
    if not all(map(is_chain_rule, link.nodes)):
        spoken = names_in(left.body) | names_in(right.body)
        shown = spoken.union(*map(names_in, link.terms), *map(frame.scope.reach, spoken))
        frame.scope.confirmed |= shown - entry_by_entry(link.terms, frame.scope)
    frame.scope.confirmed |= {f"{name}:" for node in link.nodes for name in shown_whole(node, link.nodes, frame.scope)}
    frame.scope.confirmed |= {name for node in link.nodes for name in supposed(node, frame.scope)}
    frame.scope.confirmed |= borne(link.nodes, partial(holds_without, link, left, right, frame), frame)
    nodes = [node for node in link.nodes if isinstance(node, n.Node)]
    frame.scope.confirmed |= {f"{head}()" for node in nodes for head in heads(node, frame.scope)}


def _lost_time(link: Link, frame: Frame) -> Link | None:
    """A side that sums over a time at which the other side stands."""
    for place, (node, other) in enumerate((link.nodes, link.nodes[::-1])):
        if not isinstance(node, n.Node) or not isinstance(other, n.Node):
            continue
        if (found := lost_time(node, other, frame.scope.times)) is not None:
            message = f"this sum runs over all times {found[0]}, and the other side speaks of one"
            fault = IllFormedError(
                message, found[1].span, code="D202", found=f"a sum over {found[0]}", expected="no sum"
            )
            sides = (fault, link.sides[1]) if place == 0 else (link.sides[0], fault)
            return replace(link, sides=sides, status=Status.ILL_FORMED)
    return None


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(spelled, names))


def unsure(link: Link, frame: Frame) -> Link:
    """A guess that no proved step bears out cannot make a step false: it may be the guess that is."""
    found = [resting(node, link.nodes, link.terms, p, frame) for p, node in enumerate(link.nodes)]
    place = 0 if found[0] else 1
    if not found[place]:
        return link
    guess, node = next(iter(found[place].values())), link.nodes[place]
    fault = NotUnderstoodError(f"false if {guess}", node.span, code=GUESSED, hint=DECLARE)
    sides = (fault, link.sides[1]) if place == 0 else (link.sides[0], fault)
    names = frozenset(found[0]) | frozenset(found[1])
    return replace(link, sides=sides, status=Status.UNREAD, guesses=names, instead=link)


def borne_out(link: Link, names: frozenset[str]) -> Link:
    """The step as it is judged when proved steps speak of all that it rests on."""
    return link.instead if link.instead is not None and link.guesses <= names else link


def _about_loss(link: Link, terms: tuple[Term, Term], frame: Frame) -> Link | None:
    """A step that says what the slopes of a guessed loss are, or that holds for another such loss, is not false.

    Nor is one that equates the slopes of two of them: how these are related is not said.
    """
    left, right = ({_loss_of(name) for name in names_in(t) if _origin(name, frame) == "gradient"} for t in terms)
    if left == right:
        return _through_others(link, terms, frame) or _of_others(link, terms, frame)
    fault = NotUnderstoodError("nothing says what loss this is the slope of", link.nodes[0].span, code=GUESSED)
    return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)


def _of_others(link: Link, terms: tuple[Term, Term], frame: Frame) -> Link | None:
    """A step between the slopes by two things that a guessed loss is of: one may be made of the other."""
    one, two = (slopes(frame.scope) & names_in(term) for term in terms)
    if not one or not two or one & two:
        return None
    message = f"false if {min(one)} and {min(two)} have nothing to do with each other, which is a guess"
    fault = NotUnderstoodError(message, link.nodes[0].span, code=GUESSED, hint=DECLARE)
    return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)


def _loss_of(slope: str) -> str:
    return slope.partition("/")[0]


def _origin(name: str, frame: Frame) -> str:
    tensor = frame.scope.tensors.get(name)
    return tensor.origin if tensor else ""


def _through_others(link: Link, terms: tuple[Term, Term], frame: Frame) -> Link | None:
    """A step that holds if a guessed loss depends on h only through o = f(h): it may be that loss that is meant."""
    direct = direct_slopes(frame.scope) & (names_in(terms[0]) | names_in(terms[1]))
    message = f"false if {min(direct, default='')} is not 0 with all else fixed, which is a guess from how it is used"
    return _if_zero(direct, message, link, terms)


def _of_one_step(
    terms: tuple[Term, Term], acting: frozenset[str], link: Link, frame: Frame
) -> tuple[tuple[Term, Term], Decision, Link | None]:
    """The step where nothing acts through these states, the answer for it, and what is to be said before it holds."""
    states = frozenset[str]().union(*(to_be_said(term, frame.unfolding) for term in terms))
    left, right = (canonical(held_fixed(term, frame.unfolding)) for term in terms)
    decision = proof(left, right, link.facts, hypotheses(frame, left, right, link=link))
    untold = None
    if decision.verdict is Verdict.PROVED:
        decision = replace(decision, assuming=(*decision.assuming, f"{listed(acting)} held fixed"))
    if decision.verdict is Verdict.PROVED and not _is_step(link, (left, right), states, frame):
        message = f"true if {listed(acting)} is held fixed: more acts through it; else false"
        untold = asking(link, message, decision)
    elif further := beyond((left, right), acting, frame.unfolding):
        untold = asking(link, f"false if {listed(acting)} is held fixed; is {listed(further)}?")
    return (left, right), decision, untold


def _is_step(link: Link, terms: tuple[Term, Term], states: frozenset[str], frame: Frame) -> bool:
    """Whether one step of time is meant: the words say so, or the loss may be one of this step, as nobody says it."""
    return all(map(link.said.holds, states)) or any(_origin(n, frame) == "gradient" for t in terms for n in tensors(t))


def _if_doubted(link: Link, terms: tuple[Term, Term], frame: Frame) -> Link | None:
    """A step that holds under what the text neither lets one assume nor clearly takes back is not false."""
    if not (doubted := in_doubt(frame, *terms, link)):
        return None
    decision = proof(*terms, link.facts, (*hypotheses(frame, *terms, link=link), *doubted))
    if decision.verdict is not Verdict.PROVED:
        return None
    message = f"true if {' and '.join(decision.assuming)}, which is in doubt here; else false"
    return asking(link, message, decision)


def _if_of_others(link: Link, terms: tuple[Term, Term], frame: Frame) -> Link | None:
    """A step that holds for all but the class of the labels, where the words speak of others and not of which."""
    known = hypotheses(frame, *terms, link=link) if link.said.apart else ()
    letters = sorted(terms[0].free | terms[1].free, key=lambda v: v.name)
    for place in (h.onehot[1] for h in known if h.onehot):
        for one in (v for v in letters if v.axis == place.axis and v is not place):
            facts = link.facts | Facts(unequal=frozenset([(one, place)]))
            if proof(*terms, facts, known).verdict is Verdict.PROVED:
                named = " or ".join(sorted(v.name for v in place.free))
                return asking(link, rf"true if {one.name} \ne {named}; else false")
    return None


def asking(link: Link, message: str, decision: Decision | None = None) -> Link:
    """Neither true nor false before something is said; with the decision that it would come to then."""
    fault = NotUnderstoodError(message, link.nodes[0].span, code=UNTOLD, hint="say it in the sentence before the step")
    proved = replace(link, status=Status.PROVED, decision=decision) if decision else None
    asked = replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)
    return replace(asked, instead=proved, guesses=frozenset([message])) if proved else asked


def _if_constant(link: Link, terms: tuple[Term, Term]) -> Link | None:
    """A step that holds if what one side does not differentiate is held constant there: it may be meant so."""
    names = frozenset(name for name in tensors(terms[0]) ^ tensors(terms[1]) if variable_of(name))
    message = f"true if {_listed(tuple(sorted(names)))} is 0, of what is held constant; else false"
    return _if_zero(names, message, link, terms)


def _if_zero(names: frozenset[str], message: str, link: Link, terms: tuple[Term, Term]) -> Link | None:
    """Unread with this message, if the step holds where these names are 0."""
    if not names:
        return None
    one, two = (map_entries(term, lambda entry: ZERO if names_in(entry) & names else entry) for term in terms)
    if proof(one, two, link.facts, ()).verdict is not Verdict.PROVED:
        return None
    fault = NotUnderstoodError(message, link.nodes[0].span, code=GUESSED, hint=DECLARE)
    return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)


def _vacuous(link: Link, frame: Frame) -> Link | None:
    """A side that differentiates by what is not there was probably not understood: it cannot make a step false."""
    for place, node in enumerate(link.nodes):
        for span, message in frame.vacuous.items():
            if node.span.start <= span.start and span.end <= node.span.end:
                fault = NotUnderstoodError(message, span, code=VACUOUS)
                sides = (fault, link.sides[1]) if place == 0 else (link.sides[0], fault)
                return replace(link, sides=sides, status=Status.UNREAD)
    return None


def _doubted(link: Link, frame: Frame) -> bool:
    """A side differentiates what is only guessed by what is not there: that it is 0 proves nothing."""
    spans = [node.span for node in link.nodes]
    return any(s.start <= d.start and d.end <= s.end for d in frame.doubted for s in spans)


def aligned(left: Array, right: Array) -> tuple[Array, Array]:
    """A literal 0 takes the shape of the other side, a vector of ones its length."""
    left, right = fitted(left, right)
    if right.is_zero and not left.is_scalar:
        return left, Array(left.slots, right.body, right.shown)
    if left.is_zero and not right.is_scalar:
        return Array(right.slots, left.body, left.shown), right
    return left, right


def common(left: Array, right: Array, scope: Scope, kept: frozenset[str] = frozenset()) -> tuple[Term, Term]:
    """Both entries at the same indices."""
    return generic(left, scope, kept), generic(right, scope, kept)


def generic(array: Array, scope: Scope, kept: frozenset[str] = frozenset()) -> Term:
    """An entry at any indices, all definitions but those kept unfolded, bound indices named canonically.

    Of an array made of blocks, the sum of an entry of each, times a number of its own that may be any.
    """
    made = blocks(array)
    if len(made) > 1:
        return canonical(add(*(Entry(f"%{p}") * generic(block, scope, kept) for p, block in enumerate(made))))
    return canonical(without_relu(settled(scope.unfold(array.at(*array.generic), lambda name: name not in kept))))


def _folded_proof(left: Array, right: Array, link: Link, frame: Frame) -> Decision | None:
    """A proof over names left folded holds whatever they stand for: deep networks are decided a layer at a time.

    Left folded are the names that the left, the right, or both sides speak of, without the most derived ones.
    """
    scope = frame.unfolding
    spoken = [frozenset(n for n in tensors(side.body) if scope.is_defined(n)) for side in (left, right)]
    for names in dict.fromkeys((*spoken, spoken[0] & spoken[1])):
        derived = sorted(names, key=lambda name: (-len(scope.reach(name)), name))
        for start in range(min(len(derived), MOST_UNFOLDED)):
            kept = frozenset(derived[start:])
            terms = common(left, right, scope, kept)
            decision = proof(*terms, link.facts, hypotheses(frame, *terms, link=link))
            if decision.verdict is Verdict.PROVED:
                return decision
    return None


def holds_without(link: Link, left: Array, right: Array, frame: Frame, name: str) -> bool:
    """Whether the step is proved with a name left folded, that is whatever it stands for."""
    terms = common(left, right, frame.unfolding, frozenset([name]))
    return proof(*terms, link.facts, hypotheses(frame, *terms, link=link)).verdict is Verdict.PROVED


def _lost(left: Array, right: Array, scope: Scope) -> frozenset[Variable]:
    fixed = scope.fixed()
    one, two = (array.body.free - set(array.flat()) - fixed for array in (left, right))
    return one ^ two


def _with_sums_unsaid(link: Link, lost: frozenset[Variable], frame: Frame) -> Link | None:
    """The step where it holds once the indices that stand twice are summed over."""
    left, right = link.sides
    assert isinstance(left, Array) and isinstance(right, Array)  # noqa: PT018
    one, two = (unsaid.summed(s, node, lost) for s, node in zip((left, right), link.nodes, strict=True))
    made = compare_sides(replace(link, sides=(one, two), lost=()), frame) if one and two else None
    if made is None or made.status is not Status.PROVED:
        return None
    frame.note(unsaid.SAID)
    return made


def _by_some_or_all(link: Link, frame: Frame) -> Link | None:
    """A derivative by b, where b was defined without its index k: by one b_k, by all of them, or along all at once?"""
    for node in link.nodes:
        name = key(node.by) if isinstance(node, n.Derivative) else None
        if name in frame.scope.implied:
            message = f"false as it is read: {spelled(name)} was defined without its {frame.scope.implied[name]}"
            fault = NotUnderstoodError(message, node.span, code=GUESSED, hint="write the index")
            return replace(link, sides=(fault, link.sides[1]), status=Status.UNREAD)
    return None
