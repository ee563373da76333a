"""Five ways to test a gradient, side by side: how long each takes, and which planted faults each finds.

    pip install '.[bench]'                      PyTorch and JAX; a way whose library is missing is left out
    python tools/bench_gradients.py [--trials 10] [--patience 60] [V,d ...]

    derive      20 drawn cases of that size against the derived gradient, as `agrees(..., sizes=...)` does
    course      central differences of the courses, two losses a number
    slow, fast  torch.autograd.gradcheck, its two modes
    jax         jax.test_util.check_grads

Naive softmax, dense gradients, one thread, seconds of processor time. What would take longer than the patience is not
run: its time is that of some losses, times how many it takes, and marked ~. A check by differences visits every number,
so its answer is had by visiting those that a fault touches.
"""

from __future__ import annotations

import argparse
import importlib
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

import numeric
from derive.trial import Here
from derive.trial.search import Run
from derive.trial.subjects import subjects
from numeric.checking import CLOSE, STEP

SIZES = ((1000, 50), (20_000, 100))


@dataclass(frozen=True)
class Fault:
    """A gradient that is wrong: rows of dU times `rows`, `shift` added to dv, y times `labels` subtracted."""

    words: str
    row: float = 1.0
    shift: float = 0.0
    labels: float = 1.0
    turned: float = 1.0


RIGHT = Fault("right")
FAULTS = (
    Fault("a row of dU is 0", row=0.0),
    Fault("a row of dU is off by 1 %", row=1.01),
    Fault("an entry of dv is off by 1e-6", shift=1e-6),
    Fault("y never subtracted", labels=0.0),
    Fault("dv has the wrong sign", turned=-1.0),
)
ROW = 1  # the row that is wrong; the outside word is another one


def loss_of(xp: Any, U: Any, v: Any, o: int) -> Any:
    """-log softmax(U v)_o"""
    scores = U @ v
    lowered = scores - scores.max()
    return xp.log(xp.exp(lowered).sum()) - lowered[o]


def slopes_of(xp: Any, U: Any, v: Any, o: int, fault: Fault, made: Callable[[Any], Any]) -> tuple[Any, Any]:
    """dU and dv, with the fault."""
    scores = U @ v
    power = xp.exp(scores - scores.max())
    one = np.zeros(len(U))
    one[o] = fault.labels
    error = power / power.sum() - made(one)
    rows, shift = np.ones(len(U)), np.zeros(len(v))
    rows[ROW], shift[0] = fault.row, fault.shift
    return error[:, None] * v[None, :] * made(rows)[:, None], fault.turned * (error @ U) + made(shift)


def drawn(V: int, d: int, trial: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], int]:
    """One input."""
    source = np.random.default_rng(trial)
    return source.standard_normal((V, d)) / np.sqrt(d), source.standard_normal(d), int(source.integers(2, V))


