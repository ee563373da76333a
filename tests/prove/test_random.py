"""What is proved is true: random terms, edited by laws and by mistakes, against floats in random small worlds."""

from __future__ import annotations

import random

import pytest

from derive.prove import prove
from derive.terms.facts import Facts
from derive.terms.term import Term
from tests.prove.edits import edited
from tests.prove.test_word2vec import TRUE
from tests.prove.words import a, avoids, b, distribution, equal, injective, neg, o, p, positive, unequal
from tests.prove.worlds import Terms, difference

FACTS = [
    *[Facts()] * 6,
    equal(a, o),
    unequal(a, b),
    equal(neg(p), o),
    avoids("neg", o),
    injective("neg"),
    injective("tok") | avoids("neg", a),
    distribution("x"),
    distribution("U", 1),
    positive("x", "h", "t"),
]
TOLERANCE = 1e-6


def edited_often(term: Term, rng: random.Random) -> Term:
    for _ in range(rng.randint(1, 3)):
        term = edited(term, rng)
    return term


def false_proofs(seed: int, count: int) -> tuple[int, list[tuple[Term, Term, Facts]]]:
    """How many of `count` random questions were proved, and those of them that floats contradict."""
    rng = random.Random(seed)
    terms = Terms(rng)
    proved, wrong = 0, []
    for _ in range(count):
        left = terms.term(rng.randint(1, 5))
        right = edited_often(left, rng)
        facts = rng.choice(FACTS)
        if left is not right and prove(left, right, facts):
            proved += 1
            if (difference(left, right, facts, rng) or 0) > TOLERANCE:
                wrong.append((left, right, facts))
    return proved, wrong


def false_proofs_of_mutants(seed: int, count: int) -> tuple[int, list[tuple[Term, Term, Facts]]]:
    """The same for true steps of real derivations with one side edited."""
    rng = random.Random(seed)
    proved, wrong = 0, []
    for _ in range(count):
        _, left, right, facts = rng.choice(TRUE)
        mutant = edited_often(right, rng)
        if prove(left, mutant, facts):
            proved += 1
            if (difference(left, mutant, facts, rng, tries=6) or 0) > TOLERANCE:
                wrong.append((left, mutant, facts))
    return proved, wrong


@pytest.mark.parametrize("seed", range(3))
def test_no_false_proof(seed: int) -> None:
    proved, wrong = false_proofs(seed, 400)
    assert not wrong
    assert 40 < proved < 390  # the test must see both answers


def test_no_false_proof_of_a_mutant() -> None:
    proved, wrong = false_proofs_of_mutants(7, 250)
    assert not wrong
    assert 25 < proved < 240


@pytest.mark.slow
def test_no_false_proof_in_a_campaign() -> None:
    assert not false_proofs(99, 20_000)[1]
    assert not false_proofs_of_mutants(99, 8_000)[1]


def test_the_judge_of_this_test_sees_a_difference() -> None:
    """Floats tell true steps from edited ones often enough for the tests above to mean something."""
    rng = random.Random(5)
    terms = Terms(rng)
    seen = [(t, edited(t, rng)) for t in (terms.term(3) for _ in range(200))]
    differ = [d for d in (difference(s, t, Facts(), rng) for s, t in seen) if d is not None and d > TOLERANCE]
    assert len(differ) > 30
