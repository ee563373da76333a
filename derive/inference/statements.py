"""The guess as statements of the declaration language, which the report shows and a person can paste and correct."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from derive.calling.calls import ENTRYWISE
from derive.calling.functions import WHOLE
from derive.inference.abbreviations import abbreviations, as_statements
from derive.inference.labels import hypotheses
from derive.inference.positions import index_functions
from derive.inference.ranks import Known, Search
from derive.inference.shapes import Reader
from derive.inference.sides import ONE, Sides
from derive.inference.survey import Survey, survey
from derive.inference.symbols import base_of, is_known, letters_of, used
from derive.naming.moments import moment
from derive.naming.names import letter, spelled, unwrap, walk
from derive.naming.scope import Scope, Tensor
from derive.syntax import nodes as n
from derive.syntax.chains import Chain

CLEARLY = 0.7  # by how much another guess must fit better


def inferred(chains: Iterable[Chain], scope: Scope) -> tuple[str, ...]:
    """What must be declared so that the formulas of a section fit together; what the scope knows is left alone."""
    found = survey(chains, scope)
    short = abbreviations(found, scope)
    known = _guessed(found, scope)
    names = _Names(_joined(found, known), known, found)
    labels = sorted(
        {spelled(name) for name, uses in found.uses.items() if name not in short and any(u.label for u in uses)}
    )
    counted = found.sizes - found.letters.last
    sizes = sorted(name for name in counted if scope.axis(name) is None and scope.range(name) is None)
    return (
        *(f"size {name}" for name in sizes),
        *_functions(found, scope),
        *(f"label {name}" for name in labels),
        *_arrays(found, known, names),
        *index_functions((term for chain in found.chains for term in chain), scope, names.size_at),
        *as_statements(short),
        *_losses(found, short),
        *hypotheses(found),
    )


def _guessed(found: Survey, scope: Scope) -> Known:
    """The ranks under which most fits, with vectors as columns unless rows fit better."""
    columns, guess = Search(found, scope).best()
    across, other = Search(found, scope, rows=True).best()
    rows = across < columns
    return Known(scope, other if rows else guess, found.letters.times, rows)


def _arrays(found: Survey, known: Known, names: _Names) -> list[str]:
    """The shapes of all symbols that no equation defines; a matrix with the family of its rows."""
    of = families(found, known)
    members = {matrix: member for member, matrix in of.items()}
    bare = [
        name
        for name in sorted(known.full, key=found.unknown.index)
        if name not in found.defined and name not in found.losses and of.get(name, name) == name
    ]
    twins = {name: twin for name in bare if (twin := _bold(name, found) or _twin(name)) in bare}
    shapes = [names.statement(n, known.full[n]) + _rows(members.get(n), found) for n in bare if n not in twins]
    return [*shapes, *(f"{spelled(name)} = {spelled(twin)}" for name, twin in twins.items())]


def _capital(name: str | None, found: Survey) -> str | None:
    return _twin(name) if name and _twin(name) in found.uses else name


def _bold(name: str, found: Survey) -> str:
    r"""\mathbf z of z_k: the entries of a bold vector are not bold."""
    bold = f"bf:{name}"
    entries = all(use.letters for use in found.uses.get(name, ()))
    return bold if entries and bold in found.uses and not any(use.letters for use in found.uses[bold]) else ""


def _twin(name: str) -> str:
    """W_{xh} of w_{xh}: one weight, with a capital and without."""
    base, _, label = name.partition("_")
    return f"{base.upper()}_{label}" if len(base) == 1 and base.islower() and len(label) > 1 else ""


def anew(chains: Iterable[Chain], scope: Scope) -> tuple[str, ...]:
    """Names that a section means otherwise than what came before: they never have the indices they would need.

    What other names are made of is not one of them if it lacks an index that they lack as well.
    """
    guessed = (t for t in scope.tensors.values() if t.origin in ("inferred", "earlier") and not t.is_supposed)
    own = [t.name for t in guessed if t.axes]
    if not own:
        return ()
    chains = tuple(chains)
    uses = survey(chains, Scope()).uses
    counts = {name: {len(use.letters) for use in uses.get(name, ()) if use.letters} for name in own}
    full = {name: len(scope.tensors[name].axes) for name in own}
    other = {name for name in own if counts[name] and full[name] not in counts[name] and not scope.family(name)}
    other -= {name for name in other if scope.is_used(name) and full[name] - 1 in counts[name]}
    other |= _reranked(chains, scope, own)
    if turned := _turned(chains, scope, own):
        return turned
    return tuple(name for name in own if name in other)


def _reranked(chains: tuple[Chain, ...], scope: Scope, own: list[str]) -> frozenset[str]:
    """Guessed names whose ranks a section by itself would guess otherwise, and fit clearly better so."""
    bare, spoken = scope.copy(), survey(chains, Scope()).uses
    made = {inside for name in scope.tensors if name in spoken for inside in scope.reach(name) - {name}}
    apart = {*made, *scope.said}
    guessed = [
        name for name in own if scope.tensors[name].origin == "inferred" and name in spoken and name not in apart
    ]
    for name in guessed:
        bare.forget(name)
    found = survey(chains, bare)
    alone = Search(found, bare)
    bound = Search(found, bare, costs=alone.costs)
    _, ranks = alone.best()
    before = {name: len(scope.tensors[name].axes) for name in guessed if name in ranks}
    differ = frozenset(name for name, rank in before.items() if ranks[name] != rank)
    if not differ:
        return differ
    bound.settle(before)
    bound.best()
    return differ if bound.misfit > alone.misfit + CLEARLY else frozenset()


def _turned(chains: tuple[Chain, ...], scope: Scope, own: list[str]) -> tuple[str, ...]:
    """All that a section with vectors in rows, after others with columns, or the other way round, speaks of anew.

    With the losses it differentiates: what these depend on lies otherwise as well.
    """
    spoken = survey(chains, Scope())
    names = [name for name in own if name in spoken.uses]
    vectors = [scope.tensors[name] for name in names if len(scope.tensors[name].axes) == 1]
    if not vectors or any(name not in spoken.defined for name in names if scope.tensors[name].origin != "inferred"):
        return ()
    bare, rows = scope.copy(), any(vector.row for vector in vectors)
    for name in names:
        bare.forget(name)
    found = survey(chains, bare)
    as_before, other = (Search(found, bare, rows=row).best()[0] for row in (rows, not rows))
    return (*names, *(scope.losses.keys() & spoken.losses)) if other + CLEARLY < as_before else ()


def at_other_times(chains: Iterable[Chain], scope: Scope) -> tuple[str, ...]:
    """What the scope knows at one time has that shape at every other; a name without a time leaves it out."""
    found = survey(chains, scope)
    moments = {name: then for name in (*scope.tensors, *scope.aliases) if (then := moment(name, scope.times))}
    known = {then.base: tensor for name, then in moments.items() if (tensor := scope.tensor(name))}
    now = {then.base: name for name, then in moments.items() if then.step == 0}
    shapes, names = [], []
    for name in found.unknown:
        base = base_of(name, scope.times)
        if base != name and base in known and not known[base].either:
            other = _known_as(name, now.get(base), scope)
            names += [f"label {spelled(name)}", f"{spelled(name)} = {spelled(other)}"] if other else []
            shown = other or name
            if shown == name or not (scope.tensor(shown) or shown in found.unknown):
                shapes.append(_of_shape(shown, _sizes_of(known[base])))
        elif name in now and name not in found.defined:
            names.append(f"{spelled(name)} = {spelled(now[name])}")
    return (*shapes, *names)


def _known_as(name: str, now: str | None, scope: Scope) -> str | None:
    """e^{(t-1)} of L_x^{(t-1)}, where L_x^{(t)} is another name of e^{(t)}."""
    then, other = moment(name, scope.times), moment(scope.aliases.get(now or "", ""), scope.times)
    return other.at(then.step).name if then and other else None


def _sizes_of(tensor: Tensor) -> list[str]:
    return [*(["1"] if tensor.row else []), *(axis.name for axis in tensor.axes)]


def _of_shape(name: str, sizes: list[str]) -> str:
    r"""x \in \mathbb{R}^{n \times d}"""
    shape = r" \times ".join(sizes)
    return rf"{spelled(name)} \in \mathbb{{R}}" + (f"^{{{shape}}}" if sizes else "")


def times(chains: Iterable[Chain], scope: Scope) -> tuple[str, ...]:
    """The letters that count time in a document; not the t of an index function w_{t+j}."""
    letters = letters_of(term for chain in chains for term in chain.terms if isinstance(term, n.Node))
    shifts = {function.shift for functions in scope.index_functions.values() for function in functions}
    found = sorted(letters.times - shifts)
    return (f"time {', '.join(found)}",) if found else ()


def _joined(found: Survey, known: Known) -> Sides:
    """The sides of all symbols: the definitions together, then claim after claim, of which the first decides."""
    sides = Sides()
    for member, matrix in families(found, known).items():
        if matrix in known.guess and known.guess[matrix] == 2:
            known.full[member] = known.full[matrix] = (sides.new(), sides.new())
    for name, full in known.full.items():
        if (declared := _matrix_of(name, found, known.scope)) is not None and len(full) == 2:
            for side, axis in zip(full, declared.axes, strict=True):
                sides.join(side, sides.named(axis.name))
        for one in _members_told(name, found, known.scope) if len(full) == 2 else ():
            sides.join(full[1], sides.named(one.axes[0].name))
        for side, other in zip(full, known.full.get(_bold(name, found), ()), strict=False):
            sides.join(side, other)
    places = sorted(range(len(found.chains)), key=lambda place: place not in found.certain)
    for place in places:
        if place not in found.certain:
            sides.settle({side for full in known.full.values() for side in full})
        Reader(sides, found.letters, known.look, found.is_function, found.said).chain(found.chains[place])
    return sides


def _members_told(name: str, found: Survey, scope: Scope) -> list[Tensor]:
    r"""The vectors w_i of which the document says the length, w_i \in \mathbb{R}^d."""
    letters = {use.letters[0] for use in found.uses[name] if len(use.letters) == 1}
    members = (scope.tensors.get(f"{name}_{index}") for index in sorted(letters))
    return [member for member in members if member is not None and len(member.axes) == 1]


def _matrix_of(name: str, found: Survey, scope: Scope) -> Tensor | None:
    """The declared matrix X of which x_{ij} are the entries."""
    font, colon, plain = name.rpartition(":")
    if len(plain) != 1 or max(len(use.letters) for use in found.uses[name]) != 2:
        return None
    tensor = scope.tensor(f"{font}{colon}{plain.upper()}")
    return tensor if tensor is not None and tensor.name != name and len(tensor.axes) == 2 else None


def families(found: Survey, known: Known) -> dict[str, str]:
    """Members x_i, which are vectors, with the matrix they are the rows of: X, or a matrix without a name."""
    made = {}
    for name, uses in found.uses.items():
        font, colon, plain = name.rpartition(":")
        if (
            len(plain.rpartition(" ")[2]) == 1
            and known.guess.get(name) == 2
            and all(len(use.letters) == 1 for use in uses)
        ):
            accent, space, base = plain.rpartition(" ")
            upper = f"{font}{colon}{accent}{space}{base.upper()}"
            made[name] = upper if known.guess.get(upper) == 2 and upper in found.uses else name
    return made


class _Names:
    """Names for sizes: the document's own, else n with the symbol they were met at."""

    def __init__(self, sides: Sides, known: Known, found: Survey) -> None:
        self.sides, self.known, self.rows = sides, known, known.rows
        self.names: dict[int, str] = {}
        for name in sorted(known.full, key=lambda name: (len(known.full[name]) != 1, found.unknown.index(name))):
            plain = re.sub(r"[^A-Za-z0-9]", "", letter(name))
            for place, side in enumerate(known.full[name]):
                self.names.setdefault(sides.find(side), f"{'nm'[place]}_{plain}")

    def _size(self, side: int) -> str:
        found = self.sides.find(side)
        return self.sides.names.get(found) or self.names[found]

    def size_at(self, name: str, place: int, among: int) -> str | None:
        """The size along which an index of a symbol runs, that of members, where it has so many."""
        scope = self.known.scope
        if (full := self.known.full.get(name)) is not None:
            return self._size(full[place]) if among <= len(full) else None
        tensor, family = scope.indexed(name), scope.family(name)
        if family is not None and among == 1:
            return scope.tensors[family.tensor].axes[family.position].name
        return tensor.axes[place].name if tensor is not None and len(tensor.axes) == among else None

    def statement(self, name: str, full: tuple[int, ...]) -> str:
        """W \\in \\mathbb{R}^{n \\times m}"""
        sizes = [self._size(side) for side in full if side != ONE]
        return _of_shape(name, ["1", *sizes] if self.rows and len(sizes) == 1 else sizes)


