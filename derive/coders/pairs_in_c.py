"""Losses over scores of pairs of rows in C: one walk over the pairs, or steps for many examples at once."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen import NotCodedError, Problem
from derive.coders.places import Places
from derive.coders.scalars import Scalars, c_number
from derive.coders.sizes import LINE
from derive.coders.vectors import C_NAMES
from derive.plans.pairs import Pair, Pairs
from derive.plans.summands import SCORE, Rows
from derive.terms.index import Applied
from derive.terms.term import Add, Delta, Mul, Number, Term, walk

FUNCTIONS = {"sigma": "sigma", "log_sigma": "log_sigma", "exp": "EXP", "tanh": "TANH"}
PIECE = 32  # bytes: a vector of most processors, and what two or four smaller ones hold
AHEAD = 8  # rows: as long as one takes from the last cache, and longer
BLOCK = 4  # rows that are added at a time
ENDINGS = {"float32": "f", "float64": ""}


def element(table: str, inside: Sequence[str], sides: Sequence[str]) -> str:
    """An entry of a table that lies row by row."""
    place = inside[0]
    for index, side in zip(inside[1:], sides[1:], strict=True):
        place = f"({place}) * {side} + {index}"
    return f"{table}[{place}]"


def head(dtype: str) -> str:
    """Types and functions of one number, none of which takes the exponential of a large one."""
    end = ENDINGS[dtype]
    return f"""\
#include <math.h>
#include <stdint.h>

typedef {C_NAMES[dtype]} real;
#define EXP exp{end}
#define TANH tanh{end}

static inline real sigma(real x)
{{ real small = EXP(-fabs{end}(x)); return (x >= 0 ? 1 : small) / (1 + small); }}

static inline real log_sigma(real x)
{{ return (x < 0 ? x : 0) - log1p{end}(EXP(-fabs{end}(x))); }}

typedef real piece __attribute__((vector_size({PIECE}), aligned(sizeof(real)), may_alias));
#define PIECE ({PIECE} / (int)sizeof(real))
#define AT(x, a) (*(const piece *)((x) + (a)))

static inline real dot(const real *x, const real *y, int64_t size)
{{
  piece s0 = {{0}}, s1 = {{0}}, s2 = {{0}}, s3 = {{0}};
  real sum = 0;
  int64_t a = 0;
  for (; a + 4 * PIECE <= size; a += 4 * PIECE) {{
    s0 += AT(x, a) * AT(y, a);
    s1 += AT(x, a + PIECE) * AT(y, a + PIECE);
    s2 += AT(x, a + 2 * PIECE) * AT(y, a + 2 * PIECE);
    s3 += AT(x, a + 3 * PIECE) * AT(y, a + 3 * PIECE);
  }}
  for (; a + PIECE <= size; a += PIECE) s0 += AT(x, a) * AT(y, a);
  for (; a < size; a++) sum += x[a] * y[a];
  s0 += s1 + s2 + s3;
  for (int n = 0; n < PIECE; n++) sum += s0[n];
  return sum;
}}

static inline void add(real *x, real by, const real *y, int64_t size)
{{
  _Pragma("omp simd")
  for (int64_t a = 0; a < size; a++) x[a] += by * y[a];
}}

