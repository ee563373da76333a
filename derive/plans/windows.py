"""The plan of training: the words around a centre word, each scored with the centre word and with drawn words.

inputs    the rows of the words around, one a place of the window
outputs   the row of the centre word, then those of the drawn words, which all inputs share
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.codegen import NotCodedError
from derive.plans.pairs import Pair, Pairs
from derive.plans.summands import Rows
from derive.terms.index import Applied, Index, Variable
from derive.terms.printing import plain
from derive.terms.term import ONE, Add, Delta, Mul, Number, Term

LONGEST = 1000  # tokens of a sentence that are kept, as in numeric/word2vec/window.py


@dataclass(frozen=True)
class Window:
    """inputs, outputs  the arrays

    truth, noise  the slopes of the scores with the centre and with drawn words, over SCORE
    void          whether a drawn word that is the centre word does not count
    """

    inputs: str
    outputs: str
    truth: Term
    noise: Term
    void: bool


def window_of(plan: Pairs) -> Window:
    """The window of a plan of pairs; NotCodedError says what does not fit."""
    around, centre, drawn = _parts(plan)
    inputs, outputs = around.array, centre.sides.right.array
    if {centre.sides.right.array, drawn.sides.right.array} != {outputs} or set(plan.arrays) != {inputs, outputs}:
        raise NotCodedError("the centre word and the drawn words are not rows of one array")
    return Window(inputs, outputs, centre.slope, drawn.slope, _void(drawn, centre.sides.right.index))


def _parts(plan: Pairs) -> tuple[Rows, Pair, Pair]:
    """The words around, the pairs with the centre word, and those with drawn words."""
    lefts = {pair.sides.left for pair in plan.pairs}
    centres = [pair for pair in plan.pairs if isinstance(pair.sides.right.index, Variable)]
    others = [pair for pair in plan.pairs if isinstance(pair.sides.right.index, Applied)]
    if len(lefts) == 1 and len(centres) == len(others) == 1 and centres[0].sides.mask is ONE:
        around = lefts.pop()
        apart = set(around.over).isdisjoint(others[0].sides.right.over)
        if apart and len(around.over) == 1 and around.over[0].axis.half and len(others[0].sides.right.over) == 1:
            return around, centres[0], others[0]
    raise NotCodedError(
        "no kernel: training takes a loss of the words around a centre word, each scored with the centre word and with "
        "drawn words that all of them share, such as shared-negatives"
    )


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
