"""A report as JSON and back, for the pipe between a guarded process and its parent. Nothing read is evaluated.

Law: decoded(encoded(report), source) == report, but for the order in which counts were made.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from derive.source.text import Source, Span
from derive.verdicts.verdict import Counterexample, Finding, Missing, Note, Repair, Report, Step, Verdict


def encoded(report: Report) -> bytes:
    """The report without its source."""
    plain = {
        "findings": [{**asdict(f), "verdict": f.verdict.value} for f in report.findings],
        "notes": [asdict(note) for note in report.notes],
        "declarations": report.declarations,
        "missing": [asdict(missing) for missing in report.missing],
    }
    return json.dumps(plain).encode()


def decoded(data: bytes, source: Source) -> Report:
    """The report that was encoded."""
    plain = json.loads(data)
    return Report(
        source,
        tuple(_finding(found) for found in plain["findings"]),
        tuple(Note(_span(note["span"]), note["message"], note["severity"]) for note in plain["notes"]),
        plain["declarations"],
        tuple(_missing(missing) for missing in plain["missing"]),
    )


def _missing(plain: dict[str, Any]) -> Missing:
    spans = tuple(Span(*span) for span in plain["spans"])
    return Missing(plain["key"], plain["statement"], spans, plain["guessed"])


def _span(plain: list[int] | None) -> Span | None:
    return None if plain is None else Span(*plain)


def _finding(plain: dict[str, Any]) -> Finding:
    made = {field.name: plain[field.name] for field in fields(Finding)}
    for name in ("span", "left_span", "right_span", "caret"):
        made[name] = _span(plain[name])
    for name in ("understood", "assuming", "conditions"):
        made[name] = tuple(plain[name])
    made["verdict"] = Verdict(plain["verdict"])
    made["steps"] = tuple(Step(**step) for step in plain["steps"])
    made["repairs"] = tuple(Repair(**repair) for repair in plain["repairs"])
    example = plain["counterexample"]
    made["counterexample"] = Counterexample(**example) if example is not None else None
    return Finding(**made)
