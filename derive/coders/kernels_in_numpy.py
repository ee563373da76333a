"""Training in NumPy: all random numbers of a sentence at once, then window by window as the law says."""

from __future__ import annotations

from derive.codegen.functions import HELPERS
from derive.coders.blocks import NAMES
from derive.coders.scalars import Scalars, numpy_number
from derive.coders.sizes import Sizes
from derive.plans.lanes import together
from derive.plans.windows import LONGEST, All, Drawn, Window
from derive.terms.term import Term

FUNCTIONS = {"sigma": "sigmoid", "exp": "np.exp", "tanh": "np.tanh"}


SCALARS = Scalars(FUNCTIONS, numpy_number)


def kernel_source(plan: Window, sizes: Sizes, title: str) -> str:
    """A whole module."""
    scored = plan.scored
    constants, step = _drawn(plan, scored, sizes) if isinstance(scored, Drawn) else ("", _scan(plan, scored))
    void = isinstance(scored, Drawn) and scored.void
    live = "(drawn != sentence[:, None])" if void else "np.ones(drawn.shape, bool)"
    return f'''\
"""{title}"""

import numpy as np

WINDOW, NEGATIVES, LONGEST = {sizes.window}, {sizes.negatives}, {LONGEST}
{constants}{HELPERS["sigmoid"]}

class Numbers:
    """x <- 25214903917 x + 11 modulo 2^64, many steps at once: the n-th is a^n x + 11 (1 + a + ... + a^(n-1))."""

    def __init__(self, x):
        self.x = x
        self.powers, self.sums = np.ones(1, np.uint64), np.zeros(1, np.uint64)

    def next(self, count):
        """So many of them, none used up yet."""
        if count >= len(self.powers):
            factors = np.full(2 * count, 25214903917, np.uint64)
            self.powers = np.concatenate([np.ones(1, np.uint64), np.multiply.accumulate(factors)])
            self.sums = np.concatenate([np.zeros(1, np.uint64), np.add.accumulate(self.powers[:-1])]) * np.uint64(11)
        return self.powers[: count + 1] * self.x + self.sums[: count + 1]

    def take(self, count):
        """So many of them without their last 16 bits."""
        found = self.next(count)
        self.x = found[-1]
        return found[1:] >> np.uint64(16)


def below(numbers, n):
    return ((numbers & np.uint64(0xFFFFFFFF)) * np.uint64(n) >> np.uint64(32)).astype(np.int64)


def words(numbers, threshold, alias):
    place = below(numbers[..., 0], len(threshold))
    chosen = (numbers[..., 1] & np.uint64(0xFFFFFFFF)) <= threshold[place]
    return np.where(chosen, place, alias[place])


def kept(tokens, keep, numbers):
    """The tokens that are learned from."""
    found = numbers.next(len(tokens))
    chance = (found[1:] >> np.uint64(16) & np.uint64(0xFFFF)).astype(np.float32) / np.float32(65536)
    places = np.flatnonzero(keep[tokens] >= chance)[:LONGEST]
    used = len(tokens) if len(places) < LONGEST else places[-1] + 1
    numbers.x = found[used]
    return tokens[places]


{step}

def change(rows, places, were, by):
    """A row that stands twice is changed twice."""
    if len(set(places.tolist())) == len(places):
        rows[places] = were + by
    else:
        np.add.at(rows, places, by)


def kernel({", ".join(NAMES)}):
    numbers, pairs = Numbers(state[0]), 0
    ahead = words(numbers.take(2 * NEGATIVES).reshape(NEGATIVES, 2), threshold, alias)
    begin, one = offsets[first], np.float32
    tokens = max(offsets[last] - begin, 1)
    for s in range(first, last):
        rate = one(rate_first) + (one(rate_last) - one(rate_first)) * one((offsets[s] - begin) / tokens)
        sentence = kept(ids[offsets[s] : offsets[s + 1]], keep, numbers)
        count = len(sentence)
        if count < 2:
            numbers.take(count)
            continue
        found = numbers.take(count * (1 + 2 * NEGATIVES)).reshape(count, 1 + 2 * NEGATIVES)
        reach = WINDOW - below(found[:, 0], WINDOW)
        drawn = np.vstack([ahead, words(found[:, 1:].reshape(count, NEGATIVES, 2), threshold, alias)])
        drawn, ahead = drawn[:-1], drawn[-1]
        outputs = np.column_stack([sentence, drawn])
        weight = np.column_stack([np.ones(count, bool), {live}]) * V.dtype.type(-rate)
        for i, span in enumerate(reach.tolist()):
            inputs = np.concatenate([sentence[max(0, i - span) : i], sentence[i + 1 : i + 1 + span]])
            step(V, U, inputs, outputs[i], weight[i])
            pairs += len(inputs)
    state[0] = numbers.x
    return pairs
'''


def _drawn(plan: Window, scored: Drawn, sizes: Sizes) -> tuple[str, str]:
    """Constants, and a step with drawn words."""
    found = together([scored.truth, scored.noise])
    slope = SCALARS.text(found.term, found.spelled("s", "LANE{}"))
    constants = "".join(
        f"LANE{n} = np.array([{numpy_number(truth)}] + [{numpy_number(noise)}] * NEGATIVES, np.{sizes.dtype})\n"
        for n, (truth, noise) in enumerate(found.constants)
    )
    if plan.hidden == "each":
        return constants, EACH.format(slope=slope)
    return constants, BAG.format(weight=_counted(plan, plan.weight), slope=slope)


def _counted(plan: Window, term: Term) -> str:
    """A number that may speak of how many `inputs` there are."""
    return SCALARS.text(term, plan.counts("len(inputs)", "(len(inputs) / 2)"))


EACH = '''\
def step(V, U, inputs, outputs, weight):
    """X += E W and W += E^T X for the slopes E of the scores X W^T."""
    x, w = V[inputs], U[outputs]
    s = x @ w.T
    e = ({slope}) * weight
    change(V, inputs, x, e @ w)
    change(U, outputs, w, e.T @ x)
'''
BAG = '''\
def step(V, U, inputs, outputs, weight):
    """W += e h^T for the slopes e of the scores W h of the bag h; its rows get their shares of W^T e."""
    x, w, share = V[inputs], U[outputs], V.dtype.type({weight})
    h = x.sum(axis=0) * share
    s = w @ h
    e = ({slope}) * weight
    change(V, inputs, x, np.broadcast_to(share * (e @ w), x.shape))
    change(U, outputs, w, np.outer(e, h))
'''


def _scan(plan: Window, scored: All) -> str:
    """A step with all rows."""
    if plan.hidden == "centre":
        made, hits, passed = "V[outputs[0]].copy()", "inputs", "V[outputs[0]] += g"
    else:
        made, hits = "V[inputs].sum(axis=0) * share", "outputs[:1]"
        passed = "np.add.at(V, inputs, np.broadcast_to(share * g, (len(inputs), len(g))))"
    return f'''\
def step(V, U, inputs, outputs, weight):
    """U += e h^T and h's rows += U^T e for the errors e of all scores U h, times minus the rate."""
    share = V.dtype.type({_counted(plan, plan.weight)})
    h = {made}
    e = U @ h
    e -= e.max()
    np.exp(e, out=e)
    e *= weight[0] * V.dtype.type({_counted(plan, scored.share)}) / e.sum()
    np.add.at(e, {hits}, weight[0] * V.dtype.type({numpy_number(scored.weight)}))
    g = e @ U
    U += np.outer(e, h)
    {passed}
'''
