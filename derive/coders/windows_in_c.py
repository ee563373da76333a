"""Training in C: the window with its shared negatives, sizes known when it is compiled.

A window is two small products of matrices: the scores of all inputs with all outputs, and their slopes with the rows of
both. Rows stay in registers in pieces of one vector; the rows of the next window are fetched ahead.
"""

from __future__ import annotations

from fractions import Fraction

from derive.coders.scalars import Scalars
from derive.coders.sizes import LINE, Sizes
from derive.coders.vectors import C_NAMES, Unit, preamble
from derive.plans.lanes import lane, together
from derive.plans.summands import SCORE
from derive.plans.windows import LONGEST, Window
from derive.terms.term import Term

SPARE = 3  # registers that the scores leave for what they are made of
FUNCTIONS = {"sigma": "sigmoid", "exp": "exponential"}


def prototype(dtype: str) -> str:
    """The declaration of a kernel."""
    real = C_NAMES[dtype]
    return (
        f"int64_t kernel({real} *V, {real} *U, const int32_t *ids, const int64_t *offsets, int64_t first, "
        "int64_t last, const float *keep, const uint32_t *threshold, const int32_t *alias, int64_t words, "
        "float rate_first, float rate_last, uint64_t *state);"
    )


def kernel_source(plan: Window, sizes: Sizes, unit: Unit, title: str) -> str:
    """The whole of a C file."""
    return _Writer(plan, sizes, unit).source(title)


