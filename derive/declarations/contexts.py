"""The built-in contexts: documents in the declaration language, read when first needed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from derive.declarations.statements import declare
from derive.errors import UsageError
from derive.meaning.faults import DeclarationError
from derive.meaning.scope import Scope

FIELDS = (  # contexts of one field may be mixed in a document
    ("word2vec", "softmax", "word2vec-2015"),
    ("word2vec-2014",),
    ("network",),
    ("network-columns",),
    ("rnn",),
    ("rnn-columns",),
    ("lstm",),
    ("gru",),
    ("attention",),
    ("logistic",),
    ("logistic-mean",),
    ("linear",),
    ("normalisation",),
)
BUILT_IN = tuple(name for field in FIELDS for name in field)  # in the order they are tried


@cache
def _loaded(name: str) -> Scope:
    return _filled(Scope(name), statements(name))


def _filled(scope: Scope, lines: list[str], *, over: bool = False) -> Scope:
    """The scope with these statements; one that does not fit what stands `over` it is left out."""
    for line in lines:
        try:
            declare(line, scope, "context")
        except DeclarationError as error:
            if over:
                continue
            raise AssertionError(f"context {scope.name}: {line}: {error.message}") from error
    scope.remembered.clear()
    return scope


def statements(name: str) -> list[str]:
    """The statements of a built-in context."""
    text = files("derive.declarations").joinpath("contexts", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def field_of(name: str) -> str:
    """The first context of its field."""
    return next((field[0] for field in FIELDS if name in field), name)


def context(name: str, shapes: tuple[str, ...] = ()) -> Scope:
    """A fresh scope with the declarations of a built-in context; 'none' declares nothing.

    `shapes` are declarations of shapes and ranges that come first: what they declare, the context leaves alone, and
    its definitions are read over them, but for those that speak of other shapes.
    """
    if name != "none" and name not in BUILT_IN:
        raise UsageError(f"unknown context {name!r}; known: {', '.join((*BUILT_IN, 'none'))}")
    if not shapes:
        return _loaded(name).copy() if name != "none" else Scope("none")
    lines = statements(name) if name != "none" else []
    sizes = [line for line in lines if line.startswith("size ")]
    scope = _filled(Scope(name), sizes)
    for shape in shapes:
        declare(shape, scope)
    return _filled(scope, [line for line in lines if line not in sizes], over=True)
