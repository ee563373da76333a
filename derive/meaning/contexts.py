"""The built-in contexts: documents in the declaration language, read when first needed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from derive.errors import UsageError
from derive.meaning.declare import declare
from derive.meaning.faults import DeclarationError
from derive.meaning.scope import Scope

BUILT_IN = ("word2vec", "softmax", "word2vec-2015")  # in the order they are tried


@cache
def _loaded(name: str) -> Scope:
    scope = Scope(name)
    for line in statements(name):
        try:
            declare(line, scope, "context")
        except DeclarationError as error:
            raise AssertionError(f"context {name}: {line}: {error.message}") from error
    return scope


def statements(name: str) -> list[str]:
    """The statements of a built-in context."""
    text = files("derive.meaning").joinpath("contexts", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def context(name: str) -> Scope:
    """A fresh scope with the declarations of a built-in context; 'none' declares nothing."""
    if name == "none":
        return Scope("none")
    if name not in BUILT_IN:
        raise UsageError(f"unknown context {name!r}; known: {', '.join((*BUILT_IN, 'none'))}")
    return _loaded(name).copy()
