"""The command `derive`: one door for people, and with --json for programs.

    derive check FILE...      judge every relation sign
    derive check --ask FILE   write the declarations it lacks
    derive read FILE          show what was understood of names, shapes and conventions
    derive losses             list the losses that are known; LOSS: one of them, with all its notation
    derive gradient LOSS      write the gradients of a loss
    derive write LOSS         write their derivation, every line with its reason
    derive code LOSS          write the loss and its gradients as NumPy source
    derive test FILE:FUNCTION test code of your own against a loss
    derive train CORPUS       train word vectors by derived gradients
    derive neighbours WORD    the words nearest to a word
    derive analogy A B C      what is to C as B is to A
    derive evaluate           vectors against what people said of words
    derive picture FILE       a map of words, or the curve of the loss

Exit codes, the worst over all files in the order 4, 2, 1, 3, 0:
0 every claim proved · 1 some claim refuted or ill-formed · 2 usage, configuration, input · 3 nothing false, but
something undecided or unreadable · 4 internal error · 130 interrupted · 141 the reader of our output went away.

Rooms are imported inside the functions that need them: `derive --help` answers in a tenth of a second, and
`derive check --json` loads no rich. This is the one room where that is done.
"""

from __future__ import annotations

import io
import sys
from typing import NoReturn

import click

from derive import __version__
from derive.cli.asking import analogy, evaluate, neighbours, picture
from derive.cli.checking import check, read
from derive.cli.library import losses
from derive.cli.screen import complain_internal
from derive.cli.testing import tested
from derive.cli.training import train
from derive.cli.writing import code, gradient, written
from derive.errors import DeriveError
from derive.report.neutral import neutral_block

_USAGE, _INTERNAL, _INTERRUPTED = 2, 4, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="derive", message="%(prog)s %(version)s")
def app() -> None:
    """Read written gradient derivations and judge every equals sign.

    A step is proved for all shapes and values, refuted by a smallest counterexample, found ill-formed, or left open
    with the reason. Documents are Markdown, TeX, HTML or notebooks, in UTF-8.
    """


for command in (check, read, losses, gradient, written, code, tested, train, neighbours, analogy, evaluate, picture):
    app.add_command(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit; the entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not UTF-8? show what it cannot hold as an escape instead of failing
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app.main(arguments, prog_name="derive", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:  # what click makes of Ctrl-C
        code = _INTERRUPTED
    except DeriveError as error:
        click.echo(f"derive: {neutral_block(str(error))}", err=True)
        code = _USAGE
    except Exception as error:  # uncaught, it would leave with 1, which means `refuted`
        complain_internal("the report", error)
        code = _INTERNAL
    sys.exit(code)
