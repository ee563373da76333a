"""Index letters: over which axis a letter ranges, and what a subscript means at its place.

Strong evidence for the axis of a letter is a place that takes one axis only (`s_j`, `w_{t+j}`); a family member `u_k`
is weak evidence, since `k` may number negative samples. Order: the sum's own limits, strong evidence, an earlier sum
over the letter, its declaration, weak evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.moments import moment
from derive.naming.names import (
    key,
    labelled,
    letter,
    lowered,
    name_mark,
    numbered,
    parts,
    pushed,
    spelled,
    subscripts,
    transposes,
    unwrap,
    walk,
)
from derive.naming.scope import IndexFunction, Scope
from derive.syntax import nodes as n
from derive.terms.index import Applied, Axis, Index, Literal, Variable


def read_index(node: n.Node, axis: Axis, frame: Frame, *, weak: bool = False, owner: str = "") -> Index:
    """The index a subscript of the tensor `owner` denotes at a place that takes indices over `axis`."""
    node = pushed(unwrap(node))
    match node:
        case n.Numeral(text=text) if text.isdigit():
            if axis.half is None and text == "0":
                raise NotUnderstoodError("an entry 0", node.span, hint="count entries from 1")
            if axis.fixed is not None and int(text) > axis.fixed:
                wanted = f"1 to {axis.fixed}"
                raise IllFormedError(f"there is no entry {text}", node.span, code="D202", found=text, expected=wanted)
            return Literal(int(text), axis)
        case n.Signed(sign="-", body=n.Numeral(text=text)) if axis.half and text.isdigit():
            return Literal(-int(text), axis)
        case n.Scripted():
            return _fitted(_index_function(node, frame), axis, node, frame, owner)
        case _:
            name = key(node)
            if name is None or not any(map(str.isalpha, name)):  # x_+, x_*
                raise NotUnderstoodError("this subscript is no index", node.span)
            return _fitted(_letter(letter(name), axis, frame, weak=weak), axis, node, frame, owner)


def _letter(name: str, axis: Axis, frame: Frame, *, weak: bool) -> Index:
    if name in frame.bound:
        return frame.bound[name]
    if name not in frame.free:
        own = frame.guesses.get(name) or frame.scope.remembered.get(name) or frame.scope.range(name)
        if weak and own not in (None, axis) and name not in frame.guesses:
            assert own is not None
            own = axis if frame.choices.pick(f"{name} over", (own.name, axis.name)) == axis.name else own
        frame.free[name] = Variable(name, own or axis)
    return frame.free[name]


def _fitted(index: Index, axis: Axis, node: n.Node, frame: Frame, owner: str) -> Index:
    """The index itself, or the only index function that turns it into one over `axis`: k becomes neg(k).

    A clash is the document's fault only where it was seen to use the tensor as declared; else the declaration is wrong.
    """
    if index.axis == axis:
        return index
    coercion = frame.scope.coercion(index.axis, axis)
    if coercion:
        return Applied(coercion.name, (index,), axis)
    fault = IllFormedError if owner in frame.scope.confirmed else NotUnderstoodError
    raise fault(
        f"the index {spelled(key(node) or '?')} ranges over {index.axis} and stands where one over {axis} belongs",
        node.span,
        code="D202",
        found=f"an index over {index.axis}",
        expected=f"an index over {axis}",
    )


def _index_function(node: n.Scripted, frame: Frame) -> Index:
    """w_{t+j} or w_k."""
    name, sub = key(node.base), node.sub
    if name is None or sub is None or node.sup is not None or node.primes:
        raise NotUnderstoodError("this is no index", node.span)
    for function, arguments in function_uses(frame.scope, name, sub):
        if not arguments:
            return Applied(function.name, (Literal(0, function.arguments[0]),), function.result)
        at = tuple(read_index(part, axis, frame) for part, axis in zip(arguments, function.arguments, strict=True))
        return at[0] if function.same else Applied(function.name, at, function.result)
    raise NotUnderstoodError(f"no index function {spelled(name)} is declared", node.span)


def function_uses(scope: Scope, name: str, sub: n.Node) -> Iterator[tuple[IndexFunction, tuple[n.Node, ...]]]:
    """The index function a subscript fits, with its arguments; none for the shift alone, as in w_t."""
    functions = scope.index_functions.get(name) or scope.index_functions.get(letter(name)) or ()
    sub = unwrap(sub)
    at_shift = [function for function in functions if function.shift and key(sub) == function.shift]
    for function in at_shift or functions:  # w_t beside w_{t+j} is no draw w_k
        match sub:
            case n.Binary(operator="+", left=left, right=right) if function.shift and key(left) == function.shift:
                yield function, (right,)
            case n.Name() if function.shift and key(sub) == function.shift:
                yield function, ()
            case n.Name() | n.Numeral() | n.Sequence() | n.Product() if not function.shift:
                parts_of = subscripts(sub)
                if len(parts_of) == len(function.arguments):
                    yield function, parts_of


def values_of(node: n.Node, scope: Scope) -> Axis | None:
    """The axis of the values of an index function, as of w_k."""
    node = pushed(unwrap(node))
    name = key(node.base) if isinstance(node, n.Scripted) else None
    if not isinstance(node, n.Scripted) or name is None or node.sub is None:
        return None
    return next((function.result for function, _ in function_uses(scope, name, node.sub)), None)


def placed(node: n.Node, scope: Scope) -> n.Node:
    """x^{(i)} as x_i, where x is known and x^{(i)} is no name of its own; b_{2,j} of a b_2; accents moved inside."""
    node = pushed(node)
    if isinstance(node, n.Scripted):
        node = _entry_of_numbered(labelled(node, scope.labels, scope.times), scope)
    other = lowered(node) if isinstance(node, n.Scripted) else None
    if other is None or not isinstance(node, n.Scripted):
        return node
    base, mark = key(node.base), name_mark(node.sup) or ""
    if base is None or mark.strip("()") in scope.times or scope.tensor(f"{base}^{mark}"):
        return node
    tensor = scope.tensor(base)
    return other if scope.family(base) or (tensor is not None and tensor.axes) else node


def _entry_of_numbered(node: n.Scripted, scope: Scope) -> n.Scripted:
    """b_{2,j} as (b_2)_j, where b_2 is known and b takes no such indices."""
    found = numbered(node)
    if found is None:
        return node
    name, entry = found
    tensor, bare = scope.tensor(name), scope.tensor(key(node.base) or "")
    below = len(subscripts(node.sub))
    is_entry = tensor is not None and len(tensor.axes) == below - 1 and not (bare and len(bare.axes) == below)
    return entry if is_entry else node


# inference


@dataclass
class Evidence:
    """Where a letter stands, and the axes those places take."""

    name: str
    scope: Scope
    places: dict[int, n.Node]  # nodes as they are placed, by identity: the same for every letter
    strong: set[Axis] = field(default_factory=set)
    weak: set[Axis] = field(default_factory=set)

    def gather(self, node: n.Node) -> None:
        """Look at every place of the letter in a tree, except under a sum that binds it anew."""
        if isinstance(node, n.Big) and self.name in bound_letters(node.sub):
            return
        if isinstance(node, n.Accent | n.Scripted):
            inner = self.places.get(id(node))
            if inner is None:
                inner = self.places[id(node)] = placed(node, self.scope)
            if isinstance(inner, n.Scripted) and inner.sub is not None:
                self._scripted(inner, inner.sub)
        if isinstance(node, n.Group) and node.given is not None:
            self._pattern(node)
        for part in parts(node):
            self.gather(part)

    def _scripted(self, node: n.Scripted, sub: n.Node) -> None:
        base, mark = key(node.base), name_mark(node.sup) if node.sup is not None else None
        if base is None:
            return
        if mark and moment(f"{base}^{mark}", self.scope.times) and self.scope.tensor(f"{base}^{mark}"):
            base = f"{base}^{mark}"  # y_i^{(t)}, the entry i of y^{(t)}
        for function, arguments in function_uses(self.scope, base, sub):
            taken = zip(arguments, function.arguments, strict=False)
            found = {axis for part, axis in taken if _is_letter(part, self.name)}
            self.strong |= found
            if found:
                return
        subs = subscripts(sub)
        tensor, family = self.scope.indexed(base), self.scope.family(base)
        places = [p for p, s in enumerate(subs) if _is_letter(s, self.name)]
        member = self.scope.tensors[family.tensor].axes[family.position] if family and len(subs) == 1 else None
        if tensor is not None and len(tensor.axes) == len(subs) and not (tensor.either and len(subs) == 2):
            turned = len(subs) == 2 and transposes(node.sup)  # A^T_{ij} = A_{ji}
            own = {tensor.axes[1 - p if turned else p] for p in places}
            if member is None or member in own:
                self.strong |= own
            elif places:
                self.weak |= {*own, member}  # x_i: an entry of x, or one of the x_i
        elif member is not None and places:
            self.weak.add(member)

    def _pattern(self, node: n.Group) -> None:
        """P(O = w | C = c) takes words."""
        for item in node.items:
            ends = item.terms[-1] if isinstance(item, n.Relations) else item
            if _is_letter(ends, self.name):
                self.strong.update(axis for p in self.scope.patterns if (axis := self.scope.ranges.get(p.variable)))


def infer(
    name: str, nodes: Iterable[n.Node], scope: Scope, places: dict[int, n.Node] | None = None
) -> tuple[set[Axis], set[Axis]]:
    """Axes that the places of a letter take: (strong, weak)."""
    evidence = Evidence(name, scope, {} if places is None else places)
    for node in nodes:
        evidence.gather(node)
    return evidence.strong, evidence.weak


def _is_letter(node: n.Node, name: str) -> bool:
    spelling = key(unwrap(node))
    return spelling is not None and letter(spelling) == name


def bound_letters(sub: n.Node | None) -> set[str]:
    """The index letters a sum's subscript may bind: the first name of each of its items."""
    sub = in_items(sub)
    found: set[str] = set()
    items = sub.items if isinstance(sub, n.Sequence) else (sub,) if sub else ()
    for item in items:
        names = item.terms if isinstance(item, n.Relations) else (item,)
        place = 1 if isinstance(item, n.Relations) and len(names) == 3 else 0
        spelling = key(names[place])
        if spelling:
            found.add(letter(spelling))
    return found


