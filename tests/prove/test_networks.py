"""Gradients of layers and losses: written by hand against differentiated, and each with a mistake in it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from derive.calculus.differentiate import differentiate as diff
from derive.prove import prove
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Axis, Index, Variable
from derive.terms.term import Delta, Size, Sum, Term
from tests.prove.words import distribution, e, over, positive, relu, scalars, sqrt, step, tanh

Claim = tuple[Term, Term, Term, Facts]  # derivative, right answer, wrong answer


def variables(names: str, axis: str) -> list[Variable]:
    return [Variable(n, Axis(axis)) for n in names.split()]


i1, i2 = variables("i1 i2", "in")
h1, h3 = variables("h1 h3", "hidden")
o1, o2, o3 = variables("o1 o2 o3", "out")
n1, n2, n4 = variables("n1 n2 n4", "batch")
k, l, m = variables("k l m", "feature")  # noqa: E741 - the letters of the page
a, a2 = variables("a a2", "queries")
b, b2, c = variables("b b2 c", "keys")
f, f2 = variables("f f2", "inner")
v, w, x, o = variables("v w x o", "words")
Y = distribution("Y", 1)


def two_layers(activation: Callable[[Term], Term], slope: Callable[[Term], Term]) -> Claim:
    """dL/dW1 of the mean cross-entropy of softmax(W2 activation(W1 x + b1) + b2) over a batch."""

    def z1(h: Index) -> Term:
        return over(i1, e("W1", h, i1) * e("X", n1, i1)) + e("b1", h)

    def z2(out: Index) -> Term:
        return over(h1, e("W2", out, h1) * activation(z1(h1))) + e("b2", out)

    def p(out: Index) -> Term:
        return exp(z2(out)) / over(o1, exp(z2(o1)))

    loss = -over(n1, o2, e("Y", n1, o2) * log(p(o2))) / Size(n1.axis)
    back = over(o3, (p(o3) - e("Y", n1, o3)) * e("W2", o3, h3))
    right = over(n1, back * slope(z1(h3)) * e("X", n1, i2)) / Size(n1.axis)
    wrong = over(n1, back * activation(z1(h3)) * e("X", n1, i2)) / Size(n1.axis)
    return diff(loss, e("W1", h3, i2)), right, wrong, Y


def layer_norm() -> Claim:
    n = Size(k.axis)
    mean = over(k, e("x", k)) / n
    root = sqrt(over(k, (e("x", k) - mean) ** 2) / n + e("eps"))

    def normal(at: Index) -> Term:
        return (e("x", at) - mean) / root

    def back(at: Index) -> Term:
        return e("c", at) * e("gamma", at)

    loss = over(l, e("c", l) * (e("gamma", l) * normal(l) + e("beta", l)))
    right = (n * back(m) - over(k, back(k)) - normal(m) * over(k, back(k) * normal(k))) / (n * root)
    wrong = (n * back(m) - over(k, back(k)) - over(k, back(k) * normal(k))) / (n * root)
    return diff(loss, e("x", m)), right, wrong, NONE


def batch_norm() -> Claim:
    n = Size(n1.axis)

    def mean(at: Index) -> Term:
        return over(n1, e("X", n1, at)) / n

    def root(at: Index) -> Term:
        return sqrt(over(n1, (e("X", n1, at) - mean(at)) ** 2) / n + e("eps"))

    def normal(row: Index, at: Index) -> Term:
        return (e("X", row, at) - mean(at)) / root(at)

    def back(row: Index, at: Index) -> Term:
        return e("C", row, at) * e("gamma", at)

    loss = over(n2, k, e("C", n2, k) * (e("gamma", k) * normal(n2, k) + e("beta", k)))
    spread = normal(n4, l) * over(n2, back(n2, l) * normal(n2, l))
    right = (n * back(n4, l) - over(n2, back(n2, l)) - spread) / (n * root(l))
    wrong = (n * back(n4, l) - over(n2, back(n2, l)) + spread) / (n * root(l))
    return diff(loss, e("X", n4, l)), right, wrong, NONE


def attention() -> Claim:
    scale = sqrt(Size(f.axis))

    def p(query: Index, key: Index) -> Term:
        def s(other: Index) -> Term:
            return exp(over(f, e("Q", query, f) * e("K", other, f)) / scale)

        return s(key) / over(c, s(c))

    def back(query: Index, key: Index) -> Term:
        own = over(k, e("G", query, k) * e("V", key, k))
        return p(query, key) * (own - over(c, p(query, c) * over(k, e("G", query, k) * e("V", c, k))))

    loss = over(a, k, e("G", a, k) * over(b, p(a, b) * e("V", b, k)))
    right = over(b, back(a2, b) * e("K", b, f2)) / scale
    return diff(loss, e("Q", a2, f2)), right, over(b, back(a2, b) * e("K", b, f2)), NONE


def cosine() -> Claim:
    first, second = sqrt(over(k, e("A", k) ** 2)), sqrt(over(k, e("B", k) ** 2))
    similarity = over(k, e("A", k) * e("B", k)) / (first * second)
    right = e("B", l) / (first * second) - similarity * e("A", l) / first**2
    return diff(similarity, e("A", l)), right, e("B", l) / (first * second), NONE


def softmax(word: Index) -> Term:
    return exp(e("s", word)) / over(x, exp(e("s", x)))


def entropy() -> Claim:
    value = -over(w, softmax(w) * log(softmax(w)))
    right = -softmax(v) * (log(softmax(v)) + value)
    return diff(value, e("s", v)), right, -softmax(v) * (log(softmax(v)) + 1), NONE


def divergence() -> Claim:
    value = over(w, e("q", w) * log(e("q", w) / softmax(w)))
    q = distribution("q") | positive("q")
    return diff(value, e("s", v)), softmax(v) - e("q", v), e("q", v) - softmax(v), q


def hessian() -> Claim:
    first = diff(-log(softmax(o)), e("s", v))
    right = softmax(v) * (Delta(v, w) - softmax(w))
    return diff(first, e("s", w)), right, softmax(v) * (Delta(v, o) - softmax(w)), NONE


def smoothing() -> Claim:
    (t,) = scalars("t")

    def target(word: Index) -> Term:
        return (1 - t) * Delta(word, o) + t / Size(w.axis)

    loss = -over(w, target(w) * log(softmax(w)))
    return diff(loss, e("s", v)), softmax(v) - target(v), softmax(v) - Delta(v, o), NONE


def gauss() -> Claim:
    z, y, t, pi = scalars("z y t pi")
    density = exp(-((z - y) ** 2) / (2 * t**2)) / sqrt(2 * pi * t**2)
    return diff(log(density), t), (z - y) ** 2 / t**3 - 1 / t, (z - y) ** 2 / t**3 + 1 / t, NONE


CLAIMS: dict[str, Claim] = {
    "sigmoid network": two_layers(sigma, lambda z: sigma(z) * (1 - sigma(z))),
    "tanh network": two_layers(tanh, lambda z: 1 - tanh(z) ** 2),
    "relu network": two_layers(relu, step),
    "layer norm": layer_norm(),
    "batch norm": batch_norm(),
    "attention": attention(),
    "cosine": cosine(),
    "entropy": entropy(),
    "divergence": divergence(),
    "hessian": hessian(),
    "label smoothing": smoothing(),
    "gauss": gauss(),
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())
def test_right_answers_are_proved_and_wrong_ones_not(claim: Claim) -> None:
    derivative, right, wrong, facts = claim
    assert prove(derivative, right, facts)
    assert prove(derivative, wrong, facts) is None


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())
@pytest.mark.usefixtures("unburdened")
def test_each_takes_milliseconds(claim: Claim) -> None:
    derivative, right, _, facts = claim
    start = time.perf_counter()
    prove(derivative, right, facts)
    assert time.perf_counter() - start < 0.3  # measured 1 to 7 ms


def test_sums_of_deltas_over_many_free_indices() -> None:
    m0, m4, m5, m6, m7 = variables("m0 m4 m5 m6 m7", "square")
    entry = Sum(m0, e("A", m4, m0) * e("X", m0, m5))
    assert prove(diff(entry, e("X", m6, m7)), e("A", m4, m6) * Delta(m5, m7))
    assert not prove(diff(entry, e("X", m6, m7)), e("A", m4, m7) * Delta(m5, m6))
