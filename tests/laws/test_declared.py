"""At most five lines of declarations a document settle nine claims in ten of real documents, and prove no mistake.

The lines stand in `declared/`, named after the documents of a corpus that is kept beside the project and not in it.
"""

import csv
from pathlib import Path

import pytest

from derive.source.text import Span
from derive.verdicts.verdict import Finding, Report, Verdict
from tools.shares import TRUTH, documents, judged

LINES = Path(__file__).parent / "declared"
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
SHARE, MOST_LINES, FLAGGED = 0.9, 5, 33

corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {path.name: judged(path, LINES / f"{path.name}.txt") for path in documents([CORPUS])}


@pytest.fixture(scope="module")
def mistakes() -> list[dict[str, str]]:
    with (CORPUS / "mistakes.tsv").open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


def about(mistake: dict[str, str], report: Report) -> list[Finding]:
    """The steps beside a mistake: whose sign or one of whose sides it holds; all of its line where it is not found."""
    text, source = report.source.text, mistake["source"].replace("\\n\\end{align*}", "").replace("\\n", "").strip()
    start = text.find(source)
    end = start + len(source)
    if start < 0:
        return [f for f in report.findings if report.source.position(f.span.start)[0] == int(mistake["line"])]
    return [f for f in report.findings if any(_meet(start, end, s) for s in (f.span, f.left_span, f.right_span))]


def _meet(start: int, end: int, span: Span) -> bool:
    return span.start < end and start < span.end


def test_no_document_has_more_lines_than_a_person_would_write() -> None:
    assert all(len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES for path in LINES.iterdir())


@corpus
@pytest.mark.slow
def test_nine_claims_in_ten_are_judged(reports: dict[str, Report]) -> None:
    claims = [f for report in reports.values() for f in report.findings if f.verdict is not Verdict.DEFINED]
    assert sum(claim.verdict in TRUTH for claim in claims) >= SHARE * len(claims)


@corpus
@pytest.mark.slow
def test_no_mistake_is_proved(reports: dict[str, Report], mistakes: list[dict[str, str]]) -> None:
    found = {row["id"]: [f.verdict for f in about(row, reports[row["file"]])] for row in mistakes}
    assert not [name for name, verdicts in found.items() if verdicts and set(verdicts) == {Verdict.PROVED}]
    false = {Verdict.REFUTED, Verdict.ILL_FORMED}
    assert sum(bool(false & set(verdicts)) for verdicts in found.values()) >= FLAGGED
