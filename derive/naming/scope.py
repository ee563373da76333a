"""What names mean at one place of a document: sizes, tensors, definitions, families, index functions, patterns.

Tables only; looking at nodes is the elaborator's work. A scope is copied before a document adds to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from derive.naming.arrays import Array
from derive.naming.cases import UNTOLD, Cases
from derive.naming.hypothesis import Hypothesis
from derive.naming.names import candidates, letter
from derive.syntax.nodes import Node
from derive.terms.facts import NONE, Facts
from derive.terms.index import Axis, Index, Variable
from derive.terms.substitute import map_entries, substitute, tensors
from derive.terms.term import Entry, Term

T = TypeVar("T")

EARLIER = {"document": "earlier", "affirmed": "affirmed earlier"}  # origins, when a new section begins


@dataclass(frozen=True, slots=True)
class Tensor:
    """A named array of numbers, base or defined.

    axes        storage order: the order of the indices of its entries
    either      words may be rows or columns: which is a choice of the section
    row         a vector that lies as a row
    definition  what it stands for, folded (over other names); None for a base tensor
    signature   the arguments it was defined with, J(v_c, o, U); () when bare
    origin      'context', 'declared', 'document', 'earlier': the document's, in a section before this one,
                'affirmed': the context's, and the document wrote the same, 'affirmed earlier': in a section before
                this one, 'inferred' from how it is used, 'loss': known by what it depends on alone, or 'gradient' of
                such a loss
    """

    name: str
    axes: tuple[Axis, ...]
    either: bool = False
    row: bool = False
    definition: Array | None = None
    signature: tuple[Node, ...] = ()
    origin: str = "context"

    @property
    def is_supposed(self) -> bool:
        """A name that is guessed to stand for another: h for h^{(t)}."""
        return self.origin == "inferred" and self.definition is not None and isinstance(self.definition.body, Entry)

    @property
    def sides(self) -> tuple[Axis | None, ...]:
        """The axes as they lie: a vector in a column or in a row, None for a side of length 1."""
        if len(self.axes) > 1:
            return self.axes
        only = self.axes[0] if self.axes else None
        return (None, only) if self.row else (only, None)

    @property
    def shape(self) -> str:
        """'a number', 'of shape (n, d)'."""
        return f"of shape ({', '.join(axis.name for axis in self.axes)})" if self.axes else "a number"


@dataclass(frozen=True, slots=True)
class Family:
    """`u_w` is the member w of the tensor `U`, which has its words along the axis at `position`."""

    tensor: str
    position: int


@dataclass(frozen=True, slots=True)
class IndexFunction:
    """`w_{t+j}`: an unknown word for every j; `w_{j,k}`: one for every j and k.

    arguments  the axes of the indices below it
    result     the axis of the words
    shift      the t of t + j, '' when there is none
    same       w_j is j itself, written otherwise
    """

    name: str
    arguments: tuple[Axis, ...]
    result: Axis
    shift: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """f(x) = body, for numbers or entry by entry; body None for a function nothing is known of."""

    name: str
    parameter: str
    body: Node | None
    earlier: bool = False  # the document's, in a section before this one
    inferred: bool = False  # from where it stands: nothing says that it is a function


@dataclass(frozen=True, slots=True)
class Pattern:
    """P(O=w | C=c) = yhat_w: what a bracketed expression with this head stands for."""

    head: str
    arguments: Node
    value: Node
    variable: str


@dataclass
class Scope:
    """The names in force."""

    name: str = "none"
    axes: dict[str, Axis] = field(default_factory=dict)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    index_functions: dict[str, tuple[IndexFunction, ...]] = field(default_factory=dict)
    ranges: dict[str, Axis] = field(default_factory=dict)
    remembered: dict[str, Axis] = field(default_factory=dict)
    functions: dict[str, FunctionDefinition] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = ()
    losses: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of which only what they depend on is said
    chosen: bool = False  # a context that nobody named: its shapes are guesses until a proved step bears them out
    written: frozenset[str] | None = None  # the letters of the document, where that is known
    implied: dict[str, str] = field(default_factory=dict)  # z of z = w^T x_i, with the i that it goes without
    labels: frozenset[str] = frozenset()  # names such as W_{xh}, whose letters below are no indices
    times: frozenset[str] = frozenset()  # letters of time, which are part of the names they stand at
    held: frozenset[str] = frozenset()  # states at other times that are given: nothing acts through them
    differentials: frozenset[str] = frozenset()  # the letter d, where d x is the differential of x
    varying: frozenset[str] = frozenset()  # names whose differentials the section writes; all else is held constant
    facts: Facts = NONE
    assumed: tuple[str, ...] = ()  # declarations inferred from how symbols are used
    stated: tuple[str, ...] = ()  # sentences for `facts`
    hypotheses: tuple[Hypothesis, ...] = ()
    classes: dict[str, Index] = field(default_factory=dict)  # of labels, at which they are 1 in this section
    layout: dict[str, str] = field(default_factory=dict)
    last_loss: str = ""  # the labelled loss met last, which a bare J may mean
    poisoned: dict[str, str] = field(default_factory=dict)  # names the document defined in a way not understood
    overrun: frozenset[str] = frozenset()  # sizes N of sums from 0 to N, which the document was told of once
    said: frozenset[str] = frozenset()  # names whose shape the document says in passing
    zeros: tuple[Array, ...] = ()  # what this section sets to 0
    supposed: dict[str, str] = field(default_factory=dict)  # what names are taken to stand for, in words, by the name
    constraints: tuple[Array, ...] = ()  # differences that the words of this section assume to be 0
    roots: frozenset[str] = frozenset()  # names of which an equation says the square, \sigma^2 = ...
    confirmed: frozenset[str] = frozenset()  # tensors of proved steps: the document uses them as declared
    whole: Scope | None = field(default=None, repr=False)  # the scope of which this is one position of an axis
    cases: Cases = UNTOLD  # which letters the document tells apart, and of which derivatives
    given: frozenset[str] = frozenset()  # tensors that the document makes something of or differentiates by
    _reach: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def copy(self) -> Scope:
        """An independent scope with the same names."""
        return replace(
            self,
            axes=dict(self.axes),
            tensors=dict(self.tensors),
            aliases=dict(self.aliases),
            families=dict(self.families),
            index_functions=dict(self.index_functions),
            ranges=dict(self.ranges),
            remembered=dict(self.remembered),
            functions=dict(self.functions),
            classes=dict(self.classes),
            layout=dict(self.layout),
            implied=dict(self.implied),
            poisoned=dict(self.poisoned),
            losses=dict(self.losses),
            supposed=dict(self.supposed),
            _reach={},
        )

    def with_(self, laws: Mapping[str, Tensor]) -> Scope:
        """The scope in which these names are defined so."""
        return replace(self, tensors={**self.tensors, **laws}, _reach={}) if laws else self

    def aged(self) -> Scope:
        """The scope in which a new section begins: there, the document may give a name of its own a new meaning."""
        scope = replace(self.copy(), zeros=(), constraints=(), classes={})
        for tensor in self.tensors.values():
            if tensor.origin in EARLIER:
                scope.tensors[tensor.name] = replace(tensor, origin=EARLIER[tensor.origin])
        scope.functions = {name: replace(function, earlier=True) for name, function in self.functions.items()}
        scope.whole = self.whole.aged() if self.whole else None
        return scope

    def add(self, tensor: Tensor) -> None:
        """Declare or define a tensor."""
        old = self.tensors.get(tensor.name)
        if old is not None and old.axes != tensor.axes:
            self.forget(tensor.name)  # what was made of it has no meaning now
        self.tensors[tensor.name] = tensor
        if tensor.origin != "loss":
            self.losses.pop(tensor.name, None)
        self.aliases.pop(tensor.name, None)
        self.implied.pop(tensor.name, None)
        self.poisoned.pop(tensor.name, None)
        self._reach.clear()

    def reword(self, tensor: Tensor) -> None:
        """Take what a tensor stands for in other words."""
        self.tensors[tensor.name] = tensor
        self._reach.clear()

    def tensor(self, name: str) -> Tensor | None:
        """The tensor a name stands for, exact spelling first."""
        tensors, aliases, spellings = self.tensors, self.aliases, candidates(name)
        if tensors.keys().isdisjoint(spellings) and aliases.keys().isdisjoint(spellings):
            return None  # as of most names
        for spelling in spellings:
            found = tensors.get(aliases.get(spelling, spelling))
            if found is not None:
                return found
        return None

    def is_usually_a_number(self, name: str) -> bool:
        """A number of a context that nobody named: where it is transposed, the document means something else by it."""
        tensor = self.tensor(name) if self.chosen else None
        return tensor is not None and tensor.origin == "context" and not tensor.axes and tensor.definition is None

    def indexed(self, name: str) -> Tensor | None:
        r"""The tensor that a name with indices is of: x_i is of a vector \mathbf x beside a number x."""
        tensor = self.tensor(name)
        if tensor is None or tensor.axes or self.family(name):
            return tensor
        bold = self.tensor(f"bf:{letter(name)}")
        return bold if bold is not None and bold.axes else tensor

    def family(self, name: str) -> Family | None:
        """The family a name stands for."""
        return self._find(name, self.families)

    def all_members(self, name: str) -> Family | None:
        """The u of u^T v, where u_w are the members and nothing else is called u: all of them."""
        family = self.family(name)
        if family is None or self.tensor(name) or self.axis(name) or self.range(letter(name)):
            return None
        return None if {name, letter(name)} & self.poisoned.keys() else family

    def function(self, name: str) -> FunctionDefinition | None:
        """The function a name stands for."""
        return self._find(name, self.functions)

    def range(self, name: str) -> Axis | None:
        """The axis an index letter was declared over."""
        return self._find(name, self.ranges)

    def axis(self, name: str) -> Axis | None:
        """The axis whose size or set a name denotes."""
        return self._find(name, self.axes)

    def coercion(self, argument: Axis, result: Axis) -> IndexFunction | None:
        """The only way to read an index of one axis as an index of another: u_k for the k-th negative sample."""
        found = {
            f for fs in self.index_functions.values() for f in fs if (f.arguments, f.result) == ((argument,), result)
        }
        return found.pop() if len(found) == 1 else None

    @staticmethod
    def _find(name: str, table: Mapping[str, T]) -> T | None:
        spellings = candidates(name)
        if table.keys().isdisjoint(spellings):
            return None  # as of most names
        return next(table[spelling] for spelling in spellings if spelling in table)

    def respell(self, name: str, known: str) -> None:
        """A name is another spelling of a known one; rows of the one are rows of the other, where their sides agree."""
        old, other = self.tensors.pop(name, None), self.tensors.get(known)
        same = old is not None and other is not None and old.axes == other.axes
        families = {m: replace(f, tensor=known) if f.tensor == name and same else f for m, f in self.families.items()}
        self.families = {member: f for member, f in families.items() if f.tensor in self.tensors}
        self.aliases[name] = known

    def forget(self, name: str) -> None:
        """No meaning of this name is left here, nor of any name made of it."""
        for other in [tensor for tensor in self.tensors if name in self.reach(tensor)]:
            del self.tensors[other]
        self.losses = {loss: of for loss, of in self.losses.items() if loss != name}
        self.aliases = {alias: of for alias, of in self.aliases.items() if alias != name and of in self.tensors}
        self.families = {member: f for member, f in self.families.items() if f.tensor in self.tensors}
        self._reach.clear()

    def poison(self, name: str, reason: str) -> None:
        """The document gives this name a meaning that was not understood: no other meaning may stand in for it."""
        for spelling in candidates(name):
            self.forget(spelling)
        self.poisoned[name] = reason

    def labelled(self, bare: str) -> tuple[str, ...]:
        """The losses a bare J may mean: J_naive, J_neg, ..., the one met last first."""
        found = [t.name for t in self.tensors.values() if t.name.startswith(f"{bare}_") and not t.axes and t.definition]
        return tuple(sorted(found, key=lambda name: name != self.last_loss))

    # definitions

    def reach(self, name: str) -> frozenset[str]:
        """The tensors a tensor is made of, itself among them."""
        found = self._reach.get(name)
        if found is None:
            tensor = self.tensors.get(name)
            inside = tensors(tensor.definition.body) if tensor and tensor.definition else frozenset()
            found = frozenset([name]).union(*(self.reach(other) for other in inside - {name}))
            self._reach[name] = found
        return found

    def reach_of(self, term: Term) -> frozenset[str]:
        """The tensors a term is made of."""
        return frozenset().union(*map(self.reach, tensors(term)))

    def is_used(self, name: str) -> bool:
        """Whether another tensor is made of it."""
        return any(name in self.reach(other) for other in self.tensors if other != name)

    def is_defined(self, name: str) -> bool:
        """Whether a name stands for something else."""
        tensor = self.tensors.get(name)
        return tensor is not None and tensor.definition is not None

    def depends(self, tensor: str, on: str) -> bool:
        """Whether a tensor is made of another one, or is it."""
        return on in self.reach(tensor)

    def body(self, entry: Entry) -> Term | None:
        """What an entry of a defined tensor stands for."""
        tensor = self.tensors.get(entry.tensor)
        if tensor is None or tensor.definition is None:
            return None
        return substitute(tensor.definition.body, dict(zip(tensor.definition.flat(), entry.indices, strict=True)))

    def named(self, term: Term) -> Term:
        """An entry of a name that is guessed to stand for another name, by that name."""
        guessed = isinstance(term, Entry) and term.tensor in self.tensors and self.tensors[term.tensor].is_supposed
        return (self.body(term) or term) if guessed and isinstance(term, Entry) else term

    def unfold(self, term: Term, names: Callable[[str], bool] = lambda name: True) -> Term:
        """Every defined tensor accepted by `names` replaced by what it stands for, and so on inside."""
        return _Unfolding(self, names).of(term)

    def expose(self, term: Term, target: str) -> Term:
        """Everything made of `target` unfolded down to it: what a derivative by `target` must see."""
        return self.unfold(term, lambda name: name != target and target in self.reach(name))

    def expose_index(self, term: Term, index: Variable) -> Term:
        """Everything that depends on a fixed index unfolded, so that it can be substituted."""
        return self.unfold(term, lambda name: index in self.fixed_in(self.reach(name)))

    def fixed_in(self, names: Iterable[str]) -> frozenset[Variable]:
        """The index variables that stand free in the definitions of these tensors."""
        found: frozenset[Variable] = frozenset()
        for name in names:
            tensor = self.tensors.get(name)
            if tensor and tensor.definition:
                found |= tensor.definition.body.free - set(tensor.definition.flat())
        return found

    def fixed(self) -> frozenset[Variable]:
        """The indices that are given with the problem: the o of onehot(o), the c of h = v_c."""
        return self.fixed_in(self.tensors)

    def nearest(self, name: str) -> list[str]:
        """Declared names that look alike, for messages."""
        own = letter(name).lstrip("\\").lower()
        known = [*self.tensors, *self.families, *self.functions]
        return [k for k in known if letter(k).lstrip("\\").lower() == own or letter(k).startswith(letter(name))][:3]


@dataclass(frozen=True, slots=True)
class _Unfolding:
    """One term unfolded; `bodies` is what the tensors met so far stand for, unfolded in turn."""

    scope: Scope
    names: Callable[[str], bool]
    bodies: dict[str, Term] = field(default_factory=dict)

    def of(self, term: Term) -> Term:
        scope = self.scope
        chosen = frozenset(name for name in tensors(term) if scope.is_defined(name) and self.names(name))
        if not chosen:
            return term
        for name in sorted(chosen - self.bodies.keys()):
            definition = scope.tensors[name].definition
            assert definition is not None
            self.bodies[name] = self.of(definition.body)
        return map_entries(term, self.change, chosen, scope.fixed_in(scope.reach_of(term)))

    def change(self, entry: Entry) -> Term:
        tensor = self.scope.tensors[entry.tensor]
        if tensor.definition is None or len(tensor.axes) != len(entry.indices):
            return entry  # it was read before the name got another shape
        return substitute(self.bodies[entry.tensor], dict(zip(tensor.definition.flat(), entry.indices, strict=True)))
