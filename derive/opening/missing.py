r"""What a document would have to declare so that its unreadable steps can be judged.

D002  a name that nothing declares        u \in \mathbb{R}^{?}; before brackets, function f or f(a, b) = ?;
      of several columns at once, U_{o,\{w_1,\dots,w_K\}} = ?
D003  an index without a range            k = 1..?
D005  a name with other indices           X \in \mathbb{R}^{? \times ?}
D303  a guess that nothing bears out      the guess, to be confirmed or corrected

Only what such a step speaks of is asked for; a guess fills the template in where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.doubts.spoken import heads
from derive.doubts.spoken import named as names_in
from derive.indexing.indices import bound_letters
from derive.links.link import GUESSED, Link, Status
from derive.meaning.define import as_call
from derive.naming.faults import MeaningError
from derive.naming.names import key, labelled, letter, names_several, pushed, spelled, subscripts, unwrap, walk
from derive.naming.scope import Scope
from derive.opening.assumed import Guess
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.verdicts.verdict import Missing

LABEL, IN = "label ", r" \in "
UNDECLARED, UNRANGED, MISCOUNTED = "D002", "D003", "D005"
ASKED = (UNDECLARED, UNRANGED, MISCOUNTED, GUESSED)


def missing(links: Iterable[Link], scope: Scope, guesses: list[Guess], *, named: bool) -> tuple[Missing, ...]:
    """Each declaration once, in the order of the steps that need it, after the context if nothing names it yet."""
    spans: dict[tuple[str, bool], list[Span]] = {}
    for link in links:
        for needed in _needed(link, scope, guesses):
            spans.setdefault(needed, []).append(link.relation.span)
    lets = tuple(
        Missing("let", text, tuple(dict.fromkeys(at)), guessed) for (text, guessed), at in _together(spans).items()
    )
    doubted = any(" := " in guess for link in links for guess in link.guesses if link.status is Status.UNREAD)
    return (Missing("context", scope.name), *lets) if (lets or doubted) and not named else lets


def _together(spans: dict[tuple[str, bool], list[Span]]) -> dict[tuple[str, bool], list[Span]]:
    r"""Names of one shape in one statement, a, b \in \mathbb{R}^n, and labels in one before them.

    A name with letters below that a shape is declared for needs no label.
    """
    shaped = {_split(text)[1] for text, _ in spans if IN in text}
    alike: dict[tuple[str, str, bool], tuple[list[str], list[Span]]] = {}
    for (text, guessed), at in sorted(spans.items(), key=lambda item: not item[0][0].startswith(LABEL)):
        head, name, tail = _split(text)
        if head == LABEL and name in shaped and name.endswith("}}"):
            continue
        names, places = alike.setdefault((head or text * (not tail), tail, guessed), ([], []))
        names.append(name)
        places += at
    return {(head * (head == LABEL) + ", ".join(names) + tail, g): at for (head, tail, g), (names, at) in alike.items()}


def _split(text: str) -> tuple[str, str, str]:
    """What stands before the name of a statement, the name, and its shape; the whole of any other statement."""
    if text.startswith(LABEL):
        return LABEL, text.removeprefix(LABEL), ""
    name, sign, shape = text.partition(IN)
    return ("", name, sign + shape) if sign and "?" not in shape else ("", text, "")


def _needed(link: Link, scope: Scope, guesses: list[Guess]) -> Iterator[tuple[str, bool]]:
    """What one unreadable step lacks, and if it is a guess; nothing where a declaration could not settle the step."""
    faults = [side for side in link.sides if isinstance(side, MeaningError) and side.code in ASKED]
    if link.status is not Status.UNREAD or not faults:
        return
    nodes = [node for node in link.nodes if isinstance(node, n.Node)]
    spoken = {spelled(name) for node in nodes for name in names_in(node, scope)}
    spoken |= {name for node in nodes for name in heads(node, scope)}
    held = [guess.statement for guess in guesses if spoken & set(map(spelled, guess.names)) or _labels(guess, spoken)]
    yield from ((statement, True) for statement in held)
    for fault in faults:
        yield from ((template, False) for template in _template(fault, nodes, scope))


def _labels(guess: Guess, spoken: set[str]) -> bool:
    """label W_{xh}, which the shape of W_{xh} needs."""
    return guess.statement.startswith("label ") and guess.statement.removeprefix("label ") in spoken


def _template(fault: MeaningError, nodes: list[n.Node], scope: Scope) -> Iterator[str]:
    """A declaration with ? for what nothing tells, of the name that is to blame."""
    at = next((part for node in nodes for part in walk(node) if part.span == fault.at), None)
    if at is None or not fault.hint:
        return
    call = next((call for node in nodes for part in walk(node) if (call := as_call(part)) and call[0] is at), None)
    if fault.code == UNRANGED:
        names = bound_letters(at.sub) if isinstance(at, n.Big) else ()
        yield from (f"{spelled(name)} = 1..?" for name in sorted(names))
    elif call and (name := key(at)):
        arguments = [key(item) for item in call[1].items]
        if len(arguments) == 1:
            yield f"function {spelled(name)}"
        elif all(arguments):
            yield f"{spelled(name)}({', '.join(spelled(k) for k in arguments if k)}) = ?"
    elif isinstance(at, n.Scripted) and names_several((whole := labelled(at, frozenset(), frozenset())).sub):
        yield f"{spelled(f'{key(whole.base)}_{key(whole.sub)}')} = ?"
    elif fault.code in (UNDECLARED, MISCOUNTED):
        at = pushed(at)
        below = len(subscripts(at.sub)) if isinstance(at, n.Scripted) else 0
        name = key(unwrap(at.base if isinstance(at, n.Scripted) else at))
        declared = scope.tensor(name or "")
        if name and (declared is None or declared.origin != "declared"):
            yield _shape(name, below)


def _shape(name: str, below: int) -> str:
    r"""X \in \mathbb{R}^{? \times ?} for a capital, x \in \mathbb{R}^{?} for a small letter, \alpha \in \mathbb{R}."""
    plain = letter(name).rpartition(" ")[2]
    rank = below or (0 if plain.startswith("\\") else 2 if plain[:1].isupper() else 1)
    sizes = r" \times ".join("?" * rank)
    return rf"{spelled(name)} \in \mathbb{{R}}" + (f"^{{{sizes}}}" if sizes else "")
