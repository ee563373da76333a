"""What the CS224n starter code asks for beside the losses of the library: functions, windows over whole matrices."""

from __future__ import annotations

from dataclasses import replace

from sympy import log

from derive.losses.loss import Loss
from derive.losses.quantities import defined, given, indices, position, total
from derive.losses.rows.word2vec import WORDS, V, a
from derive.terms.index import Axis
from derive.terms.sympy_bridge import sigma


def softplus(*axes: Axis) -> Loss:
    """-Σ log σ(-x) over an array with these sides, or of a number: its gradient is σ(x)."""
    at = tuple(position(letter, axis) for letter, axis in zip("ij", axes, strict=False))
    x = given("x", axes, "x", "the scores")
    value = -log(sigma(-(x[at] if at else x.value)))
    return Loss("softplus", "the integral of the logistic function", "J", "", (x,), total(value, *at) if at else value)


def of_a_matrix(loss: Loss) -> Loss:
    """The same with the centre word as a row c of a matrix of all centre words."""
    c = indices("c", V)
    centre = defined("v_c", (a,), WORDS[c, a], r"\mathbf{v}_c", "the vector of the centre word")
    others = [centre if q.name == "v_c" else q for q in loss.quantities]
    return replace(loss, quantities=(WORDS, *others), chosen=(*loss.chosen, c))
