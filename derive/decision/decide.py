"""Whether two terms are equal: two deciders that share no code, and a refuter with a certificate.

proved    the normal form (prove) and the finite fields (fields) agree, under the hypotheses reported
refuted   the fields differ or are silent, and a certified counterexample exists
else      undecided, with the reason
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from derive.decision.abstract import refuted_for_all, unknown_functions
from derive.decision.watch import GivenUpError, step
from derive.fields import Outcome, compare
from derive.naming.hypothesis import Hypothesis
from derive.prove import Condition, prove, told_apart
from derive.refute import counterexample
from derive.terms.blocks import has_parts, parted
from derive.terms.facts import NONE, Facts
from derive.terms.index import Applied
from derive.terms.substitute import tensors
from derive.terms.term import Delta, Entry, Term, walk
from derive.verdicts.verdict import Counterexample, Verdict

DIFFERS = "the two sides differ, and no counterexample was certified"
UNPROVED = "no proof was found, and no counterexample"
PATIENT = 24  # worlds sought where a proof waits for the second decider
SILENT = "neither decider found an answer, and no counterexample was found"

log = logging.getLogger("derive.judge")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known about left = right."""

    verdict: Verdict
    assuming: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    code: str = ""
    reason: str = ""


GIVEN_UP = Decision(Verdict.UNDECIDED, code="D906", reason="time or memory for this step ran out")


@lru_cache(maxsize=20_000)
def proof(left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]) -> Decision:
    """Proved under the fewest hypotheses, or undecided with the reason."""
    if has_parts(left) or has_parts(right):
        return proof(parted(left), parted(right), facts, hypotheses)
    try:
        with step(left, right):
            return _proof(left, right, facts, hypotheses)
    except GivenUpError:
        return GIVEN_UP


def _proof(left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]) -> Decision:
    outcome = compare(left, right, facts)
    if outcome is not Outcome.DIFFERS:
        return _both(left, right, facts, outcome)
    silent = False
    given = relevant(hypotheses, left, right, facts=facts)
    search = _Search(left, right, facts, given)
    for chosen in () if search.differ(given) else subsets(given):
        if search.is_settled(chosen):
            continue
        assumed, one, two = under(chosen, left, right, facts)
        if compare(one, two, assumed) is not Outcome.AGREES:
            continue
        decision = _both(one, two, assumed, Outcome.AGREES)
        if decision.verdict is Verdict.PROVED and not _leaves_a_case_out(chosen, two, facts):
            search.give_up(chosen)
            continue
        if decision.verdict is Verdict.PROVED:
            return Decision(decision.verdict, tuple(h.sentence for h in chosen), decision.conditions)
        silent = True
    if silent:
        return Decision(Verdict.UNDECIDED, code="D901", reason=UNPROVED)
    return Decision(Verdict.UNDECIDED, code="D901", reason=DIFFERS)


def _disagreement(left: Term, right: Term, facts: Facts) -> Decision:
    log.error("the deciders disagree: %r = %r under %r", left, right, facts)
    return Decision(Verdict.UNDECIDED, code="D902", reason="the two deciders disagree; please report this step")


def under(chosen: tuple[Hypothesis, ...], left: Term, right: Term, facts: Facts) -> tuple[Facts, Term, Term]:
    """The facts with all that is assumed, and both sides with what it replaces."""
    for hypothesis in chosen:
        facts |= hypothesis.facts
        left, right = hypothesis.applied(left), hypothesis.applied(right)
    return facts, left, right


