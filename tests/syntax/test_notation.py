r"""Spellings of real documents: primes and stars in names, \nabla alone, \Pi with limits, braces across brackets."""

import pytest

from derive.syntax.reader import read_chain
from tests.syntax.sketch import sketch, term


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("v'_w", "v'_w"),
        ("v_w'", "v'_w"),
        ("x'", "x'"),
        ("x'^2", "x'^2"),
        (r"\hat{y}'_i", "hat<y'>_i"),
        ("u_{j'}", "u_j'"),
        (r"g\prime(x)", "[g' (x)]"),
        (r"g\prime x", "[g' x]"),
        ("(a + b)'", "((a + b))'"),
        ("y_{j^*}", "y_j^*"),
        (r"x^\ast_i", "x^*_i"),
        (r"x{}^\top y", r"[x^\top y]"),
        ("a {} b", "[a b]"),
        (r"\sum_{i}^{} a_i", "sum_i<a_i>"),
        (r"e^{(t)^T} x", "[e^(t)^T x]"),
        (r"\Pi_{j=1}^{k} w_j", "prod_j = 1^k<w_j>"),
        (r"\Sigma_{j=1}^{k} w_j + 1", "(sum_j = 1^k<w_j> + 1)"),
        (r"\Pi_j w", r"[\Pi_j w]"),
        (r"\Sigma^{-1} x", r"[\Sigma^-1 x]"),
        (r"\nabla f(x) + 1", "(nabla<[f (x)] by > + 1)"),
        (r"\nabla^2 f", "nabla<f by [d<> d<>]>"),
        (r"a \nabla", r"[a \nabla]"),
        (r"\partial J(a, b)/\partial a", "fraction<[J (a, b)] by a>"),
        (r"\exp{(a b})", "exp<([a b])>"),
        (r"\frac{\exp{(a})}{b}", "{exp<(a)> / b}"),
        (r"\underbrace{a + b}_{c}^2", "(a + b)^2"),
        (r"\overbrace{x}^{c} \overbrace{y}_2", "[x y_2]"),
        ("CrossEntropy(y, p)", "[CrossEntropy (y, p)]"),
        ("cost(h)", "[cost (h)]"),
        ("SoftMax(x)", "SoftMax<(x)>"),
        (
            r"\begin{cases} a & \text{for $j=i^*$,}\\ b & \text{otherwise} \end{cases}",
            "cases<a if j = i^* / b if 'otherwise'>",
        ),
    ],
)
def test_what_is_read(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"\frac{u_j}{\partial w}", r"a \partial is missing above this bar"),
        (r"\frac{f(x) + 1}{\partial x}", r"a \partial is missing above this bar"),
        (r"\frac{\exp(a}{b})", "this ( is never closed"),
        (r"\nabla^3 f", r"of the powers of \nabla only the square is read"),
        (r"\Pi_{j=1}^{k}", r"\Pi_j = 1^k"),
        (r"x^{*}^{2}", "a second script of the same kind, or one with nothing before it"),
        (r"a \text{if $b} c", r"\text is not known"),
        (r"\sum_i' x_i", r"a prime at this \sum: what is left out?"),
    ],
)
def test_what_is_not_read_says_why(text: str, message: str) -> None:
    assert term(text).removeprefix("?") == message


@pytest.mark.parametrize(
    ("text", "left", "condition"),
    [
        (r"\frac{\partial J}{\partial v_w} (w \ne c) = 0", "fraction<J by v_w>", "w != c"),
        (r"\partial J/\partial v_w (w \ne c) = 0", "fraction<J by v_w>", "w != c"),
        (r"\left. \frac{\partial J}{\partial v_w} \right|_{w \ne c} = 0", "fraction<J by v_w>", "w != c"),
        (r"\frac{\partial J}{\partial v_w} \Big|_{w \ne c} = 0", "fraction<J by v_w>", "w != c"),
        (r"\left. a \right|_{w = c} = b", ".a|_w = c", ""),
        (r"Then \space a = b", "a", ""),
        (r"a = b \quad for \space k = 1, 2, ..., K", "a", "k = 1; 2; ...; K"),
    ],
)
def test_words_and_conditions_in_a_row(text: str, left: str, condition: str) -> None:
    chain = read_chain(text)
    assert sketch(chain.terms[0]) == left
    assert [sketch(node) for node in chain.conditions] == ([condition] if condition else [])


