"""Whatever is written is proved in every format that can be read; TeX takes every file, and no line is too wide."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

import derive
from derive import Verdict
from derive.press import document
from derive.source.load import opened
from derive.write.texts import Text
from tests.laws.sample import Row, called, sample, written

ENGINE = shutil.which("pdflatex")
BAD_BOX = re.compile(r"^(?:Overfull|Underfull) \\hbox .*", re.MULTILINE)
SUFFIXES = {"markdown": "md", "tex": "tex", "html": "html"}
FEW = sample()[::12]
TEX_NEEDED = pytest.mark.skipif(ENGINE is None, reason="no pdflatex here: `make tex` says what to install")


def proved(text: Text, form: str) -> None:
    report = derive.check(opened(f"page.{SUFFIXES[form]}", document(text, form)))
    assert not [note for note in report.notes if note.severity != "note"]
    assert set(report.counts) == {Verdict.PROVED}


@pytest.mark.parametrize("row", FEW, ids=called)
@pytest.mark.parametrize("form", SUFFIXES)
def test_what_is_written_is_proved(row: Row, form: str) -> None:
    proved(written(row), form)


@pytest.mark.slow
@pytest.mark.parametrize("row", sample(), ids=called)
def test_all_that_is_written_is_proved(row: Row) -> None:
    text = written(row)
    for form in SUFFIXES:
        proved(text, form)


@pytest.mark.parametrize("row", FEW, ids=called)
def test_every_formula_of_a_page_is_mathml(row: Row) -> None:
    page = document(written(row), "html")
    formulas = re.findall(r"<math.*?</math>", page, re.DOTALL)
    assert len(formulas) > 3
    for formula in formulas:
        for element in fromstring(formula).iter():
            if element.tag != "annotation":
                assert not set(element.text or "") & set("\\&$"), formula


def compiled(tex: str, folder: Path) -> str:
    """What TeX complains of."""
    (folder / "page.tex").write_text(tex)
    assert ENGINE is not None
    command = [ENGINE, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    log = done.stdout.decode("latin-1")
    return "" if done.returncode == 0 and not BAD_BOX.search(log) else log[-3000:]


HEAD = (
    r"\documentclass{article}\usepackage{amsmath, amssymb}\usepackage[a4paper, margin=2cm]{geometry}\allowdisplaybreaks"
)


def pasted(fragment: str) -> str:
    """A fragment in an article."""
    return f"{HEAD}\\begin{{document}}\n{fragment}\\end{{document}}\n"


@TEX_NEEDED
@pytest.mark.parametrize("form", ["tex", "fragment"])
def test_tex_takes_a_file(form: str, tmp_path: Path) -> None:
    text = document(written(FEW[1]), form)
    assert not compiled(text if form == "tex" else pasted(text), tmp_path)


@TEX_NEEDED
@pytest.mark.slow
@pytest.mark.parametrize("row", sample(), ids=called)
def test_tex_takes_every_file(row: Row, tmp_path: Path) -> None:
    text = written(row)
    assert not compiled(document(text, "tex"), tmp_path)
    assert not compiled(pasted(document(text, "fragment")), tmp_path)


@TEX_NEEDED
def test_a_line_that_is_too_wide_is_noticed(tmp_path: Path) -> None:
    wide = "$$" + "a" * 200 + "$$"
    assert "Overfull" in compiled(pasted(wide), tmp_path)
