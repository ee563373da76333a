"""From one side to the other: both are taken by moves until they look alike; the right side's moves are read backwards.

    left, right, Ground  --path()-->  Change, Change, ...      () when nothing short was found

Law: both deciders agree that `before` and `after` of every change are equal, under the facts of the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

from derive.explain.ground import Ground
from derive.explain.tidy import expanded, opaque, shuffled, tidy
from derive.explain.trace import WAYS, Barred, Memo, Page, trace
from derive.fields import Outcome, compare
from derive.prove import prove
from derive.terms.canonical import canonical
from derive.terms.substitute import tensors
from derive.terms.term import Delta, Term, walk

LONGEST = 8  # steps; a person reads them in a breath
RETRIES = 4
MOST_JOINED = 3  # steps of different kinds read together, so that there are no more than the longest

Pages = list[Page]


@dataclass(frozen=True, slots=True)
class Change:
    """One named step from a whole side to the next."""

    rule: str
    before: Term
    after: Term
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The left side's page and the right side's page that are alike, or one named step apart."""

    left: Pages
    right: Pages
    gap: str = ""

    @property
    def length(self) -> tuple[int, int]:
        """How many steps there are to read, and how many moves are in them."""
        return len(merged(self.changes())), len(self.left) + len(self.right)

    def changes(self) -> list[Change]:
        """The left side's moves forwards, the step between, the right side's moves backwards."""
        made = [Change(b.rule, a.term, b.term, b.kind) for a, b in zip(self.left, self.left[1:], strict=False)]
        one, two = self.left[-1].term, self.right[-1].term
        if self.gap:
            made.append(Change(self.gap, one, two, "algebra"))
        back = [Change(b.back, b.term, a.term, b.kind) for a, b in zip(self.right, self.right[1:], strict=False)]
        return made + back[::-1]


def path(left: Term, right: Term, ground: Ground) -> tuple[Change, ...]:
    """The steps from left to right, each agreed on by both deciders."""
    barred: Barred = frozenset()
    for _ in range(RETRIES):
        found = _shortest(left, right, ground, barred)
        if found is None:
            return ()
        changes = _shortened(merged(found.changes()) or [Change("rearrange", left, right, "algebra")])
        wrong = next((c for c in changes if not holds(c, ground)), None)
        if wrong is None:
            return tuple(changes) if len(changes) <= LONGEST else ()
        barred |= {part.strip() for part in wrong.rule.split(";")}
    return ()


def holds(change: Change, ground: Ground) -> bool:
    """Both deciders agree that a change changes nothing: over names left folded, else with everything unfolded.

    What holds over names holds whatever they stand for.
    """
    common = names(change.before, ground) & names(change.after, ground)
    return any(_agreed(change, ground, kept) for kept in dict.fromkeys((common, frozenset[str]())))


def _agreed(change: Change, ground: Ground, kept: frozenset[str]) -> bool:
    one, two = (canonical(ground.unfolded(term, kept)) for term in (change.before, change.after))
    if one is two:
        return True
    return compare(one, two, ground.facts) is Outcome.AGREES and prove(one, two, ground.facts) is not None


def names(term: Term, ground: Ground) -> frozenset[str]:
    """The defined names that are left when derivatives are worked out."""
    return tensors(ground.unfolded(term, ground)) & frozenset(ground.definitions)


# the search

Found = tuple[Meeting, int, int]  # with the ways that the left and the right side took


def _shortest(left: Term, right: Term, ground: Ground, barred: Barred) -> Meeting | None:
    """The shortest way over all ways through the moves, then without each move that turns out not to be needed."""
    memo: Memo = {}
    lefts = [trace(left, ground, way, barred, memo) for way in WAYS]
    rights = [trace(right, ground, way, barred, memo) for way in WAYS]
    best: Found | None = None
    for (m, one), (n, two) in product(enumerate(lefts), enumerate(rights)):
        found = meeting(one, two)
        if found and (best is None or found.length < best[0].length):
            best = found, m, n
    if best is None:
        for m, n in ((0, 0), (1, 1)):
            bridged = bridge(lefts[m], rights[n], ground)
            if bridged:
                best = bridged, m, n
                break
    return _pruned(best, (left, right), ground, barred, memo) if best else None