def taken(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time, and what came of it."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


# the ways: (seconds, whether the gradient is accused)


def by_derive(V: int, d: int, trial: int, fault: Fault, patience: float) -> tuple[float, bool, bool]:
    """Against the derived gradient."""

    def code(U: Any, v_c: Any, o: int) -> Any:
        by_outside, by_centre = slopes_of(np, U, v_c, o, fault, partial(np.asarray, dtype=U.dtype))
        return loss_of(np, U, v_c, o), by_outside, by_centre

    (subject,) = subjects("naive-softmax")
    run = Run.of(Here(code), subject)
    seconds, outcome = taken(lambda: run.large({"V": V, "d": d}))
    return seconds, not outcome.agrees, False


def by_course(V: int, d: int, trial: int, fault: Fault, patience: float) -> tuple[float, bool, bool]:
    """Central differences at every number; here at those that any of the faults touches."""
    U, v, o = drawn(V, d, trial)
    by_outside, by_centre = slopes_of(np, U, v, o, fault, np.asarray)
    places = [(U, (row, k), by_outside[row, k]) for row in (ROW, o) for k in range(d)]
    places += [(v, (k,), by_centre[k]) for k in range(d)]

    def check() -> bool:
        return any(far(*place) for place in places)

    def far(array: Any, at: tuple[int, ...], slope: float) -> bool:
        here = array[at]
        array[at] = here + STEP
        above = loss_of(np, U, v, o)
        array[at] = here - STEP
        difference = (above - loss_of(np, U, v, o)) / (2 * STEP)
        array[at] = here
        return bool(abs(difference - slope) > CLOSE * max(1, abs(difference), abs(slope)))

    accused = check()
    seconds, _ = taken(lambda: [far(*place) for place in places])
    return seconds * (V * d + d) / len(places), accused, True


def by_torch(V: int, d: int, trial: int, fault: Fault, patience: float, *, fast: bool) -> tuple[float, bool, bool]:
    """gradcheck of a function whose backward pass is the gradient."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    given = drawn(V, d, trial)
    U, v = (torch.tensor(x, requires_grad=True) for x in given[:2])

    class Loss(torch.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(context: Any, U: Any, v: Any) -> Any:
            context.save_for_backward(U, v)
            return loss_of(torch, U, v, given[2])

        @staticmethod
        def backward(context: Any, slope: Any) -> Any:
            found = slopes_of(torch, *context.saved_tensors, given[2], fault, torch.tensor)
            return slope * found[0], slope * found[1]

    one, _ = taken(lambda: [Loss.apply(U, v) for _ in range(20)])
    whole = 2 * (V * d + d) * one / 20
    if not fast and whole > patience:
        return whole, any_far(given, fault), True
    seconds, fine = taken(lambda: torch.autograd.gradcheck(Loss.apply, (U, v), fast_mode=fast, raise_exception=False))
    return seconds, not fine, False


def any_far(given: tuple[Any, Any, int], fault: Fault) -> bool:
    """What gradcheck's rule says of the numbers that a fault touches: atol 1e-5, rtol 1e-3."""
    right = slopes_of(np, *given, RIGHT, np.asarray)
    wrong = slopes_of(np, *given, fault, np.asarray)
    return any(not np.allclose(a, b, rtol=1e-3, atol=1e-5) for a, b in zip(wrong, right, strict=True))


def by_jax(V: int, d: int, trial: int, fault: Fault, patience: float) -> tuple[float, bool, bool]:
    """check_grads of a function whose backward pass is the gradient."""
    jax = importlib.import_module("jax")
    test_util = importlib.import_module("jax.test_util")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    given = drawn(V, d, trial)

    @jax.custom_vjp
    def loss(U: Any, v: Any) -> Any:
        return loss_of(jnp, U, v, given[2])

    def backward(kept: Any, slope: Any) -> Any:
        found = slopes_of(jnp, *kept, given[2], fault, jnp.asarray)
        return slope * found[0], slope * found[1]

    loss.defvjp(lambda U, v: (loss(U, v), (U, v)), backward)
    arrays = tuple(map(jnp.asarray, given[:2]))

    def check() -> bool:
        try:
            test_util.check_grads(loss, arrays, order=1, modes=["rev"])
        except AssertionError:
            return True
        return False

    check()  # compiled once
    seconds, accused = taken(check)
    return seconds, accused, False


WAYS: Mapping[str, Callable[[int, int, int, Fault, float], tuple[float, bool, bool]]] = {
    "derive": by_derive,
    "course": by_course,
    "slow": partial(by_torch, fast=False),
    "fast": partial(by_torch, fast=True),
    "jax": by_jax,
}
NEED = {"slow": "torch", "fast": "torch", "jax": "jax"}


def here() -> list[str]:
    """The ways whose library is installed."""
    found = []
    for way in WAYS:
        try:
            importlib.import_module(NEED.get(way, "numpy"))
            found.append(way)
        except ImportError:
            print(f"{way}: left out, {NEED[way]} is not installed")
    return found


def table(V: int, d: int, trials: int, patience: float) -> None:
    """One size: a row for the time, and one for each fault."""
    U, v, o = drawn(V, d, 0)
    passes = sorted(
        taken(lambda: (loss_of(np, U, v, o), slopes_of(np, U, v, o, RIGHT, np.asarray)))[0] for _ in range(9)
    )
    print(f"\nV = {V}, d = {d}; one loss with its gradients takes {1000 * passes[4]:.1f} ms")
    ways = here()
    print(f"| | {' | '.join(ways)} |\n|---{'|---' * len(ways)}|")
    seconds: dict[str, str] = {}
    for fault in (RIGHT, *FAULTS):
        cells = []
        for way in ways:
            runs = 1 if way == "derive" or (way == "slow" and V * d < 100_000) else trials
            answers = [WAYS[way](V, d, trial, fault, patience) for trial in range(runs)]
            times, about = sorted(answer[0] for answer in answers), answers[0][2]
            if fault is RIGHT:
                seconds[way] = f"{'~' if about else ''}{times[len(times) // 2]:.3g} s"
            cells.append(f"{sum(answer[1] for answer in answers)} of {runs}")
        print(f"| {fault.words}: accused | {' | '.join(cells)} |", flush=True)
    print(f"| seconds | {' | '.join(seconds[way] for way in ways)} |", flush=True)


def repeats(V: int, d: int, count: int = 10, draws: int = 20) -> None:
    """Negative sampling where a word drawn twice is added once: no check sees it at draws without one."""

    def code(U: Any, v_c: Any, o: int, w: Any) -> Any:
        loss, by_outside, by_centre = numeric.negative_sampling(U, v_c, o, w)
        by_outside[:] = 0
        by_outside[o] -= numeric.sigmoid(-(U[o] @ v_c)) * v_c
        by_outside[w] += numeric.sigmoid(U[w] @ v_c)[:, None] * v_c
        return loss, by_outside, by_centre

    source = np.random.default_rng(1)
    seen = sum(len(set(source.integers(V, size=count).tolist())) < count for _ in range(draws))
    (subject,) = subjects("negative-sampling")
    seconds, outcome = taken(lambda: Run.of(Here(code), subject).large({"V": V, "d": d, "K": count}))
    print(f"\nNegatives drawn twice, added once, V = {V}, {count} negatives:")
    print(f"derive {'finds it' if not outcome.agrees else 'misses it'} in {seconds:.2f} s, at case {outcome.cases}")
    print(f"any check at negatives that are just drawn can see it at {seen} of {draws} draws")


def main() -> None:
    """A table for every size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", metavar="V,d")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--patience", type=float, default=60)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    for V, d in [tuple(map(int, text.split(","))) for text in given.sizes] or SIZES:
        table(V, d, given.trials, given.patience)
        repeats(V, d)


if __name__ == "__main__":
    main()
