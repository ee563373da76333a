"""Plans: what of derived gradients makes fast code, recognised from the terms and never presumed.

Reading order:

    summands   a term as a sum of products, rows that are picked, scalar products
    pairs      losses over scores of pairs of rows
    softmaxes  a softmax over the scores of all rows
    windows    training: a window whose words share their negatives
    lanes      several slopes as one expression
    showing    a plan in words
"""

from derive.plans.pairs import Pair, Pairs, Sides, pairs_of
from derive.plans.showing import shown
from derive.plans.softmaxes import Error, Softmax, softmax_plan
from derive.plans.windows import Window, window_of

__all__ = [
    "Error",
    "Pair",
    "Pairs",
    "Sides",
    "Softmax",
    "Window",
    "pairs_of",
    "shown",
    "softmax_plan",
    "window_of",
]
