"""The declaration language: every kind of statement taken, and every kind of nonsense refused with its reason."""

import pytest

from derive.declarations.contexts import BUILT_IN, context
from derive.declarations.layouts import layout
from derive.declarations.statements import declare, is_shape, split
from derive.errors import UsageError
from derive.naming.faults import DeclarationError
from derive.naming.scope import Scope


def scope_of(*statements: str) -> Scope:
    scope = Scope()
    for statement in statements:
        declare(statement, scope)
    return scope


def test_a_matrix_and_its_rows() -> None:
    scope = scope_of(r"\mathbf{W} \in \mathbb{R}^{|n| \times d}, rows \mathbf{w}_i")
    tensor, family, axis = scope.tensor("W"), scope.family("w"), scope.range("i")
    assert tensor is not None
    assert [a.name for a in tensor.axes] == ["n", "d"]
    assert family is not None
    assert family.position == 0
    assert axis is not None
    assert axis.name == "n"


def test_columns_vectors_numbers_and_lists() -> None:
    scope = scope_of(r"W \in \mathbb{R}^{d \times n}, columns w_i", r"x, b \in \mathbb{R}^d", r"\eta \in \mathbb{R}")
    assert scope.families["w"].position == 1
    assert {len(scope.tensors[name].axes) for name in ("x", "b")} == {1}
    assert scope.tensors[r"\eta"].axes == ()


def test_ranges_and_index_functions() -> None:
    scope = scope_of("size V, Vocab", "k = 1..K", r"w_k \in V", "j = -m..m", r"w_{t+j} \in V", r"o \in Vocab")
    window = scope.range("j")
    assert window is not None
    assert window.half == "m"
    assert scope.range("o") == scope.axis("V")
    assert {f.name for f in scope.index_functions["w"]} == {"w", "w_{t+}"}


def test_definitions_losses_functions_patterns_and_aliases() -> None:
    scope = scope_of(
        r"s \in \mathbb{R}^n", r"o, w \in n", r"y = onehot(o)", r"p = \operatorname{softmax}(s)", r"q = p",
        r"J(s, o) = -\log p_o", r"g(z) = z^2 + 1", r"P(w \mid c) = p_w",
    )  # fmt: skip
    assert scope.tensor("q") is scope.tensor("p")
    loss = scope.tensor("J")
    assert loss is not None
    assert len(loss.signature) == 2
    assert "g" in scope.functions
    assert scope.patterns[0].variable == "w"


def test_facts_and_hypotheses() -> None:
    scope = scope_of(
        r"y \in \mathbb{R}^n", "k = 1..K", r"o \in n", r"w_k \in n",
        r"assume \sum_k y_k = 1", r"may assume o \ne w_k", "may assume w_k distinct", "assume y_k > 0",
    )  # fmt: skip
    assert scope.facts.distributions == {("y", 0)}
    assert scope.facts.positive == {"y"}
    assert len(scope.hypotheses) == 2


def test_a_matrix_may_hold_a_distribution_in_every_row() -> None:
    scope = scope_of(
        r"Y, P \in \mathbb{R}^{n \times K}", r"assume \sum_k Y_{nk} = 1", r"assume \sum_{n=1}^n P_{nk} = 1"
    )
    assert scope.facts.distributions == {("Y", 1), ("P", 0)}


def test_a_letter_with_two_meanings_takes_the_one_that_fits() -> None:
    scope = scope_of(
        r"X \in \mathbb{R}^{n \times d}, rows x_i",
        r"x, \mu \in \mathbb{R}^d",
        r"F = \sum_i (x_i - \mu)^\top (x_i - \mu)",
    )
    assert scope.tensors["F"].axes == ()
    with pytest.raises(DeclarationError, match="no meaning"):
        scope_of(
            r"X \in \mathbb{R}^{n \times d}, rows x_i", r"x \in \mathbb{R}^d; y \in \mathbb{R}^n", "F = x_i + x + y"
        )


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        (r"x \in ", "nor the name of a size"),
        ("hello world", "declaration"),
        (r"y = onehot(q)", "onehot"),
        (r"p = \operatorname{softmax}(s)", "s"),
        (r"W \in \mathbb{R}^{n \times d}, diagonals w_i", "diagonals"),
        ("k = 2..K", "no meaning"),
        ("j = -m..n", "range"),
        (r"w_k \in V", "range of its index"),
        (r"assume x^2 = 4", "no fact"),
        (r"a \in \mathbb{R}^n; L = (a - 1)^2", "square of a vector"),
        (r"a \in \mathbb{R}^n; L = a + \mathbf{1} \mathbf{1}^\top \mathbf{1}", "inner sides"),
        (r"L = \mathbf{1}", "no name"),
        (r"x = (1", "not read"),
        (r"x = x + 1", "x"),
        (r"function x + y", "no name"),
        ("loss L", "loss L of y, z"),
        ("loss L of x + y", "no name"),
        ("loss 2 L of y", "no name"),
        ("label 2 x", "no name"),
        ("time t + 1", "no name"),
        (r"u \in \mathbb{R}^{?}", "stands for each"),
        ("k = 1..?", "stands for each"),
    ],
)
def test_what_cannot_be_taken_says_why(statement: str, word: str) -> None:
    with pytest.raises(DeclarationError, match=word.replace("(", r"\(")):
        scope_of(statement)


