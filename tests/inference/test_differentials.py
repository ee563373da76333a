"""When the letter d is the sign of a differential, and what a section differentiates."""

from __future__ import annotations

import pytest

from derive.inference import differentials, differentiated
from derive.naming.scope import Scope
from derive.source.text import Source
from derive.syntax.chains import Chain
from derive.syntax.reader import read_document

SIGN = ("differential d",)


def chains(*formulas: str) -> tuple[Chain, ...]:
    text = "\n\n".join(f"$${formula}$$" for formula in formulas)
    return read_document(Source("page.md", text)).chains


@pytest.mark.parametrize(
    "formulas",
    [
        [r"dy = A\, dx"],
        [r"\mathrm{d}(A x) = A\, \mathrm{d}x"],
        [r"r + dr = \sqrt{(v + dv)^\top (v + dv)}"],
        [r"\frac{dr}{r} = \frac{x\, dx}{r^2}"],
        [r"dc = 0"],
        [r"A \in \mathbb{R}^{n \times d}", r"dY = dX\, A"],
    ],
)
def test_it_stands_before_what_it_is_taken_of(formulas: list[str]) -> None:
    assert differentials(chains(*formulas), ()) == SIGN


@pytest.mark.parametrize(
    "formulas",
    [
        [r"y = \frac{1}{d} \sum_{i=1}^d x_i", r"dy = dx"],
        [r"y = d x"],
        [r"y = d", r"dx = dy"],
        [r"dZ = A - Y", r"dW = dZ X^\top"],
        [r"dW = \frac{\partial L}{\partial W}"],
        [r"\int f(x) dx = 1"],
        [r"\frac{d f}{d x} = 2 x"],
    ],
)
def test_it_is_a_value_or_part_of_a_name(formulas: list[str]) -> None:
    assert differentials(chains(*formulas), ()) == ()


def test_a_declared_d_is_what_it_is_declared_to_be() -> None:
    assert differentials(chains("dy = dx"), [r"d \in \mathbb{R}"]) == ()
    assert differentials(chains("dy = dx"), [r"\delta \in \mathbb{R}"]) == SIGN


def test_what_is_held_constant_is_not_differentiated() -> None:
    scope = Scope(differentials=frozenset("d"))
    assert differentiated(chains(r"dy_i = A\, dx + dW_1", "dA = 0"), scope) == {"y", "x", "W_1"}
    assert differentiated(chains(r"dy = A\, dx"), Scope()) == frozenset()
