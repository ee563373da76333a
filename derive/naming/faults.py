"""Why a term got no meaning: it was not understood, or it cannot mean anything."""

from __future__ import annotations

from typing import Self

from derive.errors import DeriveError
from derive.source.text import Span


class MeaningError(DeriveError):
    """A term without meaning; `at` is the stretch of raw text to blame."""

    def __init__(
        self, message: str, at: Span, *, code: str = "", hint: str = "", found: str = "", expected: str = ""
    ) -> None:
        super().__init__(message)
        self.message, self.at, self.hint = message, at, hint
        self.code = code or self.default_code
        self.found, self.expected = found, expected

    default_code = "D000"

    def kept(self) -> Self:
        """The fault as a value: the frames that it was raised through, and all that was read in them, are let go."""
        self.__traceback__ = self.__cause__ = self.__context__ = None
        return self


class NotUnderstoodError(MeaningError):
    """Unreadable: some token or name has no meaning here. Says nothing about right or wrong."""

    default_code = "D001"


class IllFormedError(MeaningError):
    """Read completely, and it cannot be what is meant: shapes that do not fit, an index that ranges over two axes."""

    default_code = "D201"


class DeclarationError(DeriveError):
    """A declaration that cannot be taken, with its text."""

    def __init__(self, message: str, statement: str = "") -> None:
        super().__init__(message)
        self.message, self.statement = message, statement
