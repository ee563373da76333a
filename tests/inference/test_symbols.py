"""What the letters below a symbol are: indices, times, labels; and what a node names."""

from __future__ import annotations

import pytest

from derive.inference import is_known
from derive.inference.symbols import Letters, base_of, letters_of, used
from derive.naming.scope import Scope
from tests.inference.formulas import scope_of, terms


def letters(*formulas: str) -> Letters:
    return letters_of(terms(*formulas))


def test_a_letter_below_a_sum_is_an_index() -> None:
    assert letters(r"s = \sum_{a=1}^n x_a").is_index("a")
    assert not letters("s = x_a").is_index("a")


def test_the_usual_letters_are_indices_unless_they_stand_for_values() -> None:
    assert letters("s_i = x_i").is_index("i")
    assert not letters("s = r x_r").is_index("r")


@pytest.mark.parametrize("formula", ["h_t = x_t", "h_t = h_{t-1}", "h^{(t)} = x"])
def test_times(formula: str) -> None:
    found = letters(formula)
    assert "t" in found.times
    assert not found.is_index("t")


def test_a_t_that_a_sum_runs_over_is_an_index_and_one_that_is_shifted_is_none() -> None:
    assert letters(r"s = \sum_{t=1}^T x_t").is_index("t")
    assert "t" in letters(r"s = \sum_{t=1}^T x_t", "x_t = x_{t-1} + 1").times


def test_a_t_above_is_a_transpose() -> None:
    assert not letters("s = x^t y").times


@pytest.mark.parametrize(
    ("formula", "name", "below"),
    [
        ("x_i = 1", "x", ("i",)),
        ("X_{ij} = 1", "X", ("i", "j")),
        ("x^{(i)} = 1", "x", ("i",)),
        ("x^{(i)}_j = 1", "x", ("i", "j")),
        ("W_{xh} = 1", "W_xh", ()),
        ("W^{(1)} = 1", "W^(1)", ()),
        ("b_1 = 1", "b_1", ()),
        ("h_{t-1} = h_t", "h_t-1", ()),
        (r"\hat y_i = 1", r"\hat y", ("i",)),
        ("x' = 1", "x'", ()),
    ],
)
def test_the_symbol_a_node_is(formula: str, name: str, below: tuple[str, ...]) -> None:
    found = terms(formula)
    use = used(found[0], letters_of(found))
    assert use is not None
    assert (use.name, use.letters) == (name, below)


@pytest.mark.parametrize("formula", ["2 = 1", "x + y = 1", r"\frac{x}{y} = 1", "(x + y)_i = 1"])
def test_what_is_no_symbol(formula: str) -> None:
    found = terms(formula)
    assert used(found[0], letters_of(found)) is None


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("h_t-1", "h"),
        ("h_t", "h"),
        ("C^(t)", "C"),
        ("h_T", "h"),
        ("W_xh", "W_xh"),
        ("W^(1)", "W^(1)"),
        (r"\delta^(t+1)_h", r"\delta_h"),
    ],
)
def test_the_name_without_its_time(name: str, base: str) -> None:
    assert base_of(name, ("t",)) == base


def test_what_the_scope_knows() -> None:
    scope = scope_of(r"X \in \mathbb{R}^{n \times d}, rows x_i", "function f", "loss L of X")
    assert all(is_known(name, scope) for name in ("X", "x", "n", "i", "f", "L", "bf:X"))
    assert not any(is_known(name, scope) for name in ("Y", "g", "M"))
    assert not is_known("X", Scope())
