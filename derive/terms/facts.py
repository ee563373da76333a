"""Facts: what may be assumed about indices and tensors when a step is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.terms.index import Index

Pair = tuple[Index, Index]


@dataclass(frozen=True, slots=True)
class Facts:
    """Hypotheses under which two terms are compared; all hold at once.

    equal, unequal   pairs of index terms, such as w = o or w != o
    avoids           (f, i): the index function f never takes the value i (o is not among the negatives)
    injective        f: the index function f is one-to-one (the negatives are distinct)
    distributions    (T, p): the entries of tensor T sum to 1 along the index at position p (0-based)
    positive         T: every entry of tensor T is > 0
    """

    equal: frozenset[Pair] = field(default_factory=frozenset)
    unequal: frozenset[Pair] = field(default_factory=frozenset)
    avoids: frozenset[tuple[str, Index]] = field(default_factory=frozenset)
    injective: frozenset[str] = field(default_factory=frozenset)
    distributions: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    positive: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: Facts) -> Facts:
        """All facts of both."""
        return Facts(
            self.equal | other.equal,
            self.unequal | other.unequal,
            self.avoids | other.avoids,
            self.injective | other.injective,
            self.distributions | other.distributions,
            self.positive | other.positive,
        )


NONE = Facts()
