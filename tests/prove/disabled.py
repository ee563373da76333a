"""Rules of decider A taken away: the source of a function with one piece of text replaced, put where it is used.

    with disabled(Edit("sums.Sums._delta", old, new)): ...       inside, the rule does not act

Where a piece of text is no longer found the table of rules has to follow the code.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from textwrap import dedent
from types import FunctionType

import pytest

from derive.prove.functions import _TABLE
from derive.prove.generators import Generator
from derive.prove.polynomial import _anatomy

ROOM = "derive.prove."


@dataclass(frozen=True)
class Edit:
    """In a function of the room, `old` becomes `new`; `old` stands there exactly once."""

    where: str
    old: str
    new: str

    def apply(self, patch: pytest.MonkeyPatch) -> None:
        """Put the edited function wherever the room uses it."""
        module_name, *owners, name = self.where.split(".")
        module = import_module(ROOM + module_name)
        owner = getattr(module, owners[0]) if owners else module
        kept = vars(owner)[name]
        made = self._edited(inspect.unwrap(getattr(owner, name)), vars(module))
        if owners:
            patch.setattr(owner, name, staticmethod(made) if isinstance(kept, staticmethod) else made)
        for function in [f for f, rule in _TABLE.items() if rule is kept]:
            patch.setitem(_TABLE, function, made)  # type: ignore[index]
        if owners:
            return
        for other in [m for n, m in sys.modules.items() if n.startswith(ROOM) and getattr(m, name, None) is kept]:
            patch.setattr(other, name, made)

    def _edited(self, function: FunctionType, space: dict[str, object]) -> FunctionType:
        text = dedent(inspect.getsource(function))
        assert text.count(self.old) == 1, f"{self.where}: {self.old!r} stands there {text.count(self.old)} times"
        made: dict[str, FunctionType] = {}
        exec(text.replace(self.old, self.new), space, made)
        return made[function.__name__]


@dataclass(frozen=True)
class Unknown:
    """A function loses its definition, and is known by its name alone."""

    function: str

    def apply(self, patch: pytest.MonkeyPatch) -> None:
        """Strike the row of the table."""
        patch.delitem(_TABLE, self.function)  # type: ignore[arg-type]


@contextmanager
def disabled(*edits: Edit | Unknown) -> Iterator[None]:
    """Nothing made under a rule is met without it, nor the other way round."""
    with pytest.MonkeyPatch.context() as patch:
        for edit in edits:
            edit.apply(patch)
        forget()
        yield
    forget()


def forget() -> None:
    """Empty the caches of the room."""
    Generator.forget(0)
    _anatomy.cache_clear()
