"""The guess as statements: each kind said where it should be, left out where it should not, and taken as declared."""

from __future__ import annotations

import pytest

from derive.declarations.statements import declare
from derive.inference import anew, at_other_times, inferred, times
from derive.naming.scope import Scope, Tensor
from tests.inference.formulas import chains, guess, scope_of, sizes


def test_a_product_ties_its_inner_sides() -> None:
    found = guess("q = A r")
    assert sizes(found["A"])[1] == found["r"]
    assert sizes(found["A"])[0] != found["r"]
    assert "q" not in found  # the equation says what it is


def test_a_declared_size_keeps_its_name() -> None:
    found = guess("q = A r", scope=scope_of(r"r \in \mathbb{R}^{k}"))
    assert sizes(found["A"])[1] == "k"
    assert "r" not in found


def test_a_sum_names_the_size_of_what_it_runs_over() -> None:
    assert guess(r"s = \sum_{i=1}^n u_i") == {"n": "size", "u": "n"}
    assert guess(r"s = \sum_{i=1}^n u_i", scope=scope_of("size n"))["u"] == "n"
    assert "n" not in guess(r"s = \sum_{i=1}^n u_i", scope=scope_of("size n"))


def test_vectors_that_stand_before_matrices_are_rows() -> None:
    assert sizes(guess("q = r A")["r"])[0] == "1"
    assert len(sizes(guess("q = A r")["r"])) == 1


def test_what_is_only_applied_is_a_function() -> None:
    assert guess("u = f(v)")["f"] == "function"
    assert guess(r"u = \phi(v)")[r"\phi"] == "function"
    assert guess("u = f(v)", "w = f + v").get("f") != "function"
    assert "f" not in guess("f(x) = x^2", "u = f(v)")
    assert r"\tanh" not in guess(r"u = \tanh(v)")
    assert "f" not in guess("u = f(v, w)")


@pytest.mark.parametrize(
    ("formulas", "loss"),
    [
        (["u = A v", r"\frac{\partial L}{\partial u} = g"], "L of u"),
        (["u = A v", r"\frac{\partial L}{\partial u} = g", r"\frac{\partial L}{\partial A} = B"], "L of u"),
        ([r"\frac{\partial L}{\partial u} = g", r"\frac{\partial L}{\partial w} = h"], "L of u, w"),
        (["L = u^T u", r"\frac{\partial L}{\partial u} = 2 u"], None),
    ],
)
def test_a_loss_depends_on_what_nothing_else_is_made_of(formulas: list[str], loss: str | None) -> None:
    assert [name for name, kind in guess(*formulas).items() if kind == "loss"] == ([loss] if loss else [])


def test_labels_that_would_be_indices_are_said() -> None:
    assert r"label W_{\text{xh}}" in inferred(chains("a_t = W_{xh} x_t"), Scope())
    assert not any("label" in s for s in inferred(chains(r"s_i = \sum_j W_{ij} x_j"), Scope()))


def test_times() -> None:
    assert times(chains("h_t = W h_{t-1}"), Scope()) == ("time t",)
    assert times(chains(r"s = \sum_{t=1}^T x_t"), Scope()) == ()
    shifted = scope_of("size V", "j = -m..m", r"w_{t+j} \in V")
    assert times(chains("h_t = W h_{t-1}"), shifted) == ()


@pytest.mark.parametrize(
    "formulas",
    [
        ["q = A r", r"E = q^T M q"],
        ["h_t = f(W_{hh} h_{t-1} + W_{xh} x_t)", r"\frac{\partial L}{\partial h_t} = g"],
        [r"s = \sum_{i=1}^n \sum_{j=1}^m u_i B_{ij} v_j"],
        ["q = r A + b"],
        [r"a_i = \sum_j x_j^{(i)} w_j"],
    ],
)
def test_every_statement_can_be_declared_and_leaves_nothing_to_guess(formulas: list[str]) -> None:
    scope, read = Scope(), chains(*formulas)
    for statement in (*times(read, scope), *inferred(read, scope)):
        declare(statement, scope)
    again = [s for s in inferred(read, scope) if not s.startswith(("label ", "loss "))]
    assert not again


def test_an_index_that_the_scope_knows_is_one_below_a_name_at_a_time_too() -> None:
    scope = scope_of("time t", r"s \in n", r"h^{(t)} \in \mathbb{R}^{n}")
    assert not inferred(chains(r"2 h^{(t)}_s = h^{(t)}_s"), scope)
    assert inferred(chains(r"2 g^{(t)}_s = g^{(t)}_s"), scope)


def test_a_name_with_other_indices_begins_anew() -> None:
    scope = scope_of(r"c \in \mathbb{R}^n")
    axes = scope.tensors["c"].axes
    scope.tensors["u"] = Tensor("u", axes, origin="inferred")
    assert anew(chains(r"s = \sum_{i=1}^n \sum_{j=1}^n u_{ij}"), scope) == ("u",)
    assert anew(chains(r"s = \sum_{i=1}^n u_i"), scope) == ()
    assert anew(chains("s = u"), scope) == ()  # without indices nothing is said
    scope.tensors["u"] = Tensor("u", axes, origin="declared")
    assert anew(chains(r"s = \sum_{i=1}^n \sum_{j=1}^n u_{ij}"), scope) == ()


def test_what_is_known_at_one_time_has_that_shape_at_others() -> None:
    scope = scope_of("time t", r"s_t, \delta_h^{t} \in \mathbb{R}^{n}", r"q^{(t)} \in \mathbb{R}^{1 \times m}")
    found = at_other_times(chains(r"s_{t+1} = \delta_h^{t+1}", "q^{t-1} = q^{(t)}"), scope)
    assert sorted(found) == [
        r"\delta^{\text{(t+1)}}_{h} \in \mathbb{R}^{n}",
        r"q^{\text{(t-1)}} \in \mathbb{R}^{1 \times m}",
        r"s_{\text{t+1}} \in \mathbb{R}^{n}",
    ]


def test_a_name_without_a_time_leaves_it_out_unless_the_document_says_what_it_is() -> None:
    scope = scope_of("time t", r"s_t, r_t \in \mathbb{R}^{n}")
    assert at_other_times(chains("2 s = r_t"), scope) == ("s = s_{t}",)
    assert at_other_times(chains("s = 3 r_t"), scope) == ()
