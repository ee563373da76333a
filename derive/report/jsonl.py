"""A report as JSON Lines, one record a link in source order: the contract programs rely on (docs/verdicts.md).

Pure ASCII: every control character and every other code point leaves as `\\uXXXX`, so a record is one harmless line and
still holds the document's exact text. The same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from derive.source.text import Source
from derive.verdicts.verdict import Counterexample, Finding, Report

SCHEMA = "derive/link@1"


def records(report: Report, *, explained: bool = False) -> Iterator[str]:
    """The lines, without their ends; `explained` ones say by which steps a link was proved."""
    for finding in report.findings:
        yield json.dumps(record(report.source, finding, explained=explained), ensure_ascii=True, allow_nan=False)


def record(source: Source, finding: Finding, *, explained: bool = False) -> dict[str, object]:
    """One link; line and column are those of the relation sign in the file on disk."""
    line, column = source.position(finding.span.start)
    left, right = finding.understood
    return {
        "schema": SCHEMA,
        "path": source.path,
        "line": line,
        "column": column,
        "role": finding.role,
        "relation": finding.relation,
        "left": finding.left,
        "right": finding.right,
        "understood": {"left": left, "right": right},
        "verdict": finding.verdict.value,
        "code": finding.code,
        "message": finding.message,
        "assuming": list(finding.assuming),
        "conditions": list(finding.conditions),
        "counterexample": _counterexample(finding.counterexample),
        "repairs": [{"side": fix.side, "source": fix.source, "edit": fix.edit} for fix in finding.repairs],
        "context": finding.context,
        **_in_cell(source, finding),
        **({"steps": [asdict(step) for step in finding.steps]} if explained else {}),
    }


def _in_cell(source: Source, finding: Finding) -> dict[str, object]:
    """In a notebook, the cell and the line in it."""
    cell = source.cell(finding.span.start)
    return {"cell": cell[0], "cell_line": cell[1]} if cell else {}


def _counterexample(example: Counterexample | None) -> dict[str, object] | None:
    if example is None:
        return None
    return {
        "sizes": dict(example.sizes),
        "indices": dict(example.indices),
        "values": dict(example.values),
        "entry": example.entry,
        "left": example.left,
        "right": example.right,
    }
