"""The door of the room: is left = right for all sizes, indices and entries at which both sides are defined?

The difference is normalised as it stands. If it is not 0 but holds a delta between free index terms, the question
splits into the case where they are equal and the case where they differ; every case must come out 0. There denominators
are cleared: first as the difference stands, then in the bodies of its sums, gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock

from derive.prove.conditions import Condition, assumed, conditions
from derive.prove.generators import Call as CallGenerator
from derive.prove.generators import Exp, Generator, Monomial, OverTerms, Same, Total
from derive.prove.hypotheses import Contradiction, Hypotheses, Pair, weight
from derive.prove.meter import METER, NoProofError, OutOfWorkError
from derive.prove.normal import Normaliser
from derive.prove.polynomial import Polynomial, cleared, plus
from derive.prove.signs import Assumed
from derive.terms.facts import NONE, Facts
from derive.terms.index import Index
from derive.terms.term import Sum, Term, walk

BUDGET = 120_000  # operations; well below a second, and 30 times what a network with two layers needs
MAX_CASES = 250
KEPT_GENERATORS = 20_000
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Proof:
    """left = right wherever the conditions hold, in each of `cases` cases of equal and different indices."""

    conditions: tuple[Condition, ...]
    cases: int


def prove(left: Term, right: Term, facts: Facts = NONE, *, budget: int = BUDGET) -> Proof | None:
    """A proof that left = right for all sizes, or None when none was found; None says nothing about falsity."""
    with _one_at_a_time:
        METER.start(budget)
        Generator.forget(KEPT_GENERATORS)
        try:
            return _prove(left, right, facts)
        except (NoProofError, RecursionError):
            return None


def _prove(left: Term, right: Term, facts: Facts) -> Proof | None:
    if _uses_reserved_names(left, right):
        return None
    positive = assumed(left, right)
    cases = 0
    for laws, difference in _cases(left, right, facts, positive):
        cases += 1
        if not _vanishes(laws, difference):
            return None
    if not cases:
        return None  # the facts contradict each other
    METER.start(max(METER.left, BUDGET // 10))  # a proof never fails for want of words
    return Proof(conditions(Normaliser(Hypotheses(facts), Assumed()), left, right), cases)


def _uses_reserved_names(*terms: Term) -> bool:
    """`#` and `~` begin the names this room gives to binders."""
    names = {v.name for t in terms for part in walk(t) for v in part.free}
    names |= {part.index.name for t in terms for part in walk(t) if isinstance(part, Sum)}
    return any(name.startswith(("#", "~")) for name in names)


def _vanishes(laws: Normaliser, p: Polynomial) -> bool:
    """P = 0 by P Q = 0 for denominators Q, also below sums: Σ_v f + Σ_v g = 0 by f + g = 0"""
    p = cleared(p)
    return not p or not any(cleared(body) for body in laws.gathered(p))


def _cases(left: Term, right: Term, facts: Facts, positive: Assumed) -> Iterator[tuple[Normaliser, Polynomial]]:
    """The laws and the difference of the sides in each case that is not split further."""
    waiting: list[tuple[tuple[Pair, ...], tuple[Pair, ...]]] = [((), ())]
    visited = 0
    while waiting:
        equal, unequal = waiting.pop()
        visited += 1
        METER.spend(50)
        if visited > 2 * MAX_CASES:
            raise OutOfWorkError
        try:
            hypotheses = Hypotheses(facts, equal, unequal)
        except Contradiction:
            continue
        laws = Normaliser(hypotheses, positive)
        difference = plus(laws.polynomial(left), laws.polynomial(right), -1)
        pair = _open_question(difference) if difference else None
        if pair is None:
            yield laws, difference
        else:
            waiting += [(equal, (*unequal, pair)), ((*equal, pair), unequal)]


def told_apart(term: Term, facts: Facts = NONE) -> frozenset[frozenset[Index]] | None:
    """The pairs of free index terms on whose being equal a term depends: those of the deltas in its normal form.

    None where no normal form was reached.
    """
    with _one_at_a_time:
        METER.start(BUDGET)
        try:
            normal = Normaliser(Hypotheses(facts), assumed(term, term)).polynomial(term)
        except (NoProofError, RecursionError, Contradiction):
            return None
    return frozenset(map(frozenset, _pairs(normal)))


def _open_question(p: Polynomial) -> Pair | None:
    """The simplest pair of free index terms of which the polynomial does not know whether they are equal."""
    pairs = _pairs(p)
    return min(pairs, key=lambda pair: sorted(map(weight, pair), reverse=True), default=None)


def _pairs(p: Polynomial) -> set[Pair]:
    """The free index terms that stand in deltas."""
    return {(g.left, g.right) for g in _inside(p) if isinstance(g, Same) and not _bound(g.left, g.right)}


def _bound(*indices: Index) -> bool:
    return any(v.name.startswith("#") for i in indices for v in i.free)


def _inside(p: Iterable[Monomial]) -> Iterator[Generator]:
    """All generators, and those inside them."""
    seen: set[Generator] = set()
    stack = [g for m in p for g, _ in m]
    while stack:
        g = stack.pop()
        if g in seen:
            continue
        seen.add(g)
        yield g
        match g:
            case Exp(m) | Total(_, m):
                stack.extend([h for h, _ in m])
            case OverTerms(terms) | CallGenerator(_, terms):
                stack.extend([h for m, _ in terms for h, _ in m])