class _Search:
    """What is known of the subsets of the hypotheses without asking about each.

    Sides that differ where much is assumed differ where less of it is. A proof that tells too little of letters that
    are equal tells no more where further facts are assumed.
    """

    def __init__(self, left: Term, right: Term, facts: Facts, given: tuple[Hypothesis, ...]) -> None:
        self.question = left, right, facts
        self.given = given
        self.differing: list[frozenset[Hypothesis]] = []
        self.given_up: list[frozenset[Hypothesis]] = []
        classes = [hypothesis.onehot[0] for hypothesis in given if hypothesis.onehot]
        self.monotone = len(set(classes)) == len(classes)  # labels of two classes contradict each other

    def differ(self, assumed: tuple[Hypothesis, ...]) -> bool:
        """Whether the sides are seen to differ under several hypotheses together, and so under any of them."""
        if not self.monotone or len(assumed) < 2:
            return False
        facts, left, right = under(assumed, *self.question)
        found = compare(left, right, facts) is Outcome.DIFFERS
        if found:
            self.differing.append(frozenset(assumed))
        return found

    def is_settled(self, chosen: tuple[Hypothesis, ...]) -> bool:
        """Whether the sides differ under these hypotheses, or are proved equal by too little."""
        now = set(chosen)
        plain = {hypothesis for hypothesis in chosen if not (hypothesis.onehot or hypothesis.symmetric)}
        return any(now <= more for more in self.differing) or any(
            less <= now and now - less <= plain for less in self.given_up
        )

    def give_up(self, chosen: tuple[Hypothesis, ...]) -> None:
        """A proof under these leaves a case out; without one of them the sides may differ whatever else is assumed."""
        self.given_up.append(frozenset(chosen))
        for hypothesis in chosen:
            self.differ(tuple(other for other in self.given if other is not hypothesis))


def _leaves_a_case_out(chosen: tuple[Hypothesis, ...], right: Term, facts: Facts) -> bool:
    """Whether a right side says nothing of letters that are equal, so that it may mean those that differ, as -a_i a_j.

    One that does say something of them is judged by it: where letters differ, a summand that vanishes there would
    carry any sign and any factor.
    """
    pairs = {frozenset(pair) for hypothesis in chosen for pair in hypothesis.facts.unequal}
    if not pairs:
        return True
    told = told_apart(right, facts)
    return told is not None and not pairs & told


def _both(left: Term, right: Term, facts: Facts, outcome: Outcome) -> Decision:
    found = prove(left, right, facts)
    if found is not None and outcome is Outcome.UNDEFINED:
        outcome = compare(left, right, facts, patience=PATIENT)  # a proof is worth a longer search
    if found is not None and outcome is Outcome.AGREES:
        return Decision(Verdict.PROVED, conditions=tuple(map(described, found.conditions)))
    if found is not None and outcome is Outcome.DIFFERS:
        return _disagreement(left, right, facts)
    if found is not None:
        return Decision(Verdict.UNDECIDED, code="D903", reason="only one of the two deciders could judge this step")
    reason = UNPROVED if outcome is Outcome.AGREES else SILENT
    return Decision(Verdict.UNDECIDED, code="D901", reason=reason)


def described(condition: Condition) -> str:
    """A condition of a proof in words."""
    wording = {"nonzero": "{} is not 0", "positive": "{} > 0"}.get(condition.kind, "{} is not 0, where there is a kink")
    return wording.format(condition.term.replace("bf:", ""))


@lru_cache(maxsize=5_000)
def refutation(left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]) -> Counterexample | None:
    """The smallest certified counterexample, one that also satisfies the standard hypotheses if there is any."""
    try:
        with step(left, right):
            return _refutation(left, right, facts, hypotheses)
    except GivenUpError:
        return None


def _refutation(left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]) -> Counterexample | None:
    everything = facts
    for hypothesis in relevant(hypotheses, left, right, facts=facts):
        if hypothesis.symmetric:
            left, right = hypothesis.applied(left), hypothesis.applied(right)
        if not hypothesis.facts.unequal:  # that two letters differ would only make the example larger
            everything |= hypothesis.facts
    for assumed in dict.fromkeys((everything, facts)):
        if assumed is not everything and compare(left, right, everything) is not Outcome.DIFFERS:
            return None  # it may well hold where all is as it usually is
        found = counterexample(left, right, assumed)
        if found is not None:
            return Counterexample(found.sizes, found.indices, found.values, found.left, found.right)
    return None