def in_items(sub: n.Node | None) -> n.Node | None:
    r"""Below a sum, j : w_j = w_k is j and a condition, and x = 1, \dots, K is 1 \le x \le K."""
    match sub:
        case n.Relations(terms=(name, left, right), signs=(":", ("=" | "!=") as sign), spans=spans):
            rest = n.Relations(left.span.to(right.span), (left, right), (sign,), spans[1:])
            return n.Sequence(sub.span, (name, rest))
        case n.Sequence(items=(*others, n.Relations(terms=(name, first), signs=("=",), spans=(at,)), n.Dots(), last)):
            whole = n.Relations(sub.span, (first, name, last), ("<=", "<="), (at, at))
            return n.Sequence(sub.span, (*others, whole))
    return sub


def axis_of(name: str, nodes: Iterable[n.Node], frame: Frame, places: dict[int, n.Node] | None = None) -> Axis | None:
    """The axis of a letter that is bound without limits, or free in these nodes."""
    strong, weak = infer(name, nodes, frame.scope, places)
    if len(strong) == 1:
        return strong.pop()
    own = frame.scope.remembered.get(name) or frame.scope.range(name)
    if len(strong) > 1 and own not in strong:
        return None  # the first place decides, and the second is at odds with it
    if len(weak) != 1 or strong:
        return own
    other = weak.pop()
    if own in (None, other):
        return other
    assert own is not None
    return own if frame.choices.pick(f"{name} over", (other.name, own.name)) == own.name else other


def free_axes(nodes: Iterable[n.Node], frame: Frame) -> dict[str, Axis]:
    """The axes of the letters that stand as subscripts in these nodes."""
    nodes = list(nodes)
    letters: dict[str, None] = {}
    places: dict[int, n.Node] = {}
    for part in (part for node in nodes for part in walk(node)):
        if isinstance(part, n.Accent | n.Scripted):
            inner = places[id(part)] = placed(part, frame.scope)
            if isinstance(inner, n.Scripted) and inner.sub is not None:
                letters.update((letter(k), None) for s in walk(inner.sub) if (k := key(s)))
    found = {name: axis_of(name, nodes, frame, places) for name in letters}
    return {name: axis for name, axis in found.items() if axis is not None}
