"""Shapes of terms under one guess: each rule fits what fits, and counts what does not."""

from __future__ import annotations

import pytest

from derive.inference.ranks import Known
from derive.inference.shapes import Reader
from derive.inference.sides import Sides
from derive.inference.survey import survey
from derive.naming.scope import Scope
from tests.inference.formulas import chains

RANKS = {"A": 2, "B": 2, "u": 1, "v": 1, "w": 1, "s": 0, "c": 0, "L": 0}


def misfit(*formulas: str, rows: bool = False) -> float:
    """What does not fit where A, B are matrices, u, v, w vectors and s, c, L numbers."""
    read = chains(*formulas)
    found = survey(read, Scope())
    known = Known(Scope(), {name: rank for name, rank in RANKS.items() if name in found.uses}, set(), rows)
    reader = Reader(Sides(), found.letters, known.look, found.is_function)
    for equated in found.chains:
        reader.chain(equated)
    return reader.misfit


@pytest.mark.parametrize(
    "formula",
    [
        "u = v",
        "u = A v",
        "u^T = v^T A",
        "s = u^T v",
        "A = u v^T",
        "A = B^T",
        "u = s v + c w",
        r"u = v \odot w",
        r"u = \tanh(A v)",
        "u = f(v)",
        r"s = \|u\|^2",
        "u = 0",
        "s = 3",
        r"u = \frac{v}{s}",
        r"u = -\sqrt{v}",
        "s = u_i v_i",
        "u_i = A_{ij} v_j",
        r"u_i = \sum_{j=1}^m A_{ij} v_j",
        r"\frac{\partial L}{\partial A} = u v^T",
        r"\frac{\partial L}{\partial u} = A^T v",
        r"\frac{\partial u}{\partial s} = v",
        r"u = e^v",
    ],
)
def test_what_fits(formula: str) -> None:
    assert misfit(formula) == 0


@pytest.mark.parametrize(
    "formula",
    [
        "u = A",
        "u = v^T",
        "s = u",
        "u = v w",
        "u = s + v",
        "A = u + B",
        "u^T = A v",
        "u_{ij} = s",
        "u = v_i",
        r"\frac{\partial L}{\partial A} = u",
        r"\frac{\partial u}{\partial s} = s",
        r"s = \frac{A}{u}",
        "s = f(v)",
        r"u = e^s",
    ],
)
def test_what_does_not_fit(formula: str) -> None:
    assert misfit(formula) > 0


def test_rows_lie_across() -> None:
    assert misfit("u = v A", rows=True) == 0
    assert misfit("u = v A") > 0


def test_an_index_runs_over_one_axis() -> None:
    assert misfit(r"s = \sum_{i=1}^n u_i", r"s = \sum_{i=1}^m v_i") == 0
    assert misfit(r"s = \sum_{i=1}^n u_i", r"s = \sum_{i=1}^m u_i") > 0


def test_what_is_not_known_counts_for_nothing() -> None:
    assert misfit("u = Q v") == 0
