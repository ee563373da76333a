"""A softmax over all rows in C, in one walk: scores, running maximum and sum, and the running U^T ŷ.

Where the maximum rises, what was added up before is scaled down to it. The outer product is written past the cache, as
nothing reads it soon.
"""

from __future__ import annotations

from fractions import Fraction

from derive.codegen import Problem
from derive.coders.pairs_in_c import ENDINGS, FUNCTIONS, element, head
from derive.coders.places import Places
from derive.coders.scalars import Scalars, c_number
from derive.coders.vectors import C_NAMES
from derive.plans.softmaxes import Hits, Softmax
from derive.terms.index import Applied, Index, Variable

BLOCK = 4  # rows at a time, which stay in the nearest cache

STREAM = """\
#if defined(__SSE2__)
#include <emmintrin.h>
static inline void write(real *to, real by, const real *from, int64_t size)
{
  int64_t a = 0;
  if (!((uintptr_t)to % 16))
    for (; a + 16 / (int64_t)sizeof(real) <= size; a += 16 / (int64_t)sizeof(real)) {
      typedef real four __attribute__((vector_size(16), aligned(sizeof(real)), may_alias));
      four made = *(const four *)(from + a) * by;
      _mm_stream_si128((__m128i *)(to + a), (__m128i)made);
    }
  for (; a < size; a++) to[a] = by * from[a];
}
#define WRITTEN _mm_sfence()
#else
static inline void write(real *to, real by, const real *from, int64_t size)
{ for (int64_t a = 0; a < size; a++) to[a] = by * from[a]; }
#define WRITTEN
#endif
"""


def routine_source(plan: Softmax, problem: Problem, dtype: str, title: str) -> tuple[str, str]:
    """The loss, the error and the gradients; the outer product only where there is room for it."""
    places, rows = Places(problem, element), range(BLOCK)
    end, real = ENDINGS[dtype], C_NAMES[dtype]
    matrix, vector = places.arrays[plan.matrix], places.arrays[plan.vector]
    share = Scalars(FUNCTIONS, c_number).text(plan.error.share, places.sizes())
    loss = _hits(plan.value, places, f"*loss += {{weight}} * (error[{{at}}] - top - log{end}(total));")
    hits = _hits(
        plan.error.hits, places, f"error[{{at}}] += {{weight}}; add(gv, {{weight}}, {matrix} + {{at}} * size, size);"
    )
    parameters = [
        *(f"{real} *{name}" for name in places.arrays.values()),
        *(f"int64_t {name}" for name in places.positions.values()),
        *(f"const int64_t *{name}" for name in places.tables.values()),
        *(f"int64_t {name}" for name in places.sides.values()),
        "int64_t rows",
        "int64_t size",
        *(f"{real} *{name}" for name in ("loss", "error", "gv", "gm")),
    ]
    declared = f"void routine({', '.join(parameters)})"
    return (
        f"""\
/* {title} */
{head(dtype)}{STREAM}
#define BLOCK {BLOCK}

{declared}
{{
  real top = -INFINITY, total = 0;
  for (int64_t a = 0; a < size; a++) gv[a] = 0;
  for (int64_t w = 0; w < rows; w += BLOCK) {{
    int64_t count = rows - w < BLOCK ? rows - w : BLOCK;
    real power[BLOCK] = {{0}}, high = top;
    const real *row[BLOCK];
    for (int64_t r = 0; r < BLOCK; r++) row[r] = {matrix} + (w + (r < count ? r : 0)) * size;
    for (int64_t r = 0; r < count; r++) {{
      error[w + r] = dot(row[r], {vector}, size);
      high = error[w + r] > high ? error[w + r] : high;
    }}
    if (high > top) {{
      real less = EXP(top - high);
      total *= less;
      for (int64_t a = 0; a < size; a++) gv[a] *= less;
      top = high;
    }}
    for (int64_t r = 0; r < count; r++) total += power[r] = EXP(error[w + r] - top);
    int64_t a = 0;
    for (; a + PIECE <= size; a += PIECE)
      *(piece *)(gv + a) += {" + ".join(f"power[{r}] * AT(row[{r}], a)" for r in rows)};
    for (; a < size; a++) gv[a] += {" + ".join(f"power[{r}] * row[{r}][a]" for r in rows)};
  }}
  real share = {share} / total;
  *loss = 0;
{loss}  for (int64_t w = 0; w < rows; w++) error[w] = share * EXP(error[w] - top);
  for (int64_t a = 0; a < size; a++) gv[a] *= share;
{hits}  if (gm) for (int64_t w = 0; w < rows; w++) write(gm + w * size, error[w], {vector}, size);
  WRITTEN;
}}
""",
        f"{declared};",
    )


def _hits(hits: Hits, places: Places, statement: str) -> str:
    """A statement for every position."""
    made = ""
    for index, weight in hits:
        loops = "".join(_loop(v, places) for v in _over(index))
        made += f"  {loops}{{ {_filled(statement, places.index(index), weight)} }}\n"
    return made


def _over(index: Index) -> list[Variable]:
    return [v for v in index.arguments if isinstance(v, Variable)] if isinstance(index, Applied) else []


def _loop(index: Variable, places: Places) -> str:
    i, n = places.running(index), places.side(index.axis)
    return f"for (int64_t {i} = 0; {i} < {n}; {i}++) "


def _filled(statement: str, at: str, weight: Fraction) -> str:
    return statement.format(at=at, weight=c_number(weight))
