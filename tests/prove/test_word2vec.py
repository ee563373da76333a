"""Steps of solution pages to the word2vec and softmax exercises: every true one proved, none of the false ones."""

from __future__ import annotations

import pytest

from derive.calculus.differentiate import differentiate as diff
from derive.prove import prove
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Index, Literal
from derive.terms.substitute import map_entries, substitute
from derive.terms.term import Delta, Entry, Number, Size, Sum, Term
from tests.prove import words as m
from tests.prove.words import D, V, a, b, c, distribution, e, equal, i, j, k, neg, o, over, p, q, token, unequal, w, x

Claim = tuple[str, Term, Term, Facts]


def U(word: Index, feature: Index) -> Entry:  # noqa: N802 - the letter of the page
    return e("U", word, feature)


def v(feature: Index) -> Entry:
    return e("v", feature)


def dot(word: Index) -> Term:
    return over(k, U(word, k) * v(k))


Z = over(x, exp(dot(x)))


def P(word: Index) -> Term:  # noqa: N802 - the letter of the page
    return exp(dot(word)) / Z


J = -log(P(o))
CE = -over(w, Delta(w, o) * log(P(w)))
dv, dU, dUo = diff(J, v(i)), diff(J, U(a, i)), diff(J, U(o, i))  # noqa: N816

SOFTMAX: list[Claim] = [
    ("one-hot", CE, log(Z) - dot(o), NONE),
    ("one-hot 2", -over(w, Delta(w, o) * log(P(w))), -log(P(o)), NONE),
    ("dv", dv, -U(o, i) + over(w, P(w) * U(w, i)), NONE),
    ("dv, quotient", dv, -U(o, i) + 1 / Z * over(w, exp(dot(w)) * U(w, i)), NONE),
    ("dv, vector form", dv, over(w, U(w, i) * (P(w) - Delta(w, o))), NONE),
    ("dU", dU, (P(a) - Delta(a, o)) * v(i), NONE),
    ("dU, two steps", dU, -diff(log(exp(dot(o))), U(a, i)) + diff(log(Z), U(a, i)), NONE),
    ("du_o", dUo, (P(o) - 1) * v(i), NONE),
    ("du_o, quotient", dUo, -v(i) + 1 / Z * diff(Z, U(o, i)), NONE),
    ("du_w, w /= o", dU, P(a) * v(i), unequal(a, o)),
    ("du_w, w = o", dU, (P(a) - 1) * v(i), equal(a, o)),
    ("probabilities", over(w, P(w)), Number(1), NONE),
]

WRONG_SOFTMAX: list[Claim] = [
    ("dv, sign", dv, over(w, U(w, i) * (Delta(w, o) - P(w))), NONE),
    ("dv, no one-hot", dv, over(w, U(w, i) * P(w)), NONE),
    ("dU, without w /= o", dU, P(a) * v(i), NONE),
    ("dU, w = o", dU, P(a) * v(i), equal(a, o)),
    ("scores of other words", dot(a), dot(o), NONE),
    ("P of other words", P(a), P(o), NONE),
]


def score(word: Index) -> Entry:
    return e("s", word)


ZS = over(x, exp(score(x)))


def S(word: Index) -> Term:  # noqa: N802 - the letter of the page
    return exp(score(word)) / ZS


def y(word: Index) -> Entry:
    return e("y", word)


L = -over(w, y(w) * log(S(w)))
dL = diff(L, score(a))  # noqa: N816
JAC = diff(S(a), score(b))
SUM_1 = distribution("y")
OTHERS = over(w, (1 - Delta(w, a)) * y(w))

CROSS_ENTROPY: list[Claim] = [
    ("chain", dL, -over(w, y(w) / S(w) * diff(S(w), score(a))), NONE),
    ("jacobian", JAC, S(a) * (Delta(a, b) - S(b)), NONE),
    ("jacobian, quotient rule", JAC, (exp(score(a)) * ZS - exp(score(b)) * exp(score(a))) / ZS**2, equal(a, b)),
    ("jacobian, equal", JAC, exp(score(a)) * (ZS - exp(score(b))) / (ZS * ZS), equal(a, b)),
    ("jacobian, other", JAC, -S(b) * S(a), unequal(a, b)),
    ("split", dL, -y(a) * (1 - S(a)) + over(w, (1 - Delta(w, a)) * y(w) * S(a)), NONE),
    ("collected", dL, -y(a) + S(a) * over(w, y(w)), NONE),
    ("others", dL, S(a) * (y(a) + OTHERS) - y(a), NONE),
    ("sum y = 1", dL, S(a) - y(a), SUM_1),
    ("sum y = 1, in the sum", S(a) * (y(a) + OTHERS) - y(a), S(a) - y(a), SUM_1),
    ("others sum to 1 - y", OTHERS, 1 - y(a), SUM_1),
    ("repair", dL, -over(w, y(w) * (Delta(a, w) - S(a))), NONE),
]

WRONG_CROSS_ENTROPY: list[Claim] = [
    ("sum y = 1 not known", dL, S(a) - y(a), NONE),
    ("jacobian, sign", JAC, -S(a) * (1 - S(b)), equal(a, b)),
    ("jacobian, minus lost", JAC, S(b) * S(a), unequal(a, b)),
    ("1/p_i for 1/p_j", dL, -over(w, y(w) / S(a) * diff(S(w), score(a))), NONE),
    ("p_j for p_i", dL, -over(w, y(w) * (Delta(a, w) - S(w))), NONE),
    ("y swapped", dL, -y(b) * (1 - S(a)) + over(w, (1 - Delta(w, a)) * y(a) * S(a)), NONE),
    ("wrong distribution", dL, S(a) - y(a), distribution("s")),
]

