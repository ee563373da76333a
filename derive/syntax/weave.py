"""Weave strands into chains, over rows and over displays that continue each other.

    Strands, display by display  --Weaver-->  chains

A strand that begins with its sign goes on from the chain before; one that ends with it waits for the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from derive.source.around import UNSAID, Said
from derive.source.notes import Fault
from derive.source.text import Span
from derive.syntax.balance import balanced
from derive.syntax.chains import Chain, Relation, Unread
from derive.syntax.cursor import ReadingError
from derive.syntax.grammar import Grammar
from derive.syntax.nodes import Node
from derive.syntax.rows import Strand
from derive.syntax.spellings import Kind
from derive.syntax.tokens import Token


def read_tokens(tokens: list[Token]) -> Node | Unread:
    """A term, or why it cannot be read."""
    try:
        return Grammar(tokens).term()
    except ReadingError as error:
        span = Span(min(t.start for t in tokens), max(t.end for t in tokens)) if tokens else error.token.span
        ways, complete = balanced(tokens) if error.token.kind is Kind.CLOSE else ((), False)
        return Unread(span, error.token.span, error.message, error.hint, error.slip, ways, complete)


class Place(NamedTuple):
    """Where a formula stands; see Chain."""

    inline: bool
    section: int
    block: int
    passing: bool = False
    said: Said = UNSAID


@dataclass(slots=True)
class Thread:
    """A chain that may still grow; `waiting` is a sign without a right side yet."""

    terms: list[Node | Unread]
    relations: list[Relation]
    conditions: list[Node]
    place: Place
    waiting: Relation | None = None
    own_conditions: list[Node] = field(default_factory=list)  # those written in its rows

    def chain(self) -> Chain:
        return Chain(tuple(self.terms), tuple(self.relations), tuple(self.conditions), *self.place)


@dataclass(slots=True)
class Weaver:
    """Takes the strands of one formula after the other."""

    threads: list[Thread] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    last: dict[bool, Thread] = field(default_factory=dict)  # where the last inline formula and the last display ended
    carried: list[Node] = field(default_factory=list)  # the conditions of that display

    def formula(self, strands: list[Strand], place: Place, conditions: list[Node], may_continue: bool) -> None:
        """Add one formula with what the sentence before it says must hold.

        A display that continues the one before keeps its conditions.
        """
        if place.inline:
            strands = [strand for strand in strands if not strand.is_lone_sign]
        last = self.last.get(place.inline) if may_continue and strands else None
        current = last if last is not None and _continues(last, strands[0]) else None
        if last is not None and current is None and not place.inline and _is_rest(strands[0]) and last.relations:
            at = last.terms[-1].span
            last.terms[-1] = Unread(at, at, "the display after this one may go on with this term")
        if current is not None and conditions:
            current = self.branch(current, -1, [*current.conditions, *conditions])
        if not place.inline:
            self.carried = conditions or (self.carried if current is not None else [])
            conditions = self.carried
        for strand in strands:
            current = self.add(strand, current, Thread([], [], list(conditions), place))
        if current is not None:
            self.last[place.inline] = current
        else:
            self.last.pop(place.inline, None)

    def branch(self, thread: Thread, at: int, conditions: list[Node]) -> Thread:
        """A new thread that goes on from a term of this one under other conditions."""
        new = Thread([thread.terms[at]], [], conditions, thread.place, thread.waiting)
        thread.waiting = None
        self.threads.append(new)
        return new

    def add(self, strand: Strand, current: Thread | None, fresh: Thread) -> Thread:
        """Add one strand to the current thread or to a fresh one; -> the thread it is in."""
        if current is not None and (waiting := current.waiting) is not None:
            current.waiting = None
            return self.extend_waiting(strand, waiting, current, fresh)
        if current is not None and strand.continues:
            if strand.conditions and current.own_conditions:  # one case a row: `= a, i = j` and then `= b, i \\ne j`
                shared = [condition for condition in current.conditions if condition not in current.own_conditions]
                current = self.branch(current, 0, shared)
            return self.extend(strand, current)
        fresh.terms.append(_nothing(strand.signs[0], "left") if strand.continues else read_tokens(strand.terms[0]))
        self.threads.append(fresh)
        return self.extend(strand, fresh)

    def extend_waiting(self, strand: Strand, waiting: Relation, current: Thread, fresh: Thread) -> Thread:
        """The strand after a trailing sign: its right side, unless the strand has a left side of its own."""
        if strand.continues:  # the sign was written twice
            return self.extend(strand, current)
        if strand.has_left_side and fresh.place.block != current.place.block:
            self.faults.append(_trailing(waiting))
            return self.add(strand, None, fresh)
        current.relations.append(waiting)
        current.terms.append(read_tokens(strand.terms[0]))
        return self.extend(strand, current)

    def extend(self, strand: Strand, thread: Thread) -> Thread:
        """Add the signs of a strand and the terms after them."""
        for sign, term in zip(strand.signs, strand.terms[1:], strict=True):
            relation = Relation(sign.text, sign.span)
            if not term and sign is strand.signs[-1]:
                thread.waiting = relation
                break
            thread.relations.append(relation)
            thread.terms.append(read_tokens(term) if term else _nothing(sign, "right"))
        thread.conditions += strand.conditions
        thread.own_conditions += strand.conditions
        return thread

    def finish(self) -> list[Chain]:
        """All chains, in order; a sign that still waits is a fault."""
        self.faults += [_trailing(thread.waiting) for thread in self.threads if thread.waiting is not None]
        return [thread.chain() for thread in self.threads]


def _continues(current: Thread, strand: Strand) -> bool:
    """Whether a display goes on where the one before ended."""
    return strand.continues or (current.waiting is not None and not strand.has_left_side)


def _is_rest(strand: Strand) -> bool:
    """`+ c` in a display of its own."""
    return not strand.signs and bool(strand.terms[0]) and strand.terms[0][0].kind in (Kind.PLUS, Kind.TIMES)


def _nothing(sign: Token, side: str) -> Unread:
    return Unread(
        sign.span, sign.span, f"nothing stands to the {side} of this {sign.text}", "write both sides in the formula"
    )


def _trailing(relation: Relation) -> Fault:
    return Fault(relation.span, f"nothing follows this {relation.sign}")
