"""Terms as LaTeX in the author's names."""

from __future__ import annotations

import pytest

from derive.terms.functions import exp, log, sigma
from derive.terms.index import Axis, Literal, Variable
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Size, Sum, Term
from derive.terms.typesetting import Style, hides, latex, lettered
from tests.terms.vocabulary import D, V, neg, o, w

k, x, i = Variable("%k7", D), Variable("%w8", V), Variable("i1", D)
a, b = Entry("a"), Entry("b")


def e(tensor: str, *indices: Variable) -> Entry:
    return Entry(tensor, indices)


STYLE = Style(families={"U": ("u", 0)}, names={"\\hat y": r"\hat{y}"})


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (a - 2 * b, "a - 2 b"),
        (-(a + b), r"-\left(a + b\right)"),
        (a * (b - 1), r"a \left(b - 1\right)"),
        (a / (2 * b), r"\frac{a}{2 b}"),
        (1 / a, r"\frac{1}{a}"),
        (Number(1) / 2 * a, r"\frac{a}{2}"),
        (Pow(a, Number(1) / 2), r"a^{\frac{1}{2}}"),
        ((a + b) ** 2, r"\left(a + b\right)^{2}"),
        (exp(a) + log(a / b), r"\exp(a) + \log\left(\frac{a}{b}\right)"),
        (sigma(-a), r"\sigma(-a)"),
        (Apply("g'", a), "g'(a)"),
        (Apply("relu", a), r"\operatorname{ReLU}(a)"),
        (Apply("abs", a), r"\left|a\right|"),
        (Delta(w, o), r"\delta_{w o}"),
        (Size(V), "|V|"),
        (e("U", w, i), "u_{w, i1}"),
        (Entry("W", (w, neg(w))), "W_{w, neg_{w}}"),
        (Entry("b", (Literal(2, V),)), "b_{2}"),
        (e("\\hat y", o), r"\hat{y}_{o}"),
        (Entry("bf:v"), r"\mathbf{v}"),
        (Sum(k, e("U", w, k) * e("v", k)), r"u_{w}^{\top} v"),
        (Sum(x, exp(e("s", x))), r"\sum_{w} \exp(s_{w})"),
        (Sum(x, e("s", x)) * e("s", w), r"s_{w} \sum_{j} s_{j}"),
        (Sum(x, e("s", x) + a), r"\sum_{w} \left(s_{w} + a\right)"),
    ],
)
def test_latex(term: Term, text: str) -> None:
    assert latex(term, STYLE).replace(r"\sum_{k}", r"\sum_{j}").replace("s_{k}", "s_{j}") == text


def test_vectors_hide_their_index() -> None:
    style = lettered(Style(families={"U": ("u", 0)}, hidden=i), e("v", i))
    term = -e("U", o, i) + Sum(x, e("p", x) * e("U", x, i))
    assert hides(term, i, style)
    assert latex(term, style) == r"-u_{o} + \sum_{w} p_{w} u_{w}"
    assert not hides(e("v", i) * e("v", i), i, style)
    assert not hides(Delta(i, i), i, style)
    assert not hides(e("U", o, i) + a, i, style)


def test_a_derivative_still_to_be_taken() -> None:
    held = {Entry("%D0"): (e("s", o), e("s", w)), Entry("%D1"): (log(a), a)}
    style = Style(derivative=held.get)  # type: ignore[arg-type]
    assert latex(Entry("%D0") / b, style) == r"\frac{1}{b} \frac{\partial s_{o}}{\partial s_{w}}"
    assert latex(Entry("%D1"), style) == r"\frac{\partial}{\partial a} \log(a)"


def test_usual_letters() -> None:
    free = Variable("%3", Axis("V"))
    assert latex(e("s", free), Style(usual={Axis("V"): ("w", "x")})) == "s_{w}"
    assert latex(e("s", free) * e("s", w), Style(usual={Axis("V"): ("w", "x")})) == "s_{x} s_{w}"