def _rows(member: str | None, found: Survey) -> str:
    """, rows x_i"""
    if member is None:
        return ""
    return f", rows {spelled(member)}_{found.uses[member][0].letters[0]}"


def _functions(found: Survey, scope: Scope) -> list[str]:
    """Names that are only ever applied, to one argument, and that nothing defines."""
    no_heads = found.listed | found.said | scope.differentials
    heads = [name for name in found.applied if found.is_function(name) and name not in no_heads]
    unknown = [name for name in heads if letter(name) not in ENTRYWISE and letter(name).lower() not in WHOLE]
    return [rf"function {spelled(name)}" for name in unknown if not is_known(name, scope) and _is_plain(name)]


def _is_plain(name: str) -> bool:
    """f, \\phi, g: one letter."""
    plain = letter(name)
    return (len(plain) == 1 and plain.isalpha()) or (plain.startswith("\\") and " " not in plain)


def _losses(found: Survey, known: Container[str]) -> list[str]:
    """loss L of y: L is differentiated and never said, by y among others, and nothing else that it is is made of y."""
    statements = []
    for loss, by in found.losses.items():
        if loss in known:
            continue
        names = dict.fromkeys(_capital(_use(node, found), found) for node in by)
        made = {name: _reach(name, found) for name in names if name}
        now = dict.fromkeys(_at_present(name, found) for name in made)
        later = {then for name in made if (then := _at_present(name, found)) != name and _recurs(then, found)}
        last = [n for n in now if n and (n in later or not any(n in made[other] for other in made if other != n))]
        last = _output(loss, last, found) or last
        if last:
            statements.append(f"loss {spelled(loss)} of {', '.join(map(spelled, last))}")
    return statements


