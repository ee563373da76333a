"""Steps at what is never below 0."""

from math import prod

from hypothesis import given
from hypothesis import strategies as st

from derive.terms.functions import exp
from derive.terms.index import Axis, Variable
from derive.terms.jumps import without_relu
from derive.terms.term import ZERO, Add, Apply, Entry, Mul, Number, Pow, Sum, Term, lift, mul

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


def value(term: Term, at: dict[str, float]) -> float:
    """A term of numbers, where a step is 0 at 0 as an indicator of > is."""
    match term:
        case Number(constant):
            return float(constant)
        case Entry(tensor, _):
            return at[tensor]
        case Apply("step", argument):
            return float(value(argument, at) > 0)
        case Apply("relu", argument):
            return max(0.0, value(argument, at))
        case Mul(factors):
            return prod(value(factor, at) for factor in factors)
        case Add(terms):
            return sum(value(one, at) for one in terms)
        case Pow(base, Number(power)):
            return value(base, at) ** float(power)
    raise TypeError(term)


@given(st.lists(st.floats(-2, 2).filter(lambda x: abs(x) > 0.01), min_size=3, max_size=3))
def test_indicators_keep_their_value(drawn: list[float]) -> None:
    at = dict(zip("abc", drawn, strict=True))
    a, b, c = map(Entry, "abc")
    for argument in (
        relu(a),
        -relu(a),
        3 * relu(a) * b,
        relu(a) * relu(b),
        relu(relu(a)),
        relu(a) ** 2 * -c,
        -2 * relu(a * b),
    ):
        for term in (step(argument), 1 - step(-argument)):
            assert value(without_relu(term), at) == value(term, at), term
