"""A softmax over all rows in C, in one walk: scores, running maximum and sum, and the running U^T ŷ.

Some rows at a time stay in the nearest cache from their scores to their sum, while those behind them are asked for.
Where the maximum rises, what was added up before is scaled down to it. The outer product is written past the cache, as
nothing reads it soon.
"""

from __future__ import annotations

from fractions import Fraction

from derive.codegen import Problem
from derive.coders.exponentials import LARGEST
from derive.coders.pairs_in_c import ENDINGS, SCALARS, element, head
from derive.coders.places import Places
from derive.coders.scalars import c_number
from derive.coders.sizes import LINE
from derive.coders.vectors import C_NAMES, Unit
from derive.plans.softmaxes import Hits, Softmax
from derive.terms.index import Applied, Index, Variable

ROWS = 8  # at a time, or as many as a vector has lanes

STREAM = """\
#if defined(__SSE2__) && (defined(__x86_64__) || {bits} == 32)
#include <emmintrin.h>
static inline void put(real *to, real x)
{{
  {integer} bits;
  memcpy(&bits, &x, sizeof(x));
  _mm_stream_si{bits}(({integer} *)to, bits);
}}

static inline void write(real *to, real by, const real *from, int64_t size)
{{
  typedef real four __attribute__((vector_size(16), aligned(sizeof(real)), may_alias));
  const int64_t count = 16 / sizeof(real);
  int64_t a = 0;
  for (; a < size && (uintptr_t)(to + a) % 16; a++) put(to + a, by * from[a]);
  for (; a + count <= size; a += count) {{
    four made = *(const four *)(from + a) * by;
    _mm_stream_si128((__m128i *)(to + a), (__m128i)made);
  }}
  for (; a < size; a++) put(to + a, by * from[a]);
}}
#define WRITTEN _mm_sfence()
#else
static inline void write(real *to, real by, const real *from, int64_t size)
{{ for (int64_t a = 0; a < size; a++) to[a] = by * from[a]; }}
#define WRITTEN
#endif
"""
WHOLE = {"float32": ("int", 32), "float64": ("long long", 64)}  # numbers that are written past the cache, their bits


def routine_source(plan: Softmax, problem: Problem, dtype: str, unit: Unit, title: str) -> tuple[str, str]:
    """The loss, the error and the gradients; the outer product only where there is room for it."""
    places, end, real = Places(problem, element), ENDINGS[dtype], C_NAMES[dtype]
    matrix, vector = places.arrays[plan.matrix], places.arrays[plan.vector]
    share = SCALARS.text(plan.error.share, places.sizes())
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
{head(dtype, unit)}{STREAM.format(integer=WHOLE[dtype][0], bits=WHOLE[dtype][1])}
{_tile(unit.lanes(dtype), dtype)}
{declared}
{{
  real top = -INFINITY, total = 0;
  integers last = kept(size);
  vector sum = {{0}}, left = {{0}};
  real rooms[(ROWS + 2) * LANES] = {{0}}, *room = rooms + LANES;
  const real *x = {vector};
  if (size < LANES) {{
    x = memcpy(room, x, (size_t)size * sizeof(real));
    room += LANES;
    memcpy(room, {matrix}, (size_t)((rows < ROWS ? rows : ROWS) * size) * sizeof(real));
  }}
  for (int64_t a = 0; a < size; a++) gv[a] = 0;
  for (int64_t w = 0; w < rows; w += ROWS) {{
    const real *some = size < LANES && !w ? room : {matrix} + w * size;
    if (w + ROWS <= rows) tile(some, ROWS, x, size, last, error + w, gv, &left, &sum, &top);
    else tile(some, rows - w, x, size, last, error + w, gv, &left, &sum, &top);
  }}
  for (int n = 0; n < LANES; n++) total += sum[n];
  if (size >= LANES && size % LANES) AT(gv, size - LANES) += left;
  if (size < LANES) memcpy(gv, (real *)&left + LANES - size, (size_t)size * sizeof(real));
  real share = {share} / total;
  *loss = 0;
{loss}  int64_t w = 0;
  for (; w + LANES <= rows; w += LANES) AT(error, w) = share * power(AT(error, w) - top);
  if (w < rows) {{
    vector some = {{0}};
    memcpy(&some, error + w, (size_t)(rows - w) * sizeof(real));
    some = share * power(some - top);
    memcpy(error + w, &some, (size_t)(rows - w) * sizeof(real));
  }}
  for (int64_t a = 0; a < size; a++) gv[a] *= share;
{hits}  if (gm) for (int64_t w = 0; w < rows; w++) write(gm + w * size, error[w], {vector}, size);
  WRITTEN;
}}
""",
        f"{declared};",
    )


def _tile(lanes: int, dtype: str) -> str:
    """Some rows: their scores, their part of the sum, and of the sum of rows."""
    count = max(ROWS, lanes)
    rows = range(count)
    names = [f"a{r}" for r in rows]
    scored = " ".join(f"a{r} += v * AT(row[{r}], a);" for r in rows)
    others = " ".join(f"a{r} += v * rest(row[{r}], size, last);" for r in rows)
    stored = " ".join(f"AT(s, {n}) = totals({', '.join(names[n : n + lanes])});" for n in range(0, count, lanes))
    added = " ".join(f"{'two' if r % 2 else 'one'} += p{r} * AT(row[{r}], a);" for r in rows)
    behind = " ".join(f"*left += p{r} * rest(row[{r}], size, last);" for r in rows)
    return f"""\
#define ROWS {count}

/* e^x, 0 where that is no normal number */
static inline vector power(vector x)
{{
  vector none = {{0}};
  return chosen(x < -(real){LARGEST[dtype]}, none, exponential(x));
}}

/* so many rows are `live`; g and, behind whole vectors, left: the sum of rows; all sums are over e^top */
static inline __attribute__((always_inline)) void tile(
  const real *rows, int64_t live, const real *x, int64_t size, integers last, real *score, real *g, vector *left,
  vector *sum, real *top)
{{
  const real *row[ROWS];
  real s[ROWS] __attribute__((aligned({LINE}))), high = *top;
  vector {", ".join(f"{name} = {{0}}" for name in names)};
  for (int r = 0; r < ROWS; r++) row[r] = rows + (r < live ? r : 0) * size;
  for (int64_t a = 0; a + LANES <= size; a += LANES) {{
    vector v = AT(x, a);
    {scored}
  }}
  if (size % LANES) {{
    vector v = rest(x, size, last);
    {others}
  }}
  {stored}
  for (int r = 0; r < ROWS; r++) {{
    if (r < live) score[r] = s[r];
    else s[r] = -INFINITY;
    high = s[r] > high ? s[r] : high;
  }}
  if (high > *top) {{
    real less = EXP(*top - high);
    *sum *= less, *left *= less, *top = high;
    for (int64_t a = 0; a < size; a++) g[a] *= less;
  }}
  for (int r = 0; r < ROWS; r += LANES) *sum += AT(s, r) = power(AT(s, r) - *top);
  real {", ".join(f"p{r} = s[{r}]" for r in rows)};
  for (int64_t a = 0; a + LANES <= size; a += LANES) {{
    vector one = AT(g, a), two = {{0}};
    for (int r = 0; r < ROWS; r++) __builtin_prefetch(row[r] + ROWS * size + a);
    {added}
    AT(g, a) = one + two;
  }}
  if (size % LANES) {{ {behind} }}
}}
"""


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
