"""What every command does with its output and its complaints."""

from __future__ import annotations

import os
import shutil
import sys

import click

from derive.errors import UsageError
from derive.report.neutral import neutral, neutral_block

PIPE = 141


def colour() -> bool:
    """Whether the screen shows colours."""
    return on_screen() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The screen's width; away from a screen always the same, so that the same input gives the same output."""
    return max(60, shutil.get_terminal_size((100, 24)).columns) if on_screen() else 100


def on_screen() -> bool:
    """Whether somebody looks at standard output."""
    return sys.stdout is not None and sys.stdout.isatty()  # None: standard output was closed before we began


def write(text: str) -> None:
    """Everything for standard output goes through here: when the reader leaves (`| head`), so do we, without a word."""
    try:
        click.echo(text, nl=False)
    except OSError as error:
        # the interpreter flushes standard output once more at exit; give it somewhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            sys.exit(PIPE)
        raise UsageError(f"standard output: {error.strerror}") from None


def complain_about(name: str, message: str) -> None:
    """One complaint, which names its document."""
    document = "<stdin>" if name == "-" else name
    text = message if message.startswith(document) else f"{document}: {message}"
    click.echo(f"derive: {neutral_block(text)}", err=True)


def complain_internal(name: str, error: Exception) -> None:
    """A fault of ours, said as one."""
    if os.environ.get("DERIVE_DEBUG") == "1":
        import traceback

        click.echo(neutral_block("".join(traceback.format_exception(error))), err=True, nl=False)
    cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    complain_about(
        name,
        f"internal error: {neutral(cause[:300])}. This is a fault of derive, not of the document; "
        "please report it with the document and what DERIVE_DEBUG=1 prints",
    )
