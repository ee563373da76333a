"""derive test: a person's function against the true values of a loss."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from derive.cli.screen import write
from derive.errors import UsageError
from derive.report.neutral import neutral_block

if TYPE_CHECKING:
    from derive.trial import Outcome

WRONG = 1


@click.command("test")
@click.argument("target", metavar="FILE.py:FUNCTION")
@click.option("--against", "name", required=True, metavar="LOSS", help="Which loss; `derive losses` lists them.")
@click.option("--arg", "said", multiple=True, metavar="THEIRS=OURS", help="What an argument is; may be repeated.")
@click.option("--ordinary", is_flag=True, help="Leave out extreme numbers.")
def tested(*, target: str, name: str, said: tuple[str, ...], ordinary: bool) -> int:
    """Test a function that gives a loss and its gradients, in a process of its own.

    Sizes and values that belong together are drawn, extreme ones last; the smallest at which something is wrong is
    shown. Exit code 1 where something is.
    """
    from hypothesis.configuration import set_hypothesis_home_dir

    from derive.losses.library import find
    from derive.trial import StoppedError, against

    file, colon, function = target.rpartition(":")
    if not colon or not function.isidentifier():
        raise UsageError(f"{target}: expected a file and a function, FILE.py:FUNCTION")
    pairs = dict(_pair(text) for text in said)
    with TemporaryDirectory() as folder:
        set_hypothesis_home_dir(folder)  # it would leave a folder behind where we are
        try:
            outcome = against(Path(file), function, find(name), pairs, extreme=not ordinary)
        except StoppedError as stopped:
            write(neutral_block(f"{target}: stopped [D502]: {stopped}\n"))
            return WRONG
    write(neutral_block(_shown(target, outcome)))
    return 0 if outcome.agrees else WRONG


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, ours = text.partition("=")
    if not equals:
        raise UsageError(f"--arg {text}: expected THEIRS=OURS, such as centerWordVec=v_c")
    return theirs, ours


def _shown(target: str, outcome: Outcome) -> str:
    loss = outcome.loss.name
    if outcome.case is None:
        return f"{target}: agrees with {loss} at {outcome.cases} cases\n"
    case = outcome.case
    given = {**case.arrays, **case.positions, **case.functions}
    values = [f"{name} = {getattr(value, 'tolist', lambda value=value: value)()}" for name, value in given.items()]
    lines = [
        f"{target}: differs from {loss} [D501]"
        + ("" if outcome.regime == "ordinary" else ", at extreme numbers alone"),
        *(f"  {wrong}" for wrong in outcome.wrong),
        *([f"  looks like: {outcome.likeness}"] if outcome.likeness else []),
        f"  smallest example: {', '.join(f'{axis} = {n}' for axis, n in case.sizes.items())} ({case.dtype})",
        *(f"    {value}" for value in values),
    ]
    return "\n".join(lines) + "\n"
