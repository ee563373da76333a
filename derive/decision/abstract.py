"""Steps about functions of which only the name is known: false where they fail for every ordinary function.

A step that speaks of g' on both sides, as a rule of calculus does, takes g to be any function. It is refuted where it
fails with every such name put to every function of a table; the plainest choice that shows it is the counterexample.
So is a step that speaks of the same values g(x) on both sides, whatever they are. Any other step may rest on what the
text says of g in words, and stays undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import permutations

from derive.calculus.differentiate import differentiate
from derive.fields import Outcome, compare
from derive.refute import counterexample
from derive.terms.facts import Facts
from derive.terms.functions import KNOWN, exp, log, sigma
from derive.terms.substitute import map_entries
from derive.terms.term import ONE, Apply, Entry, Number, Pow, Term, children, rebuild, walk
from derive.verdicts.verdict import Counterexample

Function = Callable[[Term], Term]
ORDINARY: Mapping[str, Function] = {  # the plainest first; what holds for relu holds for x where x > 0
    "x": lambda x: x,
    "x^2": lambda x: x**2,
    "e^x": exp,
    "1/x": lambda x: Pow(x, Number(-1)),
    "x^3 + x": lambda x: x**3 + x,
    r"\log x": log,
    r"\sigma(x)": sigma,
    r"\tanh x": partial(Apply, "tanh"),
    r"\log(1 + e^x)": lambda x: log(1 + exp(x)),
}
MOST = 2  # names put to every pair of functions
ARGUMENT = Entry("%x", ())


def unknown_functions(term: Term) -> set[str]:
    """The functions in a term of which only the name is known."""
    return {part.function for part in walk(term) if isinstance(part, Apply) and part.function not in KNOWN}


def refuted_for_all(left: Term, right: Term, facts: Facts) -> Counterexample | None:
    """The plainest functions for which a rule fails, if it fails for all ordinary ones."""
    primed = [{name for name in unknown_functions(side) if name.endswith("'")} for side in (left, right)]
    names = sorted({name.rstrip("'") for name in unknown_functions(left) | unknown_functions(right)})
    rule = primed[0] == primed[1] and bool(primed[0])
    if not (rule or _applied(left) == _applied(right)) or len(names) > MOST:
        return None
    found = None
    table = ORDINARY if rule else {**ORDINARY, "1": lambda x: ONE}  # what holds of a step or a sign holds of 1
    for shown, one, two in _choices(names, left, right, table):
        if compare(one, two, facts) is not Outcome.DIFFERS:
            return None
        if found is None and (example := counterexample(one, two, facts)) is not None:
            told = {f"{name}(x)": function for name, function in zip(names, shown, strict=True)}
            found = Counterexample(example.sizes, example.indices, told | example.values, example.left, example.right)
    return found


def _applied(term: Term) -> frozenset[Term]:
    """The values of unknown functions that a term speaks of."""
    return frozenset(part for part in walk(term) if isinstance(part, Apply) and part.function not in KNOWN)


def _choices(
    names: list[str], left: Term, right: Term, table: Mapping[str, Function]
) -> Iterator[tuple[tuple[str, ...], Term, Term]]:
    for shown in permutations(table, len(names)):
        by = {name: table[function] for name, function in zip(names, shown, strict=True)}
        yield shown, _put(left, by), _put(right, by)


def _put(term: Term, by: Mapping[str, Function]) -> Term:
    """The term with its unknown functions, and their derivatives, replaced."""
    parts = tuple(_put(part, by) for part in children(term))
    if isinstance(term, Apply) and (name := term.function.rstrip("'")) in by:
        body = by[name](ARGUMENT)
        for _ in term.function[len(name) :]:
            body = differentiate(body, ARGUMENT)
        return map_entries(body, lambda entry: parts[0] if entry is ARGUMENT else entry)
    return rebuild(term, parts) if parts else term
