"""Sums and products over an index: which letter is bound, over which axis, under which conditions.

A limit that is not understood makes the sum unreadable: a sum over another range is another statement.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derive.indexing.hypotheses import drawn_alike, members, pairs
from derive.indexing.indices import axis_of, bound_letters, in_items, infer, read_index
from derive.naming.arrays import PRODUCT, Array, ShapeError
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, script_text, spelled, unwrap
from derive.summing.instants import sum_over_time
from derive.syntax import nodes as n
from derive.terms.functions import exp, log
from derive.terms.index import Applied, Axis, Variable, fresh
from derive.terms.term import Delta, Sum, Term, mul

OVERRUN = "D205"  # a sum with a term too many


@dataclass
class Binder:
    """What the scripts of a sum say: its letter, its axis if given, and the conditions on the letter."""

    letter: str = ""
    axis: Axis | None = None
    start: str = ""
    conditions: list[tuple[str, n.Node]] = field(default_factory=list)  # ('!=' or '=', other index)


def read_big(node: n.Big, frame: Frame) -> Array:
    """sum_k f = sum over all positions k of the axis, f weighted by the conditions on k."""
    if node.operator not in ("sum", "prod"):
        raise NotUnderstoodError(f"\\{node.operator} is not read", node.span)
    if (nested := _nested(node)) is not None:
        return frame.read(nested)
    if (time := next(iter(bound_letters(node.sub)), "")) in frame.scope.times:
        return _over_time(node, time, frame)
    binder, axis = ranged(node, frame)
    bound = fresh(axis, binder.letter)
    with frame.binding(binder.letter, bound):
        weight = mul(*(_weight(sign, bound, other, frame) for sign, other in binder.conditions))
        body = frame.read(node.body)
    shown = _shown(node.operator, binder, axis) + body.show(PRODUCT)
    if node.operator == "sum":
        return Array(body.slots, Sum(bound, weight * body.body), shown, PRODUCT)
    if not body.is_scalar:
        raise ShapeError("a product over an index needs numbers", body.shape, "a number")
    return Array(body.slots, exp(Sum(bound, weight * log(body.body))), shown, PRODUCT)


def _over_time(node: n.Big, time: str, frame: Frame) -> Array:
    """A sum over all times, which h_t and h_{t-1} are names at."""
    binder = _binder(node, frame)
    if node.operator != "sum" or binder.conditions or binder.start not in ("", "1"):
        raise NotUnderstoodError(f"this range of the time {time} is not read", node.span)
    return sum_over_time(node, time, binder.axis, frame)


def ranged(node: n.Big, frame: Frame) -> tuple[Binder, Axis]:
    """What the scripts of a sum say, with the axis it runs over."""
    binder = _binder(node, frame)
    axis = binder.axis or axis_of(binder.letter, [node.body], frame)
    if axis is None:
        raise NotUnderstoodError(
            f"the range of the sum over {spelled(binder.letter)} is not known",
            node.span,
            code="D003",
            hint=f"write its limits, or declare {binder.letter} \\in n for an axis of size n",
        )
    return binder, axis


def _nested(node: n.Big) -> n.Big | None:
    """sum_{i, j = 1}^n is a sum over i of a sum over j; a condition on both belongs to the inner one."""
    items = _items(node.sub)
    bound = [name for item in items if (name := _sole_letter(item))]
    if len(bound) < 2 or len(set(bound)) < len(bound):
        return None
    starts, conditions = list(items[: len(bound)]), items[len(bound) :]
    if [_sole_letter(item) for item in starts] != bound:
        return None
    last = starts[-1]
    if isinstance(last, n.Relations) and last.signs == ("=",) and node.sup is not None:  # i, j = 1
        bare = [isinstance(item, n.Name) for item in starts]
        starts = [replace(last, terms=(i, last.terms[1])) if b else i for i, b in zip(starts, bare, strict=True)]
    made = replace(node, sub=n.Sequence(last.span, (starts[-1], *(_turned(item, bound[-1]) for item in conditions))))
    for start in reversed(starts[:-1]):
        made = replace(node, sub=start, body=made)
    return made


def _items(sub: n.Node | None) -> tuple[n.Node, ...]:
    """What stands below the sign: i, j or, in one run, ij."""
    if isinstance(sub, n.Product) and all(sign == "" and isinstance(factor, n.Name) for sign, factor in sub.factors):
        return tuple(factor for _, factor in sub.factors)
    return sub.items if isinstance(sub, n.Sequence) else ()


def _sole_letter(item: n.Node) -> str | None:
    r"""The letter that an item of the subscript binds: i, i = 1, i \in n."""
    if isinstance(item, n.Relations):
        bare = len(item.terms) == 2 and (
            item.signs == ("in",) or (item.signs == ("=",) and isinstance(item.terms[1], n.Numeral))
        )
        item = item.terms[0] if bare else item
    spelling = key(item) if isinstance(item, n.Name) else None
    return letter(spelling) if spelling else None


def _turned(item: n.Node, name: str) -> n.Node:
    """i != j as a condition on j."""
    match item:
        case n.Relations(terms=(left, right), signs=("!=" | "=",)) if letter(key(right) or "") == name:
            return replace(item, terms=(right, left))
    return item


def _shown(operator: str, binder: Binder, axis: Axis) -> str:
    name = spelled(binder.letter.lstrip("%"))
    signs = {"!=": r"\ne", "=": "="}
    where = "".join(f",\\, {_told(name, signs[sign], other)}" for sign, other in binder.conditions)
    if axis.half:
        return rf"\{operator}_{{-{axis.half} \le {name} \le {axis.half}{where}}} "
    return rf"\{operator}_{{{name}=1{where}}}^{{{axis.name}}} "


def _told(name: str, sign: str, other: n.Node) -> str:
    r"""j \ne k, or w_j = w_k"""
    if isinstance(other, n.Relations):
        return f" {sign} ".join(f"{spelled(member)}_{spelled(key(unwrap(at)) or '?')}" for member, at in members(other))
    return f"{name} {sign} {spelled(key(unwrap(other)) or '0')}"


def _weight(sign: str, bound: Variable, other: n.Node, frame: Frame) -> Term:
    if isinstance(other, n.Relations):
        return mul(*(Delta(i, j) if sign == "=" else 1 - Delta(i, j) for _, i, j in pairs(other, frame) or ()))
    same = _same(bound, other, frame)
    return same if sign == "=" else 1 - same


def _same(bound: Variable, other: n.Node, frame: Frame) -> Term:
    r"""[k = l]; below a sum over the draws k, k \ne o of a word o is w_k \ne o, as u_k is the vector of w_k."""
    name = letter(key(unwrap(other)) or "")
    index = frame.bound.get(name) or frame.free.get(name)
    own = index.axis if index else frame.guesses.get(name) or frame.scope.range(name)
    drawn = frame.scope.coercion(bound.axis, own) if own not in (None, bound.axis) else None
    if own is None or drawn is None:
        return Delta(bound, read_index(other, bound.axis, frame))
    frame.note(f"what is compared with the word {spelled(name)} below a sum over draws is the word drawn")
    return Delta(Applied(drawn.name, (bound,), own), read_index(other, own, frame))


def _binder(node: n.Big, frame: Frame) -> Binder:
    letters = bound_letters(node.sub)
    if node.sub is None or len(letters) != 1:
        raise NotUnderstoodError("a sum needs one index below its sign", node.span)
    binder, sub = Binder(letters.pop()), in_items(node.sub) or node.sub
    for item in sub.items if isinstance(sub, n.Sequence) else (sub,):
        _item(item, binder, frame)
    if node.sup is not None:
        _upper(node.sup, binder, node, frame)
    elif binder.start:
        raise NotUnderstoodError("the upper limit of this sum is missing", node.span)
    return binder


def _item(item: n.Node, binder: Binder, frame: Frame) -> None:
    """One comma-separated part below the sign."""
    drawn = drawn_alike(item, frame) if isinstance(item, n.Relations) else None
    match item:
        case n.Relations(signs=("=" | "!=" as sign,)) if drawn is not None:
            binder.axis = binder.axis or drawn.arguments[0]
            binder.conditions.append((sign, item))
        case n.Relations(terms=(_, right), signs=("=",)):
            if isinstance(unwrap(right), n.Numeral | n.Signed) and not binder.start:
                binder.start = _limit(right)
            else:
                binder.conditions.append(("=", right))
        case n.Relations(terms=(_, right), signs=("!=",)):
            binder.conditions.append(("!=", right))
        case n.Relations(terms=(_, right), signs=("in",)):
            binder.axis = _size(right, frame)
        case n.Relations(terms=(low, _, high), signs=("<=", "<=")):
            binder.axis = _between(_limit(low), _limit(high), binder, item, frame)
        case n.Relations():
            raise NotUnderstoodError("this range of a sum is not understood", item.span)
        case _:
            pass


def _limit(node: n.Node) -> str:
    """A limit as text: '1', 'm', '-m', 'K-1'; '' when it is anything else."""
    match unwrap(node):
        case n.Numeral(text=text):
            return text
        case n.Signed(sign="-", body=body):
            return "-" + _limit(body)
        case n.Binary(operator=operator, left=left, right=right) if operator in "+-":
            return _limit(left) + operator + _limit(right)
        case n.Group(open="|", items=(only,)):
            return _limit(only)
        case n.Scripted(base=base, sub=sub, sup=None, primes=0):
            return f"{_limit(base)}_{script_text(sub)}"
        case other:
            spelling = key(other)
            return letter(spelling) if spelling else ""


def _between(low: str, high: str, binder: Binder, item: n.Node, frame: Frame) -> Axis:
    """-m <= j <= m is the window of half-width m; 1 <= k <= K is the axis of size K."""
    if low == f"-{high}" and high.isalpha():
        return Axis(f"window{high}", half=high)
    if low == high:
        raise IllFormedError(
            f"the sum over {spelled(binder.letter)} runs from {low} to {high}: it has a single term",
            item.span,
            code="D204",
            found=f"{low} <= {binder.letter} <= {high}",
            expected=f"-{high} <= {binder.letter} <= {high}",
        )
    found = frame.scope.axis(high)
    if low == "1" and found is not None:
        return found
    if low == "0":
        raise NotUnderstoodError("a range that begins at 0", item.span, hint="count entries from 1")
    raise NotUnderstoodError(f"the range from {low or '?'} to {high or '?'} is not understood", item.span)


def _upper(sup: n.Node, binder: Binder, node: n.Big, frame: Frame) -> None:
    high = _limit(sup)
    if binder.start == "0":
        high = _counted_from_0(high, binder, node, frame)
    elif binder.start not in ("", "1"):
        binder.axis = _between(binder.start, high, binder, sup, frame)
        return
    if not high or not high.replace("\\", "").replace("_", "").isalnum():
        raise NotUnderstoodError("this upper limit of a sum is not understood", sup.span)
    binder.axis = frame.scope.axis(high)
    strong, weak = infer(binder.letter, [node.body], frame.scope)
    if binder.axis is None:
        binder.axis = _new_size(high, strong or weak, sup, frame)
    frame.scope.remembered[binder.letter] = binder.axis
    if strong and strong != {binder.axis}:
        raise NotUnderstoodError(
            f"the sum over {spelled(binder.letter)} runs to {high}, and {spelled(binder.letter)} stands where an "
            f"index over {min(a.name for a in strong)} belongs",
            sup.span,
            code="D202",
            found=f"a range of size {high}",
            expected=f"a range of size {min(a.name for a in strong)}",
        )


def _counted_from_0(high: str, binder: Binder, node: n.Big, frame: Frame) -> str:
    """N for a sum from 0 to N - 1; a sum from 0 to N over the N entries of something is none."""
    size, minus, one = high.rpartition("-")
    if (minus, one) == ("-", "1") and size.isalnum():
        frame.note(f"the entries are counted from 0 in the sum over {spelled(binder.letter)}")
        return size
    if high in frame.scope.overrun:
        frame.note(f"sums from 0 to {high} are read as sums of {high} terms")
        return high
    strong, _ = infer(binder.letter, [node.body], frame.scope)
    if strong and strong == {frame.scope.axis(high)}:
        raise IllFormedError(
            f"the sum over {spelled(binder.letter)} runs from 0 to {high}: that is one term too many",
            node.span,
            code=OVERRUN,
            found=f"{high} + 1 terms",
            expected=f"{high} terms",
        )
    raise NotUnderstoodError("a range that begins at 0", node.span, hint="count entries from 1")


def _new_size(high: str, evidence: set[Axis], sup: n.Node, frame: Frame) -> Axis:
    """A size letter met for the first time names the axis its index is used over."""
    if frame.scope.tensor(high) or len(evidence) > 1:
        raise NotUnderstoodError(f"the upper limit {high} is not a known size", sup.span)
    axis = evidence.pop() if evidence else Axis(high)
    if axis.name != high and (high.isdecimal() or axis.fixed is not None):
        raise NotUnderstoodError(f"the upper limit {high} is not the size of the axis {axis.name}", sup.span)
    if axis.fixed == 0:
        raise NotUnderstoodError("a sum that runs from 1 to 0 is not read", sup.span)
    if axis.name != high:
        frame.note(f"{high} is read as the size of the axis {axis.name}")
    frame.scope.axes[high] = axis
    return axis


def _size(node: n.Node, frame: Frame) -> Axis:
    name = _limit(node)
    found = frame.scope.axis(name) if name else None
    if found is None:
        raise NotUnderstoodError(f"the set {name or ''} is not declared", node.span, hint="declare its index: w \\in V")
    return found
