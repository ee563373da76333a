"""One pass over the formulas of a section: which symbols nothing declares, where they stand, and in what role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from derive.calling.calls import ENTRYWISE, parameter_name
from derive.calling.functions import WHOLE
from derive.inference.differentials import totals
from derive.inference.symbols import (
    INDICES,
    Letters,
    Use,
    equated,
    is_known,
    is_power_of_e,
    is_value,
    letters_of,
    used,
    without_power,
)
from derive.meaning.define import as_call
from derive.naming.names import key, letter, parts, pushed, subscripts, transposes, unwrap, walk
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.syntax.chains import Chain
from derive.syntax.differentials import signs

CONSTANTS = {"I", "\\infty", "\\mathbb", "\\nabla", "\\partial"}
BARE_CONSTANTS = {"d", "e", "\\pi"}  # ... but for d_1 and \pi_k
KRONECKER = "\\delta"  # with two indices
LARGEST = 400  # chains looked at together


@dataclass
class Survey:
    """What a section says about its symbols.

    chains     the terms of every chain that was read
    met        every place of a symbol; symbols_met: chain by chain; uses: those of undeclared ones, by name
    alike      of every place, the first at which the same symbol stands in the same way
    symbols    the undeclared symbols of each chain; places: the chains of each symbol
    defined    names that an equation defines, with what stands on its right
    restated   names that a later equation says again, with what stands on its right
    applied    names before brackets; losses: names that are only differentiated, with what they are differentiated by
    slopes     names that are differentiated, be they said or not
    turned     symbols that are transposed or stand in a norm, with the numbers of index letters they have there
    powered    symbols that are squared or the like
    exponents  x of e^{x} and e^{-x}
    sizes      letters that end a sum; counted: letters that a number is divided by
    """

    letters: Letters
    chains: list[tuple[n.Node, ...]] = field(default_factory=list)
    symbols_met: list[list[tuple[Use, n.Node]]] = field(default_factory=list)
    met: list[tuple[Use, n.Node]] = field(default_factory=list)
    alike: list[int] = field(default_factory=list)
    uses: dict[str, list[Use]] = field(default_factory=dict)
    symbols: list[tuple[str, ...]] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    defined: dict[str, n.Node] = field(default_factory=dict)
    restated: dict[str, list[n.Node]] = field(default_factory=dict)
    certain: set[int] = field(default_factory=set)  # chains that begin with a definition
    applied: Counter[str] = field(default_factory=Counter)
    listed: set[str] = field(default_factory=set)  # ... of several things
    said: set[str] = field(default_factory=set)  # ... on the left of an equation, which says what they are
    standing: Counter[str] = field(default_factory=Counter)
    losses: dict[str, list[n.Node]] = field(default_factory=dict)
    above: Counter[str] = field(default_factory=Counter)  # how often each of them is differentiated
    slopes: set[str] = field(default_factory=set)
    turned: dict[str, set[int]] = field(default_factory=dict)
    powered: set[str] = field(default_factory=set)  # symbols with a number as exponent
    exponents: set[str] = field(default_factory=set)
    sizes: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)  # N of 1/N
    multiplied: set[str] = field(default_factory=set)  # names with a numeral before them

    @property
    def speaks_of_arrays(self) -> bool:
        """Something is transposed, bold, or a capital that is no size and no loss."""
        capitals = (name for name in self.uses if letter(name)[:1].isupper() and name not in self.counted)
        bold = any(name.startswith("bf:") for name in self.uses)
        return bool(self.turned) or bold or any(name not in self.losses for name in capitals)

    @property
    def costs(self) -> set[str]:
        """Names that the document defines and never counts to, be they the letter of a context's size: a cost C."""
        values = {name for name, value in self.defined.items() if not isinstance(value, n.Numeral)}
        return values - self.sizes - self.counted

    @property
    def unknown(self) -> tuple[str, ...]:
        """The symbols to be guessed, those of most chains first."""
        return tuple(sorted(self.places, key=lambda name: (-len(self.places[name]), name)))

    def is_function(self, name: str) -> bool:
        """A name that is applied wherever it stands, or one that mathematics applies."""
        plain = letter(name)
        if plain in ENTRYWISE and self.standing[f"{name}'"]:  # \sigma' = \sigma (1 - \sigma)
            return True
        if self.standing[name] or (name in self.listed and name in self.losses):
            return False
        return self.applied[name] > 0 or plain in ENTRYWISE or plain in WHOLE