NEG = -log(sigma(dot(o))) - over(p, log(sigma(-dot(neg(p)))))
AVOIDS = Facts(avoids=frozenset([("neg", o)]))
DISTINCT = Facts(injective=frozenset(["neg"]))

NEGATIVE_SAMPLING: list[Claim] = [
    ("sigma'", diff(sigma(e("t")), e("t")), sigma(e("t")) * (1 - sigma(e("t"))), NONE),
    ("sigma", sigma(e("t")), exp(e("t")) / (exp(e("t")) + 1), NONE),
    ("sigma(-x)", sigma(-e("t")), 1 - sigma(e("t")), NONE),
    (
        "dv",
        diff(NEG, v(i)),
        (sigma(dot(o)) - 1) * U(o, i) + over(p, (1 - sigma(-dot(neg(p)))) * U(neg(p), i)),
        NONE,
    ),
    ("dv, short", diff(NEG, v(i)), (sigma(dot(o)) - 1) * U(o, i) + over(p, sigma(dot(neg(p))) * U(neg(p), i)), NONE),
    ("du_o", diff(NEG, U(o, i)), (sigma(dot(o)) - 1) * v(i), AVOIDS),
    ("du_k", diff(NEG, U(neg(q), i)), (1 - sigma(-dot(neg(q)))) * v(i), AVOIDS | DISTINCT),
    (
        "du_o counts coincidences",
        diff(NEG, U(o, i)),
        (sigma(dot(o)) - 1) * v(i) + sigma(dot(o)) * v(i) * over(p, Delta(neg(p), o)),
        NONE,
    ),
]

WRONG_NEGATIVE_SAMPLING: list[Claim] = [
    ("du_o without the fact", diff(NEG, U(o, i)), (sigma(dot(o)) - 1) * v(i), NONE),
    ("du_o, distinct does not help", diff(NEG, U(o, i)), (sigma(dot(o)) - 1) * v(i), DISTINCT),
    ("du_k, avoids alone", diff(NEG, U(neg(q), i)), (1 - sigma(-dot(neg(q)))) * v(i), AVOIDS),
    ("du_k, distinct alone", diff(NEG, U(neg(q), i)), (1 - sigma(-dot(neg(q)))) * v(i), DISTINCT),
    ("sigma', sign", diff(sigma(e("t")), e("t")), sigma(e("t")) * (sigma(e("t")) - 1), NONE),
]

OUTSIDE = 1 - Delta(j, Literal(0, m.WINDOW))


def loss(word: Index) -> Term:
    return substitute(J, {o: word})


SKIP = over(j, OUTSIDE * loss(token(j)))


def center(word: Index, feature: Index) -> Entry:
    return e("C", word, feature)


def with_center(term: Term) -> Term:
    return map_entries(term, lambda t: center(c, t.indices[0]) if t.tensor == "v" else t)


SKIP_C = with_center(SKIP)

SKIP_GRAM: list[Claim] = [
    ("dU", diff(SKIP, U(a, i)), over(j, OUTSIDE * diff(loss(token(j)), U(a, i))), NONE),
    ("dv", diff(SKIP, v(i)), over(j, OUTSIDE * diff(loss(token(j)), v(i))), NONE),
    (
        "dv, counted",
        diff(SKIP, v(i)),
        2 * Size(m.Axis("m")) * over(w, P(w) * U(w, i)) - over(j, OUTSIDE * U(token(j), i)),
        NONE,
    ),
    ("other centres", diff(SKIP_C, center(a, i)), Number(0), unequal(a, c)),
    ("centre", diff(SKIP_C, center(c, i)), with_center(diff(SKIP, v(i))), NONE),
]

WRONG_SKIP_GRAM: list[Claim] = [
    ("centre included", diff(SKIP, v(i)), over(j, diff(loss(token(j)), v(i))), NONE),
    ("one term only", diff(SKIP, U(a, i)), diff(loss(token(Literal(1, m.WINDOW))), U(a, i)), NONE),
    ("other centres, not excluded", diff(SKIP_C, center(a, i)), Number(0), NONE),
    (
        "2m + 1 words",
        diff(SKIP, v(i)),
        Size(m.WINDOW) * over(w, P(w) * U(w, i)) - over(j, OUTSIDE * U(token(j), i)),
        NONE,
    ),
]

TRUE = [*SOFTMAX, *CROSS_ENTROPY, *NEGATIVE_SAMPLING, *SKIP_GRAM]
FALSE = [*WRONG_SOFTMAX, *WRONG_CROSS_ENTROPY, *WRONG_NEGATIVE_SAMPLING, *WRONG_SKIP_GRAM]


@pytest.mark.parametrize(("left", "right", "facts"), [t[1:] for t in TRUE], ids=[t[0] for t in TRUE])
def test_true_steps_are_proved(left: Term, right: Term, facts: Facts) -> None:
    assert prove(left, right, facts) is not None


@pytest.mark.parametrize(("left", "right", "facts"), [t[1:] for t in FALSE], ids=[t[0] for t in FALSE])
def test_false_steps_are_not(left: Term, right: Term, facts: Facts) -> None:
    assert prove(left, right, facts) is None


def test_sizes_and_shadowed_binders_do_not_matter() -> None:
    shadowed = over(w, exp(dot(w)) / over(w, exp(dot(w))) * U(w, i))
    assert prove(dv, shadowed - U(o, i))
    assert prove(Sum(a, dU), over(w, P(w) * v(i)) - v(i))
    assert V is not D
