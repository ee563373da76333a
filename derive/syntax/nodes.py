"""The surface tree: a closed set of node kinds, each with its span in the raw text.

Products and applications stay flat (`f (x)` is a Product of a Name and a Group until names are resolved),
subscripts stay nodes, and no letter has a meaning yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.source.text import Span


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    span: Span


@dataclass(frozen=True, slots=True)
class Numeral(Node):
    """2, 0.5"""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A letter `U`, a command `\\theta`, or a word `softmax`.

    `font` is '', 'bf', 'bb', 'cal', 'rm', 'it', 'sf' or 'tt'.
    """

    text: str
    font: str = ""


@dataclass(frozen=True, slots=True)
class Accent(Node):
    """\\hat{y}: accent is the command without backslash."""

    accent: str
    body: Node


@dataclass(frozen=True, slots=True)
class Label(Node):
    """A subscript or superscript that is a word, not an index: `_{\\text{naive-softmax}}`, `^{new}`."""

    text: str


@dataclass(frozen=True, slots=True)
class Scripted(Node):
    """base_{sub}^{sup}'' in either order."""

    base: Node
    sub: Node | None
    sup: Node | None
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Brackets around a comma list: open is one of ( [ \\{ | \\| \\langle \\lfloor \\lceil or '.' (\\left.).

    `given` is the number of items before a conditional bar, as in P(O = o | C = c); None without a bar.
    A plain pair of braces {…} is no node.
    """

    open: str
    close: str
    items: tuple[Node, ...]
    given: int | None = None


@dataclass(frozen=True, slots=True)
class Signed(Node):
    """+x or -x as the first thing of an expression or after an operator."""

    sign: str
    body: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """left + right, left - right (left-associative); also \\pm, \\mp, \\cup, ..."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors with the sign written before each: '' (juxtaposed; always for the first), 'cdot', 'times', 'otimes',
    'odot' (also \\circ), '*', '/'."""

    factors: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    """\\frac{top}{bottom}"""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Root(Node):
    """\\sqrt{body}"""

    body: Node


@dataclass(frozen=True, slots=True)
class Big(Node):
    """\\sum_{sub}^{sup} body; operator is 'sum', 'prod', ... The body is the product that follows (or a signed one)."""

    operator: str
    sub: Node | None
    sup: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Function(Node):
    """A typographic function (\\log, \\exp, \\operatorname{softmax}, the word exp) with its argument.

    argument is a Group when brackets follow, else the run of factors up to + - and so on; None when nothing follows.
    """

    name: str
    sub: Node | None
    sup: Node | None
    primes: int
    argument: Node | None


@dataclass(frozen=True, slots=True)
class Differential(Node):
    """\\partial x or d x below a fraction bar; order is the superscript of \\partial^2."""

    body: Node | None
    order: Node | None = None


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """\\frac{\\partial body}{\\partial by}; \\frac{\\partial}{\\partial by} body; \\nabla_{by} body.

    style: 'fraction', 'operator' (body is the rest of the product; None if there is none) or 'nabla'.
    `by` is what stands after the \\partial below; a denominator with several differentials, or with one raised to a
    power, is a Product of Differentials.
    immediate: \\partial^+, which holds earlier states fixed.
    """

    body: Node | None
    by: Node
    style: str
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class Relations(Node):
    """A chain inside brackets, scripts or conditions: w = o, k \\in V, -m \\le j \\le m. len(terms) = len(signs) + 1.

    spans[i] is the raw stretch of signs[i] alone.
    """

    terms: tuple[Node, ...]
    signs: tuple[str, ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """Items separated by commas or space without brackets, as in a subscript `-m \\le j \\le m, j \\ne 0`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Case(Node):
    """One row of a case distinction. `value` is a Relations node when the row holds a chain; its condition may be a
    Relations, a Text ('otherwise') or None."""

    value: Node
    condition: Node | None


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """\\begin{cases} ... \\end{cases}, or \\left\\{ \\begin{array} ... \\right."""

    rows: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """\\begin{bmatrix} ... \\end{bmatrix}"""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Words inside a formula."""

    text: str


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """\\dots, \\cdots"""
