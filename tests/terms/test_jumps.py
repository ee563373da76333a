"""Steps at what is never below 0."""

from derive.terms.functions import exp
from derive.terms.index import Axis, Variable
from derive.terms.jumps import without_relu
from derive.terms.term import ZERO, Apply, Entry, Sum, Term, lift, mul

k = Variable("k", Axis("K"))
z = Entry("z", (k,))


def step(argument: Term) -> Term:
    return Apply("step", argument)


def relu(argument: Term) -> Term:
    return Apply("relu", argument)


def test_a_step_at_relu_is_one_at_what_is_inside() -> None:
    assert without_relu(step(relu(z))) is step(z)
    assert without_relu(step(2 * relu(relu(z)))) is step(z)
    assert without_relu(Sum(k, exp(z) * step(relu(z)))) is Sum(k, exp(z) * step(z))


def test_a_step_at_a_product_is_one_at_each_of_its_factors() -> None:
    a, w = Entry("a"), Entry("w")
    assert without_relu(step(a * relu(z))) is step(a) * step(z)
    assert without_relu(step(relu(z) ** 2 * relu(w))) is step(w) * step(z)
    assert without_relu(step(mul(lift(-1), lift(-1), relu(z)))) is step(z)


def test_nothing_is_below_0() -> None:
    assert without_relu(step(-relu(z))) is ZERO
    assert without_relu(step(-(relu(z) ** 2))) is ZERO


def test_other_steps_stay() -> None:
    for term in (step(z), relu(step(z)), step(relu(z) - 1), step(relu(z) - relu(Entry("y")))):
        assert without_relu(term) is term
