"""The built-in contexts: documents in the declaration language, read when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files

from derive.declarations.statements import declare
from derive.errors import UsageError
from derive.naming.faults import DeclarationError
from derive.naming.names import letter
from derive.naming.scope import Scope

FIELDS = (  # contexts of one field may be mixed in a document
    ("word2vec", "softmax", "word2vec-2015"),
    ("word2vec-2014",),
    ("network",),
    ("network-columns",),
    ("network-binary",),
    ("rnn",),
    ("rnn-columns",),
    ("lstm",),
    ("lstm-joined",),
    ("gru",),
    ("gru-joined",),
    ("attention",),
    ("logistic",),
    ("logistic-mean",),
    ("logistic-one",),
    ("linear",),
    ("normalisation",),
)
BUILT_IN = tuple(name for field in FIELDS for name in field)  # in the order they are tried

LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")
NEAR = 0.6  # the share of names from which on a context is worth loading


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
    scope.hypotheses = tuple(replace(hypothesis, usual=True) for hypothesis in scope.hypotheses)
    return scope


def statements(name: str) -> list[str]:
    """The statements of a built-in context; those below a line `from LOSS` are the library's, see `borrowed`."""
    text = files("derive.declarations").joinpath("contexts", f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("#", "from "))]


def field_of(name: str) -> str:
    """The first context of its field."""
    return next((field[0] for field in FIELDS if name in field), name)


def near(names: Iterable[str]) -> tuple[str, ...]:
    r"""The contexts that mention most of these names, or a letter of theirs; those of the first field in any case.

    Reads no statement: what it leaves out cannot know most of a document's symbols, and need not be loaded.
    """
    letters = [
        found[-1] for name in names if (found := LETTER.findall(letter(name).partition("_")[0].partition("^")[0]))
    ]
    least = NEAR * len(letters)
    return tuple(
        name for name in BUILT_IN if name in FIELDS[0] or sum(map(vocabulary(name).__contains__, letters)) >= least
    )


@cache
def vocabulary(name: str) -> frozenset[str]:
    """Every letter and word that a context writes."""
    return frozenset(LETTER.findall("\n".join(statements(name))))


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
