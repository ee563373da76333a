"""The decision: both sides evaluated in one or more random worlds for every equality pattern.

    Term, Term, Facts  --compare()-->  AGREES | DIFFERS | UNDEFINED

One world with different sides shows that the two terms are not equal by the laws of sums, powers, exp and log; worlds
with equal sides in every pattern make equality certain up to chance (about 2^-20 for one draw, several are made).
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from itertools import islice
from random import Random

from derive.errors import LimitError
from derive.fields.chains import LARGE, SMALL
from derive.fields.extent import Extent, apart
from derive.fields.patterns import Pattern, patterns, place
from derive.fields.residues import HopelessError, Residues, Setup
from derive.fields.signs import has_logs, has_roots, has_signs, span
from derive.terms.facts import NONE, Facts
from derive.terms.places import UndefinedError, survey
from derive.terms.term import Term
from derive.terms.worlds import Budget

WORK = 300_000  # evaluated nodes; about half a second
MOST_PATTERNS = 2_000
_ATTEMPTS = 40
HOPELESS = 3
_SIGN_TRIALS = 40
_ROOT_TRIALS = 20  # sqrt(x^2) = x wherever the coin of x says positive
_FUNCTION_TRIALS = 6


class Outcome(Enum):
    """What finite-field worlds say about an equation."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNDEFINED = "undefined"


@lru_cache(maxsize=5_000)
def compare(left: Term, right: Term, facts: Facts = NONE, *, seed: int = 0, patience: int = HOPELESS) -> Outcome:
    """Whether left = right in random worlds of every equality pattern; the same answer for the same seed.

    patience   how often a world is sought in which every root and logarithm is defined
    """
    try:
        return Comparison(left, right, facts, seed, patience).outcome()
    except (UndefinedError, LimitError, RecursionError):
        return Outcome.UNDEFINED


class Comparison:
    """Two sides, and what their worlds have in common."""

    def __init__(self, left: Term, right: Term, facts: Facts, seed: int, patience: int) -> None:
        self.left, self.right, self.facts, self.patience = left, right, facts, patience
        self.rng = Random(seed)
        self.noted = survey(left, right, facts)
        self.extent = Extent(left, right, self.noted, facts)
        self.logs = has_logs(left) or has_logs(right)
        self.signs = has_signs(left) or has_signs(right)
        self.roots = has_roots(left) or has_roots(right)
        self.signed = self.signs or self.roots
        self.setup = Setup(self.noted, facts, self.signed, Budget(WORK))
        (low, high), (other_low, other_high) = span(left), span(right)
        self.low, self.high = min(low, other_low), max(high, other_high)

    def outcome(self) -> Outcome:
        """DIFFERS as soon as one world differs; AGREES if every pattern had enough worlds and none differed."""
        found = list(islice(patterns(self.noted, self.facts), MOST_PATTERNS + 1))
        if not found or len(found) > MOST_PATTERNS:
            return Outcome.UNDEFINED
        undefined = False
        for pattern in found:
            try:
                if not all(self.equal(pattern, trial) for trial in range(self.trials())):
                    return Outcome.DIFFERS
            except UndefinedError:
                undefined = True
        return Outcome.UNDEFINED if undefined else Outcome.AGREES

    def trials(self) -> int:
        """How many worlds decide one pattern."""
        return max(
            3 if self.logs else 2,
            self.extent.degree + 2 if self.extent.degree else 0,
            _FUNCTION_TRIALS if self.noted.functions else 0,
            _SIGN_TRIALS if self.signs else 0,
            _ROOT_TRIALS if self.roots else 0,
        )

    def equal(self, pattern: Pattern, trial: int) -> bool:
        """left = right in one world of the pattern."""
        hopeless = 0
        for _ in range(_ATTEMPTS):
            try:
                if (world := self.world(pattern, trial)) is not None:
                    return world.value(self.left, -self.low) == world.value(self.right, -self.low)
            except HopelessError:
                hopeless += 1
                if hopeless == self.patience:
                    raise
            except UndefinedError:
                continue
        raise UndefinedError("no admissible draw")

    def world(self, pattern: Pattern, trial: int) -> Residues | None:
        """A draw of the pattern, if it respects the facts."""
        sizes = self.extent.sizes(pattern, trial, self.rng)
        places = place(pattern, sizes, self.noted, self.facts, self.rng, apart=apart(trial))
        if not places.respects(self.facts, self.noted):
            return None
        return Residues(self.setup, places, self.primes(), self.rng)

    def primes(self) -> tuple[int, ...]:
        """As many consecutive primes of a chain as there are levels, from a random start."""
        levels = self.high - self.low + 1
        chain = SMALL if self.logs else LARGE
        if levels > len(chain):
            raise UndefinedError("exp and log are nested too deeply")
        start = self.rng.randrange(len(chain) - levels + 1)
        return chain[start : start + levels]
