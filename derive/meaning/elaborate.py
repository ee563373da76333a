"""From a node to an array: one handler a node kind, and what names, scripts and products mean.

elaborate(Node, Frame) -> Array        or a Fault: not understood, or ill-formed
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derive.meaning import arrays as a
from derive.meaning.arrays import ATOM, Array, ShapeError, scalar
from derive.meaning.calls import application, apply_named, meant, read_function
from derive.meaning.derivatives import chain_rule, read_derivative
from derive.meaning.faults import IllFormedError, NotUnderstoodError
from derive.meaning.frame import Frame
from derive.meaning.hypotheses import read_cases
from derive.meaning.indices import read_index
from derive.meaning.names import TRANSPOSE, is_squared_norm, key, letter, pushed, runs_into, spelled, subscripts, unwrap
from derive.meaning.scope import Family, Scope, Tensor
from derive.meaning.sums import read_big
from derive.syntax import nodes as n
from derive.terms.functions import exp
from derive.terms.index import fresh
from derive.terms.printing import latex_index
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Size

MOST_DIGITS = 40


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


def _name(node: n.Node, frame: Frame) -> Array:
    name = key(node)
    if name is None:
        raise NotUnderstoodError("this name is not understood", node.span)
    plain = letter(name)
    if plain.isdigit() and plain not in ("0", name):
        raise NotUnderstoodError(f"{spelled(name)}: an array of ones of which shape?", node.span)
    if plain.isdigit():
        return scalar(Number(int(plain)), plain)
    if plain in frame.values:
        return frame.values[plain]
    found = _value(name, frame)
    if found is None:
        raise unknown(node, name, frame)
    return found


def _accent(node: n.Accent, frame: Frame) -> Array:
    inner = pushed(node)
    return _scripted(inner, frame) if isinstance(inner, n.Scripted) else _name(node, frame)


def _value(name: str, frame: Frame) -> Array | None:
    tensor = frame.scope.tensor(name)
    if tensor is not None:
        return whole(meant(tensor, frame), name, frame)
    axis = frame.scope.axis(name)
    return scalar(Size(axis), letter(name)) if axis else None


def unknown(node: n.Node, name: str, frame: Frame) -> NotUnderstoodError:
    """The message for a name that nothing defines."""
    plain = letter(name)
    if reason := frame.scope.poisoned.get(name) or frame.scope.poisoned.get(plain):
        return NotUnderstoodError(f"{spelled(name)} was given a meaning that is not understood ({reason})", node.span)
    if plain in frame.bound or plain in frame.free or frame.scope.range(plain):
        return NotUnderstoodError(
            f"{spelled(name)} is an index and stands where a value belongs", node.span, code="D002"
        )
    near = frame.scope.nearest(name)
    hint = f"declare it: {spelled(name)} \\in \\mathbb{{R}}^n, or define it: {spelled(name)} = ..."
    if near:
        hint += f" (near: {', '.join(spelled(other) for other in near)})"
    return NotUnderstoodError(f"nothing declares {spelled(name)}", node.span, code="D002", hint=hint)


def whole(tensor: Tensor, name: str, frame: Frame) -> Array:
    """A tensor as an array: a number, a column, a matrix in its declared or chosen orientation."""
    slots = tuple(fresh(axis) for axis in tensor.axes)
    body, shown = Entry(tensor.name, slots), spelled(name)
    match slots:
        case ():
            return scalar(body, shown)
        case (only,):
            return Array((None, only) if tensor.row else (only, None), body, shown)
        case (first, second):
            if tensor.either and frame.choices.pick("words", ("rows", "columns")) == "columns":
                first, second = second, first
            return Array((first, second), body, shown)
    return Array(slots, body, shown)


# names with scripts


def _scripted(node: n.Scripted, frame: Frame) -> Array:
    inner = pushed(node)
    if not isinstance(inner, n.Scripted):
        return frame.read(inner)
    inner = _renamed(inner)
    if is_squared_norm(inner):
        return _norm(frame.read(inner.base.items[0]), squared=True)  # type: ignore[attr-defined]
    name = key(inner.base)
    if name == "e" and inner.sub is None and inner.sup is not None and not _is_transpose(inner.sup, frame):
        power = frame.read(inner.sup)
        return a.each(power, exp, f"e^{{{power.shown}}}")
    if inner.primes:
        raise NotUnderstoodError("a prime without brackets after it", node.span)
    transposed = inner.sup is not None and _is_transpose(inner.sup, frame)
    if transposed and len(subscripts(inner.sub)) == 2:
        return _transposed_entry(inner, frame)
    base = _component(inner, name, frame, member_only=transposed)
    return _power(base, inner.sup, frame) if inner.sup is not None else base


def _transposed_entry(node: n.Scripted, frame: Frame) -> Array:
    """A^T_{ij} = (A^T)_{ij} = A_{ji}, whichever script was written first: both look the same."""
    base = frame.read(node.base)
    if len(base.flat()) != 2 or len(base.slots) != 2:
        raise NotUnderstoodError("what is transposed here?", node.span)
    assert node.sup is not None
    return _entry(_power(base, node.sup, frame), subscripts(node.sub), node, frame)


def _renamed(node: n.Scripted) -> n.Scripted:
    """v^{new} is a name of its own; v^{old} is v."""
    if isinstance(node.sup, n.Label) or (
        isinstance(node.sup, n.Name) and len(node.sup.text) > 2 and node.sup.text.isalpha()
    ):
        label = key(node.sup)
        name = key(node.base)
        if label == "old":
            return replace(node, sup=None)
        if name is not None:
            return replace(node, base=n.Name(node.base.span, f"{name}^{label}"), sup=None)
    return node


def _is_transpose(sup: n.Node, frame: Frame) -> bool:
    name = key(unwrap(sup))
    return name is not None and (name in TRANSPOSE or letter(name) in TRANSPOSE) and letter(name) not in frame.bound


def _is_value(sup: n.Node, frame: Frame) -> bool:
    """x^t of a number x is a power where t is a number, a size or an index."""
    name = key(unwrap(sup)) or ""
    known = frame.scope.tensor(name) or frame.scope.axis(name) or frame.scope.range(name)
    return known is not None or letter(name) in {*frame.free, *frame.values}


def _power(base: Array, sup: n.Node, frame: Frame) -> Array:
    if _is_transpose(sup, frame) and not (base.is_scalar and _is_value(sup, frame)):
        return a.transpose(base)
    if isinstance(sup, n.Label | n.Text | n.Dots):
        raise NotUnderstoodError("this superscript is not understood", sup.span)
    power = frame.read(sup)
    if not (base.is_scalar and power.is_scalar):
        raise ShapeError("a power of an array", base.shape, "a number", doubtful=True)
    return scalar(Pow(base.body, power.body), f"{base.show(ATOM)}^{{{power.shown}}}", a.POWER)


def _component(node: n.Scripted, name: str | None, frame: Frame, *, member_only: bool = False) -> Array:
    """What base_sub denotes: an exact name, a family member, a component, or a component of an expression."""
    if node.sub is None:
        return frame.read(node.base)
    if name is None:
        return _entry(frame.read(node.base), subscripts(node.sub), node, frame)
    label = key(node.sub)
    exact = f"{name}_{label}" if label else None
    if exact and (tensor := frame.scope.tensor(exact)):
        return whole(meant(tensor, frame), exact, frame)
    subs = subscripts(node.sub)
    if letter(name) == r"\delta" and len(subs) == 2 and not frame.scope.tensor(name):
        return _delta(subs, node, frame)
    tensor, family = frame.scope.tensor(name), frame.scope.family(name)
    if tensor is not None and tensor.axes == () and family is None:
        bold = frame.scope.tensor(f"bf:{letter(name)}")  # x_c of a vector \mathbf x beside a number x
        tensor = bold if bold is not None and bold.axes else tensor
    overloaded = family is not None and tensor is not None and len(subs) == len(tensor.axes) == 1 and not member_only
    if overloaded and frame.choices.pick(f"{name}_", ("component", "member")) == "component":
        family = None
    if family is not None:
        return _member(name, family, subs, node, frame)
    if tensor is not None and len(tensor.axes) == 2 and len(subs) == 1 and tensor.origin in ("document", "earlier"):
        return _member(name, Family(tensor.name, _place(tensor, subs[0], frame)), subs, node, frame)
    if tensor is not None:
        return _entry(whole(tensor, name, frame), subs, node, frame)
    raise unknown(node, exact if isinstance(node.sub, n.Label) and exact else name, frame)


def _place(tensor: Tensor, sub: n.Node, frame: Frame) -> int:
    """Which side of a matrix a single index runs along: u_j of a u_{ij} the document defined."""
    name = letter(key(unwrap(sub)) or "")
    index = frame.bound.get(name) or frame.free.get(name)
    axis = index.axis if index else frame.guesses.get(name) or frame.scope.range(name)
    return 1 if axis == tensor.axes[1] else 0


def _member(name: str, family: Family, subs: tuple[n.Node, ...], node: n.Node, frame: Frame) -> Array:
    """u_w is a column whatever way the words lie in U; u_{ij} is an entry, in matrix or in family order."""
    tensor, position = frame.scope.tensors[family.tensor], family.position
    if len(subs) == 1:
        index = read_index(subs[0], tensor.axes[position], frame, weak=True)
        other = fresh(tensor.axes[1 - position])
        entry = Entry(tensor.name, (index, other) if position == 0 else (other, index))
        return Array((other, None), entry, f"{spelled(name)}_{{{latex_index(index)}}}")
    order = frame.choices.pick(f"{name}_ij", ("matrix", "family"))
    if order == "matrix":
        return _entry(whole(tensor, tensor.name, frame), subs, node, frame).named(_scripted_name(name, subs))
    first = read_index(subs[0], tensor.axes[position], frame)
    second = read_index(subs[1], tensor.axes[1 - position], frame)
    entry = Entry(tensor.name, (first, second) if position == 0 else (second, first))
    return scalar(entry, _scripted_name(name, subs))


def _entry(array: Array, subs: tuple[n.Node, ...], node: n.Node, frame: Frame) -> Array:
    slots = array.flat()
    if len(slots) != len(subs):
        raise NotUnderstoodError(
            f"{array.shown} takes {len(slots)} indices and has {len(subs)}", node.span, code="D005",
            hint="declare its shape, as in X \\in \\mathbb{R}^{n \\times d}",
        )  # fmt: skip
    owner = array.body.tensor if isinstance(array.body, Entry) else ""
    indices = iter([read_index(sub, slot.axis, frame, owner=owner) for sub, slot in zip(subs, slots, strict=True)])
    picked = [next(indices) if slot else None for slot in array.slots]
    shown = f"{array.show(ATOM)}_{{{' '.join(latex_index(i) for i in picked if i)}}}"
    return scalar(array.at(*picked), shown)


def _scripted_name(name: str, subs: tuple[n.Node, ...]) -> str:
    return f"{spelled(name)}_{{{' '.join(spelled(key(unwrap(s)) or '?') for s in subs)}}}"


def _delta(subs: tuple[n.Node, ...], node: n.Node, frame: Frame) -> Array:
    """Kronecker's delta_ij."""
    names = [letter(key(unwrap(sub)) or "") for sub in subs]
    known = [i.axis for x in names if (i := frame.bound.get(x) or frame.free.get(x))]
    known += [axis for x in names if (axis := frame.guesses.get(x) or frame.scope.range(x))]
    if not known:
        raise NotUnderstoodError("the axis of these indices is not known", node.span, code="D003")
    left, right = (read_index(sub, known[0], frame) for sub in subs)
    return scalar(Delta(left, right), rf"\delta_{{{latex_index(left)} {latex_index(right)}}}")


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
        return _norm(frame.read(node.items[0]))
    if node.open not in ("(", "[", "\\{", ".") or len(node.items) != 1 or node.given is not None:
        raise NotUnderstoodError("a list stands where a value belongs", node.span)
    inside = frame.read(node.items[0])
    return inside.named(rf"\left({inside.shown}\right)")


