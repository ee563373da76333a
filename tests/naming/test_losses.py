"""Losses known by what they depend on: first derivatives by the chain rule, and nothing else."""

from __future__ import annotations

import pytest

import derive
from derive.declarations.statements import declare
from derive.meaning.elaborate import new_frame
from derive.meaning.symbols import whole
from derive.naming.choices import Choices
from derive.naming.losses import loss_in, put_losses, slope_in
from derive.naming.scope import Scope
from derive.verdicts.verdict import Finding, Verdict

HEAD = r"""---
derive:
  context: none
  layout: shape
  let:
    - A \in \mathbb{R}^{n \times m}; x \in \mathbb{R}^m; b \in \mathbb{R}^n
    - y = A x + b
    - loss L of y
    - loss M of y, x
---

"""


def only(formula: str) -> Finding:
    (finding,) = derive.check(f"{HEAD}$${formula}$$").findings
    return finding


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial L}{\partial x} = A^\top \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial A} = \frac{\partial L}{\partial y} x^\top",
        r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial x_i} = \sum_{j=1}^n \frac{\partial L}{\partial y_j} A_{ji}",
        r"\nabla_b L = \nabla_y L",
    ],
)
def test_first_derivatives_follow_by_the_chain_rule(formula: str) -> None:
    assert only(formula).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial L}{\partial x} = A \frac{\partial L}{\partial y}", Verdict.ILL_FORMED),
        (r"\frac{\partial L}{\partial b} = 2 \frac{\partial L}{\partial y}", Verdict.REFUTED),
        (r"\frac{\partial M}{\partial x} = A^\top \frac{\partial M}{\partial y}", Verdict.REFUTED),
    ],
)
def test_a_wrong_derivative_is_found_wrong(formula: str, verdict: Verdict) -> None:
    assert only(formula).verdict is verdict


@pytest.mark.parametrize(
    "formula",
    [
        "L = L",
        r"L = b^\top y",
        r"\frac{\partial^2 L}{\partial b_i \partial b_j} = 0",
        r"\frac{\partial}{\partial b_i} \frac{\partial L}{\partial b_j} = 0",
        r"\frac{\partial L^2}{\partial b_i} = 0",
        r"\frac{\partial L}{\partial b} = 0",
    ],
)
def test_nothing_else_of_a_loss_is_known(formula: str) -> None:
    assert only(formula).verdict is not Verdict.PROVED


def test_a_loss_of_nothing_known_has_no_meaning_yet() -> None:
    scope = Scope()
    declare("loss L of y", scope)
    put_losses(scope)
    assert scope.tensor("L") is None
    declare(r"y \in \mathbb{R}^n", scope)
    put_losses(scope)
    made = scope.tensor("L")
    assert made is not None
    assert made.origin == "loss"
    frame = new_frame(scope, choices=Choices())
    assert loss_in(whole(made, "L", frame), scope) == "L"
    (slope,) = [tensor for tensor in scope.tensors.values() if tensor.origin == "gradient"]
    assert slope.axes == scope.tensors["y"].axes
    assert slope_in(whole(slope, slope.name, frame), scope) == slope.name
    assert slope_in(whole(scope.tensors["y"], "y", frame), scope) is None


def test_an_equation_says_what_a_loss_is() -> None:
    text = HEAD + "$$L = b^\\top y$$\n\n$$\\frac{\\partial L}{\\partial x} = A^\\top b$$"
    assert [finding.verdict for finding in derive.check(text).findings] == [Verdict.DEFINED, Verdict.PROVED]
