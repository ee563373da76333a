"""A counterexample as a person reads it: sizes, positions counted from 1, values, and the two sides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from derive.errors import LimitError
from derive.refute.balls import certify
from derive.refute.reals import Real
from derive.refute.search import Difference, Search
from derive.terms.facts import NONE, Facts
from derive.terms.index import Axis, Variable
from derive.terms.places import Positions, UndefinedError
from derive.terms.term import Term


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Sizes and values at which the two sides certainly differ.

    sizes    {'V': 2}; of a window only its half {'m': 1}
    indices  {'w': 1, 'neg(1)': 2}   free indices and index functions, counted from 1 (on a window from -m)
    values   {'s[1]': '0', 's[2]': '1/2', 'g(0)': '1'}   the entries met, and the values of unknown functions
    left, right   the two sides, exact if rational, else decimals
    """

    sizes: dict[str, int]
    indices: dict[str, int]
    values: dict[str, str]
    left: str
    right: str


def counterexample(left: Term, right: Term, facts: Facts = NONE, *, seed: int = 0) -> Counterexample | None:
    """The smallest point found at which left != right although all facts hold. None does not mean that left = right."""
    if left is right:
        return None
    try:
        found = Search(left, right, facts, seed).difference()
        decimals = certify(left, right, found.point) if found else None
    except (UndefinedError, LimitError, RecursionError):
        return None
    return _report(found, decimals) if found and decimals else None


def _report(found: Difference, decimals: tuple[str, str]) -> Counterexample:
    point = found.point
    return Counterexample(
        sizes=dict(point.places.sizes),
        indices=_indices(found),
        values=_values(found) | _answers(found),
        left=_side(found.left, decimals[0]),
        right=_side(found.right, decimals[1]),
    )


def _side(value: Real, decimal: str) -> str:
    return decimal if isinstance(value, float) else str(value)


def _indices(found: Difference) -> dict[str, int]:
    places, noted = found.point.places, found.point.noted
    variables = [index for index in noted.closed if isinstance(index, Variable)]
    names = Counter(variable.name for variable in variables)
    shown = {}
    for variable in variables:
        name = variable.name if names[variable.name] == 1 else variable.key
        shown[name] = places.shown(places.where[variable], variable.axis)
    for function, arguments in sorted(found.world.asked):
        axes, axis = noted.functions[function]
        name = f"{function.removesuffix('_{}')}({_counted(found, arguments, axes)})"
        shown[name] = places.shown(places.table[function, arguments], axis)
    return shown


def _values(found: Difference) -> dict[str, str]:
    shown = {}
    for tensor, positions, _ in sorted(found.world.entries):
        counted = _counted(found, positions, found.point.noted.tensors[tensor])
        shown[f"{tensor}[{counted}]" if positions else tensor] = str(found.point.entry((tensor, positions)))
    return shown


def _counted(found: Difference, positions: Positions, axes: tuple[Axis, ...]) -> str:
    places = found.point.places
    return ",".join(str(places.shown(position, axis)) for position, axis in zip(positions, axes, strict=True))


def _answers(found: Difference) -> dict[str, str]:
    answers = found.point.answers
    return {f"{function}({_argument(x)})": str(answers[function, x]) for function, x in sorted(found.world.questions)}


def _argument(x: float) -> str:
    plain = Fraction(x).limit_denominator(64)
    return str(plain) if float(plain) == x else f"{x:.6g}"
