"""From one side to the other: both are taken by moves until they look alike; the right side's moves are read backwards.

    left, right, Ground  --path()-->  Change, Change, ...      () when nothing short was found

Law: both deciders agree that `before` and `after` of every change are equal, under the facts of the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from derive.explain.algebra import algebra, bridged
from derive.explain.checked import Change, holds
from derive.explain.ground import Ground, size
from derive.explain.tidy import expanded, shuffled
from derive.explain.trace import MOST_PAGES, WAYS, Barred, Page, Turner
from derive.terms.term import Term

LONGEST = 14  # steps; a person reads them in a breath
STEP = 15  # a step costs as much to read as so many nodes of a formula
RETRIES = 4
MOST_JOINED = 3  # steps of different kinds read together, so that there are no more than the longest

Pages = list[Page]


@dataclass(frozen=True, slots=True)
class Meeting:
    """The left side's page and the right side's page that are alike, or one named step apart."""

    left: Pages
    right: Pages
    gap: str = ""

    @property
    def depth(self) -> int:
        """The most moves made on one side."""
        return max(len(self.left), len(self.right))

    @property
    def moves(self) -> int:
        """How many moves were made."""
        return len(self.left) + len(self.right) - 2

    @property
    def cost(self) -> tuple[int, int]:
        """What there is to read, and how many moves are in it."""
        return sum(STEP + size(change.after) for change in merged(self.changes())), self.moves

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


# the search

Place = tuple[int, int]  # way and page


class Side:
    """One side of the step on every way through the moves, a page of each at a time."""

    def __init__(self, term: Term, turner: Turner) -> None:
        self.coming = [turner.trace(term, way) for way in WAYS]
        self.pages: list[Pages] = [[] for _ in WAYS]
        self.places: dict[Term, list[Place]] = {}

    def turned(self) -> list[Place]:
        """The next page on every way that has one."""
        found = []
        for way, coming in enumerate(self.coming):
            page = next(coming, None)
            if page is not None:
                self.pages[way].append(page)
                found.append((way, len(self.pages[way]) - 1))
                self.places.setdefault(expanded(page.term), []).append(found[-1])
        return found

    def alike(self, term: Term) -> list[Place]:
        """The pages so far that are equal to the term up to multiplying out."""
        return self.places.get(expanded(term), [])

    def to(self, place: Place) -> Pages:
        """The pages up to a place."""
        way, page = place
        return self.pages[way][: page + 1]


Found = tuple[Meeting, int, int]  # with the ways that the left and the right side took


def _shortest(left: Term, right: Term, ground: Ground, barred: Barred) -> Meeting | None:
    """The shortest way over all ways through the moves, then without each move that turns out not to be needed."""
    turner = Turner(ground, barred)
    one, two = Side(left, turner), Side(right, turner)
    found = _first(one, two) or _bridged(one, two, ground)
    return _pruned(found, (left, right), turner) if found else None


def _first(one: Side, two: Side) -> Found | None:
    """The best meeting, until no page to come can be part of a better one."""
    best: Found | None = None
    for depth in range(MOST_PAGES + 1):
        lefts, rights = one.turned(), two.turned()
        pairs = [(m, n) for m in lefts for n in two.alike(one.to(m)[-1].term)]
        pairs += [(m, n) for n in rights for m in one.alike(two.to(n)[-1].term) if m not in lefts]
        for m, n in pairs:
            met = meeting(one.to(m), two.to(n))
            if met and (best is None or met.cost < best[0].cost):
                best = met, m[0], n[0]
        if not (lefts or rights) or (best and depth > best[0].depth):
            break
    return best


def _bridged(one: Side, two: Side, ground: Ground) -> Found | None:
    for m, n in ((0, 0), (1, 1)):
        left, right = one.pages[m], two.pages[n]
        found = bridged(left, right, ground)
        if found:
            left, right = left[: found[0] + 1], right[: found[1] + 1]
            return Meeting(left, right, algebra(left[-1].term, right[-1].term, ground)), m, n
    return None


def _pruned(best: Found, sides: tuple[Term, Term], turner: Turner) -> Meeting:
    """The meeting without each rule in turn, kept where that is better."""
    found, *ways = best
    without = (turner.barred, turner.barred)

    def again(place: int, bars: Barred, most: int) -> Pages:
        return list(islice(replace(turner, barred=bars).trace(sides[place], WAYS[ways[place]]), most))

    for rule in dict.fromkeys(page.rule for page in (*found.left[1:], *found.right[1:])):
        used = tuple(any(page.rule == rule for page in pages) for pages in (found.left, found.right))
        for here, there in ((True, True), (True, False), (False, True)) if all(used) else (used,):
            trial = without[0] | ({rule} if here else set()), without[1] | ({rule} if there else set())
            pages = again(0, trial[0], len(found.left) + 1), again(1, trial[1], len(found.right) + 1)
            other = meeting(*pages)
            if other and other.cost < found.cost:
                found, without = other, trial
                break
    return found


def meeting(left: Pages, right: Pages) -> Meeting | None:
    """The best of the pages of both traces that are equal up to multiplying out."""
    at: dict[Term, int] = {}
    for n, page in enumerate(right):
        at.setdefault(expanded(page.term), n)
    best: Meeting | None = None
    for m, page in enumerate(left):
        there = at.get(expanded(page.term))
        if there is not None:
            found = Meeting(left[: m + 1], right[: there + 1], _brackets(page.term, right[there].term))
            if best is None or found.cost < best.cost:
                best = found
    return best


def _brackets(one: Term, two: Term) -> str:
    if shuffled(one) is shuffled(two):
        return ""
    return "multiply out" if len(str(one)) < len(str(two)) else "factor out"


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
