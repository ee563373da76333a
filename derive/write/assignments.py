r"""Whole assignments: their parts in order, each an equality to be shown or gradients to be derived.

One row an assignment. A part names losses of the library; what is written of it is derived, nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from derive.losses import library
from derive.losses.loss import Loss
from derive.losses.quantities import given
from derive.terms.functions import exp, log, sigma
from derive.terms.term import Entry, Number, Sum, Term
from derive.write.pages import Route

ANY = given("z", (), "z", "any number")


@dataclass(frozen=True)
class Gradients:
    """Derive d loss / d x for each x."""

    task: str
    loss: Loss
    wrt: tuple[str, ...]
    route: str


@dataclass(frozen=True)
class Equality:
    """Show that two terms over the quantities of a loss are equal."""

    task: str
    loss: Loss
    sides: Callable[[Route], tuple[Term, Term]]


Part = Gradients | Equality


@dataclass(frozen=True)
class Assignment:
    """Parts in their order."""

    name: str
    title: str
    parts: tuple[Part, ...]


def _cross_entropy(route: Route) -> tuple[Term, Term]:
    """-Σ_w y_w log ŷ_w and -log ŷ_o"""
    (w,) = (slot.variable for slot in route.loss["y"].slots)
    return -Sum(w, Entry("y", (w,)) * log(Entry("yhat", (w,)))), route.loss.term


def _sigmoid(route: Route) -> tuple[Term, Term]:
    """d/dz 1 / (1 + e^-z) and σ(z) (1 - σ(z))"""
    x = Entry("z")
    return route.ground.hold(1 / (Number(1) + exp(-x)), x), sigma(x) * (1 - sigma(x))


def _named(name: str, symbol: str) -> Loss:
    return replace(library.find(name), symbol=symbol)


def cs224n_a2() -> Assignment:
    """Understanding word2vec, the written part of assignment 2."""
    naive = _named("naive-softmax", r"J_{\text{naive-softmax}}")
    negative = _named("negative-sampling", r"J_{\text{neg-sample}}")
    skip_gram = _named("skip-gram", r"J_{\text{skip-gram}}")
    return Assignment(
        "cs224n-a2",
        "Understanding word2vec",
        (
            Equality("The cross entropy of the one-hot vector and the prediction is the loss.", naive, _cross_entropy),
            Gradients("The gradient by the vector of the centre word.", naive, ("v_c",), "direct"),
            Gradients("The gradients by the outside vectors, by one of them and by all.", naive, ("U",), "graph"),
            Equality("The derivative of the sigmoid.", replace(naive, quantities=(*naive.quantities, ANY)), _sigmoid),
            Gradients("The gradients of negative sampling.", negative, ("v_c", "U"), "direct"),
            Gradients("The gradients of skip-gram.", skip_gram, ("v_c", "U"), "graph"),
        ),
    )


ROWS: tuple[Callable[[], Assignment], ...] = (cs224n_a2,)
ASSIGNMENTS: Mapping[str, Callable[[], Assignment]] = {row.__name__.replace("_", "-"): row for row in ROWS}


def assignment(name: str) -> Assignment | None:
    """The assignment of that name, if it is one."""
    row = ASSIGNMENTS.get(name)
    return row() if row else None
