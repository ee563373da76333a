"""Training with Numba and drawn words: loops over rows, unrolled over the outputs, which LLVM turns into vectors."""

from __future__ import annotations

from derive.coders.scalars import Scalars, numba_number
from derive.coders.sizes import Sizes
from derive.coders.steps import Step
from derive.plans.lanes import together
from derive.plans.windows import Drawn, Window
from derive.terms.term import Term

FUNCTIONS = {"sigma": "sigmoid", "exp": "exponential"}
ONCE, TWICE = "\n    ", "\n        "  # lines so deep


SCALARS = Scalars(FUNCTIONS, numba_number)


def counted(plan: Window, term: Term) -> str:
    """A number that may speak of how many `inputs` there are."""
    return SCALARS.text(term, plan.counts("REAL(inputs)", "REAL(inputs / 2)"))


def step_of(plan: Window, scored: Drawn, sizes: Sizes) -> Step:
    """What is done at a window."""
    found = together([scored.truth, scored.noise])
    lanes = "".join(
        f"LANE{n} = np.array([{numba_number(truth)}] + [{numba_number(noise)}] * (ROOM - 1), REAL)\n"
        for n, (truth, noise) in enumerate(found.constants)
    )
    each = plan.hidden == "each"
    slope = SCALARS.text(found.term, found.spelled("E[j, o]" if each else "E[o]", "LANE{}[o]"))
    window = _products(sizes, slope) if each else _bag(plan, sizes, slope)
    room = -(-sizes.outputs // 8) * 8
    side = "(2 * WINDOW + 2, ROOM)" if each else "ROOM"
    return Step(f"ROOM = {room}\n{lanes}\n", BEGIN.format(side=side), _drawn(scored) + window, opening=OPENING)


BEGIN = """\
W, D = np.zeros((OUTPUTS, WIDTH), REAL), np.zeros((OUTPUTS, WIDTH), REAL)
E, nothing = np.zeros({side}, REAL), np.zeros(WIDTH, REAL)
h, g = np.zeros(WIDTH, REAL), np.zeros(WIDTH, REAL)
weight, rows, ahead = np.zeros(ROOM, REAL), np.zeros(OUTPUTS, np.int64), np.zeros(OUTPUTS, np.int64)
for o in range(NEGATIVES):
    random, ahead[o] = word(random, threshold, alias)
"""
OPENING = """\
for i in range(min(count, WINDOW + 1)):
    for k in range(0, WIDTH, LINE):
        fetch(V, sentence[i] * WIDTH + k)
for i in range(min(count, 2)):
    for k in range(0, WIDTH, LINE):
        fetch(U, sentence[i] * WIDTH + k)
"""


def _drawn(scored: Drawn) -> str:
    """The outputs, and those of the next window."""
    live = "zero if drawn == centre else -rate" if scored.void else "-rate"
    return f"""\
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
"""


def _products(sizes: Sizes, slope: str) -> str:
    """X += E W and W += E^T X for the slopes E of X W^T."""
    outputs = range(sizes.outputs)
    zeros = "; ".join(f"s{r}_{o} = zero" for r in (0, 1) for o in outputs)
    sums = TWICE.join(f"w = W[{o}, k]; s0_{o} += a * w; s1_{o} += b * w" for o in outputs)
    stored = "; ".join(f"E[j + {r}, {o}] = s{r}_{o}" for r in (0, 1) for o in outputs)
    loaded = "; ".join(f"e{r}_{o} = E[j + {r}, {o}]" for r in (0, 1) for o in outputs)
    down = TWICE.join(f"D[{o}, k] += e0_{o} * a + e1_{o} * b" for o in outputs)
    mine = "; ".join(f"e{o} = E[j, {o}]" for o in outputs)
    across = " + ".join(f"e{o} * W[{o}, k]" for o in outputs)
    return f"""\
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
"""


def _bag(plan: Window, sizes: Sizes, slope: str) -> str:
    """The same with the rows added up as the only input, which gets its slope back."""
    outputs = range(sizes.outputs)
    zeros = "; ".join(f"s{o} = zero" for o in outputs)
    sums = ONCE.join(f"s{o} += a * W[{o}, k]" for o in outputs)
    stored = "; ".join(f"E[{o}] = s{o}" for o in outputs)
    mine = "; ".join(f"e{o} = E[{o}]" for o in outputs)
    across = " + ".join(f"e{o} * W[{o}, k]" for o in outputs)
    return f"""\
{hidden(plan)}{zeros}
for k in range(WIDTH):
    a = h[k]
    {sums}
{stored}
for o in range(ROOM):
    E[o] = {slope} * weight[o]
{mine}
for k in range(WIDTH):
    g[k] = share_of_a_row * ({across})
for o in range(OUTPUTS):
    u, e = U[rows[o]], E[o]
    for k in range(WIDTH):
        u[k] += e * h[k]
for j in range(inputs):
    v = V[x[j]]
    for k in range(WIDTH):
        v[k] += g[k]
"""


def hidden(plan: Window) -> str:
    """h, from the rows of the bag."""
    return f"""\
share_of_a_row = {counted(plan, plan.weight)}
for k in range(WIDTH):
    h[k] = zero
for j in range(inputs):
    v = V[x[j]]
    for k in range(WIDTH):
        h[k] += v[k]
for k in range(WIDTH):
    h[k] *= share_of_a_row
"""
