r"""What documents write: primes, stars, \nabla alone, values at a point, sums from 0, * and \cdot between arrays."""

import pytest

from derive.indexing.hypotheses import condition_facts
from derive.links.comparison import common
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.prove import prove
from derive.syntax.nodes import Node
from derive.syntax.reader import read_chain
from tests.meaning.test_elaborate import equal, fault, frame_of, read

NAMES = (
    r"x, y, x' \in \mathbb{R}^n",
    r"A \in \mathbb{R}^{n \times n}",
    r"W \in \mathbb{R}^{m \times n}",
    r"W' \in \mathbb{R}^{m \times n}, rows w'_j",
    r"i, k \in n",
    r"j, o \in m",
    r"a, t, x^* \in \mathbb{R}",
    r"z = W x",
    r"f(x) = x^\top A x",
    r"L = z^\top z",
)


def frame(**settled: str) -> Frame:
    return frame_of(*NAMES, **settled)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"x'^\top y", r"\sum_i x'_i y_i"),
        (r"x'(a + t)", "a x' + t x'"),
        (r"(W' x)_j", r"w'_j{}^\top x"),
        (r"\sum_{j'=1}^{m} z_{j'}", r"\sum_j z_j"),
        ("x^* + a", "a + x^*"),
        (r"\nabla f(x)", r"(A + A^\top) x"),
        (r"\nabla f", r"(A + A^\top) x"),
        (r"\nabla^2 f(x)", r"A + A^\top"),
        (r"\frac{\partial x_i}{\partial x_k}", r"\delta_k^i"),
        (r"\delta^{ik} x_k", r"\delta_{ik} x_k"),
        (r"\left. \frac{\partial x^\top x}{\partial x} \right|_{x = y}", "2 y"),
        (r"\left. a t^2 \right|_{a = 2, t = 3}", "18"),
        (r"\left. x_i \right|_{i = k}", "x_k"),
        (r"\sum_{i=0}^{n-1} x_i y_i", r"x^\top y"),
        (r"\prod_{i=0}^{n-1} e^{x_i}", r"\exp(\sum_i x_i)"),
        (r"\Sigma_{i=1}^{n} x_i", r"\sum_i x_i"),
        ("x * y", r"x \odot y"),
        ("W * W'", r"W \odot W'"),
        (r"W \cdot W'", r"W \odot W'"),
        (r"x \cdot y", r"x^\top y"),
        (r"x^\top \cdot y^\top", r"x^\top y"),
        (r"A \cdot x", "A x"),
        (r"(2 z) \frac{\partial z}{\partial W}", r"\frac{\partial L}{\partial W}"),
        (r"SoftMax(x)_i", r"\operatorname{softmax}(x)_i"),
    ],
)
def test_meanings_by_what_they_equal(left: str, right: str) -> None:
    assert equal(left, right, frame())


def test_two_vectors_with_a_dot_are_multiplied_entry_by_entry_by_choice() -> None:
    said = frame(**{r"\cdot of two vectors": "entry by entry"})
    assert read(r"x \cdot y", said).shape == "(n, 1)"
    assert read(r"x \cdot y", said).shown == r"x \odot y"
    assert any("entry by entry" in note for note in said.notes)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A * A", "what kind of product"),
        (r"x \times y", "what kind of product"),
        (r"\left. x \right|_{(t)}", "bar"),
        (r"\left. x \right|_{t}", "bar"),
        (r"\left. x^\top x \right|_{a = x}", "argument"),
        (r"\nabla L", "by what"),
        (r"\nabla (x^\top x)", "by what"),
        (r"(x + y)'", "prime"),
        (r"A^{*}", "declares"),
        (r"\sum_{i=0}^{a} x_i", "begins at 0"),
        (r"\sum_{i=0}^{m-1} x_i", "index over n"),
        (r"\delta_q^i", "declares"),
    ],
)
def test_what_is_refused(text: str, word: str) -> None:
    found = fault(text, frame())
    assert isinstance(found, NotUnderstoodError | IllFormedError)
    assert word in found.message


