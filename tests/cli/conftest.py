"""A judge that answers by the document's first word, so that the command is tested without the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from derive.errors import UsageError
from derive.judge import check, guard
from derive.opening.state import Options
from derive.source.text import Source
from derive.verdicts.verdict import Finding, Missing, Report, Verdict
from tests.report.samples import link, sample


def fake_check_source(source: Source, options: Options) -> Report:
    """`sample`, `crash`, `interrupt`, or a verdict's name, such as 'refuted: a = b'."""
    word = source.text.partition(":")[0]
    if options.context == "word3vec":
        raise UsageError("unknown context 'word3vec'; known: word2vec")
    if word == "crash":
        raise RuntimeError("no\x1b[31m such rule")
    if word == "interrupt":
        raise KeyboardInterrupt
    if word == "sample":
        return sample(source.path)
    findings: tuple[Finding, ...] = ()
    if word in {verdict.value for verdict in Verdict}:
        findings = (link(source, "a", "b", Verdict(word), context=options.context or ""),)
    wanted = Missing("let", r"a \in \mathbb{R}^{?}", tuple(finding.span for finding in findings))
    lacking = (wanted,) if word == "unreadable" else ()
    declared = "let:\n  - \x1b a \\in \\mathbb{R}" if findings else ""
    return Report(source, findings, declarations=declared, missing=lacking)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the fake in the judge's place."""
    monkeypatch.setattr(check, "check_source", fake_check_source)
    monkeypatch.setattr(guard, "check_guarded", fake_check_source)


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Write a document beginning with a word into the current directory; its name is the word's."""
    monkeypatch.chdir(tmp_path)

    def write(word: str) -> str:
        name = f"{word}.md"
        Path(name).write_text(f"{word}: a = b\n", encoding="utf-8")
        return name

    return write
