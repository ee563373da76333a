"""Matrix forms: what contractions become, and where indices stay."""

from __future__ import annotations

import pytest

from derive.matrices import matrix_form
from derive.matrices.typesetting import Convention, NotWrittenError, written
from derive.terms.functions import exp
from derive.terms.index import Axis, Variable
from derive.terms.term import Delta, Entry, Number, Pow, Sum, Term

N, D, K = Axis("n"), Axis("d"), Axis("K")
i, j = Variable("i", N), Variable("j", D)
k, m = Variable("k", K), Variable("m", K)


def A(*at: Variable) -> Term:  # noqa: N802
    return Entry("A", at)


def B(*at: Variable) -> Term:  # noqa: N802
    return Entry("B", at)


def u(at: Variable) -> Term:
    return Entry("u", (at,))


def v(at: Variable) -> Term:
    return Entry("v", (at,))


@pytest.mark.parametrize(
    ("term", "rows", "columns", "latex"),
    [
        (u(i), i, None, "u"),
        (u(i), None, i, r"u^{\top}"),
        (A(i, j), i, j, "A"),
        (A(i, j), j, i, r"A^{\top}"),
        (A(i, k), i, k, "A"),
        (Sum(k, A(i, k) * u(k)), i, None, "A u"),
        (Sum(k, u(k) * A(k, j)), j, None, r"A^{\top} u"),
        (Sum(k, u(k) * A(k, j)), None, j, r"u^{\top} A"),
        (u(i) * v(j), i, j, r"u v^{\top}"),
        (u(i) * v(i), i, None, r"u \odot v"),
        (u(i) ** 2, i, None, r"u \odot u"),
        (Sum(k, A(i, k) * B(k, j)), i, j, "A B"),
        (Sum(k, A(i, k) * B(k, j)), j, i, r"\left(A B\right)^{\top}"),
        (Sum(k, A(i, k) * u(k) * B(k, j)), i, j, r"A \operatorname{diag}(u) B"),
        (u(i) * A(i, j), i, j, r"\operatorname{diag}(u) A"),
        (A(i, j) * B(i, j), i, j, r"A \odot B"),
        (A(i, j) * v(j), i, j, r"A \operatorname{diag}(v)"),
        (Sum(k, A(i, k)), i, None, r"A \mathbf{1}"),
        (Sum(k, Sum(m, u(k) * Entry("A", (k, m)) * v(m))) * Entry("w", (i,)), i, None, r"u^{\top} A v w"),
        (
            Sum(i, A(i, j) * Sum(k, B(i, k) * Entry("W", (j, k)))),
            None,
            j,
            r"\mathbf{1}^{\top} \left(A \odot \left(B W^{\top}\right)\right)",
        ),
        (Delta(i, Variable("r", N)), i, Variable("r", N), "I"),
        (u(i) * (1 - u(i)), i, None, r"u \odot \left(1 - u\right)"),
        (exp(u(i)) - v(i), i, None, r"\exp\left(u\right) - v"),
        (A(i, j) + u(i), i, j, r"A + u \mathbf{1}^{\top}"),
        (-A(i, j) + B(i, j), i, j, "B - A"),
        (Number(2) * Sum(k, A(i, k) * (u(k) - v(k))), i, None, r"2 A \left(u - v\right)"),
    ],
)
def test_contractions_become_products(term: Term, rows: Variable, columns: Variable, latex: str) -> None:
    form = matrix_form(term, rows, columns)
    assert form is not None
    assert written(form, Convention()) == latex


@pytest.mark.parametrize(
    "term",
    [
        Pow(u(i), Number(-1)),  # people divide by numbers
        Delta(i, Variable("o", N)),  # a unit vector has no name of its own
        A(i, i),  # nor has a diagonal
    ],
)
def test_where_people_keep_indices_there_is_no_form(term: Term) -> None:
    assert matrix_form(term, i) is None


def test_a_row_without_a_name_is_not_written() -> None:
    form = matrix_form(A(Variable("o", N), j), j)
    assert form is not None
    with pytest.raises(NotWrittenError, match="no name for"):
        written(form, Convention())


def test_words_as_columns_turn_their_matrix_and_rows_lie() -> None:
    form = matrix_form(Sum(k, A(i, k) * u(k)), i)
    assert form is not None
    assert written(form, Convention(turned={"A"})) == r"A^{\top} u"
    assert written(form, Convention(rows={"u"})) == r"A u^{\top}"


def test_a_transpose_is_written_as_few_times_as_can_be() -> None:
    form = matrix_form(Sum(k, A(k, i) * Entry("B", (k, i)) * u(k)), i)
    assert form is not None
    assert written(form, Convention()) == r"\left(A \odot B\right)^{\top} u"
