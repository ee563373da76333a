"""Conditions: 'when w = o' as facts, and case distinctions as sums weighted by deltas and steps."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from derive.indexing.indices import read_index, values_of
from derive.naming.arrays import ATOM, Array, plus, same_slots
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import key, letter, unwrap, walk
from derive.naming.scope import IndexFunction
from derive.syntax import nodes as n
from derive.syntax.spellings import CONDITION_WORDS
from derive.terms.canonical import canonical
from derive.terms.facts import NONE, Facts
from derive.terms.index import Axis, Index
from derive.terms.term import ONE, ZERO, Apply, Delta, Term

_JOINING = CONDITION_WORDS | {"", "then", "so"}
_ORDER = (">", ">=", "<", "<=")
OTHERWISE = re.compile(r"otherwise|else|其他|其它|否则", re.IGNORECASE)


def pairs(node: n.Node | None, frame: Frame) -> list[tuple[str, Index, Index]] | None:
    """The index equations ('=' or '!=') a condition states; None when it states anything else."""
    if isinstance(node, n.Group | n.Sequence):
        found: list[tuple[str, Index, Index]] = []
        for item in node.items:
            if (isinstance(item, n.Text) and _says_nothing(item.text)) or says_range(item, frame):
                continue
            if _is_told_of(item, node.items):
                continue
            inside = pairs(item, frame)
            if inside is None:
                return None
            found += inside
        return found
    if not isinstance(node, n.Relations) or len(node.terms) != 2 or node.signs[0] not in ("=", "!="):
        return None
    axis: Axis | None
    if (drawn := drawn_alike(node, frame)) is not None:
        axis, terms = drawn.result, tuple(sub for _, sub in members(node))
    else:
        axis, terms = next((x for term in node.terms if (x := _axis(term, frame))), None), node.terms
    if axis is None:
        return None
    left, right = (read_index(term, axis, frame) for term in terms)
    return [(node.signs[0], left, right)]


def _is_told_of(name: n.Node, items: tuple[n.Node, ...]) -> bool:
    r"""The i of `i, j, i \ne j`, of which the list says more."""
    told = [term for item in items if isinstance(item, n.Relations) and item.signs == ("!=",) for term in item.terms]
    return (own := key(name)) is not None and own in map(key, told)


def drawn_alike(node: n.Relations, frame: Frame) -> IndexFunction | None:
    """The draw of w_j = w_k, or of u_j = u_k where u_j is the vector of w_j: one word was drawn twice."""
    names = {name for name, _ in members(node)}
    if len(names) != 1:
        return None
    scope, name = frame.scope, names.pop()
    family = scope.family(name)
    axis = scope.tensors[family.tensor].axes[family.position] if family else None
    own = scope.index_functions.get(letter(name))
    functions = own or [function for several in scope.index_functions.values() for function in several]
    plain = [f for f in functions if len(f.arguments) == 1 and not (f.shift or f.same)]
    return next((f for f in plain if own or f.result == axis), None)


def members(node: n.Relations) -> tuple[tuple[str, n.Node], ...]:
    """The names and indices of u_j = u_k; nothing where something else is equated."""
    terms = [term for term in map(unwrap, node.terms) if isinstance(term, n.Scripted) and term.sub and not term.sup]
    found = tuple((name, term.sub) for term in terms if (name := key(term.base)) and term.sub)
    return found if len(found) == len(node.terms) == 2 else ()


def quantified(node: n.Node, frame: Frame) -> frozenset[str]:
    r"""The letters of `for all i, j`, `i, j \in V` and `k = 1, \dots, K`, which stand for all positions."""
    if not (_is_listed(node) or says_range(node, frame)):
        return frozenset()
    return frozenset(letter(name) for part in walk(node) if (name := key(part)))


def _is_listed(node: n.Node) -> bool:
    """i, j alone, of which words say that all are meant."""
    return isinstance(node, n.Sequence) and all(map(key, node.items))


def says_range(node: n.Node, frame: Frame) -> bool:
    r"""w \in V, k = 1, \dots, K, 1 \le k \le K: all positions of its axis, so that nothing is left out."""
    match node:
        case n.Group(items=items) if len(items) > 1 and node.given is None:
            return says_range(n.Sequence(node.span, items), frame)
        case n.Sequence(items=(*names, n.Relations(signs=("in",)) as last)) if all(map(key, names)):
            return all(says_range(replace(last, terms=(x, last.terms[1])), frame) for x in [*names, last.terms[0]])
        case n.Sequence(items=(n.Relations(terms=(name, first), signs=("=",)), *others)):
            return _counts((first, *others), _axis(name, frame), frame)
        case n.Relations(terms=(name, n.Group(open="[", items=(n.Numeral(text="1"), last))), signs=("in",)):
            return _is_all(last, _axis(name, frame), frame)
        case n.Relations(terms=(name, n.Group(items=items)), signs=("in",)) if len(items) > 1:
            return _counts(items, _axis(name, frame), frame)
        case n.Relations(terms=(name, whole), signs=("in",)):
            return _is_all(whole, _axis(name, frame), frame)
        case n.Relations(terms=(n.Numeral(text="1"), name, last), signs=("<=", "<=")):
            return _is_all(last, _axis(name, frame), frame)
    return False


def _counts(items: tuple[n.Node, ...], axis: Axis | None, frame: Frame) -> bool:
    """1, 2, ..., K of an axis of size K."""
    *counted, dots, last = items if len(items) > 2 else (None, None, None)
    numbers = [item.text for item in counted if isinstance(item, n.Numeral)]
    starts = bool(numbers) and numbers == [str(1 + place) for place in range(len(counted))]
    return starts and isinstance(dots, n.Dots) and isinstance(last, n.Node) and _is_all(last, axis, frame)


def _is_all(size: n.Node, axis: Axis | None, frame: Frame) -> bool:
    """Whether a node is the size, or the set, of this axis."""
    inside = size.items[0] if isinstance(size, n.Group) and len(size.items) == 1 else size
    spelling = key(inside)
    return spelling is not None and axis is not None and frame.scope.axis(spelling) == axis


class Order(NamedTuple):
    """large > small, or large >= small where the two may be equal."""

    large: Array
    small: Array
    may_be_equal: bool

    def holds(self, gap: Term) -> Term:
        """1 where it holds, of large - small: x >= y is no x < y, which is not x > y where x is relu(z) and y is 0."""
        return 1 - Apply("step", -gap) if self.may_be_equal else Apply("step", gap)

    @property
    def shown(self) -> str:
        sign = r"\ge" if self.may_be_equal else ">"
        return f"{self.large.shown} {sign} {self.small.shown}"


def compared(node: n.Node | None, frame: Frame) -> list[Order]:
    """The larger and smaller values of x > y, x <= y, 0 < x < 1; [] for any other condition."""
    if isinstance(node, n.Group | n.Sequence):
        items = [item for item in node.items if not (isinstance(item, n.Text) and _says_nothing(item.text))]
        node = items[0] if len(items) == 1 else None
    if not isinstance(node, n.Relations) or not all(sign in _ORDER for sign in node.signs):
        return []
    values = [frame.read(term) for term in node.terms]
    found = zip(node.signs, pairwise(values), strict=True)
    ways = [(sign, pair if sign in (">", ">=") else pair[::-1]) for sign, pair in found]
    return [Order(large, small, sign in (">=", "<=")) for sign, (large, small) in ways]


def _says_nothing(text: str) -> bool:
    """`and`, `where`: words that join conditions; `unless` and `not` turn them round."""
    return all(word.strip(",.:;()") in _JOINING for word in text.lower().split())


def _axis(node: n.Node, frame: Frame) -> Axis | None:
    spelling = key(unwrap(node))
    if spelling is None:
        return values_of(node, frame.scope)
    name = letter(spelling)
    index = frame.bound.get(name) or frame.free.get(name)
    return index.axis if index else frame.guesses.get(name) or frame.scope.range(name)


def condition_facts(node: n.Node, frame: Frame) -> Facts | None:
    """A stated condition as facts; None when it is none about indices."""
    if _is_listed(node) or says_range(node, frame):
        return NONE
    found = pairs(node, frame)
    if not found:
        return None
    facts = NONE
    for sign, left, right in found:
        pair = frozenset([(left, right)])
        facts |= Facts(equal=pair) if sign == "=" else Facts(unequal=pair)
    return facts


def read_cases(node: n.Cases, frame: Frame) -> Array:
    """{A if w = o, B otherwise} = [w = o] A + (1 - [w = o]) B: the first case that holds; all must be covered.

    A case that goes on as a chain, A = A', has the value that the chain begins with.
    """
    total: Array | None = None
    rest: Term = ONE
    shown = []
    for row in node.rows:
        value = frame.read(row.value.terms[0] if isinstance(row.value, n.Relations) else row.value)
        weight, rest, label = _case(row, rest, frame)
        shown.append(rf"{value.shown} & {label}")
        part = Array(value.slots, weight * value.body, value.shown, value.level)
        total = part if total is None else plus(total, part, "+")
    if total is None or not _covered(node, rest, frame):
        raise NotUnderstoodError("these cases do not cover everything", node.span, hint="add a case 'otherwise'")
    body = same_slots(total, total).body
    return Array(total.slots, body, r"\begin{cases} " + r" \\ ".join(shown) + r" \end{cases}", ATOM)


def _case(row: n.Case, rest: Term, frame: Frame) -> tuple[Term, Term, str]:
    condition = row.condition
    if rest is ZERO:
        raise NotUnderstoodError("a case after 'otherwise'", row.value.span)
    if condition is None or (isinstance(condition, n.Text) and OTHERWISE.search(condition.text)) or _is_else(condition):
        return rest, ZERO, r"\text{otherwise}"
    found = pairs(condition, frame)
    if found and len(found) == 1:
        sign, left, right = found[0]
        same = Delta(left, right)
        holds: Term = same if sign == "=" else 1 - same
        label = f"{left.key.partition(':')[0]} {sign} {right.key.partition(':')[0]}"
    elif len(order := compared(condition, frame)) == 1 and order[0].large.is_scalar and order[0].small.is_scalar:
        holds, label = order[0].holds(order[0].large.body - order[0].small.body), order[0].shown
    else:
        raise NotUnderstoodError("this case condition is not understood", condition.span)
    weight = rest if holds is rest else rest * holds  # the first case that holds
    return weight, rest * (1 - holds), label


def _is_else(condition: n.Node) -> bool:
    spelling = key(condition)
    return spelling is not None and OTHERWISE.fullmatch(letter(spelling)) is not None


def _covered(node: n.Cases, rest: Term, frame: Frame) -> bool:
    """A final 'otherwise', or the two cases w = o and w != o, or x > y and x < y: what is at x = y is left open."""
    last = node.rows[-1].condition
    if last is None or isinstance(last, n.Text) or _is_else(last):
        return True
    if len(node.rows) == 2 and _opposite(*(compared(row.condition, frame) for row in node.rows)):
        return True
    found = [pairs(row.condition, frame) or [] for row in node.rows]
    if len(found) != 2 or any(len(f) != 1 for f in found):
        return False
    (one, a, b), (two, c, d) = found[0][0], found[1][0]
    return {one, two} == {"=", "!="} and {a, b} == {c, d}


def _opposite(first: list[Order], second: list[Order]) -> bool:
    """x > y beside x < y"""
    if len(first) != 1 or len(second) != 1:
        return False
    pairs_of = ((first[0].large, second[0].small), (first[0].small, second[0].large))
    return all(canonical(one.body) is canonical(two.body) for one, two in pairs_of)
