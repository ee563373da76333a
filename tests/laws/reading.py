"""The table of true steps, read: each side becomes a term exactly as in a document.

    Row  --read()-->  Step(left, right, facts, offered)

The terms are unfolded and over common indices; mutants and rewrites are made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from derive.declarations.contexts import context
from derive.declarations.statements import declare
from derive.judge.links import common, hypotheses
from derive.judge.readings import meaning
from derive.meaning.arrays import Array
from derive.meaning.choices import Choices
from derive.meaning.elaborate import new_frame
from derive.meaning.hypotheses import condition_facts
from derive.meaning.indices import free_axes
from derive.meaning.scope import FunctionDefinition, Hypothesis
from derive.syntax.chains import Unread
from derive.syntax.nodes import Node
from derive.syntax.reader import read_chain, read_term
from derive.terms.facts import Facts
from derive.terms.term import Term
from tests.laws.steps import OPEN, ROWS, SCOPES, Row

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
