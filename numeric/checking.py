"""The gradient check of the courses: two losses a number, and a look at whether the slope between them fits.

It is kept as a reference. It costs 2 n losses for n numbers, cannot see an error below the noise of its differences,
and accuses right gradients at kinks, in float32 and for large scores.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numeric.functions import Array

STEP = 1e-4
CLOSE = 1e-5


def central_differences(loss: Callable[[Array], float], x: Array, step: float = STEP) -> Array:
    """(L(x + h e_i) - L(x - h e_i)) / 2h for every entry i

    loss of an array, x any shape  ->  the shape of x
    """
    slopes, moved = np.zeros(x.shape), np.array(x)
    for place in np.ndindex(*x.shape):
        here = moved[place]
        moved[place] = here + step
        above = loss(moved)
        moved[place] = here - step
        slopes[place] = (above - loss(moved)) / (2 * step)
        moved[place] = here
    return slopes


def gradient_check(
    f: Callable[[Array], tuple[float, Array]], x: Array, step: float = STEP, close: float = CLOSE
) -> tuple[int, ...] | None:
    """The first entry at which a gradient and the differences are too far apart; None where all are close

    f of an array gives a loss and its gradient

    Close means |slope - gradient| <= close max(1, |slope|, |gradient|).
    """
    gradient = f(x)[1]
    slopes = central_differences(lambda moved: f(moved)[0], x, step)
    reach = np.maximum(1, np.maximum(np.abs(slopes), np.abs(gradient)))
    wrong = np.argwhere(np.abs(slopes - gradient) > close * reach)
    return tuple(int(i) for i in wrong[0]) if len(wrong) else None