def _norm(array: Array, *, squared: bool = False) -> Array:
    """||x|| = (sum_i x_i^2)^(1/2)"""
    square = a.sum_over(array.flat(), array.body**2)
    if squared:
        return scalar(square, rf"\left\|{array.shown}\right\|^2", a.POWER)
    return scalar(Pow(square, Number(Fraction(1, 2))), rf"\left\|{array.shown}\right\|")


def _signed(node: n.Signed, frame: Frame) -> Array:
    inside = frame.read(node.body)
    if node.sign == "-":
        return a.negative(inside)
    if node.sign == "+":
        return inside
    raise NotUnderstoodError(f"the sign {node.sign} is not read", node.span)


def _binary(node: n.Binary, frame: Frame) -> Array:
    if node.operator not in "+-":
        raise NotUnderstoodError(f"the operator {node.operator} is not read", node.span)
    left, right = frame.read(node.left), frame.read(node.right)
    return a.plus(left, right, node.operator)


def _fraction(node: n.Fraction, frame: Frame) -> Array:
    top, bottom = frame.read(node.top), frame.read(node.bottom)
    return a.divide(top, bottom)


def _root(node: n.Root, frame: Frame) -> Array:
    inside = frame.read(node.body)
    return a.each(inside, lambda t: Pow(t, Number(Fraction(1, 2))), rf"\sqrt{{{inside.shown}}}")


