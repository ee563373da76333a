"""One relation sign with the meaning of both sides, and how far comparing them got."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from derive.decision.decide import Decision
from derive.naming.arrays import Array
from derive.naming.faults import MeaningError
from derive.source.around import UNSAID, Said
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.syntax.chains import Relation, Unread
from derive.terms.facts import NONE, Facts
from derive.terms.term import Term

GUESSED = "D303"
VACUOUS = "D302"
UNTOLD = "D306"
DECLARE = "declare it, then the step is judged; derive check --ask writes what to declare"
Side = Array | MeaningError | Unread
NOTHING = (Unread(Span(0, 0), Span(0, 0), ""),) * 2


class Status(Enum):
    """How far one link got."""

    PROVED = "proved"
    DEFINED = "defined"
    OPEN = "open"  # well-formed, not proved
    ILL_FORMED = "ill-formed"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Link:
    """One relation sign with the meaning of both sides."""

    relation: Relation
    nodes: tuple[n.Node | Unread, n.Node | Unread]
    sides: tuple[Side, Side]
    status: Status
    terms: tuple[Term, Term] | None = None  # unfolded, over common indices
    decision: Decision | None = None
    facts: Facts = NONE
    role: str = "claim"
    lost: tuple[str, ...] = ()  # free letters that stand on one side only
    unclear: str = ""  # a stated condition that is not understood
    said: Said = UNSAID  # what the words around it say of what may be assumed
    weighed: frozenset[frozenset[str]] = frozenset()  # letters of the deltas in its chain, which speaks of equal ones
    replaces: bool = False  # a definition that replaces the context's
    swapped: bool = False  # the right side is what the left defines
    guesses: frozenset[str] = frozenset()  # names whose guessed shapes keep the step from being judged
    instead: Link | None = None  # the step as it is judged where those guesses are borne out