"""


class Walk:
    """The loops over the pairs of a plan."""

    def __init__(self, plan: Pairs, places: Places) -> None:
        self.plan = plan
        self.places = places
        self.scalars = Scalars(FUNCTIONS, c_number)

    def over(self, pair: Pair, inside: str) -> str:
        """Do something for every pair that counts; `left` and `right` are the rows, `count` is its mask."""
        sides, text = pair.sides, ""
        for depth, index in enumerate(sides.bound):
            i, n = self.places.running(index), self.places.side(index.axis)
            text += f"{'  ' * (depth + 1)}for (int64_t {i} = 0; {i} < {n}; {i}++)\n"
        left, right = self.row(sides.left), self.row(sides.right)
        mask = self.mask(sides.mask)
        return f"{text}  {{\n    real count = {mask}, *left = {left}, *right = {right};\n{inside}  }}\n"

    def row(self, rows: Rows) -> str:
        """Where a row begins."""
        array = self.places.arrays[rows.array]
        return array if rows.index is None else f"{array} + {self.places.index(rows.index)} * SIZE"

    def mask(self, mask: Term) -> str:
        """Whether a pair counts."""
        deltas = {part: part for part in walk(mask) if isinstance(part, Delta)}
        if not all(isinstance(part, Number | Add | Mul | Delta) for part in walk(mask)):
            raise NotCodedError("this backend has no code for such a mask; numpy has")
        names = {d: f"({self.places.index(d.left)} == {self.places.index(d.right)})" for d in deltas}
        return self.scalars.text(mask, names)  # type: ignore[arg-type]

    def value(self, pair: Pair) -> str:
        """What a score adds to the loss."""
        return self.scalars.text(pair.value, {SCORE: "s"})

    def slope(self, pair: Pair) -> str:
        """Its slope."""
        return self.scalars.text(pair.slope, {SCORE: "s"})


def routine_source(plan: Pairs, problem: Problem, dtype: str, title: str) -> tuple[str, str]:
    """The loss and its gradients, added into arrays; the source and the prototype."""
    places = Places(problem, element)
    walk_, moved = Walk(plan, places), {name: f"g{n}" for n, name in enumerate(plan.arrays)}
    body = ""
    for pair in plan.pairs:
        sides = pair.sides
        inside = f"    real s = dot(left, right, SIZE), e = count * {walk_.slope(pair)};\n"
        inside += f"    *loss += count * {walk_.value(pair)};\n"
        for rows, other in ((sides.left, "right"), (sides.right, "left")):
            if rows.array in moved:
                at = "" if rows.index is None else f" + {places.index(rows.index)} * SIZE"
                inside += f"    add({moved[rows.array]}{at}, e, {other}, SIZE);\n"
        body += walk_.over(pair, inside)
    real = C_NAMES[dtype]
    parameters = [
        *(f"{real} *{name}" for name in places.arrays.values()),
        *(f"int64_t {name}" for name in places.positions.values()),
        *(f"const int64_t *{name}" for name in places.tables.values()),
        *(f"int64_t {name}" for name in places.sides.values()),
        "int64_t SIZE",
        f"{real} *loss",
        *(f"{real} *{name}" for name in moved.values()),
    ]
    declared = f"void routine({', '.join(parameters)})"
    return f"/* {title} */\n{head(dtype)}{declared}\n{{\n  *loss = 0;\n{body}}}\n", f"{declared};"


def update_source(plan: Pairs, problem: Problem, size: int, dtype: str, title: str) -> tuple[str, str]:
    """One step for a batch: all slopes first, then all rows; the vector of an example is a row of a second matrix."""
    matrix, vector = ends(plan)
    places = Places(problem, _of_example, "{}[b]".format)
    places.arrays[vector] = "v"
    walk_ = Walk(plan, places)
    scored = "".join(walk_.over(pair, _scored(walk_, pair, matrix)) for pair in plan.pairs)
    real, array = C_NAMES[dtype], places.arrays[matrix]
    parameters = [
        f"{real} *{array}",
        f"{real} *vectors",
        "int64_t examples",
        "const int64_t *chosen",
        *(f"const int64_t *{name.removesuffix('[b]')}" for name in places.positions.values()),
        *(f"const int64_t *{name}" for name in places.tables.values()),
        *(f"int64_t {name}" for name in places.sides.values()),
        f"{real} rate",
        "int told",
        f"{real} *slopes",
        f"{real} *moved",
        "int64_t *rows",
        "int64_t *ends",
    ]
    declared = f"double update({', '.join(parameters)})"
    return (
        f"""\