def survey(chains: Iterable[Chain], scope: Scope) -> Survey:
    """Look at every formula of a section: first at the roles of names, then at the symbols and what they are."""
    read = tuple(islice((terms for chain in chains for terms in equated(chain)), LARGEST))
    return _told_apart(_spoken(read, differentials=bool(scope.differentials)), scope)


@lru_cache(maxsize=64)
def _spoken(read: tuple[tuple[n.Node, ...], ...], *, differentials: bool) -> Survey:
    """What formulas say of their symbols, whatever is declared; where d may be the sign of a differential."""
    found = Survey(letters_of(node for terms in read if not _are_positions(terms) for node in terms))
    found.chains = list(read)
    for terms in read:
        _look_at_roles(terms, found, differentials=differentials)
    seen: set[str] = set()
    for place, terms in enumerate(read):
        _look_for_definition(place, terms, seen, found)
        found.symbols_met.append([pair for term in terms for pair in _uses(term, found)])
    found.met = [pair for symbols in found.symbols_met for pair in symbols]
    first: dict[tuple[object, ...], int] = {}
    found.alike = [first.setdefault((use, *_written(node)), place) for place, (use, node) in enumerate(found.met)]
    return found


def _are_positions(terms: tuple[n.Node, ...]) -> bool:
    """i = j makes no values of i and j."""
    return all(isinstance(term, n.Name) and term.text in INDICES for term in terms)


def _told_apart(spoken: Survey, scope: Scope) -> Survey:
    """The same, with the symbols that the scope does not know."""
    found = replace(spoken, uses={}, symbols=[], places={}, slopes=set(spoken.losses))
    known = are_told(found, scope)
    for place, met in enumerate(found.symbols_met):
        _look_at_symbols(place, [use for use, _ in met if not next(known)], found)
    found.losses = {name: by for name, by in found.losses.items() if name in found.uses and _only_there(name, found)}
    return found


def _look_at_roles(terms: tuple[n.Node, ...], found: Survey, *, differentials: bool) -> None:
    """What stands before brackets, by itself, above a differential, in a norm; what a call on the left defines."""
    for term in terms:
        for node in walk(term):
            _roles(node, found)
        for node in (term, *_beside(term)):
            if isinstance(node, n.Name):
                found.standing[key(node) or ""] += 1
    for loss, by in totals(terms) if differentials else ():
        _differentiated(loss, by, found)
    if call := as_call(unwrap(terms[0])):
        found.said.add(key(call[0]) or "")


def _look_for_definition(place: int, terms: tuple[n.Node, ...], seen: set[str], found: Survey) -> None:
    """x = ... defines x where it stands for the first time."""
    first = used(terms[0], found.letters)
    if as_call(unwrap(terms[0])):
        found.certain.add(place)
    if first is not None and first.name not in seen:
        found.certain.add(place)
        if first.name not in _names(terms[1], found):
            found.defined[first.name] = terms[1]
    elif first is not None and first.name in found.defined:
        found.restated.setdefault(first.name, []).append(terms[1])
    for term in terms:
        seen |= _names(term, found)


def _names(term: n.Node, found: Survey) -> set[str]:
    return {use.name for part in walk(term) if (use := used(part, found.letters))}


def _look_at_symbols(place: int, uses: list[Use], found: Survey) -> None:
    """The symbols of a chain that the scope does not know."""
    names = tuple(dict.fromkeys(use.name for use in uses))
    found.symbols.append(names)
    for name in names:
        found.places.setdefault(name, []).append(place)
    for use in uses:
        found.uses.setdefault(use.name, []).append(use)


def share_told(found: Survey, scope: Scope) -> float:
    """The share of a document's symbols that a scope knows."""
    return sum(are_told(found, scope)) / len(found.met) if found.met else 1.0


def are_told(found: Survey, scope: Scope) -> Iterator[bool]:
    """Of every place of a symbol, whether the scope says what it is; asked once of those that are alike."""
    known: dict[int, bool] = {}
    strange = found.costs & scope.axes.keys()
    for place, first in enumerate(found.alike):
        if place == first:
            use, node = found.met[place]
            known[place] = use.name not in strange and _is_told(use, node, found.letters, scope)
        yield known[first]


