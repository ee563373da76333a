r"""Cut a formula's tokens into statements: rows, lists, remarks, conditions, equation numbers.

    tokens  --statements()-->  Strands: the terms of one statement and the signs between them, not yet parsed

A strand may begin with its sign (it continues what stands before) or end with it (it goes on in what follows).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise

from derive.syntax.brackets import partners
from derive.syntax.conditions import conditions, simple, without_trailing, words_of
from derive.syntax.layout import Piece, Tokens, has_sign, rows_of, split, trimmed
from derive.syntax.nodes import Node
from derive.syntax.spellings import ARITHMETIC_WORDS, Kind, kinds
from derive.syntax.tokens import Token

_NUMBERING = kinds("NUMBER LETTER WORD STOP TEXT PRIME TIMES NAME")
_BREAKS = kinds("QUAD ARROW SEMICOLON COMMA TEXT")
_COMMA = kinds("COMMA")
_SIGNS = kinds("RELATION")
_JOINING = kinds("PLUS TIMES")
MAX_NUMBERING = 8


@dataclass(slots=True)
class Strand:
    """terms[0] signs[0] terms[1] ...; the first is empty if the strand begins with its sign, the last if it ends so."""

    terms: list[Tokens]
    signs: Tokens
    conditions: list[Node] = field(default_factory=list)

    @property
    def continues(self) -> bool:
        return bool(self.signs) and not self.terms[0]

    @property
    def dangles(self) -> bool:
        return bool(self.signs) and not self.terms[-1]

    @property
    def is_lone_sign(self) -> bool:
        """A sign that is only talked about: `the $=$ above`, `a $-$ b`."""
        return not any(self.terms) or (not self.signs and len(self.terms[0]) == 1 and self.terms[0][0].kind in _JOINING)

    @property
    def has_left_side(self) -> bool:
        """Whether a sign with something on both sides stands in it."""
        return len(self.signs) > self.dangles


def statements(tokens: Tokens) -> list[Strand]:
    """The strands of one formula. A row that only says a condition holds for the rows after it, up to the next such."""
    strands: list[Strand] = []
    standing: list[Node] = []
    for row in rows_of(tokens):
        reader = _Row()
        found = reader.read(row)
        alone = _lone_condition(found) if found else reader.pending
        if alone:
            standing = alone
            continue
        for strand in found:
            if not strand.continues:
                strand.conditions[:0] = standing
        strands += found
    return strands


def _lone_condition(strands: list[Strand]) -> list[Node]:
    """`(w = o)` by itself in a row, maybe with a colon."""
    if len(strands) != 1 or len(strands[0].signs) > strands[0].dangles:
        return []
    tokens = strands[0].terms[0]
    if not tokens or tokens[0].kind is not Kind.OPEN or partners(tokens)[0] != len(tokens) - 1:
        return []
    return simple(tokens[1:-1])


def split_commas(tokens: Tokens) -> list[Tokens]:
    """The stretches between commas that stand in no bracket."""
    return [piece.tokens for piece in split(tokens, _COMMA) if piece.tokens]


class _Row:
    """Reads the pieces of one row into strands."""

    def __init__(self) -> None:
        self.strands: list[Strand] = []
        self.pending: list[Node] = []  # conditions said before their statement
        self.after_condition = False
        self.apart: list[Piece] = []  # those set off by more than one break, as by `, \quad`

    def read(self, row: Tokens) -> list[Strand]:
        found = _listed(split(row, _BREAKS))
        pieces = [piece for piece in found if piece.tokens or piece.word]
        self.apart = [after for piece, after in pairwise(found) if not piece.tokens and not piece.word]
        for place, piece in enumerate(pieces):
            self.piece(piece, place == len(pieces) - 1)
        return self.strands

    def piece(self, piece: Piece, is_last: bool) -> None:
        """A remark, an equation number, a condition, the rest of a term, or a statement."""
        tokens = trimmed(_without_remark(piece))
        if is_last and piece.before is Kind.QUAD and _is_number(tokens):
            return
        current = self.strands[-1] if self.strands else None
        found = conditions(piece, tokens, follows=current is not None, after_condition=self.after_condition)
        self.after_condition = bool(found)
        if found:
            (self.pending if current is None else current.conditions).extend(found)
        elif current is not None and piece.before is Kind.QUAD and _joins(tokens, current):
            current.terms[-1] += tokens
        elif current is not None and _is_loose(piece, tokens, current) and not any(piece is p for p in self.apart):
            word = piece.word or tokens[0]
            current.terms[-1] += [word._replace(kind=Kind.UNKNOWN), *tokens]
        elif tokens:
            terms, signs = _terms(tokens)
            if not any(terms) and not signs:
                return  # = \dots
            signs = _updates(terms, signs)
            bare, trailing = zip(*map(without_trailing, terms), strict=True)
            self.strands.append(Strand(list(bare), signs, [*self.pending, *chain.from_iterable(trailing)]))
            self.pending = []


def _is_number(tokens: Tokens) -> bool:
    """(20), (\\text{E7})"""
    if not 2 < len(tokens) <= MAX_NUMBERING or tokens[0].kind is not Kind.OPEN or tokens[-1].kind is not Kind.CLOSE:
        return False
    return all(token.kind in _NUMBERING or token.text == "-" for token in tokens[1:-1])


def _without_remark(piece: Piece) -> Tokens:
    """Behind a \\quad, without a first bracket that holds only words."""
    tokens = piece.tokens
    end = partners(tokens)[0] if tokens and piece.before is Kind.QUAD else -1
    if end > 0 and tokens[0].kind is Kind.OPEN and all(token.kind is Kind.TEXT for token in tokens[1:end]):
        return tokens[end + 1 :]
    return tokens


def _joins(tokens: Tokens, current: Strand) -> bool:
    """`a = \\quad b`, `a \\quad + b`, `a + \\quad b`: only space within one term."""
    if not tokens or has_sign(tokens):
        return False
    last = current.terms[-1]
    return not last or last[-1].kind in _JOINING or tokens[0].kind in _JOINING


def _is_loose(piece: Piece, tokens: Tokens, current: Strand) -> bool:
    """`a = b \\qquad c`, `a = b \\text{ times } c`: what stands there may belong to the term before."""
    if not tokens or not current.signs or has_sign(tokens):
        return False
    if piece.word is not None:
        return any(word in ARITHMETIC_WORDS for word in words_of(piece))
    return piece.before is Kind.QUAD and bool(current.terms[-1]) and not current.conditions


def _listed(pieces: list[Piece]) -> list[Piece]:
    """Join the pieces of a comma list: `i, j \\in V` and `k = 1, \\dots, K` are one statement each."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        listed = last is not None and piece.before is Kind.COMMA and bool(piece.tokens) and bool(last.tokens)
        if last is not None and listed and not (has_sign(piece.tokens) and has_sign(last.tokens)):
            end = last.tokens[-1].end
            last.tokens += [Token(Kind.COMMA, ",", end, end), *piece.tokens]
        else:
            joined.append(piece)
    return joined


