"""A place in a list of tokens, with what every part of the grammar needs: look, take, span, refuse."""

from __future__ import annotations

from derive.errors import DeriveError
from derive.source.text import Span
from derive.syntax.nodes import Node
from derive.syntax.spellings import Kind
from derive.syntax.tokens import Token

MAX_DEPTH = 60


class Stuck(DeriveError):
    """The grammar cannot go on: what is wrong, the token to blame, what might be meant."""

    def __init__(self, message: str, token: Token, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.token = token
        self.hint = hint


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

    def next_kind(self) -> Kind:
        """The kind of the token after the current one."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)].kind

    def expect(self, kind: Kind, message: str, blame: Token) -> Token:
        """Take a token of this kind or refuse."""
        if self.token.kind is not kind:
            raise Stuck(message, blame, self.found())
        return self.take()

    def found(self) -> str:
        """What stands here instead of what was looked for."""
        return "nothing follows" if self.token.kind is Kind.FINISH else f"found {self.token.text} first"

    def since(self, start: int) -> Span:
        """The raw stretch from `start` to the last token taken."""
        return Span(min(start, self.end), max(start, self.end))

    def deeper(self) -> None:
        """Count one level of nesting; the caller takes it back."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Stuck(f"nested more than {MAX_DEPTH} deep", self.token)

    def relations(self) -> Node:
        """A chain or a single expression; see Grammar."""
        raise NotImplementedError
