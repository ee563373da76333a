"""From a node to an array: one handler a node kind, and what names, scripts and products mean.

elaborate(Node, Frame) -> Array        or a Fault: not understood, or ill-formed
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derive.calling.calls import Call, application, apply_named, read_function
from derive.calling.primes import as_derivative, primed
from derive.calling.standard import indicator, is_indicator_sign, relation_in
from derive.deriving.derivatives import chain_rule, of_function, read_derivative
from derive.deriving.differentials import is_sign, read_differential
from derive.indexing.hypotheses import read_cases
from derive.indexing.running import running_product, running_sum, same
from derive.meaning.symbols import read_accent, read_name, read_scripted
from derive.naming import arrays as a
from derive.naming.arrays import Array, ShapeError, scalar
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import TRANSPOSE, key, runs_into, script_text, unwrap, walk
from derive.naming.scope import Scope
from derive.summing.reaching import reaching
from derive.summing.sums import read_big
from derive.summing.tables import listed, read_matrix
from derive.syntax import nodes as n
from derive.terms.canonical import canonical
from derive.terms.term import Apply, Number, Pow, Size

MOST_DIGITS = 40
LAST, FIRST = "last", "first"  # how tightly \\odot binds beside other products
CROSS = r"\otimes of two vectors"  # the names of choices
DOT = r"\cdot of two vectors"


def elaborate(node: n.Node, frame: Frame) -> Array:
    """The meaning of a node; shape errors found inside are placed at the smallest node that shows them."""
    handler = HANDLERS.get(type(node))
    if handler is None:
        raise NotUnderstoodError(f"{type(node).__name__.lower()} is not read here", node.span)
    try:
        return handler(node, frame)
    except ShapeError as error:
        fault = NotUnderstoodError if error.doubtful else IllFormedError
        raise fault(str(error), node.span, code="D201", found=error.found, expected=error.expected) from error


# leaves


def _numeral(node: n.Numeral, frame: Frame) -> Array:
    if len(node.text) > MOST_DIGITS:
        raise NotUnderstoodError(f"a number of more than {MOST_DIGITS} digits", node.span)
    return scalar(Number(Fraction(node.text)), node.text)


# operations


def _group(node: n.Group, frame: Frame) -> Array:
    if node.open == "|" and len(node.items) == 1:
        name = key(node.items[0])
        axis = frame.scope.axis(name) if name else None
        if axis is not None:
            return scalar(Size(axis), f"|{axis.name}|")
        inside = frame.read(node.items[0])
        if not inside.is_scalar:
            raise NotUnderstoodError("bars around an array", node.span, hint="write \\|x\\| for a norm")
        return scalar(Apply("abs", inside.body), f"|{inside.shown}|")
    if node.open == "\\|" and len(node.items) == 1:
        return a.norm(frame.read(node.items[0]))
    if node.open == "\\langle" and len(node.items) == 2 and node.given is None:
        return a.inner_product(*map(frame.read, node.items))
    if (table := listed(node, frame)) is not None:
        return table
    if node.open not in ("(", "[", "\\{", ".") or len(node.items) != 1 or node.given is not None:
        raise NotUnderstoodError("a list stands where a value belongs", node.span)
    if relation := relation_in(node):
        if node.open == "[":
            return indicator(relation, frame)
        return frame.read(relation)
    inside = frame.read(node.items[0])
    return inside.named(rf"\left({inside.shown}\right)")


def _signed(node: n.Signed, frame: Frame) -> Array:
    inside = frame.read(node.body)
    if node.sign == "-":
        return a.negative(inside)
    if node.sign == "+":
        return inside
    raise NotUnderstoodError(f"the sign {node.sign} is not read", node.span)


def _binary(node: n.Binary, frame: Frame) -> Array:
    if (whole := running_sum(node, frame)) is not None:
        return frame.read(whole)
    if (wider := reaching(node, frame)) is not None:
        return frame.read(wider)
    if node.operator not in "+-":
        raise NotUnderstoodError(f"the operator {node.operator} is not read", node.span)
    left, right = frame.read(node.left), frame.read(node.right)
    shown = a.joined(left, node.operator, right)
    if _is_shift(node.right, right, left):
        right = _spread(right, left, frame)
    elif _is_shift(node.left, left, right):
        left = _spread(left, right, frame)
    elif node.operator == "+" and _is_bias(node.right, right, node.left, left, frame):
        right = _for_each(right, left, frame)
    elif node.operator == "+" and _is_bias(node.left, left, node.right, right, frame):
        left = _for_each(left, right, frame)
    return a.plus(left, right, node.operator).named(shown, a.SUM)


def _is_shift(node: n.Node, number: Array, array: Array) -> bool:
    r"""x - \mu of a vector x and a number \mu, with no index that x has not; no product of arrays is meant so."""
    if not number.is_scalar or not array.is_vector or not number.body.free <= array.body.free - set(array.flat()):
        return False
    return not isinstance(number.body, Number) and not any(map(_multiplies_arrays, walk(node)))


def _multiplies_arrays(node: n.Node) -> bool:
    turned = isinstance(node, n.Scripted) and node.sup is not None and (key(unwrap(node.sup)) or "") in TRANSPOSE
    return turned or (isinstance(node, n.Group) and node.open in ("\\|", "\\langle"))


def _is_bias(node: n.Node, vector: Array, beside: n.Node, matrix: Array, frame: Frame) -> bool:
    """X W + b of many examples: a vector with a name beside a product, as long as one of its sides alone."""
    tensor = frame.scope.tensor(key(node) or "") if isinstance(node, n.Name | n.Accent) else None
    if tensor is None or tensor.definition is not None or not isinstance(beside, n.Product):
        return False
    return vector.is_vector and len(matrix.flat()) == 2 and matrix.axes.count(vector.flat()[0].axis) == 1


def _for_each(vector: Array, matrix: Array, frame: Frame) -> Array:
    (slot,) = vector.flat()
    place = matrix.axes.index(slot.axis)
    frame.note(f"the vector {vector.shown} beside a matrix is added to every {'row' if place else 'column'}")
    indices = [matrix.slots[place] if own else None for own in vector.slots]
    return Array(matrix.slots, vector.at(*indices), vector.shown, vector.level)


def _spread(number: Array, like: Array, frame: Frame) -> Array:
    frame.note(f"the number {number.shown} beside a vector is added to every entry")
    return a.spread(number, like)


def _fraction(node: n.Fraction, frame: Frame) -> Array:
    top, bottom = frame.read(node.top), frame.read(node.bottom)
    return a.divide(top, bottom)


def _root(node: n.Root, frame: Frame) -> Array:
    inside = frame.read(node.body)
    return a.each(inside, lambda t: Pow(t, Number(Fraction(1, 2))), rf"\sqrt{{{inside.shown}}}")


def _times(left: Array, right: Array, sign: str, frame: Frame) -> Array:
    match sign:
        case "":
            return a.times(left, right)
        case "*":
            return _starred(left, right, frame)
        case "times":
            return a.times(left, right, r"\times")
        case "cdot":
            return _dotted(left, right, frame)
        case "otimes":
            return _crossed(left, right, frame)
        case "odot":
            return a.hadamard(left, right, r"\odot")
        case "/":
            return a.divide(left, right)
    raise ShapeError(f"the sign {sign} between factors", sign, "a product")


def _starred(left: Array, right: Array, frame: Frame) -> Array:
    """a * b as in code: entry by entry where both have one shape; of square matrices it might be either product."""
    if left.is_scalar or left.axes != right.axes:
        return a.times(left, right, "*")
    if left.axes[0] == left.axes[-1]:
        raise ShapeError(f"{left.shape} * {right.shape}: what kind of product?", right.shape, "", doubtful=True)
    frame.note("* between arrays of one shape is read entry by entry")
    return a.hadamard(left, right, r"\odot")


def _crossed(left: Array, right: Array, frame: Frame) -> Array:
    r"""a \otimes b: the outer product of two vectors; of columns of one length also the product entry by entry."""
    same = left.is_vector and left.axes == right.axes
    if not same or frame.choices.pick(CROSS, ("outer product", "entry by entry")) == "outer product":
        return a.outer(left, right, r"\otimes")
    frame.note(r"\otimes between arrays of one shape is read entry by entry")
    return a.hadamard(left, right, r"\odot")


def _dotted(left: Array, right: Array, frame: Frame) -> Array:
    r"""a \cdot b: the inner product of two vectors, or their product entry by entry, which is a choice; else a product.

    Matrices of one shape that do not fit as factors are multiplied entry by entry.
    """
    if left.is_scalar or left.axes != right.axes or left.axes[0] == left.axes[-1]:
        return a.times(left, right, r"\cdot")
    if left.is_vector and frame.choices.pick(DOT, ("inner product", "entry by entry")) == "inner product":
        return a.times(left, right, r"\cdot") if left.axes[1] is None else a.times(left, a.transpose(right), r"\cdot")
    frame.note(r"\cdot between arrays of one shape is read entry by entry")
    return a.hadamard(left, right, r"\odot")


def _product(node: n.Product, frame: Frame) -> Array:
    """Factors from left to right, after names followed by brackets were taken as applications."""
    if any(isinstance(factor, n.Dots) for _, factor in node.factors):
        return frame.read(running_product(node, frame))
    values: list[tuple[str, Array]] = []
    factors = list(node.factors)
    for (slash, before), (sign, factor) in pairwise(factors):
        if sign == "" and key(before) == "d" and _may_be_a_slope(factor, frame.scope):
            asked, hint = (
                "is d a number here, or is this a slope by what follows?",
                r"write \frac{\partial L}{\partial z}",
            )
            raise NotUnderstoodError(asked, before.span, code="D306", hint=hint)
        if sign == "" and isinstance(factor, n.Numeral) and runs_into(before, factor):
            raise NotUnderstoodError("two numbers side by side: one number, or a product?", factor.span)
        if slash == "/" and sign == "" and not isinstance(before, n.Group | n.Numeral):
            raise NotUnderstoodError("is this factor above or below the slash?", factor.span, hint="write a \\frac")
    while factors:
        sign, factor = factors.pop(0)
        behind = factors[0][1] if factors and factors[0][0] == "" else None
        if sign in ("odot", "*") and (holds := relation_in(factor)):
            values.append((sign, indicator(holds, frame)))
            continue
        if behind and is_sign(factor, frame):
            values.append((sign, read_differential(factor, factors, frame)))
            continue
        if behind and (holds := relation_in(behind)) and is_indicator_sign(factor, frame):
            values.append((sign, indicator(holds, frame)))
        elif behind and (call := application(factor, behind, frame)):
            values.append((sign, _applied(call, behind, frame)))
        elif isinstance(behind, n.Group) and (slope := _slope_at(factor, behind, frame)):
            values.append((sign, frame.read(slope)))
        else:
            values.append((sign, frame.read(factor)))
            continue
        factors.pop(0)
    try:
        return _folded(values, frame) if _is_plain(values) else _mixed(values, frame)
    except ShapeError:
        formal = chain_rule([factor for _, factor in node.factors], frame)
        if formal is None:
            raise
        frame.note("a product of derivatives is read as the chain rule: summed over the shared variable")
        return formal


def _may_be_a_slope(behind: n.Node, scope: Scope) -> bool:
    """In dz = a - y, many mean the slope by z: where only a context that nobody named calls d a size, and z is none."""
    if not scope.chosen or scope.tensor("d") or scope.axis("d") is None:
        return False
    name = f"{key(behind.base)}_{script_text(behind.sub)}" if isinstance(behind, n.Scripted) else key(behind) or ""
    return isinstance(behind, n.Name | n.Scripted) and scope.axis(name) is None


def _applied(call: Call, bracket: n.Node, frame: Frame) -> Array:
    r"""f(x), and f(x)' with a prime behind it; \sigma(z)' of an array z is \sigma'(z)."""
    if (behind := primed(bracket)) is None:
        return apply_named(call, frame)
    if behind == replace(behind, sub=None, sup=None, primes=1) and not frame.read(call.group).is_scalar:
        return apply_named(replace(call, primes=call.primes + 1, after=None), frame)
    whole = n.Product(call.node.span.to(bracket.span), (("", call.node), ("", bracket)))
    return frame.read(as_derivative(whole, behind, frame))


