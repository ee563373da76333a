"""Chains of relations: the terms a document writes side by side, and the signs between them.

    Source  --read_document()-->  Document(chains, declarations, ...)

A chain runs over rows and over neighbouring displays when one ends, or the next begins, with the sign.
Every term is read by itself: one that cannot be read is an Unread and hides none of its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.source.around import UNSAID, Said
from derive.source.notes import Edit, Fault, Statement
from derive.source.text import Source, Span
from derive.syntax.nodes import Node

__all__ = ["Chain", "Document", "Edit", "Fault", "Relation", "Statement", "Unread"]


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch that was not understood: the cause, where, and what might be meant."""

    span: Span  # the whole term
    at: Span  # the token to blame
    message: str
    hint: str = ""
    slip: str = ""  # the code of a mistake that every reader sees; '' where we cannot read
    ways: tuple[Node, ...] = ()  # where a bracket closes nothing: without it, then with one that opens
    all_ways: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation sign: '=', ':=', '=:', '=!' (shall be), '!=', '<', '<=', 'in', '~', '->', ...; span is its own."""

    sign: str
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """terms[0] relations[0] terms[1] ...; len(terms) = len(relations) + 1.

    conditions  what the text says must hold: 'when $w = o$' closing the sentence before, or '(w \\ne c)' trailing
    inline      written inside a sentence, not displayed
    section     number of headings before it
    block       number of the display or inline formula it starts in
    passing     inline, and the words before it draw no conclusion: it may say anew what a name means
    said        what the words around it say of what may be assumed
    """

    terms: tuple[Node | Unread, ...]
    relations: tuple[Relation, ...]
    conditions: tuple[Node, ...]
    inline: bool
    section: int
    block: int
    passing: bool = False
    said: Said = UNSAID


@dataclass(frozen=True, slots=True)
class Document:
    """Everything read from one source, in order."""

    source: Source
    chains: tuple[Chain, ...]
    header: tuple[tuple[str, Statement], ...]  # ('context' | 'let' | 'layout' | ..., statement), in order
    edits: tuple[Edit, ...]
    faults: tuple[Fault, ...]
