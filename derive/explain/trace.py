"""One side of a step taken by directed moves as far as they go: the pages a reader would fill, one move a page.

Law: every page of a trace equals the page before it; the deciders are asked before anything is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from derive.explain.chain import through
from derive.explain.ground import Ground, size, spoken
from derive.explain.moves import BY_EXP, CASE, FUNCTIONS, LOGARITHMS, SUMS, Law, Move
from derive.explain.rules import CHAIN, DERIVATIVES, SOFTMAX, opened
from derive.explain.tidy import expanded, tidy
from derive.terms.printing import latex_index
from derive.terms.spelling import spelled
from derive.terms.substitute import map_entries
from derive.terms.term import ZERO, Add, Entry, Sum, Term, children, rebuild

MOST_PAGES, LARGEST_PAGE = 24, 240


@dataclass(frozen=True, slots=True)
class Page:
    """A term, and the move that led to it: its name forwards and backwards, and the kind of move it is."""

    term: Term
    rule: str = ""
    back: str = ""
    kind: str = ""


Barred = frozenset[str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A way to turn the page. One that acts on derivatives is not tried where there are none."""

    act: Callable[[Term, Ground, Barred], Page | None]
    derivative: bool = False
    chooses: bool = False  # what it does depends on what is barred


Memo = dict[tuple[Term, Turn, Barred], Page | None]


def everywhere(term: Term, law: Law, ground: Ground, memo: dict[Term, Term] | None = None) -> Term:
    """The law at every outermost place where it acts, inside derivatives still to be taken too."""
    memo = {} if memo is None else memo
    found = memo.get(term)
    if found is None:
        found = memo[term] = law(term, ground) or _inside(term, law, ground, memo)
    return found


def _inside(term: Term, law: Law, ground: Ground, memo: dict[Term, Term]) -> Term:
    if isinstance(term, Entry):
        held = ground.derivative(term)
        inside = everywhere(held[0], law, ground, memo) if held else None
        return ground.hold(tidy(inside), held[1]) if held and inside and inside is not held[0] else term
    parts = children(term)
    changed = tuple([everywhere(part, law, ground, memo) for part in parts])
    return rebuild(term, changed) if changed != parts else term


def _turn(term: Term, ground: Ground, barred: Barred, move: Move, kind: str) -> Page | None:
    made = everywhere(term, move.law, ground, ground.acted.setdefault(move.law, {}))
    if made is term:
        return None
    rule = case(ground) if move is CASE else move.rule
    return Page(tidy(made), rule, rule, kind)


def case(ground: Ground) -> str:
    """The case at hand: when w = o."""
    pairs = [f"{latex_index(a)} = {latex_index(b)}" for a, b in sorted(ground.facts.equal, key=str)]
    pairs += [rf"{latex_index(a)} \ne {latex_index(b)}" for a, b in sorted(ground.facts.unequal, key=str)]
    return f"case {', '.join(pairs)}" if pairs else "different indices"


def turns(kind: str, moves: tuple[Move, ...]) -> tuple[Turn, ...]:
    """The moves of a table as ways to turn the page."""
    return tuple(Turn(partial(_turn, move=move, kind=kind), kind == "derivative") for move in moves)


# definitions


def defined(term: Term, ground: Ground) -> Iterator[tuple[str, str]]:
    """(tensor, '') for every defined tensor on the page; (tensor, x) where it stands inside a derivative by x."""
    for name in sorted(spoken(term)):
        held = ground.held.get(name)
        if held is not None:
            by = held.target.tensor
            for inner, target in defined(held.body, ground):
                if target or (inner != by and by in ground.reach(inner)):
                    yield inner, target or by
        elif name in ground.definitions:
            yield name, ""


def _unfolded(term: Term, ground: Ground, barred: Barred, inside: bool) -> Page | None:
    """The topmost definition on the page written out: the one that no other definition there is made of."""
    found = {name for name, target in defined(term, ground) if bool(target) is inside}
    found = {name for name in found if _unfolding(name, ground) not in barred}
    top = [name for name in sorted(found) if not any(name in ground.reach(o) for o in found - {name})]
    if not top:
        return None
    name = top[0]

    def law(part: Term, ground: Ground) -> Term | None:
        if isinstance(part, Entry) and part.tensor == name:
            return ground.definitions[name].at(part.indices)
        return None

    made = everywhere(term, law, ground) if inside else _outside(term, law, ground)
    return _definition(name, made, ground) if made is not term else None


def _outside(term: Term, law: Law, ground: Ground) -> Term:
    """The law outside of derivatives still to be taken."""
    return everywhere(term, lambda t, g: t if isinstance(t, Entry) and t.tensor in g.held else law(t, g), ground)


def _chained(term: Term, ground: Ground, barred: Barred) -> Page | None:
    """The chain rule through the names that stand between, where there are any."""
    names: list[str] = []

    def law(part: Term, ground: Ground) -> Term | None:
        made = through(part, ground)
        if made is None:
            return None
        names.append(made[0])
        return made[1]

    made = everywhere(term, law, ground)
    if made is term:
        return None
    rule = f"chain rule through {_shown(', '.join(dict.fromkeys(names)), ground)}"
    return Page(tidy(made), rule, rule, "chain")