def test_a_contradiction_is_an_error() -> None:
    with pytest.raises(DeclarationError, match="another shape"):
        scope_of(r"x \in \mathbb{R}^n", r"x \in \mathbb{R}^{n \times d}")
    with pytest.raises(DeclarationError, match="twice"):
        scope_of(r"x \in \mathbb{R}^n", r"y = 2 x", r"y = 3 x")


def test_contexts_load_and_unknown_ones_are_named() -> None:
    for name in BUILT_IN:
        assert context(name).tensors
    with pytest.raises(UsageError, match="word2vec"):
        context("word3vec")


def test_shapes_that_no_definition_of_a_context_fits_leave_it_out() -> None:
    scope = context("word2vec", (r"y \in \mathbb{R}^n",))
    assert [axis.name for axis in scope.tensors["y"].axes] == ["n"]
    assert scope.tensor("U") is not None
    for shape in (r"\hat{r} \in \mathbb{R}", r"\mathbf{e} \in \mathbb{R}^W", r"\mathbf{h} \in \mathbb{R}^{n \times n}"):
        for name in BUILT_IN:
            context(name, (shape,))


def test_layouts() -> None:
    assert layout("numerator")["vectors"] == "numerator"
    assert layout("{vectors: numerator, matrices: shape}") == {"vectors": "numerator", "matrices": "shape"}
    with pytest.raises(UsageError, match="known"):
        layout("sideways")


def test_a_set_below_a_sum_makes_no_shape() -> None:
    scope = scope_of(r"s \in \mathbb{R}^V; w \in V", r"Z = \sum_{w \in V} \exp(s_w)")
    assert not is_shape(r"Z = \sum_{w \in V} \exp(s_w)")
    assert is_shape(r"w, x \in V;  k = 1..K")
    assert scope.tensors["Z"].definition is not None


def test_commas_inside_brackets_do_not_split() -> None:
    assert split(r"J(a, b) = {1, 2}, rows x_i") == [r"J(a, b) = {1, 2}", "rows x_i"]


def test_functions_of_which_nothing_is_known() -> None:
    scope = scope_of(r"function \phi, f")
    assert set(scope.functions) == {r"\phi", "f"}
    assert all(function.body is None and not function.inferred for function in scope.functions.values())
    declare("function g", scope, "inferred")
    assert scope.functions["g"].inferred


def test_a_shape_and_then_what_the_name_is() -> None:
    scope = Scope()
    declare(r"W_{hy} \in \mathbb{R}^{m \times d}; x \in \mathbb{R}^d; y \in \mathbb{R}^m", scope)
    assert "W_hy" in scope.labels
    declare("y = W_{hy} x", scope)
    assert scope.is_defined("y")
    with pytest.raises(DeclarationError, match="another shape"):
        declare("x = W_{hy} x", scope)
    with pytest.raises(DeclarationError, match="twice"):
        declare("y = 2 W_{hy} x", scope)


def test_losses_labels_and_times() -> None:
    scope = scope_of("time t", r"label W_{xh}, b_h", r"loss L of y, z_t")
    assert scope.times == {"t"}
    assert scope.labels == {"W_xh", "b_h"}
    assert scope.losses == {"L": ("y", "z_t")}
    assert all(is_shape(text) for text in ("time t", "label W_{xh}", r"function \phi", "size n"))
    assert not is_shape("loss L of y")  # y may be a definition


def test_a_declared_name_is_no_loss_any_more() -> None:
    assert not scope_of(r"y \in \mathbb{R}^n", "loss L of y", r"L \in \mathbb{R}").losses


@pytest.mark.parametrize(
    ("shape", "axes", "row"),
    [(r"1 \times d", 1, True), (r"d \times 1", 1, False), ("d", 1, False), (r"1 \times 1", 0, False)],
)
def test_rows_and_columns(shape: str, axes: int, row: bool) -> None:
    tensor = scope_of(rf"x \in \mathbb{{R}}^{{{shape}}}").tensors["x"]
    assert (len(tensor.axes), tensor.row) == (axes, row)
