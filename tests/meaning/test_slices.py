"""One position of an axis at a time: what goes over, what is lost, and where an index counts as left out."""

from __future__ import annotations

from derive.declarations.statements import declare
from derive.meaning.slices import at_one_position, left_out
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.syntax.reader import read_term


def scope() -> Scope:
    made = Scope()
    for statement in (
        r"x \in \mathbb{R}^{m \times d}",
        r"w \in \mathbb{R}^d; A \in \mathbb{R}^{d \times d}",
        "j = 1..d; i = 1..m",
        r"c_j = \frac{1}{m} \sum_{i=1}^m x_{ij}",
        r"s_i = \sum_{j=1}^d x_{ij}",
        r"u_j = w_j c_j",
        r"t_i = s_i^2",
    ):
        declare(statement, made)
    return made


def lacking(*formulas: str) -> list[str]:
    nodes = [node for formula in formulas if isinstance(node := read_term(formula), n.Node)]
    return [axis.name for axis in left_out(nodes, scope())]


def test_an_index_is_left_out_of_all_names_or_of_none() -> None:
    assert lacking(r"\frac{\partial c}{\partial x_i}", "w") == ["d"]
    assert lacking("x_i", "x_{ij}") == []
    assert lacking("x_i", "w_j") == []
    assert lacking("x_k", "s") == ["m"]
    assert lacking("x_i", "s") == []
    assert lacking("c", "w") == []
    assert lacking("x_i", "A") == []


def test_definitions_go_over() -> None:
    whole = scope()
    made = at_one_position(whole, whole.axes["d"])
    assert [made.tensors[name].axes for name in ("x", "w", "c", "u")] == [(whole.axes["m"],), (), (), ()]
    assert made.reach("u") == {"u", "w", "c", "x"}
    assert made.whole is whole


def test_what_speaks_of_several_positions_is_lost() -> None:
    whole = scope()
    made = at_one_position(whole, whole.axes["d"])
    assert not {"s", "t", "A"} & made.tensors.keys()
    assert whole.tensors.keys() >= {"s", "t", "A"}
