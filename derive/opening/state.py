"""The opening of a document: its declarations over every context in question, and the state as its chains are read.

Explicit declarations beat a context; a declaration that cannot be taken is reported and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from derive.declarations.contexts import context, near
from derive.declarations.layouts import layout
from derive.declarations.problem import problem_statements
from derive.declarations.statements import declare, is_shape
from derive.doubts.resting import given
from derive.errors import UsageError
from derive.inference import (
    LARGEST,
    Survey,
    anew,
    are_told,
    at_other_times,
    differentials,
    differentiated,
    inferred,
    is_known,
    share_told,
    survey,
    times,
)
from derive.links.link import Link
from derive.links.memory import Memory
from derive.links.readings import Reading
from derive.naming.cases import cases_of
from derive.naming.faults import DeclarationError
from derive.naming.names import key, letter, walk
from derive.naming.scope import Scope, Tensor
from derive.opening.supposed import suppose, tell_apart
from derive.source.sayings import Sentences
from derive.source.symmetries import Symmetries
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Document, Statement
from derive.verdicts.verdict import Note, Step

NEARLY = 0.5  # of the best share: from there on a context is tried
MANY = 4  # names of a single letter that speak for a context
PI = r"\pi"
FAMILIAR = 0.6  # the share of symbols from which on a context is believed
Explainer = Callable[[Link, Reading], tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller settles beforehand, and what is asked for."""

    context: str | None = None
    layout: str | None = None
    problem: Path | None = None
    explain: Explainer | None = None  # says why a proved step holds


@dataclass
class State:
    """The scopes of a document as they stand after some chains, and the context used last."""

    scopes: dict[str, Scope]
    last: str
    used: dict[str, int] = field(default_factory=dict)  # steps proved or refuted in each context
    lost: dict[str, str] = field(default_factory=dict)  # names that this section gave a meaning that was not read
    fitting: tuple[str, ...] = ()  # the contexts that know enough of the section at hand, best first
    guests: frozenset[str] = frozenset()  # those among them that are not the document's, but of this section
    left: dict[str, Scope] = field(default_factory=dict)  # the document's own contexts before a section of a guest's
    lets: tuple[str, ...] = ()  # what the document declares
    named: bool = False  # it names its context: no guests
    told: tuple[str, ...] = ()  # what its words say of its names
    memory: Memory = field(default_factory=Memory, repr=False)  # of what was read so far, shared by all copies

    def copy(self) -> State:
        """Independent of the original; scopes themselves are replaced, never changed."""
        return replace(self, scopes=dict(self.scopes), used=dict(self.used), lost=dict(self.lost))

    def enter_section(self) -> None:
        """What the document defined so far it may define anew."""
        self.scopes = {name: scope.aged() for name, scope in self.scopes.items()}

    def infer(self, chains: list[Chain], source: Source) -> None:
        """What the formulas of a document leave undeclared is guessed, in the context that knows most of it."""
        signs, cases = differentials(chains[:LARGEST], self.lets), cases_of(chains)
        for scope in self.scopes.values():
            take_in(signs, scope)
            scope.cases = cases
            suppose(chains, scope)
        self.scopes[self.last] = guessing(chains, self.scopes[self.last].copy(), source, self.told)

    def begin(self, chains: list[Chain]) -> None:
        """A section begins: names that it means otherwise begin anew, and contexts that know few of them stand back."""
        self.scopes |= self.left
        self.left = {}
        self.enter_section()
        self.lost = {}
        own = {name: scope for name, scope in self.scopes.items() if name not in self.guests}
        self.fitting = fitting(chains, own)
        if self.last in self.guests:
            self.last = self.fitting[0]
        for scope in self.scopes.values():
            scope.varying = differentiated(chains, scope)
        scope = self.scopes[self.last]
        if again := anew(chains, scope):
            scope = scope.copy()
            for name in again:
                scope.forget(name)
            guess(chains, scope, self.told)
            self.scopes[self.last] = scope

    def scope(self, name: str) -> Scope:
        """A context in which no name means what the document, in another context, gave another meaning."""
        lost = {n: why for n, why in self.lost.items() if n not in self.scopes[name].poisoned}
        if not lost:
            return self.scopes[name]
        scope = self.scopes[name].copy()
        for poisoned, why in lost.items():
            scope.poison(poisoned, why)
        return scope

    def take(self, reading: Reading) -> None:
        """What a chain added to its scope; a name it gave a meaning has no other meaning elsewhere."""
        before = self.scopes[reading.scope.name]
        if reading.fit > (0, -len(reading.links)):
            self.last = reading.scope.name
            self.used[self.last] = self.used.get(self.last, 0) + len(reading.links)
        self.scopes[reading.scope.name] = reading.scope
        new = [t for name, t in reading.scope.tensors.items() if before.tensors.get(name) is not t]
        defined = {t.name for t in new if t.origin == "document"}
        functions = {n: f for n, f in reading.scope.functions.items() if before.functions.get(n) is not f}
        self.lost |= {n: why for n, why in reading.scope.poisoned.items() if n not in before.poisoned}
        for name, other in self.scopes.items():
            if other is reading.scope or not (defined or functions):
                continue
            changed = other.copy()
            changed.functions.update(functions)
            for tensor in [t for t in other.tensors if letter(t) in {letter(d) for d in defined}]:
                changed.forget(tensor)
            changed.aliases = {a: of for a, of in changed.aliases.items() if letter(a) not in map(letter, defined)}
            self.scopes[name] = changed


