"""What was read before is not read again.

    Memory().read(chain, scope, settled)  as read_chain_in

A chain read in an equal scope, with the same answers to the choices that it asks for, has the same reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from derive.links import balance
from derive.links.readings import Reading, read_chain_in
from derive.naming.choices import Choices
from derive.naming.scope import Scope
from derive.syntax.chains import Chain


@dataclass(frozen=True, slots=True)
class _Known:
    """A reading, the scope as it was before it, and the answers that it was given."""

    scope: Scope
    answers: Mapping[str, str]
    reading: Reading


@dataclass
class Memory:
    """The readings of the chains of one document."""

    known: dict[int, list[_Known]] = field(default_factory=dict)
    chains: list[Chain] = field(default_factory=list)  # kept, so that no other chain has the id of one of them

    def read(self, chain: Chain, scope: Scope, settled: Mapping[str, str]) -> Reading:
        """The reading of a chain; where brackets close nothing, it asks more than it says, and is read each time."""
        if balance.spans(chain):
            return read_chain_in(chain, scope, dict(settled))
        asked = {**settled, **scope.layout}
        for known in self.known.get(id(chain), ()):
            if _answered(known.reading, asked) == known.answers and known.scope == scope:
                return _settled(known.reading, asked)
        before = scope.copy()
        reading = read_chain_in(chain, scope, dict(settled))
        self.chains.append(chain)
        answers = _answered(reading, asked)
        self.known.setdefault(id(chain), []).append(_Known(before, answers, reading))
        return reading


def _answered(reading: Reading, settled: Mapping[str, str]) -> dict[str, str]:
    """What the choices that a reading asked for are settled to."""
    return {name: settled.get(name, options[0]) for name, options in reading.choices.met.items()}


def _settled(reading: Reading, settled: Mapping[str, str]) -> Reading:
    """The reading, for itself, with these answers to what may be asked later."""
    choices = Choices(settled)
    choices.met.update(reading.choices.met)
    frame = replace(reading.frame, choices=choices)
    return replace(reading, choices=choices, frame=frame, links=list(reading.links), mended={})