def test_a_sum_from_0_to_n_has_one_term_too_many() -> None:
    found = fault(r"\frac{1}{n} \sum_{i=0}^{n} x_i", frame())
    assert isinstance(found, IllFormedError)
    assert "one term too many" in found.message


def test_counting_from_0_is_noted() -> None:
    said = frame()
    read(r"\sum_{i=0}^{n-1} x_i", said)
    assert any("from 0" in note for note in said.notes)


@pytest.mark.parametrize(
    ("right", "holds"), [(r"\sigma(1 - \sigma)", True), (r"\sigma (1 - \sigma)", True), (r"\sigma(1 + \sigma)", False)]
)
def test_an_equation_between_functions_is_read_at_a_number(right: str, holds: bool) -> None:
    said = frame()
    one, two = read(r"\sigma'", said), read(right, said)
    assert (prove(*common(one, two, said.scope)) is not None) is holds


def test_a_bare_function_is_no_value() -> None:
    assert isinstance(fault(r"1 - \sigma", frame()), NotUnderstoodError)


def condition(text: str) -> Node:
    (found,) = read_chain(rf"a = t \quad \text{{for }} {text}").conditions
    return found


@pytest.mark.parametrize(
    "text",
    [r"k = 1, 2, \dots, n", r"k \in [1, n]", r"i \in \{1, \ldots, n\}", r"1 \le i \le n", r"j \in m", r"i, k \in n"],
)
def test_a_range_says_nothing_more(text: str) -> None:
    facts = condition_facts(condition(text), frame())
    assert facts is not None
    assert not facts.equal
    assert not facts.unequal


@pytest.mark.parametrize(
    "text",
    [r"k = 2, \dots, n", r"k = 1, 3, \dots, n", r"k = 1, \dots, m", r"2 \le i \le n", r"k \in [2, n]", r"i \in m"],
)
def test_part_of_a_range_is_not_understood(text: str) -> None:
    assert condition_facts(condition(text), frame()) is None


SCORES = (
    r"u \in \mathbb{R}^{m \times n}, rows u_j",
    r"v \in \mathbb{R}^n",
    "s = u v",
    r"q = \operatorname{softmax}(s)",
)
LOSS = (r"L = -\log q_o", r"i \in n", r"j, o \in m", r"a, t \in \mathbb{R}")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"\frac{\partial \sigma(u_j^\top v)}{\partial u_j^\top v}", r"\sigma'(u_j^\top v)"),
        (r"\frac{\partial (a t)^2}{\partial (a t)}", "2 a t"),
        (r"\frac{\partial L}{\partial (u_j^\top v)}", r"q_j - \delta_{jo}"),
        (r"\frac{\partial L}{\partial (u v)}", r"\frac{\partial L}{\partial s}"),
        (r"\frac{\partial \log \sum_j e^{s_j}}{\partial \sum_j e^{s_j}}", r"1 / \sum_j e^{s_j}"),
    ],
)
def test_derivatives_by_an_expression(left: str, right: str) -> None:
    said = frame_of(*SCORES, *LOSS)
    assert equal(left, right, said)


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{\partial (t^2 + 2 t)}{\partial (2 t)}",
        r"\frac{\partial^2 (a t)^3}{\partial (a t)^2}",
        r"\frac{\partial (s_j + v^\top v)}{\partial (v^\top v)}",
        r"\frac{\partial L}{\partial (u_j^\top u_j)}",
    ],
)
def test_no_derivative_by_an_expression_that_is_not_all_there_is(text: str) -> None:
    found = fault(text, frame_of(*SCORES, *LOSS))
    assert isinstance(found, NotUnderstoodError)
    assert "no variable" in found.message


def test_two_digits_are_two_indices_of_a_matrix() -> None:
    said = frame_of(r"B \in \mathbb{R}^{3 \times 3}")
    assert equal("B_{12}", "B_{1,2}", said)
    assert isinstance(fault("B_{14}", said), IllFormedError)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"\frac{d \sigma}{d a}", r"\sigma(a) (1 - \sigma(a))"),
        (r"\frac{\mathrm{d} \sigma}{\mathrm{d} a}(a)", r"\sigma'(a)"),
        (r"\frac{d}{d a} a^3 \Big|_{a = t}", "3 t^2"),
        (r"\operatorname{softmax}_k(x)", r"\operatorname{softmax}(x)_k"),
        (r"\vec{1}^\top x", r"\sum_i x_i"),
    ],
)
def test_functions_and_points(left: str, right: str) -> None:
    assert equal(left, right, frame())


