"""The shape of every term, from the shapes of its symbols; what does not fit counts against the guess.

u + v     one shape                    u v     columns of u = rows of v, or a number beside anything
u^T       sides exchanged              f(u)    the shape of u, entry by entry
df/dx     the shape of x for a number f; that of f for a number x; else unknown
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from derive.calling.calls import ENTRYWISE
from derive.calling.functions import SHIFTED, WHOLE
from derive.indexing.indices import bound_letters
from derive.inference.sides import LITERAL, NUMBER, ONE, Shape, Sides
from derive.inference.symbols import Letters, Use, is_power_of_e, used, without_power
from derive.meaning.define import as_call
from derive.naming.names import key, letter, transposes, unwrap
from derive.syntax import nodes as n
from derive.syntax.differentials import signs

MISFIT = 1.0
ENTRY_BY_ENTRY = {"odot": 0.0, "*": 0.0, "cdot": 0.05}  # a product of two columns, by its sign
SHIFT = (0.6, 0.1)  # a number added to an array, and subtracted: a bias is no number, a mean is one
SCALED = 0.6  # a number times an array entry by entry
UNSIGNED = 0.2  # ... written side by side
TRACES = ("tr", "trace", "Tr")
TURNED = 0.4  # two sides of an equation in different layouts


@dataclass
class Reader:
    """Shapes of terms under one guess.

    look      the shape of a symbol used with these index letters; None when it is not known
    is_function  whether a name before brackets is applied
    said         functions that an equation says
    """

    sides: Sides
    letters: Letters
    look: Callable[[Use, Reader], Shape | None]
    is_function: Callable[[str], bool]
    said: frozenset[str] | set[str] = frozenset()
    misfit: float = 0.0
    ranges: dict[str, int] = field(default_factory=dict)  # the axis of each index letter

    def axis(self, name: str) -> int:
        """The axis an index letter runs over."""
        return self.ranges.setdefault(name, self.sides.new())

    def chain(self, terms: Iterable[n.Node]) -> None:
        """Neighbours in a chain have one shape."""
        shapes = [None if self._is_said(term) else self.shape(term) for term in terms]
        for left, right in pairwise(shapes):
            if left is None or right is None or self._same(left, right):
                continue
            turned = self.sides.fit(left, right.turned) if not left.is_number else False
            self.misfit += TURNED if turned else MISFIT

    def _is_said(self, term: n.Node) -> bool:
        """f(x) = x^T A x says what f is: it need not have the shape of x."""
        call = as_call(unwrap(term))
        return call is not None and (key(call[0]) or "") in self.said

    def _same(self, left: Shape, right: Shape) -> bool:
        return left.literal or right.literal or self.sides.fit(left, right)

    def shape(self, node: n.Node | None) -> Shape | None:
        """The shape of a term; None where it cannot be said."""
        match node:
            case n.Numeral():
                return LITERAL
            case n.Name() | n.Accent() | n.Text():
                return self._symbol(node)
            case n.Scripted():
                return self._scripted(node)
            case n.Group():
                return self._group(node)
            case n.Signed(body=body) | n.Root(body=body):
                return self.shape(body)
            case n.Binary(left=left, right=right):
                return self._sum(self.shape(left), self.shape(right), SHIFT[node.operator == "-"])
            case n.Product():
                return self._product(node)
            case n.Fraction(top=top, bottom=bottom):
                return self._ratio(self.shape(top), self.shape(bottom))
            case n.Big():
                return self._big(node)
            case n.Function(name=name, argument=argument):
                inside = self._shifted(argument) if name in SHIFTED else self.shape(argument)
                return self._value(name, inside)
            case n.Derivative():
                return self._derivative(node)
            case _:
                return None

    def _value(self, name: str, inside: Shape | None) -> Shape | None:
        """f(x) has the shape of x; a trace is the number of a square matrix."""
        if name in TRACES:
            if inside is not None and not self.sides.join(inside.rows, inside.columns):
                self.misfit += MISFIT
            return NUMBER
        if name == "diag" and inside is not None:
            return Shape(inside.rows, inside.rows) if inside.columns == ONE else None
        return inside if name in ENTRYWISE or (name in WHOLE and name != "logsumexp") else None

    def _symbol(self, node: n.Node) -> Shape | None:
        use = used(node, self.letters)
        return self.look(use, self) if use else None

    def _scripted(self, node: n.Scripted) -> Shape | None:
        if is_power_of_e(node):
            return self.shape(node.sup)
        bare = without_power(node, self.letters)
        use = used(bare, self.letters)
        found = self.look(use, self) if use else None
        if use is None and bare.sub is None:
            found = self.shape(bare.base)
        elif use is None:
            self.shape(bare.base)
            found = NUMBER
        turned = bare.sup is None and transposes(node.sup)
        if found is None or not turned:
            return found
        return found.turned

    def _group(self, node: n.Group) -> Shape | None:
        if len(node.items) != 1 or node.given is not None:
            for item in node.items:
                self.shape(item)
            return None
        inside = self.shape(node.items[0])
        return NUMBER if node.open == "\\|" else inside

    def _sum(self, left: Shape | None, right: Shape | None, shift: float) -> Shape | None:
        if left is None or right is None:
            return left or right
        if left.literal:
            return right
        if right.literal or self.sides.fit(left, right):
            return left
        self.misfit += shift if left.is_number or right.is_number else MISFIT
        return right if left.is_number else left

    def _shifted(self, argument: n.Node | None) -> Shape | None:
        """The argument of a softmax, where a number may be added to every entry."""
        inside = unwrap(argument) if argument is not None else None
        if not isinstance(inside, n.Binary):
            return self.shape(argument)
        shapes = self._shifted(inside.left), self.shape(inside.right)
        arrays = [shape for shape in shapes if shape is not None and not shape.is_number]
        return arrays[0] if len(arrays) == 1 else self._sum(*shapes, SHIFT[inside.operator == "-"])

    def _product(self, node: n.Product) -> Shape | None:
        factors = list(node.factors)
        values: list[tuple[str, Shape | None]] = []
        while factors:
            sign, factor = factors.pop(0)
            behind = factors[0][1] if factors and factors[0][0] == "" else None
            if behind is not None and self._applies(factor, behind):
                factors.pop(0)
                values.append((sign, self._applied(factor, behind)))
            else:
                values.append((sign, self.shape(factor)))
        result = values[0][1]
        for sign, value in values[1:]:
            result = self._times(result, value, sign)
        return result

    def _applies(self, head: n.Node, behind: n.Node) -> bool:
        group = behind.base if isinstance(behind, n.Scripted) else behind
        bare = head.base if isinstance(head, n.Scripted) and head.sub is None else head
        name = key(bare) if isinstance(bare, n.Name | n.Accent | n.Text) else None
        return isinstance(group, n.Group) and group.open in "([" and bool(name) and self.is_function(name or "")

    def _applied(self, head: n.Node, behind: n.Node) -> Shape | None:
        """f(x) has the shape of x; f(x)_i is a number, f(x)^T lies across."""
        group = behind.base if isinstance(behind, n.Scripted) else behind
        inside = self.shape(group)
        if isinstance(behind, n.Scripted):
            if behind.sub is not None:
                return NUMBER
            if inside is not None and transposes(behind.sup):
                return inside.turned
        name = letter(key(head.base if isinstance(head, n.Scripted) else head) or "")
        return self._value(name, inside) if name in WHOLE else inside

    def _times(self, left: Shape | None, right: Shape | None, sign: str) -> Shape | None:
        if left is None or right is None:
            return None
        if left.is_number or right.is_number:
            self.misfit += SCALED if sign == "odot" and left.is_number != right.is_number else 0.0
            return left if right.is_number and not left.literal else right
        if sign == "/":
            return self._ratio(left, right)
        if sign != "odot" and self.sides.may_be_one(left.columns, right.rows):
            self.sides.join(left.columns, right.rows)
            return Shape(left.rows, right.columns)
        if self.sides.fit(left, right):
            self.misfit += ENTRY_BY_ENTRY.get(sign, UNSIGNED)
            return left
        self.misfit += MISFIT
        return None

    def _ratio(self, top: Shape | None, bottom: Shape | None) -> Shape | None:
        if bottom is None or bottom.is_number:
            return top
        if top is not None and (top.is_number or self.sides.fit(top, bottom)):
            self.misfit += UNSIGNED
            return bottom
        self.misfit += MISFIT
        return None

    def _big(self, node: n.Big) -> Shape | None:
        bound = bound_letters(node.sub)
        before = {name: self.ranges.pop(name, None) for name in bound}
        top = key(unwrap(node.sup)) if node.sup is not None else None
        for name in bound:
            if top and letter(top).isalpha() and letter(top) not in self.letters.last:
                self.ranges[name] = self.sides.named(letter(top))
        found = self.shape(node.body)
        for name, axis in before.items():
            if axis is not None:
                self.ranges[name] = axis
            else:
                self.ranges.pop(name, None)
        return found

    def _derivative(self, node: n.Derivative) -> Shape | None:
        if len(signs(node.by)) != 1:
            return None
        body, by = self.shape(node.body), self.shape(unwrap(node.by))
        if body is None or by is None:
            return None
        if body.is_number:
            return Shape(by.rows, by.columns)
        return body if by.is_number else None


__all__ = ["ONE", "Reader"]
