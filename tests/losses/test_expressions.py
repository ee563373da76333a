"""A loss of one's own in SymPy: differentiated like those of the library, and refused where it is none."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import IndexedBase, Sum, exp, log, symbols

import derive
from derive import Verdict
from derive.errors import UsageError
from derive.explain.checked import decided
from derive.explain.ground import Ground
from derive.losses import Gradient, Loss, own
from derive.losses.manner import USUAL
from derive.losses.statements import statements
from derive.press import document
from derive.terms.facts import NONE
from derive.terms.sympy_bridge import from_sympy, sigma
from derive.write import derivation

n, d, i, a, k, o, V = symbols("n d i a k o V")
strength = symbols("lambda")
X, w, y, s, weights = (IndexedBase(name) for name in ("X", "w", "y", "s", "weights"))
error = Sum(X[i, a] * w[a], (a, 1, d)) - y[i]


def ridge() -> Loss:
    value = Sum(error**2, (i, 1, n)) / 2 + strength * Sum(w[k] ** 2, (k, 1, d))
    return own(value, {"X": ("n", "d"), "w": ("d",), "y": ("n",), "lambda": ()}, data=("X", "y"))


def logistic() -> Loss:
    z = Sum(X[i, a] * w[a], (a, 1, d))
    shapes = {"X": ("n", "d"), "w": ("d",), "y": ("n",)}
    return own(-Sum(y[i] * log(sigma(z)) + (1 - y[i]) * log(1 - sigma(z)), (i, 1, n)), shapes, data=("X", "y"))


def picked() -> Loss:
    return own(log(Sum(exp(s[k]), (k, 1, V))) - s[o], {"s": ("V",)}, symbol="J", chosen={"o": "V"})


def cubes() -> Loss:
    return own(Sum(weights[i] ** 3, (i, 1, d)), {"weights": ("d",)})


OWN = (ridge, logistic, picked, cubes)


@pytest.mark.parametrize("make", OWN)
def test_sympy_finds_the_same_gradient(make: Any) -> None:
    for gradient in make().gradients():
        theirs, ours = sides(gradient)
        assert decided(theirs, ours, NONE)
        assert not decided(theirs, 2 * ours, NONE)


def sides(gradient: Gradient) -> tuple[Any, Any]:
    loss = gradient.loss
    theirs = from_sympy(gradient.sympy, {**loss.axes, **{at.name: at.axis for at in gradient.at}})
    return theirs, Ground(loss.definitions).unfolded(gradient.term)


@pytest.mark.parametrize("make", OWN)
@pytest.mark.parametrize("route", ["graph", "direct"])
def test_what_is_written_of_it_is_proved(make: Any, route: str) -> None:
    report = derive.check(document(derivation(make().gradients(), route), "markdown"))
    assert not [note for note in report.notes if note.severity != "note"]
    assert set(report.counts) == {Verdict.PROVED}


def test_gradients_are_what_people_write() -> None:
    assert ridge().gradient("w").latex() == (
        r"\frac{\partial L}{\partial w} = 2 \lambda w + X^{\top} \left(X w - y\right)"
    )
    assert picked().gradient("s").latex() == (
        r"\frac{\partial J}{\partial s_{k}} = \frac{\exp(s_{k})}{\sum_{i=1}^{V} \exp(s_{i})} - \delta_{o k}"
    )
    assert r"\mathrm{weights} \in \mathbb{R}^{d}" in statements(cubes(), USUAL)
    assert [q.name for q in ridge().learned] == ["w", "lambda"]


W = {"w": ("d",)}
TOTAL = Sum(w[i], (i, 1, d))


@pytest.mark.parametrize(
    ("value", "shapes", "message"),
    [
        ("w**2", W, "a SymPy expression is expected, not text"),
        (3, W, "a SymPy expression is expected, not int"),
        (strength > 0, {"lambda": ()}, "a SymPy expression is expected, not StrictGreaterThan"),
        (sympy.MatrixSymbol("A", 2, 2), {}, "a loss is a number, not MatrixSymbol"),
        (sympy.Matrix([1, 2]), {}, "a loss is a number, not MutableDenseMatrix"),
        (w[i], W, "the index i is free, and a loss is a number: sum over it"),
        (TOTAL, {"w": ("n",)}, "the sum over i runs to d, and no shape has a size of that name"),
        (TOTAL, {"y": ("d",)}, r"nothing says what shape w has: give it in shapes, as in {'w': \(SIZE, ...\)}"),
        (TOTAL * strength, W, "nothing says what shape lambda has"),
        (TOTAL, {"w": "d"}, "a shape is a tuple of the names of sizes"),
        (Sum(w[i, i], (i, 1, d)), W, r"w has the shape \(d\), and its indices run over \(d, d\)"),
        (Sum(w[i], (i, 0, d)), W, "the range of i is 0..d, which is no axis"),
        (Sum(w[i] * i, (i, 1, d)), W, "the index i is used as a number"),
        (Sum(sympy.gamma(w[i]), (i, 1, d)), W, "no term for gamma"),
        (Sum(sympy.Function("f")(w[i]), (i, 1, d)), W, "f is a function that nothing is known of; known are exp, log"),
        (sympy.Piecewise((strength, strength > 0), (0, True)), {"lambda": ()}, "no term for Piecewise"),
        (sympy.I * strength, {"lambda": ()}, "no term for ImaginaryUnit"),
    ],
)
def test_what_is_no_loss_is_refused(value: Any, shapes: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        own(value, shapes)
