"""Case distinctions and matrices."""

import pytest

from tests.syntax.sketch import chains, document, sign_spans, term


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"\begin{cases} 1 & w=o \\ 0 & w \neq o \end{cases}", "cases<1 if w = o / 0 if w != o>"),
        (
            r"\begin{cases} 1, & \text{if } w=o, \\ 0, & \text{otherwise.} \end{cases}",
            "cases<1 if w = o / 0 if 'otherwise.'>",
        ),
        (r"\begin{cases} 1 & i = j \\ 0 & else \end{cases}", "cases<1 if i = j / 0 if 'else'>"),
        (r"\begin{cases} a, i \neq j \\ b \end{cases}", "cases<a if i != j / b if >"),
        (
            r"\begin{cases} a & \text{when } i = j \text{ and } k = l \\ b \end{cases}",
            "cases<a if i = j; k = l / b if >",
        ),
        (r"\begin{cases} a = b + c = d & i = j \\ e \end{cases}", "cases<a = (b + c) = d if i = j / e if >"),
        (r"\left\{\begin{array}{ll} 1, & x > 0 \\ 0 & else \end{array}\right.", "cases<1 if x > 0 / 0 if 'else'>"),
        (r"\left\{\begin{aligned} a, &\ x > 0 \\ b \end{aligned}\right.", "cases<a if x > 0 / b if >"),
        (r"\begin{bmatrix} a & b \\ c & -d \end{bmatrix}", "matrix<a & b / c & -d>"),
        (r"\left[\begin{array}{cc} a & \\ c & d \\ \end{array}\right]", "matrix<a &  / c & d>"),
        (r"\left(\begin{array}{c} a \\ b \end{array}\right)", "(matrix<a / b>)"),
    ],
)
def test_tables(text: str, tree: str) -> None:
    assert term(text) == tree


def test_or_between_conditions_is_refused() -> None:
    assert term(r"\begin{cases} 1 & w=o \text{ or } w=c \\ 0 \end{cases}").startswith("?an 'or' between conditions")


def test_signs_inside_cases_have_places() -> None:
    text = r"$$f = \begin{cases} a = b & i = j \\ c & i \neq j \end{cases}$$"
    read = document(text)
    assert [read.source.slice(span) for span in sign_spans(read.chains[0])] == ["=", "="]
    assert [span.start for span in sign_spans(read.chains[0])] == [text.index("="), text.index("= b")]


def test_a_chain_goes_on_behind_cases() -> None:
    assert chains(r"$$a = \begin{cases} b & w = o \\ c & w \ne o \end{cases} = d$$") == [
        r"a = \begin{cases} b & w = o \\ c & w \ne o \end{cases} = d"
    ]
