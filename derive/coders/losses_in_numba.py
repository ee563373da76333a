"""Losses in Numba: what pairs_in_c and softmaxes_in_c write in C, as loops that LLVM turns into vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.codegen import NotCodedError, Problem
from derive.coders.exponentials import LARGEST
from derive.coders.pairs_in_c import ends
from derive.coders.places import Places
from derive.coders.scalars import Scalars, numba_number
from derive.coders.sizes import BYTES, LINE
from derive.coders.walks_in_numba import exponential
from derive.plans.pairs import Pair, Pairs
from derive.plans.softmaxes import Hits, Softmax
from derive.plans.summands import SCORE, Rows
from derive.terms.index import Applied, Variable
from derive.terms.term import ONE, Delta, Term, walk

FUNCTIONS = {"sigma": "sigma", "log_sigma": "log_sigma", "exp": "np.exp", "tanh": "np.tanh"}
BLOCK = 4  # rows at a time, which stay in the nearest cache
AHEAD = 8  # rows from one that is asked for to the one that is changed


def head(title: str, dtype: str, size: str = "len(x)") -> str:
    """Functions of one number, none of which takes the exponential of a large one, and of vectors of a size."""
    return f'''\
"""{title}"""

import numpy as np
from numba import njit

from derive.backends.numba_parts import FAST, fetch, power_of_two

REAL = np.{dtype}
LINE = {LINE // BYTES[dtype]}


@njit(fastmath=FAST)
def sigma(x):
    small = np.exp(-abs(x))
    return (REAL(1) if x >= 0 else small) / (REAL(1) + small)


@njit(fastmath=FAST)
def log_sigma(x):
    return min(x, REAL(0)) - np.log1p(np.exp(-abs(x)))


@njit(fastmath=FAST)
def dot(x, y):
    total = REAL(0)
    for a in range({size}):
        total += x[a] * y[a]
    return total


@njit(fastmath=FAST)
def add(x, by, y):
    for a in range({size}):
        x[a] += by * y[a]


'''


def element(table: str, inside: Sequence[str], sides: Sequence[str]) -> str:
    """An entry of a table."""
    return f"{table}[{', '.join(inside)}]"


def of_example(table: str, inside: Sequence[str], sides: Sequence[str]) -> str:
    """An entry of a table with a side for examples."""
    return element(table, ["b", *inside], sides)


SCALARS = Scalars(FUNCTIONS, numba_number)
STEEP = Scalars({**FUNCTIONS, "sigma": "sigmoid"}, numba_number)  # of slopes, many at a time


def _pair(pair: Pair, places: Places, deep: int, lines: Callable[[str, str], list[str]]) -> str:
    """Do something for every pair that counts, given its two rows."""
    sides, text = pair.sides, ""
    for index in sides.bound:
        text += f"{'    ' * deep}for {places.running(index)} in range({places.side(index.axis)}):\n"
        deep += 1
    rows = [_row(rows, places) for rows in (sides.left, sides.right)]
    if sides.mask is not ONE:
        text += f"{'    ' * deep}if {_mask(sides.mask, places)} == 0:\n{'    ' * (deep + 1)}continue\n"
    return text + "".join(f"{'    ' * deep}{line}\n" for line in lines(*rows))


def _row(rows: Rows, places: Places) -> str:
    array = places.arrays[rows.array]
    return array if rows.index is None else f"{array}[{places.index(rows.index)}]"


def _mask(mask: Term, places: Places) -> str:
    found = [part for part in walk(mask) if isinstance(part, Delta)]
    return SCALARS.text(mask, {d: f"({places.index(d.left)} == {places.index(d.right)})" for d in found})


def _masked_in_loops(plan: Pairs) -> None:
    """`continue` needs a loop around it."""
    if any(pair.sides.mask is not ONE and not pair.sides.bound for pair in plan.pairs):
        raise NotCodedError("this backend has no code for a mask of one pair; numpy has")


def _signature(places: Places, *others: str) -> str:
    return ", ".join(
        [*places.arrays.values(), *_names(places), *places.tables.values(), *places.sides.values(), *others]
    )


def _names(places: Places) -> list[str]:
    return [name.removesuffix("[b]") for name in places.positions.values()]


def pairs_source(plan: Pairs, problem: Problem, dtype: str, title: str) -> str:
    """The loss, and its gradients added into arrays."""
    _masked_in_loops(plan)
    places = Places(problem, element)
    moved = {name: f"g{n}" for n, name in enumerate(plan.arrays)}

    def lines(pair: Pair, left: str, right: str) -> list[str]:
        made = [f"s = dot({left}, {right})", f"loss += {SCALARS.text(pair.value, {SCORE: 's'})}"]
        made.append(f"e = {SCALARS.text(pair.slope, {SCORE: 's'})}")
        for rows, other in ((pair.sides.left, right), (pair.sides.right, left)):
            if rows.array in moved:
                made.append(f"add({_row(Rows(rows.array, rows.index), _renamed(places, moved))}, e, {other})")
        return made

    body = "".join(_pair(p, places, 1, lambda left, right, p=p: lines(p, left, right)) for p in plan.pairs)  # type: ignore[misc]
    declared = f"@njit(nogil=True, fastmath=FAST, cache=True)\ndef routine({_signature(places, *moved.values())}):"
    return f"{head(title, dtype)}{declared}\n    loss = REAL(0)\n{body}    return loss\n"


def _renamed(places: Places, arrays: dict[str, str]) -> Places:
    """The same places in other arrays."""
    other = object.__new__(Places)
    other.__dict__.update(places.__dict__, arrays={**places.arrays, **arrays})
    return other


def update_source(plan: Pairs, problem: Problem, size: int, dtype: str, title: str) -> str:
    """One step for a batch: all slopes first, then all rows; the vector of an example is a row of a second matrix.

    Scores, slopes and sums of an example are loops of their own, which LLVM turns into vectors.
    """
    _masked_in_loops(plan)
    matrix, vector = ends(plan)
    places = Places(problem, of_example, "{}[b]".format)
    places.arrays[vector] = "v"
    array = places.arrays[matrix]

    def scored(pair: Pair, *_: str) -> list[str]:
        """The score of a row, while that of the next example is asked for."""
        rows = pair.sides.left if pair.sides.left.array == matrix else pair.sides.right
        place = places.index(rows.index)
        return [
            f"for a in range(0, {size}, LINE):",
            f"    fetch({array}, {place.replace('[b', '[ahead')} * {size} + a)",
            f"rows[n] = {place}",
            f"slopes[n] = dot({array}[rows[n]], v)",
            "n += 1",
        ]

    def slopes(pair: Pair) -> str:
        return f"""\
        m = n
{_pair(pair, places, 2, lambda left, right: scored(pair, left, right))}\
        if told:
            for k in range(m, n):
                loss += {SCALARS.text(pair.value, {SCORE: "slopes[k]"})}
        for k in range(m, n):
            slopes[k] = {STEEP.text(pair.slope, {SCORE: "slopes[k]"})}
