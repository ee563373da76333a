"""A report as compilers write it: place, verdict, source line, caret, and what a person needs to check the claim.

    Report  --render()-->  text, with colour if asked for

Text from the document never reaches rich's markup or highlighter: it is put into `Text` objects after `neutral`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from derive.report.excerpt import excerpt
from derive.report.neutral import neutral
from derive.report.wording import QUIET_VERDICTS, Detail, labelled, notes, place, proved_line, summary
from derive.verdicts.verdict import Finding, Report, Verdict

_STYLES = {
    "proved": "bold green",
    "refuted": "bold red",
    "ill-formed": "bold red",
    "undecided": "bold yellow",
    "unreadable": "bold yellow",
    "defined": "cyan",
    "note": "cyan",
    "warning": "yellow",
    "error": "red",
}
_GUTTER = 7  # '  39 | '
_NOTES = 8  # notes shown without -v; a mangled document has hundreds of mends


def render(report: Report, detail: Detail = Detail.FAULTS, *, colour: bool = False, width: int = 100) -> str:
    """The whole report of one document, without its summary line; what is explained is shown."""
    if detail is Detail.SUMMARY:
        return ""
    blocks = [*_notes(report, detail), *_findings(report, detail, width), *_tail(report, detail)]
    return _printed(blocks, colour=colour)


def closing(reports: list[Report], *, colour: bool = False) -> str:
    """The summary: one line for one document; for several, one line each and the total."""
    if len(reports) == 1:
        return _printed([Text(summary(reports), style="bold")], colour=colour)
    lines = [Text(f"{neutral(report.source.path)}: {summary([report])}") for report in reports]
    return _printed([*lines, Text(f"{len(reports)} documents: {summary(reports)}", style="bold")], colour=colour)


def _printed(blocks: Iterable[Text], *, colour: bool) -> str:
    page = io.StringIO()
    console = Console(
        file=page,
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for block in blocks:
        console.print(block, soft_wrap=True)
    return page.getvalue()


def _notes(report: Report, detail: Detail) -> Iterator[Text]:
    every = notes(report)
    shown = every if detail is Detail.ALL else _first_notes(every)
    for severity, line in shown:
        yield Text(line, style=_STYLES.get(severity, ""))
    if len(shown) < len(every):
        yield Text(f"{neutral(report.source.path)}: note: {len(every) - len(shown)} more notes; -v shows them")
    if shown:
        yield Text()


def _first_notes(every: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """All warnings and errors, and the first few notes."""
    plain = [pair for pair in every if pair[0] == "note"]
    return [pair for pair in every if pair[0] != "note" or pair in plain[:_NOTES]]


def _findings(report: Report, detail: Detail, width: int) -> Iterator[Text]:
    for finding in report.findings:
        if detail is Detail.ALL or finding.verdict not in QUIET_VERDICTS or finding.steps:
            yield _finding(report, finding, width)


def _finding(report: Report, finding: Finding, width: int) -> Text:
    shown = excerpt(
        report.source,
        finding.caret or finding.span,
        () if finding.caret else (finding.left_span, finding.right_span),
        width - _GUTTER,
    )
    style = _STYLES[finding.verdict.value]
    block = Text()
    block.append(f"{place(report.source, finding.span.start)}: ", style="bold")
    block.append(finding.verdict.value, style=style)
    block.append(f" [{neutral(finding.code)}]" if finding.code else "")
    block.append(f": {neutral(finding.message)}\n" if finding.message else "\n")
    block.append(f"{shown.number:>4} | ", style="blue").append(f"{shown.text}\n")
    block.append(f"{'':>4} | ", style="blue").append(f"{shown.marks}\n", style=style)
    for line in _fields(finding, width):
        block.append_text(line)
    return block


def _fields(finding: Finding, width: int) -> Iterator[Text]:
    """The labelled lines, a continued one standing under the text it continues."""
    indent = 0
    for label, text in labelled(finding, width - 25):
        line = Text(" " * _GUTTER)
        if label:
            line.append(f"{label}: ", style="bold")
            indent = len(label) + 2
        else:
            line.append(" " * indent)
        yield line.append(f"{text}\n")


def _tail(report: Report, detail: Detail) -> Iterator[Text]:
    if not report.findings:
        yield Text(f"{neutral(report.source.path)}: note: no formula with a relation sign was found")
    elif detail is Detail.FAULTS and report.counts.get(Verdict.PROVED):
        yield Text(proved_line(report), style="green")
