"""Letters written together: functions, words, capitals, single letters; scripts that are words."""

import pytest

from derive.syntax.words import pieces
from tests.syntax.sketch import term


@pytest.mark.parametrize(
    ("letters", "names"),
    [
        ("exp", ["exp"]),
        ("softmax", ["softmax"]),
        ("CE", ["CE"]),
        ("MSE", ["MSE"]),
        ("Prob", ["Prob"]),
        ("word", ["word"]),
        ("Vocab", ["Vocab"]),
        ("ab", ["a", "b"]),
        ("Uv", ["U", "v"]),
        ("xEH", ["x", "EH"]),
        ("dx", ["d", "x"]),
        ("ijk", ["i", "j", "k"]),
        ("logp", ["log", "p"]),
        ("logsoftmax", ["log", "softmax"]),
        ("maximum", ["maximum"]),
    ],
)
def test_pieces(letters: str, names: list[str]) -> None:
    assert list(pieces(letters)) == names


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x_{ij}", "x_[i j]"),
        ("x_{t-m}", "x_(t - m)"),
        ("J_{skip-gram}", "J_'skip-gram'"),
        ("J_{naive-softmax}(v)", "[J_'naive-softmax' (v)]"),
        (r"J_{\text{neg-sample}}", "J_'neg-sample'"),
        (r"J_{\mathrm{neg}}", "J_'neg'"),
        (r"J_\text{all of it}", "J_'all of it'"),
        ("x^{new} - x^{old}", "(x^'new' - x^'old')"),
        ("J_{CE}", "J_'CE'"),
        (r"x^{\text{T}}", "x^rm:T"),
        (r"x^\mathrm{T}", "x^rm:T"),
        ("word_i", "word_i"),
        ("x^ab", "[x^a b]"),
    ],
)
def test_labels_and_indices(text: str, tree: str) -> None:
    assert term(text) == tree
