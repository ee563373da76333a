"""Where mathematics is, and where it only looks so."""

import time

import pytest

from derive.source.islands import find_islands


def bodies(text: str, tex: bool = False) -> list[str]:
    return [text[island.body.start : island.body.end].strip() for island in find_islands(text, tex)[0]]


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
    islands, faults = find_islands(text, tex=False)
    assert [text[fault.span.start : fault.span.end] for fault in faults] == [at]
    assert [text[island.body.start : island.body.end].strip() for island in islands] == found


@pytest.mark.parametrize("unit", ["$", "$ a\n\n", r"\[", r"\begin{align}", "` ", "<!--", "\\", "\n", "```\n", "$$ "])
@pytest.mark.parametrize("tex", [False, True])
def test_time_grows_with_length_alone(unit: str, tex: bool) -> None:
    start = time.process_time()
    find_islands(unit * (300_000 // len(unit)), tex)
    assert time.process_time() - start < 3
