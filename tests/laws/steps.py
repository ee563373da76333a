r"""True steps, written as people write them, under declared names: what every campaign starts from.

A row is read under its scope exactly as a document would be; the two sides, unfolded and over common indices, are the
terms that mutants and rewrites are made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from derive.judge.readings import Reading, common, hypotheses, meaning
from derive.meaning.arrays import Array
from derive.meaning.choices import Choices
from derive.meaning.contexts import context
from derive.meaning.declare import declare, free_axes
from derive.meaning.elaborate import new_frame
from derive.meaning.hypotheses import condition_facts
from derive.meaning.scope import Hypothesis
from derive.syntax.chains import Unread
from derive.syntax.nodes import Node
from derive.syntax.reader import read_term
from derive.terms.facts import NONE, Facts
from derive.terms.term import Term

ROWS, COLUMNS = {"words": "rows"}, {"words": "columns"}

SCOPES: dict[str, tuple[str, ...]] = {
    "word2vec": ("word2vec",),
    "softmax": ("softmax",),
    "word2vec-2015": ("word2vec-2015",),
    "scores": (
        "softmax",
        r"c \in \mathbb{R}",
        r"q \in \mathbb{R}^K",
        r"F = \log \sum_j e^{s_j}",
        r"assume \sum_k q_k = 1",
    ),
    "pair": ("none", r"x, y \in \mathbb{R}"),
    "linear": (
        "none",
        r"X \in \mathbb{R}^{n \times d}, rows x_i",
        r"\theta \in \mathbb{R}^d",
        r"y \in \mathbb{R}^n",
        r"\lambda \in \mathbb{R}",
        r"L = \frac{1}{2} \|X \theta - y\|^2 + \frac{\lambda}{2} \|\theta\|^2",
    ),
    "logistic": (
        "none",
        r"X \in \mathbb{R}^{n \times d}, rows x_i",
        r"\theta \in \mathbb{R}^d",
        r"y \in \mathbb{R}^n",
        r"\lambda \in \mathbb{R}",
        r"z = X \theta",
        r"h = \sigma(z)",
        r"L = -\sum_i (y_i \log h_i + (1 - y_i) \log(1 - h_i)) + \frac{\lambda}{2} \|\theta\|^2",
    ),
    "network": (
        "none",
        r"W \in \mathbb{R}^{H \times d}",
        r"U \in \mathbb{R}^{C \times H}",
        r"x \in \mathbb{R}^d",
        r"b \in \mathbb{R}^H",
        r"a, t \in \mathbb{R}^C",
        r"z = W x + b",
        r"h = \sigma(z)",
        r"r = U h + a",
        r"E = \frac{1}{2} \|r - t\|^2",
        r"q = \operatorname{softmax}(r)",
        r"L = -\sum_k t_k \log q_k",
        r"may assume \sum_k t_k = 1",
    ),
    "rectifier": (
        "none",
        r"W \in \mathbb{R}^{H \times d}",
        r"x \in \mathbb{R}^d",
        r"u \in \mathbb{R}^H",
        r"z = W x",
        r"r = \sum_i u_i \operatorname{relu}(z_i)",
        r"g = \sum_i u_i \tanh(z_i)",
    ),
    "matrices": (
        "none",
        r"A, B \in \mathbb{R}^{n \times n}",
        r"C \in \mathbb{R}^{n \times d}",
        r"x, y \in \mathbb{R}^n",
        r"v \in \mathbb{R}^d",
        r"i, j, k \in n",
    ),
    "choice": (
        "none",
        r"p, q \in \mathbb{R}^n",
        r"i, j, k, w, o \in n",
        r"assume p_k > 0",
        r"assume \sum_k p_k = 1",
        r"assume \sum_k q_k = 1",
    ),
    "unknown": ("none", r"x \in \mathbb{R}^n", r"i, j \in n", r"g(x)"),
}


@dataclass(frozen=True)
class Row:
    """A true step as text: left = right in a scope, when a condition holds, assuming what the judge is to report."""

    name: str
    scope: str
    left: str
    right: str
    when: str = ""
    assuming: tuple[str, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """A true step as terms; `facts` are those stated, `offered` those the judge may assume and report."""

    row: Row
    left: Term
    right: Term
    facts: Facts
    offered: tuple[Hypothesis, ...]

    @property
    def held(self) -> Facts:
        """All facts under which the step is true: those stated and those it needs."""
        facts = self.facts
        for hypothesis in self.offered:
            if hypothesis.sentence in self.row.assuming:
                facts |= hypothesis.facts
        return facts


def read(row: Row) -> Step:
    """The two sides of a row as terms, with the facts of its scope and its condition."""
    base, *statements = SCOPES[row.scope]
    scope = context(base)
    for statement in statements:
        declare(statement, scope)
    frame = new_frame(scope, choices=Choices(dict(row.settled)))
    left, right = _node(row.left), _node(row.right)
    condition = _node(row.when) if row.when else None
    frame.guesses.update(free_axes([left, right, *([condition] if condition else [])], scope, frame.choices))
    for variable in sorted(scope.fixed(), key=lambda v: v.key):
        frame.free.setdefault(variable.name, variable)
    stated = condition_facts(condition, frame) if condition else NONE
    sides = [meaning(node, frame) for node in (left, right)]
    assert stated is not None, f"{row.name}: the condition is not understood"
    one, two = sides
    assert isinstance(one, Array), f"{row.name}: {one}"
    assert isinstance(two, Array), f"{row.name}: {two}"
    if two.is_zero and not one.is_scalar:
        two = Array(one.slots, two.body, two.shown)
    assert one.axes == two.axes, f"{row.name}: shapes {one.shape} and {two.shape}"
    terms = common(one, two, scope)
    offered = hypotheses(Reading(scope, frame.choices, frame), *terms)
    return Step(row, *terms, scope.facts | stated, offered)


def _node(text: str) -> Node:
    node = read_term(text)
    assert not isinstance(node, Unread), f"{text}: {node.message}"
    return node


@cache
def steps() -> tuple[Step, ...]:
    """Every row of the table, read."""
    return tuple(read(row) for row in ROWS_OF_TRUTH)
