"""Numbers, vectors, matrices: found from where symbols stand, and from their letters where that says nothing."""

from __future__ import annotations

import pytest

from derive.inference.ranks import Search, unusual
from derive.inference.survey import survey
from derive.naming.scope import Scope
from tests.inference.formulas import chains, scope_of


def ranks(*formulas: str, scope: Scope | None = None, rows: bool = False) -> dict[str, int]:
    scope = scope or Scope()
    return Search(survey(chains(*formulas), scope), scope, rows).best()[1]


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        (["q = A r"], {"q": 1, "A": 2, "r": 1}),
        (["E = c^T M c"], {"E": 0, "c": 1, "M": 2}),
        (["A = u v^T"], {"A": 2, "u": 1, "v": 1}),
        ([r"\alpha = \beta \gamma"], {"\\alpha": 0, "\\beta": 0, "\\gamma": 0}),
        ([r"s = \sum_{i=1}^n u_i"], {"s": 0, "u": 1}),
        (["s_i = B_{ij} g_j"], {"s": 1, "B": 2, "g": 1}),
        ([r"\mathbf{a} = \mathbf{B} \mathbf{c}"], {"bf:a": 1, "bf:B": 2, "bf:c": 1}),
        (["Z = X W", r"Y = \tanh(Z)"], {"Z": 2, "X": 2, "W": 2, "Y": 2}),
    ],
)
def test_what_fits_together(formulas: list[str], expected: dict[str, int]) -> None:
    assert ranks(*formulas) == expected


def test_the_use_beats_the_letter() -> None:
    assert ranks("x = H")["H"] == ranks("x = H")["x"]
    assert ranks(r"m = \|A\|^2 + 1")["m"] == 0
    assert ranks("q = A r", "A = u v^T")["A"] == 2


def test_one_wrong_line_does_not_change_a_definition() -> None:
    right = ranks("q = A r + b")
    assert ranks("q = A r + b", "A = q") | right == ranks("q = A r + b", "A = q")


def test_names_that_differ_by_a_label_are_of_one_rank() -> None:
    found = ranks("a = W_{xy} c + W_{yy} d", scope=scope_of(r"c, d \in \mathbb{R}^n"))
    assert found["W_xy"] == found["W_yy"] == 2


def test_what_is_declared_decides() -> None:
    assert ranks("Q = A r", scope=scope_of(r"r \in \mathbb{R}^{n \times m}"))["Q"] == 2
    assert ranks("Q = A r", scope=scope_of(r"r \in \mathbb{R}^n"))["Q"] == 1


def test_rows_cost_less_where_vectors_stand_before_matrices() -> None:
    found = survey(chains("q = r A + b"), Scope())
    assert Search(found, Scope(), rows=True).best()[0] < Search(found, Scope()).best()[0]
    found = survey(chains("q = A r + b"), Scope())
    assert Search(found, Scope(), rows=True).best()[0] > Search(found, Scope()).best()[0]


@pytest.mark.parametrize(
    ("formula", "name", "usual"),
    [
        ("A = B", "A", 2),
        ("x = A y", "x", 1),
        ("x = y z", "x", 0),  # nothing is an array
        (r"\alpha = x", "\\alpha", 0),
        (r"\mathbf{x} = y", "bf:x", 1),
        ("x_{ij} = y", "x", 2),
        (r"\frac{1}{N} = x", "N", 0),
        (r"\frac{\partial L}{\partial x} = y", "L", 0),
        ("x = A^T y", "A", 2),
    ],
)
def test_how_usual_each_rank_is_for_a_letter(formula: str, name: str, usual: int) -> None:
    table = unusual(name, survey(chains(formula), Scope()))
    assert min(table, key=lambda rank: table[rank]) == usual
