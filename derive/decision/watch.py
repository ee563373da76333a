"""What is being decided right now, for a process that watches this one, and which steps it gave up.

with watching(announce, given_up): ...      announce(key) before a step, announce("") after it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from derive.terms.printing import plain
from derive.terms.term import Sum, Term, children


class GivenUpError(Exception):
    """This step took too much time or memory before, or takes too much memory now."""


class _Watch:
    announce: Callable[[str], None] | None = None
    given_up: frozenset[str] = frozenset()


@contextmanager
def watching(announce: Callable[[str], None], given_up: frozenset[str]) -> Iterator[None]:
    """Every step inside is announced; those given up raise GivenUpError at once."""
    _Watch.announce, _Watch.given_up = announce, given_up
    try:
        yield
    finally:
        _Watch.announce, _Watch.given_up = None, frozenset()


@contextmanager
def step(left: Term, right: Term, work: str = "") -> Iterator[None]:
    """The deciding of left = right, or other work on it. Without a watcher this costs nothing."""
    if _Watch.announce is None:
        yield
        return
    key = sha256(f"{work}{_digest(left, {})} = {_digest(right, {})}".encode(errors="surrogatepass")).hexdigest()[:16]
    if key in _Watch.given_up:
        raise GivenUpError
    _Watch.announce(key)
    try:
        yield
    except MemoryError as error:
        raise GivenUpError from error
    finally:
        _Watch.announce("")


def _digest(term: Term, memo: dict[Term, str]) -> str:
    """A name for a term that another process gives it too; shared subterms are named once."""
    found = memo.get(term)
    if found is None:
        inside = children(term)
        text = plain(term) if not inside else " ".join(_digest(part, memo) for part in inside)
        index = term.index.key if isinstance(term, Sum) else ""
        own = f"{type(term).__name__} {getattr(term, 'function', '')} {index} {text}"
        found = memo[term] = sha256(own.encode(errors="surrogatepass")).hexdigest()
    return found
