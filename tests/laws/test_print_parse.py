"""Law: a tree that was read, written back and read again, is the same tree."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.printing import printed
from derive.syntax.reader import read_term
from tests.laws.soup import TOKENS
from tests.laws.trees import shape, sources, terms, tree


def again(node: n.Node) -> object:
    """The shape of the tree that is read from what the node is printed as."""
    read = read_term(printed(node))
    return read.message if isinstance(read, Unread) else shape(read)


def test_every_formula_at_hand() -> None:
    changed = [text for text, node in terms() if again(node) != shape(node)]
    assert not changed
    assert len(terms()) > 15 * len(sources())


@given(st.randoms(use_true_random=False))
def test_a_tree_is_read_as_it_was_made(rng: Random) -> None:
    node = tree(rng, rng.randint(1, 5))
    assert again(node) == shape(node), printed(node)


@pytest.mark.slow
def test_many_trees() -> None:
    for number in range(20_000):
        node = tree(Random(f"tree {number}"), 1 + number % 5)
        assert again(node) == shape(node), printed(node)


def test_formulas_that_nobody_would_write() -> None:
    for number in range(3000):
        rng = Random(f"print {number}")
        text = " ".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 25)))
        node = read_term(text)
        if not isinstance(node, Unread):
            assert again(node) == shape(node), text
