"""What needs no declaration: ones, identities, indicators, the larger of two; and where it stays unread."""

import pytest

from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from tests.meaning.test_elaborate import equal, fault, frame_of, read

NAMES = (
    r"X \in \mathbb{R}^{n \times d}, rows r_i",
    r"A \in \mathbb{R}^{n \times n}",
    r"x, b \in \mathbb{R}^d",
    r"y \in \mathbb{R}^n",
    r"\lambda, c \in \mathbb{R}",
    r"i, j, o \in n",
    "k = 1..K",
    r"w_k \in n",
)


def frame() -> Frame:
    return frame_of(*NAMES)


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        # a vector of ones has the length of what it meets
        (r"\mathbf{1}^\top x", r"\sum_k x_k", True),
        (r"X^\top \mathbf 1", r"\sum_i r_i", True),
        (r"X^\top \mathbf 1", "x", False),
        (r"x + c \mathbf{1}", r"c \mathbf{1} + x", True),
        (r"X + \mathbf{1} b^\top", r"\mathbf 1_n b^\top + X", True),
        (r"\mathbf{1} \cdot x", r"\mathbf{1}_d^\top x", True),
        (r"x \odot \mathbf{1}", "x", True),
        (r"\mathbf{1} \mathbf{1}^\top x + x", r"(\mathbf{1}^\top x) \mathbf{1} + x", True),
        # and the identity
        ("I x", "x", True),
        ("(A + c I) y", "A y + c y", True),
        ("(A + c I) y", "A y - c y", False),
        (r"\operatorname{tr}(A I)", r"\operatorname{tr}(A)", True),
        (r"\operatorname{tr}(I_n)", "|n|", True),
        ("I_{ij}", r"\delta_{ij}", True),
        # indicators
        ("[i = j]", r"\delta_{ij}", True),
        (r"[i \ne j]", r"1 - \delta_{ij}", True),
        (r"\mathbb{1}[i = j] y_i", r"\delta_{ij} y_j", True),
        (r"\mathbf{1}\{i = j\}", r"\mathbf{1}_{i = j}", True),
        (r"\mathbb{1}_{\{i = j\}}", r"1\{i = j\}", True),
        (r"\mathbb{I}(i = j)", "[j = i]", True),
        (r"\sum_k [w_k = i] y_i", r"\sum_k [i = w_k] y_{w_k}", True),
        ("[c > 0] c", r"\operatorname{relu}(c)", True),
        (r"[c \le 0]", "1 - [c > 0]", True),
        (r"[x > 0]", r"\operatorname{relu}'(x)", True),
        ("[0 < c < 1]", "[c > 0] [c < 1]", True),
        ("[c > 0]", "[c < 0]", False),
        (r"\begin{cases} 1 & c > 0 \\ 0 & c \le 0 \end{cases}", r"\operatorname{step}(c)", True),
        (r"\begin{cases} c & \text{if } c \ge 0 \\ 0 & \text{otherwise} \end{cases}", r"\max(0, c)", True),
        # the larger and the smaller
        (r"\max(0, c)", r"\operatorname{ReLU}(c)", True),
        (r"\max\{c, 0\}", r"\operatorname{ReLU}(c)", True),
        (r"\max(c, \lambda) + \min(c, \lambda)", r"c + \lambda", True),
        (r"\max(c, \lambda)", r"\max(\lambda, c)", True),
        (r"\max(0, x)", r"\operatorname{relu}(x)", True),
        (r"\max(c, \lambda)", r"\min(c, \lambda)", False),
        # norms, powers, sums over two letters
        (r"\|X\|_F^2", r"\sum_{i,j} X_{ij}^2", True),
        (r"\|x\|_2", r"\sqrt{x^\top x}", True),
        (r"\|x\|_1", r"\sum_k |x_k|", True),
        (r"\sum_{i, j = 1}^n A_{ij}", r"\mathbf{1}^\top A \mathbf{1}", True),
        (r"\sum_{i, j, i \ne j} A_{ij}", r"\sum_i \sum_{j \ne i} A_{ij}", True),
        (r"\sum_{i \in n, j \in n} y_i y_j", r"(\mathbf{1}^\top y)^2", True),
        (r"\tanh^2(x)", r"\tanh(x) \odot \tanh(x)", True),
        ("x^2", r"x \odot x", True),
        ("x^3", r"x \odot x \odot x", True),
        (r"\langle x, b \rangle", r"x^\top b", True),
        (r"\langle X, X \rangle", r"\|X\|_F^2", True),
        (r"\langle x, b \rangle", r"x^\top x", False),
        # an index above, in brackets
        (r"\sum_i y^{(i)} r^{(i)}", r"X^\top y", True),
        (r"\sum_i y^{(j)} r^{(i)}", r"X^\top y", False),
        # functions of arrays
        (r"\operatorname{softmax}(A)_{ij}", r"\frac{e^{A_{ij}}}{\sum_j e^{A_{ij}}}", True),
        (r"\operatorname{diag}(A)_i", "A_{ii}", True),
        (r"\operatorname{logsumexp}(x)", r"\log \sum_k e^{x_k}", True),
        (r"\operatorname{softplus}(c)", r"\log(1 + e^c)", True),
        (r"c \operatorname{sign}(c)", "|c|", True),
        # second derivatives
        (r"\frac{\partial^2 x^\top x}{\partial x_i \partial x_j}", r"2 \delta_{ij}", True),
        (r"\frac{\partial^2 y^\top A y}{\partial y \partial y^\top}", r"A + A^\top", True),
        (r"\frac{\partial^2 y^\top A y}{\partial y \partial y^\top}", r"2 A", False),
        (r"\nabla_y^2 y^\top A y", r"A + A^\top", True),
        (r"\nabla^2_y \frac{1}{2} \|y\|^2", "I_n", True),
        (r"\frac{\partial^2}{\partial c^2} c^3 \lambda", r"6 c \lambda", True),
        (r"\frac{\partial^2 y^\top X x}{\partial y \partial x^\top}", "X", True),
        (r"\frac{\partial^2 y^\top X x}{\partial x^\top \partial y}", "X", True),
        (r"\frac{\partial^2 (c x^\top b)}{\partial c \partial x}", "b", True),
        (r"\frac{\partial X x}{\partial x^\top}", "X", True),
    ],
)
def test_meanings_by_what_they_equal(left: str, right: str, holds: bool) -> None:
    names = (*NAMES, r"i, j, k \in d") if "x_i" in left else NAMES
    assert equal(left, right, frame_of(*names)) is holds


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (r"\mathbf{1}_i", "size"),
        ("x_+", "no index"),
        ("x_*", "no index"),
        (r"\langle x \rangle", "list"),
        (r"\mathbf{1} \mathbf{1}^\top \mathbf{1}", "inner sides"),
        (r"\|\mathbf{1}\|", "length"),
        (r"I_{i}", "size"),
        ("[c = 1]", "condition"),
        ("(c > 0)", "relation"),
        (r"\max(c, \lambda, 0)", "one argument"),
        (r"\max(c, x)", "number and an array"),
        (r"\|X\|_2", "norm"),
        (r"\|x\|_3", "norm"),
        ("A^2", "power of an array"),
        (r"\sigma(A)^2", "power of a function"),
        (r"\nabla^2 c", "nabla"),
        (r"\frac{\partial^2 y^\top X x}{\partial y \partial x}", "runs down"),
        (r"\frac{\partial^2 x}{\partial c^2}", "second derivative of an array"),
        (r"\sum_{i \ne j, k} A_{ij}", "one index"),
    ],
)
def test_what_could_mean_several_things_stays_unread(text: str, word: str) -> None:
    found = fault(text, frame())
    assert isinstance(found, NotUnderstoodError)
    assert word in found.message


