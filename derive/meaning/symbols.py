"""What names denote: numbers, vectors, matrices, family members, entries; with their scripts and fonts."""

from __future__ import annotations

from dataclasses import replace

from derive.calling.calls import meant
from derive.calling.pointwise import derivative_of
from derive.calling.primes import as_derivative, primed
from derive.calling.standard import constant, indicator, is_identity, subscript_relation
from derive.deriving.evaluated import evaluated
from derive.indexing.indices import placed, read_index, values_of
from derive.naming import arrays as a
from derive.naming.arrays import ATOM, POWER, Array, ShapeError, scalar
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import (
    TRANSPOSE,
    key,
    letter,
    name_mark,
    names_several,
    pushed,
    script_text,
    spelled,
    subscripts,
    unwrap,
)
from derive.naming.scope import Family, Tensor
from derive.source.text import Span
from derive.summing.tables import by_entry
from derive.syntax import nodes as n
from derive.syntax.scripts import marked
from derive.terms.functions import exp
from derive.terms.index import Axis, fresh
from derive.terms.printing import latex_index
from derive.terms.spelling import raised, with_index
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Size

SQUARE = "the square of a vector"  # the name of a choice


def read_name(node: n.Node, frame: Frame) -> Array:
    name = key(node)
    if name is None:
        raise NotUnderstoodError("this name is not understood", node.span)
    plain = letter(name)
    if (known := constant(name, spelled(name), frame)) is not None:
        return known
    if plain.isdigit() and plain not in ("0", name):
        raise NotUnderstoodError(f"{spelled(name)}: an array of which numbers?", node.span)
    if plain.isdigit():
        return scalar(Number(int(plain)), plain)
    if plain in frame.values:
        return frame.values[plain]
    found = None if plain in frame.bound else _value(name, node.span, frame) or derivative_of(name, node, frame)
    if found is None:
        raise unknown(node, name, frame)
    return found


def read_accent(node: n.Accent, frame: Frame) -> Array:
    inner = pushed(node)
    return read_scripted(inner, frame) if isinstance(inner, n.Scripted) else read_name(node, frame)


def _value(name: str, at: Span, frame: Frame) -> Array | None:
    tensor = frame.scope.tensor(name)
    if tensor is not None and tensor.name in frame.scope.implied and _is_one(tensor, frame):
        return _one(tensor, name, at, frame)
    if tensor is not None:
        return whole(meant(tensor, frame), name, frame)
    if (family := frame.scope.all_members(name)) is not None:
        frame.note(f"{spelled(name)} without an index is read as the matrix of all of them")
        return whole(frame.scope.tensors[family.tensor], name, frame)
    axis = frame.scope.axis(name)
    return scalar(Size(axis), letter(name)) if axis else None


def _is_one(tensor: Tensor, frame: Frame) -> bool:
    """Whether a z that was defined as something of x_i is that of the i at hand, and not all of them."""
    return frame.choices.pick(f"{tensor.name} without index is", ("one", "all")) == "one"


def _one(tensor: Tensor, name: str, at: Span, frame: Frame) -> Array:
    letters = n.Name(at, frame.scope.implied[tensor.name])
    if letters.text not in frame.bound:
        frame.guesses.setdefault(letters.text, tensor.axes[0])
    index = read_index(letters, tensor.axes[0], frame)
    slots = tuple(fresh(axis) for axis in tensor.axes[1:])
    shown = with_index(spelled(name), latex_index(index))
    return Array((*slots, None, None)[:2], Entry(tensor.name, (index, *slots)), shown)


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
    body, shown, level = Entry(tensor.name, slots), spelled(name), POWER if "^" in name else ATOM
    match slots:
        case ():
            return scalar(body, shown, level)
        case (only,):
            return Array((None, only) if tensor.row else (only, None), body, shown, level)
        case (first, second):
            if tensor.either and frame.choices.pick("words", ("rows", "columns")) == "columns":
                first, second = second, first
            return Array((first, second), body, shown, level)
    return Array(slots, body, shown, level)


