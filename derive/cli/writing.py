"""derive gradient, derive write: what follows from a loss."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, TypeVar

import click

from derive.cli.screen import write
from derive.errors import UsageError

if TYPE_CHECKING:
    from derive.losses.gradient import Gradient
    from derive.losses.loss import Loss

_Command = TypeVar("_Command", bound=Callable[..., object])


def _asking(command: _Command) -> _Command:
    """The loss that is meant."""
    for option in (
        click.option("--let", "lets", multiple=True, metavar="LATEX", help="What its letters mean; may be repeated."),
        click.option("--loss", "own", metavar="LATEX", help="A loss of your own, 'J = ...', in place of LOSS."),
        click.option("--wrt", default="all", metavar="NAME", help="By what: v_c, U, a row u_w of U, or all."),
        click.argument("name", metavar="LOSS", required=False),
    ):
        command = option(command)
    return command


def _manner(command: _Command) -> _Command:
    """The loss that is meant, and the options that say how it is written."""
    for option in (
        click.option("--transpose", default="top", metavar="WAY", help="top for A^\\top (the default), T for A^T."),
        click.option("--font", default="bold", metavar="WAY", help="bold (the default) or plain."),
        click.option("--form", default="matrix", metavar="WAY", help="matrix (the default), index or both."),
        click.option("--layout", default="shape", metavar="WAY", help="shape (the default), denominator or numerator."),
        click.option("--cases", default="compact", metavar="WAY", help="compact or apart, for w = o and the others."),
        click.option("--words", default="rows", metavar="WAY", help="Words as rows (the default) or as columns."),
    ):
        command = option(command)
    return _asking(command)


@click.command()
@_manner
def gradient(*, name: str | None, wrt: str, own: str | None, lets: tuple[str, ...], **ways: str) -> int:
    """Write the gradients of LOSS as LaTeX, one a line; `derive losses` lists the losses."""
    found = _gradients(name, wrt, own, lets, ways)
    write("".join(f"{line}\n" for one in found for line in one.lines()))
    return 0


@click.command()
@_asking
def code(*, name: str | None, wrt: str, own: str | None, lets: tuple[str, ...]) -> int:
    """Write LOSS and its gradients, or one gradient, as NumPy source."""
    loss = _asked(name, own, lets)
    write((loss.numpy() if wrt == "all" else loss.gradient(wrt).numpy()).source)
    return 0


@click.command("write")
@_manner
@click.option("--route", default="graph", metavar="WAY", help="graph, quantity by quantity (the default), or direct.")
@click.option("--level", default="course", metavar="WAY", help="brief, course (the default) or full.")
@click.option("--format", "form_of", default="markdown", metavar="WAY", help="markdown (the default), fragment or tex.")
@click.option("--updates", is_flag=True, help="Add the steps of gradient descent.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Where to.")
@click.option("--force", is_flag=True, help="Write over FILE where there is one.")
def written(
    *,
    name: str | None,
    wrt: str,
    own: str | None,
    lets: tuple[str, ...],
    route: str,
    form_of: str,
    updates: bool,
    output: Path | None,
    force: bool,
    **ways: str,
) -> int:
    """Write the derivation of the gradients of LOSS, or all of an assignment, every line with its reason."""
    from derive.losses.manner import Manner
    from derive.write import assignment, derivation, document, solution

    ways["updates"] = "with" if updates else "without"
    whole = assignment(name) if name else None
    if whole is not None:
        text = document(solution(whole, Manner(**ways)), form_of)
    else:
        text = document(derivation(_gradients(name, wrt, own, lets, ways), route), form_of)
    if output is None:
        write(text)
    else:
        _save(text, output, force=force)
    return 0


def _save(text: str, path: Path, *, force: bool) -> None:
    """The whole file or nothing; never over another one unless told to."""
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; --force writes over it")
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=path.suffix, delete=False) as file:
            file.write(text)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _gradients(
    name: str | None, wrt: str, own: str | None, lets: tuple[str, ...], ways: dict[str, str]
) -> tuple[Gradient, ...]:
    from derive.losses.manner import Manner

    manner = Manner(**ways)
    loss = _asked(name, own, lets)
    return loss.gradients(manner) if wrt == "all" else (loss.gradient(wrt, manner),)


def _asked(name: str | None, own: str | None, lets: tuple[str, ...]) -> Loss:
    """The loss of the library, or the person's own."""
    from derive.declarations.own import own_loss
    from derive.losses.library import find

    if (name is None) == (own is None):
        raise UsageError("say which loss: the name of one (`derive losses` lists them), or --loss 'J = ...'")
    if own is not None:
        return own_loss(own, lets)
    if lets:
        raise UsageError("--let says what the letters of --loss mean; the losses of the library know theirs")
    assert name is not None
    return find(name)