@pytest.mark.parametrize(("text", "word"), [(r"\frac{d \sigma}{d a}(t)", "another point"), (r"\log_2 a", "subscript")])
def test_points_and_bases_that_are_refused(text: str, word: str) -> None:
    assert word in str(fault(text, frame()))


def test_a_function_of_a_vector_takes_vectors() -> None:
    said = frame_of(*NAMES, r"h_\theta(u) = \sigma(y^\top u)")
    assert equal(r"h_\theta(x)", r"\sigma(y^\top x)", said)
    assert not equal(r"h_\theta(x)", r"\sigma(x^\top x)", said)


@pytest.mark.parametrize(("body", "equal_to"), [("u^2 + u", r"x \odot x + x"), (r"1 / (1 + e^{-u})", r"\sigma(x)")])
def test_a_function_of_numbers_is_taken_entry_by_entry(body: str, equal_to: str) -> None:
    assert equal("g(x)", equal_to, frame_of(*NAMES, f"g(u) = {body}"))


def test_a_function_of_numbers_or_of_vectors_is_not_settled() -> None:
    found = fault("g(x)", frame_of(*NAMES, r"g(u) = u^\top u"))
    assert isinstance(found, NotUnderstoodError)
    assert "entry by entry" in found.message


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"\sum_{jk} W_{jk} x_k", r"\sum_j (W x)_j"),
        (r"\sum_{ik} A_{ik} x_i y_k", r"x^\top A y"),
        (r"W_{j,:} x", "(W x)_j"),
        (r"W_{j, \cdot} x", "(W x)_j"),
        (r"x^\top A_{:,k}", r"(A^\top x)_k"),
        (r"\frac{d \tanh(a)}{d a}", r"\frac{1}{\cosh^2 a}"),
        (r"\frac{d}{d a} \sinh a", r"\cosh a"),
    ],
)
def test_runs_of_indices_slices_and_hyperbolic_functions(left: str, right: str) -> None:
    assert equal(left, right, frame())


def test_slices_lie_as_they_are_written() -> None:
    assert read("W_{j,:}", frame()).shape == "(1, n)"
    assert read("W_{:,i}", frame()).shape == "(m, 1)"


def test_two_indices_below_a_vector_delta_are_kroneckers() -> None:
    said = frame_of(*NAMES, r"\delta \in \mathbb{R}^n")
    assert equal(r"\delta_{ik} \delta_i", r"\delta_{ik} \delta_k", said)
    assert any("Kronecker" in note for note in said.notes)


def test_a_declared_matrix_delta_is_no_kroneckers() -> None:
    said = frame_of(*NAMES, r"\delta \in \mathbb{R}^{n \times n}")
    assert not equal(r"\delta_{ik} x_i", r"\delta_{ik} x_k", said)


WORDS = (
    r"w, i, o \in V",
    r"a \in d",
    r"k, l \in K",
    r"w_{k} \in V",
    r"U \in \mathbb{R}^{d \times V}, columns u_w",
    r"C \in \mathbb{R}^{d \times V}, columns v_w",
    r"W_1 \in \mathbb{R}^{D_x \times H}",
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"\sum_{k=1}^K \delta_{w_{k} w_{l}} u_{w_{k}}", r"\sum_{k=1}^K \delta_{w_{k} w_{l}} u_{w_{l}}"),
        (r"v_{w a} - \sum_{i=1}^V u_{i a}", r"- \sum_{i=1}^V u_{i a} + v_{w a}"),
        (r"D_x H + H", r"(D_x + 1) H"),
    ],
)
def test_indices_over_known_axes_and_sizes_with_an_index(left: str, right: str) -> None:
    assert equal(left, right, frame_of(*WORDS))
    assert not equal(left, f"2 ({right})", frame_of(*WORDS))
