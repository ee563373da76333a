"""Explanations in the two forms of a report."""

import json
from dataclasses import replace

from derive.report.jsonl import records
from derive.report.terminal import render
from derive.report.wording import Detail
from derive.verdicts.verdict import Report, Step, Verdict
from tests.report.samples import sample

STEPS = (Step("unfold p", "p_j", r"\frac{a}{b}"), Step("log of\x1b[31m", "x", "y"))


def explained() -> Report:
    """The sample with two steps under its first proved link."""
    report = sample()
    first = next(n for n, f in enumerate(report.findings) if f.verdict is Verdict.PROVED)
    findings = list(report.findings)
    findings[first] = replace(findings[first], steps=STEPS)
    return Report(report.source, tuple(findings), report.notes)


def test_terminal_shows_one_line_a_step() -> None:
    text = render(explained())
    assert "       because: unfold p:   p_j = \\frac{a}{b}\n                log of<U+001B>[31m:   x = y\n" in text
    assert text.count("because") == 1
    assert "because" not in render(sample(), Detail.ALL)


def test_records_have_steps_only_when_asked_for() -> None:
    plain = [json.loads(line) for line in records(explained())]
    asked = [json.loads(line) for line in records(explained(), explained=True)]
    assert not any("steps" in record for record in plain)
    assert [{k: v for k, v in record.items() if k != "steps"} for record in asked] == plain
    (steps,) = [record["steps"] for record in asked if record["steps"]]
    assert steps == [{"rule": s.rule, "before": s.before, "after": s.after} for s in STEPS]
