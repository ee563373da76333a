"""Rows, lists, remarks, equation numbers, conditions within one formula."""

import pytest

from derive.syntax.chains import Unread
from tests.syntax.sketch import chains, document


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"$a = b = c$", ["a = b = c"]),
        (r"$$a = b \\ = c$$", ["a = b = c"]),
        (r"\begin{align} a &= b \\ &= c \end{align}", ["a = b = c"]),
        (r"\begin{align} & a \\ &= b \\ & c \\ &= d \end{align}", ["a = b", "c = d"]),
        (r"\begin{align} a &= b \\ c &= d \end{align}", ["a = b", "c = d"]),
        (r"\begin{align} a =& b \\ =& c \end{align}", ["a = b = c"]),
        (r"\begin{align} a = & \\ & b \end{align}", ["a = b"]),
        (r"\begin{align} a = \\ = b \end{align}", ["a = b"]),
        (r"\begin{align} a &= b & c &= d \end{align}", ["a = b", "c = d"]),
        (r"\begin{eqnarray} a &=& b \\ &=& c \end{eqnarray}", ["a = b = c"]),
        (r"\[ \begin{array}{rcl} a & = & b \\ & = & c \end{array} \]", ["a = b = c"]),
        (r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}", ["a = b = c"]),
        (r"$$x = \begin{aligned}[t] a \end{aligned}$$", ["x = a"]),
        (r"\begin{align} a &= b \nonumber \\ &= c \label{c} \end{align}", ["a = b = c"]),
        (r"$$\boxed{a = b}$$", ["a = b"]),
    ],
)
def test_rows(text: str, read: list[str]) -> None:
    assert chains(text) == read


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{align} a &= b \\ &+ c \end{align}",
        r"\begin{align} a &= b \\ &\quad - c \end{align}",
        r"\begin{align} a &= b + \\ & c \end{align}",
        r"\begin{align} a &= b \\ & \cdot c \end{align}",
        r"\begin{align} a &= (b + d \\ & - c) \end{align}",
        r"\begin{align} a &= \left( b \right. \\ & \left. + c \right) \end{align}",
        r"\begin{align} a &= \left( b \right. \\ &\qquad + \left. c \right) \end{align}",
        r"\begin{align} a &= \bigl( b + d \cdot ( e \\ &\quad + f ) + \\ &\quad c \bigr) \end{align}",
        r"$$a = \quad b \quad + c$$",
    ],
)
def test_a_term_goes_on_in_the_next_row(text: str) -> None:
    read = document(text).chains
    assert [len(chain.terms) for chain in read] == [2]
    assert not [term for term in read[0].terms if isinstance(term, Unread)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("$a = 1, b = 2$", ["a = 1", "b = 2"]),
        (r"$a = 1, \quad b = 2$", ["a = 1", "b = 2"]),
        ("$a = b; c = d$", ["a = b", "c = d"]),
        (r"$a = b \Rightarrow c = d$", ["a = b", "c = d"]),
        (r"$$a = b \\ \therefore c = d$$", ["a = b", "c = d"]),
        (r"$a = b \text{ and } c = d$", ["a = b", "c = d"]),
        (r"$i, j \in V$", ["i, j in V"]),
        (r"$k = 1, \dots, K$", [r"k = 1, \dots, K"]),
        (r"$f: A \to B, x := y$", ["f : A -> B", "x := y"]),
    ],
)
def test_several_statements(text: str, read: list[str]) -> None:
    assert chains(text) == read


@pytest.mark.parametrize(
    "text",
    [
        r"$$a = b \quad (5)$$",
        r"$$a = b \quad (\text{E7})$$",
        r"$$a = b \qquad (2a)$$",
        r"$$a = b \tag{5}$$",
        r"$$a = b. \quad (A.1)$$",
        r"$$\text{That is: } a = b$$",
        r"$$a = b \text{ by the chain rule}$$",
        r"$$a = b \quad (\text{chain rule})$$",
        r"$$a \quad (\text{so}) = b$$",
        r"$$a = b.$$",
        r"$$链式法则: a = b$$",
        r"$$\text{Rule: } a = b,$$",
    ],
)
def test_numbers_and_remarks_are_dropped(text: str) -> None:
    assert chains(text) == ["a = b"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"$$a = b \quad (w \neq c)$$", [r"a = b if w \neq c"]),
        (r"$$a = 0 (w \neq c)$$", [r"a = 0 if w \neq c"]),
        (r"$$a = b, \quad w \ne o$$", [r"a = b if w \ne o"]),
        (r"$$a = b, \quad i = j$$", ["a = b if i = j"]),
        (r"$$a = b, \quad x = y$$", ["a = b", "x = y"]),
        (r"$$a = b \text{ if } w = o$$", ["a = b if w = o"]),
        (r"$$a = b \text{ if } w = o \text{ and } i = j$$", ["a = b if w = o if i = j"]),
        (r"$$a = b \qquad \text{for all } k = 1, \dots, K$$", [r"a = b if k = 1, \dots, K"]),
        (r"$$a = b \quad \forall i \in V$$", [r"a = b if i \in V"]),
        (r"$$\text{if } w = o: \quad a = b$$", ["a = b if w = o"]),
        (r"$$a = P (w = o)$$", ["a = P (w = o)"]),
        (r"$$a = b \text{ where } c = d$$", ["a = b", "c = d"]),
        (r"$$a = b \text{ if } w = o \text{ or } w = c$$", [r"a = b if w = o if \text{ or } w = c"]),
        (r"$$a = b \text{ if all is well}$$", [r"a = b if \text{ if all is well}"]),
    ],
)
def test_conditions(text: str, read: list[str]) -> None:
    assert chains(text) == read


@pytest.mark.parametrize(
    ("text", "sign", "raw"),
    [
        (r"$a \leq b$", "<=", r"\leq"),
        (r"$a := b$", ":=", ":="),
        (r"$a ≠ b$", "!=", "≠"),
        (r"$a \not= b$", "!=", r"\not="),
        (r"$a \stackrel{\text{iid}}{=} b$", "=", "="),
        (r"$a \overset{!}{\le} b$", "<=", r"\le"),
        (r"$a \triangleq b$", ":=", r"\triangleq"),
        (r"$a \approx b$", "~", r"\approx"),
        (r"$a \in b$", "in", r"\in"),
        (r"$a -> b$", "->", "->"),
        (r"$a \colon b$", ":", r"\colon"),
    ],
)
def test_signs_and_their_places(text: str, sign: str, raw: str) -> None:
    read = document(text)
    (relation,) = read.chains[0].relations
    assert (relation.sign, read.source.slice(relation.span)) == (sign, raw)


def test_one_bad_row_hides_no_other() -> None:
    read = chains(r"\begin{align} a &= (b + c \\ &= d \\ e &= \undefinedcommand = f \end{align}")
    assert read == ["a = ? = d", "e = ? = f"]


@pytest.mark.parametrize("text", ["the sign $=$ or $-$ here", r"a $\rightarrow$ b"])
def test_a_lone_sign_is_no_statement(text: str) -> None:
    assert document(text).chains == ()
    assert document(text).faults == ()


def test_one_case_a_row_is_one_chain_a_case() -> None:
    text = r"""\begin{align} a &= b \quad i = j \\ &= c \quad i \neq j \\ &= d \end{align}"""
    assert chains(text) == ["a = b if i = j", r"a = c = d if i \neq j"]


def test_a_condition_in_the_last_row_alone_holds_for_the_chain() -> None:
    assert chains(r"\begin{align} a &= b \\ &= c \quad (i \neq j) \end{align}") == [r"a = b = c if i \neq j"]
