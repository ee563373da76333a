"""A place in a list of tokens, with what every part of the grammar needs: look, take, span, refuse."""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.errors import DeriveError
from derive.source.text import Span
from derive.syntax.brackets import CLOSING, OPENING
from derive.syntax.nodes import Node, Sequence
from derive.syntax.spellings import CONNECTIVES, Kind, kinds
from derive.syntax.tokens import Token

MAX_DEPTH = 60
MAX_SHOWN = 40
SEPARATORS = kinds("COMMA SEMICOLON QUAD")
_NAME_IN_TEXT = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*")
_BETWEEN_ITEMS = SEPARATORS | kinds("ROW")
_STARTS = kinds(
    "NUMBER LETTER WORD NAME BLACKBOARD FUNCTION BIG FRACTION ROOT BINOMIAL PARTIAL NABLA ACCENT FONT SWITCH BRACED "
    "WRAP DOTS OPEN BRACE LEFT BEGIN LABEL UNKNOWN"
)


class ReadingError(DeriveError):
    """The grammar cannot go on: what is wrong, the token to blame, what might be meant.

    slip   the code of a mistake that every reader sees, such as a fraction f over \\partial x; '' where we cannot read
    """

    def __init__(self, message: str, token: Token, hint: str = "", slip: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.token = token
        self.hint = hint
        self.slip = slip


def name_in(words: str) -> str:
    """The one word that \\text{...} holds if it can be a name, else ''."""
    found = _NAME_IN_TEXT.fullmatch(words)
    return found[1] if found and found[1].lower() not in CONNECTIVES else ""


class Cursor:
    """Reads tokens from left to right; past the last stands a FINISH token."""

    def __init__(self, tokens: list[Token]) -> None:
        last = tokens[-1].end if tokens else 0
        self.tokens = [*tokens, Token(Kind.FINISH, "the end", last, last)]
        self.at = 0
        self.token = self.tokens[0]
        self.end = self.token.start
        self.depth = 0

    def take(self) -> Token:
        """The current token; go on to the next."""
        token = self.token
        self.end = token.end
        self.at += 1
        self.token = self.tokens[self.at] if self.at < len(self.tokens) else token
        return token

    def kind_after(self, steps: int = 1) -> Kind:
        """The kind of a token further on."""
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)].kind

    def expect(self, kind: Kind, message: str, blame: Token) -> Token:
        """Take a token of this kind or refuse."""
        if self.token.kind is not kind:
            raise ReadingError(message, blame, self.found())
        return self.take()

    def found(self) -> str:
        """What stands here instead of what was looked for."""
        return "nothing follows" if self.token.kind is Kind.FINISH else f"found {_short(self.token)} first"

    def since(self, start: int) -> Span:
        """The raw stretch from `start` to the last token taken."""
        return Span(min(start, self.end), max(start, self.end))

    def starts(self) -> bool:
        """Whether a factor begins here."""
        return self.token.kind in _STARTS or (self.token.kind is Kind.TEXT and bool(name_in(self.token.text)))

    def deeper(self) -> None:
        """Count one level of nesting; the caller takes it back."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"nested more than {MAX_DEPTH} deep", self.token)

    def listed(self, read: Callable[[], Node], end: Kind = Kind.FINISH) -> Node:
        """One node, or a Sequence of those between commas."""
        start = self.token.start
        items = [read()]
        while self.token.kind in _BETWEEN_ITEMS:
            self.take()
            if self.token.kind is end:
                break
            items.append(read())
        return items[0] if len(items) == 1 else Sequence(self.since(start), tuple(items))

    def behind_brackets(self) -> Token:
        """The token behind the bracket that begins here and what closes it."""
        depth = 0
        for place, token in enumerate(self.tokens[self.at :], self.at + 1):
            depth += (token.kind in OPENING) - (token.kind in CLOSING)
            if depth <= 0:
                return self.tokens[min(place, len(self.tokens) - 1)]
        return self.tokens[-1]

    def unexpected(self) -> ReadingError:
        """What to say of a token that fits nowhere."""
        token = self.token
        text = _short(token)
        match token.kind:
            case Kind.FINISH:
                return ReadingError("the formula ends where an expression was expected", token)
            case Kind.CLOSE | Kind.UNBRACE | Kind.RIGHT:
                return ReadingError(f"this {text} closes nothing", token)
            case Kind.UNKNOWN:
                hint = "define it with \\newcommand, or use another spelling"
                return ReadingError(f"{text} is not known", token, hint)
            case Kind.TEXT:
                return ReadingError(f"words in the middle of a formula: {text}", token)
            case Kind.GIVEN:
                return ReadingError("a | outside brackets", token)
            case Kind.SUB | Kind.SUP:
                return ReadingError("a second script of the same kind, or one with nothing before it", token)
        return ReadingError(f"{text} was not expected here", token)

    # ---- what the parts of the grammar ask of each other

    def factor(self) -> Node:
        """An atom with its scripts."""
        raise NotImplementedError

    def signed(self) -> Node:
        """A product with its sign."""
        raise NotImplementedError

    def run(self, *, through: bool = False) -> Node:
        """Factors written together."""
        raise NotImplementedError

    def relations(self) -> Node:
        """A chain or a single expression."""
        raise NotImplementedError

    def expression(self) -> Node:
        """A sum."""
        raise NotImplementedError

    def atom(self) -> Node:
        """The smallest thing."""
        raise NotImplementedError


def _short(token: Token) -> str:
    text = token.text.strip()
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "..."
