"""Where mathematics is, and where it only looks so."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.source.islands import find_islands
from derive.source.lifting import lift
from derive.source.text import Source, Span


def bodies(text: str, tex: bool = False, suffix: str = ".md") -> list[str]:
    """The formulas as they are lifted out of the text."""
    source = Source("a.tex" if tex else f"a{suffix}", text)
    return [lift(source, island).text.strip() for island in find_islands(source)[0]]


@pytest.mark.parametrize("lead", ["> - ", ">> * ", "> 1. ", "- > "])
def test_lists_in_quotations(lead: str) -> None:
    assert bodies(f"{lead}$$\n> a = b\n> $$\n") == ["a = b"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("so $a$ and $b$", ["a", "b"]),
        ("so $ a $ too", ["a"]),
        ("$$a$$", ["a"]),
        ("$a$$b$", ["a", "b"]),
        ("$a$ $$b$$", ["a", "b"]),
        (r"\(a\) and \[b\]", ["a", "b"]),
        (r"\begin{align*}a\end{align*}", [r"\begin{align*}a\end{align*}"]),
        (r"$$\begin{aligned}a\end{aligned}$$", [r"\begin{aligned}a\end{aligned}"]),
        ("```math\na = b\n```", ["a = b"]),
        ("a $x\n+ y$ b", ["x\n+ y"]),
        ("$$\na\n\n+ b\n$$", ["a\n\n+ b"]),
        (r"$$a \text{ for $x$ } b$$", [r"a \text{ for $x$ } b"]),
        ("it costs \\$5, so $x$", ["x"]),
        ("it costs $5 and $6, so $x$", ["x"]),
        ("`$a$` $b$", ["b"]),
        ("``$a`$`` $b$", ["b"]),
        ("```\n$a$\n```\n$b$", ["b"]),
        ("~~~py\n$a$\n~~~\n$b$", ["b"]),
        ("<!-- $a$ --> $b$", ["b"]),
        ("```\n$a$", []),
        ("```latex\n$a$\n```", []),
        ("$`a`$", ["a"]),
        ("<script>['$','$']</script> $b$", ["b"]),
        ('<script type="math/tex">a = b</script>', ["a = b"]),
        (r"prose with \mathbf{x} and no dollars", []),
        (r"\[ a \\[4pt] b \]", [r"a \\[4pt] b"]),
        ("$负$", ["负"]),
        ("``$a` $b$`` $c$", ["c"]),
        (r"\\(a = b\\) and \\[c_1 \\\\ d\_2\\]", ["a = b", r"c_1 \\ d_2"]),
        (r"a path C:\\(x), $b$", ["b"]),
        ("> so\n> $$\n> a\n> = b\n> $$", ["a\n= b"]),
        ("> > so $a\n> > = b$ here", ["a\n= b"]),
        ("- > $a\n  > > b$", ["a\n> b"]),
        ("$a\n> b$", ["a\n> b"]),
        ("> ```math\n> a\n> ```\n> $b$", ["a", "b"]),
        ("- x\n\n  ```math\n  a\n  ```\n", ["a"]),
        ("1. x\n\n    $$\n    a\n    $$\n", ["a"]),
        ("- ```py\n  $a$\n\n  $b$\n  ```\n  $c$", ["c"]),
        ("- ```py\n\n$a$", ["a"]),
        ("1. x\n\n    ```py\n    $a$\n\n    b $c$\n    ```\n\n$d$", ["d"]),
        ("````\n```math\na\n```\n````\n$b$", ["b"]),
        ("so\n\n    $a$\n\tand $b$\n\n$c$", ["c"]),
        ("so\n    $a$", ["a"]),
        ("- so\n\n    $a$\n\nand\n\n    $b$", ["a"]),
        ("[^1]: so\n\n    $a$", ["a"]),
        ("(a) so\n\n    $a$", ["a"]),
        (r"| $P(a \| b)$ |", ["P(a | b)"]),
        (r"so $P(a \| b)$", [r"P(a \| b)"]),
        ("$a &lt; b$ and $$c &amp; d &#x2212; e &unknown; f$$", ["a < b", "c & d \u2212 e &unknown; f"]),
        ("it costs $5, or $6, or $a$", ["a"]),
        ("| $5 | $6 |", []),
        ("$5 = five dollars, $10 = ten, and $a$", ["a"]),
        ("$5 = 2 + 3$ and $ 5 $", ["5 = 2 + 3", "5"]),
        ("$a\u200b\u03b1\ufeff$", ["a \u03b1"]),
        ("<code>$a$</code> <kbd>$b$</kbd> $c$", ["c"]),
        ("<pre>\n$a$\n\n$b$</pre> $c$", ["c"]),
        ("<code>$a$", ["a"]),
        ('<img alt="$a$" src=x> <a href="?$b$">$c$</a>', ["c"]),
        ("x <y and $a$ > z", ["a"]),
        ("<p>so \\[a\\] and</p>", ["a"]),
        ('<annotation encoding="application/x-tex">a</annotation>', ["a"]),
        ("{% highlight py %}\n$a$\n{% endhighlight %} {% raw %}$b${% endraw %}", ["b"]),
        ("100%% of $a$, %% $b$ %% $c$", ["a", "c"]),
        ("%%\n$a$\n\n%%\n$b$", ["b"]),
        ("{math}`a` and ```{math}", ["a"]),
        ("```{math}\n:label: x\na = b\n```", ["a = b"]),
        (r"\newcommand{\be}{\begin{equation}} \newcommand{\ee}{\end{equation}} $a$", ["a"]),
        ("$a$\r\n\r\n$$\r\nb\r\n$$\r\n", ["a", "b"]),
        ("![$no$](https://latex.codecogs.com/svg.latex?%5Cinline&space;f(a)%3D%CE%B1&plus;2 'x')", ["f(a)=\u03b1+2"]),
        ('<img alt="$no$" src="https://latex.codecogs.com/gif.image?\\dpi{300}a_%7Bi%7D" width=3> $b$', ["a_{i}", "b"]),
        ("![](https://render.githubusercontent.com/render/math?math=a+%2B+b&mode=inline)", ["a + b"]),
        ("![[\u516c\u5f0f]](https://www.zhihu.com/equation?tex=%5Cfrac%7Ba%7D%7Bb%7D)", [r"\frac{a}{b}"]),
        ("![$a$](https://example.org/a.png?x%5E2) [b](https://latex.codecogs.com/svg.latex?no)", ["a"]),
    ],
)
def test_markdown(text: str, found: list[str]) -> None:
    assert bodies(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$a$ % $b$\n$c$", ["a", "c"]),
        (r"5\% $a$", ["a"]),
        ("`` $a$ '' `", ["a"]),
        (r"\verb|$a$| $b$", ["b"]),
        (r"\begin{verbatim}$a$\end{verbatim}$b$", ["b"]),
        (r"$z$\begin{document}$a$\end{document}$y$", ["a"]),
        (r"\begin{equation}a\end{equation}", [r"\begin{equation}a\end{equation}"]),
        (r"\begin{theorem}$a$\end{theorem}", ["a"]),
        ("$a % costs $5\n+ b$", ["a % costs $5\n+ b"]),
        ("\\begin{align}a % \\end{align}\n\\end{align}", ["\\begin{align}a % \\end{align}\n\\end{align}"]),
        ("% \\begin{document}\n$a$ % \\end{document}\n$b$", ["a", "b"]),
        (r"\ensuremath{a_{b}} and \ensuremath{", ["a_{b}"]),
        (r"\lstinline|$a$| \lstinline[x]!$b$! \url{a$b$c} \Verb+$a$+ $d$", ["d"]),
        (r"\iffalse $a$ \fi $b$", ["b"]),
        (r"\begin{alltt}$a$\end{alltt}\begin{lstlisting}[x]$b$\end{lstlisting}$c$", ["c"]),
        (r"\def\be{\begin{equation}}\def\ee{\end{equation}} \be a \ee $b$", [r"\be a \ee", "b"]),
        (r"\def\be{\begin{align}} \be a \end{align} $b$", [r"\be a \end{align}", "b"]),
        ("\n\n    $a$", ["a"]),
        (r"$a \qedhere$ $\setlength{\x}{2pt} b \kern-1.5em c$", ["a", "b   c"]),
    ],
)
def test_tex(text: str, found: list[str]) -> None:
    assert bodies(text, tex=True) == found


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("one $a\n\nand $b$", "$", ["b"]),
        ("so $x$ and $y\n\nthen $$z$$", "$", ["x", "z"]),
        ("a $ b $$c$$", "$", ["c"]),
        ("$$a = b\n\nthe text that follows here is long\n\n$$c$$", "$$", ["c"]),
        (r"\[ a" + "\n\n" + r"\[ b \]", r"\[", ["b"]),
        (r"\begin{align} a", r"\begin{align}", []),
        ("and $$", "$$", []),
    ],
)
def test_what_is_unclosed_is_a_fault_and_the_rest_is_read(text: str, at: str, found: list[str]) -> None:
    islands, faults = find_islands(Source("a.md", text))
    assert [text[fault.span.start : fault.span.end] for fault in faults] == [at]
    assert [text[island.body.start : island.body.end].strip() for island in islands] == found


UNITS = [
    "$",
    "$ a\n\n",
    r"\[",
    r"\begin{align}",
    "` ",
    "<!--",
    "\\",
    "\n",
    "```\n",
    "$$ ",
    " ",
    "    \n",
    "> ",
    "- ",
    "\t",
]
UNITS += [
    "%",
    "%%\n",
    "<code>",
    "<a ",
    "<a b='",
    "\\\\[",
    "{% comment %}",
    "`` ` ",
    "\\iffalse",
    "\\verb|",
    "\\ensuremath{",
]
UNITS += [
    "\\begin{verbatim}",
    "\\def\\a",
    "\\def\\a{",
    "\n\n    a",
    "a ",
    "&",
    "1) ",
    "{math}`",
    "<",
    "a$$b$$c\n",
    "\\def\\b{\\begin{align}}\\b ",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("tex", [False, True])
@pytest.mark.usefixtures("unburdened")
def test_time_grows_with_length_alone(unit: str, tex: bool) -> None:
    start = time.process_time()
    find_islands(Source("a.tex" if tex else "a.md", unit * (300_000 // len(unit))))
    assert time.process_time() - start < 3


def kinds(text: str) -> list[bool]:
    """Whether each formula is a display."""
    return [island.display for island in find_islands(Source("a.md", text))[0]]


def test_double_dollars_within_a_sentence_are_inline_where_no_formula_is_marked_so() -> None:
    assert kinds("so $$a$$ holds and\n$$b$$\nthe $$c$$.") == [False, True, True]
    assert kinds("so $$a$$ holds and $x$") == [True, False]


def test_a_block_set_in_is_code_in_markdown_alone() -> None:
    text = "so\n\n    $$a = b$$\n"
    assert [fault.message for fault in find_islands(Source("a.md", text))[1]] == [
        "a block set in by four blanks is code; what it holds was not read"
    ]
    assert [bodies(text, suffix=suffix) for suffix in (".md", ".txt", "")] == [[], ["a = b"], ["a = b"]]


def test_prices_are_no_fault() -> None:
    assert find_islands(Source("a.md", "it costs $5 and $6.50 each"))[1] == []


def test_places_in_what_is_lifted() -> None:
    source = Source("a.md", "> $$\n> a &lt; b\n> $$")
    (island,) = find_islands(source)[0]
    strip = lift(source, island)
    places = {sign: source.position(strip.starts[strip.text.index(sign)]) for sign in "a<b"}
    assert places == {"a": (2, 3), "<": (2, 5), "b": (2, 10)}


@pytest.mark.parametrize("suffix", ["", ".tex", ".md"])
def test_tex_without_a_name_is_known_by_its_class(suffix: str) -> None:
    text = "\\documentclass{article} $z$ \\begin{document}$a$ % $b$\n\\end{document}"
    assert bodies(text, suffix=suffix) == (["z", "a", "b"] if suffix == ".md" else ["a"])


WORDS = r"""
    $ $$ \( \) \[ \] \\( \\) ` ``` math > - 1. | \| % %% {%highlight%} {%endhighlight%} {math}` <code> </code> <!-- -->
    \begin{align} \end{align} \def\a{\begin{align}} \a \ensuremath{ } \verb| a = b 5 &lt; & # \$"""
PIECES = [*WORDS.split(), "\u200b", "\n", "\n\n", " ", "    ", "\t", "\r\n"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(TEXTS, st.sampled_from([".md", ".txt", ".tex"]))
def test_islands_lie_side_by_side_and_their_characters_where_they_were(text: str, suffix: str) -> None:
    source = Source(f"a{suffix}", text)
    islands, faults = find_islands(source)
    edges = [edge for island in islands for edge in (island.span.start, island.span.end)]
    assert edges == sorted(edges)
    assert all(0 <= fault.span.start < fault.span.end <= len(text) for fault in faults)
    for island in islands:
        assert island.span.start <= island.body.start <= island.body.end <= island.span.end
        strip = lift(source, island)
        for i, char in enumerate(strip.text):
            raw = source.slice(Span(strip.starts[i], strip.ends[i]))
            assert raw == char or (raw, char) in (("&lt;", "<"), ("\u200b", " ")) or raw == f"\\{char}"
