"""Names for tests: the axes, indices and tensors of a softmax over a vocabulary."""

from __future__ import annotations

from derive.terms.functions import exp, log, sigma
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.term import Entry, Sum, Term

V, D, K, T = Axis("V"), Axis("d"), Axis("K"), Axis("T")
W, M = Axis("W", half="m"), Axis("m")

w, o, i, j = (Variable(name, V) for name in "woij")
a, b = Variable("a", D), Variable("b", D)
k, n = Variable("k", K), Variable("n", K)
t = Variable("t", T)
c = Variable("c", W)
x, y, z = Entry("x"), Entry("y"), Entry("z")


def s(index: Index) -> Term:
    """The score of a word."""
    return Entry("s", (index,))


def p(index: Index) -> Term:
    """softmax(s)[index]"""
    return exp(s(index)) / Sum(j, exp(s(j)))


def v(index: Index) -> Term:
    """An entry of the vector v."""
    return Entry("v", (index,))


def U(row: Index, column: Index) -> Term:  # noqa: N802 - the matrix is called U everywhere
    """An entry of the matrix U."""
    return Entry("U", (row, column))


def score(index: Index) -> Term:
    """(U v)[index]"""
    return Sum(a, U(index, a) * v(a))


def yhat(index: Index) -> Term:
    """softmax(U v)[index]"""
    return exp(score(index)) / Sum(j, exp(score(j)))


def neg(index: Index) -> Index:
    """The word drawn as a negative sample."""
    return Applied("neg", (index,), V)


def word(*indices: Index) -> Index:
    """The word at a place of a text."""
    return Applied("word", indices, V)


def negative_sampling() -> Term:
    """-log sigma(u_o.v) - Σ_k log sigma(-u_neg(k).v)"""
    return -log(sigma(score(o))) - Sum(k, log(sigma(-score(neg(k)))))


CENTRE = Literal(0, W)