def _output(loss: str, names: list[str], found: Survey) -> list[str]:
    """What all of these are made into and nothing is made of, if it is one thing: a loss depends on them through it."""
    reach = {name: made for name in found.defined if loss not in (made := _reach(name, found))}
    outputs = [name for name in reach if not any(name in inside for inside in reach.values())]
    through = [name for name in outputs if all(part in reach[name] for part in names)]
    return through if len(through) == 1 and names else []


def _at_present(name: str, found: Survey) -> str | None:
    """C_t for C_{t+1}: the loss depends on what comes later through it."""
    base = base_of(name, found.letters.times)
    if base == name:
        return name
    now = (f"{base}{mark}" for t in found.letters.times for mark in (f"_{t}", f"^{t}", f"^({t})"))
    return next((other for other in now if other in found.uses or other in found.defined), None)


def _recurs(name: str | None, found: Survey) -> bool:
    """C_t = f_t C_{t-1} + ...: what is made of itself at another time has a way of its own to what comes later."""
    body, base = found.defined.get(name or ""), base_of(name or "", found.letters.times)
    inside = [use for part in walk(body) if (use := _use(part, found))] if body is not None else []
    return any(base_of(other, found.letters.times) == base for other in inside)


def _use(node: n.Node, found: Survey) -> str | None:
    use = used(unwrap(node), found.letters)
    return use.name if use else None


def _reach(name: str, found: Survey) -> set[str]:
    """The symbols that a defined symbol is made of."""
    reached: set[str] = set()
    todo = [name]
    while todo:
        top = todo.pop()
        bodies = [found.defined[top], *found.restated.get(top, ())] if top in found.defined else []
        for part in (part for body in bodies for part in walk(body)):
            inside = _use(part, found)
            if inside and inside not in reached:
                reached.add(inside)
                todo.append(inside)
    return reached


__all__ = ["anew", "at_other_times", "inferred", "times"]
