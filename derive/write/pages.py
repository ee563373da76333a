r"""A derivation before it is typeset: displays, each a gradient and the terms it is shown to equal, with reasons.

∂J/∂s_w = Σ_x ∂J/∂ŷ_x ∂ŷ_x/∂s_w        chain rule through ŷ
        = ...
        = ŷ_w - y_w
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.calculus.differentiate import differentiate
from derive.explain.chain import local_derivative
from derive.explain.ground import Definition, Ground, unused
from derive.explain.moves import SUMS, Move, decided_case, sum_of_a_delta
from derive.explain.tidy import tidy
from derive.explain.trace import RULES, START, UNFOLD, Page, Turn, everywhere, trace, turns
from derive.losses.composition import Composition
from derive.losses.simplify import simplified, worked_out
from derive.losses.slopes import Backwards
from derive.terms.facts import Facts
from derive.terms.index import Variable
from derive.terms.substitute import substitute
from derive.terms.term import ZERO, Delta, Entry, Mul, Sum, Term, add, walk

KEEPING = tuple(Move(m.rule, worked_out) if m.law is sum_of_a_delta else m for m in SUMS)  # the holes of windows
DIRECT: tuple[Turn, ...] = (*START, UNFOLD, *RULES, *turns("sum", KEEPING))  # until nothing is left to differentiate
UNSAID = re.compile(r"[^\w ]|bf:")  # of a name, what a line of text cannot hold
LOSS = "%loss"  # the name of the loss itself, which no document can write


@dataclass(frozen=True)
class Shown:
    """One term of a display, and why it equals the one before."""

    term: Term
    reason: str


@dataclass(frozen=True)
class Display:
    """d loss / d by, step by step; the last term is the one that people remember."""

    by: Entry
    steps: tuple[Shown, ...]


class Route:
    """The ways from a loss to its slopes."""

    def __init__(self, loss: Composition) -> None:
        self.loss = loss
        words = {q.name: q.words or UNSAID.sub("", q.name) for q in loss.quantities}
        self.ground = Ground({**loss.definitions, LOSS: Definition((), loss.term)}, loss.facts, names=words)
        self.backwards = Backwards(loss)

    # straight through

    def direct(self, by: Entry, *, full: bool) -> Display:
        """Everything written out and differentiated, rule by rule; then the names put back."""
        pages = trace(self.ground.hold(self.loss.term, by), self.ground, DIRECT)
        shown = [Shown(page.term, page.rule) for page in (pages if full else _gathered(pages))]
        return Display(by, (*shown, Shown(self.slope(by), "the names put back")))

    # quantity by quantity

    def through(self, by: Entry) -> list[Display]:
        """The chain rule, one display a quantity between, from the loss backwards."""
        between = [q for q in reversed(self.loss.quantities) if self._between(q.name, by.tensor)]
        names = [Entry(q.name, self._position(q.name, by)) for q in between]
        return [self._display(entry) for entry in (*names, by)]

    def _between(self, name: str, target: str) -> bool:
        inside = name in self.loss.definitions and name != target
        return inside and self.backwards.matters(name) and target in self.ground.reach(name)

    def _position(self, name: str, by: Entry) -> tuple[Variable, ...]:
        found: list[Variable] = []
        for slot in self.loss.definitions[name].slots:
            found.append(unused(slot, [*by.free, *found]))
        return tuple(found)

    def _display(self, by: Entry) -> Display:
        users = self.backwards.users(by.tensor)
        steps: list[Shown] = []
        if users:
            shown = " and ".join(self.ground.names[user] for user in users)
            nested = differentiate(self.loss.term, by) is not ZERO or any(
                one != two and one in self.ground.reach(two) for one in users for two in users
            )
            chained = [] if nested else [Shown(self._chained(users, by), f"chain rule through {shown}")]
            worked_out = "each factor worked out" if chained else f"chain rule through {shown}, each in its own right"
            steps += [*chained, Shown(self._inserted(users, by), worked_out)]
        else:
            steps.append(Shown(self.ground.hold(self.loss.term, by), "by definition"))
        return Display(by, (*steps, Shown(self.slope(by), "simplified")))

    def _chained(self, users: list[str], by: Entry) -> Term:
        """Σ_q Σ_k (d loss / d q_k) (∂ q_k / ∂ by), nothing worked out"""
        return add(*(self._by_way_of(user, by, inserted=False) for user in users))

    def _inserted(self, users: list[str], by: Entry) -> Term:
        """The same with every factor worked out, beside what the loss itself says of it."""
        own = simplified(differentiate(self.loss.term, by), self.ground)
        return tidy(add(own, *(self._by_way_of(user, by, inserted=True) for user in users)))

    def _by_way_of(self, user: str, by: Entry, *, inserted: bool) -> Term:
        entry = Entry(user, self._position(user, by))
        inner = self._partial(entry, by)
        entry, inner = _settled(entry, inner, by)
        outer = self.slope(entry) if inserted else self.ground.hold(Entry(LOSS), entry)
        made = outer * (inner if inserted else self.ground.hold(entry, by))
        for index in reversed(entry.indices):
            if isinstance(index, Variable) and index not in by.free:
                made = Sum(index, made)
        return made

    def cases(self, by: Entry) -> tuple[tuple[str, Term], ...]:
        """The slope by a row u_w for w = o and for the other words; nothing where all words are alike."""
        which = by.indices[0]
        plain = everywhere(self.slope(by), self._unhot, self.ground)
        pairs = [{d.left, d.right} for d in walk(plain) if isinstance(d, Delta)]
        other = next((p.variable for p in self.loss.chosen if {which, p.variable} in pairs), None)
        if other is None:
            return ()
        found = []
        for sign, facts in (
            ("=", Facts(equal=frozenset([(which, other)]))),
            (r"\ne", Facts(unequal=frozenset([(which, other)]))),
        ):
            ground = Ground(self.loss.definitions, self.loss.facts | facts)
            found.append((sign, simplified(tidy(everywhere(plain, decided_case, ground)), ground)))
        return tuple(found)

    def _unhot(self, term: Term, ground: Ground) -> Term | None:
        """y_w as [w = o]"""
        definition = self.loss.definitions.get(term.tensor) if isinstance(term, Entry) else None
        if definition is None or not isinstance(term, Entry) or not isinstance(definition.body, Delta):
            return None
        return definition.at(term.indices)

    def _partial(self, entry: Entry, by: Entry) -> Term:
        return simplified(local_derivative(entry, by, self.ground), self.ground)

    def slope(self, by: Entry) -> Term:
        """d loss / d by, simplified and over names."""
        return self.backwards.shown(by.tensor, tuple(i for i in by.indices if isinstance(i, Variable)))


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


def _gathered(pages: list[Page]) -> Iterator[Page]:
    """Runs of moves of one kind as one step, named by all of them."""
    kinds = [page.kind for page in pages]
    rules: list[str] = []
    for n, page in enumerate(pages):
        rules.append(page.rule)
        if n + 1 == len(pages) or kinds[n + 1] != page.kind:
            yield Page(page.term, ", ".join(dict.fromkeys(rule for rule in rules if rule)), page.back, page.kind)
            rules = []
