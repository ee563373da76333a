"""Whole documents: chains over displays, conditions from sentences, mends, macros, faults, declarations."""

import pytest

from derive.source.text import Source, Span
from derive.syntax.chains import Unread
from derive.syntax.nodes import Name
from derive.syntax.reader import read_chain, read_document, read_term, split_statement
from tests.syntax.sketch import chains, document, sketch


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("$$a = b$$\n\n$$= c$$", ["a = b = c"]),
        ("$$a = b$$\nwhich is\n$$= c$$", ["a = b = c"]),
        ("$$a =$$\n\n$$b =$$\n\n$$c$$", ["a = b = c"]),
        ("$$a = b = \\quad (2)$$\n\n$$c = \\quad (3)$$\n\n$$d \\quad (4)$$", ["a = b = c = d"]),
        ("$$a = b =$$\n\n$$c = d$$", ["a = b", "c = d"]),
        ("$$a = b$$\n\n$$c = d$$", ["a = b", "c = d"]),
        ("$$a = b$$\n\n# Next\n\n$$= c$$", ["a = b", "? = c"]),
        ("$$a = b$$\n\n" + "many more words " * 20 + "\n\n$$= c$$", ["a = b", "? = c"]),
        ("$a = b$\n\n$= c$", ["a = b = c"]),
        ("so $a$ $= b$ holds", ["a = b"]),
        ("so s $= b$ holds", ["? = b"]),
    ],
)
def test_chains_over_displays(text: str, read: list[str]) -> None:
    assert chains(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("when $w = o$,\n\n$$a = b$$\n\nand\n\n$$c = d$$", ["w = o", "a = b if w = o", "c = d"]),
        ("If $w \\ne o$, we have\n\n$$a = b$$\n\n$$= c$$", ["w != o", r"a = b = c if w \ne o"]),
        ("$$a = b$$\n\nif $w = o$,\n\n$$= c$$", ["a = b", "w = o", "b = c if w = o"]),
        ("where $i=j$ and $i \\neq j$:\n\n$$a = b$$", ["i = j", "i != j", "a = b"]),
        ("when $w = o$ this is long,\n\n$$a = b$$", ["w = o", "a = b"]),
        ("if $w$,\n\n$$a = b$$", ["a = b"]),
    ],
)
def test_conditions_from_the_sentence_before(text: str, read: list[str]) -> None:
    assert chains(text) == read


def test_inline_and_displayed() -> None:
    read = document("so $a = b$ here\n\n$c = d$\n\n$$e = f$$\n\n## Two\n\n\\(g = h\\) x")
    assert [(chain.inline, chain.section, chain.block) for chain in read.chains] == [
        (True, 0, 0),
        (False, 0, 1),
        (False, 0, 2),
        (True, 1, 3),
    ]


def test_line_ends_of_windows_and_invisible_signs() -> None:
    text = "a\r\n\r\n$$\r\na = b \\\\\r\n= c\u200b\r\n$$\r\n\r\nif $w = o$,\r\n\r\n$$d = e$$"
    assert chains(text) == ["a = b = c", "w = o", "d = e if w = o"]
    read = document(text)
    assert read.source.position(read.chains[0].relations[1].span.start) == (5, 1)


def test_mends_are_reported_and_signs_keep_their_places() -> None:
    text = "x $$egin{aligned} a &= rac{b}{c} \\ &= \\sum_{k\neq j} d \\end{aligned}$$"
    read = document(text)
    assert [(read.source.slice(edit.span), edit.read_as) for edit in read.edits] == [
        ("egin", r"\begin"),
        ("rac", r"\frac"),
        ("\\", "\\\\"),
        ("eq", r"\neq"),
    ]
    assert [relation.span.start for relation in read.chains[0].relations] == [
        text.index("= rac"),
        text.index("= \\sum"),
    ]
    assert sketch(read.chains[0].terms[2]) == "sum_k != j<d>"


