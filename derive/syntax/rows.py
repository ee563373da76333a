r"""Cut a formula's tokens into statements: rows, lists, remarks, conditions, equation numbers.

    tokens  --statements()-->  Strands: the terms of one statement and the signs between them, not yet parsed

A strand may begin with its sign (it continues what stands before) or end with it (it goes on in what follows).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.syntax.brackets import partners
from derive.syntax.cursor import ReadingError
from derive.syntax.grammar import Grammar
from derive.syntax.nodes import Name, Node, Numeral, Relations, Scripted
from derive.syntax.spellings import (
    ALIGNMENTS,
    CONDITION_WORDS,
    INDEX_LETTERS,
    KNOWN_FUNCTIONS,
    OPENING_CONDITIONS,
    OTHERWISE_WORDS,
    WITH_COLUMNS,
    Kind,
    kinds,
)
from derive.syntax.tokens import Token

Tokens = list[Token]

_OPERATORS = kinds("PLUS TIMES RELATION")
_BETWEEN = kinds("COMMA STOP REMARK SEMICOLON")
_NUMBERING = kinds("NUMBER LETTER WORD STOP TEXT PRIME TIMES NAME")
_BREAKS = kinds("ROW QUAD ARROW SEMICOLON COMMA TEXT")
_ROWS = kinds("ROW")
_SIGNS = kinds("RELATION")
_UNEQUAL = frozenset({"!=", "<", "<=", ">", ">=", "in", "!in"})


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
    def has_left_side(self) -> bool:
        """Whether a sign with something on both sides stands in it."""
        return len(self.signs) > self.dangles


@dataclass(slots=True)
class _Piece:
    """Tokens between two breaks; `before` is the kind of the break before, `word` its text."""

    tokens: Tokens
    before: Kind
    word: str = ""


def statements(tokens: Tokens) -> list[Strand]:
    """The strands of one formula."""
    flat = _flatten(tokens)
    strands: list[Strand] = []
    rows = _split(flat, _ROWS)
    for row in _joined_rows([piece.tokens for piece in rows]):
        _Row(strands).read(_columns(row))
    return strands


def split_commas(tokens: Tokens) -> list[Tokens]:
    """The stretches between commas that stand in no bracket."""
    return [piece.tokens for piece in _split(tokens, kinds("COMMA")) if piece.tokens]


# ---- environments and rows


def _flatten(tokens: Tokens) -> Tokens:
    """Without alignment environments and \\boxed around whole statements, at any depth of these."""
    match = partners(tokens)
    flat: Tokens = []
    at = 0
    while at < len(tokens):
        token, partner = tokens[at], match[at]
        if token.kind is Kind.REMARK:
            at += 1
        elif partner <= at:
            flat.append(token)
            at += 1
        elif _is_alignment(tokens, at, partner, flat):
            flat += _flatten(tokens[_after_columns(tokens, at) : partner])
            at = partner + 1
        elif (
            token.kind is Kind.BRACE
            and flat
            and flat[-1].kind is Kind.WRAP
            and _holds_statement(tokens[at + 1 : partner])
        ):
            flat.pop()
            flat += _flatten(tokens[at + 1 : partner])
            at = partner + 1
        else:
            flat += tokens[at : partner + 1]
            at = partner + 1
    return flat


def _is_alignment(tokens: Tokens, at: int, partner: int, before: Tokens) -> bool:
    """\\begin{aligned}; also \\begin{array} around the whole formula if a sign of relation stands in it."""
    token = tokens[at]
    if token.kind is not Kind.BEGIN:
        return False
    name = token.text.rstrip("*")
    whole = name == "array" and not before and all(t.kind in _BETWEEN for t in tokens[partner + 1 :])
    return name in ALIGNMENTS or (whole and _holds_statement(tokens[at + 1 : partner]))


def _after_columns(tokens: Tokens, at: int) -> int:
    """Behind \\begin{array} and the braces that say how its columns are set."""
    at += 1
    if tokens[at - 1].text.rstrip("*") in WITH_COLUMNS and tokens[at].kind is Kind.BRACE:
        while at < len(tokens) and tokens[at].kind is not Kind.UNBRACE:
            at += 1
        at += 1
    return at


def _holds_statement(tokens: Tokens) -> bool:
    return any(piece.before is Kind.RELATION for piece in _split(tokens, _SIGNS | _ROWS))


def _split(tokens: Tokens, kinds: frozenset[Kind]) -> list[_Piece]:
    """The stretches between tokens of these kinds outside brackets."""
    match = partners(tokens)
    found = [_Piece([], Kind.FINISH)]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if match[at] > at:
            found[-1].tokens += tokens[at : match[at] + 1]
            at = match[at] + 1
            continue
        if token.kind in kinds and (token.kind is not Kind.TEXT or _is_remark(tokens, at)):
            found.append(_Piece([], token.kind, token.text if token.kind is Kind.TEXT else ""))
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
    if word.lower() in CONDITION_WORDS | OTHERWISE_WORDS | {"and", "or"}:
        return True
    if after is not None and after.kind in (Kind.SUB, Kind.SUP, Kind.OPEN, Kind.LEFT, Kind.PRIME):
        return False
    if word in KNOWN_FUNCTIONS:
        return False
    tied = (before is not None and before.kind in _OPERATORS) or (after is not None and after.kind in _OPERATORS)
    return not (tied or len(word) == 1)


def _joined_rows(rows: list[Tokens]) -> list[Tokens]:
    """Rows that only go on with a term are added to the row before."""
    joined: list[Tokens] = []
    for row in rows:
        bare = [token for token in row if token.kind is not Kind.CELL]
        if joined and bare and _goes_on(joined[-1], bare):
            joined[-1] = [*joined[-1], *bare]
        elif bare:
            joined.append(row)
    return joined


def _goes_on(before: Tokens, row: Tokens) -> bool:
    """A row that begins with + or \\cdot, follows one that ends so, or closes what is open there."""
    first = next((token for token in row if token.kind is not Kind.QUAD), row[0])
    last = next((token for token in reversed(before) if token.kind not in (Kind.CELL, Kind.QUAD)), None)
    if first.kind is Kind.RELATION or last is None:
        return False
    if first.kind is Kind.TIMES or last.kind in (Kind.TIMES, Kind.PLUS):
        return True
    if first.kind is Kind.PLUS:
        return first.text != "-" or not any(token.kind is Kind.RELATION for token in row)
    return _closes_more(row) and not _closes_more(before) and -1 in _open(before)


def _closes_more(tokens: Tokens) -> bool:
    match = partners(tokens)
    return any(token.kind in (Kind.CLOSE, Kind.RIGHT) and match[at] < 0 for at, token in enumerate(tokens))


def _open(tokens: Tokens) -> list[int]:
    match = partners(tokens)
    return [match[at] for at, token in enumerate(tokens) if token.kind in (Kind.OPEN, Kind.LEFT)]


def _columns(row: Tokens) -> Tokens:
    """Without &; one between two whole statements separates them like a \\quad."""
    match = partners(row)
    kept: Tokens = []
    seen = False
    at = 0
    while at < len(row):
        token = row[at]
        if match[at] > at:
            kept += row[at : match[at] + 1]
            at = match[at] + 1
            continue
        at += 1
        if token.kind is not Kind.CELL:
            kept.append(token)
            continue
        following = row[at].kind if at < len(row) else Kind.FINISH
        beside_sign = following is Kind.RELATION or (bool(kept) and kept[-1].kind is Kind.RELATION)
        if seen and not beside_sign:
            kept.append(token._replace(kind=Kind.QUAD))
        seen = True
    return kept


# ---- statements of one row


class _Row:
    """Reads the pieces of one row into strands."""

    def __init__(self, strands: list[Strand]) -> None:
        self.strands = strands
        self.first = len(strands)
        self.pending: list[Node] = []  # conditions said before their statement
        self.last_was_condition = False

    def read(self, row: Tokens) -> None:
        pieces = [piece for piece in _listed(_split(row, _BREAKS)) if piece.tokens or piece.word]
        for place, piece in enumerate(pieces):
            self.piece(piece, place == len(pieces) - 1)

    def piece(self, piece: _Piece, is_last: bool) -> None:
        tokens = _trimmed(_without_remark(piece))
        if not tokens or (piece.before is Kind.QUAD and self.is_label(tokens, is_last)):
            return
        current = self.strands[-1] if len(self.strands) > self.first else None
        if conditions := self.conditions(piece, tokens, current):
            (self.pending if current is None else current.conditions).extend(conditions)
            self.last_was_condition = True
            return
        self.last_was_condition = False
        if current is not None and self.joins(piece, tokens, current):
            current.terms[-1] += tokens
            return
        tokens, trailing = _without_trailing_condition(tokens)
        strand = _strand(tokens)
        strand.conditions = [*self.pending, *trailing]
        self.pending = []
        self.strands.append(strand)

    def is_label(self, tokens: Tokens, is_last: bool) -> bool:
        """(20), (\\text{F1}) behind a \\quad at the end."""
        if not is_last or tokens[0].kind is not Kind.OPEN or tokens[-1].kind is not Kind.CLOSE or len(tokens) > 8:
            return False
        return all(token.kind in _NUMBERING or token.text == "-" for token in tokens[1:-1])

    def joins(self, piece: _Piece, tokens: Tokens, current: Strand) -> bool:
        """`a = \\quad b`, `a \\quad + b`: only space within one term."""
        if piece.before is not Kind.QUAD:
            return False
        ends_open = bool(current.terms[-1]) and current.terms[-1][-1].kind in (Kind.PLUS, Kind.TIMES)
        return (
            (current.dangles and _strand(tokens).signs == [])
            or ends_open
            or (tokens[0].kind in (Kind.PLUS, Kind.TIMES) and _strand(tokens).signs == [])
        )

    def conditions(self, piece: _Piece, tokens: Tokens, current: Strand | None) -> list[Node]:
        """What a piece says must hold, or nothing if it is a statement."""
        words = piece.word.lower().replace(",", " ").replace(":", " ").split()
        said = bool(words) and words[-1] in CONDITION_WORDS and any(word in OPENING_CONDITIONS for word in words)
        joined = words == ["and"] and self.last_was_condition
        bracketed = tokens[0].kind is Kind.OPEN and piece.before is Kind.QUAD and partners(tokens)[0] == len(tokens) - 1
        if bracketed:
            return _simple(tokens[1:-1])
        if said or joined:
            return _condition(tokens)
        if piece.before in (Kind.QUAD, Kind.SEMICOLON) and current is not None:
            return _simple(tokens, bare=True)
        return []


def _listed(pieces: list[_Piece]) -> list[_Piece]:
    """Join the pieces of a comma list: `i, j \\in V` and `k = 1, \\dots, K` are one statement each."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is None or piece.before is not Kind.COMMA or not piece.tokens or not last.tokens:
            joined.append(piece)
        elif not _has_sign(piece.tokens) or not _has_sign(last.tokens):
            comma = Token(Kind.COMMA, ",", last.tokens[-1].end, last.tokens[-1].end)
            last.tokens += [comma, *piece.tokens]
        else:
            joined.append(piece)
    return joined


