"""Formulas and scopes made of text, and what was guessed of them in short."""

from __future__ import annotations

from derive.declarations.statements import declare
from derive.inference import inferred
from derive.naming.scope import Scope
from derive.source.text import Source
from derive.syntax.chains import Chain
from derive.syntax.nodes import Node
from derive.syntax.reader import read_document


def chains(*formulas: str) -> tuple[Chain, ...]:
    """The chains of a document of displays."""
    return read_document(Source("<text>", "\n\n".join(f"$${formula}$$" for formula in formulas))).chains


def terms(*formulas: str) -> list[Node]:
    """The terms of these formulas."""
    return [term for chain in chains(*formulas) for term in chain.terms if isinstance(term, Node)]


def scope_of(*statements: str) -> Scope:
    """A scope in which these hold."""
    scope = Scope()
    for statement in statements:
        declare(statement, scope)
    return scope


def guess(*formulas: str, scope: Scope | None = None) -> dict[str, str]:
    r"""What was guessed: {'A': 'n_q \times n_r', '\alpha': '', 'f': 'function', 'n': 'size'}."""
    found = {}
    for statement in inferred(chains(*formulas), scope or Scope()):
        name, real, sizes = statement.partition(r" \in \mathbb{R}")
        if real:
            found[name] = sizes.partition(", rows")[0].removeprefix("^{").removesuffix("}")
        else:
            kind, _, rest = statement.partition(" ")
            found[rest] = kind
    return found


def sizes(shape: str) -> list[str]:
    r"""The sizes in 'n \times m'."""
    return shape.split(r" \times ") if shape else []