"""

    given = [array, "vectors", "chosen", *_names(places), *places.tables.values(), *places.sides.values()]
    return f"""\
{head(title, dtype, str(size))}{exponential(dtype)}
{_gathered(size)}
@njit(nogil=True, fastmath=FAST, cache=True)
def update({", ".join([*given, "rate", "told", "slopes", "moved", "rows", "ends"])}):
    loss, n = 0.0, 0
    for b in range(len(chosen)):
        v, ahead, first = vectors[chosen[b]], min(b + 1, len(chosen) - 1), n
{"".join(map(slopes, plan.pairs))}        gathered(moved[b], {array}, rows, slopes, first, n)
        ends[b] = n
    first, last = 0, n - 1
    for b in range(len(chosen)):
        v = vectors[chosen[b]]
        for n in range(first, ends[b]):
            for a in range(0, {size}, LINE):
                fetch({array}, rows[min(n + AHEAD, last)] * {size} + a)
            add({array}[rows[n]], -rate * slopes[n], v)
        first = ends[b]
    for b in range(len(chosen)):
        add(vectors[chosen[b]], -rate, moved[b])
    return loss
"""


def _gathered(size: int) -> str:
    """A sum of rows, some at a time, so that it is not written as often as they are."""
    some = range(BLOCK)
    return f"""
