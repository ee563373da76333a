"""Names told of behind the formula they stand in: `y = f(z), where z = W x`, is read as if z were told of first."""

from __future__ import annotations

from derive.source.text import Source
from derive.syntax.chains import Unread
from derive.syntax.nodes import Accent, Name, Node, Scripted
from derive.syntax.weave import Thread


def introduces(thread: Thread) -> bool:
    """z = W x: one name on the left, and something that is said of it."""
    signs = {relation.sign for relation in thread.relations}
    return bool(signs) and signs <= {"=", ":="} and thread.waiting is None and _base(thread.terms[0]) is not None


def speaks_of(thread: Thread, other: Thread, source: Source) -> bool:
    """Whether what a thread says may need the name on the left of another."""
    name = _base(other.terms[0])
    return name is not None and any(source.slice(name.span) in source.slice(term.span) for term in thread.terms[1:])


def _base(term: Node | Unread) -> Node | None:
    base = term.base if isinstance(term, Scripted) else term
    return base if isinstance(base, Name | Accent) else None
