"""derive neighbours, analogy, evaluate, picture: what vectors say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from derive.cli.screen import write
from derive.errors import UsageError
from derive.report.neutral import neutral

if TYPE_CHECKING:
    from numeric.word2vec.evaluation import Score
    from numeric.word2vec.vectors import Vectors

_Command = TypeVar("_Command", bound=Callable[..., object])
_FILE = click.Path(dir_okay=False, path_type=Path)


def _vectors(command: _Command) -> _Command:
    return click.option(
        "--vectors", "file", default="vectors.kv", type=_FILE, metavar="FILE", help="Which vectors (vectors.kv)."
    )(command)


def _count(command: _Command) -> _Command:
    return click.option("-n", "count", default=10, type=click.IntRange(1), metavar="N", help="How many words (10).")(
        command
    )


@click.command()
@click.argument("word", metavar="WORD")
@_vectors
@_count
def neighbours(*, word: str, file: Path, count: int) -> int:
    """Write the words nearest to WORD with the cosines of the angles between them."""
    from derive.training.saying import said

    with said():
        _list(_load(file).neighbours(word, count))
    return 0


@click.command()
@click.argument("words", metavar="A B C", nargs=3)
@_vectors
@_count
def analogy(*, words: tuple[str, str, str], file: Path, count: int) -> int:
    """Write what is to C as B is to A: the words nearest to B - A + C."""
    from derive.training.saying import said

    with said():
        _list(_load(file).analogy(*words, count))
    return 0


@click.command()
@_vectors
@click.option("--similarity", type=_FILE, metavar="FILE", help="Lines of two words and how alike people find them.")
@click.option(
    "--analogies", type=_FILE, metavar="FILE", help="Lines of four words, A B C D; headings begin with a colon."
)
def evaluate(*, file: Path, similarity: Path | None, analogies: Path | None) -> int:
    """Compare vectors with what people said of words."""
    from derive.training.saying import said
    from numeric.word2vec import evaluation

    if similarity is None and analogies is None:
        raise UsageError("say with what to compare: --similarity FILE, --analogies FILE, or both")
    with said():
        vectors = _load(file)
        if similarity is not None:
            _score("similarity, Spearman's correlation", evaluation.similarity(vectors, similarity))
        if analogies is not None:
            _score("analogies, share answered", evaluation.analogies(vectors, analogies))
    return 0


@click.command()
@click.argument("picture", type=_FILE, metavar="PICTURE")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@_vectors
@click.option("--loss", "curve", type=_FILE, metavar="FILE", help="Draw the curve of a loss, vectors.kv.loss.csv.")
def picture(*, picture: Path, words: tuple[str, ...], file: Path, curve: Path | None) -> int:
    """Draw WORDS on a map, or with --loss the curve of a run, into PICTURE: .png, .svg or .pdf."""
    from derive.training.pictures import draw_curve, draw_map
    from derive.training.saying import said

    with said():
        if curve is not None:
            draw_curve(curve, picture)
        else:
            draw_map(_load(file), words, picture)
    return 0


def _load(file: Path) -> Vectors:
    from numeric.word2vec.vectors import load_vectors

    return load_vectors(file)


def _list(found: list[tuple[str, float]]) -> None:
    wide = max((len(word) for word, _ in found), default=0)
    write("".join(f"{neutral(word):{wide}}  {cosine:.3f}\n" for word, cosine in found))


def _score(words: str, score: Score) -> None:
    write(f"{words}: {score.value:.3f} ({score.used} of {score.asked}, the others have words that are not known)\n")
