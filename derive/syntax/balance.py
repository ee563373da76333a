"""A bracket that closes nothing: the ways in which the term may have been meant.

    tokens  --balanced()-->  the term without that bracket, then with one that opens at every place where it may belong

Only round and square brackets count, and only those that close too much: one that opens and is never closed may end
anywhere.
"""

from __future__ import annotations

from derive.syntax.cursor import ReadingError
from derive.syntax.grammar import Grammar
from derive.syntax.nodes import Node
from derive.syntax.spellings import PARTNERS, Kind, kinds
from derive.syntax.tokens import Token

MOST = 2  # brackets too many
MOST_WAYS = 40
_NEVER_FIRST = kinds("SUB SUP PRIME CLOSE TIMES")
_TAKES_NEXT = kinds("SUB SUP ACCENT FONT FRACTION ROOT")
OPENER = {")": "(", "]": "["}


def balanced(tokens: list[Token]) -> tuple[tuple[Node, ...], bool]:
    """The readable ways, the one without the bracket first, and whether these are all there are."""
    strays = _strays(tokens)
    if not 1 <= len(strays) <= MOST:
        return (), False
    first = _read([token for at, token in enumerate(tokens) if at not in strays])
    if first is None:
        return (), False
    if len(strays) > 1:
        return (first,), False
    places = _places(tokens, strays[0])
    opener = OPENER[tokens[strays[0]].text]
    ways = [_read(_opened(tokens, at, opener)) for at in places[:MOST_WAYS]]
    return (first, *(way for way in ways if way is not None)), len(places) <= MOST_WAYS


def _opened(tokens: list[Token], at: int, opener: str) -> list[Token]:
    start = tokens[at].start
    return [*tokens[:at], Token(Kind.OPEN, opener, start, start), *tokens[at:]]


def _read(tokens: list[Token]) -> Node | None:
    try:
        return Grammar(tokens).term()
    except ReadingError:
        return None


def _strays(tokens: list[Token]) -> list[int]:
    """The brackets that close nothing; none where a bracket that opens is left over."""
    stack: list[str] = []
    found: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind is Kind.OPEN and token.text in OPENER.values():
            stack.append(token.text)
        elif token.kind is Kind.CLOSE and token.text in OPENER:
            if stack and PARTNERS.get(stack[-1]) == token.text:
                stack.pop()
            else:
                found.append(at)
    return found if not stack else []


def _places(tokens: list[Token], stray: int) -> list[int]:
    """Where a bracket may open that the stray one closes: after the bracket around it, in the same braces."""
    found: list[int] = []
    brackets = braces = 0
    for at in range(stray - 1, -1, -1):
        token = tokens[at]
        brackets += (token.kind is Kind.CLOSE) - (token.kind is Kind.OPEN)
        braces += (token.kind is Kind.UNBRACE) - (token.kind is Kind.BRACE)
        if brackets < 0 or braces < 0:
            break
        bound = token.kind in _NEVER_FIRST or (at > 0 and tokens[at - 1].kind in _TAKES_NEXT)
        if braces == 0 and not bound:
            found.append(at)
    return found
