"""A derivation in the hands of a person: shown in a notebook, as text in any format, as a file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from derive.press.files import save
from derive.press.forms import USUAL, document
from derive.press.markdown import body
from derive.write.texts import Text


@dataclass(frozen=True)
class Derivation:
    """What `derive.derivation` returns; str() is Markdown that derive.check reads."""

    text: Text

    def __str__(self) -> str:
        return self.document()

    def document(self, form: str = USUAL) -> str:
        """The text in a format: markdown, fragment, tex or html."""
        return document(self.text, form)

    def save(self, path: str | os.PathLike[str], form: str | None = None, *, force: bool = False) -> None:
        """The text in a file, in the format that its ending says; over another file only where told to."""
        save(self.text, Path(path), form, force=force)

    def _repr_markdown_(self) -> str:
        return body(self.text)
