"""The walk over a block with Numba: random numbers, sentences, centre words; a step does the rest."""

from __future__ import annotations

from derive.coders.blocks import NAMES
from derive.coders.exponentials import LARGEST, SCALE, powers
from derive.coders.sizes import BYTES, LINE, Sizes
from derive.coders.steps import Step
from derive.plans.windows import LONGEST


def kernel_source(step: Step, sizes: Sizes, title: str) -> str:
    """A whole module."""
    return f'''\
"""{title}"""

import numpy as np
from numba import njit

from derive.backends.numba_parts import FAST, below, block, fetch, following, power_of_two, word

REAL = np.{sizes.dtype}
WIDTH, WINDOW, NEGATIVES, OUTPUTS = {sizes.width}, {sizes.window}, {sizes.negatives}, {sizes.outputs}
LONGEST, LINE = {LONGEST}, {LINE // BYTES[sizes.dtype]}
{exponential(sizes.dtype)}{step.head}
@njit(block(REAL), nogil=True, fastmath=FAST, cache=True)
def kernel({", ".join(NAMES)}):
    zero, random, pairs = REAL(0), state[0], 0
    x, sentence = np.zeros(2 * WINDOW + 2, np.int64), np.zeros(LONGEST, np.int64)
{_deep(step.begin, 1)}    start = offsets[first]
    tokens = max(offsets[last] - start, 1)
    for s in range(first, last):
        share = np.float32((offsets[s] - start) / tokens)
        rate = REAL(rate_first + (rate_last - rate_first) * share)
        count = 0
        for at in range(offsets[s], offsets[s + 1]):
            if count == LONGEST:
                break
            random = following(random)
            chance = np.float32((random >> np.uint64(16)) & np.uint64(0xFFFF)) * np.float32(1 / 65536)
            if keep[ids[at]] >= chance:
                sentence[count] = ids[at]
                count += 1
{_deep(step.opening, 2)}        for i in range(count):
            random, reach = below(random, WINDOW)
            reach = WINDOW - reach
            inputs, centre = 0, sentence[i]
            for j in range(max(0, i - reach), min(count, i + reach + 1)):
                if j != i:
                    x[inputs] = sentence[j]
                    inputs += 1
            if inputs == 0:
                continue
{_deep(step.each, 3)}            pairs += inputs
{_deep(step.end, 1)}    state[0] = random
    return pairs
'''


def _deep(lines: str, deep: int) -> str:
    return "".join(f"{'    ' * deep}{line}\n" for line in lines.splitlines())


def exponential(dtype: str) -> str:
    """Functions of a score, made of what LLVM turns into vectors."""
    first, *others = [f"REAL({power!r})" for power in powers(dtype)]
    steps = "".join(f"    p = p * f + {power}\n" for power in others)
    top = LARGEST[dtype]
    return f"""

@njit
def exponential(x):
    x = REAL({top}) if x > REAL({top}) else x
    x = REAL(-{top}) if x < REAL(-{top}) else x
    t = x * REAL({SCALE!r})
    n = np.floor(t + REAL(0.5))
    f = t - n
    p = {first}
{steps}    return p * power_of_two(n)


@njit
def sigmoid(x):
    return REAL(1) / (REAL(1) + exponential(-x))

"""
