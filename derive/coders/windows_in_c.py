"""Training in C with drawn words, sizes known when it is compiled: windows whose words share them, and bags of words.

A window is two small products of matrices: the scores of all inputs with all outputs, and their slopes with the rows of
both. Rows stay in registers in pieces of a vector or two; the rows of the next window are fetched ahead, those of the
first one when its sentence is begun. A bag is one input, whose slope is passed on to its rows while the piece is at
hand.
"""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

from derive.coders.scalars import Scalars, c_number
from derive.coders.sizes import BYTES, LINE, Sizes
from derive.coders.steps import Step
from derive.coders.vectors import Unit
from derive.plans.lanes import together
from derive.plans.windows import Drawn, Window
from derive.terms.term import Term

SPARE = 3  # registers that the scores leave for what they are made of
FUNCTIONS = {"sigma": "sigmoid", "exp": "exponential"}


SCALARS = Scalars(FUNCTIONS, c_number)
OPENING = """\
    for (int i = 0; i < count && i <= WINDOW; i++) fetch(V + (int64_t)sentence[i] * WIDTH);
    for (int i = 0; i < count && i < 2; i++) fetch(U + (int64_t)sentence[i] * WIDTH);
"""


def step_of(plan: Window, scored: Drawn, sizes: Sizes, unit: Unit) -> Step:
    """What is done at a window."""
    return _Writer(plan, scored, sizes, unit).step()


def counted(plan: Window, term: Term) -> str:
    """A number that may speak of how many `inputs` there are."""
    return SCALARS.text(term, plan.counts("((real)inputs)", "((real)inputs / 2)"))


def hidden(plan: Window, deep: int) -> str:
    """h, from the rows of the bag."""
    return indent(
        f"""\
real share_of_a_row = {counted(plan, plan.weight)};
for (int c = 0; c < WIDTH; c += LANES) {{
  vector sum = AT(x[0], c);
  for (int j = 1; j < inputs; j++) sum += AT(x[j], c);
  AT(h, c) = sum * share_of_a_row;
}}
""",
        " " * deep,
    )


