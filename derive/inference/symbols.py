"""The symbols of a section that nothing declares, and how its subscripts are meant.

A letter below a symbol is an index (`X_i`), a time (`h_{t-1}`, `h^{(t)}`) or a label (`W_{xh}`). A time is part of the
name: what stands at one time is told apart from what stands at another, and no law of time is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derive.indexing.indices import bound_letters
from derive.naming.moments import moment
from derive.naming.names import (
    key,
    labelled,
    letter,
    name_mark,
    names_several,
    numbered,
    parts,
    pushed,
    script_text,
    subscripts,
    transposes,
    unwrap,
    walk,
)
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.syntax.chains import Chain

INDICES = frozenset("ijklrpq")  # letters that count entries where nothing says otherwise
EQUALITIES = ("=", ":=", "=:", "==")
TIMES = frozenset(("t", "\\tau"))


@dataclass(frozen=True, slots=True)
class Use:
    """A symbol at one place, with the index letters below it."""

    name: str
    letters: tuple[str, ...] = ()
    label: bool = False  # letters below are a part of the name


@dataclass
class Letters:
    """What the letters of a section's subscripts are.

    symbols, bare   what was said of nodes since all this is known, by their identity
    """

    bound: set[str] = field(default_factory=set)
    times: set[str] = field(default_factory=set)
    indexed: set[str] = field(default_factory=set)  # names that carry an index letter somewhere
    shifted: set[str] = field(default_factory=set)  # h_{t-1}, h_{t+1}: counted in steps
    numbered: set[str] = field(default_factory=set)  # b_2, met without other indices
    tops: set[str] = field(default_factory=set)  # N of a sum to N
    last: set[str] = field(default_factory=set)  # ... of sums from 0 alone, and nowhere else: of N + 1 entries
    values: set[str] = field(default_factory=set)  # letters that stand on the line
    reckoned: set[str] = field(default_factory=set)  # ... and are added, multiplied or taken the exponential of
    symbols: dict[int, tuple[n.Node, Use | None]] = field(default_factory=dict, repr=False, compare=False)
    bare: dict[int, tuple[n.Node, n.Scripted]] = field(default_factory=dict, repr=False, compare=False)

    def is_moment(self, label: str) -> bool:
        """t, t-1, t+1: a time and steps from it."""
        return label.partition("+")[0].partition("-")[0] in self.times

    def is_index(self, name: str) -> bool:
        """X_i: i counts entries."""
        if name in self.times:
            return False
        return name in self.bound or (name in INDICES and name not in self.values)


def letters_of(nodes: Iterable[n.Node]) -> Letters:
    """What every letter of these formulas is, from all places where it stands."""
    found, nodes = Letters(), tuple(nodes)
    for root in nodes:
        for node in walk(root):
            _gather(node, found)
        found.values |= _on_the_line(root)
        found.reckoned |= {name for node in walk(root) for name in _operands(node)}
    found.times -= found.bound - found.shifted
    found.last -= found.tops | found.values
    for root in nodes:
        found.indexed |= {name for node in walk(root) if (name := _indexed(node, found))}
    return found


def _indexed(node: n.Node, letters: Letters) -> str | None:
    """u of u_j."""
    if not isinstance(node, n.Scripted | n.Accent):
        return None
    use = _used(_without_power(node, letters) if isinstance(node, n.Scripted) else node, letters)
    return use.name if use and use.letters else None


def _gather(node: n.Node, found: Letters) -> None:
    match node:
        case n.Big(sub=sub, sup=sup) if sub is not None:
            found.bound |= bound_letters(sub)
            if top := letter(key(unwrap(sup)) or "") if sup is not None else "":
                (found.last if _from_0(sub) else found.tops).add(top)
        case n.Binary(operator="+" | "-", left=n.Name(text=text), right=n.Numeral()) if text in TIMES:
            found.times.add(text)
            found.shifted.add(text)
        case n.Group(open="(", items=(n.Name(text=text),)) if text in TIMES:
            found.times.add(text)
        case n.Scripted(base=base, sub=sub, sup=sup):
            if isinstance(sub, n.Numeral):
                found.numbered.add(f"{key(base)}_{sub.text}")
            for script in (sub, sup):
                name = key(unwrap(script)) if script is not None else None
                if name in TIMES and not (script is sup and name == "t"):
                    found.times.add(name or "")


def _from_0(below: n.Node) -> bool:
    """i = 0"""
    return isinstance(below, n.Relations) and isinstance(end := below.terms[-1], n.Numeral) and end.text == "0"


def _on_the_line(node: n.Node) -> set[str]:
    """Single letters that stand for values: not in scripts, not before the letter of a differential."""
    match node:
        case n.Scripted(base=base):
            inside: tuple[n.Node, ...] = (base,)
        case n.Big(body=body):
            inside = (body,)
        case n.Cases(rows=rows):
            inside = tuple(row.value for row in rows)
        case n.Relations(terms=terms):  # [i = j] compares indices
            inside = tuple(term for term in terms if not isinstance(term, n.Name))
        case _:
            inside = parts(node)
    name = key(node) if isinstance(node, n.Name | n.Accent) else None
    if name is not None:
        return {letter(name)}
    return {found for part in inside for found in _on_the_line(part)}


def _operands(node: n.Node) -> Iterator[str]:
    """The bare names that an operation is applied to."""
    parts_of: tuple[n.Node, ...] = ()
    match node:
        case n.Binary(left=left, right=right):
            parts_of = (left, right)
        case n.Product(factors=factors) if len(factors) > 1:
            parts_of = tuple(factor for _, factor in factors)
        case n.Scripted(base=base, sup=sup) if key(base) == "e" and sup is not None:
            parts_of = (sup,)
        case n.Scripted(base=base, sup=sup) if transposes(sup):
            parts_of = (base,)
    yield from (letter(name) for part in parts_of if isinstance(part, n.Name | n.Accent) and (name := key(part)))


def base_of(name: str, times: Iterable[str]) -> str:
    """The name without its time: h of h_{t-1} and h^{(t)}, and of the last h_T."""
    if found := moment(name, times):
        return found.base
    base, sign, label = name.rpartition("_")
    return base if sign and label.isupper() and len(label) == 1 and base else name


def used(node: n.Node, letters: Letters) -> Use | None:
    """The symbol a node is, with its index letters; None for what is no symbol. Every node is looked at once."""
    known = letters.symbols.get(id(node))
    if known is None:
        known = letters.symbols[id(node)] = node, _used(node, letters)
    return known[1]


def _used(node: n.Node, letters: Letters) -> Use | None:
    node = pushed(node)
    if not isinstance(node, n.Scripted):
        name = key(node) if isinstance(node, n.Name | n.Accent | n.Text) else None
        return Use(name) if name else None
    node = labelled(node, frozenset(), frozenset(letters.times))
    if names_several(node.sub):
        return None
    name, entry = numbered(node) or ("", node)
    timed = isinstance(node.sub, n.Sequence) and isinstance(node.sub.items[0], n.Label)  # y_{t,k} of y_t
    node = entry if name and (timed or name in letters.numbered) else node
    base = key(node.base)
    if base is None:
        return None
    base += "'" * node.primes
    above: tuple[str, ...] = ()
    if node.sup is not None:
        mark = name_mark(node.sup)
        if mark is None:
            return None
        inside = mark.strip("()")
        if mark.startswith("(") and letters.is_index(inside):
            above = (inside,)
        else:
            base = f"{base}^{mark}"
    below = subscripts(node.sub)
    names = tuple(letter(key(unwrap(sub)) or "") for sub in below)
    if names and all(map(letters.is_index, names)):
        return Use(base, (*above, *names))
    if not below:
        return Use(base, above)
    label = script_text(node.sub)
    apart = letters.is_moment(label or "") or label in ("+", "-") or ((label or "").isalpha() and len(label or "") > 1)
    if label and base in letters.indexed and not apart:
        return None  # u_1 and u_{j^*} beside u_j are entries; a_{t-1} beside a_i is not
    written = isinstance(node.sub, n.Name | n.Product)
    return Use(f"{base}_{label}", above, written) if label else None


def without_power(node: n.Scripted, letters: Letters) -> n.Scripted:
    """x_i of x_i^2 and x_i^T: the power is no part of the name; a time is. Every node is looked at once."""
    known = letters.bare.get(id(node))
    if known is None:
        known = letters.bare[id(node)] = node, _without_power(node, letters)
    return known[1]


def _without_power(node: n.Scripted, letters: Letters) -> n.Scripted:
    node = labelled(node, frozenset(), frozenset(letters.times))
    return replace(node, sup=None) if node.sup is not None and name_mark(node.sup) is None else node


def is_power_of_e(node: n.Scripted) -> bool:
    """e^x, whatever else e may name; not e^T."""
    return key(node.base) == "e" and node.sub is None and node.sup is not None and not transposes(node.sup)


def is_known(name: str, scope: Scope) -> bool:
    """Whether the scope gives a name a meaning, be it that of an index letter."""
    plain = letter(name)
    return is_value(name, scope) or bool(scope.range(plain) or plain in scope.index_functions)


def is_value(name: str, scope: Scope) -> bool:
    """Whether the scope says what a name is on the line: an array, a size, a function, a loss."""
    known = scope.tensor(name) or scope.family(name) or scope.function(name) or scope.axis(letter(name))
    return bool(known or letter(name) in scope.losses or name in scope.poisoned)


def equated(chain: Chain) -> Iterator[tuple[n.Node, ...]]:
    """The stretches of a chain that equality signs hold together."""
    terms: list[n.Node] = []
    for term, sign in zip(chain.terms, ("=", *(relation.sign for relation in chain.relations)), strict=True):
        if sign not in EQUALITIES:
            if len(terms) > 1:
                yield tuple(terms)
            terms = []
        if isinstance(term, n.Node) and sign != "in":
            terms.append(term)
    if len(terms) > 1:
        yield tuple(terms)