def read_scripted(node: n.Scripted, frame: Frame) -> Array:
    inner = placed(node, frame.scope)
    if not isinstance(inner, n.Scripted):
        return frame.read(inner)
    inner = _renamed(inner)
    if holds := subscript_relation(inner):
        return indicator(holds, frame)
    if names_several(inner.sub) and frame.scope.tensor(listed := f"{key(inner.base)}_{key(inner.sub)}") is None:
        raise unknown(node, listed, frame)
    if any(isinstance(sub, n.Group) and sub.open == "\\{" for sub in subscripts(inner.sub)):
        raise NotUnderstoodError("several columns at once, without a name", node.span, hint="write one u_w at a time")
    if (value := evaluated(inner, frame) or by_entry(inner, frame)) is not None:
        return value
    if places := _kronecker(inner, frame):
        return _delta(places, inner, frame)
    if (norm := _norm(inner, frame)) is not None:
        return norm
    name = key(inner.base)
    if name == "e" and inner.sub is None and inner.sup is not None and not _is_transpose(inner.sup, frame):
        power = frame.read(inner.sup)
        return a.each(power, exp, f"e^{{{power.shown}}}")
    if (behind := primed(inner)) is not None:
        return frame.read(as_derivative(inner, behind, frame))
    if inner.primes:
        inner = _primed(inner, frame)
        name = key(inner.base)
    transposed = inner.sup is not None and _is_transpose(inner.sup, frame)
    if transposed and len(subscripts(inner.sub)) == 2:
        return _transposed_entry(inner, frame)
    if transposed and inner.sub is None and frame.scope.is_usually_a_number(name or ""):
        raise NotUnderstoodError(f"{name} is transposed, and is a number in the context {frame.scope.name}", inner.span)
    base = _component(inner, name, frame, member_only=transposed)
    return _power(base, inner.sup, frame) if inner.sup is not None else base


def _primed(node: n.Scripted, frame: Frame) -> n.Scripted:
    """x'(a + b) of a declared x' is a product."""
    base = marked(node.base, "'" * node.primes)
    if base is None or not frame.scope.tensor(key(base) or ""):
        raise NotUnderstoodError("a prime without brackets after it", node.span)
    return replace(node, base=base, primes=0)


def _kronecker(node: n.Scripted, frame: Frame) -> tuple[n.Node, ...]:
    r"""The indices of \delta_j^i, \delta^i_j and \delta^{ij}; none where they are no indices."""
    places = (*subscripts(node.sub), *subscripts(node.sup))
    if node.sup is None or len(places) != 2 or letter(key(node.base) or "") != r"\delta":
        return ()
    scope, names = frame.scope, [letter(key(place) or "") for place in places]
    known = all(x in frame.bound or x in frame.free or scope.range(x) or x in frame.guesses for x in names)
    return places if known and not scope.tensor(r"\delta") else ()


def _is_kronecker(name: str, frame: Frame) -> bool:
    r"""\delta_{ij} is 1 where i = j, unless a \delta with two indices was declared."""
    tensor = frame.scope.tensor(name)
    if frame.scope.family(name) or (tensor and len(tensor.axes) > 1):
        return False
    if tensor:
        frame.note(rf"{spelled(name)} with two indices is read as Kronecker's: 1 where they are equal")
    return True


def _norm(node: n.Scripted, frame: Frame) -> Array | None:
    r"""\|x\|_2, \|x\|^2, \|A\|_F^2, \|x\|_1; the norm of a matrix with a 1 or 2 below is another."""
    group = node.base
    if not (isinstance(group, n.Group) and group.open == "\\|" and len(group.items) == 1):
        return None
    of, array = script_text(node.sub), frame.read(group.items[0])
    squared = isinstance(node.sup, n.Numeral) and node.sup.text == "2"
    if node.sub is not None and not (of in ("1", "2", "F") and (of == "F" or len(array.flat()) < 2)):
        raise NotUnderstoodError("this norm is not read", node.span)
    if of == "1":
        norm = scalar(a.sum_over(array.flat(), Apply("abs", array.body)), rf"\left\|{array.shown}\right\|_1")
        return norm if node.sup is None else _power(norm, node.sup, frame)
    if squared:
        return a.norm(array, squared=True)
    return a.norm(array) if node.sup is None else _power(a.norm(array), node.sup, frame)


def _transposed_entry(node: n.Scripted, frame: Frame) -> Array:
    """A^T_{ij} = (A^T)_{ij} = A_{ji}, whichever script was written first: both look the same."""
    base = frame.read(node.base)
    if len(base.flat()) != 2 or len(base.slots) != 2:
        raise NotUnderstoodError("what is transposed here?", node.span)
    assert node.sup is not None
    return _entry(_power(base, node.sup, frame), subscripts(node.sub), node, frame)


