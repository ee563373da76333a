"""KaTeX, a reader of LaTeX that is not ours, takes every formula we write; `make katex` installs it and runs this."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from derive.judge.check import check_source
from derive.judge.explanations import explain
from derive.losses import LIBRARY, Manner, find
from derive.losses.manner import CHOICES
from derive.opening.state import Options
from derive.press import document
from derive.press.markdown import aligned
from derive.source.text import Source
from derive.syntax.printing import printed
from derive.write.texts import Text, Typeset
from tests.laws.sample import sample
from tests.laws.sample import written as written_for
from tests.laws.trees import sources, terms
from tests.laws.written import rows

KATEX = Path(__file__).resolve().parents[2] / ".venv/katex/node_modules/katex"
NEEDED = pytest.mark.skipif(
    shutil.which("node") is None or not KATEX.is_dir(), reason="`make katex` has not put KaTeX here"
)
pytestmark = [NEEDED, pytest.mark.slow]


def refused(formulas: list[str]) -> list[str]:
    """Every formula that KaTeX does not take, with its reason."""
    script = Path(__file__).with_name("katex.js")
    command = ["node", str(script), str(KATEX)]
    done = subprocess.run(command, input=json.dumps(formulas), text=True, capture_output=True, check=True)
    return [f"{formula}\n    {why}" for formula, why in zip(formulas, json.loads(done.stdout), strict=True) if why]


@cache
def written(source: Source) -> dict[str, list[str]]:
    """The formulas that a report on a document shows, by what they are for; what the author wrote is not among them."""
    report = check_source(source, Options(explain=explain))
    return {
        "understood": [side for finding in report.findings for side in finding.understood if side],
        "repairs": [repair.source for finding in report.findings for repair in finding.repairs],
        "explanations": [
            text for finding in report.findings for step in finding.steps for text in (step.before, step.after)
        ],
    }


def every(kind: str) -> Iterator[str]:
    for source in sources():
        yield from written(source)[kind]


@pytest.mark.parametrize("kind", ["understood", "repairs", "explanations"])
def test_what_a_report_shows_is_taken(kind: str) -> None:
    formulas = list(dict.fromkeys(every(kind)))
    assert formulas
    assert not refused(formulas)


def formulas_of(text: Text) -> Iterator[str]:
    """The displays as Markdown and as TeX has them, and what stands in the lists of symbols."""
    shown = [part for section in text.sections for part in section.parts if isinstance(part, Typeset)]
    yield from map(aligned, shown)
    yield from document(text, "fragment").split("\n\n")
    yield from (name for name, _ in text.symbols)


def test_what_is_derived_is_taken() -> None:
    formulas = [formula for row in sample() for formula in formulas_of(written_for(row))]
    assert len(formulas) > 500
    assert not refused(list(dict.fromkeys(formulas)))


def test_every_gradient_is_taken() -> None:
    manners = [
        Manner(words, layout, "both", font=font, transpose=transpose)
        for words in CHOICES["words"]
        for layout in CHOICES["layout"]
        for font, transpose in (("bold", "top"), ("plain", "T"))
    ]
    losses = [find(name) for name in LIBRARY]
    lines = [
        line
        for loss in losses
        for manner in manners
        for gradient in (*loss.gradients(manner), *(loss.gradient(row, manner) for row in rows(loss)))
        for line in gradient.lines()
    ]
    assert len(set(lines)) > 500
    assert not refused(list(dict.fromkeys(lines)))


def test_every_tree_written_back_is_taken() -> None:
    assert not refused([printed(node) for _, node in terms()])


def test_a_bad_formula_is_noticed() -> None:
    assert len(refused(["a_{i}", r"\frac{a}", r"a^b^c", r"\unknown"])) == 3