def _roles(node: n.Node, found: Survey) -> None:
    match node:
        case n.Product(factors=factors):
            for place, (_, factor) in enumerate(factors):
                behind = factors[place + 1] if place + 1 < len(factors) else None
                _head(factor, behind, found)
                if isinstance(factor, n.Numeral) and behind is not None and (name := key(behind[1])):
                    found.multiplied.add(name)
        case n.Fraction(top=n.Numeral(), bottom=n.Name() as bottom):
            found.counted.add(key(bottom) or "")
        case n.Big(sup=sup) if sup is not None and (name := key(unwrap(sup))):
            found.sizes.add(letter(name))
        case n.Scripted(sup=n.Name() | n.Signed(body=n.Name()) as sup) if is_power_of_e(node):
            found.exponents.add(key(sup.body if isinstance(sup, n.Signed) else sup) or "")
        case n.Scripted(sup=sup) if transposes(sup):
            use = used(without_power(node, found.letters), found.letters)
            if use is not None:
                found.turned.setdefault(use.name, set()).add(len(use.letters))
        case n.Group(open="\\|", items=(only,)):
            use = used(only, found.letters)
            if use is not None:
                found.turned.setdefault(use.name, set()).add(len(use.letters))
        case n.Scripted(sup=n.Numeral()):
            use = used(without_power(node, found.letters), found.letters)
            if use is not None:
                found.powered.add(use.name)
        case n.Derivative(body=body, by=by) if body is not None and len(signs(by)) == 1:
            _differentiated(body, [unwrap(by)], found)


def _differentiated(body: n.Node, by: list[n.Node], found: Survey) -> None:
    """A name that is differentiated may be a loss."""
    use = used(unwrap(body), found.letters)
    if use is not None and not use.letters:
        found.losses.setdefault(use.name, []).extend(by)
        found.above[use.name] += 1


def _beside(node: n.Node) -> Iterator[n.Node]:
    """Everything that stands in a term by itself: not a factor, whose neighbour may be brackets."""
    for part in walk(node):
        if isinstance(part, n.Derivative) and (key(part.body) or "") in ENTRYWISE:
            yield part.by  # d\sigma / dx is that of \sigma(x)
        elif not isinstance(part, n.Product | n.Scripted | n.Accent):
            yield from parts(part)


def _head(factor: n.Node, behind: tuple[str, n.Node] | None, found: Survey) -> None:
    """f before brackets is applied, f elsewhere stands by itself; f' is a function's."""
    bare = factor.base if isinstance(factor, n.Scripted) and factor.sub is None else factor
    name = key(bare) if isinstance(bare, n.Name | n.Accent | n.Text) else None
    if name is None:
        return
    group = behind[1] if behind and behind[0] == "" else None
    group = group.base if isinstance(group, n.Scripted) else group
    if isinstance(group, n.Group) and group.open in ("(", "["):
        if len(group.items) == 1 and isinstance(group.items[0], n.Relations):  # I(w = o) says whether
            return
        found.applied[name] += 1
        if len(group.items) > 1 or group.given is not None:
            found.listed.add(name)
    elif not (isinstance(factor, n.Scripted) and factor.primes):
        found.standing[name] += 1


def _uses(node: n.Node, found: Survey) -> Iterator[tuple[Use, n.Node]]:
    """The symbols in a term with where they stand, without those in subscripts and before brackets."""
    node = pushed(node)
    if isinstance(node, n.Scripted):
        yield from _scripted_uses(node, found)
        return
    if isinstance(node, n.Name | n.Accent | n.Text):
        use = used(node, found.letters)
        if use is not None:
            if _is_symbol(use, found):
                yield use, node
            return
    if isinstance(node, n.Product):
        for place, (_, factor) in enumerate(node.factors):
            if not _is_call(factor, node.factors[place + 1 : place + 2]):
                yield from _uses(factor, found)
        return
    for part in (node.body,) if isinstance(node, n.Big) else parts(node):
        yield from _uses(part, found)


