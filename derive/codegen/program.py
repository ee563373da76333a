"""From terms to statements: the quantities that are asked for, in order, each worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from derive.codegen.arrays import Arrays
from derive.codegen.naming import LOSS, Names, inert
from derive.codegen.scatter import Scatter
from derive.codegen.sharing import shared
from derive.codegen.stable import AROUND, LOG, stable
from derive.codegen.tree import Assign, Call, Code, Extent, Kind, Name, Return, Statement
from derive.explain.ground import Definition, Ground
from derive.explain.moves import softmax_of
from derive.terms.index import Applied, Axis, Variable
from derive.terms.substitute import tensors
from derive.terms.term import Term


@dataclass(frozen=True)
class Result:
    """What a routine gives back: `term` over `slots`; a gradient has the shape of the array `by`."""

    term: Term
    slots: tuple[Variable, ...] = ()
    by: str | None = None


@dataclass(frozen=True)
class Problem:
    """What is to be computed, in terms.

    arrays       the given arrays and their axes, in the order of the parameters
    definitions  the arrays defined from others, each from those before it; `words` says in a few words what they are
    positions    the free indices
    functions    the index functions at the indices at which they are used
    results      what is asked for
    """

    arrays: Mapping[str, tuple[Axis, ...]]
    definitions: Mapping[str, Definition]
    positions: Sequence[Variable]
    functions: Mapping[str, Applied]
    results: Sequence[Result]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """What a routine takes: an array of numbers, a position, or an array of positions; `key` is its name in terms.

    axes    of its sides;  into    the axis on which positions lie
    """

    name: str
    key: str
    axes: tuple[Axis, ...]
    into: Axis | None = None


@dataclass(frozen=True)
class Program:
    """Parameters, statements, and the names of what is returned."""

    parameters: tuple[Parameter, ...]
    statements: tuple[Statement, ...]
    results: tuple[str, ...]


class Compiler:
    """One problem on its way to statements."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.ground = Ground(problem.definitions)
        self.names = Names()
        self.parameters = tuple(self.given())
        self.statements: list[Statement] = []
        keys = {p.key: Name(p.name) for p in self.parameters}
        places = {v: keys[v.name] for v in problem.positions}
        self.arrays = Arrays(keys, places, self.sizes(), self.windows(), self.dtype())
        self.arrays.place = self.placed

    def given(self) -> list[Parameter]:
        """The parameters: arrays, then positions, then index functions."""
        of = self.names.of
        found = [Parameter(of(name), name, axes) for name, axes in self.problem.arrays.items()]
        found += [Parameter(of(v.name), v.name, (), v.axis) for v in self.problem.positions]
        for name, applied in self.problem.functions.items():
            found.append(Parameter(of(name), name, tuple(i.axis for i in applied.arguments), applied.axis))
        return found

    def dtype(self) -> Code:
        """That of the first array."""
        array = next((p for p in self.parameters if p.into is None and p.axes), None)
        return Kind(Name(array.name)) if array else Name("float")

    def sizes(self) -> dict[Axis, Code]:
        """Where the length of every axis is read off."""
        found: dict[Axis, Code] = {}
        for parameter in self.parameters:
            for side, axis in enumerate(parameter.axes):
                own = Axis(AROUND + axis.name, axis.half) if axis.half else axis
                found.setdefault(own, Extent(Name(parameter.name), side))
        return found

    def windows(self) -> dict[Axis, Code]:
        """The number of words around a centre, by half of the window."""
        return {Axis(own.half): length for own, length in self.sizes().items() if own.half}

    def placed(self, term: Term, slots: tuple[Variable, ...]) -> Code:
        """An array made by additions into places."""
        return Scatter(self.arrays, self.statements).made(term, slots, Name(self.names.new("part")))

    def program(self) -> Program:
        """All statements, repeated parts named."""
        results = [Result(stable(r.term, self.ground), r.slots, r.by) for r in self.problem.results]
        for name in self.needed([r.term for r in results]):
            self.define(name)
        given = tuple(self.result(r) for r in results)
        apart = [Name(name) for name, r in zip(given, results, strict=True) if r.slots]
        self.statements.append(Return(tuple(map(Name, given))))
        return Program(self.parameters, tuple(shared(self.statements, self.names, apart)), given)

    def needed(self, terms: Sequence[Term]) -> list[str]:
        """The definitions that the terms stand on, in order; the logarithm of a softmax before the softmax."""
        found: set[str] = set()
        waiting = [name for term in terms for name in tensors(term)]
        while waiting:
            name = waiting.pop()
            plain = name.removeprefix(LOG)
            if name not in found and plain in self.problem.definitions:
                found.add(name)
                waiting += tensors(stable(self.problem.definitions[plain].body, self.ground))
        order = [n for plain in self.problem.definitions for n in (LOG + plain, plain)]
        return [name for name in order if name in found]

    def define(self, key: str) -> None:
        """The statements that make one defined array."""
        plain = key.removeprefix(LOG)
        definition = self.problem.definitions[plain]
        name = Name(self.names.new("log_" + self.names.of(plain)) if key != plain else self.names.of(plain))
        start = len(self.statements)
        softmax = softmax_of(plain, self.ground)
        if softmax is not None:
            self.softmax(key, name, softmax.slots, softmax.over, softmax.score)
        else:
            body = stable(definition.body, self.ground)
            if self.arrays.places(body) or not body.free.issuperset(definition.slots):
                Scatter(self.arrays, self.statements).made(body, definition.slots, name)
            else:
                self.statements.append(Assign(name, self.arrays.array(body, definition.slots)))
        self.arrays.names[key] = name
        self.remark(start, name, self.problem.words.get(key, ""))

    def remark(self, start: int, name: Name, words: str) -> None:
        """What a variable is, behind the line that makes it."""
        for n, statement in enumerate(self.statements[start:], start):
            if isinstance(statement, Assign) and statement.name == name:
                self.statements[n] = Assign(name, statement.value, inert(words))

    def softmax(self, key: str, name: Name, slots: tuple[Variable, ...], over: Variable, score: Term) -> None:
        """A softmax or its logarithm; the softmax is the exponential of the logarithm where there is one."""
        logarithm = self.arrays.names.get(LOG + key)
        if logarithm is not None:
            self.statements.append(Assign(name, Call("exp", (logarithm,))))
            return
        others = tuple(slot for slot in slots if slot is not over)
        scores = self.arrays.array(stable(score, self.ground), (*others, over))
        made = Call("softmax" if not key.startswith(LOG) else "log_softmax", (scores,))
        self.statements.append(Assign(name, self.arrays.turned(made, (*others, over), slots)))

    def result(self, result: Result) -> str:
        """The statements that make one result."""
        if result.by is None:
            name = Name(LOSS)
            self.statements.append(Assign(name, self.arrays.array(result.term, ())))
            return name.text
        like = self.arrays.names[result.by]
        assert isinstance(like, Name)
        name = Name(self.names.new(f"d{like.text}"))
        if result.slots:
            Scatter(self.arrays, self.statements).made(result.term, result.slots, name, like)
        else:
            self.statements.append(Assign(name, self.arrays.array(result.term, ())))
        return name.text
