r"""Derivatives by an expression leave nothing behind: the number that stood for it is known nowhere else."""

from __future__ import annotations

import pytest

from derive.judge.check import read_sections
from derive.links.readings import Reading
from derive.naming.arrays import Array
from derive.opening.state import Options, opened
from derive.source.text import Source
from derive.syntax.reader import read_document
from derive.terms.substitute import tensors

GIVEN = r"""<!-- derive:
 context: none
 let:
  - a, x \in \mathbb{R}^n
  - W \in \mathbb{R}^{m \times n}
-->

"""


def readings(text: str) -> list[Reading]:
    document = read_document(Source("a.md", GIVEN + text))
    state, _ = opened(document, Options())
    return [reading for section, _, _ in read_sections(document, state) for _, reading in section.readings]


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial \sigma(a^\top x)}{\partial (a^\top x)} = \sigma(a^\top x) (1 - \sigma(a^\top x))",
        r"\frac{\partial \sigma(a^\top x)}{\partial (a^\top x)} = \sigma(a^\top x)",  # false
        r"\frac{\partial (a^\top x) \sum_i a_i}{\partial (a^\top x)} = 1",  # depends on a in another way
        r"\frac{\partial \sigma(W x)}{\partial (W x)} = \operatorname{diag}(\sigma(W x) (1 - \sigma(W x)))",
        r"q = \frac{\partial \log \sigma(a^\top x)}{\partial (a^\top x)}",
    ],
)
def test_no_name_of_an_expression_stays_in_a_scope(formula: str) -> None:
    found = readings(f"$${formula}$$\n\n$$a^\\top x = x^\\top a$$\n")
    assert found[-1].good
    for reading in found:
        names = {*reading.scope.tensors, *reading.frame.scope.tensors, *reading.frame.values}
        names |= {name for link in reading.links for term in link.terms or () for name in tensors(term)}
        names |= {side.shown for link in reading.links for side in link.sides if isinstance(side, Array)}
        assert names
        assert not [name for name in names if "%by" in name]
