"""Which bracket belongs to which, and which bar is a modulus and which a condition.

    tokens --settle_bars()--> tokens        tokens --partners()--> for each token its partner or -1

A bracket without a partner counts as none, so that one slip does not swallow the rest of the formula.
"""

from __future__ import annotations

from derive.syntax.spellings import PARTNERS, Kind, kinds
from derive.syntax.tokens import Token

OPENING = kinds("OPEN BRACE LEFT BEGIN")
CLOSING = {Kind.CLOSE: Kind.OPEN, Kind.UNBRACE: Kind.BRACE, Kind.RIGHT: Kind.LEFT, Kind.END: Kind.BEGIN}
_STRENGTH = {Kind.OPEN: 0, Kind.LEFT: 1, Kind.BRACE: 2, Kind.BEGIN: 3}
_ENDS_OPERAND = kinds("NUMBER LETTER WORD NAME BLACKBOARD LABEL FUNCTION DOTS PRIME CLOSE UNBRACE RIGHT END TEXT NABLA")
_BEFORE_GROUPS = kinds("FUNCTION PLUS TIMES RELATION OPEN CELL")
_FRESH = kinds("ROW CELL")


def settle_bars(tokens: list[Token]) -> list[Token]:
    """Turn each | into a bracket or a `given`, by the parity of bars in its bracket.

    A bar after an operand closes an open one; else it is `given` if the bars left are odd in number.
    """
    if not any(token.kind is Kind.BAR or _may_evaluate(token) for token in tokens):
        return tokens
    settled = list(tokens)
    levels: list[list[int]] = [[]]
    openers: list[str] = []
    for at, token in enumerate(tokens):
        if token.kind is Kind.BAR:
            levels[-1].append(at)
        elif _may_evaluate(token) and _has_subscript(tokens, at) and openers[-1:] != ["|"]:
            settled[at] = token._replace(kind=Kind.AT)
        elif token.kind in OPENING:
            levels.append([])
            openers.append(token.text)
        elif token.kind in CLOSING and len(levels) > 1:
            openers.pop()
            _settle(settled, levels.pop())
        elif token.kind in _FRESH or (token.kind is Kind.RELATION and len(levels) == 1):
            _settle(settled, levels[-1])
            levels[-1] = []
    for level in levels:
        _settle(settled, level)
    return settled


def _settle(tokens: list[Token], bars: list[int]) -> None:
    is_open = False
    for place, at in enumerate(bars):
        after_operand = at > 0 and tokens[at - 1].kind in _ENDS_OPERAND
        if is_open and after_operand:
            kind, is_open = Kind.CLOSE, False
        elif after_operand and tokens[at].text == "|" and _has_subscript(tokens, at):
            kind = Kind.AT
        elif after_operand and (len(bars) - place) % 2 == 1:
            kind = Kind.GIVEN
        else:
            kind, is_open = Kind.OPEN, True
        tokens[at] = tokens[at]._replace(kind=kind)


def _may_evaluate(token: Token) -> bool:
    r"""\rvert may stand alone; if it does, what is before is evaluated."""
    return token.kind is Kind.CLOSE and token.text == "|"


def _has_subscript(tokens: list[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].kind is Kind.SUB


def loosened(tokens: list[Token]) -> list[Token]:
    r"""Without braces that only group and cross a bracket, as in \exp{(x}): nothing of them is seen."""
    stack: list[int] = []
    dropped: set[int] = set()
    for at, token in enumerate(tokens):
        if token.kind is Kind.BRACE:
            stack.append(at)
        elif token.kind is Kind.UNBRACE and stack:
            start = stack.pop()
            if _only_groups(tokens, start) and _depth(tokens[start + 1 : at]):
                dropped |= {start, at}
    return [token for at, token in enumerate(tokens) if at not in dropped] if dropped else tokens


def _only_groups(tokens: list[Token], at: int) -> bool:
    """Whether a brace is no argument: it follows a function, a sign or a bracket that opens."""
    return at == 0 or tokens[at - 1].kind in _BEFORE_GROUPS


def _depth(tokens: list[Token]) -> int:
    """How many more brackets open than close."""
    return sum((token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE) for token in tokens)


def partners(tokens: list[Token]) -> list[int]:
    """partner[i] is the index of the bracket that closes or opens token i; -1 for all others."""
    found = [-1] * len(tokens)
    stack: list[int] = []
    waiting = dict.fromkeys(_STRENGTH, 0)
    for at, token in enumerate(tokens):
        if token.kind in OPENING:
            stack.append(at)
            waiting[token.kind] += 1
        elif (opening := CLOSING.get(token.kind)) and waiting[opening]:
            place = _opener(tokens, stack, token, opening)
            if place >= 0:
                found[at], found[stack[place]] = stack[place], at
                for index in stack[place:]:
                    waiting[tokens[index].kind] -= 1
                del stack[place:]
    return found


def _opener(tokens: list[Token], stack: list[int], closer: Token, opening: Kind) -> int:
    """The place in the stack of what the closer closes; it never reaches over a stronger bracket."""
    for place in range(len(stack) - 1, max(-1, len(stack) - 200), -1):
        token = tokens[stack[place]]
        if token.kind is opening and fits(token, closer):
            return place
        if _STRENGTH[token.kind] > _STRENGTH[opening]:
            return -1
    return -1


def fits(opener: Token, closer: Token) -> bool:
    """Round and square brackets may be mixed, as in [0, 1)."""
    if opener.kind is not Kind.OPEN:
        return True
    return PARTNERS.get(opener.text) == closer.text or (opener.text in "([" and closer.text in ")]")
