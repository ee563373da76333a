"""What can go wrong at a public door, as one family of exceptions.

A message says what was found, what was expected, where, and what to do.
"""


class DeriveError(Exception):
    """Base of every error raised on purpose by this package."""


class UsageError(DeriveError):
    """The request itself cannot be carried out: missing file, unknown context, contradicting declarations (exit 2)."""


class LimitError(DeriveError):
    """A cap on size, depth or work was reached; the answer would be `undecided` or `unreadable`."""
