"""The marks stand under the raw text, whatever its width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from derive.report.excerpt import Excerpt, excerpt
from derive.source.text import Source, Span
from tests.report.samples import span_of


def under(shown: Excerpt, mark: str = "^") -> str:
    """The text that stands over the marks, cell by cell."""
    cells = [char for char in shown.text for _ in range(cell_len(char))]
    covered = [i for i, cell in enumerate(shown.marks) if cell == mark]
    over = [i for i in covered if i < len(cells)]
    picked = [
        cells[i] for i in over if not (i and i - 1 in over and cells[i - 1] == cells[i] and cell_len(cells[i]) == 2)
    ]
    return "".join(picked)


@pytest.mark.parametrize(
    "line", ["a + b = c", "损失函数 = c", "\ta\tb = c", "é = c", "e\u0301 = c", "\x1b[31m = c", "\u202eabc = c"]
)
def test_caret_is_under_the_sign(line: str) -> None:
    source = Source("a.md", f"first\n{line}\nlast")
    shown = excerpt(source, span_of(source.text, "="), (), 80)
    assert shown.number == 2
    assert under(shown) == "="
    assert cell_len(shown.text[: shown.text.index("=")]) == shown.marks.index("^")


def test_sides_are_underlined() -> None:
    source = Source("a.md", "$$损失 = p_i$$")
    sides = span_of(source.text, "损失"), span_of(source.text, "p_i")
    shown = excerpt(source, span_of(source.text, "="), sides, 80)
    assert shown.text == "$$损失 = p_i$$"
    assert shown.marks == "  ~~~~ ^ ~~~"


def test_tabs_stop_every_four_cells() -> None:
    shown = excerpt(Source("a.md", "ab\tc = d"), Span(5, 6), (), 80)
    assert shown.text == "ab  c = d"


@pytest.mark.parametrize("where", [0, 3, 300, 660, 699])
def test_long_lines_are_windowed(where: int) -> None:
    line = "x" * where + "=" + "y" * (699 - where)
    shown = excerpt(Source("a.md", line), Span(where, where + 1), (Span(0, where),), 80)
    assert cell_len(shown.text) <= 80
    assert under(shown) == "="
    assert shown.text.startswith("…") == (where > 60)
    assert shown.text.endswith("…") == (where < 640)


def test_a_stretch_wider_than_the_screen_begins_in_the_window() -> None:
    line = "a" * 200 + "b" * 400
    shown = excerpt(Source("a.md", line), Span(200, 600), (), 60)
    assert set(under(shown)) <= {"b", "…"}
    assert "a" in shown.text
    assert len(shown.text) <= 60


def test_caret_at_the_end_of_the_document() -> None:
    shown = excerpt(Source("a.md", "a ="), Span(3, 3), (), 80)
    assert (shown.text, shown.marks) == ("a =", "   ^")


def test_a_stretch_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    source = Source("a.md", "ab\r\ncd")
    assert excerpt(source, Span(1, 6), (), 80) == Excerpt(1, "ab", " ^")


def test_a_huge_line_costs_no_more_than_a_long_one() -> None:
    text = "x" * 1_000_000 + "=" + "y" * 1_000_000
    shown = excerpt(Source("a.md", text), Span(1_000_000, 1_000_001), (), 80)
    assert under(shown) == "="
    assert shown.text[0] == shown.text[-1] == "…"


@given(st.text(max_size=200), st.data(), st.integers(20, 100))
def test_any_text_any_place(text: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = excerpt(Source("a.md", text), Span(start, end), (Span(0, start), Span(end, len(text))), width)
    assert sum(map(cell_len, shown.text)) <= width + 1
    assert "^" in shown.marks
    assert not any(ord(char) < 32 for char in shown.text)
