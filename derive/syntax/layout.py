r"""Lay out a formula: without alignment environments, cut into rows, and rows into pieces.

    tokens  --rows_of()-->  rows        row  --split()-->  pieces between tokens of some kinds

An & is only alignment, unless it stands between two whole statements; a row that goes on with a term is joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.syntax.brackets import partners
from derive.syntax.spellings import (
    ALIGNMENTS,
    CONNECTIVES,
    KNOWN_FUNCTIONS,
    WITH_COLUMNS,
    Kind,
    kinds,
)
from derive.syntax.tokens import Token

Tokens = list[Token]

PUNCTUATION = kinds("COMMA STOP REMARK SEMICOLON")
_OPERATORS = kinds("PLUS TIMES RELATION")
_SCRIPTED = kinds("SUB SUP OPEN LEFT PRIME")
_ROWS = kinds("ROW")
_SIGNS = kinds("RELATION")
_CLOSERS = kinds("CLOSE RIGHT")
_OPENERS = kinds("OPEN LEFT")
_LEFT_OUT = kinds("DOTS QUAD")
_INVISIBLE = kinds("CELL QUAD")
_GAP = kinds("ROW CELL QUAD")
_JOINING = kinds("PLUS TIMES")
_CLOSED_WORLDS = kinds("BEGIN BRACE")


@dataclass(slots=True)
class Piece:
    """Tokens between two breaks; `before` is the kind of the break before, `word` the token if it was words."""

    tokens: Tokens
    before: Kind
    word: Token | None = None


def rows_of(tokens: Tokens) -> list[Tokens]:
    """The rows of a formula, each a list of tokens without &."""
    rows = [piece.tokens for piece in split(_unbroken(_flatten(tokens)), _ROWS)]
    return [_columns(row) for row in _joined(rows)]


def has_sign(tokens: Tokens) -> bool:
    """Whether a sign of relation stands outside brackets."""
    return len(split(tokens, _SIGNS)) > 1


def trimmed(tokens: Tokens) -> Tokens:
    """Without punctuation at the ends."""
    start, end = 0, len(tokens)
    while start < end and _is_punctuation(tokens[start]):
        start += 1
    while end > start and _is_punctuation(tokens[end - 1]):
        end -= 1
    return tokens[start:end]


def _is_punctuation(token: Token) -> bool:
    return token.kind in PUNCTUATION or (token.kind is Kind.RELATION and token.text == ":")


def split(tokens: Tokens, breaks: frozenset[Kind]) -> list[Piece]:
    """The stretches between tokens of these kinds outside brackets."""
    match = partners(tokens)
    found = [Piece([], Kind.FINISH)]
    at = 0
    while at < len(tokens):
        token, partner = tokens[at], match[at]
        if partner > at:
            found[-1].tokens += tokens[at : partner + 1]
            at = partner
        elif token.kind in breaks and (token.kind is not Kind.TEXT or _is_remark(tokens, at)):
            found.append(Piece([], token.kind, token if token.kind is Kind.TEXT else None))
        else:
            found[-1].tokens.append(token)
        at += 1
    return found


def _is_remark(tokens: Tokens, at: int) -> bool:
    """Whether words are said about the formula and not part of it."""
    word = tokens[at].text.strip()
    if not word.isascii() or not word.replace("-", "").isalnum() or not word[0].isalpha():
        return True
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if word.lower() in CONNECTIVES:
        return True
    if after is not None and after.kind in _SCRIPTED:
        return False
    if word in KNOWN_FUNCTIONS:
        return False
    tied = (before is not None and before.kind in _OPERATORS) or (after is not None and after.kind in _OPERATORS)
    return not (tied or len(word) == 1)


def _flatten(tokens: Tokens) -> Tokens:
    """Without alignment environments and \\boxed around whole statements, at any depth of these."""
    match = partners(tokens)
    flat: Tokens = []
    at = 0
    while at < len(tokens):
        token, partner = tokens[at], match[at]
        if partner > at and _is_alignment(tokens, at, partner, flat):
            flat += _flatten(tokens[_after_columns(tokens, at) : partner])
        elif partner > at and _is_wrap(tokens, at, partner, flat):
            flat.pop()
            flat += _flatten(tokens[at + 1 : partner])
        elif token.kind is not Kind.REMARK:
            flat += tokens[at : max(at, partner) + 1]
        at = max(at, partner) + 1
    return flat


def _is_alignment(tokens: Tokens, at: int, partner: int, before: Tokens) -> bool:
    """\\begin{aligned}; also \\begin{array} around the whole formula if a sign of relation stands in it."""
    token = tokens[at]
    if token.kind is not Kind.BEGIN:
        return False
    name = token.text.rstrip("*")
    whole = name == "array" and not before and all(t.kind in PUNCTUATION for t in tokens[partner + 1 :])
    return name in ALIGNMENTS or (whole and has_sign(tokens[at + 1 : partner]))


def _after_columns(tokens: Tokens, at: int) -> int:
    """Behind \\begin{array} and the braces that say how its columns are set."""
    at += 1
    if tokens[at - 1].text.rstrip("*") in WITH_COLUMNS and tokens[at].kind is Kind.BRACE:
        while at < len(tokens) and tokens[at].kind is not Kind.UNBRACE:
            at += 1
        at += 1
    return at


def _is_wrap(tokens: Tokens, at: int, partner: int, before: Tokens) -> bool:
    """The braces of \\boxed{a = b}."""
    wrapped = tokens[at].kind is Kind.BRACE and bool(before) and before[-1].kind is Kind.WRAP
    return wrapped and any(has_sign(piece.tokens) for piece in split(tokens[at + 1 : partner], _ROWS))


def _unbroken(tokens: Tokens) -> Tokens:
    r"""Without breaks in brackets beside an operator: ( a \\ &\quad + b ), \left( a \right. \\ \left. + b \right)"""
    if not any(token.kind is Kind.ROW for token in tokens):
        return tokens
    whole = _without_halves(tokens)
    match = partners(whole)
    gaps = [
        (start, end)
        for at, partner in enumerate(match)
        if partner > at and whole[at].kind in _OPENERS
        for start, end in _gaps(whole, at, partner)
    ]
    dropped = {at for start, end in gaps if _beside_operator(whole, start, end) for at in range(start, end)}
    return [token for at, token in enumerate(whole) if at not in dropped]


def _without_halves(tokens: Tokens) -> Tokens:
    r"""Without \right. and \left. around a break, which are one pair of brackets with those around them."""
    dropped: set[int] = set()
    for start, end in _gaps(tokens, -1, len(tokens)):
        first = start - 1 - (start > 1 and tokens[start - 1].kind in _JOINING)
        last = end + (end + 1 < len(tokens) and tokens[end].kind in _JOINING)
        if (
            first >= 0
            and last < len(tokens)
            and _is_half(tokens[first], Kind.RIGHT)
            and _is_half(tokens[last], Kind.LEFT)
        ):
            dropped |= {first, last}
    return [token for at, token in enumerate(tokens) if at not in dropped]


def _is_half(token: Token, kind: Kind) -> bool:
    return token.kind is kind and token.text == "."


def _gaps(tokens: Tokens, opening: int, closing: int) -> Iterator[tuple[int, int]]:
    """The stretches of breaks, & and blanks between two places; those inside of environments are not ours."""
    at = opening + 1
    match = partners(tokens)
    while at < closing:
        end = at
        while end < closing and tokens[end].kind in _GAP:
            end += 1
        if any(token.kind is Kind.ROW for token in tokens[at:end]):
            yield at, end
        at = max(at + 1, end, match[at] + 1 if tokens[at].kind in _CLOSED_WORLDS else 0)


def _beside_operator(tokens: Tokens, start: int, end: int) -> bool:
    return tokens[start - 1].kind in _JOINING or tokens[end].kind in _JOINING


def _joined(rows: list[Tokens]) -> list[Tokens]:
    """Rows that only go on with a term are added to the row before."""
    joined: list[Tokens] = []
    for place, row in enumerate(rows):
        bare = [token for token in row if token.kind is not Kind.CELL]
        if all(token.kind in _LEFT_OUT for token in bare):  # nothing, or \vdots for rows that were left out
            continue
        before = joined[-1] if joined else []
        if _goes_on(before, bare):
            joined[-1] = [*before, *bare]
        elif _is_loose(before, bare) and not _begins_with_sign(rows[place + 1 :]):
            joined[-1] = [*before, bare[0]._replace(kind=Kind.UNKNOWN), *bare]
        else:
            joined.append(row)
    return joined


def _goes_on(before: Tokens, row: Tokens) -> bool:
    """A row that begins with + or \\cdot, follows one that ends so, or closes what is open there."""
    first = next((token for token in row if token.kind is not Kind.QUAD), row[0])
    last = next((token for token in reversed(before) if token.kind not in _INVISIBLE), None)
    if first.kind is Kind.RELATION or last is None:
        return False
    if first.kind is Kind.TIMES or last.kind in (Kind.TIMES, Kind.PLUS):
        return True
    if first.kind is Kind.PLUS:
        return first.text != "-" or not has_sign(row)
    return _unpaired(row, _CLOSERS) and _unpaired(before, _OPENERS)


def _is_loose(before: Tokens, row: Tokens) -> bool:
    """A row without sign or words, after one that did not end: a factor of the term before, or something else."""
    ended = not before or before[-1].kind in PUNCTUATION or any(token.kind is Kind.TEXT for token in [*before, *row])
    ended = ended or before[-1].kind in _SIGNS | _INVISIBLE
    return not ended and has_sign(before) and not has_sign(row) and not _is_remark_row(row)


def _begins_with_sign(rows: list[Tokens]) -> bool:
    """Whether the next row is `= b`, so that this one is its left side."""
    following = [token for row in rows[:1] for token in row if token.kind not in _INVISIBLE]
    return bool(following) and following[0].kind is Kind.RELATION


def _is_remark_row(row: Tokens) -> bool:
    """(3) or (w = o) on a row of its own."""
    inside = row[1:-1] if row[0].text == "(" and row[-1].text == ")" else []
    return len(inside) == 1 or any(token.kind is Kind.RELATION for token in inside)


def _unpaired(tokens: Tokens, brackets: frozenset[Kind]) -> bool:
    match = partners(tokens)
    return any(token.kind in brackets and match[at] < 0 for at, token in enumerate(tokens))


def _columns(row: Tokens) -> Tokens:
    """Without &; one between two whole statements separates them like a \\quad."""
    match = partners(row)
    kept: Tokens = []
    seen = False
    at = 0
    while at < len(row):
        token, partner = row[at], match[at]
        if token.kind is not Kind.CELL:
            kept += row[at : max(at, partner) + 1]
            at = max(at, partner) + 1
            continue
        at += 1
        beside_sign = at < len(row) and row[at].kind is Kind.RELATION
        beside_sign = beside_sign or (bool(kept) and kept[-1].kind is Kind.RELATION)
        if seen and not beside_sign:
            kept.append(token._replace(kind=Kind.QUAD))
        seen = True
    return kept