def _pruned(best: Found, sides: tuple[Term, Term], ground: Ground, barred: Barred, memo: Memo) -> Meeting:
    """The meeting without each rule in turn, kept where that is shorter."""
    found, *ways = best
    without = (barred, barred)
    for rule in dict.fromkeys(page.rule for page in (*found.left[1:], *found.right[1:])):
        for here, there in ((True, True), (True, False), (False, True)):
            trial = without[0] | ({rule} if here else set()), without[1] | ({rule} if there else set())
            pages = [
                trace(side, ground, WAYS[way], bars, memo) for side, way, bars in zip(sides, ways, trial, strict=True)
            ]
            other = meeting(pages[0], pages[1])
            if other and other.length < found.length:
                found, without = other, trial
                break
    return found


def meeting(left: Pages, right: Pages) -> Meeting | None:
    """The first pages of both traces that are equal up to multiplying out."""
    at: dict[Term, int] = {}
    for n, page in enumerate(right):
        at.setdefault(expanded(page.term), n)
    best: Meeting | None = None
    for m, page in enumerate(left):
        there = at.get(expanded(page.term))
        if there is not None:
            found = Meeting(left[: m + 1], right[: there + 1], _brackets(page.term, right[there].term))
            if best is None or found.length < best.length:
                best = found
    return best


def _brackets(one: Term, two: Term) -> str:
    if shuffled(one) is shuffled(two):
        return ""
    return "multiply out" if len(str(one)) < len(str(two)) else "factor out"


def bridge(left: Pages, right: Pages, ground: Ground) -> Meeting | None:
    """Two pages between which only the algebra of fractions, sums and deltas lies, as early as it can be seen."""
    m, n = len(left) - 1, len(right) - 1
    gap = algebra(left[m].term, right[n].term, ground)
    if not gap:
        return None
    back = True
    while back:
        back = False
        for one, two in ((m - 1, n), (m, n - 1)):
            if one >= 0 and two >= 0 and (found := algebra(left[one].term, right[two].term, ground)):
                m, n, gap, back = one, two, found, True
                break
    return Meeting(left[: m + 1], right[: n + 1], gap)


def algebra(one: Term, two: Term, ground: Ground) -> str:
    """The name of the step if it is one of algebra alone, whatever the functions in it are; else ''."""
    names: dict[Term, str] = {}
    hidden = [opaque(tidy(term), names) for term in (one, two)]
    if prove(hidden[0], hidden[1], ground.facts) is None:
        return ""
    cases = {
        (part.left.key, part.right.key): part
        for term in (one, two)
        for part in walk(term)
        if isinstance(part, Delta) and part.free <= one.free | two.free
    }
    return "case by case" if cases else "fractions joined or cancelled"


# fewer steps


def merged(changes: list[Change]) -> list[Change]:
    """Steps that change nothing to see left out; unfolding after unfolding made one step, and the same move twice."""
    made: list[Change] = []
    for change in changes:
        if made and shuffled(made[-1].after) is shuffled(change.after):
            made[-1] = replace(made[-1], after=change.after)
        elif made and _same_kind(made[-1], change):
            made[-1] = Change(_both(made[-1].rule, change.rule), made[-1].before, change.after, change.kind)
        elif shuffled(change.before) is not shuffled(change.after):
            made.append(change)
    return made


def _same_kind(one: Change, two: Change) -> bool:
    verb = one.rule.partition(" ")[0]
    return one.rule == two.rule or (verb in ("unfold", "recognise") and two.rule.startswith(f"{verb} "))


def _both(one: str, two: str) -> str:
    verb, _, what = two.partition(" ")
    if one == two:
        return one
    return f"{one}, {what}" if one.startswith(f"{verb} ") and verb in ("unfold", "recognise") else f"{one}; {two}"


def _shortened(changes: list[Change]) -> list[Change]:
    """Neighbouring steps of one kind joined until there are few enough, then a few neighbours of different kinds."""
    while len(changes) > LONGEST:
        alike = [n for n in range(len(changes) - 1) if changes[n].kind == changes[n + 1].kind]
        if not alike and len(changes) > LONGEST + MOST_JOINED:
            break
        n = min(alike or range(len(changes) - 1), key=lambda n: len(changes[n].rule) + len(changes[n + 1].rule))
        one, two = changes[n], changes[n + 1]
        joined = Change(_both(one.rule, two.rule), one.before, two.after, two.kind)
        changes = [*changes[:n], joined, *changes[n + 2 :]]
    return changes
