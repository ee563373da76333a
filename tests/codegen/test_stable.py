"""Every stable form is seen to act, and to refuse what it does not fit."""

from __future__ import annotations

import re

import pytest

from derive.codegen.errors import NotCodedError
from derive.codegen.stable import (
    FLOATS,
    complement_of_a_sigmoid,
    log_of_a_quotient,
    log_of_a_sigmoid,
    log_of_a_softmax,
    log_of_exponentials,
    log_of_one_and_an_exponential,
    multiplied_out,
    quotient_of_exponentials,
    rewritten,
    sigmoid_spelled,
    stable,
    sum_split,
    window_without_centre,
)
from derive.explain.ground import Ground
from derive.losses import naive_softmax, skip_gram
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Axis, Literal, Variable
from derive.terms.printing import plain
from derive.terms.term import Delta, Entry, Number, Pow, Sum, Term

N, W = Axis("n"), Axis("w", half="m")
A, K, J = Variable("i", N), Variable("k", N), Variable("j", W)
X, Y, XK, YK, C = Entry("x", (A,)), Entry("y", (A,)), Entry("x", (K,)), Entry("y", (K,)), Entry("c")
Z = Sum(K, exp(XK))
SOFTMAX = Ground(naive_softmax().definitions)
O = naive_softmax().chosen[0].variable  # noqa: E741  the outside word
HOLE = 1 - Delta(J, Literal(0, W))

ACTS = [
    (log_of_a_softmax, log(Entry("yhat", (O,))), "%log yhat[o]"),
    (log_of_a_quotient, log(C / Entry("yhat", (O,))), "log(c) + (-1) log(yhat[o])"),
    (log_of_exponentials, log(exp(X) / Z), "x[i] + (-1) log(sum_k exp(x[k]))"),
    (log_of_exponentials, log(exp(X)), "x[i]"),
    (log_of_a_sigmoid, log(sigma(X)), "log_sigma(x[i])"),
    (log_of_a_sigmoid, log(1 - sigma(X)), "log_sigma((-1) x[i])"),
    (log_of_one_and_an_exponential, log(1 + exp(X)), "(-1) log_sigma((-1) x[i])"),
    (sigmoid_spelled, 1 / (1 + exp(-X)), "sigma(x[i])"),
    (sigmoid_spelled, exp(X) * sigma(-X), "sigma(x[i])"),
    (quotient_of_exponentials, Y * exp(X) / Z, "y[i] exp(x[i] + (-1) log(sum_k exp(x[k])))"),
    (quotient_of_exponentials, Sum(A, Y * exp(X)) / Z, "sum_i y[i] exp(x[i]) (sum_k exp(x[k]))^(-1)"),
    (multiplied_out, exp(X) * (Y / Z + C), "exp(x[i]) y[i] (sum_k exp(x[k]))^(-1) + exp(x[i]) c"),
    (complement_of_a_sigmoid, 1 - sigma(-X), "sigma(x[i])"),
    (complement_of_a_sigmoid, sigma(X) - 1, "(-1) sigma((-1) x[i])"),
    (sum_split, Sum(A, X + C), "sum_i x[i] + sum_i c"),
    (sum_split, Sum(A, C), "|n| c"),
    (window_without_centre, Sum(J, HOLE * Entry("g", (J,))), "sum_%j g[%j]"),
]
REFUSES = [
    (log_of_a_softmax, log(Entry("s", (O,)))),
    (log_of_a_quotient, log(C / Entry("s", (O,)))),
    (log_of_a_quotient, log(C + Entry("yhat", (O,)))),
    (log_of_exponentials, log(exp(X) * Y)),
    (log_of_exponentials, log(X)),
    (log_of_a_sigmoid, log(2 - sigma(X))),
    (log_of_one_and_an_exponential, log(2 + exp(X))),
    (sigmoid_spelled, 1 / (2 + exp(-X))),
    (sigmoid_spelled, exp(X) * sigma(X)),
    (sigmoid_spelled, Pow(1 + exp(X), Number(2))),
    (quotient_of_exponentials, exp(X) / Z),
    (quotient_of_exponentials, Y / Z),
    (quotient_of_exponentials, exp(X) * Z),
    (quotient_of_exponentials, exp(X - log(Z)) / Z),
    (multiplied_out, exp(X) * (Y + C)),
    (complement_of_a_sigmoid, 2 - sigma(X)),
    (sum_split, Sum(A, X + Y)),
    (window_without_centre, Sum(J, Entry("g", (J,)))),
    (window_without_centre, Sum(A, (1 - Delta(A, Literal(1, N))) * X)),
]


def shown(term: Term) -> str:
    """Without the numbers of fresh names."""
    return re.sub(r"(%[a-z]+)\d+", r"\1", plain(term))


@pytest.mark.parametrize(("law", "term", "becomes"), ACTS)
def test_a_law_acts(law: object, term: Term, becomes: str) -> None:
    made = law(term, SOFTMAX)  # type: ignore[operator]
    assert made is not None
    assert sorted(shown(made).split()) == sorted(becomes.split())


@pytest.mark.parametrize(("law", "term"), REFUSES)
def test_a_law_refuses(law: object, term: Term) -> None:
    assert law(term, SOFTMAX) is None  # type: ignore[operator]


def test_every_law_is_seen() -> None:
    seen = {law for law, *_ in ACTS} & {law for law, _ in REFUSES}
    assert seen >= {*FLOATS, sum_split, window_without_centre}


def test_a_power_takes_part_once() -> None:
    made = rewritten(exp(X) * Sum(K, YK * exp(XK)) * Pow(Z, Number(-2)), Ground({}), FLOATS)
    assert "^" not in plain(made)
    assert plain(made).count("log(") == 2


def test_a_window_with_its_centre_stays() -> None:
    centre = Delta(J, Literal(0, W))
    with pytest.raises(NotCodedError, match="centre"):
        stable(Sum(J, centre * Entry("g", (J,))), Ground({}))
    loss = skip_gram()
    assert "= 0" not in plain(stable(loss.term, Ground(loss.definitions)))
