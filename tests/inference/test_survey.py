"""What one pass over a section finds: unknown symbols, functions, definitions, losses, sizes."""

from __future__ import annotations

import pytest

from derive.inference.survey import Survey, share_told, survey
from derive.naming.scope import Scope
from tests.inference.formulas import chains, scope_of


def found(*formulas: str, scope: Scope | None = None) -> Survey:
    return survey(chains(*formulas), scope or Scope())


def test_every_undeclared_symbol_is_unknown_once() -> None:
    assert set(found("u = A v", "w = A u").unknown) == {"u", "A", "v", "w"}
    assert found("u = A v", "w = A u").unknown[0] in ("A", "u")


@pytest.mark.parametrize(
    "formula", [r"\pi e = 2", r"\sum_{i=1}^n 1 = n", r"\nabla f(x) = 0", "2 = 1", r"\mathbf{1} = 1"]
)
def test_constants_and_sizes_are_no_symbols(formula: str) -> None:
    assert not {"\\pi", "e", "n", "i", "\\nabla", "bf:1"} & set(found(formula).unknown)


def test_what_the_scope_declares_is_not_unknown() -> None:
    scope = scope_of(r"A \in \mathbb{R}^{n \times m}, rows a_i", r"v \in \mathbb{R}^m", "function f")
    assert found("u = f(A v) + a_i", scope=scope).unknown == ("u",)


def test_a_name_before_brackets_wherever_it_stands_is_a_function() -> None:
    assert found("u = f(v)").is_function("f")
    assert not found("u = f(v)", "w = f + 1").is_function("f")
    assert found("u = f(v)", "w = f'(v)").is_function("f")
    assert found(r"u = \sigma(v)").is_function("\\sigma")
    assert not found("u = A v").is_function("A")


def test_a_definition_is_the_first_equation_about_a_name() -> None:
    assert set(found("u = A v", "A = 2 B").defined) == {"u"}
    assert not found("u = u + v").defined
    assert set(found("u = A v", "u = B v").defined) == {"u"}


def test_definitions_count_as_certain() -> None:
    assert found("u = A v", "u = B v").certain == {0}


def test_a_loss_is_differentiated_and_never_said() -> None:
    assert set(found(r"\frac{\partial L}{\partial u} = v").losses) == {"L"}
    assert not found("L = u^T v", r"\frac{\partial L}{\partial u} = v").losses
    assert not found(r"\frac{\partial L}{\partial u} = v", "w = L v").losses


def test_roles() -> None:
    seen = found("s = u^T A u", r"m = \frac{1}{N} \sum_{i=1}^K v_i", "L(a, b) = 1")
    assert seen.turned == {"u": {0}}
    assert seen.counted == {"N"}
    assert seen.sizes == {"K"}
    assert seen.listed == {"L"}
    assert seen.said == {"L"}


def test_only_equalities_tie_terms_together() -> None:
    assert len(found("u = v < w = A").chains) == 2
    assert not found(r"x \in \mathbb{R}").chains


def test_how_much_of_a_document_a_scope_tells() -> None:
    seen = found("q = A r")
    assert share_told(seen, Scope()) == 0
    assert 0.5 < share_told(seen, scope_of(r"A \in \mathbb{R}^{n \times m}; r \in \mathbb{R}^m")) < 1
    assert share_told(found("2 = 1"), Scope()) == 1
