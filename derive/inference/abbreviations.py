r"""Losses that a document calls by a part of their label: J_{neg} and J_{sg} of J_{neg-sample} and J_{skip-gram}.

A label stands for another if it begins one of its words, goes on from one, or is made of their first letters; where it
could stand for two, it stands for neither.
"""

from __future__ import annotations

from derive.inference.survey import Survey
from derive.naming.names import spelled
from derive.naming.scope import Scope

SHORTEST = 3  # letters of a word that are more than a coincidence


def abbreviations(found: Survey, scope: Scope) -> dict[str, str]:
    """The names of losses that nothing says the meaning of, with the one loss that each may stand for."""
    made = {}
    for name in found.unknown:
        base, _, label = name.partition("_")
        meant = [loss for loss in scope.labelled(base) if _stands_for(label, loss.partition("_")[2])]
        if len(meant) == 1 and name not in found.defined:
            made[name] = meant[0]
    return made


def as_statements(made: dict[str, str]) -> list[str]:
    """What says so."""
    return [
        line for name, loss in made.items() for line in (f"label {spelled(name)}", f"{spelled(name)} = {spelled(loss)}")
    ]


def _stands_for(short: str, label: str) -> bool:
    short, words = short.lower(), label.lower().split("-")
    if len(short) > 1 and short == "".join(word[:1] for word in words):
        return True
    return any(
        min(len(short), len(word)) >= SHORTEST and (word.startswith(short) or short.startswith(word)) for word in words
    )
