"""What stands above a name."""

import pytest

from derive.naming.names import transposes
from derive.syntax import nodes as n
from derive.syntax.reader import read_term


@pytest.mark.parametrize(
    ("text", "turned"),
    [("h^T", True), (r"h^\top", True), ("h^t", True), ("h^{(t)}", False), ("h^{(T)}", False), ("h^2", False)],
)
def test_a_time_in_brackets_turns_nothing(text: str, turned: bool) -> None:
    node = read_term(text)
    assert isinstance(node, n.Scripted)
    assert transposes(node.sup) is turned
