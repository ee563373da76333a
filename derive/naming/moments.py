r"""Times in names: h_{t-1}, h^{(t)} and \delta_h^{t+1} are one quantity at several times.

So are h_{old} and h_{new}, h and h', without a time: they are stages of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
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
        return Moment(self.before, self.after, self.letter, step)


def moment(name: str, times: Iterable[str]) -> Moment | None:
    """The quantity and the time of a name; None for a name without a time."""
    found = moments(name)
    if not found:
        return None  # as of most names
    times = frozenset(times)
    return next((then for then in found if then.letter in times), None)


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


_STAGE = re.compile(r"(?:[_^]\(?(?P<word>[a-z]+)\)?|(?P<primes>'+))$")
_STEPS = {"old": -1, "prev": -1, "previous": -1, "last": -1, "now": 0, "current": 0, "curr": 0, "next": 1, "new": 1}


@dataclass(frozen=True, slots=True)
class Stage:
    """A quantity at one of its stages: -1 of h_{old}, 0 of h, 1 of h_{new} and of h', which has a prime."""

    base: str
    step: int = 0
    primes: bool = False


@lru_cache(maxsize=5_000)
def stage(name: str) -> Stage:
    """The quantity that a name is, and its stage; every name without a mark is a quantity as it is."""
    found = _STAGE.search(name)
    if found is None or not found.start():
        return Stage(name)
    if primes := found["primes"]:
        return Stage(name[: found.start()], len(primes), primes=True)
    return Stage(name[: found.start()], _STEPS[found["word"]]) if found["word"] in _STEPS else Stage(name)


@lru_cache(maxsize=5_000)
def later_stages(now: Stage) -> tuple[str, ...]:
    """The names of a quantity at its later stages."""
    words = (word for word, step in _STEPS.items() if step > now.step)
    names = (f"{now.base}{mark}{word}" for word in words for mark in "_^")
    plain = (now.base,) if now.step < 0 else ()
    return (*plain, *names, *(now.base + "'" * count for count in (1, 2) if count > now.step))