def guessing(chains: list[Chain], scope: Scope, source: Source, told: tuple[str, ...]) -> Scope:
    """The scope with what these formulas say in passing, and what they leave undeclared guessed."""
    chains = chains[:LARGEST]
    scope.written = letters_written(chains)
    suppose(chains, scope)
    for name in (*_no_numbers(chains, scope), *_contradicted(chains, source, scope)):
        scope.forget(name)
    scope.layout = _lying(chains, source, scope) | scope.layout
    _take_in_pi(chains, scope)
    take_in(times(chains, scope), scope)
    take_in(said(chains, source, scope), scope)
    scope.said = frozenset(name for name, tensor in scope.tensors.items() if tensor.origin == "inferred")
    take_in(at_other_times(chains, scope), scope)
    guess(chains, scope, told)
    return scope


def _take_in_pi(chains: list[Chain], scope: Scope) -> None:
    r"""Where a document writes 2\pi and gives \pi no meaning, it is the number; what is used is that it is positive."""
    found = survey(chains, scope)
    of_its_own = PI in found.defined or PI in found.said or any(use.name == PI and use.letters for use, _ in found.met)
    if PI in found.multiplied and not of_its_own and not found.applied[PI] and not is_known(PI, scope):
        take_in((rf"{PI} \in \mathbb{{R}}", f"assume {PI} > 0"), scope)


def letters_written(chains: Iterable[Chain]) -> frozenset[str]:
    """All letters that stand in a document."""
    terms = (term for chain in chains for term in (*chain.terms, *chain.conditions) if isinstance(term, n.Node))
    return frozenset(letter(name) for term in terms for part in walk(term) if (name := key(part)))


def guess(chains: Iterable[Chain], scope: Scope, told: tuple[str, ...]) -> None:
    """Take in what the formulas leave undeclared, and what the words tell of it."""
    take_in(inferred(chains, scope), scope)
    take_in(told, scope)
    scope.given |= given(chains, scope)


