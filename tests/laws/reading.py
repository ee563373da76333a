"""The table of true steps, read: each side becomes a term exactly as in a document.

    Row  --read()-->  Step(left, right, facts, offered)

The terms are unfolded and over common indices; mutants and rewrites are made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from derive.decision.abstract import unknown_functions
from derive.decision.decide import decide
from derive.declarations.contexts import context
from derive.declarations.statements import declare
from derive.indexing.hypotheses import condition_facts
from derive.indexing.indices import free_axes
from derive.judge.check import read_sections
from derive.links.assuming import hypotheses
from derive.links.comparison import common
from derive.links.link import Status
from derive.links.readings import meaning
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import Array
from derive.naming.choices import Choices
from derive.naming.hypothesis import Hypothesis
from derive.naming.scope import FunctionDefinition
from derive.opening.state import Options, opened
from derive.source.load import load
from derive.syntax.chains import Unread
from derive.syntax.nodes import Node
from derive.syntax.reader import read_chain, read_document, read_term
from derive.terms.blocks import parted
from derive.terms.facts import Facts
from derive.terms.term import Term
from derive.verdicts.verdict import Verdict
from tests.laws.steps import OPEN, ROWS, SCOPES, Row

CORPUS = Path(__file__).parent.parent / "corpus"
UNKNOWN = "function "  # a statement of the table alone: g'(x) in a document says that g is a function


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
        if statement.startswith(UNKNOWN):
            name = statement.removeprefix(UNKNOWN)
            scope.functions[name] = FunctionDefinition(name, "x", None)
        else:
            declare(statement, scope)
    frame = new_frame(scope, choices=Choices(dict(row.settled)))
    left, right = _node(row.left), _node(row.right)
    conditions = read_chain(rf"0 = 0 \quad ({row.when})").conditions if row.when else ()
    frame.guesses.update(free_axes([left, right, *conditions], frame))
    for variable in sorted(scope.fixed(), key=lambda v: v.key):
        frame.free.setdefault(variable.name, variable)
    facts = scope.facts
    for condition in conditions:
        stated = condition_facts(condition, frame)
        assert stated is not None, f"{row.name}: the condition is not understood"
        facts |= stated
    assert bool(row.when) == bool(conditions), f"{row.name}: the condition is not read"
    sides = [meaning(node, frame) for node in (left, right)]
    one, two = sides
    assert isinstance(one, Array), f"{row.name}: {one}"
    assert isinstance(two, Array), f"{row.name}: {two}"
    if two.is_zero and not one.is_scalar:
        two = Array(one.slots, two.body, two.shown)
    assert one.axes == two.axes, f"{row.name}: shapes {one.shape} and {two.shape}"
    terms = common(one, two, scope)
    offered = hypotheses(frame, *terms)
    return Step(row, *terms, facts, offered)


@cache
def breadth() -> tuple[Step, ...]:
    """Every step of the documents in tests/corpus that is proved without leaving a name folded."""
    return tuple(step for path in sorted(CORPUS.rglob("*.md")) for step in _proved(path))


def everything() -> tuple[Step, ...]:
    """The table and the documents."""
    return (*steps(), *breadth())


def _proved(path: Path) -> Iterator[Step]:
    document = read_document(load(path))
    state, _ = opened(document, Options())
    for section, _, _ in read_sections(document, state):
        for link, frame in ((link, reading.frame) for _, reading in section.readings for link in reading.links):
            if link.status is not Status.PROVED or link.terms is None or link.decision is None:
                continue
            offered = hypotheses(frame, *link.terms, link=link)
            decision = decide(*link.terms, link.facts, offered)
            replaced = any(h.onehot or h.symmetric for h in offered if h.sentence in decision.assuming)
            if decision.verdict is Verdict.PROVED and not replaced and unknown_functions(link.terms[0]) == set():
                line, column = document.source.position(link.relation.span.start)
                row = Row(f"{path.stem}:{line}:{column}", path.stem, "", "", assuming=decision.assuming)
                yield Step(row, *map(parted, link.terms), link.facts, offered)


def _node(text: str) -> Node:
    node = read_term(text)
    assert not isinstance(node, Unread), f"{text}: {node.message}"
    return node


@cache
def steps() -> tuple[Step, ...]:
    """Every row of the table, read."""
    return tuple(read(row) for row in ROWS)


@cache
def open_steps() -> tuple[Step, ...]:
    """The true steps that nothing proves so far, read."""
    return tuple(read(row) for row in OPEN)