def decide(left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]) -> Decision:
    """The whole answer for one step."""
    if has_parts(left) or has_parts(right):
        return _of_blocks(left, right, facts, hypotheses)
    decision = proof(left, right, facts, hypotheses)
    if decision.verdict is Verdict.PROVED or decision.code == "D902":
        return decision
    if decision.reason not in (DIFFERS, SILENT):
        return decision
    if decision.reason == DIFFERS and (quarrel := disagreement(left, right, facts)) is not None:
        return quarrel
    if unknown := sorted(unknown_functions(left) | unknown_functions(right)):
        if (found := refuted_for_all(left, right, facts)) is not None:
            return Decision(Verdict.REFUTED, counterexample=found, code="D101")
        names = ", ".join(unknown)
        return Decision(Verdict.UNDECIDED, code="D905", reason=f"this does not hold for every function {names}")
    found = refutation(left, right, facts, hypotheses)
    return Decision(Verdict.REFUTED, counterexample=found, code="D101") if found else decision


def _of_blocks(left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]) -> Decision:
    """The step over the blocks of its tensors; what is known of a whole tensor is not known of its blocks."""
    one, two = parted(left), parted(right)
    split = (tensors(left) | tensors(right)) - (tensors(one) | tensors(two))
    known = {name for name, _ in facts.distributions} | facts.positive
    if known & split or relevant(hypotheses, left, right, facts=facts) != relevant(hypotheses, one, two, facts=facts):
        return proof(one, two, facts, hypotheses)
    return decide(one, two, facts, hypotheses)


@lru_cache(maxsize=5_000)
def disagreement(left: Term, right: Term, facts: Facts) -> Decision | None:
    """Where there is a proof that sides are equal which the fields saw to differ: nothing is to be said of them."""
    try:
        with step(left, right):
            return _disagreement(left, right, facts) if prove(left, right, facts) is not None else None
    except GivenUpError:
        return None


def relevant(hypotheses: tuple[Hypothesis, ...], *terms: Term, facts: Facts = NONE) -> tuple[Hypothesis, ...]:
    """The hypotheses that speak of something in the terms; one of labels may name a letter of the facts, j \\ne k."""
    names = frozenset().union(*(tensors(t) for t in terms))
    functions = {f for t in terms for f in index_functions(t)}
    free = frozenset().union(*(t.free for t in terms))
    told = free | {v for pair in facts.unequal | facts.equal for index in pair for v in index.free}

    def speaks(hypothesis: Hypothesis) -> bool:
        if hypothesis.symmetric:
            return hypothesis.symmetric in names
        if hypothesis.onehot is not None:
            return hypothesis.onehot[0] in names and hypothesis.onehot[1].free <= told
        facts = hypothesis.facts
        used = {t for t, _ in facts.distributions} | facts.positive
        indexed = {f for f, _ in facts.avoids} | facts.injective
        pairs = {v for pair in facts.unequal | facts.equal for index in pair for v in index.free}
        return bool(used & names or indexed & functions or (pairs and pairs <= free))

    return tuple(h for h in hypotheses if speaks(h))


def index_functions(term: Term) -> Iterator[str]:
    """The index functions applied in a term."""
    for part in walk(term):
        indices = (
            part.indices if isinstance(part, Entry) else (part.left, part.right) if isinstance(part, Delta) else ()
        )
        stack = list(indices)
        while stack:
            index = stack.pop()
            if isinstance(index, Applied):
                yield index.function
                stack.extend(index.arguments)


def subsets(hypotheses: tuple[Hypothesis, ...]) -> Iterator[tuple[Hypothesis, ...]]:
    """Every way to assume something, the weakest first."""
    for size in range(1, min(len(hypotheses), 3) + 1):
        yield from combinations(hypotheses, size)
