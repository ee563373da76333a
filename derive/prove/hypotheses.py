"""What is known about index terms in one case: which are equal, which differ.

Equations between closed index terms are kept as rewriting rules from greater to smaller terms, closed under each other,
so a term is equal to another by congruence exactly when both rewrite to the same one (ground completion).
Every variable named here is free in the question; a sum that binds the same name must rename it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derive.prove.meter import NoProofError
from derive.terms.facts import Facts
from derive.terms.index import Applied, Index, Literal, Variable

Pair = tuple[Index, Index]


def replaced_index(index: Index, by: Mapping[Index, Index]) -> Index:
    """index with every subterm that is a key replaced, outermost first."""
    found = by.get(index)
    if found is not None:
        return found
    if isinstance(index, Applied):
        arguments = tuple([replaced_index(a, by) for a in index.arguments])
        if arguments != index.arguments:
            return Applied(index.function, arguments, index.axis)
    return index


def weight(index: Index) -> tuple[int, int, str]:
    """Literals before variables before index functions: what is easier to write is kept."""
    if isinstance(index, Literal):
        return 0, 0, index.key
    if isinstance(index, Applied):
        return 2, len(index.key), index.key
    return 1, 0, index.key


def oriented(left: Index, right: Index) -> Pair:
    """(old, new): the greater term, to be replaced, and the smaller."""
    return (left, right) if weight(left) > weight(right) else (right, left)


class Contradiction(Exception):  # noqa: N818 - not an error: the case is empty
    """No assignment of positions satisfies the hypotheses."""


class Hypotheses:
    """The facts about indices and one consistent choice of further equations and inequations. Immutable once built."""

    __slots__ = ("_memo", "facts", "reserved", "rules", "unequal")

    def __init__(self, facts: Facts, equal: Iterable[Pair] = (), unequal: Iterable[Pair] = ()) -> None:
        self.facts = facts
        self._memo: dict[Index, Index] = {}
        self.rules: dict[Index, Index] = {}
        self._complete([*facts.equal, *equal])
        self.unequal = {frozenset((self.normal(a), self.normal(b))) for a, b in [*facts.unequal, *unequal]}
        self._refuse_contradictions()
        named = [i for pair in [*equal, *unequal] for i in pair]
        self.reserved: frozenset[Variable] = facts.spoken_of.union(*[i.free for i in named])

    def _complete(self, equations: list[Pair]) -> None:
        """Ground completion, with f(.., s) = f(.., t) => s = t for one-to-one f."""
        while equations:
            left, right = (self.normal(i) for i in equations.pop())
            if left is right:
                continue
            if isinstance(left, Literal) and isinstance(right, Literal):
                raise Contradiction
            old, new = oriented(left, right)
            equations += self._same_image(old, new)
            for rule in [k for k, v in self.rules.items() if old in _parts(k) or old in _parts(v)]:
                equations.append((rule, self.rules.pop(rule)))
            self.rules[old] = new
            self._memo.clear()

    def _same_image(self, old: Index, new: Index) -> list[Pair]:
        if not isinstance(old, Applied):
            return []
        twins = [k for k, v in self.rules.items() if v is new] + [new]
        return [
            pair
            for twin in twins
            if isinstance(twin, Applied) and self._one_to_one(old, twin)
            for pair in zip(old.arguments, twin.arguments, strict=True)
        ]

    def _one_to_one(self, left: Applied, right: Applied) -> bool:
        """Both are values of one function that takes no value twice, at arguments that can differ in the last only."""
        return (
            left.function == right.function
            and left.function in self.facts.injective
            and left.axis == right.axis
            and [a.axis for a in left.arguments] == [a.axis for a in right.arguments]
            and [*map(self.normal, left.arguments[:-1])] == [*map(self.normal, right.arguments[:-1])]
        )

    def _refuse_contradictions(self) -> None:
        if any(len(pair) == 1 for pair in self.unequal):
            raise Contradiction
        for old, new in self.rules.items():
            if self._avoided(old, new) or self._avoided(new, old):
                raise Contradiction

    def normal(self, index: Index) -> Index:
        """The representative of an index term."""
        if not self.rules:
            return index
        found = self._memo.get(index)
        if found is None:
            found = index
            while (step := replaced_index(found, self.rules)) is not found:
                found = step
            self._memo[index] = found
        return found

    def same(self, left: Index, right: Index) -> bool | tuple[Pair, ...]:
        """True or False if known, else the pairs that must all be equal for left = right."""
        left, right = self.normal(left), self.normal(right)
        if left is right:
            return True
        if left.axis != right.axis:
            raise NoProofError("a delta between different axes")
        if isinstance(left, Literal) and isinstance(right, Literal):
            return False
        if _nowhere(left) or _nowhere(right):
            raise NoProofError("a literal that is no position")
        if frozenset((left, right)) in self.unequal or self._avoided(left, right) or self._avoided(right, left):
            return False
        if isinstance(left, Applied) and isinstance(right, Applied) and self._one_to_one(left, right):
            return self._all_same(left, right)
        return ((left, right) if left.key < right.key else (right, left),)

    def _avoided(self, value: Index, other: Index) -> bool:
        if not isinstance(value, Applied):
            return False
        return any(self.normal(never) is self.normal(other) for never in self.facts.never(value))

    def _all_same(self, left: Applied, right: Applied) -> bool | tuple[Pair, ...]:
        """A one-to-one f: f(.., s) = f(.., t) exactly when s = t"""
        pairs: list[Pair] = []
        for a, b in zip(left.arguments, right.arguments, strict=True):
            found = self.same(a, b)
            if found is False:
                return False
            if found is not True:
                pairs += found
        return tuple(pairs) or True


def _parts(index: Index) -> list[Index]:
    return [index, *[p for a in index.arguments for p in _parts(a)]] if isinstance(index, Applied) else [index]


def _nowhere(index: Index) -> bool:
    return isinstance(index, Literal) and index.axis.half is None and index.value < 1
