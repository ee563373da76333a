"""The vector unit in C: types, sums across lanes, the sigmoid. GCC and Clang know these types on every processor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.coders.exponentials import LARGEST, MANTISSAS, SCALE, powers
from derive.coders.sizes import BYTES


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

{_total(lanes)}"""


def _exponential(dtype: str) -> str:
    """e^x as 2^n, by the exponent, times 2^f; a NaN stays one."""
    largest, mantissa = LARGEST[dtype], MANTISSAS[dtype]
    shift = f"(real){3 << (mantissa - 1)}"  # adding it rounds to a whole number, which the low bits then hold
    first, second, *others = [f"(real){power!r}" for power in powers(dtype)]
    steps = "".join(f"  p = p * f + {power};\n" for power in others)
    return f"""\
static inline vector exponential(vector x)
{{
  vector top = {{0}}, one = {{0}};
  top += (real){largest}, one += (real)1;
  x = chosen(x > top, top, x);
  x = chosen(x < -top, -top, x);
  vector t = x * (real){SCALE!r};
  vector n = t + {shift};
  vector f = t - (n - {shift});
  vector p = {first} * f + {second};
{steps}  return p * (vector)(((integers)n << {mantissa}) + (integers)one);
}}
"""


def _total(lanes: int) -> str:
    """The sums of as many vectors as there are lanes, as one vector: neighbours are interleaved and added."""
    rounds, step, names = [], 1, [f"a{n}" for n in range(lanes)]
    arguments = ", ".join(f"vector {name}" for name in names)
    while len(names) > 1:
        low, high = _interleaved(lanes, step)
        made = [f"b{step}_{n}" for n in range(len(names) // 2)]
        for name, one, other in zip(made, names[::2], names[1::2], strict=True):
            rounds.append(f"  vector {name} = {_shuffled(one, other, low)} + {_shuffled(one, other, high)};\n")
        names, step = made, step * 2
    return f"{SHUFFLE}static inline vector totals({arguments})\n{{\n{''.join(rounds)}  return {names[0]};\n}}\n"


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
