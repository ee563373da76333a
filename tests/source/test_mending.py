"""Eaten escapes come back, each reported; text that was never mangled is left alone."""

import pytest

from derive.source.mending import ANYWHERE, mend
from derive.source.strips import strip_of
from derive.source.text import Span


@pytest.mark.parametrize(
    ("mangled", "mended"),
    [
        ("rac{1}{2}", r"\frac{1}{2}"),
        (" ext{loss}", r" \text{loss}"),
        ("heta_j", r"\theta_j"),
        ("\nabla_x"[:0] + "abla_x f", r"\nabla_x f"),
        ("egin{cases} 1 \\end{cases}", r"\begin{cases} 1 \end{cases}"),
        ("\\left( a \night)", "\\left( a \n\\right)"),
        ("j\neq k", "j\n\\neq k"),
        ("a imes b", r"a \times b"),
        ("oldsymbol{x}", r"\boldsymbol{x}"),
        ("x^op y", r"x^\top y"),
        ("x^{op}", r"x^{\top}"),
        ("ilde{x}", r"\tilde{x}"),
        ("ec{s}", r"\vec{s}"),
        ("a ightarrow b", r"a \rightarrow b"),
        ("lpha + eta_1", r"\alpha + \beta_1"),
        ("a\to b", "a\t\\to b"),
        ("\x08ar{x}", "\x08\\bar{x}"),
        ("\rho x", "\r\\rho x"),
        (r"\begin{array{c} x \end{array}", r"\begin{array}{c} x \end{array}"),
    ],
)
def test_each_mend(mangled: str, mended: str) -> None:
    strip, edits = mend(strip_of(mangled))
    assert strip.text == mended
    assert edits


@pytest.mark.parametrize(
    "text",
    [
        "$\nu_w &= u_w",
        "\\begin{aligned}\nu_w &= u_w \\\\\nu_o &= u_o",
        r"\frac{1}{2} + \text{loss} \theta \nabla_x",
        r"\begin{cases} a & b \\ c & d \end{cases}",
        r"\begin{array}{c} x \end{array}",
        "race{x} text hetas neq eq j right",
        "f(x) = exp(x)\nwe have",
        r"a \, b \ c \; d",
        r"\begin{aligned} a &= b \ c \\ &= d \end{aligned}",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    strip, edits = mend(strip_of(text))
    assert (strip.text, edits) == (text, ())


def test_an_edit_says_what_was_written_and_where() -> None:
    strip, edits = mend(strip_of("a + rac{1}{2}", offset=50))
    assert [(edit.span, edit.read_as) for edit in edits] == [(Span(54, 57), r"\frac")]
    at = strip.text.index("\\frac")
    assert strip.span(at, at + len("\\frac")) == Span(54, 57)


def test_halved_row_breaks_in_mangled_text() -> None:
    strip, edits = mend(strip_of(r"egin{aligned} a &= rac{b}{c} \ &= d \quad \ (x) \ e &= f \end{aligned}"))
    assert strip.text == r"\begin{aligned} a &= \frac{b}{c} \\ &= d \quad \ (x) \\ e &= f \end{aligned}"
    assert [edit.read_as for edit in edits] == [r"\begin", r"\frac", "\\\\", "\\\\"]


def test_halved_row_breaks_alone_need_the_ampersand() -> None:
    assert mend(strip_of(r"\begin{aligned} a &= b \ &= c \ d \end{aligned}"))[0].text.count("\\\\") == 1


def test_rows_of_the_table_are_distinct() -> None:
    assert len(set(ANYWHERE)) == len(ANYWHERE)
