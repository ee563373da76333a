r"""A derivation before it is typeset: displays, each a derivative and the terms it is shown to equal, with reasons.

∂J/∂s_w = Σ_x ∂J/∂ŷ_x ∂ŷ_x/∂s_w        chain rule through ŷ
        = ...
        = ŷ_w - y_w
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from derive.calculus.differentiate import differentiate
from derive.explain.chain import local_derivative
from derive.explain.checked import Change
from derive.explain.ground import WORK, Definition, Ground, size, spoken, unused
from derive.explain.moves import SUMS, Move, decided_case, softmax_of, sum_of_a_delta
from derive.explain.path import path
from derive.explain.rules import SOFTMAX
from derive.explain.tidy import tidy
from derive.explain.trace import RULES, START, UNFOLD, Page, Turn, everywhere, trace, turns
from derive.fields import Outcome, compare
from derive.losses.composition import Composition
from derive.losses.simplify import equal_positions, inner_sum_first, one_hot, ordered, picked, simplified, worked_out
from derive.losses.slopes import backwards
from derive.terms.index import Variable
from derive.terms.substitute import substitute
from derive.terms.term import ZERO, Delta, Entry, Mul, Sum, Term, add
from derive.write.steps import (
    BACK,
    DEFINED,
    DISTINCT,
    EQUAL,
    EXCHANGED,
    HOT,
    TRIVIAL,
    Shown,
    alike,
    listed,
    shown,
    side_by_side,
)

KEEPING = tuple(Move(m.rule, worked_out) if m.law is sum_of_a_delta else m for m in SUMS)  # the holes of windows
OUTRIGHT: tuple[Turn, ...] = (*START, *RULES, *turns("sum", KEEPING))
DIRECT: tuple[Turn, ...] = (*START, UNFOLD, *RULES, *turns("sum", KEEPING))  # until nothing is left to differentiate
FIRST = (  # what leads from a derivative towards its usual form, where it is not yet there
    Move(DISTINCT, decided_case),
    Move(EXCHANGED, inner_sum_first),
    Move(HOT, picked),
    Move("sum of a delta", worked_out),
    Move(EQUAL, equal_positions),
)
LONG = 110  # nodes of both sides, beyond which a step may be too long for the second decider
UNSAID = re.compile(r"[^\w ]|bf:")  # of a name, what a line of text cannot hold
LOSS = "%loss"  # the name of the loss itself, which no document can write
WHOLE = Entry(LOSS)


@dataclass(frozen=True)
class Display:
    """d of / d by, step by step; the last term is the one that people remember."""

    by: Entry
    steps: tuple[Shown, ...]
    of: Entry = WHOLE


@lru_cache(maxsize=16)
def routed(loss: Composition) -> Route:
    """One for all gradients of a loss."""
    return Route(loss)


class Route:
    """The ways from a loss to its slopes."""

    def __init__(self, loss: Composition) -> None:
        self.loss = loss
        words = {q.name: q.words or UNSAID.sub("", q.name) for q in loss.quantities}
        self.ground = Ground({**loss.definitions, LOSS: Definition((), loss.term)}, loss.facts, names=words)
        self.backwards = backwards(loss)
        self.chains: dict[Entry, list[Page]] = {}

    def slope(self, by: Entry) -> Term:
        """d loss / d by, simplified and over names."""
        return self.backwards.shown(by)

    # straight through

    def direct(self, by: Entry, *, full: bool) -> Display:
        """Everything written out and differentiated, rule by rule; then the names put back."""
        self.ground.work = WORK
        pages = trace(self.ground.hold(self.loss.term, by), self.ground, DIRECT)
        pages = [Page(pages[0].term, DEFINED), *pages[1:], *self._onwards(pages[-1].term, self.slope(by))]
        return Display(by, shown(pages, self.ground, full=full))

    # quantity by quantity

    def through(self, by: Entry, *, full: bool) -> list[Display]:
        """The chain rule, one display a quantity between, from the loss backwards."""
        between = [q for q in reversed(self.loss.quantities) if self._between(q.name, by.tensor)]
        names = [Entry(q.name, self._position(q.name, by)) for q in between]
        return [Display(e, shown(self._chain(e), self.ground, full=full)) for e in (*names, by)]

    def _between(self, name: str, target: str) -> bool:
        inside = name in self.loss.definitions and name != target
        return inside and self.backwards.matters(name) and target in self.ground.reach(name)

    def _position(self, name: str, by: Entry) -> tuple[Variable, ...]:
        found: list[Variable] = []
        for slot in self.loss.definitions[name].slots:
            found.append(unused(slot, [*by.free, *found]))
        return tuple(found)

    def _chain(self, by: Entry) -> list[Page]:
        """What several gradients go through is derived once."""
        if by not in self.chains:
            self.ground.work = WORK
            self.chains[by] = self._chained(by)
        return self.chains[by]

    def _chained(self, by: Entry) -> list[Page]:
        """Σ_q Σ_k (d loss / d q_k) (∂ q_k / ∂ by), nothing worked out; each factor worked out; and onwards."""
        users, goal = self.backwards.users(by.tensor), self.slope(by)
        if not users:
            pages = trace(self.ground.hold(self.loss.term, by), self.ground, OUTRIGHT)
            return [Page(pages[0].term, DEFINED), *pages[1:], *self._onwards(pages[-1].term, goal)]
        own = differentiate(self.loss.term, by)
        rule = f"chain rule through {listed([self.ground.names[user] for user in users])}"
        inserted = add(own, *(self._by_way_of(user, by, inserted=True) for user in users))
        if own is ZERO and not self._nested(users):
            chained = add(*(self._by_way_of(user, by, inserted=False) for user in users))
            first = [Page(chained, rule), Page(inserted, ", ".join(self._rules(users, by)) or "both factors inserted")]
        else:
            first = [Page(inserted, f"{rule}, each in its own right" if len(users) > 1 else rule)]
        return [*first, *self._onwards(inserted, goal)]

    def _nested(self, users: list[str]) -> bool:
        """One of them is made of another, so that the derivative by it is not what the chain rule means."""
        return any(one != two and one in self.ground.reach(two) for one in users for two in users)

    def _rules(self, users: list[str], by: Entry) -> list[str]:
        """What the partial derivatives of the quantities are found by, their other names held fixed."""
        rules: list[str] = []
        for user in users:
            if softmax_of(user, self.ground):
                rules.append(SOFTMAX.rule)
                continue
            alone = Ground(facts=self.loss.facts)
            pages = trace(alone.hold(self.loss.definitions[user].body, by), alone, RULES)
            rules += [page.rule for page in pages if page.rule]
        return [rule for rule in dict.fromkeys(rules) if rule != TRIVIAL or len(set(rules)) == 1]

    def _by_way_of(self, user: str, by: Entry, *, inserted: bool) -> Term:
        entry = Entry(user, self._position(user, by))
        inner = simplified(local_derivative(entry, by, self.ground), self.ground)
        entry, inner = _settled(entry, inner, by)
        outer = self.slope(entry) if inserted else self.ground.hold(WHOLE, entry)
        made = side_by_side(outer, inner if inserted else self.ground.hold(entry, by))
        for index in reversed(entry.indices):
            if isinstance(index, Variable) and index not in by.free:
                made = Sum(index, made)
        return made

    def between(self, left: Term, right: Term, *, full: bool) -> tuple[Shown, ...]:
        """From one term to another that equals it."""
        changes = path(left, right, self.ground)
        pages = [Page(c.after, self._named(c), kind=c.kind) for c in changes] or [Page(right, "both deciders agree")]
        return shown([Page(left), *pages], self.ground, full=full)[1:]

    # to the usual form

    def _onwards(self, term: Term, goal: Term) -> list[Page]:
        """From a derivative as it was found to the form that people remember."""
        term, pages = tidy(term), list[Page]()
        for move in FIRST:
            if everywhere(goal, move.law, self.ground) is not goal:
                continue  # the usual form has it, such as a sum over the drawn words
            made = tidy(everywhere(term, move.law, self.ground))
            if made is not term:
                pages.append(Page(ordered(made), move.rule, kind=move.rule))
                term = made
        changes = () if alike(term, goal) else path(term, goal, self.ground)
        if not all(self._judged(c.before, c.after) for c in changes):
            changes = ()
        pages += [Page(self._hot(c.after), self._named(c), kind=c.kind) for c in changes] or [Page(goal, BACK)]
        return [*pages[:-1], replace(pages[-1], term=goal)]

    def _judged(self, before: Term, after: Term) -> bool:
        """A step that the second decider can judge with all names written out; few are so long that it cannot."""
        one, two = self.ground.unfolded(before), self.ground.unfolded(after)
        return size(one) + size(two) < LONG or compare(one, two, self.loss.facts) is Outcome.AGREES

    def _named(self, change: Change) -> str:
        """The move by what can be seen of it: of the names that are recognised, those on the page."""
        if change.kind == "sum" and self._hot(change.after) is not change.after:
            return HOT
        if not change.rule.startswith("recognise "):
            return change.rule
        new = spoken(self._hot(change.after)) - spoken(change.before)
        words = [self.ground.names[q.name] for q in self.loss.quantities if q.name in new]
        return f"recognise {' and '.join(words)}" if words else change.rule

    def _hot(self, term: Term) -> Term:
        return everywhere(term, one_hot, self.ground)


def _settled(entry: Entry, partial: Term, by: Entry) -> tuple[Entry, Term]:
    """A position of a quantity that a delta ties to what is differentiated by: h_j depends on z_j alone"""
    for factor in partial.factors if isinstance(partial, Mul) else (partial,):
        if isinstance(factor, Delta):
            for one, other in ((factor.left, factor.right), (factor.right, factor.left)):
                if isinstance(one, Variable) and one in entry.free - by.free and other in by.free:
                    tied = substitute(entry, {one: other})
                    assert isinstance(tied, Entry)
                    return _settled(tied, tidy(substitute(partial, {one: other})), by)
    return entry, partial
