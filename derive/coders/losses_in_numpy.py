"""What NumPy does with a plan beyond `loss.numpy()`: a softmax left factored, batches, steps for many examples.

A batch of softmaxes is three products of matrices, where BLAS is right; between them each row is worked on while it is
near. In a step, changes of one row are brought side by side by sorting and added at once: `np.add.at` takes longer.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen import NotCodedError, Problem
from derive.codegen.functions import HELPERS
from derive.coders.pairs_in_c import ends
from derive.coders.places import Places
from derive.coders.scalars import Scalars, numpy_number
from derive.plans.pairs import Pair, Pairs
from derive.plans.softmaxes import Hits, Softmax
from derive.plans.summands import SCORE
from derive.terms.term import ONE

FUNCTIONS = {"sigma": "sigmoid", "log_sigma": "log_sigmoid", "exp": "np.exp", "tanh": "np.tanh"}


def _whole(table: str, inside: Sequence[str], sides: Sequence[str]) -> str:
    return table


def _of_example(table: str, inside: Sequence[str], sides: Sequence[str]) -> str:
    return f"{table}[b]"


SCALARS = Scalars(FUNCTIONS, numpy_number)


def softmax_source(plan: Softmax, problem: Problem, title: str) -> str:
    """Two functions: for one example, and for a batch of them with room for the scores."""
    places, each = Places(problem, _whole), Places(problem, _of_example, "{}[b]".format)
    matrix, vector = places.arrays[plan.matrix], places.arrays[plan.vector]
    share = SCALARS.text(plan.error.share, places.sizes())
    names = [*(p.removesuffix("[b]") for p in each.positions.values()), *places.tables.values(), *places.sides.values()]
    taken = ", ".join(names)
    return f'''\
"""{title}"""

import numpy as np


def softmax(s, share):
    """share exp(s) / sum(exp(s)) in place; the logarithm of the sum."""
    top = s.max()
    np.subtract(s, top, out=s)
    np.exp(s, out=s)
    total = s.sum()
    np.multiply(s, s.dtype.type(share) / total, out=s)
    return top + np.log(total)


def factored({matrix}, {vector}, {taken}):
    error = {matrix} @ {vector}
    {_picked(plan.value, places)}
    log_sum = softmax(error, {share})
    loss = {_value(plan.value)}
{_added(plan.error.hits, places, 1)}    return loss, error, error @ {matrix}


def batch({matrix}, {vector}, {taken}, room, moved, slope):
    np.matmul({vector}, {matrix}.T, out=room)
    loss = 0.0
    for b in range(len({vector})):
        error = room[b]
        {_picked(plan.value, each)}
        log_sum = softmax(error, {share})
        loss += float({_value(plan.value)})
{_added(plan.error.hits, each, 2)}    np.matmul(room, {matrix}, out=moved)
    np.matmul(room.T, {vector}, out=slope)
    return loss
'''


def _picked(hits: Hits, places: Places) -> str:
    """The scores of which the loss speaks, before they are written over."""
    return "; ".join(f"picked{n} = np.array(error[{places.index(index)}])" for n, (index, _) in enumerate(hits))


def _value(hits: Hits) -> str:
    """The loss."""
    return " + ".join(f"{numpy_number(weight)} * (picked{n} - log_sum).sum()" for n, (_, weight) in enumerate(hits))


def _added(hits: Hits, places: Places, deep: int) -> str:
    return "".join(
        f"{'    ' * deep}np.add.at(error, {places.index(index)}, {numpy_number(weight)})\n" for index, weight in hits
    )


def update_source(plan: Pairs, problem: Problem, title: str) -> str:
    """One step for a batch: all slopes first, then all rows; the vector of an example is a row of a second matrix."""
    matrix, _ = ends(plan)
    places = Places(problem, _whole)
    if any(pair.sides.mask is not ONE for pair in plan.pairs):
        raise NotCodedError("no updates in NumPy for pairs that do not count; c has")
    given = [places.arrays[matrix], "vectors", "chosen", *places.positions.values(), *places.tables.values()]
    body = "".join(_scored(pair, places, matrix) for pair in plan.pairs)
    return f'''\
"""{title}"""

import numpy as np

{HELPERS["sigmoid"]}
{HELPERS["log_sigmoid"]}

def add_rows(rows, places, by, numbers, vectors):
    """rows[places[n]] += by[n] vectors[numbers[n]], places that are the same side by side."""
    if not len(places):
        return
    order = np.argsort(places, kind="stable")
    places, numbers, by = places[order], numbers[order], by[order]
    starts = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]]))
    room = vectors[numbers]
    room *= by[:, None]
    rows[places[starts]] += np.add.reduceat(room, starts, axis=0)


def update({", ".join([*given, *places.sides.values(), "rate", "told", "slopes", "moved", "rows", "ends"])}):
    v, loss = vectors[chosen], 0.0
    moved[:], examples = 0, len(chosen)
    found, steep, numbers = [], [], []
{body}    by = -rate * np.concatenate(steep)
    add_rows({places.arrays[matrix]}, np.concatenate(found), by, np.concatenate(numbers), v)
    add_rows(vectors, chosen, np.full(examples, -rate, moved.dtype), np.arange(examples), moved)
    return loss
'''


def _scored(pair: Pair, places: Places, matrix: str) -> str:
    sides = pair.sides
    rows = sides.left if sides.left.array == matrix else sides.right
    return f"""\
    at = {places.index(rows.index)}.reshape(examples, -1)
    w = {places.arrays[matrix]}[at]
    s = np.matmul(w, v[:, :, None])[:, :, 0]
    loss += told and float(({SCALARS.text(pair.value, {SCORE: "s"})}).sum())
    e = {SCALARS.text(pair.slope, {SCORE: "s"})}
    moved += np.matmul(e[:, None, :], w)[:, 0]
    found.append(at.ravel())
    steep.append(e.ravel())
    numbers.append(np.repeat(np.arange(examples), at.shape[1]))
"""
