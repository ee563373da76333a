"""Law: a tree that was read, written back and read again, is the same tree."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from derive.source.text import Span
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.printing import printed
from derive.syntax.reader import read_term
from tests.laws.soup import TOKENS
from tests.laws.trees import shape, sources, terms

AT = Span(0, 0)


def again(node: n.Node) -> object:
    """The shape of the tree that is read from what the node is printed as."""
    read = read_term(printed(node))
    return read.message if isinstance(read, Unread) else shape(read)


def test_every_formula_at_hand() -> None:
    changed = [text for text, node in terms() if again(node) != shape(node)]
    assert not changed
    assert len(terms()) > 15 * len(sources())


NAMES = st.builds(
    n.Name,
    st.just(AT),
    st.sampled_from(["a", "x", "K", "\\theta", "\\ell", "CE", "loss", "v'", "y^*"]),
    st.sampled_from(["", "", "", "bf", "cal", "rm"]),
)
LEAVES = (
    NAMES
    | st.builds(n.Numeral, st.just(AT), st.sampled_from(["0", "2", "0.5"]))
    | st.just(n.Dots(AT))
    | st.builds(n.Name, st.just(AT), st.sampled_from(["R", "1"]), st.just("bb"))
)
LABELS = st.builds(n.Label, st.just(AT), st.sampled_from(["new", "naive-softmax", "a word"]))


def _product(factors: list[tuple[str, n.Node]]) -> n.Node:
    (_, first), *rest = factors
    return n.Product(AT, (("", first), *rest)) if rest else first


def _of(inner: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    """Nodes around others."""
    at = st.just(AT)
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    chains = st.tuples(inner, st.sampled_from(["=", "<=", "!=", "in", "~", "!subset"]), inner).map(
        lambda parts: n.Relations(AT, (parts[0], parts[2]), (parts[1],))
    )
    lists = st.lists(inner | chains, min_size=2, max_size=3).map(lambda items: n.Sequence(AT, tuple(items)))
    script = inner | LABELS | lists | chains
    scripts = st.tuples(st.none() | script, st.none() | inner).filter(any)
    signs = st.sampled_from(["", "", "cdot", "times", "otimes", "odot", "*", "/"])
    functions = st.sampled_from(["log", "exp", "softmax", "argmax", "KL"])
    brackets = st.sampled_from(["()", "[]", "||"])
    return st.one_of(
        st.builds(n.Accent, at, st.sampled_from(["hat", "bar", "vec"]), NAMES),
        st.tuples(inner, scripts).map(lambda p: n.Scripted(AT, p[0], *p[1])),
        st.tuples(brackets, some).map(lambda p: n.Group(AT, p[0][0], p[0][1], p[1])),
        st.tuples(some, some).map(lambda p: n.Group(AT, "(", ")", (*p[0], *p[1]), len(p[0]))),
        st.builds(n.Signed, at, st.sampled_from("+-"), inner),
        st.builds(n.Binary, at, st.sampled_from(["+", "-", "\\pm", "\\cup"]), inner, inner),
        st.lists(st.tuples(signs, inner), min_size=2, max_size=3).map(_product),
        st.builds(n.Fraction, at, inner, inner),
        st.builds(n.Root, at, inner),
        st.builds(n.Big, at, st.sampled_from(["sum", "prod", "int"]), st.none() | script, st.none() | inner, inner),
        st.builds(n.Function, at, functions, st.none() | script, st.none() | inner, st.just(0), st.none() | inner),
        st.builds(n.Derivative, at, inner, NAMES, st.sampled_from(["fraction", "operator", "nabla"])),
        st.lists(st.builds(n.Case, at, inner | chains, chains | st.just(n.Text(AT, "otherwise"))), min_size=1, max_size=3)
        .map(lambda rows: n.Cases(AT, tuple(rows))),
        st.integers(1, 2).flatmap(
            lambda size: st.lists(st.lists(inner, min_size=size, max_size=size).map(tuple), min_size=1, max_size=2).map(
                lambda rows: n.Matrix(AT, tuple(rows))
            )
        ),
    )  # fmt: skip


TREES = st.recursive(LEAVES, _of, max_leaves=12)


@given(TREES)
def test_a_tree_is_read_as_it_was_made(tree: n.Node) -> None:
    assert again(tree) == shape(tree)


def test_formulas_that_nobody_would_write() -> None:
    for number in range(3000):
        rng = Random(f"print {number}")
        text = " ".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 25)))
        node = read_term(text)
        if not isinstance(node, Unread):
            assert again(node) == shape(node), text
