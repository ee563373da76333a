"""Training with Numba and a softmax over all rows: one walk over them a window, as in scans_in_c."""

from __future__ import annotations

from derive.coders.scalars import numba_number
from derive.coders.steps import Step
from derive.coders.windows_in_numba import counted, hidden
from derive.plans.windows import All, Window

TILE = 8  # rows at a time, which stay in the nearest cache


def step_of(plan: Window, scored: All) -> Step:
    """What is done at a window."""
    centre = plan.hidden == "centre"
    made = "h[:] = V[centre]\n" if centre else hidden(plan)
    hits = "for j in range(inputs):\n    hit = x[j]\n" if centre else "for hit in (centre,):\n"
    weight = numba_number(scored.weight)
    hits += f"    e[hit] -= rate * {weight}\n    for k in range(WIDTH):\n        g[k] += {weight} * U[hit, k]\n"
    scan = f"scan(U, e, before, h, g, {counted(plan, scored.share)}, rate)\n"
    return Step(SCAN, BEGIN, f"before[:] = h\n{made}{scan}{hits}{_passed(plan)}", END)


BEGIN = """\
room = (len(U) + TILE - 1) // TILE * TILE
e, h, before, g = np.zeros(room, REAL), np.zeros(WIDTH, REAL), np.zeros(WIDTH, REAL), np.zeros(WIDTH, REAL)
"""
END = """\
for w in range(len(U)):
    u, by = U[w], e[w]
    for k in range(WIDTH):
        u[k] += by * h[k]
"""
TURNS = range(TILE)
SCAN = f'''\
TILE = {TILE}

@njit(fastmath=FAST)
def scan(U, e, before, h, g, share, rate):
    """Every row: the step before, its score, its share of the mean row; then e is minus the rate times the share."""
    words, top, total, lowest = len(U), REAL(-1e30), REAL(0), REAL(-1e30)
    g[:] = 0
    for w in range(0, words, TILE):
        live, high = min(TILE, words - w), top
        for r in range(live):
            u, by, s = U[w + r], e[w + r], REAL(0)
            for k in range(WIDTH):
                a = u[k] + by * before[k]
                u[k] = a
                s += a * h[k]
            e[w + r] = s
            high = max(high, s)
        for r in range(live, TILE):
            e[w + r] = lowest
        if high > top:
            less = exponential(top - high) if top > lowest else REAL(0)
            total *= less
            for k in range(WIDTH):
                g[k] *= less
            top = high
        {"; ".join(f"p{r} = exponential(e[w + {r}] - top) if live > {r} else REAL(0)" for r in TURNS)}
        total += {" + ".join(f"p{r}" for r in TURNS)}
        {"; ".join(f"u{r} = U[min(w + {r}, words - 1)]" for r in TURNS)}
        for k in range(WIDTH):
            g[k] += {" + ".join(f"p{r} * u{r}[k]" for r in TURNS)}
    share /= total
    for w in range(words):
        e[w] = exponential(e[w] - top) * (-rate * share)
    for k in range(WIDTH):
        g[k] *= share

'''


def _passed(plan: Window) -> str:
    """The step of the rows that made h."""
    if plan.hidden == "centre":
        return "v = V[centre]\nfor k in range(WIDTH):\n    v[k] -= rate * g[k]\n"
    return """\
for j in range(inputs):
    v = V[x[j]]
    for k in range(WIDTH):
        v[k] -= rate * share_of_a_row * g[k]
"""
