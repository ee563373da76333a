"""Losses over scores of pairs of rows in C: one walk over the pairs, or steps for many examples at once."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen import NotCodedError, Problem
from derive.coders.places import Places
from derive.coders.scalars import Scalars, c_number
from derive.coders.vectors import C_NAMES, Unit, fetch, loose, preamble, sigmoid_of_one, sums
from derive.plans.pairs import Pair, Pairs
from derive.plans.summands import SCORE, Rows
from derive.terms.term import ONE, Add, Delta, Mul, Number, Term, walk

FUNCTIONS = {"sigma": "sigma", "log_sigma": "log_sigma", "exp": "EXP", "tanh": "TANH"}
SCALARS = Scalars(FUNCTIONS, c_number)
STEEP = Scalars({**FUNCTIONS, "sigma": "sigmoid_of_one"}, c_number)  # of slopes, many at a time
AHEAD = 8  # rows: as long as one takes from the last cache, and longer
BLOCK = 4  # rows that are added at a time
ENDINGS = {"float32": "f", "float64": ""}


def element(table: str, inside: Sequence[str], sides: Sequence[str]) -> str:
    """An entry of a table that lies row by row."""
    place = inside[0]
    for index, side in zip(inside[1:], sides[1:], strict=True):
        place = f"({place}) * {side} + {index}"
    return f"{table}[{place}]"


def head(dtype: str, unit: Unit) -> str:
    """The vector unit, functions of one number, none of which takes the exponential of a large one, and of rows."""
    end = ENDINGS[dtype]
    return f"""\
{preamble(unit, dtype)}
{loose(unit)}#include <math.h>
#define EXP exp{end}
#define TANH tanh{end}

static inline real sigma(real x)
{{ real small = EXP(-fabs{end}(x)); return (x >= 0 ? 1 : small) / (1 + small); }}

static inline real log_sigma(real x)
{{ return (x < 0 ? x : 0) - log1p{end}(EXP(-fabs{end}(x))); }}

