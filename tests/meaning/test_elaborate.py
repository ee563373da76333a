"""What formulas mean under a scope: shapes, indices, sums, derivatives; and what is refused."""

import pytest

from derive.declarations.contexts import context
from derive.declarations.statements import declare
from derive.links.comparison import common
from derive.links.readings import meaning
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import Array
from derive.naming.choices import Choices
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.scope import Scope
from derive.prove import prove
from derive.syntax.reader import read_term


def frame_of(*statements: str, base: str = "none", **settled: str) -> Frame:
    scope = context(base)
    for statement in statements:
        declare(statement, scope)
    return new_frame(scope, choices=Choices(settled))


def read(text: str, frame: Frame) -> Array:
    side = meaning(read_term(text), frame)
    assert isinstance(side, Array), side
    return side


def fault(text: str, frame: Frame) -> Exception:
    side = meaning(read_term(text), frame)
    assert isinstance(side, NotUnderstoodError | IllFormedError), side
    return side


def equal(left: str, right: str, frame: Frame) -> bool:
    one, two = read(left, frame), read(right, frame)
    assert one.axes == two.axes
    return prove(*common(one, two, frame.scope)) is not None


LINEAR = (
    r"W \in \mathbb{R}^{n \times d}, rows w_i",
    r"x, b \in \mathbb{R}^d",
    r"y \in \mathbb{R}^n",
    r"\lambda \in \mathbb{R}",
    r"i, j \in n",
)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("W x", "(n, 1)"),
        ("x^T W^T", "(1, n)"),
        (r"w_i^\top x", "a number"),
        ("y x^T", "(n, d)"),
        (r"y \otimes x", "(n, d)"),
        (r"x \odot b", "(d, 1)"),
        (r"x \cdot b", "a number"),
        (r"\lambda W", "(n, d)"),
        (r"\sum_i y_i w_i", "(d, 1)"),
        (r"\sigma(W x)", "(n, 1)"),
        (r"\operatorname{softmax}(W x)", "(n, 1)"),
        (r"\operatorname{diag}(x)", "(d, d)"),
        (r"\|x\|^2", "a number"),
        (r"1 - \sigma(x)", "(d, 1)"),
        ("|n|", "a number"),
        ("W_{ij}", "a number"),
    ],
)
def test_shapes(text: str, shape: str) -> None:
    frame = frame_of(*LINEAR, r"j \in d") if text == "W_{ij}" else frame_of(*LINEAR)
    assert read(text, frame).shape == shape


@pytest.mark.parametrize(
    "text", ["x + y", "W y", "x W", "x + w_i + y", r"y \odot x", r"\lambda \otimes x", "W x + 1 y_i"]
)
def test_shapes_that_do_not_fit_are_ill_formed(text: str) -> None:
    assert isinstance(fault(text, frame_of(*LINEAR)), IllFormedError)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Q x", "Q"),
        ("i + 1", "index"),
        (r"\sum_{i=3}^n y_i", "range"),
        (r"\sum y_i", "index below"),
        ("q(x, y)", "q"),
        (r"\max(x)", "max"),
        ("y_{ij}", "indices"),
        ("(x x^T)^2", "power of an array"),
        (r"\frac{\lambda}{x}", "division by an array"),
        (r"\mathbf{1}^\top \mathbf{1}", "inner sides"),
        (r"\mathbf{2}", "numbers"),
        (r"\operatorname{tr}(I)", "ones or identity"),
        (r"x (y = b)", "relation"),
        (r"\frac{\partial y}{\partial (x + b)}", "no variable"),
    ],
)
def test_what_is_not_understood_names_its_cause(text: str, word: str) -> None:
    found = fault(text, frame_of(*LINEAR))
    assert isinstance(found, NotUnderstoodError)
    assert word in found.message


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        ("x^T b", r"\sum_k x_k b_k", True),
        ("(W x)_i", "w_i^T x", True),
        (r"\frac{\partial}{\partial x} x^T b", "b", True),
        (r"\frac{\partial x^T x}{\partial x}", "2 x", True),
        (r"\frac{\partial x^T x}{\partial x}", "x", False),
        (r"\nabla_x \frac{1}{2} \|W x - y\|^2", "W^T (W x - y)", True),
        (r"\nabla_x \frac{1}{2} \|W x - y\|^2", "W^T (y - W x)", False),
        (r"\frac{\partial}{\partial W} y^T W x", "y x^T", True),
        (r"\frac{\partial w_i^T x}{\partial w_j}", r"\delta_{ij} x", True),
        (r"\sum_{j \ne i} y_j", r"\sum_j y_j - y_i", True),
        (r"\sum_{j=i} y_j", "y_i", True),
        (r"\sum_{j=1, j \ne i}^{n} y_j", r"\sum_j y_j", False),
        ("\\sum_j 1", "|n|", True),
        (r"e^{\lambda}", r"\exp(\lambda)", True),
        (r"\sigma'(\lambda)", r"\sigma(\lambda)(1 - \sigma(\lambda))", True),
    ],
)
def test_meanings_by_what_they_equal(left: str, right: str, holds: bool) -> None:
    assert equal(left, right, frame_of(*LINEAR)) is holds


