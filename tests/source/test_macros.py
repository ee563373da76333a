"""Definitions are collected from the whole document, uses keep their places, bombs are stopped."""

import time

import pytest

from derive.source.macros import MAX_LENGTH, Budget, MacroError, closing_brace, collect, expand
from derive.source.strips import strip_of


def expanded(definitions: str, text: str) -> str:
    return expand(strip_of(text), collect(definitions)).text


@pytest.mark.parametrize(
    ("definitions", "text", "result"),
    [
        (r"\newcommand{\vc}{\mathbf{v}_c}", r"\vc + 1", r"\mathbf{v}_c + 1"),
        (r"\newcommand\vc{\mathbf{v}_c}", r"\vc + 1", r"\mathbf{v}_c + 1"),
        (r"\newcommand{\d}[2]{\frac{\partial #1}{\partial #2}}", r"\d{J}{x}", r"\frac{\partial J}{\partial x}"),
        (r"\newcommand{\d}[2][J]{#1/#2}", r"\d{x} \d[K]{y}", r"J/x K/y"),
        (r"\def\sq#1{#1^2}", r"\sq x \sq{ab}", r"x^2 ab^2"),
        (r"\def\half{\frac12}", r"\half x", r"\frac12 x"),
        (r"\DeclareMathOperator{\softmax}{softmax}", r"\softmax(x)", r"\operatorname{softmax}(x)"),
        (r"\DeclareMathOperator*{\amax}{arg\,max}", r"\amax_x", r"\operatorname{arg\,max}_x"),
        (r"\let\eps\varepsilon", r"\eps x", r"\varepsilon x"),
        (r"\let\old\vec \renewcommand{\vec}[1]{\old{#1}}", r"\vec{x}", r"\vec{x}"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{c}", r"\a", "c"),
        (r"\newcommand{\dd}{\d}\newcommand{\d}[1]{<#1>}", r"\dd{x}", "<x>"),
        (r"\newcommand{\ph}{\phi}", r"\ph x", r"\phi x"),
        (r"\newcommand{\ph}{\phi}", r"\ph{}x", r"\phi{}x"),
        (r"\newcommand{\x}{y} % \newcommand", r"\newcommand{\z}{w} \x", " y"),
        ("\\newcommand{\\x}{y}\n% \\newcommand{\\x}{z}\n5\\% \\def\\z{w}", r"\x \z", "y w"),
        (r"\DeclarePairedDelimiter{\norm}{\lVert}{\rVert}", r"\norm{x}", r"\left\lVert x \right\rVert"),
        (r"\DeclarePairedDelimiter\abs||", r"\abs{x}", r"\abs{x}"),
        (r"\DeclarePairedDelimiter\abs{|}{|}", r"\abs*{x} \abs[\big]{y}", r"\left| x \right| \left| y \right|"),
        (r"\NewDocumentCommand{\d}{m m}{#1/#2}", r"\d{a}{b}", "a/b"),
        (r"\RenewDocumentCommand\d{O{J} m}{#1/#2}", r"\d{a} \d[K]{b}", "J/a K/b"),
        (r"\edef\x{y}", r"\x", "y"),
        (r'macros: {R: "{\\bf R}", b: ["{\\bf #1}", 1], "\\f": "#1/#2"}', r"\R \b x \f{y}{z}", r"{\bf R} {\bf x} y/z"),
        ("TeX: { Macros: {\n // so\n a: ['#1-#2', 2, 'x'],\n b: 'c', }}", r"\a{y} \a[z]{y} \b", "x-y z-y c"),
        ("macros: {a: f(), b: 'c'}", r"\b", r"\b"),
        (r"\newcommand{\n}{\addtocounter{equation}{1}\tag{\theequation}}", r"\n", r" \tag{\theequation}"),
        (r"\newcommand{\x}{\ensuremath{x}\xspace}", r"\x y", r"\ensuremath{x}  y"),
    ],
)
def test_expansion(definitions: str, text: str, result: str) -> None:
    assert expanded(definitions, text) == result


def test_the_latest_definition_before_a_formula_holds() -> None:
    text = r"\def\x{a} one \def\x{b} two"
    macros = collect(text)
    assert [expand(strip_of(r"\x"), macros, at).text for at in (0, 12, 30)] == ["a", "a", "b"]


def test_arguments_keep_their_places() -> None:
    strip = expand(strip_of(r"\sq{ab} + c", offset=10), collect(r"\def\sq#1{(#1)^2}"))
    assert strip.text == "(ab)^2 + c"
    assert (strip.span(1, 3).start, strip.span(1, 3).end) == (14, 16)
    assert (strip.span(0, 1).start, strip.span(0, 1).end) == (10, 17)
    assert strip.span(9, 10).start == 20


@pytest.mark.parametrize(
    ("definitions", "text"),
    [
        (r"\def\a{\a}", r"\a"),
        (r"\def\a{\a\a}", r"\a"),
        (r"\def\a{\b\b}\def\b{\a\a}", r"\a"),
        (r"\def\a#1{\a{#1#1}}", r"\a{xx}"),
        ("".join(rf"\def\x{chr(97 + i)}{{{(chr(92) + 'x' + chr(98 + i)) * 10}}}" for i in range(20)), r"\xa"),
    ],
)
@pytest.mark.usefixtures("unburdened")
def test_bombs(definitions: str, text: str) -> None:
    start = time.process_time()
    with pytest.raises(MacroError, match="expands without end"):
        expanded(definitions, text)
    assert time.process_time() - start < 1


def test_a_document_of_bombs_has_one_budget() -> None:
    macros, budget = collect(r"\def\a{\a\a}"), Budget()
    for _ in range(1000):
        with pytest.raises(MacroError):
            expand(strip_of(r"\a"), macros, budget=budget)
    assert budget.left < Budget().left


def test_missing_argument() -> None:
    with pytest.raises(MacroError, match="missing or never closed"):
        expanded(r"\def\a#1{#1}", r"\a{x")


@pytest.mark.usefixtures("unburdened")
def test_unclosed_definitions_cost_little() -> None:
    start = time.process_time()
    assert collect(r"\def\a{" * 100_000).table == {}
    assert time.process_time() - start < 2


def test_braces() -> None:
    assert closing_brace(r"{a{b}\}}c", 0) == 8
    assert closing_brace("{a", 0) == -1
    assert MAX_LENGTH == 50_000