def _vanished(term: Term, ground: Ground, barred: Barred) -> Page | None:
    """Sums that are 0 by the definition of a name in them, as the deviations from a mean are."""
    names: list[str] = []

    def law(part: Term, ground: Ground) -> Term | None:
        name = adds_up_to_nothing(part, ground)
        names.extend([name] if name else [])
        return ZERO if name else None

    made = everywhere(term, law, ground)
    if made is term:
        return None
    rule = f"by definition of {_shown(', '.join(dict.fromkeys(names)), ground)} this is 0"
    return Page(tidy(made), rule, rule, "definition")


def adds_up_to_nothing(term: Term, ground: Ground) -> str:
    """The name whose definition makes a sum of differences 0; '' where there is none."""
    if not isinstance(term, Sum) or not isinstance(term.body, Add):
        return ""
    for name in sorted(spoken(term) & ground.definitions.keys()):
        if expanded(map_entries(term, partial(_written_out, name=name, ground=ground))) is ZERO:
            return name
    return ""


def _written_out(entry: Entry, name: str, ground: Ground) -> Term:
    return ground.definitions[name].at(entry.indices) if entry.tensor == name else entry


def _opened(term: Term, ground: Ground, barred: Barred) -> Page | None:
    """A definition written out where nothing else stands in a derivative."""
    names: list[str] = []

    def law(part: Term, ground: Ground) -> Term | None:
        made = opened(part, ground)
        if made is None:
            return None
        names.append(made[0])
        return made[1]

    made = everywhere(term, law, ground)
    return _definition(", ".join(dict.fromkeys(names)), made, ground) if made is not term else None


def _definition(name: str, made: Term, ground: Ground) -> Page:
    rule = _unfolding(name, ground)
    return Page(tidy(made), rule, rule.replace("unfold ", "recognise ", 1), "definition")


def _unfolding(name: str, ground: Ground) -> str:
    shown = _shown(name, ground)
    return f"{shown} is one-hot" if name in ground.assumed else f"unfold {shown}"


def _shown(names: str, ground: Ground) -> str:
    return ", ".join(ground.names.get(name) or spelled(name) for name in names.split(", "))


# ways through the moves


START = (*turns("case", (CASE,)), *turns("logarithm", LOGARITHMS))
_END = (
    *turns("sum", SUMS),
    Turn(partial(_unfolded, inside=False), chooses=True),
    *turns("function", FUNCTIONS),
    *turns("function", BY_EXP),
)
RULES = turns("derivative", DERIVATIVES)
_SOFTMAX = turns("derivative", (SOFTMAX,))
_CHAIN = turns("derivative", (CHAIN,))
UNFOLD = Turn(partial(_unfolded, inside=True), derivative=True, chooses=True)
_OPEN = Turn(_opened, derivative=True)
_THROUGH = Turn(_chained, derivative=True)
_VANISH = Turn(_vanished)
WAYS: tuple[tuple[Turn, ...], ...] = (
    (*START, UNFOLD, *RULES, *_END),  # unfold, then differentiate
    (*START, *RULES, *_SOFTMAX, _OPEN, *_END),  # differentiate as it is written
    (*START, *RULES, _OPEN, *_END),
    (*_CHAIN, *START, *RULES, *_SOFTMAX, _OPEN, *_END),
    (_THROUGH, _VANISH, *START, *RULES, *_SOFTMAX, _OPEN, *_END),
)


@dataclass(frozen=True)
class Turner:
    """Turns pages, and remembers those turned before; `barred` moves are not made."""

    ground: Ground
    barred: Barred = frozenset()
    memo: Memo = field(default_factory=dict)

    def trace(self, term: Term, way: tuple[Turn, ...]) -> Iterator[Page]:
        """The pages from a term on."""
        page: Page | None = Page(tidy(term))
        seen: set[Term] = set()
        while page is not None and (not seen or size(page.term) <= LARGEST_PAGE) and len(seen) <= MOST_PAGES:
            yield page
            seen.add(expanded(page.term))
            following = self._next(page.term, way) if self.ground.work > 0 else iter(())
            page = next((other for other in following if expanded(other.term) not in seen), None)

    def _next(self, term: Term, way: tuple[Turn, ...]) -> Iterator[Page]:
        """The pages that a turn leads to, in the order of the way."""
        held = not self.ground.held.keys().isdisjoint(spoken(term))
        for turn in way:
            if turn.derivative and not held:
                continue
            key = term, turn, self.barred if turn.chooses else frozenset[str]()
            if key not in self.memo:
                self.ground.work -= size(term)
                self.memo[key] = turn.act(term, self.ground, self.barred)
            page = self.memo[key]
            if page is not None and page.rule not in self.barred:
                yield page


def trace(term: Term, ground: Ground, way: tuple[Turn, ...]) -> list[Page]:
    """All pages from a term on."""
    return list(Turner(ground).trace(term, way))
