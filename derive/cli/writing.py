"""derive gradient, derive write: what follows from a loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from derive.cli.screen import write
from derive.errors import UsageError

if TYPE_CHECKING:
    from derive.losses.loss import Loss
    from derive.losses.manner import Manner

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
        click.option(
            "--name", "names", multiple=True, metavar="A=LATEX", help="Call a symbol so: U=W; may be repeated."
        ),
        click.option(
            "--probabilities", default="hat", metavar="WAY", help="hat (the default), or given for P(O=o \\mid C=c)."
        ),
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
def gradient(
    *, name: str | None, wrt: str, own: str | None, lets: tuple[str, ...], names: tuple[str, ...], **ways: str
) -> int:
    """Write the gradients of LOSS as LaTeX, one a line; `derive losses` lists the losses."""
    from derive.losses.fitting import refuse_unfit

    loss, manner = _loss(name, own, lets), _manner_of(names, ways)
    refuse_unfit([loss], manner)
    found = loss.gradients(manner) if wrt == "all" else (loss.gradient(wrt, manner),)
    write("".join(f"{line}\n" for one in found for line in one.lines()))
    return 0


@click.command()
@_asking
@click.option("--backend", default="numpy", metavar="WAY", help="numpy (the default), numba or c.")
@click.option("--show", default="source", metavar="WAY", help="source (the default), or the plan that it is made from.")
@click.option("--kernel", is_flag=True, help="The kernel that trains word vectors, for these sizes:")
@click.option("--size", default=100, metavar="N", help="... of a vector (100)")
@click.option("--window", default=5, metavar="N", help="... of the window to each side (5)")
@click.option("--negatives", default=5, metavar="N", help="... how many words are drawn (5)")
@click.option("--dtype", default=None, metavar="KIND", help="float32 or float64.")
def code(
    *,
    name: str | None,
    wrt: str,
    own: str | None,
    lets: tuple[str, ...],
    backend: str,
    show: str,
    kernel: bool,
    dtype: str | None,
    **sizes: int,
) -> int:
    """Write LOSS and its gradients, or one gradient, as NumPy source; or as fast code in another backend."""
    loss = _loss(name, own, lets)
    if (backend, show, kernel) == ("numpy", "source", False):
        write((loss.numpy() if wrt == "all" else loss.gradient(wrt).numpy()).source)
        return 0
    from derive.backends import Sizes, sources

    if wrt != "all":
        raise UsageError("--wrt is for NumPy source; fast code is written for a loss with all its gradients")
    if show not in ("source", "plan"):
        raise UsageError(f"--show is {show!r}, but should be source or plan")
    if show == "plan":
        write(sources.plan_text(loss, backend))
    elif kernel:
        write(sources.kernel_text(loss, Sizes(**sizes, dtype=dtype or "float32"), backend))
    else:
        write(sources.routine_text(loss, backend, dtype or "float64"))
    return 0


@click.command("write")
@_manner
@click.option("--route", default="graph", metavar="WAY", help="graph, quantity by quantity (the default), or direct.")
@click.option("--level", default="course", metavar="WAY", help="brief, course (the default) or full.")
@click.option("--format", "wanted", metavar="WAY", help="markdown (the default), fragment, tex, html or pdf.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to; the ending says the format.",
)
@click.option("--updates", is_flag=True, help="Add the steps of gradient descent.")
@click.option("--force", is_flag=True, help="Write over FILE where there is one.")
def written(
    *,
    name: str | None,
    wrt: str,
    own: str | None,
    lets: tuple[str, ...],
    names: tuple[str, ...],
    route: str,
    wanted: str | None,
    updates: bool,
    output: Path | None,
    force: bool,
    **ways: str,
) -> int:
    """Write the derivation of the gradients of LOSS, or all of an assignment, every line with its reason."""
    from derive.press import document, form_of, save
    from derive.write import text_of

    ways["updates"] = "with" if updates else "without"
    form = form_of(wanted, output)
    text = text_of(_asked(name, own, lets), wrt, route, _manner_of(names, ways))
    if output is None:
        write(document(text, form))
    else:
        save(text, output, form, force=force)
    return 0


def _manner_of(names: tuple[str, ...], ways: dict[str, str]) -> Manner:
    from derive.losses.manner import Manner
    from derive.losses.names import pairs

    return Manner(**ways, names=pairs(names))


def _loss(name: str | None, own: str | None, lets: tuple[str, ...]) -> Loss:
    from derive.losses.library import find

    asked = _asked(name, own, lets)
    return find(asked) if isinstance(asked, str) else asked


def _asked(name: str | None, own: str | None, lets: tuple[str, ...]) -> str | Loss:
    """The name of a loss of the library or of an assignment, or the person's own loss."""
    from derive.declarations.own import own_loss

    if (name is None) == (own is None):
        raise UsageError("say which loss: the name of one (`derive losses` lists them), or --loss 'J = ...'")
    if own is not None:
        return own_loss(own, lets)
    if lets:
        raise UsageError("--let says what the letters of --loss mean; the losses of the library know theirs")
    assert name is not None
    return name
