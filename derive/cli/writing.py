"""derive losses and derive gradient: which losses are known, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from derive.cli.screen import write
from derive.errors import UsageError

if TYPE_CHECKING:
    from derive.losses.loss import Loss


@click.command()
def losses() -> int:
    """List the losses that `derive gradient` knows, and the arrays that each is differentiated by."""
    from derive.losses.library import LIBRARY

    found = [row() for row in LIBRARY.values()]
    rows = [(loss.name, ", ".join(q.name for q in loss.learned), loss.title) for loss in found]
    wide = [max(len(row[n]) for row in rows) for n in (0, 1)]
    write("".join(f"{name:{wide[0]}}  {by:{wide[1]}}  {title}\n" for name, by, title in rows))
    return 0


@click.command()
@click.argument("name", metavar="LOSS", required=False)
@click.option("--wrt", default="all", metavar="NAME", help="By what: v_c, U, a row u_w of U, or all (the default).")
@click.option("--loss", "own", metavar="LATEX", help="A loss of your own, 'J = ...', in place of LOSS.")
@click.option("--let", "lets", multiple=True, metavar="LATEX", help="What its letters mean; may be said many times.")
@click.option("--words", default="rows", metavar="WAY", help="Words as rows (the default) or as columns.")
@click.option("--layout", default="shape", metavar="WAY", help="shape (the default), denominator or numerator.")
@click.option("--form", default="matrix", metavar="WAY", help="matrix (the default), index or both.")
@click.option("--font", default="bold", metavar="WAY", help="bold (the default) or plain.")
@click.option("--transpose", default="top", metavar="WAY", help="top for A^\\top (the default), T for A^T.")
def gradient(
    *,
    name: str | None,
    wrt: str,
    own: str | None,
    lets: tuple[str, ...],
    words: str,
    layout: str,
    form: str,
    font: str,
    transpose: str,
) -> int:
    """Write the gradients of LOSS as LaTeX, one a line; `derive losses` lists the losses."""
    from derive.losses.manner import Manner

    manner = Manner(words, layout, form, transpose=transpose, font=font)
    loss = _asked(name, own, lets)
    gradients = loss.gradients(manner) if wrt == "all" else (loss.gradient(wrt, manner),)
    write("".join(f"{line}\n" for found in gradients for line in found.lines()))
    return 0


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
