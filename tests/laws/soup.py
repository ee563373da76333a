r"""Documents that nobody would write, drawn from a seed: pieces of real ones mutated, and LaTeX soup.

document(seed, number)      the same in every run; it depends on the documents found, and on nothing else
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from derive.source.text import Source

ROOT = Path(__file__).resolve().parents[2]
PLACES = (ROOT / "tests/corpus", ROOT / "docs/examples", ROOT.parent / "shared/corpus", ROOT.parent / "shared/seeds")
SUFFIXES = (".md", ".tex", ".ipynb", ".txt", ".html")
WINDOW = 2_400  # characters of a real document that are mutated
SMALL = 700  # ... where the document is judged as well

LATEX = r"""
    $ $$ \( \) \[ \] { } ( ) [ ] | \| \left( \right) \left\{ \right. \left. \right| \middle| _ ^ ' '' & \\ = := =: : , ;
    . .. + - * / < > ~ # % a b c d i j k n x w o t x_i u_{ij} v_c ab exp softmax CE K N V 0 1 2 12 0.5 .5 1.
    \frac \dfrac \frac12 \sum \sum_{i=1}^n \sum_j \prod \int \log \exp \partial \nabla \nabla_x d dx \sqrt \sqrt[3]
    \mathbf \mathrm \mathbb{R} \R \bf \rm \hat \bar \vec \text{if} \text{word} \text \mbox{a $x$} \quad \qquad \, \;
    \Rightarrow \in \neq \ne \leq \notin \stackrel{a}{=} \stackrel{!}{=} \overset{def}{=} \not \not= \to \mid \cdot
    \times \odot \circ \otimes \pm \cup \dots \ldots \vdots \top ^T ^\top ^{-1} ^* ^\prime \prime \theta \sigma \delta
    \lambda \Pi \Sigma_{i=1}^{n} \ell \infty \hat{y} \mathbf{x}_i \operatorname{f} \operatorname \binom{a}{b} \boxed
    \boxed{ \underbrace{x}_{y} \underbrace \substack{a\\b} \tag{1} \label{a} \ref{a} \hspace{1em} \color{red}
    \textcolor{red}{x} \phantom{x} \limits \displaystyle \begin{cases} \end{cases} \begin{aligned} \end{aligned}
    \begin{align*} \end{align*} \begin{array}{ll} \end{array} \begin{bmatrix} \end{bmatrix} \begin{equation}
    \end{equation} \begin{foo} \end{foo} \begin \end \\[2pt] \\* \hline \newline \newcommand{\a}
    \newcommand{\a}[1]{#1#1} \newcommand \a \a{x} \def\b#1{#1#1} \def\b{\b\b} \b \let\c\b \let \c \foo
    \DeclareMathOperator{\KL}{KL} \KL #1 ##
    ` ``` ~~~ <!-- --> <br> <p> <script> </script> &amp; &lt; &nbsp; --- derive: let: - % \verb|x| \begin{verbatim}
    \end{verbatim} \begin{document} \end{document} \section{a} eq rac{ egin{aligned} heta ext{ abla oldsymbol{x}
    中 当 ∑ θ ŷ ² ⊤ ∂ ≤ × − 𝑥 ½ ① é İ ﬁ when if where otherwise Let gradient columns rows onehot
    \rvert \lvert \vert \Vert \langle \rangle \lfloor
    \rceil \left< \right> \left\| \right\| \biggl( \biggr) \| \{ \} \ \_ \$ \% \& \#"""
BLANKS = (" ", "\n", "\n\n", "\r\n", "\r", "\t", "\x00", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\u200b", "\u2028")
BLANKS += ("\ufeff", "\ud800", "\U0010ffff", "\u0301", "\u202e", "\u00a0", "\\")
BLANKS += ("---\n", "\n    ", "\n> ", "\n- ", "\n# ")
TOKENS = (*LATEX.split(), *BLANKS)
HEADERS = (
    "---\nderive:\n  let:\n    - x \\in \\mathbb{R}^n\n    - %s\n---\n",
    "---\nderive:\n  context: %s\n---\n",
    "<!-- derive: let: %s -->\n",
    "%% derive: %s\n",
    "---\n%s",
)


@dataclass(frozen=True)
class Piece:
    """One document to be read; `small` documents are short enough to be judged whole."""

    path: str
    text: str


@cache
def originals() -> tuple[tuple[str, str], ...]:
    """(suffix, text) of every document at hand."""
    files = [path for place in PLACES if place.is_dir() for path in sorted(place.rglob("*")) if path.suffix in SUFFIXES]
    return tuple((path.suffix, path.read_text(encoding="utf-8")) for path in files)


def document(seed: int, number: int, *, small: bool = False) -> Piece:
    """The document of this number."""
    rng = Random(f"fuzz {seed} {number}")
    suffix, text = rng.choice(originals())
    if rng.random() < 0.25:
        return Piece(f"soup{rng.choice(SUFFIXES)}", _soup(rng, rng.randint(1, 60 if small else 300)))
    text = _window(rng, text, SMALL if small else WINDOW)
    for _ in range(rng.choice((1, 1, 2, 3) if small else (1, 1, 2, 3, 5, 8, 20))):
        text = rng.choice(MUTATIONS)(rng, text)
    if rng.random() < 0.1:
        suffix = rng.choice(SUFFIXES)
    return Piece(f"mutated{suffix}", text[: 20 * WINDOW])


def source(piece: Piece) -> Source:
    """The document as the loader would hand it on, whatever its characters are."""
    return Source(piece.path, piece.text)


def _window(rng: Random, text: str, size: int) -> str:
    """Some of the lines; of a short document all."""
    if len(text) <= size:
        return text
    lines = text.splitlines(keepends=True)
    first = rng.randrange(len(lines))
    kept = ""
    for line in lines[first:]:
        if len(kept) + len(line) > size:
            break
        kept += line
    return kept or text[:size]


def _soup(rng: Random, length: int) -> str:
    words = [rng.choice(TOKENS) for _ in range(length)]
    glue = rng.choice(("", " ", " ", "{}"))
    body = glue.join(words)
    fences = rng.choice((("", ""), ("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\begin{align}", "\\end{align}")))
    return _header(rng, fences[0] + body + fences[1]) if rng.random() < 0.2 else fences[0] + body + fences[1]


def _header(rng: Random, text: str) -> str:
    return rng.choice(HEADERS).replace("%s", " ".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 12)))) + text


def _cut(rng: Random, text: str, longest: int = 40) -> tuple[int, int]:
    start = rng.randrange(len(text) + 1)
    return start, min(len(text), start + rng.randint(0, longest))


def _delete(rng: Random, text: str) -> str:
    start, end = _cut(rng, text, rng.choice((1, 3, 40)))
    return text[:start] + text[end:]


def _insert(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + "".join(rng.choice(TOKENS) for _ in range(rng.choice((1, 1, 2, 6)))) + text[at:]


def _double(rng: Random, text: str) -> str:
    start, end = _cut(rng, text)
    return text[:end] + text[start:end] * rng.choice((1, 1, 2, 30)) + text[end:]


def _move(rng: Random, text: str) -> str:
    start, end = _cut(rng, text)
    rest = text[:start] + text[end:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + text[start:end] + rest[at:]


def _splice(rng: Random, text: str) -> str:
    other = rng.choice(originals())[1]
    start, end = _cut(rng, other, 300)
    at = rng.randrange(len(text) + 1)
    return text[:at] + other[start:end] + text[at:]


def _exchange(rng: Random, text: str) -> str:
    """One character of structure for another."""
    places = [at for at, char in enumerate(text) if char in "\\{}$&_^()|=[]\n"]
    if not places:
        return _insert(rng, text)
    at = rng.choice(places)
    return text[:at] + rng.choice(("\\", "{", "}", "$", "&", "_", "^", "(", ")", "|", "=", "\n", "")) + text[at + 1 :]


def _nest(rng: Random, text: str) -> str:
    """A stretch put inside something many times."""
    start, end = _cut(rng, text, 10)
    before, after = rng.choice(NESTS)
    times = rng.choice((1, 2, 30, 80))
    return text[:start] + before * times + text[start:end] + after * times + text[end:]


NESTS = (
    ("{", "}"), ("(", ")"), ("\\frac{", "}{x}"), ("\\sqrt{", "}"), ("x_{", "}"), ("x^{", "}"), ("\\left(", "\\right)"),
    ("|", "|"), ("-", ""), ("\\log ", ""), ("\\sum_i ", ""), ("\\begin{cases}", "\\end{cases}"), ("\\hat{", "}"),
    ("\\text{", "}"), ("$", "$"), ("\\boxed{", "}"), ("\\begin{aligned}", "\\end{aligned}"), ("\\nabla_x ", ""),
    ("[", ""),
)  # fmt: skip
MUTATIONS: tuple[Callable[[Random, str], str], ...] = (
    _delete, _delete, _insert, _insert, _exchange, _exchange, _double, _move, _splice, _nest, _header,
)  # fmt: skip
