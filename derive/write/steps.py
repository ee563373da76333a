"""The steps of a derivation as a person would show them: what to join, what to leave out, what to call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.explain.ground import Ground
from derive.explain.tidy import shuffled, tidy
from derive.explain.trace import Page
from derive.losses.simplify import ordered
from derive.terms.index import Index
from derive.terms.term import ONE, ZERO, Apply, Entry, Mul, Sum, Term, walk

DEFINED = "by definition"
HOT = "the one-hot vector picks one summand"
EXCHANGED = "the sums exchanged"
EQUAL = "equal words have equal vectors"
DISTINCT = "a delta of different indices is 0"
BACK = "the names put back"
LOG, EXP, LOG_SUM_EXP = "derivative of log", "derivative of exp", "chain rule on log-sum-exp"
APART = ("derivative of an inner product", "a distribution sums to 1")  # steps of their own
TRIVIAL = "derivative of an entry"  # needs no word beside others


@dataclass(frozen=True, slots=True)
class Where:
    """i = j, z > 0: what holds in one case."""

    left: Index | Term
    sign: str
    right: Index | Term


@dataclass(frozen=True, slots=True)
class Cases:
    """A term in each case."""

    branches: tuple[tuple[Term, Where], ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Without the cases in which they stand."""
        return tuple(term for term, _ in self.branches)


@dataclass(frozen=True, slots=True)
class Shown:
    """One term of a display, or one for each case, and why it equals the one before."""

    term: Term | Cases
    reason: str

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms in it."""
        return self.term.terms if isinstance(self.term, Cases) else (self.term,)


def shown(pages: list[Page], ground: Ground, *, full: bool) -> tuple[Shown, ...]:
    """Pages as steps; at less than full detail, moves of one kind are one step."""
    seen = folded(pages) if full else gathered(folded(pages))
    reasons = [seen[0].rule, *(_said(before.term, page.rule, ground) for before, page in pairwise(seen))]
    return tuple(Shown(page.term, reason) for page, reason in zip(seen, reasons, strict=True))


def folded(pages: Iterable[Page]) -> list[Page]:
    """Without pages that only change the order of things: the first of them says why, the last how it looks."""
    made: list[Page] = []
    for page in pages:
        if made and alike(made[-1].term, page.term):
            made[-1] = replace(made[-1], term=page.term)
        else:
            made.append(page)
    return made


def alike(one: Term, other: Term) -> bool:
    """The same but for the order of things, and for where a sign stands."""
    return shuffled(ordered(tidy(one))) is shuffled(ordered(tidy(other)))


def gathered(pages: list[Page]) -> list[Page]:
    """Runs of moves of one kind as one step, named by all of them."""
    made: list[Page] = []
    for page in pages:
        if made and page.kind and made[-1].kind == page.kind and page.rule not in APART:
            rules = [made[-1].rule, *(page.rule.split(", ") if page.rule != TRIVIAL else ())]
            made[-1] = replace(page, rule=", ".join(dict.fromkeys(part for rule in rules for part in rule.split(", "))))
        else:
            made.append(page)
    return made


def _said(before: Term, rule: str, ground: Ground) -> str:
    """A move in the words of a written solution."""
    both = f"{LOG}, {EXP}"
    if rule.startswith(both) and any(_log_sum_exp(part, ground) for part in walk(before)):
        rule = rule.replace(both, LOG_SUM_EXP)
    return rule.replace("unfold ", "definition of ").replace("different indices", DISTINCT)


def _log_sum_exp(term: Term, ground: Ground) -> bool:
    match ground.derivative(term) if isinstance(term, Entry) else None:
        case (Apply("log", Sum(_, Apply("exp"))), _):
            return True
    return False


def listed(names: Sequence[str]) -> str:
    """the mean and the scores of the input gate, the output gate and the candidates: what is shared is said once"""
    begins = Counter(f"{name.partition(' of ')[0]} of " for name in names)
    shared, number = begins.most_common(1)[0]
    kin = [name.removeprefix(shared) for name in names if name.startswith(shared)]
    if number < 2 or len(kin) < number:
        return _joined(names)
    return _joined([*(name for name in names if not name.startswith(shared)), shared + _joined(kin)])


def _joined(names: Sequence[str]) -> str:
    """a, b and c"""
    *early, last = names
    return f"{', '.join(early)} and {last}" if early else last


def side_by_side(one: Term, other: Term) -> Term:
    """Their product as it is read, each factor in a bracket of its own."""
    return one * other if {one, other} & {ONE, ZERO} else Mul((one, other))
