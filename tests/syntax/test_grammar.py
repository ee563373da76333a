"""One line a rule of the grammar: what is written, and the tree it is."""

import pytest

from derive.source.text import Source, Span
from derive.syntax.chains import Unread
from derive.syntax.reader import read_term
from tests.syntax.sketch import every_node, sketch, term


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("2", "2"),
        ("0.5 x", "[0.5 x]"),
        (r"\theta", r"\theta"),
        ("a + b - c", "((a + b) - c)"),
        ("-a b", "-[a b]"),
        (r"a \cdot -b / c", "[a cdot -b / c]"),
        (r"a \circ b \otimes c * d", "[a odot b otimes c * d]"),
        (r"a \pm b", r"(a \pm b)"),
        ("x_i^2", "x_i^2"),
        ("x^2_i", "x_i^2"),
        ("x^12", "[x^1 2]"),
        ("f''", "f''"),
        (r"f^{\prime}(x)", "[f' (x)]"),
        ("x^*", "x^*"),
        ("x^{+}", "x^+"),
        ("W^{(1)}", "W^(1)"),
        ("{a + b} c", "[(a + b) c]"),
        ("f(x)", "[f (x)]"),
        (r"f(\cdot)", r"[f (\cdot)]"),
        (r"\sqrt{x}", "root<x>"),
        (r"\sqrt[3]{x}", "x^{1 / 3}"),
        (r"\frac{a}{b}", "{a / b}"),
        (r"\dfrac12 x", "[{1 / 2} x]"),
        (r"\binom{n}{k}", "binom<(n, k)>"),
        (r"\underbrace{a + b}_{\text{so}} c", "[(a + b) c]"),
        (r"\textcolor{red}{x} y", "[x y]"),
        (r"1, \dots, K", "1; ...; K"),
        ("[0, 1)", "[0, 1)"),
        (r"\sigma(.)", r"[\sigma (.)]"),
        (r"\R^{n}", "bb:R^n"),
        (r"d\_out x", "[d_out x]"),
        (r"\left. f \right|_{x=0}", ".f|_x = 0"),
        ("x_{>0}", "x_ > 0"),
        ("x_{1:K}", "x_1 : K"),
    ],
)
def test_sums_products_scripts(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"\mathbf{x}", "bf:x"),
        (r"\boldsymbol{\theta}", r"bf:\theta"),
        (r"{\bf x}^T", "bf:x^T"),
        (r"\mathbf{0}", "bf:0"),
        (r"\mathbf{W}_{ij}", "bf:W_[i j]"),
        (r"\mathbb{R}^{n \times d}", "bb:R^[n times d]"),
        (r"\mathcal L", "cal:L"),
        (r"\hat{\mathbf y}_k", "hat<bf:y>_k"),
        (r"\mathbf{\hat y}", "hat<bf:y>"),
        (r"\hat{w_i}", "hat<w_i>"),
        (r"\hat yz", "[hat<y> z]"),
        (r"\vec s \bar x \tilde h \widehat z", "[vec<s> bar<x> tilde<h> hat<z>]"),
        (r"\text{loss} + 1", "(rm:loss + 1)"),
    ],
)
def test_fonts_and_accents(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"\log x y", "log<[x y]>"),
        (r"2\log x + 1", "([2 log<x>] + 1)"),
        (r"\log x \cdot y", "[log<x> cdot y]"),
        (r"\log x \exp(y)", "[log<x> exp<(y)>]"),
        (r"\log (x) y", "[log<(x)> y]"),
        (r"\log\frac{a}{b} (c)", "[log<{a / b}> (c)]"),
        (r"\log p(x)", "log<[p (x)]>"),
        (r"\log p_j (1 - p_i)", "[log<p_j> ((1 - p_i))]"),
        (r"\log p_\theta(x)", r"log<[p_\theta (x)]>"),
        (r"\log p_j(a | b)", "log<[p_j (a | b)]>"),
        (r"\log\sum_k e^{x_k}", "log<sum_k<e^x_k>>"),
        (r"\log_2 x", "log_2<x>"),
        (r"\sin^2 x", "sin^2<x>"),
        (r"f = \exp"[4:], "exp<>"),
        (r"\exp\left(x\right)^2", "exp<(x)>^2"),
        (r"\operatorname{softmax}(z)", "softmax<(z)>"),
        (r"\text{softmax}(Uv)^T U", "[softmax<([U v])>^T U]"),
        (r"\mathrm{softmax}(z)", "softmax<(z)>"),
        ("softmax(z)", "softmax<(z)>"),
        ("exp(x)", "exp<(x)>"),
        ("logp", "log<p>"),
        (r"\arg\max_k x_k", "argmax_k<x_k>"),
        (r"\Pr(a \mid b)", "Pr<(a | b)>"),
    ],
)
def test_functions(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"\sum_k a_k b_k + c", "(sum_k<[a_k b_k]> + c)"),
        (r"\sum\nolimits_{k=1}^K x \cdot y", "sum_k = 1^K<[x cdot y]>"),
        (r"a \sum_k b \sum_j c", "[a sum_k<[b sum_j<c>]>]"),
        (r"\sum_k -x", "sum_k<-x>"),
        (r"\sum_{j \neq i}^K x_j", "sum_j != i^K<x_j>"),
        (r"\sum_{w \in \text{Words}} x_w", "sum_w in rm:Words<x_w>"),
        (r"\sum_{-m \leq j \leq m, j \neq 0} f", "sum_-m <= j <= m; j != 0<f>"),
        (r"\sum_{\substack{i \in V \\ i \neq o}} x_i", "sum_i in V; i != o<x_i>"),
        (r"\sum_{\begin{subarray}{c} i \in V \\ i \neq o \end{subarray}} x_i", "sum_i in V; i != o<x_i>"),
        (r"\sum_{\begin{array}{c} i \in V \end{array}} x_i", "sum_i in V<x_i>"),
        (r"\prod_n p_n", "prod_n<p_n>"),
        (r"\sum_k x", "sum_k<x>"),
    ],
)
def test_sums_over_an_index(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"\frac{\partial f}{\partial x}", "fraction<f by x>"),
        (r"\frac{\partial{F}}{\partial{\hat r}}", "fraction<F by hat<r>>"),
        (r"\frac{\partial J(a, b)}{\partial x}", "fraction<[J (a, b)] by x>"),
        (r"\frac{\partial -a-b}{\partial x}", "fraction<(-a - b) by x>"),
        (r"\frac{\partial \log(a) }{\partial x} b", "[fraction<log<(a)> by x> b]"),
        (r"\frac{\partial \sum_k x_k}{\partial x}", "fraction<sum_k<x_k> by x>"),
        (r"\frac{\partial}{\partial x} f g + h", "(operator<[f g] by x> + h)"),
        (r"\frac{\partial}{\partial x}", "operator< by x>"),
        (r"\frac{\partial^2 f}{\partial x^2}", "fraction<f by [d<x> d<x>]>"),
        (r"\frac{\partial^2 f}{\partial x \partial y}", "fraction<f by [d<x> d<y>]>"),
        (r"\frac{d}{dx} f(x)", "operator<[f (x)] by x>"),
        (r"\frac{df}{dx}", "fraction<f by x>"),
        (r"\frac{\mathrm d f}{\mathrm d x}", "fraction<f by x>"),
        (r"\frac{d a + b}{d x}", "fraction<(a + b) by x>"),
        (r"\frac{d}{2}", "{d / 2}"),
        (r"\nabla_x f(x) + 1", "(nabla<[f (x)] by x> + 1)"),
        (r"\nabla_x f \nabla_y g", "[nabla<f by x> nabla<g by y>]"),
        (r"\nabla f", "nabla<f by >"),
        (r"\nabla \cdot f", r"[\nabla cdot f]"),
        (r"\partial J / \partial U", "fraction<J by U>"),
    ],
)
def test_derivatives(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("|V| |W|", "[|V| |W|]"),
        ("P(a | b)", "[P (a | b)]"),
        (r"P(O = o \mid C = c)", "[P (O = o | C = c)]"),
        (r"p(|x| \,|\, |y|)", "[p (|x| | |y|)]"),
        (r"\|x\|^2", r"\|x\|^2"),
        (r"KL(p \| q)", "KL<(p | q)>"),
        ("KL(p || q)", "KL<(p | q)>"),
        (r"J(\theta | a, b)", r"[J (\theta | a, b)]"),
        (r"\lVert x \rVert", r"\|x\|"),
    ],
)
def test_bars(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"θ_j − ∑_k ŷ_k · u_k", r"(\theta_j - sum_k<[hat<y>_k cdot u_k]>)"),
        ("x² ∂J/∂x", r"[x^2 d<J> / d<x>]"),
        ("vᵀ", "v^T"),
        ("P（a）", "[P (a)]"),
    ],
)
def test_unicode_reads_as_the_commands(text: str, tree: str) -> None:
    assert term(text) == tree


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("a + (b + c", "(", "this ( is never closed"),
        ("(a + b]c} + d", "}", "this } closes nothing"),
        ("a + b)", ")", "this ) closes nothing"),
        (r"\left( a + b", r"\left(", "this ( is never closed"),
        (r"\frac{a}{b", "{", "this { is never closed"),
        (r"x + \undefinedcommand y", r"\undefinedcommand", r"\undefinedcommand is not known"),
        ("a +", "", "the formula ends where an expression was expected"),
        ("a | b", "|", "a | outside brackets"),
        (r"\log - x", "-", "log has a sign for an argument"),
        ("x^a^b", "^", "a second script of the same kind, or one with nothing before it"),
        (r"\sum_k", r"\sum", r"nothing follows this \sum"),
        (r"\frac{\partial f}{2}", r"\frac", r"the \partial above this bar and those below do not fit"),
        (
            r"\frac{\partial^3 f}{\partial x \partial y}",
            r"\frac",
            r"the \partial above this bar and those below do not fit",
        ),
        (r"\nabla_x^k f", r"\nabla", r"of the powers of \nabla only the square is read"),
        ("n!", "!", "! is not known"),
        (r"a \text{ so we see } b", r"\text{ so we see }", "words in the middle of a formula: so we see"),
        (r"\begin{cases} a \end{array}", r"\begin{cases}", r"\begin{cases} is closed by \end{array}"),
        (r"\begin{vmatrix} a \end{vmatrix}", r"\begin{vmatrix}", r"\begin{vmatrix} is not understood here"),
    ],
)
def test_what_cannot_be_read_names_the_token(text: str, at: str, message: str) -> None:
    read = read_term(text)
    assert isinstance(read, Unread)
    assert (text[read.at.start : read.at.end], read.message) == (at, message)


def test_every_span_is_the_text_of_its_node() -> None:
    text = r"-\mathbf{u}_o + \sum_{k=1}^K P(O = k \mid c) \, \frac{\partial \log x}{\partial y_{ij}}"
    source = Source("a", text)
    node = read_term(text)
    assert not isinstance(node, Unread)
    slices = {sketch(part): source.slice(part.span) for part in every_node(node)}
    assert slices["bf:u"] == r"\mathbf{u}"
    assert slices["bf:u_o"] == r"\mathbf{u}_o"
    assert slices["O = k"] == "O = k"
    assert slices["(O = k | c)"] == r"(O = k \mid c)"
    assert slices["[i j]"] == "ij"
    assert slices["fraction<log<x> by y_[i j]>"] == r"\frac{\partial \log x}{\partial y_{ij}}"
    assert node.span == Span(0, len(text))


def test_an_offset_moves_every_span() -> None:
    node = read_term("a + b", offset=100)
    assert [part.span.start for part in every_node(node)] == [100, 100, 104]
