r"""What was assumed of a document: its guesses that still stand at its end, as statements and in words.

A guess about a name that an equation defines later, or that two sections mean differently, says nothing of the whole
document and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from derive.declarations.statements import declare
from derive.naming.faults import DeclarationError
from derive.naming.scope import Scope
from derive.opening.state import said
from derive.syntax.chains import Document
from derive.verdicts.verdict import Note

MOST_SAID = 8  # names in the note


@dataclass(frozen=True, slots=True)
class Guess:
    """One statement that was assumed.

    names    the arrays, functions and losses it declares
    kind     'of shape (n, m)', 'a number', 'a function of numbers'; '' for a statement that is its own words
    stated   the document says it in passing, so that it is no guess
    """

    statement: str
    names: tuple[str, ...] = ()
    kind: str = ""
    stated: bool = False


def standing(document: Document, scope: Scope) -> list[Guess]:
    """Every assumption that holds from the first line to the last, in the order in which they can be declared."""
    stated = set(said(document.chains, document.source, Scope()))
    made = {text: _made(text, scope) for text in scope.assumed}
    shapes: dict[str, set[tuple[str, bool]]] = {}
    for trial in made.values():
        for tensor in trial.tensors.values():
            shapes.setdefault(tensor.name, set()).add((tensor.shape, tensor.row))
    return [
        _guess(text, trial, stated=text in stated)
        for text, trial in made.items()
        if all(_stands(name, scope) and len(shapes[name]) == 1 for name in trial.tensors)
    ]


def _made(text: str, scope: Scope) -> Scope:
    """What a statement declares by itself."""
    trial = Scope(times=scope.times, labels=scope.labels)
    try:
        declare(text, trial, "inferred")
    except DeclarationError:  # it needed what came before it, and declares no array
        return Scope()
    return trial


def _stands(name: str, scope: Scope) -> bool:
    tensor = scope.tensors.get(name)
    return tensor is not None and tensor.origin == "inferred"


def _guess(text: str, trial: Scope, *, stated: bool) -> Guess:
    names = (*trial.tensors, *trial.functions, *trial.losses)
    kind = "a function of numbers" if trial.functions else next((t.shape for t in trial.tensors.values()), "")
    return Guess(text, names, kind, stated)


def assumed_note(guesses: Iterable[Guess]) -> Note | None:
    """W_1, W_2 of shape (n, m), L a loss of y, one name for another; None where nothing was guessed."""
    kinds: dict[str, list[str]] = {}
    for guess in guesses:
        if not guess.stated and guess.kind:
            kinds.setdefault(guess.kind, []).append(_subject(guess.statement))
        elif guess.statement.startswith("loss ") or _is_other_name(guess):
            kinds.setdefault(_plain(guess.statement), [])
    if not kinds:
        return None
    shown, left = [], MOST_SAID
    for kind, names in kinds.items():
        if left > 0:
            shown.append(f"{', '.join(names[:left])} {kind}" if names else kind)
        left -= max(len(names), 1)
    more = f" and {-left} more" if left < 0 else ""
    return Note(None, f"assumed: {'; '.join(shown)}{more}; `derive read` shows all that was assumed")


def _is_other_name(guess: Guess) -> bool:
    r"""J_{neg} = J_{neg-sample}"""
    return " = " in guess.statement and not (guess.stated or guess.statement.startswith(("assume ", "may assume ")))


def _subject(statement: str) -> str:
    r"""W_{xh} of W_{\text{xh}} \in \mathbb{R}^{n \times m}, \phi of function \phi."""
    return _plain(statement.removeprefix("function ").partition(r" \in ")[0])


def _plain(spelling: str) -> str:
    """Without what only typesetting needs."""
    return re.sub(r"\{(\w)\}", r"\1", re.sub(r"\\text\{([^{}]*)\}", r"\1", spelling))
