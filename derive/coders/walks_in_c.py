"""The walk over a block in C: random numbers, sentences, centre words; a step does the rest."""

from __future__ import annotations

from derive.coders.blocks import prototype
from derive.coders.sizes import LINE, Sizes
from derive.coders.steps import Step
from derive.coders.vectors import Unit, fetch, preamble
from derive.plans.windows import LONGEST


def kernel_source(step: Step, sizes: Sizes, unit: Unit, title: str) -> str:
    """The whole of a C file."""
    return f"""\
/* {title} */
{preamble(unit, sizes.dtype)}
#define SIZE {sizes.size}
#define WIDTH {sizes.width}
#define WINDOW {sizes.window}
#define NEGATIVES {sizes.negatives}
#define LONGEST {LONGEST}
#define AT(row, c) (*(vector *)((row) + (c)))

{DRAWS}
{fetch("WIDTH")}
{step.head}
{prototype(sizes.dtype).rstrip(";")}
{{
  static const real nothing[WIDTH] __attribute__((aligned({LINE})));
  int32_t sentence[LONGEST];
  real *x[2 * WINDOW + 2];
  uint64_t random = *state;
  int64_t pairs = 0, start = offsets[first], tokens = offsets[last] - start;
  (void)nothing, (void)threshold, (void)alias, (void)words, (void)word, (void)fetch;
{step.begin}  for (int64_t s = first; s < last; s++) {{
    float share = (float)((double)(offsets[s] - start) / (double)(tokens ? tokens : 1));
    float rate = rate_first + (rate_last - rate_first) * share;
    int count = 0;
    for (int64_t at = offsets[s]; at < offsets[s + 1] && count < LONGEST; at++) {{
      float number = (float)(next(&random) & 0xFFFF) * (1 / 65536.0f);
      if (keep[ids[at]] >= number) sentence[count++] = ids[at];
    }}
{step.opening}    for (int i = 0; i < count; i++) {{
      int reach = WINDOW - (int)below(&random, WINDOW);
      int low = i < reach ? 0 : i - reach, high = i + reach + 1 > count ? count : i + reach + 1, inputs = 0;
      int32_t centre = sentence[i];
      for (int j = low; j < high; j++) if (j != i) x[inputs++] = V + (int64_t)sentence[j] * WIDTH;
      if (!inputs) continue;
{step.each}      pairs += inputs;
    }}
  }}
{step.end}  *state = random;
  return pairs;
}}
"""


DRAWS = """\
static inline uint64_t next(uint64_t *x)
{ *x = *x * 25214903917ULL + 11; return *x >> 16; }

static inline uint64_t below(uint64_t *x, uint64_t n)
{ return (next(x) & 0xFFFFFFFF) * n >> 32; }

static inline int32_t word(uint64_t *x, const uint32_t *threshold, const int32_t *alias, int64_t words)
{
  int32_t place = (int32_t)below(x, (uint64_t)words);
  return (uint32_t)next(x) <= threshold[place] ? place : alias[place];
}
"""