class _Writer:
    """lanes    numbers in a vector
    room     places for the scores of one input
    tile     outputs at a time;  rows  inputs at a time
    """

    def __init__(self, plan: Window, sizes: Sizes, unit: Unit) -> None:
        self.plan, self.sizes, self.unit = plan, sizes, unit
        self.lanes = unit.lanes(sizes.dtype)
        outputs = sizes.outputs
        half = self.lanes // 2
        self.room = half if outputs <= half else -(-outputs // self.lanes) * self.lanes
        self.tile = min(self.room, self.lanes)
        fits = 2 * min(outputs, self.tile) <= unit.registers - SPARE - 1
        self.rows = 2 if fits or self.room == half else 1

    def source(self, title: str) -> str:
        """All of it."""
        s = self.sizes
        return f"""\
/* {title} */
{preamble(self.unit, s.dtype)}
#define SIZE {s.size}
#define WIDTH {s.width}
#define WINDOW {s.window}
#define NEGATIVES {s.negatives}
#define ROOM {self.room}
#define SPAN {max(self.room, self.lanes)}
#define LONGEST {LONGEST}
#define AT(row, c) (*(vector *)((row) + (c)))

{self.draws()}
{self.constants()}
{self.window()}
{self.walk()}"""

    def draws(self) -> str:
        """Random numbers."""
        return """\
static inline uint64_t next(uint64_t *x)
{ *x = *x * 25214903917ULL + 11; return *x >> 16; }

static inline uint64_t below(uint64_t *x, uint64_t n)
{ return (next(x) & 0xFFFFFFFF) * n >> 32; }

static inline int32_t word(uint64_t *x, const uint32_t *threshold, const int32_t *alias, int64_t words)
{
  int32_t place = (int32_t)below(x, (uint64_t)words);
  return (uint32_t)next(x) <= threshold[place] ? place : alias[place];
}

static inline void fetch(const real *row)
{ for (int c = 0; c < WIDTH; c += 64 / (int)sizeof(real)) __builtin_prefetch(row + c, 1, 3); }
"""

    def constants(self) -> str:
        """The slope of a score, and what is one number for the centre word, another for drawn words."""
        found = together([self.plan.truth, self.plan.noise])
        span = max(self.room, self.lanes)
        lines = []
        for number, (truth, noise) in enumerate(found.constants):
            values = [truth if n % self.room == 0 else noise for n in range(span)]
            shown = ", ".join(map(_number, values))
            lines.append(f"static const real lane{number}[SPAN] __attribute__((aligned({LINE}))) = {{{shown}}};\n")
        names: dict[Term, str] = {SCORE: "s", **{lane(n): f"AT(lane{n}, at)" for n in range(len(found.constants))}}
        slope = Scalars(FUNCTIONS, _number).text(found.term, names)
        return f"{''.join(lines)}\nstatic inline vector slope(vector s, int at)\n{{ (void)at; return {slope}; }}\n"

    def window(self) -> str:
        """One step: scores, slopes, products."""
        outputs = range(self.sizes.outputs)
        rows = "".join(f"  real *u{o} = u[{o}];\n" for o in outputs)
        return f"""\
/* x: inputs, so many, and one of zeros behind them; u: outputs; weight: minus the rate, 0 for what is void */
static inline void step(real **x, int inputs, real **u, const real *weight)
{{
  real e[(2 * WINDOW + 1) * ROOM + SPAN] __attribute__((aligned({LINE})));
{rows}{self.scores()}
  for (int n = 0; n < inputs * ROOM; n += SPAN)
    for (int at = 0; at < SPAN; at += LANES)
      AT(e, n + at) = slope(AT(e, n + at), at) * AT(weight, at);
{self.products()}}}
"""

    def scores(self) -> str:
        """e = X W^T, tile by tile."""
        made = []
        for start in range(0, self.sizes.outputs, self.tile):
            outputs = range(start, min(start + self.tile, self.sizes.outputs))
            made.append(self.tile_of(list(outputs), start))
        return "".join(made)

    def tile_of(self, outputs: list[int], start: int) -> str:
        """Some outputs, `rows` inputs at a time."""
        rows = range(self.rows)
        names = [[f"a{r}_{o}" for o in outputs] for r in rows]
        zeros = ", ".join(f"{name} = {{0}}" for row in names for name in row)
        inputs = "".join(f"      vector x{r} = AT(x[j + {r}], c);\n" for r in rows)
        sums = "".join(
            f"      {{ vector w = AT(u{o}, c); {' '.join(f'a{r}_{o} += x{r} * w;' for r in rows)} }}\n" for o in outputs
        )
        return f"""\
  for (int j = 0; j < inputs; j += {self.rows}) {{
    vector zero = {{0}}, {zeros};
    for (int c = 0; c < WIDTH; c += LANES) {{
{inputs}{sums}    }}
    (void)zero;
{self.stored(names, start)}  }}
"""

    def stored(self, names: list[list[str]], start: int) -> str:
        """The sums across the lanes of each, side by side."""
        padded = [row + ["zero"] * (self.tile - len(row)) for row in names]
        flat = [name for row in padded for name in row]
        lines = []
        for n in range(0, len(flat), self.lanes):
            row, column = divmod(n, self.tile)
            place = f"(j + {row}) * ROOM + {start + column}"
            lines.append(f"    AT(e, {place}) = totals({', '.join(flat[n : n + self.lanes])});\n")
        return "".join(lines)

    def products(self) -> str:
        """X += E W and W += E^T X, both of what was there before."""
        outputs = range(self.sizes.outputs)
        loaded = ", ".join(f"w{o} = AT(u{o}, c), d{o} = {{0}}" for o in outputs)
        down = " ".join(f"d{o} += g[{o}] * v;" for o in outputs)
        across = " ".join(f"v += g[{o}] * w{o};" for o in outputs)
        added = " ".join(f"AT(u{o}, c) += d{o};" for o in outputs)
        return f"""\
  for (int c = 0; c < WIDTH; c += LANES) {{
    vector {loaded};
    for (int j = 0; j < inputs; j++) {{
      const real *g = e + j * ROOM; vector v = AT(x[j], c);
      {down}
    }}
    for (int j = 0; j < inputs; j++) {{
      const real *g = e + j * ROOM; vector v = AT(x[j], c);
      {across}
      AT(x[j], c) = v;
    }}
    {added}
  }}
"""

    def walk(self) -> str:
        """Sentences, centre words, windows."""
        live = "drawn == centre ? 0 : -rate" if self.plan.void else "-rate"
        declared = prototype(self.sizes.dtype).rstrip(";")
        return f"""\
{declared}
{{
  static const real nothing[WIDTH] __attribute__((aligned({LINE})));
  int32_t sentence[LONGEST], ahead[NEGATIVES + 1];
  real weight[SPAN] __attribute__((aligned({LINE}))) = {{0}};
  real *x[2 * WINDOW + 2], *u[NEGATIVES + 1];
  uint64_t random = *state;
  int64_t pairs = 0, begin = offsets[first], tokens = offsets[last] - begin;
  for (int o = 0; o < NEGATIVES; o++) ahead[o] = word(&random, threshold, alias, words);
  for (int64_t s = first; s < last; s++) {{
    float share = (float)((double)(offsets[s] - begin) / (double)(tokens ? tokens : 1));
    float rate = rate_first + (rate_last - rate_first) * share;
    int count = 0;
    for (int64_t at = offsets[s]; at < offsets[s + 1] && count < LONGEST; at++) {{
      float number = (float)(next(&random) & 0xFFFF) * (1 / 65536.0f);
      if (keep[ids[at]] >= number) sentence[count++] = ids[at];
    }}
    for (int i = 0; i < count; i++) {{
      int reach = WINDOW - (int)below(&random, WINDOW);
      int low = i < reach ? 0 : i - reach, high = i + reach + 1 > count ? count : i + reach + 1, inputs = 0;
      int32_t centre = sentence[i];
      for (int j = low; j < high; j++) if (j != i) x[inputs++] = V + (int64_t)sentence[j] * WIDTH;
      if (!inputs) continue;
      x[inputs] = (real *)nothing;
      u[0] = U + (int64_t)centre * WIDTH;
      for (int n = 0; n < SPAN; n += ROOM) weight[n] = -rate;
      for (int o = 1; o <= NEGATIVES; o++) {{
        int32_t drawn = ahead[o - 1];
        u[o] = U + (int64_t)drawn * WIDTH;
        for (int n = 0; n < SPAN; n += ROOM) weight[n + o] = {live};
        ahead[o - 1] = word(&random, threshold, alias, words);
        fetch(U + (int64_t)ahead[o - 1] * WIDTH);
      }}
      if (i + 1 + WINDOW < count) fetch(V + (int64_t)sentence[i + 1 + WINDOW] * WIDTH);
      if (i + 2 < count) fetch(U + (int64_t)sentence[i + 2] * WIDTH);
      step(x, inputs, u, weight);
      pairs += inputs;
    }}
  }}
  *state = random;
  return pairs;
}}
"""


def _number(value: Fraction) -> str:
    """A constant; it takes the kind of what it is worked out with."""
    return f"(real)({float(value)!r})"
