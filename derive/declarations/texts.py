"""The formulas inside declarations, read by the same reader as the document."""

from __future__ import annotations

from functools import lru_cache

from derive.naming.faults import DeclarationError
from derive.naming.names import pushed
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Unread
from derive.syntax.reader import read_chain, read_term


@lru_cache(maxsize=4096)
def declared_term(text: str) -> n.Node:
    """The one term a text says."""
    node = read_term(text)
    if isinstance(node, Unread):
        raise DeclarationError(f"{text!r} is not read: {node.message}")
    return pushed(node)


@lru_cache(maxsize=4096)
def declared_chain(text: str, alone: frozenset[str] = frozenset()) -> Chain:
    """The one chain a text says, every term of it read; capitals declared alone are no one name together."""
    chain = read_chain(text, alone=alone)
    for term in chain.terms:
        if isinstance(term, Unread):
            raise DeclarationError(f"{text!r} is not read: {term.message}")
    return chain
