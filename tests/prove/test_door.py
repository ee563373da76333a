"""The door: conditions, cases, limits, and what it never does."""

from __future__ import annotations

import time
from itertools import pairwise
from threading import Thread

import pytest

from derive.calculus.differentiate import differentiate as diff
from derive.prove import Condition, Proof, prove, told_apart
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Axis, Literal, Variable
from derive.terms.term import Delta, Entry, Number, Pow, Sum, Term
from tests.prove.words import K, V, a, absolute, b, c, e, g, neg, o, over, p, positive, relu, scalars, sqrt, step, w, x

X, Y, T = scalars("X Y T")


def conditions(left: Term, right: Term, *tensors: str) -> set[tuple[str, str]]:
    proof = prove(left, right, positive(*tensors))
    assert proof is not None
    return {(c.kind, c.term) for c in proof.conditions}


def test_a_proof_says_where_it_holds() -> None:
    assert conditions(1 / X + 1 / Y, (X + Y) / (X * Y)) == {("nonzero", "X"), ("nonzero", "Y")}
    assert conditions(1 / (1 + X), (1 + X) ** -1 * Y**0) == {("nonzero", "1 + X")}
    assert conditions(log(X**3), 3 * log(X)) == {("positive", "X"), ("positive", "X^3")}
    assert conditions(log(exp(absolute(X))), absolute(X)) == set()  # positive on both sides of the kink
    assert conditions(sqrt(X) ** 2, X) == {("positive", "X")}
    assert conditions(X**Y, exp(Y * log(X))) == {("positive", "X")}
    assert conditions(step(-X), 1 - step(X)) == {("away from the kink", "X"), ("away from the kink", "(-1) X")}
    assert conditions(over(w, log(e("p", w))), over(x, log(e("p", x)))) == {("positive", "p[w]")}


def test_what_always_holds_is_not_said() -> None:
    Z = over(w, exp(e("s", w)))  # noqa: N806 - the letter of the page
    assert not conditions(log(exp(X) / Z), X - log(Z))
    assert not conditions(log(1 - sigma(X)), log(sigma(-X)))
    assert not conditions(1 / (sigma(X) * (1 - sigma(X))), 2 + exp(X) + exp(-X))
    assert not conditions(over(w, X) / over(w, Number(1)), X)
    assert not conditions(log(X**3), 3 * log(X), "X")
    assert not conditions(relu(-X), relu(X) - X)


def test_a_root_in_a_denominator_is_said_once() -> None:
    assert conditions(X / sqrt(X), sqrt(X)) == {("positive", "X")}


def test_kinks_of_a_derivative() -> None:
    assert conditions(diff(relu(X) ** 2, X), 2 * relu(X)) == {("away from the kink", "X")}


def test_cases_are_counted() -> None:
    assert prove(X, X) == Proof((), 1)
    split = Delta(a, b) * e("f", a) + (1 - Delta(a, b)) * e("f", b)
    assert prove(split, e("f", b)) == Proof((), 2)


def test_the_split_is_complete_up_to_the_cap() -> None:
    """1 = Σ over the patterns of equal indices of the deltas that say so; each pattern is a case."""
    pattern = Delta(a, b) * Delta(b, c)
    for s, t, u in ((a, b, c), (b, c, a), (a, c, b)):
        pattern += Delta(s, t) * (1 - Delta(t, u))
    pattern += (1 - Delta(a, b)) * (1 - Delta(b, c)) * (1 - Delta(a, c))
    proof = prove(pattern, Number(1))
    assert proof is not None
    assert 2 <= proof.cases <= 5
    assert prove(pattern + Delta(a, b) * (1 - Delta(b, c)), Number(1)) is None


def test_too_many_cases_are_not_guessed() -> None:
    many = [Variable(f"v{n}", V) for n in range(12)]
    term: Term = Number(0)
    for s, t in pairwise(many):
        term = g(term + Delta(s, t))
    assert prove(term, term + term * 0 + e("f", many[0]) - e("f", many[1])) is None


