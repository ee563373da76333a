"""Routines with one fault each, as people make them, and how that is said: what wrong results look like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.codegen import Routine
from derive.codegen.printing import text
from derive.codegen.routine import of_program
from derive.codegen.tree import (
    AddAt,
    Assign,
    Call,
    Code,
    Extent,
    Increase,
    Infix,
    Minus,
    Reduced,
    Statement,
    Turned,
    parts,
    rebuilt,
)

Change = tuple[Code, str]


@dataclass(frozen=True)
class Fault:
    """A routine that is wrong in one place, and what is wrong with it in words."""

    words: str
    routine: Routine


def faults(routine: Routine) -> Iterator[Fault]:
    """The routine with one fault, for every place where one can be made."""
    statements = routine.program.statements
    for n, statement in enumerate(statements):
        for made, words in _changed(statement, routine.results):
            program = replace(routine.program, statements=(*statements[:n], *made, *statements[n + 1 :]))
            yield Fault(words, of_program(program, routine.name, ("A routine with a fault.",)))


def _changed(statement: Statement, results: Sequence[str]) -> Iterator[tuple[tuple[Statement, ...], str]]:
    """What may stand in the place of a statement."""
    match statement:
        case Assign(name, value, _):
            for made, words in _variants(value):
                yield (Assign(name, made),), words
        case AddAt(name, places, value):
            shown = text(places[0]) if isinstance(places[0], Code) else ""
            yield (Increase(name, places, value),), f"rows that occur twice in {shown} overwritten, not accumulated"
            yield (), f"nothing added to {name.text} for {shown}"
            for made, words in _variants(value):
                yield (AddAt(name, places, made),), words
        case Increase(name, places, value):
            shown = ", ".join(text(p) for p in places if isinstance(p, Code))
            if name.text in results:
                yield (), f"nothing added to {name.text} for {shown}"
            for made, words in _variants(value):
                yield (Increase(name, places, made),), words


def _variants(code: Code) -> Iterator[Change]:
    """The expression with one fault, in itself or in a part of it."""
    yield from _faulty(code)
    inside = parts(code)
    for n, part in enumerate(inside):
        for made, words in _variants(part):
            yield rebuilt(code, (*inside[:n], made, *inside[n + 1 :])), words


def _faulty(code: Code) -> Iterator[Change]:
    match code:
        case Infix("-", left, right):
            yield left, f"{text(right)} never subtracted"
            yield Infix("+", left, right), f"sign: {text(left)} + {text(right)} where it should be {text(code)}"
            yield Infix("-", right, left), f"sign: {text(right)} - {text(left)} where it should be {text(code)}"
            yield Minus(right), f"{text(left)} is missing from {text(code)}"
            yield right, f"sign: {text(right)} where it should be {text(code)}"
        case Infix("+", left, right):
            yield Infix("-", left, right), f"sign: {text(left)} - {text(right)} where it should be {text(code)}"
            yield Infix("-", right, left), f"sign: {text(right)} - {text(left)} where it should be {text(code)}"
            yield left, f"{text(right)} never added"
            yield right, f"{text(left)} never added"
        case Minus(of):
            yield of, f"sign: {text(of)} where it should be {text(code)}"
        case Infix("*", left, right):
            yield right, f"the factor {text(left)} is missing from {text(code)}"
            yield left, f"the factor {text(right)} is missing from {text(code)}"
        case Infix("/", left, right):
            yield left, f"{text(left)} not divided by {text(right)}"
        case Reduced(of, None):
            yield Infix("/", code, Call("size", (of,))), f"mean instead of sum: {text(code)}"
        case Reduced(of, int(axis)):
            yield Infix("/", code, Extent(of, axis)), f"mean instead of sum: {text(code)}"
        case Turned(of):
            yield of, f"not transposed: {text(of)} where it should be {text(code)}"
        case Call("outer", (left, right)):
            yield Call("outer", (right, left)), f"transposed: outer({text(right)}, {text(left)})"
        case Call("sigmoid", (of,)):
            turned = of.of if isinstance(of, Minus) else Minus(of)
            yield Call("sigmoid", (turned,)), f"sigmoid({text(turned)}) where it should be {text(code)}"
            yield of, f"no sigmoid of {text(of)}"
