"""A plan in words: what of the gradients was recognised, and what code does with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.codegen import NotCodedError
from derive.codegen.naming import inert
from derive.plans.pairs import Pair, Pairs
from derive.plans.planning import Bagged, Plan
from derive.plans.softmaxes import Hits, Softmax
from derive.plans.summands import SCORE, Rows, replaced
from derive.plans.windows import All, Window, window_of
from derive.terms.index import Index, Variable
from derive.terms.printing import plain, plain_index
from derive.terms.substitute import substitute, substitute_index
from derive.terms.term import ONE, Entry, Term

LETTERS = "jklmn"
SHOWN = Entry("s")


def shown(name: str, plan: Plan) -> str:
    """The plan of a loss, line by line."""
    lines = [f"plan of {name}", *_told(plan), "", *_training(plan)]
    return "".join(f"{_plainly(line)}\n" for line in lines)


def _told(plan: Plan) -> Iterator[str]:
    match plan:
        case Pairs():
            yield from _pairs(plan)
        case Softmax():
            yield from _softmax(plan)
        case Bagged(bag, inside):
            rows = bag.rows.renamed({v: Variable(LETTERS[0], v.axis) for v in bag.rows.over})
            yield f"a bag: {bag.name} = {plain(bag.weight)} sum of {_rows(rows)}; each row gets so much of d{bag.name}"
            yield ""
            yield from _told(inside)


def _training(plan: Plan) -> Iterator[str]:
    """What a kernel does, in a few lines."""
    try:
        window = window_of(plan)
    except NotCodedError as error:
        yield f"training: {error}"
        return
    yield "training: one step a window, at rows as they were before it"
    yield f"  X = {_inputs(window)}; W = {_outputs(window)}"
    if isinstance(window.scored, All):
        yield "  e = errors of W X^T, known once all rows were walked over: W -= rate e X is made up for"
        yield "  in the walk of the next window, so that every row is read and written once a window"
        return
    yield "  E = slopes of X W^T, in registers; X -= rate E W, W -= rate E^T X, fused and in place"
    yield "  the drawn words of the next window are fetched ahead"
    if window.scored.void:
        yield "  a drawn word that is the centre word is void"


def _inputs(window: Window) -> str:
    return {
        "each": f"rows of {window.inputs}, the words around, which share the drawn words",
        "bag": f"rows of {window.inputs}, the words around, added up and weighted",
        "centre": f"the row {window.inputs} of the centre word",
    }[window.hidden]


def _outputs(window: Window) -> str:
    if isinstance(window.scored, All):
        return f"all rows of {window.outputs}"
    return f"rows of {window.outputs}, the centre and drawn words"


def _plainly(line: str) -> str:
    """What a document called its arrays, without signs that do something to a screen."""
    return line[: len(line) - len(line.lstrip())] + inert(line)


def _pairs(plan: Pairs) -> Iterator[str]:
    yield "scores of picked rows with picked rows; the loss and its gradients are read off them"
    for pair in plan.pairs:
        yield ""
        yield from _pair(pair, plan)


def _pair(pair: Pair, plan: Pairs) -> Iterator[str]:
    sides = pair.sides
    by: dict[Variable, Index] = {v: Variable(LETTERS[n], v.axis) for n, v in enumerate(sides.bound)}
    left, right = _rows(sides.left.renamed(by)), _rows(sides.right.renamed(by))
    yield f"s = {left} . {right}{_running(by)}"
    if sides.mask is not ONE:
        yield f"  counts: {plain(substitute(sides.mask, dict(by)))}"
    yield f"  loss += {_text(pair.value)}"
    yield f"  slope = {_text(pair.slope)}"
    for rows, own, other in ((sides.left, left, right), (sides.right, right, left)):
        if rows.array in plan.arrays:
            yield f"  d{own} += slope {other}"


def _running(by: Mapping[Variable, Index]) -> str:
    """Over what the rows run."""
    over = ", ".join(f"{plain_index(i)} over {i.axis.half or i.axis.name}" for i in by.values())
    return f"   for {over}" if over else ""


def _rows(rows: Rows) -> str:
    return rows.array if rows.index is None else f"{rows.array}[{plain_index(rows.index)}]"


def _text(term: Term) -> str:
    return plain(replaced(term, SCORE, SHOWN))


def _softmax(plan: Softmax) -> Iterator[str]:
    matrix, vector = plan.matrix, plan.vector
    yield f"a softmax y over the scores of all rows: s = {matrix} {vector}"
    yield ""
    yield f"loss = {' + '.join(f'{weight} log y[{place}]' for place, weight in _places(plan.value))}"
    hits = "".join(f" + {weight} at {place}" for place, weight in _places(plan.error.hits))
    yield f"error = {plain(plan.error.share)} y{hits}"
    for array in plan.arrays:
        if array == matrix:
            yield f"d{matrix} = error {vector}^T, an outer product: left factored, or written past the cache"
        else:
            yield f"d{vector} = {matrix}^T error, summed up while the rows are walked over"
    yield ""
    yield "one walk over the rows: scores, their running maximum and sum; what was summed is scaled down where it rises"
    yield "a batch: three products of matrices, each row of scores worked on in between while it is near"


def _places(hits: Hits) -> Iterator[tuple[str, object]]:
    for index, weight in hits:
        by: dict[Variable, Index] = {v: Variable(LETTERS[n], v.axis) for n, v in enumerate(sorted(index.free, key=str))}
        own = {v: i for v, i in by.items() if v.name.startswith("%")}
        yield plain_index(substitute_index(index, own)), weight