def test_a_name_applied_to_a_relation_keeps_its_brackets() -> None:
    assert sketch(read_chain(r"P (w \ne c) = 1").terms[0]) == "[P (w != c)]"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"f(x) \Big|_{x=a}", ".[f (x)]|_x = a"),
        (r"f(x)|_{x=a} + b", "(.[f (x)]|_x = a + b)"),
        (r"\frac{\partial f}{\partial x}\bigg\rvert_{x=a}", ".fraction<f by x>|_x = a"),
        (r"\frac{d}{dx} x^2 \Big|_{x=a}", ".operator<x^2 by x>|_x = a"),
        ("|x|_1", "|x|_1"),
        ("P(a|b)", "[P (a | b)]"),
        (r"\lvert x \rvert_2", "|x|_2"),
        (r"\vec{1}^T x", "[bf:1^T x]"),
        (r"\softmax(x) + \tr(A)", "(softmax<(x)> + tr<(A)>)"),
    ],
)
def test_bars_and_functions(text: str, tree: str) -> None:
    assert term(text) == tree


def test_what_a_bar_evaluates_must_be_clear() -> None:
    assert term(r"x f(x) |_{x=a}") == "?what is evaluated at this bar?"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"W^{[1]T} x", "[W^[1]^T x]"),
        (r"W^{(l)\top}", r"W^(l)^\top"),
        (r"\begin{bmatrix} - & x_1^T & - \\ & \vdots & \\ - & x_n^T & - \end{bmatrix}", "matrix<x_1^T / ... / x_n^T>"),
        (r"\begin{bmatrix} | & & | \\ a_1 & \cdots & a_n \\ | & & | \end{bmatrix}", "matrix<a_1 & ... & a_n>"),
        (r"\begin{bmatrix} \text{---} x_1^T \text{---} \\ \vdots \end{bmatrix}", "matrix<x_1^T / ...>"),
        (r"\begin{bmatrix} -a & b \\ c & -d \end{bmatrix}", "matrix<-a & b / c & -d>"),
    ],
)
def test_lines_drawn_in_a_matrix(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        (r"a \overset{!}{=} 0", ["=!"]),
        (r"a \stackrel{?}{=} b", ["=?"]),
        (r"a \overset{\text{def}}{=} b", [":="]),
        (r"a \stackrel{\Delta}{=} b", [":="]),
        (r"a \stackrel{(1)}{=} b", ["="]),
        (r"x := x - a y", ["<-"]),
        (r"x_i := x_j", [":="]),
        (r"a = \dots = b", ["="]),
        (r"a = b = \cdots", ["="]),
        (r"a = b \quad \blacksquare", ["="]),
        (r"a = b \ \checkmark", ["="]),
        (r"\fbox{$a = b$}", ["="]),
        (r"1{,}000 = b", ["="]),
        (r"\begin{aligned} a &= b \\ &\vdots \\ &= c \end{aligned}", ["=", "="]),
        (r"\begin{aligned} a &= b \\ &= \dots \\ &= c \end{aligned}", ["=", "="]),
    ],
)
def test_signs_that_claim_nothing_and_steps_left_out(text: str, signs: list[str]) -> None:
    assert [relation.sign for relation in read_chain(text).relations] == signs


@pytest.mark.parametrize("text", [r"a - 1 (w = o) = b", r"a - \mathbb{1} (w = o) = b", r"a - \mathbb I (w = o) = b"])
def test_an_indicator_keeps_its_condition(text: str) -> None:
    assert not read_chain(text).conditions


def test_a_mark_in_the_middle_is_no_product() -> None:
    assert term(r"a \square (b)").startswith("?")


def test_thousands_are_one_number() -> None:
    assert term("1{,}000") == "1000"