Factors = list[tuple[str, Array]]


def _folded(values: Factors, frame: Frame) -> Array:
    """Factors from left to right."""
    result = values[0][1]
    for (_, left), (sign, value) in pairwise(values):
        if sign == "" and result.axes == value.axes and _is_complement(left, value):
            sign = "odot"  # noqa: PLW2901 - f (1 - f) is the slope of a sigmoid, entry by entry
            frame.note("f (1 - f) is read entry by entry")
        result = _times(result, value, sign, frame)
    return result


def _is_plain(values: Factors) -> bool:
    """Not both a product entry by entry and another."""
    signs = {sign for sign, _ in values[1:]}
    return "odot" not in signs or signs == {"odot"}


def _mixed(values: Factors, frame: Frame) -> Array:
    r"""v \odot B^T g: what stands side by side is multiplied first, as v \odot (B^T g), where that has a meaning.

    v \odot s x^T is (v \odot s) x^T, since s x^T has another shape than v.
    """
    read: dict[str, Array] = {}
    fault: ShapeError | None = None
    for name, way in ((LAST, _by_runs), (FIRST, _folded)):
        try:
            read[name] = way(values, frame)
        except ShapeError as error:
            fault = fault or error
    if not read:
        assert fault is not None
        raise fault
    if len(read) < 2 or _same(read[LAST], read[FIRST]):
        return next(iter(read.values()))
    return read[frame.choices.pick("\\odot binds", (LAST, FIRST))]


