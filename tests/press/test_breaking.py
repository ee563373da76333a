"""Formulas over several lines."""

from __future__ import annotations

import pytest

from derive.press.boxes import boxes, width
from derive.press.breaking import lines

WIDE = " + ".join(rf"x_{{{n}}}" for n in range(9))


def test_a_fraction_is_as_wide_as_its_wider_part() -> None:
    assert width(r"\frac{a}{b + c + d}") == pytest.approx(width("b + c + d"), abs=0.5)
    assert width(r"\sum_{k=1}^{K} x") < width(r"\sum x") + 1
    assert width(r"\text{naive}") > width("n")


def test_boxes_are_the_formula() -> None:
    formula = r"\sum_{k=1}^{K} \left(x_{k} - \frac{1}{2}\right)^{2} \log(y')"
    assert "".join(box.text for box in boxes(formula)).replace(" ", "") == formula.replace(" ", "")


@pytest.mark.parametrize(
    ("latex", "room", "broken"),
    [
        ("a + b", 20, ["a + b"]),
        ("-a + b - c", 4, ["- a + b", "- c"]),
        (rf"c \left({WIDE}\right)", 12, None),
        (rf"\log\left({WIDE}\right)^{{2}} y", 12, None),
        (rf"\frac{{{WIDE}}}{{c}}", 12, None),
        (rf"z \frac{{{WIDE}}}{{{WIDE}}} y", 12, None),
        (rf"\exp\left({WIDE}\right) \sum_{{k}} \left({WIDE} - \left({WIDE}\right)^{{2}}\right)", 16, None),
        (rf"\left(1 - \left(\tanh\left({WIDE}\right)\right)^{{2}}\right) \left({WIDE}\right)", 20, None),
    ],
)
def test_no_line_is_wider_than_the_room(latex: str, room: float, broken: list[str] | None) -> None:
    found = lines(latex, room)
    assert broken is None or found == broken
    assert all(width(line) <= room + 2 for line in found)
    assert len(found) > 1 or width(latex) <= room


def test_a_fraction_that_stands_in_a_product_keeps_its_bounds() -> None:
    assert lines(r"z \frac{a + a + a + a}{b}", 5)[0].startswith(r"z \bigl[ \bigl( a")
    assert lines(r"\frac{a + a + a + a}{b}", 5)[-1] == r"\bigg/ \bigl( b \bigr)"