class _Writer:
    """lanes    numbers in a vector
    room     places for the scores of one input
    tile     outputs at a time;  rows  inputs at a time;  pieces  vectors of a row at a time
    """

    def __init__(self, plan: Window, scored: Drawn, sizes: Sizes, unit: Unit) -> None:
        self.plan, self.scored, self.sizes, self.unit = plan, scored, sizes, unit
        self.lanes = unit.lanes(sizes.dtype)
        outputs = sizes.outputs
        half = self.lanes // 2
        self.room = half if outputs <= half else -(-outputs // self.lanes) * self.lanes
        self.tile = min(self.room, self.lanes)
        fits = 2 * min(outputs, self.tile) <= unit.registers - SPARE - 1
        self.rows = 2 if fits or self.room == half else 1
        several = 2 * self.lanes * BYTES[sizes.dtype] <= LINE and 2 * outputs <= unit.registers - SPARE
        self.pieces = 2 if several else 1

    def step(self) -> Step:
        """All of it."""
        macros = f"#define ROOM {self.room}\n#define SPAN {max(self.room, self.lanes)}\n\n"
        window = self.window() if self.plan.hidden == "each" else self.bag()
        return Step(f"{macros}{self.constants()}\n{window}", self.begin(), self.each(), opening=OPENING)

    def constants(self) -> str:
        """The slope of a score, and what is one number for the centre word, another for drawn words."""
        found = together([self.scored.truth, self.scored.noise])
        span = max(self.room, self.lanes)
        lines = []
        for n, (truth, noise) in enumerate(found.constants):
            values = [truth if at % self.room == 0 else noise for at in range(span)]
            shown = ", ".join(map(c_number, values))
            lines.append(f"static const real lane{n}[SPAN] __attribute__((aligned({LINE}))) = {{{shown}}};\n")
        slope = SCALARS.text(found.term, found.spelled("s", "AT(lane{}, at)"))
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
        """X += E W and W += E^T X, both of what was there before; a number of E serves `pieces` vectors of a row."""
        outputs, pieces = range(self.sizes.outputs), range(self.pieces)
        places = [f"c + {p} * LANES" if p else "c" for p in pieces]
        zeros = ", ".join(f"d{o}_{p} = {{0}}" for o in outputs for p in pieces)
        rows = ", ".join(f"w{o}_{p} = AT(u{o}, {places[p]})" for o in outputs for p in pieces)
        inputs = ", ".join(f"v{p} = AT(x[j], {places[p]})" for p in pieces)
        down = self.each_slope(lambda o: " ".join(f"d{o}_{p} += g * v{p};" for p in pieces))
        across = self.each_slope(lambda o: " ".join(f"v{p} += g * w{o}_{p};" for p in pieces))
        moved = " ".join(f"AT(x[j], {places[p]}) = v{p};" for p in pieces)
        added = "".join(f"    {' '.join(f'AT(u{o}, {places[p]}) += d{o}_{p};' for p in pieces)}\n" for o in outputs)
        return f"""\
  for (int c = 0; c < WIDTH; c += {self.pieces} * LANES) {{
    vector {zeros};
    for (int j = 0; j < inputs; j++) {{
      vector {inputs};
{down}    }}
    vector {rows};
    for (int j = 0; j < inputs; j++) {{
      vector {inputs};
{across}      {moved}
    }}
{added}  }}
"""

    def each_slope(self, used: Callable[[int], str]) -> str:
        """Something with the slope g of an input and each output."""
        outputs = range(self.sizes.outputs)
        return "".join(f"      {{ real g = e[j * ROOM + {o}]; {used(o)} }}\n" for o in outputs)

    def bag(self) -> str:
        """One step with the rows added up as the only input."""
        outputs = range(self.sizes.outputs)
        rows = "".join(f"  real *u{o} = u[{o}];\n" for o in outputs)
        scores = "".join(self.scores_of_bag(start) for start in range(0, self.sizes.outputs, self.tile))
        loaded = ", ".join(f"w{o} = AT(u{o}, c)" for o in outputs)
        across = " ".join(f"d += e[{o}] * w{o};" for o in outputs)
        down = " ".join(f"AT(u{o}, c) += e[{o}] * v;" for o in outputs)
        return f"""\
/* x: the rows of a bag, so many; u: outputs; weight: minus the rate, 0 for what is void */
static inline void step(real **x, int inputs, real **u, const real *weight)
{{
  real h[WIDTH] __attribute__((aligned({LINE})));
  real e[SPAN] __attribute__((aligned({LINE})));
{rows}{hidden(self.plan, 2)}{scores}\
  for (int at = 0; at < SPAN; at += LANES) AT(e, at) = slope(AT(e, at), at) * AT(weight, at);
  for (int c = 0; c < WIDTH; c += LANES) {{
    vector v = AT(h, c), {loaded}, d = {{0}};
    {across}
    {down}
    d *= share_of_a_row;
    for (int j = 0; j < inputs; j++) AT(x[j], c) += d;
  }}
}}
"""

    def scores_of_bag(self, start: int) -> str:
        """e = U h for the outputs of a tile."""
        outputs = range(start, min(start + self.tile, self.sizes.outputs))
        names = [f"a{o}" for o in outputs]
        zeros = ", ".join(f"{name} = {{0}}" for name in names)
        sums = " ".join(f"a{o} += v * AT(u{o}, c);" for o in outputs)
        padded = names + ["zero"] * (self.lanes - len(names))
        return f"""\
  {{
    vector zero = {{0}}, {zeros};
    for (int c = 0; c < WIDTH; c += LANES) {{ vector v = AT(h, c); {sums} }}
    (void)zero;
    AT(e, {start}) = totals({", ".join(padded)});
  }}
"""

    def begin(self) -> str:
        """The words for the first window."""
        return f"""\
  int32_t ahead[NEGATIVES + 1];
  real weight[SPAN] __attribute__((aligned({LINE}))) = {{0}};
  real *u[NEGATIVES + 1];
  for (int o = 0; o < NEGATIVES; o++) ahead[o] = word(&random, threshold, alias, words);
"""

    def each(self) -> str:
        """The outputs, those of the next window, the step."""
        live = "drawn == centre ? 0 : -rate" if self.scored.void else "-rate"
        return f"""\
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
"""