def _no_numbers(chains: Iterable[Chain], scope: Scope) -> list[str]:
    """The numbers of a context that the document transposes or takes the norm of: it means something else by them."""
    spoken = survey(chains, Scope())
    turned = [name for name, counts in spoken.turned.items() if 0 in counts]
    found = [tensor for name in turned if (tensor := scope.tensor(name)) is not None]
    numbers = [t.name for t in found if t.origin == "context" and not t.axes and t.definition is None]
    met = {use.name for use, _ in spoken.met}
    both = {name for name in numbers if name in spoken.exponents or f"bf:{name}" in met}  # where a bold x is known
    return [name for name in numbers if name not in both or f"bf:{name}" not in scope.tensors]


def take_in(statements: Iterable[str], scope: Scope) -> None:
    """Take in what was inferred; what cannot be declared is left open."""
    for statement in statements:
        try:
            declare(statement, scope, "inferred")
        except DeclarationError:
            continue
        scope.assumed = (*scope.assumed, statement)


def said(chains: Iterable[Chain], source: Source, scope: Scope) -> Iterator[str]:
    """The shapes that a document says in passing of names that nothing else declares."""
    for names, statement in _in_passing(chains, source):
        if not any(name == "" or is_known(name, scope) for name in names):
            yield statement


def _in_passing(chains: Iterable[Chain], source: Source) -> Iterator[tuple[list[str], str]]:
    r"""Every x_t \in \mathbb{R}^d of a document, with the names on its left."""
    for chain in chains:
        for place, relation in enumerate(chain.relations):
            left, right = chain.terms[place : place + 2]
            names = [name for part in walk(left) if (name := key(part))] if isinstance(left, n.Node) else [""]
            if relation.sign == "in":
                yield names, rf"{source.slice(left.span).strip()} \in {source.slice(right.span).strip()}"


def _told(chains: Iterable[Chain], source: Source, scope: Scope) -> Iterator[tuple[str, Tensor, Tensor]]:
    """The names of which both the document, in passing, and a context say a shape: what each of them says."""
    for names, statement in _in_passing(chains, source):
        if len(names) == 1 and is_shape(statement):
            blank = Scope()
            take_in((statement,), blank)
            told, known = blank.tensor(names[0]), scope.tensor(names[0])
            if told and known and known.origin == "context":
                yield names[0], told, known


def _contradicted(chains: Iterable[Chain], source: Source, scope: Scope) -> Iterator[str]:
    """The names of a guessed context that the document says to be numbers, vectors or matrices, and they are others."""
    for name, told, known in _told(chains, source, scope) if scope.chosen else ():
        if _differ(told, known):
            yield name if name in scope.aliases else known.name


def _lying(chains: Iterable[Chain], source: Source, scope: Scope) -> dict[str, str]:
    """Whether words are rows or columns, where a document says so by the shape of each matrix of them."""
    found: set[str] = set()
    for _, told, known in _told(chains, source, scope):
        axes = tuple(scope.axis(axis.name) for axis in told.axes)
        if known.either and axes in (known.axes, known.axes[::-1]):
            found.add("rows" if axes == known.axes else "columns")
    return {"words": found.pop()} if len(found) == 1 else {}


def _differ(told: Tensor, known: Tensor) -> bool:
    """Whether they have different numbers of sides, or one of them n + 1 there; sizes may only be called otherwise."""
    sides = zip(told.axes, known.axes, strict=False)
    return len(told.axes) != len(known.axes) or any(("+" in one.name) != ("+" in other.name) for one, other in sides)


