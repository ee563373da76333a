"""The words beside the lines of a derivation."""

import pytest

from derive.losses import find
from derive.write import derivation
from derive.write.steps import listed
from derive.write.texts import Typeset

LONGEST = 130  # characters of a reason that fit on a page in small letters


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["the cells"], "the cells"),
        (["the mean", "the variance"], "the mean and the variance"),
        (["the scores of f", "the scores of g", "the scores of h"], "the scores of f, g and h"),
        (["the scores of f", "the scores of g", "the mean"], "the mean and the scores of f and g"),
        (["the scores of f", "the mean"], "the scores of f and the mean"),
    ],
)
def test_what_several_names_share_is_said_once(names: list[str], said: str) -> None:
    assert listed(names) == said


@pytest.mark.parametrize("name", ["lstm", "gru", "layer-norm"])
def test_no_reason_is_wider_than_a_page(name: str) -> None:
    sections = derivation(find(name).gradients()).sections
    shown = [part for section in sections for part in section.parts if isinstance(part, Typeset)]
    assert max(len(line.reason) for typeset in shown for line in typeset.lines) < LONGEST
