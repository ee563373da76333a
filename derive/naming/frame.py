"""What one chain's terms are read with: the scope, the choices, and the letters bound so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from derive.naming.arrays import Array
from derive.naming.choices import Choices
from derive.naming.scope import Scope, Tensor
from derive.source.text import Span
from derive.syntax.nodes import Node
from derive.terms.index import Axis, Index, Variable
from derive.terms.term import Entry, Term


@dataclass
class Frame:
    """The state of reading one chain.

    bound    index letters bound by a sum or a pattern
    free     index letters that are free in the chain; one letter is one variable
    guesses  axes inferred for free letters from where they stand
    values   parameters of a function being applied
    vacuous  derivatives of something by what it does not depend on, with what to say of them
    doubted  those of them that speak of what was inferred or is not said: they may be misread
    lost     names that an equation of the chain gives a meaning which is not understood: from the next chain on
    laws     names at other times as the equations make them that a derivative went through
    notes    remarks for the report, such as 'K is read as the size |V|'
    adding   the times that sums around here run over
    at_bar   a derivative at one use of what it is by stands in the chain: |_{(t)}
    within   a factor of a chain rule that adds up what single times do: nothing acts through earlier states
    whole    derivatives that are a side of the chain by themselves
    passing  the chain is said in passing, without concluding anything
    held     derivatives that are names of their own, defined as their result, with what was differentiated by what;
             None where nobody asks how a derivative came about
    reader   Node -> Array: the elaborator itself, handed in so that its parts can call it
    """

    scope: Scope
    choices: Choices
    reader: Callable[[Node, Frame], Array]
    bound: dict[str, Index] = field(default_factory=dict)
    free: dict[str, Variable] = field(default_factory=dict)
    guesses: dict[str, Axis] = field(default_factory=dict)
    values: dict[str, Array] = field(default_factory=dict)
    vacuous: dict[Span, str] = field(default_factory=dict)
    doubted: set[Span] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    laws: dict[str, Tensor] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    whole: frozenset[Span] = frozenset()
    passing: bool = False
    adding: frozenset[str] = frozenset()
    at_bar: bool = False
    within: bool = False
    held: dict[str, tuple[Term, Entry]] | None = None

    def read(self, node: Node) -> Array:
        """The meaning of a node."""
        return self.reader(node, self)

    def note(self, message: str) -> None:
        """Remember a remark once."""
        if message not in self.notes:
            self.notes.append(message)

    @property
    def unfolding(self) -> Scope:
        """The scope with the equations at other times that derivatives went through."""
        return self.scope.with_(self.laws)

    def hold(self, body: Term, target: Entry, result: Term) -> Term:
        """The derivative d body / d target = result; under a name of its own where derivatives are held."""
        if self.held is None:
            return result
        name = f"%d{len(self.held)}"
        slots = tuple(sorted(body.free | target.free, key=lambda v: v.key))
        self.held[name] = body, target
        axes = tuple(slot.axis for slot in slots)
        self.scope.add(Tensor(name, axes, definition=Array(slots, result, name), origin="document"))
        return Entry(name, slots)

    def apart(self, **changed: Any) -> Frame:
        """A frame to read in without a trace: what is met there is not known here."""
        inside = {name: value.copy() for name, value in vars(self).items() if isinstance(value, dict | set | list)}
        return replace(self, scope=self.scope.copy(), **{**inside, **changed})

    @contextmanager
    def binding(self, letter: str, index: Index) -> Iterator[None]:
        """`letter` means `index` inside; an outer meaning is shadowed and comes back."""
        before = self.bound.get(letter)
        self.bound[letter] = index
        try:
            yield
        finally:
            if before is None:
                del self.bound[letter]
            else:
                self.bound[letter] = before