/* {title} */
{head(dtype)}#define SIZE {size}
#define AHEAD {AHEAD}

{_fetch()}
{_gathered()}
{declared}
{{
  double loss = 0;
  int64_t n = 0;
  for (int64_t b = 0; b < examples; b++) {{
  real *v = vectors + chosen[b] * SIZE;
  int64_t begin = n;
{scored}  gathered(moved + b * SIZE, {array}, rows + begin, slopes + begin, n - begin);
  ends[b] = n;
  }}
  int64_t all = n;
  n = 0;
  for (int64_t b = 0; b < examples; b++) {{
    real *v = vectors + chosen[b] * SIZE;
    for (; n < ends[b]; n++) {{
      fetch({array}, rows, n + AHEAD, all);
      add({array} + rows[n] * SIZE, -rate * slopes[n], v, SIZE);
    }}
  }}
  for (int64_t b = 0; b < examples; b++) add(vectors + chosen[b] * SIZE, -rate, moved + b * SIZE, SIZE);
  return loss;
}}
""",
        f"{declared};",
    )


def _fetch() -> str:
    return f"""\
static inline void fetch(const real *rows, const int64_t *table, int64_t at, int64_t length)
{{
  if (at < length)
    for (int a = 0; a < SIZE; a += {LINE} / (int)sizeof(real)) __builtin_prefetch(rows + table[at] * SIZE + a, 1, 3);
}}
"""


def _gathered() -> str:
    """A sum of rows, some at a time, so that it is not written as often as they are."""
    some = range(BLOCK)
    rows = "".join(f"    real e{r} = by[n + {r}]; const real *u{r} = matrix + rows[n + {r}] * SIZE;\n" for r in some)
    return f"""\
static inline void gathered(real *x, const real *matrix, const int64_t *rows, const real *by, int64_t count)
{{
  int64_t n = 0;
  for (int a = 0; a < SIZE; a++) x[a] = 0;
  for (; n + {BLOCK} <= count; n += {BLOCK}) {{
{rows}    _Pragma("omp simd")
    for (int a = 0; a < SIZE; a++) x[a] += {" + ".join(f"e{r} * u{r}[a]" for r in some)};
  }}
  for (; n < count; n++) add(x, by[n], matrix + rows[n] * SIZE, SIZE);
}}
"""


def _scored(walk_: Walk, pair: Pair, matrix: str) -> str:
    """The slope of a row, while one that comes up in a while is asked for."""
    rows = pair.sides.left if pair.sides.left.array == matrix else pair.sides.right
    place, array = walk_.places.index(rows.index), walk_.places.arrays[matrix]
    table, _, flat = place[:-1].partition("[")
    sides = walk_.places.axes[rows.index.function] if isinstance(rows.index, Applied) else []
    length = " * ".join(["examples", *map(walk_.places.side, sides)])
    return f"""\
    real s = dot(left, right, SIZE);
    fetch({array}, {table}, {flat} + AHEAD, {length});
    if (told) loss += (double)(count * {walk_.value(pair)});
    rows[n] = {place};
    slopes[n++] = count * {walk_.slope(pair)};
"""


def _of_example(table: str, inside: Sequence[str], sides: Sequence[str]) -> str:
    return element(table, ["b", *inside], ["examples", *sides])


def ends(plan: Pairs) -> tuple[str, str]:
    """The matrix and the vector of a plan for single examples."""
    sides = [rows for pair in plan.pairs for rows in (pair.sides.left, pair.sides.right)]
    matrices = {rows.array for rows in sides if rows.index is not None}
    vectors = {rows.array for rows in sides if rows.index is None}
    if len(matrices) != 1 or len(vectors) != 1 or set(plan.arrays) != matrices | vectors:
        raise NotCodedError("no updates: they take a loss of one vector scored with rows of a matrix")
    return matrices.pop(), vectors.pop()