def _renamed(node: n.Scripted) -> n.Scripted:
    """v^{new} and W^{(1)} are names of their own; v^{old} is v."""
    label = name_mark(node.sup)
    name = key(node.base)
    if label == "old":
        return replace(node, sup=None)
    if label is not None and name is not None:
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
    if not power.is_scalar:
        raise ShapeError("a power that is an array", power.shape, "a number", doubtful=True)
    if base.is_zero and power.is_zero:
        raise NotUnderstoodError("0 to the power 0", sup.span)
    shown = raised(base.show(ATOM), power.shown)
    if base.is_vector and isinstance(power.body, Number) and power.body.value == 2:
        if frame.choices.pick(SQUARE, ("entry by entry", "inner product")) == "inner product":
            frame.note("the square of a vector is read as its product with itself")
            return scalar(a.sum_over(base.flat(), base.body**2), shown, a.POWER)
        frame.note("the square of a vector is read entry by entry")
    elif not base.is_scalar and (not isinstance(power.body, Number) or base.axes == base.axes[::-1]):
        raise ShapeError("a power of an array", base.shape, "a number", doubtful=True)
    return a.each(base, lambda t: Pow(t, power.body), shown, a.POWER)


def _component(node: n.Scripted, name: str | None, frame: Frame, *, member_only: bool = False) -> Array:
    """What base_sub denotes: an exact name, a family member, a component, or a component of an expression."""
    if node.sub is None:
        return frame.read(node.base)
    if name is None:
        return _entry(frame.read(node.base), subscripts(node.sub), node, frame)
    label = script_text(node.sub)
    exact = f"{name}_{label}" if label else None
    if exact and (tensor := frame.scope.tensor(exact)):
        return whole(meant(tensor, frame), exact, frame)
    if exact and frame.scope.tensor(name) is None and (axis := frame.scope.axis(letter(exact))):
        return scalar(Size(axis), spelled(exact))  # D_h of a vector with D_h entries
    subs = subscripts(node.sub)
    if letter(name) == r"\delta" and len(subs) == 2 and _is_kronecker(name, frame):
        return _delta(subs, node, frame)
    tensor, family = frame.scope.indexed(name), frame.scope.family(name)
    overloaded = family is not None and tensor is not None and len(subs) == len(tensor.axes) == 1 and not member_only
    if overloaded and frame.choices.pick(f"{name}_", ("component", "member")) == "component":
        family = None
    if family is not None:
        return _member(name, family, subs, node, frame)
    if tensor is not None and len(tensor.axes) == 2 and (side := _side(tensor, subs, frame)) is not None:
        return _part(name, Family(tensor.name, side), subs, node, frame)
    if tensor is not None:
        return _entry(whole(tensor, name, frame), subs, node, frame)
    if is_identity(name, frame) and len(subs) == 2:
        return _delta(subs, node, frame)
    if (known := constant(name, _scripted_name(name, subs), frame, node.sub)) is not None:
        return known
    if exact and (axis := frame.scope.axis(exact)):
        return scalar(Size(axis), spelled(exact))
    raise unknown(node, exact if isinstance(node.sub, n.Label) and exact else name, frame)


def _side(tensor: Tensor, subs: tuple[n.Node, ...], frame: Frame) -> int | None:
    """Which side of a matrix a single index runs along: u_j of a u_{ij} the document defined, U_i of a declared U."""
    if len(subs) != 1:
        return None
    name = letter(key(unwrap(subs[0])) or "")
    index = frame.bound.get(name) or frame.free.get(name)
    axis = index.axis if index else frame.guesses.get(name) or frame.scope.range(name)
    if tensor.definition is None and tensor.axes.count(axis) != 1:
        return None
    return 1 if axis == tensor.axes[1] else 0


def _part(name: str, family: Family, subs: tuple[n.Node, ...], node: n.Node, frame: Frame) -> Array:
    """A row or a column of a matrix; a row may lie as it does in the matrix, or as vectors do."""
    member = _member(name, family, subs, node, frame)
    if family.position == 0 and frame.choices.pick(f"a row of {name}", ("in a column", "in a row")) == "in a row":
        return Array(member.slots[::-1], member.body, member.shown, member.level)
    return member


def _member(name: str, family: Family, subs: tuple[n.Node, ...], node: n.Node, frame: Frame) -> Array:
    """u_w is a column whatever way the words lie in U; u_{ij} is an entry, in matrix or in family order."""
    tensor, position = frame.scope.tensors[family.tensor], family.position
    if len(subs) == 1:
        index = read_index(subs[0], tensor.axes[position], frame, weak=True)
        other = fresh(tensor.axes[1 - position])
        entry = Entry(tensor.name, (index, other) if position == 0 else (other, index))
        return Array((other, None), entry, f"{spelled(name)}_{{{latex_index(index)}}}")
    order = _fitting_order(tensor, position, subs, frame) or frame.choices.pick(f"{name}_ij", ("matrix", "family"))
    if order == "matrix":
        return _entry(whole(tensor, tensor.name, frame), subs, node, frame).named(_scripted_name(name, subs))
    first = read_index(subs[0], tensor.axes[position], frame)
    second = read_index(subs[1], tensor.axes[1 - position], frame)
    entry = Entry(tensor.name, (first, second) if position == 0 else (second, first))
    return scalar(entry, _scripted_name(name, subs))


