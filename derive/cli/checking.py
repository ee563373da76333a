"""derive check and derive read: written derivations judged, and what was understood of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from derive.cli.screen import colour, complain_about, complain_internal, width, write
from derive.errors import DeriveError
from derive.report.neutral import neutral, neutral_block

if TYPE_CHECKING:
    from derive.opening.state import Explainer
    from derive.source.text import Source
    from derive.verdicts.verdict import Report

_GOOD, _FALSE, _USAGE, _OPEN, _INTERNAL = 0, 1, 2, 3, 4
_BY_SEVERITY = (_GOOD, _OPEN, _FALSE, _USAGE, _INTERNAL)

_Command = TypeVar("_Command", bound=Callable[..., object])


def _settings(command: _Command) -> _Command:
    """The options that say how a document is to be understood."""
    for option in (
        click.option(
            "--problem",
            metavar="FILE.toml",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Declarations shared by many documents, such as all answers to one exercise.",
        ),
        click.option("--layout", metavar="NAME", help="How gradients are laid out, where the document leaves it open."),
        click.option("--context", metavar="NAME", help="A built-in set of declarations, such as word2vec."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON record a relation sign, in source order.")
@_settings
@click.option("--explain", is_flag=True, help="Say by which moves the proved steps follow, where they are few.")
@click.option("--ask", is_flag=True, help="Only write the declarations that are missing, to be put at the top.")
@click.option("--allow-unread", is_flag=True, help="Exit 0, not 3, when nothing is false but something is open.")
@click.option("-q", "--quiet", is_flag=True, help="Only the summary line.")
@click.option("-v", "--verbose", is_flag=True, help="Also the steps that were proved, and every note.")
def check(
    *,
    files: tuple[str, ...],
    as_json: bool,
    context: str | None,
    layout: str | None,
    problem: Path | None,
    explain: bool,
    ask: bool,
    allow_unread: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Judge every relation sign of each FILE; `-` reads standard input.

    \b
    Exit codes, the worst over all files:
      0    every claim proved, or a definition
      1    some claim refuted or ill-formed
      2    a file, an option or a declaration cannot be used
      3    nothing false, but something undecided or unreadable
      4    internal error
      130  interrupted
    """
    if quiet and verbose:
        raise click.UsageError("-q and -v exclude each other")
    if ask and (as_json or explain or quiet or verbose):
        raise click.UsageError("--ask writes declarations and nothing else: no --json, --explain, -q or -v")
    judge = _judge(context, layout, problem, explain=explain)
    show = _show_json(explain=explain) if as_json else _show_text(quiet=quiet, verbose=verbose)
    show = _show_asked if ask else show
    if len(files) > 1 and sys.stderr.isatty():
        judge = _watched(judge, len(files))
    outcomes = [_outcome(name, judge, show) for name in files]
    if not (as_json or ask):
        _show_closing([report for report, _ in outcomes if report is not None])
    worst = max((code for _, code in outcomes), key=_BY_SEVERITY.index)
    return _GOOD if worst == _OPEN and allow_unread else worst


@click.command()
@click.argument("file", metavar="FILE")
@_settings
def read(file: str, context: str | None, layout: str | None, problem: Path | None) -> int:
    """Show the declarations understood from FILE, as a block its author can paste and mend."""

    def show(report: Report) -> None:
        if report.declarations.strip():
            write(neutral_block(report.declarations).rstrip("\n") + "\n")
        else:
            complain_about(file, "no declaration was found, stated or implied")

    report, code = _outcome(file, _judge(context, layout, problem), show)
    return code if report is None else _GOOD


def _judge(
    context: str | None, layout: str | None, problem: Path | None, *, explain: bool = False
) -> Callable[[Source], Report]:
    """check_guarded with the options of this run; imported on first use, so that internal errors are caught."""

    def judge(source: Source) -> Report:
        from derive.judge.check import Options
        from derive.judge.guard import check_guarded

        options = Options(context=context, layout=layout, problem=problem, explain=_explainer() if explain else None)
        return check_guarded(source, options)

    return judge


def _explainer() -> Explainer:
    from derive.judge.explanations import explain

    return explain


def _outcome(name: str, judge: Callable[[Source], Report], show: Callable[[Report], None]) -> tuple[Report | None, int]:
    """One document from its name to its verdicts on the screen; what fails here stops no other document."""
    try:
        report = judge(_load(name))
        show(report)
    except DeriveError as error:
        complain_about(name, str(error))
        return None, _USAGE
    except Exception as error:
        complain_internal(name, error)
        return None, _INTERNAL
    return report, report.exit_code


def _load(name: str) -> Source:
    from derive.source.load import load, load_standard_input

    return load_standard_input() if name == "-" else load(name)


def _show_json(*, explain: bool) -> Callable[[Report], None]:
    def show(report: Report) -> None:
        from derive.report.jsonl import records

        write("".join(f"{line}\n" for line in records(report, explained=explain)))

    return show


def _show_asked(report: Report) -> None:
    """The declarations on standard output, and where they belong on standard error."""
    from derive.report.asking import asked, where

    complain_about(report.source.path, where(report) if report.missing else "no declaration is missing")
    write(asked(report))


def _show_text(*, quiet: bool, verbose: bool) -> Callable[[Report], None]:
    def show(report: Report) -> None:
        from derive.report.terminal import render
        from derive.report.wording import Detail

        detail = Detail.SUMMARY if quiet else Detail.ALL if verbose else Detail.FAULTS
        write(render(report, detail, colour=colour(), width=width()))

    return show


def _show_closing(reports: list[Report]) -> None:
    from derive.report.terminal import closing

    if reports:
        write(closing(reports, colour=colour()))


def _watched(judge: Callable[[Source], Report], total: int) -> Callable[[Source], Report]:
    """The same judge, saying on standard error which document it is at; the line is wiped before anything is shown."""
    numbers = count(1)

    def watched(source: Source) -> Report:
        click.echo(f"\r\x1b[2K[{next(numbers)}/{total}] {neutral(source.path)}", nl=False, err=True)
        try:
            return judge(source)
        finally:
            click.echo("\r\x1b[2K", nl=False, err=True)

    return watched
