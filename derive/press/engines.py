"""PDF from a complete .tex file, by the TeX engine that is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from derive.errors import UsageError

LIMIT = 120  # seconds
NAME = "derivation"
_TEX = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", f"{NAME}.tex")
ENGINES: Mapping[str, tuple[str, ...]] = {
    "pdflatex": _TEX,
    "lualatex": _TEX,
    "xelatex": _TEX,
    "tectonic": ("--untrusted", f"{NAME}.tex"),
}
HELP = "install one, on Debian and Ubuntu: apt install texlive-latex-recommended; or write the .tex file instead"
_COMPLAINT = re.compile(rb"^(?:!|error:) *(.*)", re.MULTILINE)


def engine(which: Callable[[str], str | None] = shutil.which) -> tuple[str, ...]:
    """The command of the first engine that is there."""
    for name, options in ENGINES.items():
        found = which(name)
        if found:
            return (found, *options)
    raise UsageError(f"a PDF needs a TeX engine, and none of {', '.join(ENGINES)} is on the path: {HELP}")


def printed(tex: str) -> bytes:
    """The PDF of a TeX file: made in a folder of its own, without a shell, within the limit of time."""
    command = engine()
    with TemporaryDirectory(prefix="derive-") as folder:
        Path(folder, f"{NAME}.tex").write_text(tex, encoding="utf-8")
        log = _run(command, folder)
        made = Path(folder, f"{NAME}.pdf")
        if not made.is_file():
            raise UsageError(f"{Path(command[0]).name} made no PDF: {_complaint(log)}")
        return made.read_bytes()


def _run(command: tuple[str, ...], folder: str) -> bytes:
    guarded = os.environ | {"openin_any": "p", "openout_any": "p", "TEXMFOUTPUT": folder}
    try:
        done = subprocess.run(
            command, cwd=folder, env=guarded, check=False, timeout=LIMIT,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UsageError(f"{Path(command[0]).name} took longer than {LIMIT} seconds; write the .tex file") from None
    except OSError as error:
        raise UsageError(f"{command[0]}: {error.strerror}") from None
    return done.stdout


def _complaint(log: bytes) -> str:
    """The first line that says what is wrong."""
    found = _COMPLAINT.search(log)
    said = found[1] if found else log.strip().rpartition(b"\n")[2]
    return said.decode("utf-8", "replace").strip()[:200] or "it said nothing"
