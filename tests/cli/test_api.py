"""`derive.check` and the names of the package."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import derive
from derive.errors import UsageError
from derive.source.text import Source
from derive.verdicts.verdict import Verdict

pytestmark = pytest.mark.usefixtures("judge")


def test_text_path_and_source(document: Callable[[str], str]) -> None:
    name = document("refuted")
    for source in ("refuted: a = b", Path(name), Source(name, "refuted: a = b")):
        report = derive.check(source, context="word2vec")
        assert report.findings[0].verdict is Verdict.REFUTED
        assert report.findings[0].context == "word2vec"
    assert derive.check("a = b").source.path == "<text>"


def test_a_file_name_passed_as_text_is_questioned() -> None:
    with pytest.raises(UsageError, match="pass Path"):
        derive.check("a2.md")


def test_names_are_resolved_when_used() -> None:
    assert derive.Verdict is Verdict
    assert {"Finding", "Report", "Source"} <= set(derive.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        derive.nonsense  # noqa: B018  # looking it up is the test
    code = "import sys, derive; sys.exit('derive.judge' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