static inline real dot(const real *x, const real *y, int64_t size)
{{
  vector s0 = {{0}}, s1 = {{0}}, s2 = {{0}}, s3 = {{0}};
  real sum = 0;
  int64_t a = 0;
  for (; a + 4 * LANES <= size; a += 4 * LANES) {{
    s0 += AT(x, a) * AT(y, a);
    s1 += AT(x, a + LANES) * AT(y, a + LANES);
    s2 += AT(x, a + 2 * LANES) * AT(y, a + 2 * LANES);
    s3 += AT(x, a + 3 * LANES) * AT(y, a + 3 * LANES);
  }}
  for (; a + LANES <= size; a += LANES) s0 += AT(x, a) * AT(y, a);
  for (; a < size; a++) sum += x[a] * y[a];
  s0 += s1 + s2 + s3;
  for (int n = 0; n < LANES; n++) sum += s0[n];
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

    def over(self, pair: Pair, inside: str) -> str:
        """Do something for every pair, whether it counts or not."""
        text = ""
        for depth, index in enumerate(pair.sides.bound):
            i, n = self.places.running(index), self.places.side(index.axis)
            text += f"{'  ' * (depth + 1)}for (int64_t {i} = 0; {i} < {n}; {i}++)\n"
        return f"{text}  {{\n{inside}  }}\n"

    def counted(self, pair: Pair, statement: str) -> str:
        """Do something for every pair that counts."""
        where = "" if pair.sides.mask is ONE else f"if ({self.mask(pair.sides.mask)} != 0) "
        return self.over(pair, f"    {where}{statement}\n")

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
        return SCALARS.text(mask, names)  # type: ignore[arg-type]

    def value(self, pair: Pair) -> str:
        """What a score s adds to the loss."""
        return SCALARS.text(pair.value, {SCORE: "s"})


def routine_source(plan: Pairs, problem: Problem, dtype: str, unit: Unit, title: str) -> tuple[str, str]:
    """The loss and its gradients, added into arrays; the source and the prototype."""
    places = Places(problem, element)
    walk_, moved = Walk(plan, places), {name: f"g{n}" for n, name in enumerate(plan.arrays)}
    body = ""
    for pair in plan.pairs:
        sides = pair.sides
        inside = f"    real count = {walk_.mask(sides.mask)};\n"
        inside += f"    real *left = {walk_.row(sides.left)}, *right = {walk_.row(sides.right)};\n"
        inside += f"    real s = dot(left, right, SIZE), e = count * {SCALARS.text(pair.slope, {SCORE: 's'})};\n"
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
    return f"/* {title} */\n{head(dtype, unit)}{declared}\n{{\n  *loss = 0;\n{body}}}\n", f"{declared};"


def update_source(plan: Pairs, problem: Problem, size: int, dtype: str, *, unit: Unit, title: str) -> tuple[str, str]:
    """One step for a batch: all slopes first, then all rows; the vector of an example is a row of a second matrix."""
    matrix, vector = ends(plan)
    places = Places(problem, _of_example, "{}[b]".format)
    places.arrays[vector] = "v"
    walk_ = Walk(plan, places)
    listed = "".join(walk_.counted(p, f"rows[n++] = {places.index(_rows(p, matrix).index)};") for p in plan.pairs)
    slopes = "".join(_slopes(walk_, pair) for pair in plan.pairs)
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
{head(dtype, unit)}#define SIZE {size}
#define AHEAD {AHEAD}

{sigmoid_of_one(dtype)}
{fetch("SIZE")}
{_last(size, unit.lanes(dtype))}
{_scored(unit.lanes(dtype))}
{_gathered()}
{declared}
{{
  double loss = 0;
  int64_t n = 0;
  for (int64_t b = 0; b < examples; b++) {{
{listed}  ends[b] = n;
  }}
  int64_t all = n, m = 0;
  for (int64_t b = 0; b < examples; b++) {{
    real *v = vectors + chosen[b] * SIZE;
    int64_t begin = m;
    scored(slopes + m, {array}, rows + m, v, ends[b] - m, all - m);
{slopes}    gathered(moved + b * SIZE, {array}, rows + begin, slopes + begin, m - begin);
  }}
  n = 0;
  for (int64_t b = 0; b < examples; b++) {{
    real *v = vectors + chosen[b] * SIZE;
    for (; n < ends[b]; n++) {{
      if (n + AHEAD < all) fetch({array} + rows[n + AHEAD] * SIZE);
      add({array} + rows[n] * SIZE, -rate * slopes[n], v, SIZE);
    }}
  }}
  for (int64_t b = 0; b < examples; b++) add(vectors + chosen[b] * SIZE, -rate, moved + b * SIZE, SIZE);
  return loss;
}}
""",
        f"{declared};",
    )


def _last(size: int, lanes: int) -> str:
    """What is left of a row behind whole vectors."""
    whole = "  return rest(x, SIZE, kept(SIZE));\n"
    short = "  vector made = {0};\n  memcpy(&made, x, SIZE * sizeof(real));\n  return made;\n"
    return f"static inline vector last(const real *x)\n{{\n{short if size < lanes else whole}}}\n"


def _scored(lanes: int) -> str:
    """Scores, some rows at a time, while rows that come up in a while are asked for."""
    some = range(min(BLOCK, lanes))
    names = [f"a{r}" for r in some]
    rows = "".join(f"    const real *u{r} = matrix + rows[n + {r}] * SIZE;\n" for r in some)
    asked = "".join(f"    if (n + AHEAD + {r} < all) fetch(matrix + rows[n + AHEAD + {r}] * SIZE);\n" for r in some)
    return f"""\
{sums("sums", lanes, len(some))}
static inline void scored(
  real *s, const real *matrix, const int64_t *rows, const real *x, int64_t count, int64_t all)
{{
  int64_t n = 0;
  for (; n + {len(some)} <= count; n += {len(some)}) {{
{rows}{asked}    vector {", ".join(f"{name} = {{0}}" for name in names)};
    for (int a = 0; a + LANES <= SIZE; a += LANES) {{
      vector v = AT(x, a);
      {" ".join(f"{name} += v * AT(u{r}, a);" for r, name in enumerate(names))}
    }}
    if (SIZE % LANES) {{
      vector v = last(x);
      {" ".join(f"{name} += v * last(u{r});" for r, name in enumerate(names))}
    }}
    vector made = sums({", ".join(names)});
    memcpy(s + n, &made, {len(some)} * sizeof(real));
  }}
  for (; n < count; n++) s[n] = dot(matrix + rows[n] * SIZE, x, SIZE);
}}
"""


def _slopes(walk_: Walk, pair: Pair) -> str:
    """The slopes of a pair's scores in their places, those from m on; and what they add to the loss."""
    steep = STEEP.text(pair.slope, {SCORE: "slopes[k]"})
    return f"""\
    {{
    int64_t from = m;
{walk_.counted(pair, "m++;")}\
    if (told) for (int64_t k = from; k < m; k++) {{ real s = slopes[k]; loss += (double){walk_.value(pair)}; }}
    _Pragma("omp simd")
    for (int64_t k = from; k < m; k++) slopes[k] = {steep};
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


def _rows(pair: Pair, matrix: str) -> Rows:
    return pair.sides.left if pair.sides.left.array == matrix else pair.sides.right


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