def _without_remark(piece: _Piece) -> Tokens:
    """Behind a \\quad, without a first bracket that holds only words."""
    tokens = piece.tokens
    end = partners(tokens)[0] if tokens and piece.before is Kind.QUAD else -1
    if end > 0 and tokens[0].kind is Kind.OPEN and all(token.kind is Kind.TEXT for token in tokens[1:end]):
        return tokens[end + 1 :]
    return tokens


def _has_sign(tokens: Tokens) -> bool:
    return len(_split(tokens, _SIGNS)) > 1


def _trimmed(tokens: Tokens) -> Tokens:
    """Without punctuation at the ends."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].kind in _BETWEEN:
        start += 1
    while end > start and tokens[end - 1].kind in _BETWEEN:
        end -= 1
    return tokens[start:end]


def _strand(tokens: Tokens) -> Strand:
    """Split a statement at its signs."""
    match = partners(tokens)
    terms: list[Tokens] = [[]]
    signs: Tokens = []
    at = 0
    while at < len(tokens):
        if match[at] > at:
            terms[-1] += tokens[at : match[at] + 1]
            at = match[at] + 1
            continue
        if tokens[at].kind is Kind.RELATION:
            signs.append(tokens[at])
            terms.append([])
        else:
            terms[-1].append(tokens[at])
        at += 1
    return Strand([_trimmed(term) for term in terms], signs)


def _without_trailing_condition(tokens: Tokens) -> tuple[Tokens, list[Node]]:
    """`0 (w \\ne c)`: a last bracket that holds a simple relation, set apart or not to be applied to anything."""
    match = partners(tokens)
    start = match[-1]
    if tokens[-1].text != ")" or start <= 0 or not tokens[start].spaced:
        return tokens, []
    if tokens[start - 1].kind in (Kind.LETTER, Kind.WORD, Kind.NAME, Kind.FUNCTION, Kind.TEXT, Kind.RELATION):
        return tokens, []
    conditions = _simple(tokens[start + 1 : -1])
    return (tokens[:start], conditions) if conditions else (tokens, [])


def _condition(tokens: Tokens) -> list[Node]:
    """The relation that tokens say, [] if there is none or it cannot be read."""
    if not _has_sign(tokens):
        return []
    try:
        return [Grammar(tokens).condition()]
    except ReadingError:
        return []


def _simple(tokens: Tokens, bare: bool = False) -> list[Node]:
    """A relation between names; a bare one with = must be between indices, or it is a claim."""
    found = _condition(tokens)
    for node in found:
        if not isinstance(node, Relations) or not all(_is_simple(term) for term in node.terms):
            return []
        if bare and not all(sign in _UNEQUAL for sign in node.signs) and not all(_is_index(t) for t in node.terms):
            return []
    return found


def _is_simple(node: Node) -> bool:
    if isinstance(node, Scripted):
        return node.sup is None and _is_simple(node.base)
    return isinstance(node, Name | Numeral)


def _is_index(node: Node) -> bool:
    return isinstance(node, Name) and not node.font and node.text in INDEX_LETTERS
