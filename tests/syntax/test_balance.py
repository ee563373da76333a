"""Brackets that close nothing."""

import pytest

from derive.syntax.chains import Unread
from derive.syntax.nodes import Node
from derive.syntax.reader import read_term


def unread(text: str) -> Unread:
    node = read_term(text)
    assert isinstance(node, Unread)
    return node


def test_the_first_way_leaves_the_bracket_out() -> None:
    term = unread("(a - b))c")
    assert term.all_ways
    assert isinstance(read_term("(a - b) c"), Node)
    assert len(term.ways) > 3


def test_square_brackets_close_square_brackets() -> None:
    assert unread("[a][f)(1 - f)]c").ways


@pytest.mark.parametrize("text", ["(a - b", "[0, 1)) - (", "a))) b", "a}"])
def test_other_slips_are_left_alone(text: str) -> None:
    assert not unread(text).ways


def test_two_brackets_are_not_all_ways() -> None:
    term = unread("f(a))(1 - f(a)))c")
    assert len(term.ways) == 1
    assert not term.all_ways