def _by_runs(values: Factors, frame: Frame) -> Array:
    """The runs between the signs \\odot, multiplied entry by entry."""
    runs: list[Factors] = []
    for sign, value in values:
        if not runs or sign == "odot":
            runs.append([])
        runs[-1].append((sign, value))
    return _folded([("odot", _folded(run, frame)) for run in runs], frame)


def _same(left: Array, right: Array) -> bool:
    if left.axes != right.axes:
        return False
    return canonical(left.body) is canonical(right.at(*left.slots))


def _is_complement(one: Array, other: Array) -> bool:
    """f and 1 - f, in either order: of arrays that are no square matrices."""
    if one.is_scalar or one.axes[0] == one.axes[-1]:
        return False
    return any(_same(Array(f.slots, 1 - f.body, f.shown), g) for f, g in ((one, other), (other, one)))


def _slope_at(node: n.Node, bracket: n.Group, frame: Frame) -> n.Node | None:
    r"""\frac{d f}{d x}(x) of a bare function f is its derivative at x."""
    whole = of_function(node, frame) if isinstance(node, n.Derivative) else node
    if whole is node or not isinstance(node, n.Derivative):
        return None
    if len(bracket.items) != 1 or not same(bracket.items[0], node.by):
        raise NotUnderstoodError("a derivative at another point", bracket.span, hint="write \\left. \\right|_{x = a}")
    return whole


def _relations(node: n.Relations, frame: Frame) -> Array:
    raise NotUnderstoodError("a relation stands where a value belongs", node.span)


Handler = Callable[[Any, Frame], Array]
HANDLERS: Mapping[type[n.Node], Handler] = {
    n.Numeral: _numeral,
    n.Name: read_name,
    n.Text: read_name,
    n.Accent: read_accent,
    n.Scripted: read_scripted,
    n.Group: _group,
    n.Signed: _signed,
    n.Binary: _binary,
    n.Product: _product,
    n.Fraction: _fraction,
    n.Root: _root,
    n.Big: read_big,
    n.Function: read_function,
    n.Derivative: read_derivative,
    n.Cases: read_cases,
    n.Relations: _relations,
    n.Matrix: read_matrix,
}


def new_frame(scope: Scope, **given: Any) -> Frame:
    """A frame whose reader is this elaborator."""
    return Frame(scope=scope, reader=elaborate, **given)
