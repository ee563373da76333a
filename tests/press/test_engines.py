"""PDF by an engine that is there, that is not, that fails, that takes too long."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from derive.errors import UsageError
from derive.press import engines
from derive.press.engines import engine, printed

EMPTY = r"\documentclass{article}\begin{document}a\end{document}"
NEEDED = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here")


def pretend(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pdflatex of our own, the only engine there is."""
    program = folder / "pdflatex"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_without_an_engine_it_is_said_what_to_install() -> None:
    with pytest.raises(UsageError, match="none of pdflatex, lualatex, xelatex, tectonic is on the path: install one"):
        engine(lambda name: None)


def test_the_first_engine_that_is_there_is_taken_without_a_shell() -> None:
    assert engine(lambda name: f"/bin/{name}" if name == "lualatex" else None)[:2] == (
        "/bin/lualatex",
        "-no-shell-escape",
    )
    assert engine(lambda name: f"/bin/{name}" if name == "tectonic" else None)[:2] == ("/bin/tectonic", "--untrusted")


def test_what_an_engine_complains_of_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, "echo '! Undefined control sequence.'; exit 1", monkeypatch)
    with pytest.raises(UsageError, match="pdflatex made no PDF: Undefined control sequence"):
        printed(EMPTY)


def test_an_engine_may_not_take_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, "exec sleep 20", monkeypatch)
    monkeypatch.setattr(engines, "LIMIT", 0.2)
    with pytest.raises(UsageError, match="took longer than"):
        printed(EMPTY)


@NEEDED
def test_a_pdf_is_made() -> None:
    assert printed(EMPTY).startswith(b"%PDF")


@NEEDED
def test_no_shell_is_opened(tmp_path: Path) -> None:
    target = tmp_path / "opened"
    printed(EMPTY.replace("}a", rf"}}\immediate\write18{{touch {target}}}a"))
    assert not target.exists()