def _fitting_order(tensor: Tensor, position: int, subs: tuple[n.Node, ...], frame: Frame) -> str:
    """The only order that fits indices over known axes; '' where either may."""
    known = tuple(_axis_of(sub, frame) for sub in subs)
    family = (tensor.axes[position], tensor.axes[1 - position])
    if tensor.either or None in known or family == tensor.axes:
        return ""
    return "matrix" if known == tensor.axes else "family" if known == family else ""


def _axis_of(sub: n.Node, frame: Frame) -> Axis | None:
    name = letter(key(unwrap(sub)) or "")
    index = frame.bound.get(name) or frame.free.get(name)
    return index.axis if index else frame.scope.range(name) or values_of(sub, frame.scope)


def _entry(array: Array, subs: tuple[n.Node, ...], node: n.Node, frame: Frame) -> Array:
    slots = array.flat()
    if len(subs) == 1 and len(slots) == 2:
        subs = _two_digits(subs[0])
    if len(slots) != len(subs):
        raise NotUnderstoodError(
            f"{array.shown} takes {len(slots)} indices and has {len(subs)}", node.span, code="D005",
            hint="declare its shape, as in X \\in \\mathbb{R}^{n \\times d}",
        )  # fmt: skip
    if a.has_open(array):
        raise NotUnderstoodError("an entry of an array of unknown length", node.span)
    owner = array.body.tensor if isinstance(array.body, Entry) else ""
    if any(map(_is_slice, subs)):
        return _sliced(array, subs, frame)
    indices = iter([read_index(sub, slot.axis, frame, owner=owner) for sub, slot in zip(subs, slots, strict=True)])
    picked = [next(indices) if slot else None for slot in array.slots]
    shown = with_index(array.show(ATOM), " ".join(latex_index(i) for i in picked if i))
    return scalar(array.at(*picked), shown)


def _is_slice(sub: n.Node) -> bool:
    return isinstance(sub, n.Name) and sub.text == ":"


def _sliced(array: Array, subs: tuple[n.Node, ...], frame: Frame) -> Array:
    """A_{i,:} is a row, A_{:,j} a column."""
    pairs = list(zip(subs, array.flat(), strict=True))
    picked = {slot: None if _is_slice(sub) else read_index(sub, slot.axis, frame) for sub, slot in pairs}
    at = [picked[slot] or slot if slot else None for slot in array.slots]
    slots = tuple(slot if slot and picked[slot] is None else None for slot in array.slots)
    shown = ", ".join(latex_index(index) if (index := picked[slot]) else ":" for _, slot in pairs)
    return Array(slots, array.at(*at), with_index(array.show(ATOM), shown))


def _two_digits(sub: n.Node) -> tuple[n.Node, ...]:
    """The 12 of a_{12} is 1 and 2 where two indices belong."""
    if isinstance(sub, n.Numeral) and len(sub.text) == 2 and sub.text.isdecimal():
        return tuple(n.Numeral(sub.span, digit) for digit in sub.text)
    return (sub,)


def _scripted_name(name: str, subs: tuple[n.Node, ...]) -> str:
    return with_index(spelled(name), " ".join(spelled(key(unwrap(s)) or "?") for s in subs))


def _delta(subs: tuple[n.Node, ...], node: n.Node, frame: Frame) -> Array:
    """Kronecker's delta_ij."""
    names = [letter(key(unwrap(sub)) or "") for sub in subs]
    known = [i.axis for x in names if (i := frame.bound.get(x) or frame.free.get(x))]
    known += [axis for x in names if (axis := frame.guesses.get(x) or frame.scope.range(x))]
    known += [axis for sub in subs if (axis := values_of(sub, frame.scope))]
    if not known:
        raise NotUnderstoodError("the axis of these indices is not known", node.span, code="D003")
    left, right = (read_index(sub, known[0], frame) for sub in subs)
    return scalar(Delta(left, right), rf"\delta_{{{latex_index(left)} {latex_index(right)}}}")
