"""Pictures: the loss as it went down, and a map of words. They need matplotlib, of the extra `pictures`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from derive.errors import UsageError
from derive.training.work import read_curve
from numeric.functions import Array
from numeric.word2vec.vectors import Vectors

try:
    from matplotlib import figure as drawing
except ImportError:
    drawing: Any = None  # type: ignore[no-redef]

FEWEST = 3


def draw_curve(curve: Path, picture: Path) -> None:
    """The loss over the words read."""
    try:
        points = read_curve(curve)
    except (OSError, ValueError) as error:
        raise UsageError(f"{curve}: {error}") from None
    figure, axes = _sheet()
    axes.plot([words / 1e6 for words, _ in points], [loss for _, loss in points], linewidth=1.5)
    axes.set_xlabel("million words read")
    axes.set_ylabel("loss")
    axes.grid(alpha=0.3)
    _save(figure, picture)


def draw_map(vectors: Vectors, words: Sequence[str], picture: Path) -> None:
    """Words where their two widest directions put them; a word near another on the map may be far from it in truth."""
    if len(words) < FEWEST:
        raise UsageError(f"a map of {len(words)} words shows nothing: name at least {FEWEST}")
    places = flattened(vectors.units[[vectors.place(word) for word in words]])
    figure, axes = _sheet()
    axes.scatter(places[:, 0], places[:, 1], s=12)
    for word, place, away in zip(words, places, _away(places), strict=True):
        ha, va = ("left" if away[0] >= 0 else "right"), ("bottom" if away[1] >= 0 else "top")
        axes.annotate(word, place, np.copysign(3, away), textcoords="offset points", fontsize=9, ha=ha, va=va)
    axes.margins(0.12)
    axes.set_xticks([])
    axes.set_yticks([])
    _save(figure, picture)


def flattened(rows: Array) -> Array:
    """Rows in the plane in which they vary most: their two first principal components

    rows (n, d)  ->  (n, 2)
    """
    centred = rows - rows.mean(axis=0)
    directions = np.linalg.svd(centred, full_matrices=False)[2][:2]
    found: Array = np.zeros((len(rows), 2))
    found[:, : len(directions)] = centred @ directions.T
    return found


def _away(places: Array) -> Array:
    """From the nearest other place to each: where its word has room

    places (n, 2)  ->  (n, 2)
    """
    steps = places[:, None] - places[None]
    far = (steps**2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    found: Array = steps[np.arange(len(places)), far.argmin(axis=1)]
    return found


def _sheet() -> tuple[Any, Any]:
    if drawing is None:
        raise UsageError("pictures need matplotlib: pip install 'derivecheck[pictures]'")
    figure = drawing.Figure(figsize=(7, 5), layout="constrained")
    return figure, figure.subplots()


def _save(figure: Any, picture: Path) -> None:
    try:
        figure.savefig(picture, dpi=150)
    except (OSError, ValueError) as error:
        raise UsageError(f"{picture}: {error}") from None
