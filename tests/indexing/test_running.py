r"""Dots and tables: what x_1 y_1 + \cdots + x_n y_n, [u_1, \dots, u_n] and matrices written out stand for."""

import pytest

from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from tests.meaning.test_elaborate import equal, fault, frame_of, read

NAMES = (
    r"x, y \in \mathbb{R}^n",
    r"A \in \mathbb{R}^{n \times n}",
    r"W \in \mathbb{R}^{d \times m}, columns w_j",
    r"h \in \mathbb{R}^d",
    r"p \in \mathbb{R}^m",
    r"i, k \in n",
    r"j, o \in m",
    r"a \in \mathbb{R}",
)


def frame(**settled: str) -> Frame:
    return frame_of(*NAMES, **settled)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"x_1 y_1 + \cdots + x_n y_n", r"x^\top y"),
        (r"x_1 y_1 + x_2 y_2 + \dots + x_n y_n", r"x^\top y"),
        (r"x_1 + x_2 + x_3 + ... + x_i + ... + x_n", r"\sum_k x_k"),
        (r"x_1 + \dots + x_{n-1} + x_n", r"\sum_k x_k"),
        (r"a + x_1 + \cdots + x_n - a", r"\sum_k x_k"),
        (r"- x_1 - x_2 - \cdots - x_n", r"-\sum_k x_k"),
        (r"x_i y_1 + \cdots + x_i y_n", r"x_i \sum_k y_k"),
        (r"w_1 p_1 + \cdots + w_m p_m", "W p"),
        (r"p_1 \log p_1 + \cdots + p_o \log p_o + \cdots + p_j \log p_j", r"\sum_o p_o \log p_o"),
        (r"e^{x_1} e^{x_2} \cdots e^{x_n}", r"\exp(\sum_k x_k)"),
        (r"[w_1, w_2, \dots, w_m]", "W"),
        (r"[w_1 \dots w_m]", "W"),
        (r"\begin{bmatrix} w_1 & \cdots & w_m \end{bmatrix}", "W"),
        (r"\begin{pmatrix} w_1^\top \\ w_2^\top \\ \vdots \\ w_m^\top \end{pmatrix}", r"W^\top"),
        (r"\begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}", "x"),
        (r"[a, a, \dots, a]^\top x", r"a \mathbf{1}^\top x"),
        (r"[\frac{\partial}{\partial w_1} h^\top W p, \ldots, \frac{\partial}{\partial w_m} h^\top W p]", r"h p^\top"),
        (r"\begin{bmatrix} x_1 & & 0 \\ & \ddots & \\ 0 & & x_n \end{bmatrix}", r"\operatorname{diag}(x)"),
        (
            r"\begin{bmatrix} x_1 & 0 & \cdots & 0 \\ 0 & x_2 & \cdots & 0 \\ \vdots & \vdots & \ddots & \vdots \\"
            r" 0 & 0 & \cdots & x_n \end{bmatrix}",
            r"\operatorname{diag}(x)",
        ),
        (r"\begin{bmatrix} x_1 & 0 & 0 \\ 0 & \ddots & 0 \\ 0 & 0 & x_n \end{bmatrix}", r"\operatorname{diag}(x)"),
        (r"[x_i y_k]_{n \times n}", r"x y^\top"),
        (
            r"\begin{bmatrix} x_1 p_1 & \cdots & x_1 p_m \\ \vdots & & \\ x_n p_1 & \cdots & x_n p_m \end{bmatrix}",
            r"x p^\top",
        ),
        (
            r"\begin{pmatrix} A_{11} & A_{12} & \dots & A_{1n} \\ A_{21} & A_{22} & \dots & A_{2n} \\"
            r" \vdots & & \ddots & \\ A_{n1} & A_{n2} & \dots & A_{nn} \end{pmatrix}",
            "A",
        ),
        (r"\begin{bmatrix} 1 & a \\ 0 & 1 \end{bmatrix} \begin{bmatrix} a \\ 2 \end{bmatrix}", r"[3 a, 2]"),
        (r"\begin{bmatrix} 1 & a \end{bmatrix} \begin{bmatrix} a \\ 2 \end{bmatrix}", "3 a"),
    ],
)
def test_lists_with_dots_by_what_they_equal(left: str, right: str) -> None:
    assert equal(left, right, frame())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"x_1 y_1 + \cdots + x_n y_n", r"x^\top x"),
        (r"\begin{bmatrix} 1 & a \\ 0 & 1 \end{bmatrix} \begin{bmatrix} a \\ 2 \end{bmatrix}", r"[3 a, 3]"),
        (r"\begin{bmatrix} x_1 & 0 & 0 \\ 0 & \ddots & 0 \\ 0 & 0 & x_n \end{bmatrix}", r"x x^\top"),
    ],
)
def test_lists_with_dots_equal_nothing_else(left: str, right: str) -> None:
    assert not equal(left, right, frame())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (r"x_1 y_2 + \cdots + x_n y_n", "dots"),
        (r"x_1 + x_3 + \cdots + x_n", "dots"),
        (r"x_1 + \cdots", "dots"),
        (r"\cdots + x_n", "dots"),
        (r"x_1 + \cdots + y_n", "dots"),
        (r"x_1 + x_2 - \cdots + x_n", "dots"),
        (r"x_1 + \cdots + x_{10}", "dots"),
        (r"x_0 + \cdots + x_n", "dots"),
        (r"1 x_1 + 2 x_2 + \cdots + n x_n", "value"),
        (r"1 \cdot 2 \cdots n", "value"),
        (r"\sum_i (x_1 + \cdots + x_i)", "index"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", "length"),
        (r"[x_1 \dots x_n]", "product, or a row"),
        (r"\begin{bmatrix} x_1 & y_1 & \cdots \\ \vdots & & \\ x_n & 0 & \cdots \end{bmatrix}", "pattern"),
        (
            r"\begin{bmatrix} A_{11} & \dots & A_{1n} \\ A_{31} & \dots & A_{3n} \\"
            r" \vdots & & \\ A_{n1} & \dots & A_{nn} \end{bmatrix}",
            "pattern",
        ),
        (r"\begin{bmatrix} x_1 & \cdots \\ \vdots & x_n \end{bmatrix}", "pattern"),
        (r"\begin{bmatrix} x_1 & \cdots & x_n \\ 0 & \cdots & 0 \end{bmatrix}", "pattern"),
        (r"[x_i]_{n \times n}", "two indices"),
        (r"[p_i p_k]_{n \times n}", "ranges over"),
    ],
)
def test_what_dots_do_not_settle_is_refused(text: str, word: str) -> None:
    found = fault(text, frame())
    assert isinstance(found, NotUnderstoodError)
    assert word in found.message


def test_a_list_of_numbers_lies_in_a_column_or_a_row() -> None:
    assert read(r"[x_1, \dots, x_n]", frame()).shape == "(n, 1)"
    assert read(r"[x_1, \dots, x_n]", frame(**{"a list of numbers": "in a row"})).shape == "(1, n)"
    assert read("[1, 2, 3]", frame()).shape == "(3, 1)"


def test_members_do_not_stack_the_wrong_way() -> None:
    stacked = read(r"\begin{bmatrix} w_1^\top \\ \vdots \\ w_m^\top \end{bmatrix}", frame())
    assert stacked.shape == "(m, d)"
    assert isinstance(fault(r"[w_1, \dots, w_m] h", frame()), IllFormedError)


def test_dots_up_to_an_index_are_noted() -> None:
    said = frame()
    read(r"p_1 + \cdots + p_j", said)
    assert any("as if j were the last" in note for note in said.notes)


def test_the_count_has_a_letter_of_its_own() -> None:
    assert read(r"x_i y_1 + \cdots + x_i y_n", frame()).shown == r"\sum_{j=1}^{n} x_{i} y_{j}"
