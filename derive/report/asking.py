r"""The declarations that a document lacks, in the form in which its own are written.

Report  --asked()-->  a block for its top: front matter, `% derive:` lines, or a comment
"""

from __future__ import annotations

from derive.report.neutral import neutral
from derive.report.wording import at_lines
from derive.source.text import Form, Source
from derive.verdicts.verdict import Missing, Report


def asked(report: Report) -> str:
    """The block, one declaration a line, with the lines of the steps it would settle; '' where nothing is missing."""
    if not report.missing:
        return ""
    form = report.source.form
    if form is Form.TEX:
        return "".join(f"% derive: {wanted.key}: {_line(wanted, report.source)}\n" for wanted in report.missing)
    opening, closing = ("<!-- derive:", "-->") if _as_comment(report.source) else ("---\nderive:", "---")
    lines = [f"  context: {wanted.statement}" for wanted in report.missing if wanted.key == "context"]
    lets = [f"    - {_line(wanted, report.source)}" for wanted in report.missing if wanted.key == "let"]
    return "\n".join([opening, *lines, *(["  let:", *lets] if lets else []), closing]) + "\n"


def where(report: Report) -> str:
    """Where the block belongs."""
    source = report.source
    if source.cell(0) is not None:
        return "put this in a Markdown cell" if _has_front_matter(source) else "put this in a first raw cell"
    if source.form is Form.TEX:
        return "put these lines at its top"
    return "put this behind its front matter" if _has_front_matter(source) else "put this at its top"


def _as_comment(source: Source) -> bool:
    return source.form is Form.HTML or _has_front_matter(source)


def _has_front_matter(source: Source) -> bool:
    return source.text.startswith(("---\n", "---\r\n"))


def _line(wanted: Missing, source: Source) -> str:
    """W \\in \\mathbb{R}^{n \\times m}  # a guess; for lines 3, 7"""
    if wanted.key != "let":
        return wanted.statement
    remark = "a guess; " if wanted.guessed else ""
    return f"{neutral(wanted.statement)}  # {remark}for {at_lines(source, [span.start for span in wanted.spans])}"
