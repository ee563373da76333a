r"""\frac{\partial y}{\partial x}, and what may stand below."""

import pytest

import derive
from derive.verdicts.verdict import Verdict

GIVEN = "<!-- derive: let: \\eta \\in \\mathbb{R} -->\n\n"


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"1 - \sigma(a^\top x)", Verdict.PROVED),
        (r"\sigma(a^\top x)", Verdict.UNREADABLE),  # false by guessed shapes
    ],
)
def test_a_product_may_stand_below_though_a_row_is_no_name_there(right: str, verdict: Verdict) -> None:
    step = rf"$$\frac{{\partial \log \sigma(a^\top x)}}{{\partial a^\top x}} = {right}$$"
    assert [finding.verdict for finding in derive.check(GIVEN + step).findings] == [verdict]
