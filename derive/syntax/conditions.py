r"""Tell what must hold from what is claimed: `\text{if } w = o`, `\quad (w \ne c)`, `0 \quad w \ne c`.

    tokens and the words before them  -->  conditions, or none if they are a statement of their own

What follows a word such as `if` and cannot be read stays a condition, as Text: it is never dropped in silence.
"""

from __future__ import annotations

from derive.source.text import Span
from derive.syntax.brackets import partners
from derive.syntax.cursor import ReadingError
from derive.syntax.grammar import Grammar
from derive.syntax.layout import Piece, Tokens, has_sign
from derive.syntax.nodes import Name, Node, Numeral, Relations, Scripted, Sequence, Text
from derive.syntax.spellings import (
    CONDITION_WORDS,
    GOING_ON,
    NEGATING_WORDS,
    OPENING_CONDITIONS,
    OTHERWISE_WORDS,
    POSITION_LETTERS,
    QUANTIFIERS,
    STRICT_CONDITIONS,
    Kind,
    kinds,
)

_UNEQUAL = frozenset({"!=", "<", "<=", ">", ">=", "in", "!in"})
_APPLIED = kinds("LETTER WORD NAME FUNCTION TEXT RELATION")
_NAMING = kinds("LETTER WORD NAME LABEL SUB SUP BRACE UNBRACE FONT ACCENT NUMBER PRIME")
_APART = kinds("QUAD SEMICOLON")


def words_of(piece: Piece) -> list[str]:
    """The words before a piece, in lower case and without punctuation."""
    if piece.word is None:
        return []
    return [word.strip(",.:;()") or word for word in piece.word.text.lower().split()]


def conditions(piece: Piece, tokens: Tokens, follows: bool, after_condition: bool) -> list[Node]:
    """What a piece says must hold; none if it is a statement. `follows`: a statement stands before it in the row."""
    words = words_of(piece)
    if words:
        return _said(piece, words, tokens, follows, after_condition)
    if not tokens or piece.before not in _APART:
        return []
    if tokens[0].kind is Kind.OPEN and piece.before is Kind.QUAD and partners(tokens)[0] == len(tokens) - 1:
        return simple(tokens[1:-1])
    return simple(tokens, bare=True) if follows else []


def _said(piece: Piece, words: list[str], tokens: Tokens, follows: bool, after_condition: bool) -> list[Node]:
    """Conditions behind words."""
    opens = words[-1] in CONDITION_WORDS and any(word in OPENING_CONDITIONS for word in words)
    if any(word in NEGATING_WORDS for word in words) and (opens or (follows and tokens)):
        return [_text(piece, tokens)]
    joined = len(words) == 1 and words[0] in GOING_ON and after_condition
    if (opens or joined) and (read := _relation(tokens) or _quantified(words, tokens)):
        return read
    strict = follows and any(word in STRICT_CONDITIONS or word in OTHERWISE_WORDS for word in words)
    if strict or (words == ["or"] and after_condition):
        return [_text(piece, tokens)]
    return []


def _quantified(words: list[str], tokens: Tokens) -> list[Node]:
    """The i, j of `for all i, j`."""
    if not tokens or not any(word in QUANTIFIERS for word in words):
        return []
    try:
        read = Grammar(tokens).condition()
    except ReadingError:
        return []
    names = read.items if isinstance(read, Sequence) else (read,)
    return [Sequence(read.span, names)] if all(isinstance(name, Name) for name in names) else []


def _text(piece: Piece, tokens: Tokens) -> Text:
    """Words and tokens that are not understood, as they stand."""
    all_tokens = [*([piece.word] if piece.word else []), *tokens]
    span = Span(all_tokens[0].start, max(all_tokens[0].start, all_tokens[-1].end))
    return Text(span, " ".join(token.text.strip() for token in all_tokens))


def without_trailing(tokens: Tokens) -> tuple[Tokens, list[Node]]:
    """`0 (w \\ne c)`: a last bracket that holds a simple relation, set apart and not applied to a name."""
    start = partners(tokens)[-1] if tokens else 0
    if barred := _barred(tokens, start):
        return barred
    if start <= 0 or tokens[-1].text != ")" or not tokens[start].spaced or tokens[start - 1].kind is Kind.TIMES:
        return tokens, []
    if (tokens[start - 1].kind in _APPLIED and not _below_slash(tokens[:start])) or _is_indicator(tokens[:start]):
        return tokens, []
    found = simple(tokens[start + 1 : -1])
    return (tokens[:start], found) if found else (tokens, [])


def _barred(tokens: Tokens, start: int) -> tuple[Tokens, list[Node]] | None:
    r"""\left. a \right|_{w \ne o} and a |_{w \ne o}: no place to evaluate at, but a condition."""
    bar = tokens[start - 2] if start > 2 and tokens[start - 1].kind is Kind.SUB else None
    if bar is None or bar.text != "|":
        return None
    found = simple(tokens[start + 1 : -1])
    if not found or not all(isinstance(node, Relations) and set(node.signs) == {"!="} for node in found):
        return None
    if bar.kind is Kind.AT:
        return tokens[: start - 2], found
    whole = bar.kind is Kind.RIGHT and partners(tokens)[start - 2] == 0 and tokens[0].text == "."
    return (tokens[1 : start - 2], found) if whole else None


def _is_indicator(tokens: Tokens) -> bool:
    r"""1 or \mathbb{I}, of which a relation in brackets is a part."""
    last = next((token for token in reversed(tokens) if token.kind is not Kind.UNBRACE), tokens[-1])
    return last.text in ("1", "I")


def _below_slash(tokens: Tokens) -> bool:
    r"""Whether the last name is that of `/ \partial v_w`: nothing is applied there."""
    signs = [at for at, token in enumerate(tokens) if token.kind is Kind.PARTIAL]
    last = signs[-1] if signs else 0
    return last > 0 and tokens[last - 1].text == "/" and all(token.kind in _NAMING for token in tokens[last + 1 :])


def _relation(tokens: Tokens) -> list[Node]:
    """The relation that tokens say, [] if there is none or it cannot be read."""
    if not has_sign(tokens):
        return []
    try:
        return [Grammar(tokens).condition()]
    except ReadingError:
        return []


def simple(tokens: Tokens, bare: bool = False) -> list[Node]:
    """A relation between names; a bare one with = must be between indices, or it is a claim."""
    found = _relation(tokens)
    for node in found:
        if not isinstance(node, Relations) or not all(_is_simple(term) for term in node.terms):
            return []
        if bare and not all(sign in _UNEQUAL for sign in node.signs) and not _is_position(node):
            return []
    return found


def compares_positions(node: Node) -> bool:
    """w \\ne o, i = j: the cases of a slope."""
    if not isinstance(node, Relations) or not all(map(_is_simple, node.terms)):
        return False
    return set(node.signs) == {"!="} or _is_position(node)


def _is_simple(node: Node) -> bool:
    if isinstance(node, Scripted):
        return node.sup is None and _is_simple(node.base)
    return isinstance(node, Name | Numeral)


def _is_position(node: Relations) -> bool:
    """i = j or j = 1 between letters that are indices by habit."""
    first, *rest = node.terms
    return _is_index(first) and all(_is_index(term) or isinstance(term, Numeral) for term in rest)


def _is_index(node: Node) -> bool:
    return isinstance(node, Name) and not node.font and node.text in POSITION_LETTERS
