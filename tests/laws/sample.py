"""A pairwise sample of all that `derive write` can be asked: every two choices of any two options meet somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

from derive.losses import LIBRARY, Manner, find
from derive.losses.fitting import fitted
from derive.losses.manner import CHOICES
from derive.write import ASSIGNMENTS, assignment, derivation, solution
from derive.write.texts import Text

NAMES = ((), (("U", "W"), ("v_c", "h"), ("J", r"\mathcal{L}"), ("w", "g"), ("yhat", r"\hat{p}"), ("|d|", "R")))
OPTIONS: Mapping[str, Sequence[object]] = {
    "asked": (*LIBRARY, *ASSIGNMENTS),
    "route": ("graph", "direct"),
    **CHOICES,
    "names": NAMES,
}
Row = tuple[tuple[str, object], ...]


@cache
def sample() -> tuple[Row, ...]:
    """Greedy: each row takes the choices that make most pairs meet which have not met."""
    names = list(OPTIONS)
    open_pairs = {
        frozenset(((one, a), (two, b)))
        for one, two in combinations(names, 2)
        for a in OPTIONS[one]
        for b in OPTIONS[two]
    }
    rows: list[Row] = []
    while open_pairs:
        row = dict(sorted(min(open_pairs, key=lambda pair: sorted(map(str, pair)))))
        for name in names:
            if name not in row:
                row[name] = max(OPTIONS[name], key=lambda value: _meeting(row, name, value, open_pairs))
        open_pairs -= {frozenset(pair) for pair in combinations(row.items(), 2)}
        rows.append(tuple((name, row[name]) for name in names))
    return tuple(rows)


def _meeting(row: dict[str, object], name: str, value: object, pairs: set[frozenset[tuple[str, object]]]) -> int:
    return sum(frozenset((item, (name, value))) in pairs for item in row.items())


def written(row: Row) -> Text:
    """What is written for one row; options that do not apply are left out."""
    options = dict(row)
    asked, route = str(options.pop("asked")), str(options.pop("route"))
    manner = Manner(**options)  # type: ignore[arg-type]
    whole = assignment(asked)
    if whole is not None:
        return solution(whole, manner)
    loss = find(asked)
    return derivation(loss.gradients(fitted(manner, loss)), route)


def called(row: Row) -> str:
    """A name for a row, among tests."""
    return "-".join("named" if value == NAMES[1] else str(value) for _, value in row if value not in ((), "all"))
