"""Long, deep and broken input is refused in time; nothing raises and every place is a place in the text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.source.strips import strip_of
from derive.source.text import Source, Span
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_chain, read_document, read_term
from derive.syntax.spellings import kinds
from derive.syntax.tokens import tokenize
from derive.syntax.words import settle_words
from tests.syntax.sketch import every_node, sign_spans


@pytest.mark.parametrize(
    "text",
    [
        "{" * 3000 + "x" + "}" * 3000,
        "(" * 9000,
        r"\frac" * 3000,
        r"\sqrt{" * 3000,
        "-" * 9000 + "x",
        r"\sum " * 3000,
        r"\log " * 3000,
        "x_{" * 3000,
        r"\begin{cases}" * 1000,
        r"\left(" * 3000,
        "(" * 5000 + "}" * 5000,
        "|" * 9000,
        "a|" * 9000 + "b|",
    ],
)
@pytest.mark.usefixtures("unburdened")
def test_depth(text: str) -> None:
    start = time.process_time()
    assert isinstance(read_term(text), Unread)
    assert time.process_time() - start < 2


def test_a_sum_of_many_terms_is_no_deep_tree() -> None:
    assert isinstance(read_term("a+" * 1000 + "a"), Unread)
    assert not isinstance(read_term("a+" * 100 + "a"), Unread)


def test_a_long_formula_is_refused_at_its_start() -> None:
    read = read_document(Source("a", "$$" + "a" * 20_001 + "$$ and $b = c$"))
    assert isinstance(read.chains[0].terms[0], Unread)
    assert len(read.faults) == 1
    assert len(read.chains) == 2


PART = "Some words that stand between two formulas, as they do.\n" * 40
PART += "so $w = o$ and\n\n$$\\begin{aligned} a &= \\frac{b}{c} \\\\ &= d + e_{ij} \\end{aligned}$$\n\n"


def seconds_for(parts: int) -> float:
    source = Source("a.md", PART * parts)
    start = time.process_time()
    read = read_document(source)
    assert len(read.chains) == 2 * parts
    return time.process_time() - start


@pytest.mark.usefixtures("unburdened")
def test_five_megabytes_take_ten_times_what_half_of_one_takes() -> None:
    parts = 5_000_000 // len(PART)
    assert seconds_for(parts) < 20 * min(seconds_for(parts // 10) for _ in range(3))


LATEX = r"""
    $ $$ \( \) \[ \] { } ( ) [ ] | \| \left( \right) \left\{ \right. \left. _ ^ ' & \\ = := : , ; . + - * / a x_i ab exp
    \frac \sum \log \partial \nabla d dx \sqrt \mathbf \mathrm \hat \text{if} \text{word} \text \quad \Rightarrow \in
    \neq \stackrel{a}{=} \not \begin{cases} \end{cases} \begin{aligned} \end{aligned} \begin{array}{ll} \end{array} %
    \tag{1} \boxed \underbrace \substack \bf \mid \cdot \dots 12 \newcommand{\a} \a \def\b#1{#1#1} \b \let\c\b \c \foo
    ` ``` <!-- --> --- derive: let: 中 θ ∑ ŷ eq rac{ egin{aligned} heta \\[2pt] \operatorname{f} \color{red} \hspace{1}
    when"""
SPACES = [
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\x08",
    "\u200b",
    "\x00",
    "\nderive:\n  let:\n    - ",
    "---\n",
    "\\",
    "\ud800",
]
FRAGMENTS = st.sampled_from([*LATEX.split(), *SPACES])


@given(st.lists(FRAGMENTS, max_size=40).map("".join), st.sampled_from(["a.md", "a.tex"]))
def test_nothing_raises_and_places_are_places(text: str, path: str) -> None:
    source = Source(path, text)
    read = read_document(source)
    for chain in read.chains:
        assert len(chain.terms) == len(chain.relations) + 1
        for span in sign_spans(chain):
            assert 0 <= span.start < span.end <= len(text)
        for term in chain.terms:
            assert 0 <= term.span.start <= term.span.end <= len(text)
        for node in every_node((*(t for t in chain.terms if not isinstance(t, Unread)), *chain.conditions)):
            assert 0 <= node.span.start <= node.span.end <= len(text)
    for place in (*read.faults, *read.edits):
        assert 0 <= place.span.start <= place.span.end <= len(text)


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_formulas_alone_never_raise(text: str) -> None:
    read_chain(text)
    read_term(f"({text})")


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    read_document(Source("a.md", f"$${text}$$ ${text}$"))


LETTERS = st.sampled_from(
    ["a", "b", r"\theta", r"\mathbf{x}", "x_i", r"\hat{y}_k", "2", r"\log x", r"\frac{a}{b}", "(a - b)"]
)


@given(st.lists(LETTERS, min_size=1, max_size=6), st.lists(st.sampled_from(["=", r"\le", ":=", r"\in"]), max_size=5))
def test_every_sign_slices_to_its_text(terms: list[str], signs: list[str]) -> None:
    pairs = list(zip(terms, ["", *signs], strict=False))
    text = "$$" + " ".join(f"{sign} {term}" if sign else term for term, sign in pairs) + "$$"
    read = read_document(Source("a.md", text))
    (chain,) = read.chains
    assert [read.source.slice(relation.span) for relation in chain.relations] == [sign for _, sign in pairs[1:]]
    assert [read.source.slice(term.span) for term in chain.terms] == [term for term, _ in pairs]


PIECES = LATEX.replace("d dx ", "").replace(r"\underbrace", "").replace(r"\begin{array}{ll}", "").split()
SHOWN = kinds("NUMBER LETTER WORD NAME LABEL FUNCTION BIG ACCENT DOTS")


def shown_by(nodes: list[n.Node], span: Span) -> bool:
    """Whether a leaf covers the stretch, or a node that keeps its name begins with it."""
    for node in nodes:
        if isinstance(node, n.Name | n.Numeral | n.Label | n.Text | n.Dots):
            if node.span.start <= span.start and span.end <= node.span.end:
                return True
        elif isinstance(node, n.Function | n.Big | n.Accent) and node.span.start == span.start:
            return True
    return False


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_nothing_is_dropped_from_a_term_that_is_read(text: str) -> None:
    node = read_term(text)
    if isinstance(node, Unread) or not text.isascii():
        return
    nodes = list(every_node(node))
    for token in settle_words(tokenize(strip_of(text))):
        if token.kind in SHOWN and token.end > token.start:
            assert shown_by(nodes, token.span), token