def _times(left: Array, right: Array, sign: str) -> Array:
    match sign:
        case "":
            return a.times(left, right)
        case "*" | "times":
            return a.times(left, right, "*" if sign == "*" else r"\times")
        case "cdot":
            return a.times(left, right, r"\cdot")
        case "otimes":
            return a.outer(left, right, r"\otimes")
        case "odot":
            return a.hadamard(left, right, r"\odot")
        case "/":
            return a.divide(left, right)
    raise ShapeError(f"the sign {sign} between factors", sign, "a product")


def _product(node: n.Product, frame: Frame) -> Array:
    """Factors from left to right, after names followed by brackets were taken as applications."""
    values: list[tuple[str, Array]] = []
    factors = list(node.factors)
    for (_, before), (sign, factor) in pairwise(factors):
        if sign == "" and isinstance(factor, n.Numeral) and runs_into(before, factor):
            raise NotUnderstoodError("two numbers side by side: one number, or a product?", factor.span)
    while factors:
        sign, factor = factors.pop(0)
        if factors and factors[0][0] == "" and (call := application(factor, factors[0][1], frame)):
            factors.pop(0)
            values.append((sign, apply_named(call, frame)))
        else:
            values.append((sign, frame.read(factor)))
    try:
        result = values[0][1]
        for sign, value in values[1:]:
            result = _times(result, value, sign)
    except ShapeError:
        formal = chain_rule([factor for _, factor in node.factors], frame)
        if formal is None:
            raise
        frame.note("a product of derivatives is read as the chain rule: summed over the shared variable")
        return formal
    return result


def _relations(node: n.Relations, frame: Frame) -> Array:
    return frame.read(node.terms[0])


Handler = Callable[[Any, Frame], Array]
HANDLERS: Mapping[type[n.Node], Handler] = {
    n.Numeral: _numeral,
    n.Name: _name,
    n.Text: _name,
    n.Accent: _accent,
    n.Scripted: _scripted,
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
}


def new_frame(scope: Scope, **given: Any) -> Frame:
    """A frame whose reader is this elaborator."""
    return Frame(scope=scope, reader=elaborate, **given)
