"""What a page of HTML says, without what was rendered from it, and with places in the file."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.source.islands import find_islands
from derive.source.load import decode, opened
from derive.source.macros import collect
from derive.source.prose import Headings
from derive.source.text import Form, Source

ANNOTATION = "<annotation encoding='application/x-tex'>"
KATEX = (
    '<span class="katex-display"><span class="katex"><span class="katex-mathml"><math display="block"><semantics>'
    "<mrow><mi>a</mi></mrow><annotation encoding='application/x-tex'>a &lt; b</annotation></semantics></math></span>"
    '<span class="katex-html" aria-hidden="true"><span class="base">$no$</span></span></span></span>'
)
MATHJAX = (
    '<span class="MathJax_Preview">$no$</span><div class="MathJax_Display"><span class="MathJax">$no$</span></div>'
    '<script type="math/tex; mode=display">a < b</script>'
)


def formulas(text: str) -> list[tuple[str, bool]]:
    """Each formula and whether it is a display."""
    source = opened("a.html", text)
    return [(source.slice(island.body), island.display) for island in find_islands(source)[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"<p>so \(a\), \[b\], $$c$$ and $d$</p>", [("a", False), ("b", True), ("c", True), ("d", False)]),
        (r"\begin{align}a &amp;= b &lt; c\end{align}", [(r"\begin{align}a &= b < c\end{align}", True)]),
        (r"\(a &#x2212; b &unknown; &#8722;\)", [("a \u2212 b &unknown; \u2212", False)]),
        ('<script type="math/tex">a < b &lt;</script>', [("a < b &lt;", False)]),
        ("<SCRIPT TYPE='math/tex; mode=display'>a</SCRIPT>", [("a", True)]),
        ("<script>'$no$'</script><style>$no$</style>$a$", [("a", False)]),
        ("<pre>$no$ <b>$no$</b></pre><code>$no$</code><textarea>$no$</textarea>$a$", [("a", False)]),
        ("<!-- $no$ --><!DOCTYPE html><img alt='$no$'>$a$<!-- $no$", [("a", False)]),
        (r"\[a<br>= <!-- no -->b<br/>\]", [("a\n= b\n", True)]),
        (r"$$a<p>b$$", []),
        (r"it costs $5</td><td>and $6", []),
        (r"\(i<n\) and \(n>i\)<br>", [("i<n", False), ("n>i", False)]),
        (KATEX, [("a < b", True)]),
        (KATEX.replace(' display="block"', ""), [("a < b", False)]),
        (MATHJAX, [("a < b", True)]),
        (f"<math>{ANNOTATION}{{\\displaystyle a=b}}</annotation></math>", [("\\displaystyle a=b", False)]),
        (f"<math>{ANNOTATION}{{\\displaystyle a}}{{b}}</annotation></math>", [("{\\displaystyle a}{b}", False)]),
        ("<math><mi>$no$</mi><annotation-xml>$no$</annotation-xml></math>$a$", [("a", False)]),
        ("<math alttext='x'/>$a$", [("a", False)]),
        ("<code>$a$", [("a", False)]),
        ("<script>$no$", []),
        ("&lt;!-- $a$ --&gt;", [("a", False)]),
        ("<script type='math/tex'><!-- $a$", []),
        ("`$a$`", [("a", False)]),
        (r"\$5 and $a$", [("a", False)]),
        ('<img src="https://latex.codecogs.com/svg.latex?a%5E2&amp;space;b" alt="$no$">', [("a^2 b", False)]),
        ("<img alt='$no$' src='//s0.wp.com/latex.php?latex=a%5E2&amp;bg=ffffff'>$b$", [("a^2", False), ("b", False)]),
    ],
)  # fmt: skip
def test_formulas(text: str, found: list[tuple[str, bool]]) -> None:
    assert formulas(text) == found


def test_places() -> None:
    raw = "<h2>One</h2>\n<p>where \\[a &lt;\nb <em>c</em>\\] and\n\\(d &amp; e\\)</p>"
    source = opened("a.html", raw)
    (island,) = find_islands(source)[0]
    assert source.slice(island.body) == "d & e"
    assert source.position(island.body.start) == (4, 3)
    assert source.position(island.body.end) == (4, 12)
    assert source.row(island.body.start) == (4, 3, r"\(d & e\)")
    assert source.cell(0) is None


def test_headings_make_sections() -> None:
    source = opened("a.html", "<h2 class=x>One</h2>\n<p>$a$</p><h3>Two</h3>$b$")
    sections = [Headings(source.text).before(island.span.start) for island in find_islands(source)[0]]
    assert sections == [1, 2]


def test_headings_of_html_in_markdown() -> None:
    assert Headings("a <h2>One</h2>").before(20) == 1


def test_declarations_stay() -> None:
    source = opened("a.html", "<!-- derive: let: x = y --><p>$a$ <!-- no -->")
    assert source.text == "<!-- derive: let: x = y -->\n\n$a$ "


def test_macros_in_the_settings_of_a_page() -> None:
    source = opened(
        "a.html", r"""<script>MathJax = {tex: {macros: {half: ["\\frac{#1}{2}", 1]}}, x: '$no$'}</script>$a$"""
    )
    assert [source.slice(island.body) for island in find_islands(source)[0]] == ["a"]
    assert collect(source.text).table["half"][0][1].body == r"\frac{#1}{2}"


def test_standard_input_is_looked_at() -> None:
    assert decode("<stdin>", b"<!DOCTYPE html>\n$a$").form is Form.HTML
    assert decode("<stdin>", b"<p>$a$</p>").form is Form.PLAIN


@given(st.text(st.sampled_from("<>/pa&;lt#$\\()[]!-\"'= \n"), max_size=80))
def test_any_text_is_unwrapped_and_what_stays_is_where_it_was(raw: str) -> None:
    source = opened("a.html", raw)
    lines = raw.split("\n")
    assert source.origin is not None
    assert list(source.origin.starts) == sorted(source.origin.starts)
    for part in source.parts:
        for offset in range(part.start, part.end):
            line, column = source.position(offset)
            char = lines[line - 1][column - 1 :][:1] or "\n"
            assert source.text[offset] == char or char in "&<"
    find_islands(source)


def test_nothing_but_half_a_tag() -> None:
    assert (opened("a.html", "<!").text, opened("a.html", "<!").position(0)) == ("", (1, 1))


def test_a_source_made_by_hand_is_taken_as_it_is() -> None:
    assert Source("a.html", "<p>").parts[0].end == 3


UNITS = ["<code>", "<a ", "<a '", "<!--", "<", "&amp;", "<p>$", "<span class='katex-html'>", "<math>", "<code></code>"]
UNITS += [
    "<script>",
    "<![CDATA[",
    "$a$<br>",
    "<script type='math/tex'>",
    "<mjx-a><mjx-a>",
    "<h1>",
    "<a b='c\" ",
    "</p>",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.usefixtures("unburdened")
def test_time_grows_with_length_alone(unit: str) -> None:
    start = time.process_time()
    find_islands(opened("a.html", unit * (300_000 // len(unit))))
    assert time.process_time() - start < 3
