"""One side of a step taken by directed moves as far as they go: the pages a reader would fill, one move a page.

Law: every page of a trace equals the page before it; the deciders are asked before anything is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from derive.explain.ground import Ground, size
from derive.explain.moves import BY_EXP, CASE, FUNCTIONS, LOGARITHMS, SUMS, Law, Move
from derive.explain.rules import CHAIN, DERIVATIVES, SOFTMAX, opened
from derive.explain.tidy import expanded, tidy
from derive.terms.printing import latex_index
from derive.terms.spelling import spelled
from derive.terms.substitute import tensors
from derive.terms.term import Entry, Term, children, rebuild

MOST_PAGES, LARGEST_PAGE = 24, 400


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


def everywhere(term: Term, law: Law, ground: Ground) -> Term:
    """The law at every outermost place where it acts, inside derivatives still to be taken too."""
    made = law(term, ground)
    if made is not None:
        return made
    if isinstance(term, Entry) and (held := ground.derivative(term)):
        body, target = held
        inside = everywhere(body, law, ground)
        return ground.hold(tidy(inside), target) if inside is not body else term
    parts = children(term)
    if not parts:
        return term
    changed = tuple(everywhere(part, law, ground) for part in parts)
    return rebuild(term, changed) if any(a is not b for a, b in zip(parts, changed, strict=True)) else term


def _turn(term: Term, ground: Ground, barred: Barred, move: Move, kind: str) -> Page | None:
    made = everywhere(term, move.law, ground)
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
    for name in sorted(tensors(term)):
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
    shown = ", ".join(ground.names.get(part) or spelled(part) for part in name.split(", "))
    return f"{shown} is one-hot" if name in ground.assumed else f"unfold {shown}"


# ways through the moves


_START = (*turns("case", (CASE,)), *turns("logarithm", LOGARITHMS))
_END = (
    *turns("sum", SUMS),
    Turn(partial(_unfolded, inside=False), chooses=True),
    *turns("function", FUNCTIONS),
    *turns("function", BY_EXP),
)
_RULES = turns("derivative", DERIVATIVES)
_SOFTMAX = turns("derivative", (SOFTMAX,))
_CHAIN = turns("derivative", (CHAIN,))
_UNFOLD = Turn(partial(_unfolded, inside=True), derivative=True, chooses=True)
_OPEN = Turn(_opened, derivative=True)
WAYS: tuple[tuple[Turn, ...], ...] = (
    (*_START, _UNFOLD, *_RULES, *_END),  # unfold, then differentiate
    (*_START, *_RULES, *_SOFTMAX, _OPEN, *_END),  # differentiate as it is written
    (*_START, *_RULES, _OPEN, *_END),
    (*_CHAIN, *_START, *_RULES, *_SOFTMAX, _OPEN, *_END),
)


def trace(
    term: Term, ground: Ground, way: tuple[Turn, ...], barred: Barred = frozenset(), memo: Memo | None = None
) -> list[Page]:
    """The pages from a term on; `barred` moves are not made. Pages turned before are remembered in the memo."""
    memo = {} if memo is None else memo
    pages = [Page(tidy(term))]
    seen = {expanded(pages[0].term)}
    while len(pages) <= MOST_PAGES and ground.work > 0:
        following = _next(pages[-1].term, ground, way, barred, memo)
        page = next((page for page in following if expanded(page.term) not in seen), None)
        if page is None or size(page.term) > LARGEST_PAGE:
            break
        seen.add(expanded(page.term))
        pages.append(page)
    return pages


def _next(term: Term, ground: Ground, way: tuple[Turn, ...], barred: Barred, memo: Memo) -> Iterator[Page]:
    """The pages that a turn leads to, in the order of the way."""
    held = not ground.held.keys().isdisjoint(tensors(term))
    for turn in way:
        if turn.derivative and not held:
            continue
        key = term, turn, barred if turn.chooses else frozenset[str]()
        if key not in memo:
            ground.work -= size(term)
            memo[key] = turn.act(term, ground, barred)
        page = memo[key]
        if page is not None and page.rule not in barred:
            yield page
