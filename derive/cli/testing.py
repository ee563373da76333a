"""derive test: a person's function against the true values of a loss."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from derive.cli.screen import write
from derive.errors import UsageError
from derive.report.neutral import neutral_block

WRONG = 1


@click.command("test")
@click.argument("target", metavar="FILE.py:FUNCTION")
@click.option("--against", "name", required=True, metavar="LOSS", help="Which loss; `derive losses` lists them.")
@click.option("--arg", "said", multiple=True, metavar="THEIRS=OURS", help="What an argument is; may be repeated.")
@click.option("--ordinary", is_flag=True, help="Leave out extreme numbers, which only a stable form survives.")
@click.option("--size", "sizes", multiple=True, metavar="AXIS=N", help="Also ask at this size; may be repeated.")
@click.option(
    "--arrays",
    "library",
    default="numpy",
    type=click.Choice(["numpy", "torch", "jax"]),
    help="What the function is given: numpy (the default), torch or jax.",
)
@click.option(
    "--reproduce",
    "test",
    metavar="TEST.py",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the smallest example as a test that needs nothing of derive.",
)
@click.option("--force", is_flag=True, help="Write over TEST.py where there is one.")
def tested(
    *,
    target: str,
    name: str,
    said: tuple[str, ...],
    ordinary: bool,
    sizes: tuple[str, ...],
    library: str,
    test: Path | None,
    force: bool,
) -> int:
    """Test a function that gives a loss and its gradients, in a process of its own.

    Sizes and values that belong together are drawn, extreme ones last; the smallest at which something is wrong is
    shown. Exit code 1 where something is.
    """
    from hypothesis.configuration import set_hypothesis_home_dir

    from derive.trial import StoppedError, against, reproduced, shown

    file, colon, function = target.rpartition(":")
    if not colon or not function.isidentifier():
        raise UsageError(f"{target}: expected a file and a function, FILE.py:FUNCTION")
    if test is not None:
        _free(test, force=force)
    pairs, large = dict(_pair(text) for text in said), dict(_size(text) for text in sizes)
    with TemporaryDirectory() as folder:
        set_hypothesis_home_dir(folder)  # it would leave a folder behind where we are
        try:
            outcome = against(Path(file), function, name, pairs, extreme=not ordinary, sizes=large, library=library)
        except StoppedError as stopped:
            write(neutral_block(f"{target}: stopped [D502]: {stopped}\n"))
            return WRONG
    write(neutral_block(shown(f"{target}:", outcome, "--ordinary")))
    if outcome.agrees:
        return 0
    if test is not None:
        _put(reproduced(outcome, Path(file), function, test, library), test)
    return WRONG


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, ours = text.partition("=")
    if not equals:
        raise UsageError(f"--arg {text}: expected THEIRS=OURS, such as centerWordVec=v_c")
    return theirs, ours


def _size(text: str) -> tuple[str, int]:
    axis, equals, number = text.partition("=")
    if not equals or not number.isdecimal():
        raise UsageError(f"--size {text}: expected AXIS=N, such as V=20000")
    return axis, int(number)


def _free(test: Path, *, force: bool) -> None:
    from derive.press.files import free

    free(test, force=force)


def _put(text: str, test: Path) -> None:
    from derive.press.files import put

    put(text.encode(), test)
    write(neutral_block(f"  reproduced by: pytest {test}\n"))
