"""Each rule of differentiation, and the chain rule through names, against decider B and against wrong results."""

import pytest

from derive.calculus.differentiate import differentiate
from derive.fields import Outcome, compare
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Axis, Variable
from derive.terms.substitute import substitute
from derive.terms.term import ONE, ZERO, Apply, Delta, Entry, Number, Pow, Sum, Term

N = Axis("n")
P, Q, R = (Variable(name, N) for name in "pqr")


def x(index: Variable) -> Entry:
    return Entry("x", (index,))


def y(index: Variable) -> Entry:
    return Entry("y", (index,))


SQUARES = Sum(Q, x(Q) * x(Q))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (x(Q), Delta(Q, P)),
        (y(Q), ZERO),
        (Number(3), ZERO),
        (SQUARES, 2 * x(P)),
        (x(P) * y(P), y(P)),
        (Pow(x(P), Number(3)), 3 * x(P) * x(P)),
        (exp(x(P) * y(P)), y(P) * exp(x(P) * y(P))),
        (log(SQUARES), 2 * x(P) / SQUARES),
        (sigma(x(P)), sigma(x(P)) * (1 - sigma(x(P)))),
        (Apply("tanh", x(P)), 1 - Apply("tanh", x(P)) * Apply("tanh", x(P))),
        (Apply("g", x(P)), Apply("g'", x(P))),
        (Sum(P, x(P) * y(P)), y(P)),
    ],
)
def test_rules(term: Term, expected: Term) -> None:
    found = differentiate(term, x(P))
    assert compare(found, expected) is Outcome.AGREES
    assert compare(found, expected + x(P)) is not Outcome.AGREES


MADE = {"z": {"x"}, "h": {"x", "z"}, "loss": {"x", "z", "h"}}


class Network:
    """z = x y, h = sigma(z), loss = sum h^2, folded."""

    def depends(self, tensor: str, on: str) -> bool:
        return tensor == on or on in MADE.get(tensor, set())

    def body(self, entry: Entry) -> Term | None:
        bodies = {
            "z": x(R) * y(R),
            "h": sigma(Entry("z", (R,))),
            "loss": Sum(Q, Entry("h", (Q,)) * Entry("h", (Q,))),
        }
        found = bodies.get(entry.tensor)
        return substitute(found, dict(zip((R,), entry.indices, strict=False))) if found is not None else None


def test_names_are_differentiated_through_and_stay_folded() -> None:
    h = Entry("h", (P,))
    by_x = differentiate(Entry("loss"), x(P), Network())
    assert compare(by_x, 2 * h * h * (ONE - h) * y(P)) is Outcome.AGREES
    by_z = differentiate(Entry("loss"), Entry("z", (P,)), Network())
    assert compare(by_z, 2 * h * h * (ONE - h)) is Outcome.AGREES
    assert compare(by_z, 2 * h * (ONE - h)) is Outcome.DIFFERS
    assert differentiate(Entry("h", (Q,)), Entry("loss"), Network()) is ZERO
