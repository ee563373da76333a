"""Documents as items of pytest: a false step fails, an open one is expected to, and every verdict is a property.

docs/answer.md::derive      passed: all proved; failed: something refuted or ill-formed; xfailed: something open;
                            skipped: no formula with a relation sign
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from derive.errors import DeriveError
from derive.judge.check import Options
from derive.judge.guard import check_guarded
from derive.report.terminal import closing, render
from derive.source.load import load
from derive.source.text import SUFFIXES
from derive.verdicts.verdict import Report

FALSE, UNUSABLE, OPEN = 1, 2, 3  # exit codes of a report


class Failure(Exception):  # noqa: N818 - nothing went wrong: a document does not hold
    """What is shown of a document that fails."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Files whose ending is that of a document; doctest and others may collect the same file for themselves."""
    if file_path.suffix.lower() not in SUFFIXES:
        return None
    found: Document = Document.from_parent(parent, path=file_path)
    return found


class Document(pytest.File):
    """A file with one item: its steps are judged together."""

    def collect(self) -> Iterator[pytest.Item]:
        """The item."""
        item: Judgement = Judgement.from_parent(self, name="derive")
        item.add_marker("derive")
        yield item


class Judgement(pytest.Item):
    """The judgement of one document."""

    def runtest(self) -> None:
        """Judge, keep every verdict, and say how it stands."""
        report = self._report()
        self.user_properties += properties(report)
        code, strict = report.exit_code, self.config.option.derive_strict
        if code in (FALSE, UNUSABLE) or (code == OPEN and strict):
            raise Failure(f"{render(report)}\n{closing([report])}".strip())
        if code == OPEN:
            pytest.xfail(closing([report]).strip())
        if not report.findings:
            pytest.skip("no formula with a relation sign was found")

    def _report(self) -> Report:
        options = Options(context=self.config.option.derive_context, problem=self.config.option.derive_problem)
        try:
            return check_guarded(load(self._shown), options)
        except DeriveError as error:
            raise Failure(str(error)) from None

    @property
    def _shown(self) -> Path:
        """The path as a person would name it."""
        root = self.config.invocation_params.dir
        return self.path.relative_to(root) if self.path.is_relative_to(root) and Path.cwd() == root else self.path

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A report instead of a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, Failure) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it is."""
        return self.path, None, f"{self.path.name}"


def properties(report: Report) -> Iterator[tuple[str, object]]:
    """How many of each verdict, and the verdict at each sign: derive.4:35 = refuted [D101]."""
    for verdict, count in report.counts.items():
        yield f"derive.{verdict.value}", count
    for finding in report.findings:
        line, column = report.source.position(finding.span.start)
        yield f"derive.{line}:{column}", f"{finding.verdict.value}{f' [{finding.code}]' if finding.code else ''}"
