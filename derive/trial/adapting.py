"""Which argument of a person's function is what, and in which order it gives the gradients.

A parameter is known by the name it has in a routine, by a name of the table OTHERS, or by what the person says:
`--arg centerWordVec=v_c`. Gradients come in the order of the arguments they are taken by, the loss before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from derive.cases import Case
from derive.codegen import Parameter
from derive.errors import UsageError
from derive.trial.spellings import COUNT, DRAWN, EXTRAS, INNER, MEANS, NEEDS, NOTHING, OTHERS
from derive.trial.subjects import Subject


@dataclass(frozen=True)
class Adapter:
    """places   for each argument the key of what it is, or an extra
    results  for each result of the person the place of it among ours
    """

    places: Mapping[str, str]
    results: tuple[int, ...]

    def arguments(self, case: Case) -> dict[str, Any]:
        """By the names of the person's function."""
        known = {**case.arrays, **case.positions, **case.functions}
        return {name: EXTRAS[place](case) if place in EXTRAS else known[place] for name, place in self.places.items()}

    def drawn(self, case: Case) -> list[Any] | None:
        """The negatives, where the function asks its own sampler for them."""
        asked = {COUNT: "w", INNER: DRAWN}
        keys = [key for extra, key in asked.items() if extra in self.places.values() and key in case.functions]
        return case.functions[keys[0]].tolist() if keys else None

    def ours(self, results: Sequence[Any]) -> list[Any]:
        """The results in our order."""
        if len(results) != len(self.results):
            return list(results)
        return [results[self.results.index(n)] for n in range(len(self.results))]


def adapter(names: Mapping[str, bool], subject: Subject, said: Mapping[str, str]) -> Adapter:
    """What the arguments of these names are; UsageError for what is not known or lacking.

    names   and whether an argument has a default, which it keeps where nothing is known of it
    """
    signature = subject.signature
    for theirs in said:
        if theirs not in names:
            raise UsageError(f"--arg {theirs}=...: the function takes {', '.join(names)}{_near(theirs, names)}")
    found = {name: _place(name, signature, said) for name in names}
    if len(signature) == len(names) == 1 and not said:
        found = dict.fromkeys(names, signature[0].key)
    unknown = [name for name, place in found.items() if place is None and not names[name]]
    if unknown:
        shown = ", ".join(p.name for p in signature)
        raise UsageError(
            f"the argument {unknown[0]} is not known; say --arg {unknown[0]}=... with one of {shown}, or {NOTHING}"
        )
    places = {name: place for name, place in found.items() if place is not None}
    given = [MEANS.get(place, place) for place in places.values()]
    _complete(given, names, signature)
    return Adapter(places, subject.order(given))


def _complete(given: Sequence[str], names: Mapping[str, bool], signature: Sequence[Parameter]) -> None:
    """Everything the loss needs is there, and once."""
    for parameter in signature:
        if given.count(parameter.key) > 1:
            raise UsageError(f"two arguments are taken for {parameter.name}; say which is what with --arg")
        if parameter.key not in given:
            raise UsageError(
                f"no argument among {', '.join(names)} is known to be {parameter.name}; say --arg NAME={parameter.name}"
            )


def _place(name: str, signature: Sequence[Parameter], said: Mapping[str, str]) -> str | None:
    """What one argument is; None where nothing is known of it."""
    keys = {word: p.key for p in signature for word in (p.name, p.key)}
    if name in said:
        if said[name] == NOTHING or said[name] in keys:
            return keys.get(said[name], NOTHING)
        shown = ", ".join(p.name for p in signature)
        raise UsageError(f"--arg {name}={said[name]}: the loss has {shown}{_near(said[name], keys)}")
    if name in keys:
        return keys[name]
    return next((keys.get(other, other) for other in OTHERS.get(name, ()) if _fits(other, signature)), None)


def _fits(other: str, signature: Sequence[Parameter]) -> bool:
    """Whether a loss with these parameters has that key, or can do something with that extra."""
    keys = {word for p in signature for word in (p.name, p.key)}
    if other == COUNT:
        return "w" in keys
    return other == NOTHING or NEEDS.get(other, other) in keys


def _near(word: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(word, list(known), 1, 0.4)
    return f"; did you mean {near[0]}?" if near else ""