def test_shadowed_and_free_indices_of_one_name() -> None:
    shadowed = e("f", w) * over(w, e("f", w)) + over(w, over(w, e("h", w)))
    assert prove(shadowed, e("f", w) * over(x, e("f", x)) + over(x, over(a, e("h", a))))
    assert not prove(shadowed, over(w, e("f", w) ** 2) + over(x, over(a, e("h", a))))


def test_positivity_of_one_entry_is_not_that_of_all() -> None:
    known = log(e("f", o))
    assert prove(log(e("f", o) * e("h")) + known * 0, log(e("f", o)) + log(e("h")))
    assert not prove(log(e("f", a) * e("h", b)) + known * 0, log(e("f", a)) + log(-e("h", b)) + known)
    assert not prove(sqrt(e("f", a) ** 2) + known, e("f", a) + known)
    assert prove(sqrt(e("f", o) ** 2) + known, e("f", o) + known)


def test_names_of_binders_do_not_leak() -> None:
    assert prove(e("f", Variable("#0", V)), e("f", Variable("#0", V)) + 0 * X) is None
    assert prove(Sum(Variable("~1", V), X), X) is None


def test_ill_typed_and_absurd_questions_get_no_proof() -> None:
    assert prove(Delta(w, p), Number(0)) is None
    assert prove(over(w, Delta(w, Literal(0, V))), Number(1)) is None
    assert prove(1 / (X - X), 1 / (X - X) + 0 * Y) is None
    assert prove(log(Number(0)), log(Number(0)) * 1 + 0 * X) is None


@pytest.mark.parametrize(
    "term",
    [
        (1 + X + Y + T) ** 200,
        Pow(Number(3), Number(10**9)) * X,
        Pow(over(w, e("f", w)), Number(40)) * over(w, over(x, e("f", x)) ** 50),
        over(a, b, c, w, x, o, e("A", a, b) * e("A", c, w) * e("A", x, o) + e("A", a, b) * e("A", b, c)),
        Number(2**500 + 1) ** Number(1) * log(Number((10**40 + 7) * (10**41 + 9))),
    ],
)
def test_any_call_ends_soon(term: Term) -> None:
    start = time.perf_counter()
    prove(g(term), g(term + 1) + X)
    assert time.perf_counter() - start < 5  # about 1 s; room for a slow machine


def nested(depth: int, inner: Term) -> Term:
    for n in range(depth):
        inner = (sigma, relu, exp, lambda t: 1 / (2 + t), lambda t: over(w, e("f", w) * t))[n % 5](inner)
    return inner


def test_deep_terms_do_not_crash() -> None:
    prove(nested(60, X), nested(60, X + 0 * Y))
    assert prove(nested(60, X), nested(60, Y)) is None
    deep: Term = X
    for _ in range(2000):
        deep = g(deep)
    assert prove(deep, g(deep)) is None


def test_the_same_question_gets_the_same_answer() -> None:
    question = over(p, e("f", neg(p)) * sigma(e("f", neg(p)))), over(Variable("q", K), sigma(e("f", neg(p))))
    assert len({prove(*question) for _ in range(3)}) == 1


def test_threads_wait_for_each_other() -> None:
    answers: list[object] = []
    jobs = [Thread(target=lambda: answers.append(prove(sigma(-X), 1 - sigma(X)))) for _ in range(4)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert answers == [Proof((), 1)] * 4


def test_conditions_are_values() -> None:
    assert Condition("nonzero", "X") == Condition("nonzero", "X")
    assert Entry("X") is X
    assert Axis("V") == V


def test_a_term_tells_letters_apart_by_the_deltas_that_are_left_of_it() -> None:
    y, z = Variable("y", V), Variable("z", V)
    same = Delta(y, z)
    assert told_apart(same * X + Y) == {frozenset((y, z))}
    assert told_apart(exp(same * X)) == {frozenset((y, z))}
    assert told_apart(same * X - same * X + Y) == frozenset()
    assert told_apart(Sum(z, same * Entry("a", (z,)))) == frozenset()
