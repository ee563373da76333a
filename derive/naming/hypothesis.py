"""Standard hypotheses: what a step may assume, and then says that it does."""

from __future__ import annotations

from dataclasses import dataclass

from derive.terms.facts import Facts
from derive.terms.index import Index
from derive.terms.substitute import map_entries
from derive.terms.term import Delta, Entry, Term


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A standard hypothesis that may be assumed and is then reported.

    facts     what it says of indices and tensors
    onehot    (y, o): the vector y is 1 at o and 0 elsewhere, said by replacing its entries
    usual     said by a context, not by the document
    symmetric A: the matrix A is its own transpose, said by writing (A_ij + A_ji)/2 for its entries
    """

    facts: Facts
    sentence: str
    onehot: tuple[str, Index] | None = None
    symmetric: str = ""
    usual: bool = False

    def applied(self, term: Term) -> Term:
        """The term with what the hypothesis replaces."""
        if self.symmetric:
            return map_entries(term, _halves, frozenset([self.symmetric]), frozenset())
        if self.onehot is None:
            return term
        name, index = self.onehot
        return map_entries(term, lambda entry: Delta(entry.indices[0], index), frozenset([name]), index.free)


def _halves(entry: Entry) -> Term:
    """(A_ij + A_ji) / 2 of a square matrix."""
    if len({index.axis for index in entry.indices}) > 1:
        return entry
    return (entry + Entry(entry.tensor, entry.indices[::-1])) / 2
