"""Files: the whole of one or nothing, and never over another one unless told to."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from derive.errors import UsageError
from derive.press.forms import form_of, made_in
from derive.write.texts import Text


def save(text: Text, path: Path, form: str | None = None, *, force: bool = False) -> None:
    """The text in a file, in the format that is asked for or that the ending means."""
    form = form_of(form, path)
    free(path, force=force)
    made = made_in(text, form)
    put(made if isinstance(made, bytes) else made.encode(), path)


def free(path: Path, *, force: bool) -> None:
    """Nothing is written over unless that is asked for."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder")
    if os.path.lexists(path) and not force:
        raise UsageError(f"{path} is there already; --force writes over it")


def put(content: bytes, path: Path) -> None:
    """All of it or nothing."""
    made: str | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
            made = file.name
            file.write(content)
        os.chmod(made, 0o644)
        os.replace(made, path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    finally:
        if made is not None and os.path.exists(made):
            os.unlink(made)
