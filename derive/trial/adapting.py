"""Which argument of a person's function is what, and in which order it gives the gradients.

A parameter is known by the name it has in a routine, by a name of the table OTHERS, or by what the person says:
`--arg centerWordVec=v_c`. Gradients come in the order of the arguments they are taken by, the loss before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from derive.codegen import Parameter
from derive.errors import UsageError
from derive.losses.loss import Loss
from derive.testing.cases import Case

NOTHING = "nothing"  # an argument that is left None, such as the data set of the starter code
COUNT = "count"  # how many negatives are to be drawn
OTHERS: Mapping[str, tuple[str, ...]] = {
    "centerWordVec": ("v_c",),
    "center_word_vec": ("v_c",),
    "predicted": ("v_c",),
    "outsideWordIdx": ("o",),
    "outside_word_idx": ("o",),
    "target": ("o",),
    "outsideVectors": ("U",),
    "outside_vectors": ("U",),
    "outputVectors": ("U",),
    "negSampleWordIndices": ("w",),
    "negatives": ("w", "w_{}"),
    "dataset": (NOTHING,),
    "K": ("K", COUNT),
    "W1": ("W_1",),
    "b1": ("b_1",),
    "W2": ("W_2",),
    "b2": ("b_2",),
    "labels": ("y",),
    "y_hat": ("yhat",),
    "scores": ("theta",),
    "logits": ("theta",),
    "eps": ("epsilon",),
}


@dataclass(frozen=True)
class Adapter:
    """places   for each argument the key of what it is, NOTHING or COUNT
    results  for each gradient of the person the place of it among ours
    """

    places: Mapping[str, str]
    results: tuple[int, ...]

    @property
    def draws(self) -> bool:
        """The function asks its own sampler for the negatives."""
        return COUNT in self.places.values()

    def arguments(self, case: Case) -> dict[str, Any]:
        """By the names of the person's function."""
        known: dict[str, Any] = {**case.arrays, **case.positions, **case.functions, NOTHING: None}
        if self.draws:
            known[COUNT] = next(iter(case.functions.values())).size
        return {name: known[place] for name, place in self.places.items()}

    def drawn(self, case: Case) -> list[int] | None:
        """The negatives, where the function asks for them."""
        return next(iter(case.functions.values())).tolist() if self.draws else None

    def ours(self, results: Sequence[Any]) -> list[Any]:
        """The results in our order: the loss, then the gradients."""
        if len(results) != 1 + len(self.results):
            return list(results)
        return [results[0], *(results[1 + self.results.index(n)] for n in range(len(self.results)))]


def adapter(names: Mapping[str, bool], signature: Sequence[Parameter], loss: Loss, said: Mapping[str, str]) -> Adapter:
    """What the arguments of these names are; UsageError for what is not known or lacking.

    names   and whether an argument has a default, which it keeps where nothing is known of it
    """
    for theirs in said:
        if theirs not in names:
            raise UsageError(f"--arg {theirs}=...: the function takes {', '.join(names)}{_near(theirs, names)}")
    found = {name: _place(name, signature, said) for name in names}
    unknown = [name for name, place in found.items() if place is None and not names[name]]
    if unknown:
        shown = ", ".join(p.name for p in signature)
        raise UsageError(
            f"the argument {unknown[0]} is not known; say --arg {unknown[0]}=... with one of {shown}, or {NOTHING}"
        )
    places = {name: place for name, place in found.items() if place is not None}
    _complete(list(places.values()), names, signature)
    learned = [q.name for q in loss.learned]
    order = sorted(learned, key=list(places.values()).index)
    return Adapter(places, tuple(learned.index(name) for name in order))


def _complete(places: Sequence[str], names: Mapping[str, bool], signature: Sequence[Parameter]) -> None:
    """Everything the loss needs is there, and once."""
    drawn = [p.key for p in signature if COUNT in places and p.into and p.axes]
    for parameter in signature:
        if places.count(parameter.key) > 1:
            raise UsageError(f"two arguments are taken for {parameter.name}; say which is what with --arg")
        if parameter.key not in (*places, *drawn):
            given = ", ".join(names)
            raise UsageError(
                f"no argument among {given} is known to be {parameter.name}; say --arg NAME={parameter.name}"
            )


def _place(name: str, signature: Sequence[Parameter], said: Mapping[str, str]) -> str | None:
    """The key of what one argument is; None where nothing is known of it."""
    keys = {word: p.key for p in signature for word in (p.name, p.key)}
    if name in said:
        if said[name] == NOTHING or said[name] in keys:
            return keys.get(said[name], NOTHING)
        shown = ", ".join(p.name for p in signature)
        raise UsageError(f"--arg {name}={said[name]}: the loss has {shown}{_near(said[name], keys)}")
    if name in keys:
        return keys[name]
    for other in OTHERS.get(name, ()):
        if other == COUNT and len([p for p in signature if p.into and p.axes]) == 1:
            return COUNT
        if other == NOTHING or other in keys:
            return keys.get(other, NOTHING)
    return None


def _near(word: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(word, list(known), 1, 0.4)
    return f"; did you mean {near[0]}?" if near else ""
