"""A softmax over scores of words, and a loss made of it: the ground of the tests."""

from __future__ import annotations

from derive.explain import Definition, Ground
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Index, Variable
from derive.terms.term import Delta, Entry, Size, Sum, Term
from tests.terms.vocabulary import D, V, o, w

x, k = Variable("%x", V), Variable("%k", D)
u = Variable("%u", V)
i = Variable("i", D)
a, b, c = Entry("a"), Entry("b"), Entry("c")


def e(tensor: str, *indices: Index) -> Entry:
    return Entry(tensor, indices)


def ground(facts: Facts = NONE) -> Ground:
    """h is v, s = U h, p = softmax(s), y = onehot(o), J = -log p_o, e = p - y; and more.

    A is the softmax of B row by row; z = sigma(U h), L = |z - y|^2 / 2; m is the mean of r, d = r - m, N = d^T g.
    """
    return Ground(
        {
            "h": Definition((i,), e("v", i)),
            "s": Definition((w,), Sum(k, e("U", w, k) * e("h", k))),
            "p": Definition((w,), exp(e("s", w)) / Sum(x, exp(e("s", x)))),
            "y": Definition((w,), Delta(w, o)),
            "J": Definition((), -log(e("p", o))),
            "e": Definition((w,), e("p", w) - e("y", w)),
            "A": Definition((w, x), exp(e("B", w, x)) / Sum(u, exp(e("B", w, u)))),
            "m": Definition((), Sum(x, e("r", x)) / Size(V)),
            "z": Definition((w,), sigma(Sum(k, e("U", w, k) * e("h", k)))),
            "L": Definition((), Sum(w, (e("z", w) - e("y", w)) ** 2) / 2),
            "d": Definition((w,), e("r", w) - e("m")),
            "N": Definition((), Sum(w, e("d", w) * e("g", w))),
        },
        facts,
    )


def gradient(ground: Ground, target: Entry) -> Term:
    """dJ / d target, not yet worked out."""
    return ground.hold(e("J"), target)
