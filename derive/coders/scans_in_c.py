"""Training in C with a softmax over all rows: one walk over them a window, in which the step before is made up for.

    row w   u_w += e_w h    of the window before, whose errors e are known only once all its scores are
            s_w  = u_w^T h  of this window
            the running maximum, the running sum of exp(s), the running Σ_w exp(s_w) u_w (online softmax)

so every row is read once and written once a window. What is left at the end of a block is made up for there: a block
ends with the vectors that its steps, one after the other, have.
"""

from __future__ import annotations

from fractions import Fraction

from derive.coders.scalars import c_number
from derive.coders.sizes import LINE, Sizes
from derive.coders.steps import Step
from derive.coders.vectors import Unit
from derive.coders.windows_in_c import counted, hidden
from derive.plans.windows import All, Window


def step_of(plan: Window, scored: All, sizes: Sizes, unit: Unit) -> Step:
    """What is done at a window."""
    lanes = unit.lanes(sizes.dtype)
    return Step(_functions(lanes), BEGIN, _each(plan, scored), END)


BEGIN = f"""\
  int64_t room = (words + LANES - 1) / LANES * LANES;
  real *e = aligned_alloc({LINE}, ((size_t)room * sizeof(real) + {LINE - 1}) / {LINE} * {LINE});
  real h[WIDTH] __attribute__((aligned({LINE}))) = {{0}};
  real before[WIDTH] __attribute__((aligned({LINE}))) = {{0}};
  real g[WIDTH] __attribute__((aligned({LINE})));
  if (!e) return -1;
  for (int64_t w = 0; w < room; w++) e[w] = 0;
"""
END = """\
  for (int64_t w = 0; w < words; w++)
    for (int c = 0; c < WIDTH; c += LANES) AT(U + w * WIDTH, c) += e[w] * AT(h, c);
  free(e);
"""


def _functions(lanes: int) -> str:
    rows = range(lanes)
    zeros = ", ".join(f"a{r} = {{0}}" for r in rows)
    scored = "\n".join(
        f"    {{ vector w = AT(u[{r}], c) + e[{r}] * b; AT(u[{r}], c) = w; a{r} += w * v; }}" for r in rows
    )
    added = " ".join(f"{'one' if r % 2 else 'two'} += p[{r}] * AT(u[{r}], c);" for r in rows)
    turned = [", ".join(str((n + (1 << far)) % lanes) for n in rows) for far in range(lanes.bit_length() - 1)]
    turns = "".join(f"  {{ vector y = SHUFFLED(x, x, {order}); x = chosen(x > y, x, y); }}\n" for order in turned)
    return f"""\
#include <stdlib.h>
#include <math.h>
#define LOWEST ((real)-1e30)

static inline real largest(vector x)
{{
{turns}  return x[0];
}}

/* LANES rows, or as many as are left, `live`; e: errors of the window before, then the scores of this one */
static inline void tile(
  real *rows, int live, real *e, const real *before, const real *h, real *g, real *top, vector *total)
{{
  static const real order[LANES] __attribute__((aligned({LINE}))) = {{{", ".join(str(r) for r in rows)}}};
  real spare[WIDTH] __attribute__((aligned({LINE}))) = {{0}}, p[LANES] __attribute__((aligned({LINE})));
  real *u[LANES];
  for (int r = 0; r < LANES; r++) u[r] = r < live ? rows + (int64_t)r * WIDTH : spare;
  vector {zeros};
  for (int c = 0; c < WIDTH; c += LANES) {{
    vector b = AT(before, c), v = AT(h, c);
{scored}
  }}
  vector s = totals({", ".join(f"a{r}" for r in rows)}), low = {{0}};
  low += LOWEST;
  if (live < LANES) s = chosen(AT(order, 0) < (real)live, s, low);
  AT(e, 0) = s;
  real high = largest(s);
  if (high > *top) {{
    vector less = {{0}};
    less = exponential(less + (*top - high));
    if (*top == LOWEST) less *= 0;
    *total *= less;
    for (int c = 0; c < WIDTH; c += LANES) AT(g, c) *= less;
    *top = high;
  }}
  vector power = exponential(s - *top);
  if (live < LANES) power = chosen(AT(order, 0) < (real)live, power, power * 0);
  *total += power;
  AT(p, 0) = power;
  for (int c = 0; c < WIDTH; c += LANES) {{
    vector one = AT(g, c), two = {{0}};
    {added}
    AT(g, c) = one + two;
  }}
}}

/* e: minus the rate times so much of the probabilities; g: so much of their mean row */
static inline void scan(
  real *U, int64_t words, real *e, const real *before, const real *h, real *g, real share, real rate)
{{
  real top = LOWEST, sum = 0;
  vector total = {{0}};
  int64_t w = 0;
  for (int c = 0; c < WIDTH; c++) g[c] = 0;
  for (; w + LANES <= words; w += LANES) tile(U + w * WIDTH, LANES, e + w, before, h, g, &top, &total);
  if (w < words) tile(U + w * WIDTH, (int)(words - w), e + w, before, h, g, &top, &total);
  for (int n = 0; n < LANES; n++) sum += total[n];
  share /= sum;
  for (w = 0; w < words; w += LANES) AT(e, w) = exponential(AT(e, w) - top) * (-rate * share);
  for (int c = 0; c < WIDTH; c++) g[c] *= share;
}}
"""


def _each(plan: Window, scored: All) -> str:
    return f"""\
      for (int c = 0; c < WIDTH; c++) before[c] = h[c];
{_made(plan)}      scan(U, words, e, before, h, g, {counted(plan, scored.share)}, (real)rate);
{_hits(plan, scored.weight)}{_passed(plan)}"""


def _made(plan: Window) -> str:
    """h, from the rows of the bag or that of the centre word."""
    if plan.hidden == "centre":
        return "      for (int c = 0; c < WIDTH; c++) h[c] = V[(int64_t)centre * WIDTH + c];\n"
    return hidden(plan, 6)


def _hits(plan: Window, weight: Fraction) -> str:
    """The words that were to be predicted."""
    one = f"""\
        e[hit] += -(real)rate * {c_number(weight)};
        for (int c = 0; c < WIDTH; c++) g[c] += {c_number(weight)} * U[hit * WIDTH + c];
"""
    if plan.hidden == "centre":
        return f"      for (int j = 0; j < inputs; j++) {{\n        int64_t hit = (x[j] - V) / WIDTH;\n{one}      }}\n"
    return f"      {{\n        int64_t hit = centre;\n{one}      }}\n"


def _passed(plan: Window) -> str:
    """The step of the rows that made h."""
    if plan.hidden == "centre":
        return "      for (int c = 0; c < WIDTH; c++) V[(int64_t)centre * WIDTH + c] -= (real)rate * g[c];\n"
    return """\
      for (int c = 0; c < WIDTH; c += LANES)
        for (int j = 0; j < inputs; j++) AT(x[j], c) -= (real)rate * share_of_a_row * AT(g, c);
"""
