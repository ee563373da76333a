"""What keeps a backend from being used."""

from __future__ import annotations

from derive.errors import DeriveError


class BackendError(DeriveError):
    """This machine cannot build or run what was asked for; another backend may do."""
