"""Indices that are looked up: which there are, and what is said of them where the places they stand at agree."""

from __future__ import annotations

import pytest

from derive.declarations.contexts import context
from derive.inference.positions import Looked, index_functions, uses
from derive.syntax.reader import read_term


def test_a_letter_with_a_letter_below_is_looked_up() -> None:
    assert list(uses([read_term(r"f_{y_i} + \hat p_{y_i} - U_{a_k, j} + f_{y_1} + f_{i} + f_{y_{i+1}}")])) == [
        Looked("f", 0, 1, "y", "i"), Looked(r"\hat p", 0, 1, "y", "i"), Looked("U", 0, 2, "a", "k")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sizes", "statements"),
    [
        ("f_{y_i}", {"f": "K"}, ["i = 1..n_i", r"y_i \in K"]),
        (r"\sum_{i=1}^n f_{y_i}", {"f": "K"}, ["i = 1..n", r"y_i \in K"]),
        ("f_{y_i} + g_{y_i}", {"f": "K", "g": "K"}, ["i = 1..n_i", r"y_i \in K"]),
        ("f_{y_i} + g_{y_i}", {"f": "K", "g": "d"}, []),  # which is it?
        ("f_{y_i} + f_{y_j}", {"f": "K"}, []),  # two letters below: is it one function?
        (r"y_i \log f_i + f_{y_i}", {"f": "K"}, []),  # a label, or a class?
        (r"(f_i - y_i)^2 + f_{y_i}", {"f": "K"}, []),
        (r"[y_i = k] - \log p(y_i \mid x_i) - f_{y_i}", {"f": "K"}, ["i = 1..n_i", r"y_i \in K"]),
        ("f_{y_i}", {}, []),
        ("f_{i_i}", {"f": "K"}, []),
    ],
)
def test_what_is_said_of_it(text: str, sizes: dict[str, str], statements: list[str]) -> None:
    found = index_functions([read_term(text)], context("none"), lambda name, place, among: sizes.get(name))
    assert found == statements


def test_what_is_known_is_left_alone() -> None:
    scope = context("word2vec")
    assert index_functions([read_term("U_{w_k}")], scope, lambda *_: "V") == []
