"""What code gave, against the truth: the shape, the kind of number, and every entry to within its bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from flint import arb

from derive.cases.bounds import bounds
from derive.cases.case import Case
from derive.cases.truth import true_values
from derive.losses.loss import Loss
from derive.terms.index import Variable
from derive.terms.places import Positions
from derive.terms.term import Term

LOSSES = 64  # whose gradients are remembered
NEAR = 2.0**-20  # of the bound: how well the truth is known


@dataclass(frozen=True)
class Disagreement:
    """A result that is not what it should be: which, and in words what was found and what was expected."""

    result: str
    message: str

    def __str__(self) -> str:
        return f"{self.result}: {self.message}"


@dataclass(frozen=True)
class Expected:
    """One result at a case: its true entries and how far floats may be off.

    lax   any kind of float will do, and a form that cancels: 1 - σ(x) for σ(-x)
    """

    name: str
    case: Case
    term: Term
    slots: tuple[Variable, ...] = ()
    lax: bool = False

    @cached_property
    def bounds(self) -> Mapping[Positions, float]:
        """By position."""
        return bounds(self.case, self.term, self.slots, lax=self.lax)

    @cached_property
    def values(self) -> Mapping[Positions, arb]:
        """By position."""
        return true_values(self.case, self.term, self.slots, {at: NEAR * b for at, b in self.bounds.items()})

    def disagreement(self, given: Any) -> Disagreement | None:
        """What is wrong with a result, if anything is."""
        array, shape = np.asarray(given), self.case.shape(tuple(slot.axis for slot in self.slots))
        if array.shape != shape:
            return Disagreement(self.name, f"has shape {array.shape}, but should be {shape}")
        if array.dtype != self.case.dtype and not (self.lax and array.dtype.kind == "f"):
            return Disagreement(self.name, f"is {array.dtype}, but should be {self.case.dtype} like what it is made of")
        wrong = next((at for at in self.values if not self.near(float(array[at]), at)), None)
        return None if wrong is None else Disagreement(self.name, self._apart(float(array[wrong]), wrong))

    def near(self, found: float, at: Positions) -> bool:
        """Whether a float is as close to the truth as floats can be expected to be."""
        return bool(np.isfinite(found) and abs(arb(found) - self.values[at]) <= self.bounds[at])

    def _apart(self, found: float, at: Positions) -> str:
        where = f" at {list(at)}" if at else ""
        true = "0" if self.values[at].contains(0) else self.values[at].str(8, radius=False)
        return f"is {found!r}{where}, but should be {true}, give or take {self.bounds[at]:.1e}"


def expected(case: Case, *, lax: bool = False) -> list[Expected]:
    """The loss, then its gradients."""
    return [Expected(name, case, term, at, lax) for name, term, at in _wanted(case.loss)]


@lru_cache(maxsize=LOSSES)
def _wanted(loss: Loss) -> tuple[tuple[str, Term, tuple[Variable, ...]], ...]:
    return ("loss", loss.term, ()), *((f"d{g.wrt.name}", g.term, g.slots) for g in loss.gradients())


def check(case: Case, results: Sequence[Any]) -> list[Disagreement]:
    """Where results, the loss first and then the gradients, are not what they should be at a case."""
    return disagreements(expected(case), results)


def disagreements(wanted: Sequence[Expected], results: Sequence[Any]) -> list[Disagreement]:
    """Where results are not what is wanted."""
    if len(results) != len(wanted):
        names = ", ".join(e.name for e in wanted)
        return [Disagreement("results", f"{len(results)} were given, but should be {len(wanted)}: {names}")]
    found = [e.disagreement(given) for e, given in zip(wanted, results, strict=True)]
    return [wrong for wrong in found if wrong is not None]