def _scripted_uses(node: n.Scripted, found: Survey) -> Iterator[tuple[Use, n.Node]]:
    """A name with scripts is one symbol; a power is a term of its own, and so is the base of anything else."""
    bare = without_power(node, found.letters)
    if key(bare.base) == KRONECKER and node.sub is not None and bare.sup is None and node.sup is not None:
        return
    if bare.sup is None and is_power_of_e(node):
        yield from _uses(node.sup or node, found)
        return
    use = used(bare, found.letters)
    if use is None:
        yield from _uses(node.base, found)
    elif _is_symbol(use, found):
        yield use, bare
    if node.sup is not None and bare.sup is None and not transposes(node.sup):
        yield from _uses(node.sup, found)


def _is_call(head: n.Node, behind: tuple[tuple[str, n.Node], ...]) -> bool:
    r"""J_{neg}(v_c, o, U): a labelled name before a list; h_\theta(x)."""
    group = behind[0][1] if behind and behind[0][0] == "" else None
    group = group.base if isinstance(group, n.Scripted) else group
    if parameter_name(head) is not None and isinstance(group, n.Group):
        return True
    listed = isinstance(group, n.Group) and (len(group.items) > 1 or group.given is not None)
    return listed and isinstance(head, n.Name | n.Accent | n.Scripted | n.Text)


def _is_symbol(use: Use, found: Survey) -> bool:
    """A name that something must say the meaning of: no constant, size, index letter or function."""
    plain = letter(use.name)
    if (
        use.name.startswith("bb:")
        or plain.partition("_")[0] in CONSTANTS
        or (plain in BARE_CONSTANTS and not use.letters and use.name not in found.defined)
        or (plain.partition("_")[0] == KRONECKER and len(use.letters) + len(plain.partition("_")[2]) == 2)
        or plain in found.sizes
        or plain.partition("_")[0].isdigit()
        or (plain.endswith("'") and found.is_function(plain.rstrip("'")) and plain.rstrip("'") in ENTRYWISE)
        or use.name in ("bf:1", "bb:1")
        or use.name in found.said  # L(\theta) = ... says what L is
    ):
        return False
    if plain in found.letters.bound or (found.letters.is_index(plain) and plain not in found.letters.values):
        return False
    return not found.is_function(use.name) and not (len(plain) > 1 and plain.isalpha())


def _is_told(use: Use, node: n.Node, letters: Letters, scope: Scope) -> bool:
    """Whether the scope says what a symbol is. That w counts words says nothing of a value w."""
    tensor = scope.tensor(use.name)
    if use.letters and tensor is not None and not tensor.axes and not scope.family(use.name):
        known = False  # x_i of a number x is another thing
    elif letter(use.name) in letters.reckoned or use.letters:
        known = is_value(use.name, scope)
    else:
        known = is_known(use.name, scope)
    return known or (isinstance(node, n.Scripted) and _is_part(use, _written(node), scope, letters))


class _Written(NamedTuple):
    """The name that scripts stand at, how many stand below, and the names in these."""

    base: str | None = None
    number: int = 0
    below: tuple[str, ...] = ()


def _written(node: n.Node) -> _Written:
    if not isinstance(node, n.Scripted):
        return _Written()
    below = [letter(name) for part in walk(node.sub) if (name := key(unwrap(part)))] if node.sub else []
    return _Written(key(node.base), len(subscripts(node.sub)), tuple(below))


def _is_part(use: Use, written: _Written, scope: Scope, letters: Letters) -> bool:
    """u_w of a family, s_j and h^{(t)}_s of a vector, J_{naive} of a loss: the scope knows base and what is below."""
    base, timed = written.base, use.name.partition("_")[0]
    if base is not None and letter(base) in scope.index_functions:
        return True
    base = timed if "^" in timed else base
    if base is None or not is_known(base, scope):
        return False
    arrays = [t for name in (base, f"bf:{letter(base)}") if (t := scope.tensor(name)) is not None]
    if scope.family(base) or any(t.axes and written.number == len(t.axes) for t in arrays):
        return True
    if letter(base) in scope.ranges:
        return False
    return all(
        letters.is_index(name) or scope.range(name) or scope.axis(name) or name.isdigit() for name in written.below
    )


def _only_there(name: str, found: Survey) -> bool:
    """A loss that is differentiated and never said: every use is one above the line."""
    return name not in found.defined and len(found.uses[name]) <= found.above[name]
