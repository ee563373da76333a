"""Short words to write terms in tests, as one would on paper."""

from __future__ import annotations

from derive.prove import Proof, prove
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Size, Sum, Term

V, D, K, N = Axis("V"), Axis("d"), Axis("K"), Axis("N")
WINDOW = Axis("win", half="m")

a, b, o, w, x, c = (Variable(n, V) for n in "abowxc")
i, k, l = (Variable(n, D) for n in "ikl")  # noqa: E741 - the letters of the page
p, q = (Variable(n, K) for n in "pq")
r, s = (Variable(n, N) for n in "rs")
j = Variable("j", WINDOW)


def e(tensor: str, *indices: Index) -> Entry:
    return Entry(tensor, indices)


def scalars(names: str) -> list[Entry]:
    return [Entry(n) for n in names.split()]


def neg(index: Index) -> Index:
    return Applied("neg", (index,), V)


def token(index: Index) -> Index:
    return Applied("token", (index,), V)


def cell(row: Index, column: Index) -> Index:
    return Applied("cell", (row, column), V)


def step(t: Term) -> Term:
    return Apply("step", t)


def relu(t: Term) -> Term:
    return Apply("relu", t)


def tanh(t: Term) -> Term:
    return Apply("tanh", t)


def absolute(t: Term) -> Term:
    return Apply("abs", t)


def sqrt(t: Term) -> Term:
    return Apply("sqrt", t)


def g(t: Term) -> Term:
    return Apply("g", t)


def over(*binders_and_body: Variable | Term) -> Term:
    """over(w, k, t) = Σ_w Σ_k t."""
    *binders, body = binders_and_body
    assert isinstance(body, Term)
    for binder in reversed(binders):
        assert isinstance(binder, Variable)
        body = Sum(binder, body)
    return body


def proved(left: Term | int, right: Term | int, facts: Facts = NONE) -> Proof | None:
    made = [Number(t) if isinstance(t, int) else t for t in (left, right)]
    return prove(made[0], made[1], facts)


def equal(left: Index, right: Index) -> Facts:
    return Facts(equal=frozenset([(left, right)]))


def unequal(left: Index, right: Index) -> Facts:
    return Facts(unequal=frozenset([(left, right)]))


def avoids(function: str, index: Index) -> Facts:
    return Facts(avoids=frozenset([(function, index)]))


def injective(function: str) -> Facts:
    return Facts(injective=frozenset([function]))


def distribution(tensor: str, position: int = 0) -> Facts:
    return Facts(distributions=frozenset([(tensor, position)]))


def positive(*tensors: str) -> Facts:
    return Facts(positive=frozenset(tensors))


__all__ = [
    "Applied",
    "Delta",
    "Literal",
    "Number",
    "Pow",
    "Size",
    "exp",
    "log",
    "sigma",
]
