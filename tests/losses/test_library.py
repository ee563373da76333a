"""The loss library: SymPy's own derivative is ours, and what is asked wrongly is said."""

from __future__ import annotations

import pytest

import derive
from derive.codegen.stable import window_without_centre
from derive.errors import UsageError
from derive.explain.checked import decided
from derive.explain.ground import Ground, spoken
from derive.losses import LIBRARY, Gradient, Loss, Manner, find, naive_softmax
from derive.losses.interpretation import ROWS
from derive.terms.sympy_bridge import from_sympy
from derive.terms.term import Term, children, rebuild

GRADIENTS = [(name, g.wrt.name) for name, row in LIBRARY.items() for g in row().gradients()]


def sides(gradient: Gradient) -> tuple[Term, Term]:
    """SymPy's derivative and ours, over the given arrays."""
    loss = gradient.loss
    theirs = from_sympy(gradient.sympy, {**loss.axes, **{i.name: i.axis for i in gradient.at}})
    return theirs, Ground(loss.definitions).unfolded(gradient.term)


# exp(s) / (1 + exp(s)) = 1 - σ(-s) below a sum is not proved where a window in s has its centre left out
BAGS_AND_NOISE = ("cbow-negative-sampling", "cbow-mean-negative-sampling")


def without_centre(term: Term, loss: Loss) -> Term:
    """Windows without their centres as axes of their own, which says the same."""
    term = rebuild(term, tuple(without_centre(part, loss) for part in children(term)))
    return window_without_centre(term, Ground(loss.definitions)) or term


@pytest.mark.parametrize(("name", "wrt"), GRADIENTS)
def test_sympy_finds_the_same_gradient(name: str, wrt: str) -> None:
    loss = find(name)
    theirs, ours = sides(loss.gradient(wrt))
    if name in BAGS_AND_NOISE:
        theirs, ours = (without_centre(term, loss) for term in (theirs, ours))
    assert decided(theirs, ours, loss.facts)
    assert not decided(theirs, 2 * ours, loss.facts)


def test_every_loss_says_what_it_is() -> None:
    for name, row in LIBRARY.items():
        loss = row()
        assert loss.name == name
        assert row.__doc__
        assert loss.title
        assert loss.source
        assert loss.learned
        assert all(q.words for q in loss.quantities)


@pytest.mark.parametrize(
    ("name", "wrt", "manner", "latex"),
    [
        ("naive-softmax", "v_c", Manner(), r"\mathbf{U}^{\top} \left(\hat{\mathbf{y}} - \mathbf{y}\right)"),
        ("naive-softmax", "U", Manner(), r"\left(\hat{\mathbf{y}} - \mathbf{y}\right) \mathbf{v}_c^{\top}"),
        ("naive-softmax", "v_c", Manner(words="columns", font="plain"), r"U \left(\hat{y} - y\right)"),
        ("naive-softmax", "U", Manner(words="columns", font="plain"), r"v_c \left(\hat{y} - y\right)^{\top}"),
        ("naive-softmax", "u_w", Manner(font="plain"), r"\left(\hat{y}_{w} - y_{w}\right) v_c"),
        (
            "naive-softmax",
            "U",
            Manner(layout="numerator", font="plain", transpose="T"),
            r"v_c \left(\hat{y} - y\right)^{T}",
        ),
        ("two-layer-network", "W_2", Manner(), r"h^{\top} \left(\hat{y} - y\right)"),
        ("logistic-regression", "w", Manner(), r"X^{\top} \left(p - y\right)"),
        ("attention", "V", Manner(), r"P^{\top} G"),
        ("glove", "b", Manner(font="plain"), r"2 \left(E \odot f\right) \mathbf{1}"),
    ],
)
def test_gradients_are_what_people_write(name: str, wrt: str, manner: Manner, latex: str) -> None:
    written = find(name).gradient(wrt, manner).latex().partition(" = ")[2]
    assert written.replace(r"\left", "").replace(r"\right", "") == latex.replace(r"\left", "").replace(r"\right", "")


def test_a_notebook_shows_both() -> None:
    loss = derive.losses.naive_softmax()
    assert loss._repr_latex_() == r"$$J = -\log(\hat{y}_{o})$$"
    assert loss.gradient("v_c")._repr_latex_().startswith(r"$$\frac{\partial J}{\partial \mathbf{v}_c} = ")


def test_what_is_not_known_is_said_with_what_is_near() -> None:
    with pytest.raises(UsageError, match="did you mean naive-softmax"):
        find("naive-sofmax")
    with pytest.raises(UsageError, match="naive-softmax has no 'v', only U, v_c"):
        naive_softmax().gradient("v")
    with pytest.raises(UsageError, match="words is 'row', but should be one of rows, columns; did you mean rows"):
        Manner(words="row")


@pytest.mark.parametrize(("name", "wrt"), [key for key, row in ROWS.items() if row.body is not None])
def test_an_interpretation_is_the_gradient(name: str, wrt: str) -> None:
    gradient = find(name).gradient(wrt)
    body = ROWS[name, wrt].body
    assert body is not None
    said, definitions = body(gradient.loss, gradient.at), gradient.loss.definitions
    shared = spoken(said) & spoken(gradient.term)  # what both speak of may stay folded
    folded = {other: d for other, d in definitions.items() if other not in shared}
    assert any(same(said, gradient, Ground(known)) for known in (definitions, folded))
    assert not any(same(2 * said, gradient, Ground(known)) for known in (definitions, folded))


def same(said: Term, gradient: Gradient, ground: Ground) -> bool:
    return decided(ground.unfolded(said), ground.unfolded(gradient.term), gradient.loss.facts)


def test_every_loss_is_interpreted() -> None:
    assert {name for name, _ in ROWS} == set(LIBRARY)


def test_every_interpretation_belongs_to_a_gradient() -> None:
    assert all(wrt in [q.name for q in find(name).learned] for name, wrt in ROWS)
    assert not any(row.words.endswith((".", ":")) for row in ROWS.values())
