"""`--explain`, and that nobody else pays for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import derive
from derive.cli import main

TEXT = r"$$\frac{\partial}{\partial s_j} \log \sum_i \exp(s_i) = \frac{\exp(s_j)}{\sum_i \exp(s_i)}$$" + "\n"


def test_the_command_explains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(TEXT)
    with pytest.raises(SystemExit) as stop:
        main(["check", "--explain", str(page)])
    assert stop.value.code == 0
    assert "because: derivative of log" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["check", "--explain", "--json", str(page)])
    (record,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert [step["rule"] for step in record["steps"]][:2] == ["derivative of log", "derivative of exp"]


def test_the_api_explains() -> None:
    (finding,) = derive.check(TEXT, explain=True).findings
    assert finding.steps[0].rule == "derivative of log"
    (finding,) = derive.check(TEXT).findings
    assert finding.steps == ()


def test_checking_alone_does_not_load_the_room() -> None:
    program = f"import sys, derive; derive.check({TEXT!r}); sys.exit(any('explain' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
