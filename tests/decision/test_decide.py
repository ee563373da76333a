"""A step is proved under the fewest hypotheses, and few questions are asked on the way."""

from __future__ import annotations

import pytest

from derive.decision import decide
from derive.decision.decide import proof, refutation
from derive.fields import Outcome, compare
from derive.naming.hypothesis import Hypothesis
from derive.terms.facts import NONE, Facts
from derive.terms.index import Index
from derive.terms.term import Apply, Delta, Entry, Sum, Term
from derive.verdicts.verdict import Verdict
from tests.terms.vocabulary import i, j, o, s, w, x

DISTRIBUTION = Hypothesis(Facts(distributions=frozenset([("y", 0)])), "y sums to 1")
POSITIVE = Hypothesis(Facts(positive=frozenset(["s"])), "s > 0")
APART = Hypothesis(Facts(unequal=frozenset([(o, w)])), "o is not w")
OTHERS = Hypothesis(Facts(unequal=frozenset([(i, j)])), "i is not j")


def labels(index: Index) -> Term:
    return Entry("y", (index,))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Facts]:
    """The facts of every question to the finite fields."""
    met: list[Facts] = []

    def watched(left: Term, right: Term, facts: Facts = NONE) -> Outcome:
        met.append(facts)
        return compare(left, right, facts)

    monkeypatch.setattr(decide, "compare", watched)
    proof.cache_clear()
    return met


def test_only_what_is_needed_is_assumed(asked: list[Facts]) -> None:
    total = Sum(w, labels(w)) * s(o)
    decision = proof(total, s(o), NONE, (POSITIVE, DISTRIBUTION))
    assert decision.verdict is Verdict.PROVED
    assert decision.assuming == ("y sums to 1",)
    assert asked[-1] == DISTRIBUTION.facts


def test_what_differs_under_all_hypotheses_is_asked_under_no_subset(asked: list[Facts]) -> None:
    left, right = s(o) * s(w) * s(i) * s(j) * Sum(w, labels(w)), 2 * s(o) * s(w) * s(i) * s(j)
    decision = proof(left, right, NONE, (DISTRIBUTION, POSITIVE, APART, OTHERS))
    assert decision.verdict is Verdict.UNDECIDED
    assert asked == [NONE, DISTRIBUTION.facts | POSITIVE.facts | APART.facts | OTHERS.facts]


def test_labels_of_two_classes_are_asked_for_each(asked: list[Facts]) -> None:
    one, other = (Hypothesis(NONE, f"the class is {v.name}", ("y", v)) for v in (o, i))
    left, right = labels(w) * s(o) * s(i), Delta(w, i) * s(o) * s(i)
    assert proof(left, right, NONE, (one, other)).assuming == ("the class is i",)
    assert len(asked) > 2


def test_a_case_that_is_left_out_is_left_out_under_further_facts(asked: list[Facts]) -> None:
    """[o = w] x is not -[o = w] x, whatever else is assumed beside that o is not w."""
    left, right = Delta(o, w) * x * s(i) * s(j), -Delta(o, w) * x * s(i) * s(j)
    decision = proof(left, right, NONE, (APART, OTHERS, POSITIVE))
    assert decision.verdict is Verdict.UNDECIDED
    assert all(facts != APART.facts | OTHERS.facts for facts in asked)


def test_a_step_that_may_hold_where_all_is_as_usual_is_not_refuted() -> None:
    at_kink = Apply(
        "step", Apply("relu", s(o))
    )  # has no value below 0, so that neither decider can say that it is step(s)
    left, right = Sum(w, labels(w)) * at_kink, Apply("step", s(o))
    assert refutation(left, right, NONE, ()) is not None
    assert refutation(left, right, NONE, (DISTRIBUTION,)) is None
    assert refutation(2 * left, right, NONE, (DISTRIBUTION,)) is not None


def test_half_a_character_of_a_hostile_document_is_a_name_like_any_other() -> None:
    total = Sum(w, Entry("\ud800", (w,)) * labels(w))
    assert decide.decide(total, total, NONE, ()).verdict is Verdict.PROVED
    assert decide.decide(total, total + 1, NONE, ()).verdict is Verdict.REFUTED