def _terms(tokens: Tokens) -> tuple[list[Tokens], Tokens]:
    """The terms of a statement and the signs between them."""
    match = partners(tokens)
    terms: list[Tokens] = [[]]
    signs: Tokens = []
    at = 0
    while at < len(tokens):
        last = max(at, match[at])
        if tokens[at].kind in _SIGNS:
            signs.append(tokens[at])
            terms.append([])
        else:
            terms[-1] += tokens[at : last + 1]
        at = last + 1
    return _without_dots([trimmed(term) for term in terms], signs)


def _updates(terms: list[Tokens], signs: Tokens) -> Tokens:
    r"""x := x - a y gives x a new value: an arrow, for := introduces what was not there."""
    if [sign.text for sign in signs] != [":="]:
        return signs
    left, right = ([token.text for token in term] for term in terms)
    inside = left and any(right[at : at + len(left)] == left for at in range(len(right)))
    return [signs[0]._replace(text="<-")] if inside else signs


def _without_dots(terms: list[Tokens], signs: Tokens) -> tuple[list[Tokens], Tokens]:
    r"""a = \dots = b is a = b: the steps between were left out. At the end of a row the dots claim nothing."""
    gaps = [place for place, term in enumerate(terms) if place and [t.kind for t in term] == [Kind.DOTS]]
    kept = [term for place, term in enumerate(terms) if place not in gaps]
    return kept, [sign for place, sign in enumerate(signs, 1) if place not in gaps]
