"""Derivatives as written: what is differentiated, by which entries, and in which layout the result lies.

scalar by column x      denominator layout: a column      numerator layout: a row
column y by column x    denominator: (x, y)               numerator: (y, x)
anything by a matrix    shape convention: the matrix's own shape, unless the layout says transposed
scalar by x and x^T     (x, x), the Hessian             by a written x^T: numerator, whatever is in force
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.calculus.differentiate import differentiate
from derive.calling.calls import ENTRYWISE, application
from derive.deriving.differentials import variables
from derive.deriving.earlier import acting_in, listed, through_earlier
from derive.deriving.folding import folded
from derive.deriving.through import by_expression, name_for, square_root
from derive.naming.arrays import Array, Slot, scalar, sum_over, transpose
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.losses import guessed, loss_in, slope_in
from derive.naming.moments import moment
from derive.naming.names import key, letter, spelled, unwrap
from derive.naming.scope import Tensor
from derive.summing.instants import acting_earlier, has_tables, place_of
from derive.summing.steps import at_one_time, back, own, through_time
from derive.syntax import nodes as n
from derive.syntax.differentials import signs, twice
from derive.terms.substitute import tensors
from derive.terms.term import ZERO, Entry, Term

EARLIER = "the derivative of a state at another time"  # the name of a choice
JACOBIAN = "a derivative of a vector by a vector, alone on its side"  # the name of a choice


@dataclass(frozen=True, slots=True)
class Partial:
    """d body / d target before any layout: the term over the slots of both."""

    body: Array
    target: Array
    term: Term
    sign: str = r"\partial"

    @property
    def shown(self) -> str:
        """As a fraction."""
        return rf"\frac{{{self.sign} {self.body.show(2)}}}{{\partial {self.target.shown}}}"


def partial(node: n.Derivative, frame: Frame, at: int | None = None) -> Partial:
    """d body / d target for a derivative as written; `at` a time, through the uses of the target at that time alone."""
    if len(signs(node.by)) != 1:
        raise NotUnderstoodError("a derivative of second order is not read here", node.by.span)
    node = _by_argument(node, frame)
    found = _partial(_body(node, frame), node.by, node, frame, at)
    return replace(found, sign=r"\partial^+") if node.immediate else found


def _by_argument(node: n.Derivative, frame: Frame) -> n.Derivative:
    r"""\nabla f(x) is by x, and \nabla f by what f is a function of, or what alone varies, if that is one thing."""
    times = len(signs(node.by))
    if any(not isinstance(by, n.Sequence) or by.items for by in signs(node.by)):
        return node
    match node.body:
        case n.Product(factors=((_, head), ("", n.Group(items=items, given=None) as group))) if len(items) == 1:
            argument = items[0] if application(head, group, frame) else None
        case n.Name() | n.Scripted() as name:
            tensor = frame.scope.tensor(key(name) or "")
            argument = tensor.signature[0] if tensor and len(tensor.signature) == 1 else None
        case _:
            argument = None
    argument = argument or _only_variable(node, frame)
    if argument is None:
        raise NotUnderstoodError("this \\nabla does not say by what", node.span, hint="write \\nabla_x f")
    return replace(node, by=twice(argument) if times == 2 else argument)


def _only_variable(node: n.Derivative, frame: Frame) -> n.Node | None:
    """The only variable of a body whose differential the section writes."""
    found = variables(frame.read(node.body).body, frame.scope) if node.body else []
    font, _, text = found[0].rpartition(":") if len(found) == 1 else ("", "", "")
    return n.Name(node.by.span, text, font) if len(text.lstrip("\\")) == len(text) == 1 else None


def _body(node: n.Derivative, frame: Frame) -> Array:
    if node.body is None:
        raise NotUnderstoodError("a derivative of nothing", node.span)
    return frame.read(of_function(node, frame).body or node.body).freshened()


def of_function(node: n.Derivative, frame: Frame) -> n.Derivative:
    r"""\frac{d \sigma}{d x} of a known function is that of \sigma(x)."""
    body, name = node.body, key(node.body)
    if not isinstance(body, n.Name) or name is None or len(signs(node.by)) > 1:
        return node
    if frame.scope.tensor(name) or letter(name) in frame.values:
        return node
    if not (frame.scope.function(name) or letter(name) in ENTRYWISE):
        return node
    bracket = n.Group(node.by.span, "(", ")", (node.by,))
    return replace(node, body=n.Product(node.span, (("", body), ("", bracket))))


def _partial(body: Array, by: n.Node, node: n.Derivative, frame: Frame, at: int | None = None) -> Partial:
    if (root := square_root(by, frame)) is not None:
        return _by_square(_partial(body, root, node, frame, at), by, node, frame)
    target = frame.read(unwrap(by)).freshened()
    target = replace(target, body=frame.scope.named(target.body))
    entry = target.body
    if slope := slope_in(body, frame.scope):
        raise NotUnderstoodError(f"the second derivatives behind {slope} are not known", node.span)
    if len(signs(node.by)) > 1 and (acting := acting_in(body.body, frame.scope)):
        raise NotUnderstoodError(f"the second derivatives through {listed(acting)} are not known", node.span)
    written = node.body if len(signs(node.by)) == 1 else None
    if not isinstance(entry, Entry) and (found := by_expression(written, unwrap(by), target, frame)) is not None:
        outside, term = found
        return Partial(outside.named(body.shown, body.level), target, term)
    if not isinstance(entry, Entry) and (other := name_for(target, body, frame)) is not None:
        target = other
        entry = target.body
    if not isinstance(entry, Entry):
        raise NotUnderstoodError(f"a derivative with respect to {target.shown}, which is no variable", by.span)
    _one_of_others(body, entry.tensor, by, frame)
    body = _through(body, entry.tensor, node, frame)
    return Partial(body, target, _differentiated(body, target, node, frame, at))


def _by_square(found: Partial, by: n.Node, node: n.Derivative, frame: Frame) -> Partial:
    r"""d f / d x^2 = (d f / d x) / (2 x). Where nothing says what x is, a \partial^2 may be missing above."""
    entry = found.target.body
    if not found.target.is_scalar or not isinstance(entry, Entry):
        raise NotUnderstoodError("a derivative by the square of an array", by.span)
    if not frame.scope.is_defined(entry.tensor):
        frame.vacuous[node.span] = "false if this is a second derivative"
    target = replace(found.target, body=entry**2, shown=rf"{found.target.shown}^2")
    return replace(found, target=target, term=found.term / (2 * entry))


def _one_of_others(body: Array, name: str, by: n.Node, frame: Frame) -> None:
    """A slope by k_+ beside the k_i, or by one of these, depends on whether it is one of them: that is declared."""
    scope, reached = frame.scope, frame.scope.reach_of(body.body)
    for marked in sorted({other for other in (name, *reached) if other.endswith(("_+", "_-"))}):
        base, tensor = scope.tensors.get(marked[:-2]), scope.tensors.get(marked)
        if base is None or tensor is None or tensor.origin != "inferred" or base.axes[1:] != tensor.axes:
            continue
        if name in (base.name, marked) and {base.name, marked} <= reached | {name}:
            shown = spelled(marked)
            raise NotUnderstoodError(
                f"is {shown} one of the others?", by.span, code="D304", hint=f"declare {shown} if it is none of them"
            )


def _differentiated(body: Array, target: Array, node: n.Derivative, frame: Frame, at: int | None) -> Term:
    """The derivative by an entry; through equations at other times where it would be 0 without them."""
    scope, entry = frame.scope, target.body
    assert isinstance(entry, Entry)
    name = entry.tensor
    if has_tables(scope.reach_of(body.body)):
        return _of_sums_over_time(body.body, target, node, frame)
    if at is not None:
        found = at_one_time(body.body, name, at, scope)
        laws, uses = found or ({}, {})
        if found is None:
            frame.vacuous[node.span] = f"{body.shown} does not use {target.shown} then, as far as was understood"
        slope = differentiate(body.body, Entry(own(name), entry.indices), scope.with_({**laws, **uses}))
        _went_through(laws, node, frame)
        return back(slope, name)
    if any(scope.depends(inside, name) for inside in tensors(body.body)):
        return frame.hold(body.body, entry, _total(body.body, entry, node, frame))
    if through := through_time(body.body, name, scope):
        return _at_other_times(body, entry, through, node, frame)
    frame.vacuous[node.span] = f"{body.shown} does not depend on {target.shown}, as far as was understood"
    if guessed(body, scope) or guessed(target, scope):
        frame.doubted.add(node.span)
    return frame.hold(body.body, entry, ZERO)


def _total(body: Term, target: Entry, node: n.Derivative, frame: Frame, laws: dict[str, Tensor] | None = None) -> Term:
    r"""What the target does at its own places, and through the states of earlier times, but for \partial^+."""
    slope = differentiate(body, target, frame.scope.with_(laws or {}))
    if node.immediate:
        return slope
    if frame.within and isinstance(body, Entry) and moment(body.tensor, frame.scope.times):
        return slope
    return slope + through_earlier(body, target, frame, laws or {})


def _at_other_times(body: Array, target: Entry, laws: dict[str, Tensor], node: n.Derivative, frame: Frame) -> Term:
    """The derivative of what depends on the target at other times alone: through their equations, or as it stands."""
    timeless = moment(target.tensor, frame.scope.times) is None
    if (
        timeless
        and not frame.within
        and frame.choices.pick(EARLIER, ("through its equation", "as it stands")) == "as it stands"
    ):
        frame.vacuous[node.span] = f"false if nothing is to be known of how {body.shown} depends on what it is made of"
        return through_earlier(body.body, target, frame)
    _went_through(laws, node, frame)
    return _total(body.body, target, node, frame, laws)


def _of_sums_over_time(body: Term, target: Array, node: n.Derivative, frame: Frame) -> Term:
    """The derivative of a sum over all times, of which nothing acts through a recurrence."""
    scope = frame.scope
    assert isinstance(target.body, Entry)
    entry = place_of(target.body, scope)
    if earlier := acting_earlier(body, target.body.tensor, scope):
        raise NotUnderstoodError(
            f"{target.shown} acts through {spelled(earlier)} as well: which of its uses are differentiated?", node.span
        )
    if not any(scope.depends(inside, entry.tensor) for inside in tensors(body)):
        frame.vacuous[node.span] = f"this sum over time does not depend on {target.shown}, as far as was understood"
    return frame.hold(body, entry, differentiate(body, entry, scope))


def _went_through(laws: dict[str, Tensor], node: n.Derivative, frame: Frame) -> None:
    """Whether other ways through other times are meant as well is not known: such a derivative makes no step false."""
    if laws:
        frame.laws |= laws
        names = ", ".join(map(spelled, sorted(laws)))
        frame.vacuous[node.span] = f"false if this derivative goes through {names} alone, made as at the present time"
        frame.note(f"{names}: made as at the present time")


def _through(body: Array, target: str, node: n.Derivative, frame: Frame) -> Array:
    """dJ/da has a meaning only if J can be written through a, or has nothing to do with a."""
    scope = frame.scope
    if scope.tensors[target].definition is None or has_tables(scope.reach_of(body.body)):
        return body
    reached = frozenset().union(*(scope.reach(name) for name in tensors(body.body)))
    shared = {name for name in reached & scope.reach(target) if scope.tensors[name].definition is None}
    if target in reached or not shared:
        return body
    term = folded(body.body, scope.tensors[target], scope)
    if term is None:
        raise NotUnderstoodError(
            f"{body.shown} is not written in terms of {spelled(target)}", node.by.span, code="D301",
            hint=f"define it through {spelled(target)}, or differentiate by what both depend on",
        )  # fmt: skip
    return Array(body.slots, term, body.shown, body.level)


def read_derivative(node: n.Derivative, frame: Frame, at: int | None = None) -> Array:
    """The derivative in the layout in force; a nabla has the shape of its variable."""
    if len(signs(node.by)) == 2 and at is None:
        return _second(_by_argument(node, frame), frame)
    d = partial(node, frame, at)
    if node.style == "nabla":
        shown = rf"\nabla_{{{d.target.shown}}} {d.body.show(3)}"
        if d.body.is_scalar:
            return Array(d.target.slots, d.term, shown)
        raise NotUnderstoodError("the gradient of an array", node.span)
    found = Array(_laid_out(d.body, d.target, frame), d.term, d.shown)
    if node.span in frame.whole and d.body.is_vector and d.target.is_vector and not _is_turned(d.target, frame):
        turned = frame.choices.pick(JACOBIAN, ("as gradients lie", "turned")) == "turned"
        return transpose(found) if turned else found
    return found


def _second(node: n.Derivative, frame: Frame) -> Array:
    r"""d^2 f / dx_i dy_j of a number f: i runs down and j across, as in \partial x \partial x^T and in \nabla_x^2."""
    first, second = signs(node.by)
    body = _body(node, frame)
    if loss := loss_in(body, frame.scope):
        raise NotUnderstoodError(f"the second derivatives of {spelled(loss)} are not known", node.span)
    once = _partial(body, first, node, frame)
    if not once.body.is_scalar:
        raise NotUnderstoodError("a second derivative of an array", node.span)
    vacuous = dict(frame.vacuous)
    twice = _partial(Array(once.target.slots, once.term, once.body.shown), second, node, frame)
    frame.vacuous = vacuous  # the slope of what is linear does not depend on anything, and is understood
    (x, y), shown = (once.target, twice.target), once.body.show(2)
    shown = rf"\frac{{\partial^2 {shown}}}{{\partial {x.shown} \partial {y.shown}}}"
    match x.flat(), y.flat():
        case ((), _):
            return Array(_laid_out(once.body, y, frame), twice.term, shown)
        case (_, ()):
            return Array(_laid_out(once.body, x, frame), twice.term, shown)
        case ((i,), (j,)) if _is_turned(y, frame) or (_tensor(x) == _tensor(y) and not _is_turned(x, frame)):
            return Array((i, j), twice.term, shown)
        case ((i,), (j,)) if _is_turned(x, frame):
            return Array((j, i), twice.term, shown)
    raise NotUnderstoodError("which index of this second derivative runs down?", node.by.span)


def _tensor(target: Array) -> str:
    return target.body.tensor if isinstance(target.body, Entry) else ""


def _is_turned(target: Array, frame: Frame) -> bool:
    r"""\partial x^T of a column x: the layout is written out."""
    lies = target.is_vector and target.slots[0] is None and isinstance(target.body, Entry)
    return lies and not frame.scope.tensors[_tensor(target)].row


def _laid_out(body: Array, target: Array, frame: Frame) -> tuple[Slot, ...]:
    match (len(body.flat()), len(target.flat())):
        case (0, 0):
            return (None, None)
        case (0, 1):
            (x,) = target.flat()
            if _is_turned(target, frame):
                return (None, x)
            if _is_flat_matrix(target, frame):
                return target.slots[::-1] if _is_transposed(frame) else target.slots
            vectors = _vectors(frame)
            if vectors == "shape":
                return target.slots
            return (None, x) if vectors == "numerator" else (x, None)
        case (0, 2) if len(target.slots) == 2:
            return target.slots[::-1] if _is_transposed(frame) else target.slots
        case (_, 0):
            return body.slots
        case (1, 1):
            (y,), (x,) = body.flat(), target.flat()
            if _is_turned(target, frame):
                return (y, x)
            return (y, x) if _vectors(frame) == "numerator" else (x, y)
    return body.flat() + target.flat()


def _is_flat_matrix(target: Array, frame: Frame) -> bool:
    r"""W \in \mathbb{R}^{1 \times n}: a matrix of one row by its letter, whose slope lies as that of a matrix."""
    return frame.scope.tensors[_tensor(target)].row and letter(_tensor(target))[:1].isupper()


def _is_transposed(frame: Frame) -> bool:
    """The slope by a matrix lies across."""
    return frame.choices.pick("matrices", ("shape",)) == "numerator"


def _vectors(frame: Frame) -> str:
    return frame.choices.pick("vectors", ("denominator", "numerator"))


def chain_rule(factors: list[n.Node], frame: Frame) -> Array | None:
    """dL/ds ds/dh dh/dV summed over the entries of s and of h, whatever the layouts of the factors."""
    single = replace(frame, within=frame.at_bar or bool(frame.adding))
    steps = [partial(f, single if p else frame) for p, f in enumerate(factors) if isinstance(f, n.Derivative)]
    if len(factors) < 2 or len(factors) - len(steps) != (not isinstance(factors[0], n.Derivative)):
        return None
    if len(steps) < len(factors):
        return _through_value(frame.read(factors[0]), steps, frame)
    total = steps[0]
    for step in steps[1:]:
        if _variable(total.target) is None or _variable(total.target) != _variable(step.body):
            return None
        shared = total.target.slots
        joined = Array(step.body.slots, step.term, "").at(*shared)
        total = Partial(total.body, step.target, sum_over(total.target.flat(), total.term * joined))
    shown = r" \cdot ".join(step.shown for step in steps)
    return Array(_laid_out(total.body, total.target, frame), total.term, shown)


def _through_value(value: Array, steps: list[Partial], frame: Frame) -> Array | None:
    r"""a \frac{\partial z}{\partial W} with a of the shape of z: a stands for the derivative of a number by z."""
    (step, *others) = steps
    if others or not value.flat() or value.axes != step.body.axes or len(step.target.flat()) < 2:
        return None
    value = value.freshened()
    shared = Array(step.body.slots, step.term, "").at(*value.slots)
    term = sum_over(value.flat(), value.body * shared)
    shown = rf"{value.show(2)} \cdot {step.shown}"
    return Array(_laid_out(scalar(value.body, ""), step.target, frame), term, shown)


def _variable(array: Array) -> tuple[str, tuple[object, ...], str] | None:
    """What an array is a variable of: its tensor, its axes and its fixed indices; None for other expressions."""
    if not isinstance(array.body, Entry):
        return None
    fixed = [i.key for i in array.body.indices if i not in array.flat()]
    return array.body.tensor, array.axes, ",".join(fixed)
