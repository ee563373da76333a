r"""Times in names: h_{t-1}, h^{(t)} and \delta_h^{t+1} are one quantity at several times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

_MOMENT = re.compile(r"(?P<mark>[_^])(?P<open>\(?)(?P<letter>\\?[A-Za-z]+)(?P<step>[+-]\d+)?(?P<close>\)?)(?=_|$)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A name at a time.

    before, after   what stands around the time: `h_` and '', `h^(` and `)`
    letter, step    t and -1 of t-1
    """

    before: str
    after: str
    letter: str
    step: int

    @property
    def base(self) -> str:
        """The name without its time: h, \\delta_h."""
        return self.before.rstrip("(").rstrip("_^") + self.after.lstrip(")")

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.before}{self.letter}{f'{self.step:+d}' if self.step else ''}{self.after}"

    def at(self, step: int) -> Moment:
        """The same quantity at another time."""
        return replace(self, step=step)


def moment(name: str, times: Iterable[str]) -> Moment | None:
    """The quantity and the time of a name; None for a name without a time."""
    times = frozenset(times)
    return next((found for found in moments(name) if found.letter in times), None)


@lru_cache(maxsize=5_000)
def moments(name: str) -> tuple[Moment, ...]:
    """Every way to read a name as that of a quantity at a time, whatever letter counts."""
    return tuple(
        Moment(
            name[: found.start()] + found["mark"] + found["open"],
            found["close"] + name[found.end() :],
            found["letter"],
            int(found["step"] or 0),
        )
        for found in _MOMENT.finditer(name)
        if found.start() and bool(found["open"]) == bool(found["close"])
    )