def test_a_layout_turns_vectors_and_leaves_nabla() -> None:
    text = r"\frac{\partial \lambda x^T b}{\partial x}"
    assert read(text, frame_of(*LINEAR)).shape == "(d, 1)"
    assert read(text, frame_of(*LINEAR, vectors="numerator")).shape == "(1, d)"
    assert read(r"\nabla_x x^T b", frame_of(*LINEAR, vectors="numerator")).shape == "(d, 1)"
    jacobian = r"\frac{\partial W x}{\partial x}"
    assert read(jacobian, frame_of(*LINEAR)).shape == "(d, n)"
    assert read(jacobian, frame_of(*LINEAR, vectors="numerator")).shape == "(n, d)"


def test_words_lie_as_rows_or_columns_and_members_stay_columns() -> None:
    for words, shape in (("rows", "(V, d)"), ("columns", "(d, V)")):
        frame = frame_of(base="word2vec", words=words)
        assert read(r"\mathbf{U}", frame).shape == shape
        assert read(r"\mathbf{u}_w", frame).shape == "(d, 1)"


def test_a_letter_k_numbers_negative_samples_only_where_its_sum_says_so() -> None:
    frame = frame_of(base="word2vec")
    negatives = read(r"\sum_{k=1}^{K} \mathbf{u}_k^\top \mathbf{v}_c", frame)
    words = read(r"\sum_{x} \mathbf{u}_x^\top \mathbf{v}_c", frame)
    assert "K" in negatives.shown
    assert prove(*common(negatives, words, frame.scope)) is None


def test_a_shadowed_index_means_the_inner_sum() -> None:
    assert equal(r"\sum_j y_j \sum_{j=1}^{n} y_j", r"\sum_j \sum_i y_j y_i", frame_of(*LINEAR))


def test_an_intermediate_is_differentiated_without_unfolding_it() -> None:
    frame = frame_of(*LINEAR, r"z = W x", r"p = \operatorname{softmax}(z)", r"L = -\sum_k y_k \log p_k")
    assert equal(r"\frac{\partial L}{\partial p_j}", r"-\frac{y_j}{p_j}", frame)
    assert equal(r"\frac{\partial L}{\partial x}", r"\sum_k \frac{\partial L}{\partial z_k} w_k", frame)


def test_a_product_of_derivatives_whose_shapes_do_not_fit_is_the_chain_rule() -> None:
    frame = frame_of(*LINEAR, r"z = W x", r"L = y^T z")
    chain = r"\frac{\partial L}{\partial z} \frac{\partial z}{\partial W}"
    assert equal(chain, "y x^T", frame)
    assert any("chain rule" in note for note in frame.notes)


def test_an_outer_product_needs_vectors() -> None:
    assert isinstance(fault(r"x \otimes y_i", frame_of(*LINEAR)), IllFormedError)


def test_losses_take_other_arguments() -> None:
    frame = frame_of(base="word2vec")
    assert equal(r"J(v_c, w_{t+j}, U)", r"-\log P(O = w_{t+j} \mid C = c)", frame)
    assert not equal(r"J(v_c, w_{t+j}, U)", r"-\log P(O = o \mid C = c)", frame)


def test_scopes_do_not_leak() -> None:
    one = context("word2vec")
    declare(r"Q \in \mathbb{R}", one)
    assert context("word2vec").tensor("Q") is None
    assert isinstance(one, Scope)
