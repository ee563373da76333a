"""The plan of training: what is done at a centre word and the words around it, in one step.

The hidden vectors are scored with output rows:

    each    the rows of the words around, one after the other      the centre word's row and those of drawn words
    bag     the rows of the words around, added up and weighted    the same, or all rows
    centre  the row of the centre word                             all rows
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from derive.codegen import NotCodedError
from derive.plans.bags import Bag
from derive.plans.pairs import Pair, Pairs
from derive.plans.planning import Bagged, Plan
from derive.plans.softmaxes import Softmax
from derive.plans.summands import Rows
from derive.terms.index import Applied, Axis, Index, Variable
from derive.terms.printing import plain
from derive.terms.term import ONE, Add, Delta, Mul, Number, Size, Term, walk

LONGEST = 1000  # tokens of a sentence that are kept, as in numeric/word2vec/blocks.py


@dataclass(frozen=True)
class Drawn:
    """truth, noise  the slopes of the scores with the centre word and with drawn words, over SCORE

    void  whether a drawn word that is the centre word does not count
    """

    truth: Term
    noise: Term
    void: bool


@dataclass(frozen=True)
class All:
    """The error share ŷ + weight [p] of all scores, where p is the centre word or each word around."""

    share: Term
    weight: Fraction


@dataclass(frozen=True)
class Window:
    """inputs   the array of the hidden vectors; outputs  that of the rows they are scored with

    hidden   how the inputs make hidden vectors
    weight   of a row in a bag
    scored   what is done to the scores
    around   the axis of the words around
    """

    inputs: str
    outputs: str
    hidden: Literal["each", "bag", "centre"]
    scored: Drawn | All
    around: Axis
    weight: Term = ONE

    def counts(self, number: str, half: str) -> dict[Term, str]:
        """What terms say of how many words are around, and of half of them."""
        return {Size(self.around): number, Size(Axis(self.around.half or "")): half}


def window_of(plan: Plan) -> Window:
    """What training does at a window; NotCodedError says what does not fit."""
    match plan:
        case Pairs():
            return _each(plan)
        case Softmax():
            return _centre(plan)
        case Bagged(bag, Pairs() as inside):
            return _bag(bag, inside.arrays, _pairs_of_bag(bag, inside))
        case Bagged(bag, Softmax() as inside):
            return _bag(bag, inside.arrays, _all(inside))
    raise AssertionError(plan)


def _each(plan: Pairs) -> Window:
    around, centre, drawn = _parts(plan)
    inputs, outputs = around.array, centre.sides.right.array
    if drawn.sides.right.array != outputs or set(plan.arrays) != {inputs, outputs}:
        raise NotCodedError("the centre word and the drawn words are not rows of one array")
    return Window(inputs, outputs, "each", _drawn(centre, drawn), around.over[0].axis)


def _parts(plan: Pairs) -> tuple[Rows, Pair, Pair]:
    """The words around, the pairs with the centre word, and those with drawn words."""
    lefts = {pair.sides.left for pair in plan.pairs}
    centre, drawn = _told_apart(plan)
    apart = set(drawn.sides.left.over).isdisjoint(drawn.sides.right.over)
    if len(lefts) != 1 or not apart or not _near(around := lefts.pop()):
        raise NotCodedError(
            "no kernel: training takes the words around a centre word, each by itself or as a bag, scored with the "
            "centre word and with drawn words that all of them share, or with all words"
        )
    return around, centre, drawn


def _near(rows: Rows) -> bool:
    """Rows of the words around a centre word."""
    return len(rows.over) == 1 and bool(rows.over[0].axis.half)


def _told_apart(plan: Pairs) -> tuple[Pair, Pair]:
    """The pairs with a word that is given, and with drawn words."""
    given = [pair for pair in plan.pairs if isinstance(pair.sides.right.index, Variable)]
    drawn = [pair for pair in plan.pairs if isinstance(pair.sides.right.index, Applied)]
    if len(given) == len(drawn) == 1 and given[0].sides.mask is ONE and len(drawn[0].sides.right.over) == 1:
        return given[0], drawn[0]
    raise NotCodedError("no kernel: the scores are not those with one word that is given and with drawn words")


def _drawn(centre: Pair, drawn: Pair) -> Drawn:
    return Drawn(centre.slope, drawn.slope, _void(drawn, centre.sides.right.index))


def _void(drawn: Pair, centre: Index | None) -> bool:
    """Whether pairs are left out where the drawn word is the centre word."""
    mask = drawn.sides.mask
    if mask is ONE:
        return False
    match mask:
        case Add((one, Mul((Number(minus), Delta(left, right))))) if one is ONE and minus == -1:
            if {left, right} == {centre, drawn.sides.right.index}:
                return True
    raise NotCodedError(f"no kernel: the pairs are weighted by {plain(mask)}")


def _bag(bag: Bag, arrays: tuple[str, ...], scored: Drawn | All) -> Window:
    (outputs,) = set(arrays) - {bag.name}
    if not _near(bag.rows):
        raise NotCodedError(f"no kernel: the rows of {bag.name} are not those of the words around a centre word")
    for part in walk(bag.weight):
        if isinstance(part, Size) and part.axis.name != bag.rows.over[0].axis.half:
            raise NotCodedError(f"no kernel: the weight {plain(bag.weight)} speaks of other sizes than the window's")
    return Window(bag.rows.array, outputs, "bag", scored, bag.rows.over[0].axis, bag.weight)


def _pairs_of_bag(bag: Bag, plan: Pairs) -> Drawn:
    centre, drawn = _told_apart(plan)
    if any(pair.sides.left != Rows(bag.name) for pair in plan.pairs):
        raise NotCodedError(f"no kernel: the scores are not those of {bag.name}")
    return _drawn(centre, drawn)


def _all(plan: Softmax) -> All:
    """A softmax in which one word counts, which is given."""
    if len(plan.error.hits) == 1 and isinstance(plan.error.hits[0][0], Variable) and not _sizes(plan):
        return All(plan.error.share, plan.error.hits[0][1])
    raise NotCodedError("no kernel: the error of the softmax is not that of one word")


def _sizes(plan: Softmax) -> bool:
    return any(isinstance(part, Size) for part in walk(plan.error.share))


def _centre(plan: Softmax) -> Window:
    match plan.error.hits:
        case ((Applied(_, (Variable() as place,)), weight),) if place.axis.half:
            if all(part.axis == place.axis for part in walk(plan.error.share) if isinstance(part, Size)):
                return Window(plan.vector, plan.matrix, "centre", All(plan.error.share, weight), place.axis)
    raise NotCodedError("no kernel: training takes a softmax in which the words around a centre word count")