AHEAD = {AHEAD}


@njit(fastmath=FAST)
def gathered(x, matrix, rows, by, first, last):
    for a in range({size}):
        x[a] = REAL(0)
    whole = last - (last - first) % {BLOCK}
    for n in range(first, whole, {BLOCK}):
        {"; ".join(f"e{r}, u{r} = by[n + {r}], matrix[rows[n + {r}]]" for r in some)}
        for a in range({size}):
            x[a] += {" + ".join(f"e{r} * u{r}[a]" for r in some)}
    for n in range(whole, last):
        add(x, by[n], matrix[rows[n]])

"""


def softmax_source(plan: Softmax, problem: Problem, dtype: str, title: str) -> str:
    """One walk over the rows, as in softmaxes_in_c."""
    places, blocks = Places(problem, element), range(BLOCK)
    matrix, vector = places.arrays[plan.matrix], places.arrays[plan.vector]
    share = SCALARS.text(plan.error.share, places.sizes())
    loss = _hits(plan.value, places, ["loss += {weight} * (error[{at}] - top - np.log(total))"])
    hits = _hits(plan.error.hits, places, ["error[{at}] += {weight}", f"add(gv, {{weight}}, {matrix}[{{at}}])"])
    return f"""\
{head(title, dtype)}{exponential(dtype)}
@njit(fastmath=FAST)
def power(x):
    return REAL(0) if x < REAL({-LARGEST[dtype]}) else exponential(x)


@njit(nogil=True, fastmath=FAST, cache=True)
def routine({_signature(places, "error", "gv", "gm")}):
    top, total, rows, size = REAL(-np.inf), REAL(0), len({matrix}), len({vector})
    powers = np.zeros({BLOCK}, REAL)
    gv[:] = 0
    for w in range(0, rows, {BLOCK}):
        count, high = min({BLOCK}, rows - w), top
        {"; ".join(f"u{r} = {matrix}[min(w + {r}, rows - 1)]" for r in blocks)}
        {", ".join(f"s{r}" for r in blocks)} = {", ".join("REAL(0)" for _ in blocks)}
        for a in range(size):
            {"; ".join(f"s{r} += u{r}[a] * {vector}[a]" for r in blocks)}
        {", ".join(f"powers[{r}]" for r in blocks)} = {", ".join(f"s{r}" for r in blocks)}
        for r in range(count):
            error[w + r] = powers[r]
            high = max(high, powers[r])
        if high > top:
            less = np.exp(top - high)
            total *= less
            for a in range(len(gv)):
                gv[a] *= less
            top = high
        for r in range({BLOCK}):
            powers[r] = power(powers[r] - top) if r < count else REAL(0)
            total += powers[r]
        for a in range(0, size, LINE):
            {"; ".join(f"fetch({matrix}, (w + {r + BLOCK}) * size + a)" for r in blocks)}
        {", ".join(f"e{r}" for r in blocks)} = {", ".join(f"powers[{r}]" for r in blocks)}
        for a in range(size):
            gv[a] += {" + ".join(f"e{r} * u{r}[a]" for r in blocks)}
    share = REAL({share}) / total
    loss = REAL(0)
{loss}    for w in range(rows):
        error[w] = share * power(error[w] - top)
    for a in range(len(gv)):
        gv[a] *= share
{hits}    for w in range(len(gm)):
        for a in range(len(gv)):
            gm[w, a] = error[w] * {vector}[a]
    return loss
"""


def _hits(hits: Hits, places: Places, statements: Sequence[str]) -> str:
    """Statements for every position."""
    made = ""
    for index, weight in hits:
        deep = 1
        for v in index.arguments if isinstance(index, Applied) else ():
            assert isinstance(v, Variable)
            made += f"{'    ' * deep}for {places.running(v)} in range({places.side(v.axis)}):\n"
            deep += 1
        for statement in statements:
            filled = statement.format(at=places.index(index), weight=numba_number(weight))
            made += f"{'    ' * deep}{filled}\n"
    return made
