"""The vector unit in C: types, sums across lanes, the sigmoid, rows that lie anywhere and have any size.

GCC and Clang know these types on every processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.coders.exponentials import LARGEST, MANTISSAS, SCALE, powers
from derive.coders.sizes import BYTES, LINE


@dataclass(frozen=True)
class Unit:
    """A vector unit: bytes of a vector, how many it holds at once."""

    bytes: int
    registers: int

    def lanes(self, dtype: str) -> int:
        """Numbers in a vector."""
        return self.bytes // BYTES[dtype]


C_NAMES = {"float32": "float", "float64": "double"}
INTEGERS = {"float32": "int32_t", "float64": "int64_t"}


def unit_of(macros: str) -> Unit:
    """That of the processor for which a compiler says that it writes."""
    if "__AVX512F__" in macros:
        return Unit(64, 32)
    if "__AVX__" in macros:
        return Unit(32, 16)
    return Unit(16, 32 if "__aarch64__" in macros else 16)


def preamble(unit: Unit, dtype: str) -> str:
    """Types and functions on vectors."""
    lanes, real, integer = unit.lanes(dtype), C_NAMES[dtype], INTEGERS[dtype]
    return f"""\
#include <stdint.h>
#include <string.h>

typedef {real} real;
typedef real vector __attribute__((vector_size({unit.bytes}), aligned({unit.bytes}), may_alias));
typedef {integer} integers __attribute__((vector_size({unit.bytes}), may_alias));
#define LANES {lanes}

static inline vector chosen(integers where, vector one, vector other)
{{ return (vector)((where & (integers)one) | (~where & (integers)other)); }}

{_exponential(dtype)}
static inline vector sigmoid(vector x)
{{ return (real)1 / ((real)1 + exponential(-x)); }}

{SHUFFLE}{sums("totals", lanes, lanes)}"""


def _exponential(dtype: str) -> str:
    """e^x as 2^n, by the exponent, times 2^f; a NaN stays one."""
    return f"""\
static inline vector exponential(vector x)
{{
  vector top = {{0}}, one = {{0}};
  top += (real){LARGEST[dtype]}, one += (real)1;
  x = chosen(x > top, top, x);
  x = chosen(x < -top, -top, x);
{_series("vector", dtype)}  return p * (vector)(((integers)n << {MANTISSAS[dtype]}) + (integers)one);
}}
"""


def _series(kind: str, dtype: str) -> str:
    """n, and p = 2^f."""
    shift = f"(real){3 << (MANTISSAS[dtype] - 1)}"  # adding it rounds to a whole number, which the low bits then hold
    first, second, *others = [f"(real){power!r}" for power in powers(dtype)]
    steps = "".join(f"  p = p * f + {power};\n" for power in others)
    return f"""\
  {kind} t = x * (real){SCALE!r};
  {kind} n = t + {shift};
  {kind} f = t - (n - {shift});
  {kind} p = {first} * f + {second};
{steps}"""


def sigmoid_of_one(dtype: str) -> str:
    """The same for one number, made of what compilers turn into vectors in a loop."""
    largest = LARGEST[dtype]
    return f"""\
static inline real sigmoid_of_one(real x)
{{
  x = x > {largest} ? -{largest} : x < -{largest} ? {largest} : -x;
{_series("real", dtype)}\
  union {{ real number; {INTEGERS[dtype]} bits; }} one = {{1}}, two = {{n}};
  two.bits = (two.bits << {MANTISSAS[dtype]}) + one.bits;
  return 1 / (1 + p * two.number);
}}
"""


def fetch(size: str) -> str:
    """Asking for a row of that size; inlined always, as compilers leave out calls of what does nothing else."""
    return f"""\
static inline __attribute__((always_inline)) void fetch(const real *row)
{{ for (int c = 0; c < {size}; c += {LINE} / (int)sizeof(real)) __builtin_prefetch(row + c, 1, 3); }}
"""


def loose(unit: Unit) -> str:
    """Rows that lie anywhere: AT, and what is left behind whole vectors, in the last lanes of one, the others 0."""
    return f"""\
typedef real loose __attribute__((vector_size({unit.bytes}), aligned(sizeof(real)), may_alias));
#define AT(x, a) (*(loose *)((x) + (a)))

static inline integers kept(int64_t size)
{{
  integers made;
  for (int n = 0; n < LANES; n++) made[n] = -(n >= LANES - size % LANES);
  return made;
}}

/* what lies before a row that is shorter than a vector is read with it */
static inline vector rest(const real *x, int64_t size, integers kept)
{{ return (vector)(kept & (integers)AT(x, size - LANES)); }}

"""


def sums(name: str, lanes: int, count: int) -> str:
    """The sums of some vectors, a power of two and no more than there are lanes, in the first lanes of one.

    Neighbours are interleaved and added; then so are the halves of what is left.
    """
    rounds, step, names = [], 1, [f"a{n}" for n in range(count)]
    arguments = ", ".join(f"vector {name}" for name in names)
    while len(names) > 1:
        low, high = _interleaved(lanes, step)
        made = [f"b{step}_{n}" for n in range(len(names) // 2)]
        for sum_, one, other in zip(made, names[::2], names[1::2], strict=True):
            rounds.append(f"  vector {sum_} = {_shuffled(one, other, low)} + {_shuffled(one, other, high)};\n")
        names, step = made, step * 2
    while step < lanes:
        turned = _shuffled(names[0], names[0], [lane ^ step for lane in range(lanes)])
        rounds.append(f"  {names[0]} += {turned};\n")
        step *= 2
    return f"static inline vector {name}({arguments})\n{{\n{''.join(rounds)}  return {names[0]};\n}}\n"


SHUFFLE = """\
#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLED(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLED(a, b, ...) __builtin_shuffle(a, b, (integers){__VA_ARGS__})
#endif

"""


def _shuffled(one: str, other: str, places: Sequence[int]) -> str:
    return f"SHUFFLED({one}, {other}, {', '.join(map(str, places))})"


def _interleaved(lanes: int, step: int) -> tuple[list[int], list[int]]:
    """Which lanes of two vectors meet, so that after all rounds the n-th lane holds the sum of the n-th vector.

    The first two rounds stay within groups of four lanes, which processors shuffle fastest.
    """
    starts = range(0, lanes, 4)
    if lanes == 2:
        return [0, 2], [1, 3]
    if step == 1:
        low = [lane for g in starts for lane in (g, lanes + g, g + 1, lanes + g + 1)]
    elif step == 2:
        low = [lane for g in starts for lane in (g, g + 1, lanes + g, lanes + g + 1)]
    else:
        even = [g + n for g in starts[::2] for n in range(4)]
        low = [*even, *(lanes + n for n in even)]
        return low, [n + 4 for n in low]
    return low, [n + 2 for n in low]
