"""Plans: what of derived gradients makes fast code, recognised from the terms and never presumed.

Reading order:

    summands   a term as a sum of products, rows that are picked, scalar products
    pairs      losses over scores of pairs of rows
    softmaxes  a softmax over the scores of all rows
    bags       a vector that is rows added up
    planning   which of these a loss has
    windows    training: what is done at a centre word and the words around it
    lanes      several slopes as one expression
    showing    a plan in words
"""

from derive.plans.bags import Bag
from derive.plans.pairs import Pair, Pairs, Sides, pairs_of
from derive.plans.planning import Bagged, Plan, plain_plan, plan_of
from derive.plans.showing import shown
from derive.plans.softmaxes import Error, Softmax, softmax_plan
from derive.plans.windows import All, Drawn, Window, window_of

__all__ = [
    "All",
    "Bag",
    "Bagged",
    "Drawn",
    "Error",
    "Pair",
    "Pairs",
    "Plan",
    "Sides",
    "Softmax",
    "Window",
    "pairs_of",
    "plain_plan",
    "plan_of",
    "shown",
    "softmax_plan",
    "window_of",
]
