"""Each rule of differentiation, and the chain rule through names, against decider B and against wrong results."""

import pytest

from derive.calculus.differentiate import differentiate
from derive.fields import Outcome, compare
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Axis, Variable
from derive.terms.substitute import substitute
from derive.terms.term import ONE, ZERO, Apply, Delta, Entry, Number, Pow, Sum, Term

N = Axis("n")
I, J, K = (Variable(name, N) for name in "ijk")


def x(index: Variable) -> Entry:
    return Entry("x", (index,))


def y(index: Variable) -> Entry:
    return Entry("y", (index,))


SQUARES = Sum(J, x(J) * x(J))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (x(J), Delta(J, I)),
        (y(J), ZERO),
        (Number(3), ZERO),
        (SQUARES, 2 * x(I)),
        (x(I) * y(I), y(I)),
        (Pow(x(I), Number(3)), 3 * x(I) * x(I)),
        (exp(x(I) * y(I)), y(I) * exp(x(I) * y(I))),
        (log(SQUARES), 2 * x(I) / SQUARES),
        (sigma(x(I)), sigma(x(I)) * (1 - sigma(x(I)))),
        (Apply("tanh", x(I)), 1 - Apply("tanh", x(I)) * Apply("tanh", x(I))),
        (Apply("g", x(I)), Apply("g'", x(I))),
        (Sum(I, x(I) * y(I)), y(I)),
    ],
)
def test_rules(term: Term, expected: Term) -> None:
    found = differentiate(term, x(I))
    assert compare(found, expected) is Outcome.AGREES
    assert compare(found, expected + x(I)) is not Outcome.AGREES


MADE = {"z": {"x"}, "h": {"x", "z"}, "loss": {"x", "z", "h"}}


class Network:
    """z = x y, h = sigma(z), loss = sum h^2, folded."""

    def depends(self, tensor: str, on: str) -> bool:
        return tensor == on or on in MADE.get(tensor, set())

    def body(self, entry: Entry) -> Term | None:
        bodies = {
            "z": x(K) * y(K),
            "h": sigma(Entry("z", (K,))),
            "loss": Sum(J, Entry("h", (J,)) * Entry("h", (J,))),
        }
        found = bodies.get(entry.tensor)
        return substitute(found, dict(zip((K,), entry.indices, strict=False))) if found is not None else None


def test_names_are_differentiated_through_and_stay_folded() -> None:
    h = Entry("h", (I,))
    by_x = differentiate(Entry("loss"), x(I), Network())
    assert compare(by_x, 2 * h * h * (ONE - h) * y(I)) is Outcome.AGREES
    by_z = differentiate(Entry("loss"), Entry("z", (I,)), Network())
    assert compare(by_z, 2 * h * h * (ONE - h)) is Outcome.AGREES
    assert compare(by_z, 2 * h * (ONE - h)) is Outcome.DIFFERS
    assert differentiate(Entry("h", (J,)), Entry("loss"), Network()) is ZERO
