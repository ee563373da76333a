"""The JSON contract."""

import json
import subprocess
import sys

from derive.report.jsonl import records
from derive.source.text import Source
from derive.verdicts.verdict import Report, Verdict
from tests.report.samples import link, sample
from tests.report.test_terminal import same_as

FIELDS = {
    "schema": str,
    "path": str,
    "line": int,
    "column": int,
    "role": str,
    "relation": str,
    "left": str,
    "right": str,
    "understood": dict,
    "verdict": str,
    "code": str,
    "message": str,
    "assuming": list,
    "conditions": list,
    "counterexample": dict | None,
    "repairs": list,
    "context": str,
}


def test_every_record_has_every_field_in_order() -> None:
    for line in records(sample()):
        record = json.loads(line)
        assert list(record) == list(FIELDS)
        assert all(isinstance(record[name], kind) for name, kind in FIELDS.items())
        assert record["verdict"] in {verdict.value for verdict in Verdict}
        assert record["schema"] == "derive/link@1"


def test_a_refuted_record() -> None:
    record = next(r for r in map(json.loads, records(sample())) if r["verdict"] == "refuted")
    assert (record["line"], record["column"]) == (4, 7)
    assert record["left"] == "损失"
    assert record["counterexample"] == {
        "sizes": {"K": 2},
        "indices": {"i": 1, "j": 2},
        "values": {"s[1]": "0", "s[2]": "1/2"},
        "entry": "(1, 2)",
        "left": "1/4",
        "right": "-1/4",
    }
    assert record["repairs"] == [{"side": "right", "source": "p_i(1 - p_j)", "edit": "sign"}]


def test_golden() -> None:
    assert same_as("records.jsonl", "".join(f"{line}\n" for line in records(sample())))


def test_one_harmless_line_that_keeps_the_exact_text() -> None:
    nasty = "\x1b[0m\u202e\u2028\x9b\x7f\n损"
    source = Source("a.md", f"{nasty} = b")
    [line] = records(Report(source, (link(source, nasty, "b", Verdict.PROVED),)))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["left"] == nasty


def test_loads_no_heavy_library() -> None:
    code = (
        "import sys, derive.report.jsonl; sys.exit(any(m in sys.modules for m in ('rich', 'sympy', 'numpy', 'flint')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