def opened(document: Document, options: Options) -> tuple[State, list[Note]]:
    """The scopes a document starts with, and what could not be taken."""
    statements = list(document.header)
    if options.problem is not None:
        statements = [*problem_statements(options.problem), *statements]
    named = options.context or next((s.text for key, s in statements if key == "context"), None)
    lets = [_as_let(key, s) for key, s in statements if key in ("let", "assume")]
    met = survey(document.chains, Scope()).met if named is None else []
    names = (named,) if named else ("none", *near(use.name for use, _ in met))
    chosen = options.layout or next((s.text for key, s in statements if key == "layout"), None)
    tried = {name: scope_of(name, [s.text for s in lets]) for name in names}
    fewest = min(len(failures) for _, failures in tried.values())
    taken = {name: scope for name, (scope, failures) in tried.items() if len(failures) == fewest}
    for scope in taken.values() if named is None else ():
        tell_apart(survey(document.chains, Scope()), scope)
    scopes = in_question(document, taken, declared=bool(lets))
    for scope in scopes.values():
        scope.layout = layout(chosen) if chosen else {}
        scope.chosen = named is None
    first = next(iter(scopes))
    notes = [_not_taken(error, lets, document) for error in tried[first][1]]
    text = document.source.text
    told = tuple(rf"may assume {name} = {name}^\top" for name in Symmetries(text, Sentences(text)).names)
    return State(scopes, first, lets=tuple(s.text for s in lets), named=bool(named), told=told), notes


def fitting(chains: list[Chain], scopes: dict[str, Scope]) -> tuple[str, ...]:
    """The contexts that know nearly as many symbols of a section as the one that knows most."""
    if len(scopes) < 2:
        return tuple(scopes)
    found = survey(chains, Scope())
    told = {name: share_told(found, scope) for name, scope in scopes.items()}
    best = max(told.values())
    return tuple(sorted((name for name in scopes if told[name] >= NEARLY * best), key=lambda name: -told[name]))


def spoken(found: Survey, scope: Scope) -> bool:
    r"""Whether a document speaks of what a context is about: v_c or \hat y, or many of its names. Anybody has an x."""
    known = [met for met, is_told in zip(found.met, are_told(found, scope), strict=True) if is_told]
    marked = any(isinstance(node, n.Accent) or (isinstance(node, n.Scripted) and node.sub) for _, node in known)
    return marked or len({use.name for use, _ in known}) >= MANY


def in_question(document: Document, scopes: dict[str, Scope], *, declared: bool) -> dict[str, Scope]:
    """The contexts that know most of a document's symbols, best first; none of them where all know few."""
    bare = scopes.get("none")
    if bare is None or len(scopes) < 2:
        return scopes
    found = survey(document.chains, bare)
    told = bool(found.met)
    heard = [name for name, scope in scopes.items() if declared or spoken(found, scope)]
    known = {name: share_told(found, scope) if name in heard else 0.0 for name, scope in scopes.items()}
    built_in = sorted((name for name in scopes if name != "none"), key=lambda name: -known[name])
    if known[built_in[0]] < FAMILIAR and told:
        return {"none": bare}
    names = [*(["none"] if declared else []), *built_in]
    return {name: scopes[name] for name in names}


def _as_let(key: str, statement: Statement) -> Statement:
    """The items of `assume:` as statements of their own."""
    if key == "let" or statement.text.startswith(("assume ", "may assume ")):
        return statement
    return Statement(f"assume {statement.text}", statement.source, statement.span)


def scope_of(name: str, lets: list[str]) -> tuple[Scope, list[DeclarationError]]:
    """A context with the document's own declarations, shapes before it and the rest after, and those not taken."""
    failures: list[DeclarationError] = []
    shapes = [text for text in lets if is_shape(text)]
    while True:
        try:
            scope = context(name, tuple(shapes))
            break
        except DeclarationError as error:
            failures.append(error)
            shapes.remove(error.statement)
    for text in lets:
        if is_shape(text):
            continue
        try:
            declare(text, scope)
        except DeclarationError as error:
            failures.append(error)
    return scope, failures


def _not_taken(error: DeclarationError, lets: list[Statement], document: Document) -> Note:
    statement = next(s for s in lets if s.text == error.statement)
    if statement.source is not document.source:
        line, _ = statement.source.position(statement.span.start)
        raise UsageError(f"{statement.source.path}:{line}: this declaration is not taken: {error.message}")
    return Note(statement.span, f"this declaration is not taken: {error.message}", "configuration")