def test_a_name_of_its_own_above_comes_before_an_index_there() -> None:
    own = frame_of(r"y \in \mathbb{R}^n", r"y^{(i)} \in \mathbb{R}", r"i \in n", r"W^{[1]} \in \mathbb{R}^n")
    assert equal("y^{(i)} 2", "2 y^{(i)}", own)
    assert not equal("y^{(i)}", "y_i", own)
    assert read("W^{[1]}", own).shape == "(n, 1)"
    assert isinstance(fault("q^{(i)}", own), NotUnderstoodError)


def test_what_is_declared_comes_first() -> None:
    assert read("I", frame_of(r"I \in \mathbb{R}")).shape == "a number"
    assert read(r"\max(0, c)", frame_of(r"c \in \mathbb{R}")).shape == "a number"


def test_a_matrix_is_normalised_along_the_side_the_section_chooses() -> None:
    text, other = r"\operatorname{softmax}(A)_{ij}", r"\frac{e^{A_{ij}}}{\sum_i e^{A_{ij}}}"
    names = NAMES
    assert not equal(text, other, frame_of(*names))
    chosen = frame_of(*names)
    chosen.choices.settled["softmax of a matrix"] = "columns"
    assert equal(text, other, chosen)
    assert any("columns" in note for note in chosen.notes)


def test_the_square_of_a_vector_is_a_choice() -> None:
    chosen = frame()
    chosen.choices.settled["the square of a vector"] = "inner product"
    assert equal("x^2", r"\|x\|^2", chosen)


def test_lengths_that_differ_are_ill_formed() -> None:
    assert isinstance(fault(r"X \mathbf{1} + x", frame()), IllFormedError)
    assert isinstance(fault(r"X I_n", frame()), IllFormedError)
