"""The work a proof may cost, and the two ways a search ends without one."""

from __future__ import annotations


class NoProofError(Exception):
    """No proof will be found here; caught at the door of the room, which then answers None."""


class OutOfWorkError(NoProofError):
    """The budget is spent, or an object would be too large to handle."""


class UndefinedError(NoProofError):
    """An index case makes the term undefined: 1/0, log 0, the logarithm of a negative constant."""


class Meter:
    """Counts operations, so that the same question always gets the same answer, however fast the machine."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = 0

    def start(self, budget: int) -> None:
        """A new question begins."""
        self.left = budget

    def spend(self, amount: int = 1) -> None:
        """Pay for some work."""
        self.left -= amount
        if self.left < 0:
            raise OutOfWorkError


METER = Meter()  # one proof at a time: the door holds a lock
