"""Training with Numba: loops over whole rows, unrolled over the outputs, which LLVM turns into vectors."""

from __future__ import annotations

from derive.coders.exponentials import LARGEST, SCALE, powers
from derive.coders.scalars import Scalars
from derive.coders.sizes import BYTES, LINE, Sizes
from derive.coders.windows_in_numpy import number
from derive.plans.lanes import lane, together
from derive.plans.summands import SCORE
from derive.plans.windows import LONGEST, Window
from derive.terms.term import Term

FUNCTIONS = {"sigma": "sigmoid", "exp": "exponential"}
DEEP = "\n                    "


def kernel_source(plan: Window, sizes: Sizes, title: str) -> str:
    """A whole module."""
    outputs, room = range(sizes.outputs), -(-sizes.outputs // 8) * 8
    found = together([plan.truth, plan.noise])
    names: dict[Term, str] = {SCORE: "E[j, o]", **{lane(n): f"LANE{n}[o]" for n in range(len(found.constants))}}
    slope = Scalars(FUNCTIONS, lambda value: f"REAL({number(value)})").text(found.term, names)
    lanes = "".join(
        f"LANE{n} = np.array([{number(truth)}] + [{number(noise)}] * (ROOM - 1), REAL)\n"
        for n, (truth, noise) in enumerate(found.constants)
    )
    live = "zero if drawn == centre else -rate" if plan.void else "-rate"
    zeros = "; ".join(f"s{r}_{o} = zero" for r in (0, 1) for o in outputs)
    sums = DEEP.join(f"w = W[{o}, k]; s0_{o} += a * w; s1_{o} += b * w" for o in outputs)
    stored = "; ".join(f"E[j + {r}, {o}] = s{r}_{o}" for r in (0, 1) for o in outputs)
    loaded = "; ".join(f"e{r}_{o} = E[j + {r}, {o}]" for r in (0, 1) for o in outputs)
    down = DEEP.join(f"D[{o}, k] += e0_{o} * a + e1_{o} * b" for o in outputs)
    mine = "; ".join(f"e{o} = E[j, {o}]" for o in outputs)
    across = " + ".join(f"e{o} * W[{o}, k]" for o in outputs)
    return f'''\
"""{title}"""

import numpy as np
from numba import njit

from derive.backends.numba_parts import FAST, below, block, fetch, following, power_of_two, word

REAL = np.{sizes.dtype}
WIDTH, WINDOW, NEGATIVES, OUTPUTS = {sizes.width}, {sizes.window}, {sizes.negatives}, {sizes.outputs}
ROOM, LONGEST, LINE = {room}, {LONGEST}, {LINE // BYTES[sizes.dtype]}
{lanes}{exponential(sizes.dtype)}
@njit(block(REAL), nogil=True, fastmath=FAST, cache=True)
def kernel(V, U, ids, offsets, first, last, keep, threshold, alias, rate_first, rate_last, state):
    zero, one, random, pairs = REAL(0), REAL(1), state[0], 0
    W, D = np.zeros((OUTPUTS, WIDTH), REAL), np.zeros((OUTPUTS, WIDTH), REAL)
    E, nothing = np.zeros((2 * WINDOW + 2, ROOM), REAL), np.zeros(WIDTH, REAL)
    weight, rows = np.zeros(ROOM, REAL), np.zeros(OUTPUTS, np.int64)
    ahead, x, sentence = np.zeros(OUTPUTS, np.int64), np.zeros(2 * WINDOW + 2, np.int64), np.zeros(LONGEST, np.int64)
    for o in range(NEGATIVES):
        random, ahead[o] = word(random, threshold, alias)
    begin = offsets[first]
    tokens = max(offsets[last] - begin, 1)
    for s in range(first, last):
        share = np.float32((offsets[s] - begin) / tokens)
        rate = REAL(np.float32(rate_first) + (np.float32(rate_last) - np.float32(rate_first)) * share)
        count = 0
        for at in range(offsets[s], offsets[s + 1]):
            if count == LONGEST:
                break
            random = following(random)
            chance = np.float32((random >> np.uint64(16)) & np.uint64(0xFFFF)) * np.float32(1 / 65536)
            if keep[ids[at]] >= chance:
                sentence[count] = ids[at]
                count += 1
        for i in range(count):
            random, reach = below(random, WINDOW)
            reach = WINDOW - reach
            inputs, centre = 0, sentence[i]
            for j in range(max(0, i - reach), min(count, i + reach + 1)):
                if j != i:
                    x[inputs] = sentence[j]
                    inputs += 1
            if inputs == 0:
                continue
            rows[0] = centre
            weight[0] = -rate
            for o in range(1, OUTPUTS):
                drawn = ahead[o - 1]
                rows[o] = drawn
                weight[o] = {live}
                random, ahead[o - 1] = word(random, threshold, alias)
                for k in range(0, WIDTH, LINE):
                    fetch(U, ahead[o - 1] * WIDTH + k)
            if i + 1 + WINDOW < count:
                for k in range(0, WIDTH, LINE):
                    fetch(V, sentence[i + 1 + WINDOW] * WIDTH + k)
            if i + 2 < count:
                for k in range(0, WIDTH, LINE):
                    fetch(U, sentence[i + 2] * WIDTH + k)
            for o in range(OUTPUTS):
                u = U[rows[o]]
                for k in range(WIDTH):
                    W[o, k] = u[k]
                    D[o, k] = zero
            for j in range(0, inputs, 2):
                v0 = V[x[j]]
                v1 = V[x[j + 1]] if j + 1 < inputs else nothing
                {zeros}
                for k in range(WIDTH):
                    a, b = v0[k], v1[k]
                    {sums}
                {stored}
            for j in range(inputs):
                for o in range(ROOM):
                    E[j, o] = {slope} * weight[o]
            for o in range(ROOM):
                E[inputs, o] = zero
            for j in range(0, inputs, 2):
                v0 = V[x[j]]
                v1 = V[x[j + 1]] if j + 1 < inputs else nothing
                {loaded}
                for k in range(WIDTH):
                    a, b = v0[k], v1[k]
                    {down}
            for j in range(inputs):
                v = V[x[j]]
                {mine}
                for k in range(WIDTH):
                    v[k] += {across}
            for o in range(OUTPUTS):
                u = U[rows[o]]
                for k in range(WIDTH):
                    u[k] += D[o, k]
            pairs += inputs
    state[0] = random
    return pairs
'''


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
