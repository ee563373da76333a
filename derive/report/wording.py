"""The words of a report, without colour or layout: labelled lines of a finding, notes, the summary.

Finding  --labelled()-->  [('understood', 'a = b'), ('smallest example', 'V = 2'), ...]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from derive.report.neutral import neutral
from derive.source.text import Source
from derive.verdicts.verdict import Counterexample, Finding, Note, Report, Verdict


class Detail(Enum):
    """How much of a report to show."""

    SUMMARY = "summary"  # -q
    FAULTS = "faults"
    ALL = "all"  # -v


QUIET_VERDICTS = (Verdict.PROVED, Verdict.DEFINED)  # shown as findings only with -v


def place(source: Source, offset: int) -> str:
    """a2.md:39:2, or a2.ipynb:71:12 (cell 5, line 3)"""
    line, column = source.position(offset)
    cell = source.cell(offset)
    inside = f" (cell {cell[0]}, line {cell[1]})" if cell else ""
    return f"{neutral(source.path)}:{line}:{column}{inside}"


def labelled(finding: Finding, width: int = 100) -> list[tuple[str, str]]:
    """Label and text of everything under a finding's caret; a line that continues has the label ''."""
    pairs = [
        ("understood", _understood(finding)),
        ("found", finding.found),
        ("expected", finding.expected),
        *_example(finding.counterexample, width),
        *(("assuming", fact) for fact in finding.assuming),
        *(("conditions", condition) for condition in finding.conditions),
        *_because(finding),
        *(("repair", f"{repair.side} side: {repair.source}   ({repair.edit})") for repair in finding.repairs),
        ("hint", finding.hint),
    ]
    return [(label, neutral(text)) for label, text in pairs if text]


def _understood(finding: Finding) -> str:
    left, right = finding.understood
    return f"{left or '?'} {finding.relation} {right or '?'}" if left or right else ""


def _because(finding: Finding) -> Iterator[tuple[str, str]]:
    """One line a step of the explanation: its rule, and the part before and after it."""
    for number, step in enumerate(finding.steps):
        yield "" if number else "because", f"{step.rule}:   {step.before} = {step.after}"


def _example(example: Counterexample | None, width: int) -> Iterator[tuple[str, str]]:
    """Sizes, then values, then both sides: enough to redo the arithmetic by hand."""
    if example is None:
        return
    where = [f"{name} = {size}" for name, size in (example.sizes | example.indices).items()]
    values = [f"{name} = {value}" for name, value in example.values.items()]
    at = f" at entry {example.entry}" if example.entry else ""
    lines = [*_packed(where, width), *_packed(values, width), f"left side{at}  = {example.left}"]
    yield "smallest example", lines[0]
    yield from (("", line) for line in [*lines[1:], f"right side{at} = {example.right}"])


def _packed(items: Iterable[str], width: int) -> list[str]:
    """Items joined by commas into lines of about `width`."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) + 2 <= width:
            lines[-1] += f", {item}"
        else:
            lines.append(item)
    return lines


def summary(reports: Iterable[Report]) -> str:
    """3 proved (1 with an assumption), 1 refuted, 1 ill-formed, 0 undecided, 0 unreadable, 2 defined"""
    reports = list(reports)
    counts = {verdict: sum(report.counts.get(verdict, 0) for report in reports) for verdict in Verdict}
    assumed = sum(1 for report in reports for finding in proved(report) if finding.assuming)
    aside = {0: "", 1: " (1 with an assumption)"}.get(assumed, f" ({assumed} with assumptions)")
    return ", ".join(f"{n} {kind.value}{aside if kind is Verdict.PROVED else ''}" for kind, n in counts.items())


def proved(report: Report) -> list[Finding]:
    """The findings proved, in source order."""
    return [finding for finding in report.findings if finding.verdict is Verdict.PROVED]


def proved_line(report: Report) -> str:
    """proved: 3 (lines 12-14); assuming sum_k y_k = 1 (line 13)"""
    found = proved(report)
    if not found:
        return ""
    facts = dict.fromkeys(fact for finding in found for fact in finding.assuming)
    parts = [f"proved: {len(found)} ({_at_lines(report.source, found)})"]
    for fact in facts:
        users = [finding for finding in found if fact in finding.assuming]
        parts.append(f"assuming {neutral(fact)} ({_at_lines(report.source, users)})")
    return "; ".join(parts)


def _at_lines(source: Source, findings: Iterable[Finding]) -> str:
    return at_lines(source, [finding.span.start for finding in findings])


def _row(source: Source, offset: int) -> object:
    return source.cell(offset) or source.position(offset)[0]


def at_lines(source: Source, offsets: Iterable[int]) -> str:
    """lines 3, 7-9; in a notebook: cell 2 line 3; cell 5 lines 7-9"""
    cells: dict[int | None, list[int]] = {}
    for offset in offsets:
        number, line = source.cell(offset) or (None, source.position(offset)[0])
        cells.setdefault(number, []).append(line)
    return "; ".join(ranges(lines) if cell is None else f"cell {cell} {ranges(lines)}" for cell, lines in cells.items())


def ranges(numbers: Iterable[int]) -> str:
    """lines 3, 7-9"""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
    return f"lines {shown}" if "," in shown or "-" in shown else f"line {shown}"


def notes(report: Report) -> list[tuple[str, str]]:
    """(severity, 'a2.md:3:1: note: mended ... (also lines 7-9)'): one line for all notes that say the same."""
    alike: dict[tuple[str, str], list[Note]] = {}
    for note in report.notes:
        alike.setdefault((note.severity, note.message), []).append(note)
    return [(severity, _note(report.source, severity, message, same)) for (severity, message), same in alike.items()]


def _note(source: Source, severity: str, message: str, same: list[Note]) -> str:
    starts = sorted(note.span.start for note in same if note.span is not None)
    where = place(source, starts[0]) if starts else neutral(source.path)
    others = [start for start in starts if _row(source, start) != _row(source, starts[0])]
    also = f" (also {at_lines(source, others)})" if others else ""
    return f"{where}: {severity}: {neutral(message)}{also}"