def test_macros_and_their_places() -> None:
    text = r"\newcommand{\g}[2]{\frac{\partial #1}{\partial #2}} \def\eq{=} so $\g{J}{x_i} \eq y$"
    read = document(text)
    (chain,) = read.chains
    assert [sketch(term) for term in chain.terms] == ["fraction<J by x_i>", "y"]
    assert read.source.slice(chain.terms[0].span) == r"\g{J}{x_i}"
    assert read.source.slice(chain.relations[0].span) == r"\eq"


def test_a_macro_defined_inside_a_formula_or_later() -> None:
    read = document(r"$$\newcommand{\h}{\mathbf{h}} \h = \z$$ \newcommand{\z}{z}")
    assert [sketch(term) for term in read.chains[0].terms] == ["bf:h", "z"]


def test_a_bomb_is_a_fault_and_an_unread_formula() -> None:
    read = document(r"\def\a{\a\a} $\a = 1$ and $y = 1$")
    assert [fault.message for fault in read.faults] == [r"the macro \a expands without end"]
    assert isinstance(read.chains[0].terms[0], Unread)
    assert chains(r"\def\a{\a\a} $\a = 1$ and $y = 1$") == ["y = 1"]


def test_tex_documents() -> None:
    text = (
        "% derive: let: x \\in V\n\\newcommand{\\vc}{v_c}\n$a = b$\n"
        "\\begin{document}\n\\section{One}\n"
        "% $c = d$\n\\begin{equation} \\vc = e \\end{equation}\n"
        "\\begin{verbatim}$f = g$\\end{verbatim}\n\\end{document}"
    )
    assert chains(text, "a.tex") == [r"\vc = e"]
    read = document(text, "a.tex")
    assert [(key, statement.text) for key, statement in read.header] == [("let", r"x \in V")]
    assert read.chains[0].section == 1


def test_faults_are_in_order() -> None:
    read = document("---\nderive:\n  bogus\n---\na $b\n\n$$c =$$\n\n\\[ d")
    assert [fault.message.split(":")[0] for fault in read.faults] == [
        "line 3 of the declarations is not understood",
        "this $ is never closed",
        "nothing follows this =",
        r"this \[ is never closed",
    ]


def test_read_chain() -> None:
    source = Source("a.md", r"let \mathbf{U} \in \mathbb{R}^{|V| \times d}")
    chain = read_chain(source.text[4:], source, 4)
    assert [sketch(term) for term in chain.terms] == ["bf:U", "bb:R^[|V| times d]"]
    assert source.slice(chain.relations[0].span) == r"\in"
    assert source.slice(chain.terms[0].span) == r"\mathbf{U}"


def test_read_chain_uses_the_macros_of_its_source() -> None:
    source = Source("a.md", r"\newcommand{\reals}{\mathbb{R}} x")
    assert sketch(read_chain(r"x \in \reals", source).terms[1]) == "bb:R"
    assert sketch(read_term(r"\reals", source)) == "bb:R"
    assert sketch(read_term(r"\reals")) == r"?\reals is not known"


@pytest.mark.parametrize("text", ["a = b; c = d", "a = ", "", "= b", "(a = b"])
def test_read_chain_refuses_what_is_not_one_statement(text: str) -> None:
    chain = read_chain(text)
    assert any(isinstance(term, Unread) for term in chain.terms)
    assert len(chain.terms) == len(chain.relations) + 1


def test_split_statement() -> None:
    text = r"U \in \mathbb{R}^{n, d}, rows u_w, f(a, b)"
    assert split_statement(text, 10) == [(r"U \in \mathbb{R}^{n, d}", 10), ("rows u_w", 35), ("f(a, b)", 45)]


def test_a_sequence_term() -> None:
    chain = read_chain(r"i, j \in V")
    assert [sketch(term) for term in chain.terms] == ["i; j", "V"]
    assert isinstance(chain.terms[1], Name)


def test_a_document_without_mathematics() -> None:
    read = read_document(Source("a.md", "nothing here"))
    assert (read.chains, read.header, read.edits, read.faults) == ((), (), (), ())
    assert read_term("").span == Span(0, 0)
