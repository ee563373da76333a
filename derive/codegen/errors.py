"""What cannot be turned into code."""

from __future__ import annotations

from derive.errors import DeriveError


class NotCodedError(DeriveError):
    """A term for which there is no code yet; the message names what it holds."""
