r"""Differentials: \mathrm{d} y = \sum_i \frac{\partial y}{\partial x_i} \mathrm{d} x_i, over all that varies.

What varies are the variables whose differentials the section writes; all else is held constant, as A in
\mathrm{d}(A x) = A\, \mathrm{d} x. A differential of a variable is an array of its own, of the same shape, so an
equation of differentials is one of linear forms. An equation such as y + \mathrm{d} y = f(x + \mathrm{d} x) is one
to first order: of what stands there without differentials, and of what is linear in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.calculus.differentiate import differentiate
from derive.calling.calls import application, apply_named
from derive.naming import arrays as a
from derive.naming.arrays import ATOM, PRODUCT, Array
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.losses import slope_in
from derive.naming.names import key, letter, spelled
from derive.naming.scope import Scope, Tensor
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.terms.canonical import canonical
from derive.terms.index import Variable, fresh
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import ZERO, Entry, Number, Pow, Sum, Term, add, children, rebuild, walk

SIGN = "d"
POWER = "\\mathrm{d} of a power"  # the name of a choice
OF_POWER, POWER_OF = r"\mathrm{d} (x^2)", r"(\mathrm{d} x)^2"


def is_sign(node: n.Node, frame: Frame) -> bool:
    """The d before what it is taken of."""
    return isinstance(node, n.Name) and letter(key(node) or "") in frame.scope.differentials


def is_operand(node: n.Node) -> bool:
    """What a differential may be taken of: anything but a number or another d."""
    return not isinstance(node, n.Numeral | n.Dots | n.Differential) and key(node) != SIGN


def read_differential(sign: n.Node, behind: list[tuple[str, n.Node]], frame: Frame) -> Array:
    r"""d x, d (A x), d f(x), taken off the factors behind the d; d x^2 is that of x^2, or the square of that of x."""
    node = behind.pop(0)[1]
    call = application(node, behind[0][1], frame) if behind and behind[0][0] == "" else None
    span = sign.span.to((behind.pop(0)[1] if call else node).span)
    if not is_operand(node):
        raise NotUnderstoodError("a differential of what?", span)
    if call is not None:
        return differential(apply_named(call, frame), span, frame)
    if isinstance(node, n.Scripted) and isinstance(node.sup, n.Numeral) and _is_raised(frame):
        base, power = differential(frame.read(replace(node, sup=None)), span, frame), frame.read(node.sup)
        return a.each(base, lambda t: Pow(t, power.body), f"{base.show(ATOM)}^{{{power.shown}}}", a.POWER)
    return differential(frame.read(node), span, frame)


def _is_raised(frame: Frame) -> bool:
    """Whether d x^2 is the square of d x."""
    return frame.choices.pick(POWER, (OF_POWER, POWER_OF)) == POWER_OF


def differential(array: Array, span: Span, frame: Frame) -> Array:
    """The differential of an array: linear in the differentials of the variables that it is made of."""
    scope = frame.scope
    if slope := slope_in(array, scope):
        raise NotUnderstoodError(f"the second derivatives behind {slope} are not known", span)
    if any(map(variable_of, _reached(array.body, scope))):
        raise NotUnderstoodError("a second differential is not read", span)
    shown = rf"\mathrm{{d}} {array.show(ATOM)}"
    if isinstance(array.body, Entry) and (own := name_of(array.body.tensor)) in scope.tensors:
        return Array(array.slots, Entry(own, array.body.indices), shown, PRODUCT)
    varying = variables(array.body, scope)
    found = [_along(array.body, name, scope) for name in varying]
    if constant := sorted(name for name in _reached(array.body, scope) - {*varying} if _is_variable(name, scope)):
        frame.note(f"no differential of {', '.join(map(spelled, constant))} is written here: held constant")
    if not found:
        frame.vacuous[span] = f"nothing that {array.shown} is made of has a differential here"
        frame.doubted.add(span)
    return Array(array.slots, add(*found), shown, PRODUCT)


def name_of(tensor: str) -> str:
    """The name of the differential of a variable: d x."""
    font, colon, plain = tensor.rpartition(":")
    return f"{font}{colon}{SIGN} {plain}"


def variable_of(name: str) -> str | None:
    """x, of the name of its differential; None for other names."""
    font, colon, plain = name.rpartition(":")
    return f"{font}{colon}{plain.removeprefix(f'{SIGN} ')}" if plain.startswith(f"{SIGN} ") else None


def _along(term: Term, name: str, scope: Scope) -> Term:
    r"""\sum_i dt/dx_i dx_i for one variable x."""
    variable = scope.tensors[name]
    if name_of(name) not in scope.tensors:
        scope.add(Tensor(name_of(name), variable.axes, row=variable.row, origin=variable.origin))
    indices = tuple(fresh(axis) for axis in variable.axes)
    return _sum(differentiate(term, Entry(name, indices), scope), Entry(name_of(name), indices))


def _reached(term: Term, scope: Scope) -> frozenset[str]:
    return frozenset().union(*(scope.reach(name) for name in tensors(term)))


def variables(term: Term, scope: Scope) -> list[str]:
    """The variables of a term that vary: those whose differentials are written, or all that a y is made of, for dy."""
    written = {tensor.name for name in scope.varying if (tensor := scope.tensor(name))}
    free: set[str] = set()
    for name in written:
        made = {other for other in scope.reach(name) if _is_variable(other, scope)}
        free |= made & written or made
    return sorted(free & _reached(term, scope))


def _is_variable(name: str, scope: Scope) -> bool:
    tensor = scope.tensors.get(name)
    return tensor is not None and tensor.definition is None and tensor.origin != "gradient" and not variable_of(name)


# to first order


@dataclass(frozen=True, slots=True)
class Order:
    """Two terms, cut behind what is linear in these differentials; in none where both are linear as they stand."""

    left: Term
    right: Term
    differentials: tuple[str, ...] = ()


def to_first_order(left: Term, right: Term, scope: Scope) -> Order | None:
    """Both sides to first order; None where one that is more than linear has nothing left of it."""
    names = sorted(name for name in tensors(left) | tensors(right) if variable_of(name))
    parts = [_parts(term, names, scope) for term in (left, right)]
    more = [any(variable_of(name) for slope, _ in slopes for name in tensors(slope)) for _, slopes in parts]
    if not any(more):
        return Order(left, right)
    cut = [_cut(term, slopes) for term, slopes in parts]
    if any(map(_is_improper, cut)) or any(high and term is ZERO for high, term in zip(more, cut, strict=True)):
        return None
    return Order(canonical(cut[0]), canonical(cut[1]), tuple(names))


def _parts(term: Term, names: list[str], scope: Scope) -> tuple[Term, list[tuple[Term, Entry]]]:
    """A term with its slope by each differential."""
    entries = [Entry(name, tuple(fresh(axis) for axis in scope.tensors[name].axes)) for name in names]
    return term, [(differentiate(term, entry), entry) for entry in entries]


def _cut(term: Term, slopes: list[tuple[Term, Entry]]) -> Term:
    """Without what is more than linear."""
    return _pruned(add(_at_rest(term), *(_sum(_at_rest(slope), entry) for slope, entry in slopes)))


def _sum(slope: Term, entry: Entry) -> Term:
    return a.sum_over(tuple(index for index in entry.indices if isinstance(index, Variable)), slope * entry)


def _at_rest(term: Term) -> Term:
    """Where all differentials are 0."""
    return _pruned(map_entries(term, lambda entry: ZERO if variable_of(entry.tensor) else entry))


def _pruned(term: Term) -> Term:
    """Without sums and powers of 0."""
    made = rebuild(term, tuple(map(_pruned, children(term))))
    match made:
        case Sum(_, body) if body is ZERO:
            return ZERO
        case Pow(base, Number(power)) if base is ZERO and power > 0:
            return ZERO
    return made


def _is_improper(term: Term) -> bool:
    """Whether something is divided by 0 in it."""
    return any(isinstance(part, Pow) and part.base is ZERO for part in walk(term))
