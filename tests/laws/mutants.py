"""Mistakes people make, as random edits of a term. Every mutant is certainly false: an exact example or one in balls.

Step, Random  --mutant()-->  Mutant(term, facts, edits, confirmed)     certainly not the left side of the step
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import or_
from random import Random

from derive.terms.canonical import canonical
from derive.terms.facts import NONE, Facts
from derive.terms.index import Index, Variable
from derive.terms.substitute import substitute
from derive.terms.term import ONE, Add, Apply, Delta, Entry, Mul, Number, Pow, Sum, Term, add, mul
from tests.laws.certain import confirmed
from tests.laws.paths import Place, places, put, without
from tests.laws.reading import Step

ATTEMPTS = 60
FORGOTTEN = 0.3  # how often a fact is taken away where there are some
FACT = "fact_forgotten"
SWAPPED = ("exp", "sigma", "log", "tanh")
KINKED = ("relu", "abs")
Edit = Callable[[Place, Random], Term | None]


@dataclass(frozen=True)
class Mutant:
    """A false right side, the facts under which it is false, how it came about, and how it is certain."""

    term: Term
    facts: Facts
    edits: tuple[str, ...]
    confirmed: str


def mutant(step: Step, rng: Random) -> Mutant | None:
    """A right side with one or two edits, or a fact taken away, so that the step is certainly false under its facts."""
    atoms = list(single_facts(step.held))
    for _ in range(ATTEMPTS):
        term, facts, edits = step.right, step.held, []
        if atoms and rng.random() < FORGOTTEN:
            facts = together(without(tuple(atoms), rng.randrange(len(atoms))))
            edits.append(FACT)
        else:
            for _ in range(1 + (rng.random() < 0.35)):
                name, term = edited(term, step.left, rng)
                edits.append(name)
        term = canonical(term)
        how = confirmed(step.left, term, facts, rng) if term is not step.left else ""
        if how:
            return Mutant(term, facts, tuple(edits), how)
    return None


def single_facts(facts: Facts) -> Iterator[Facts]:
    """Every fact alone, in a fixed order."""
    for field in fields(facts):
        for one in sorted(getattr(facts, field.name), key=repr):
            yield Facts(**{field.name: frozenset([one])})


def together(atoms: Iterable[Facts]) -> Facts:
    """All of these facts."""
    return reduce(or_, atoms, NONE)


def edited(term: Term, other: Term, rng: Random) -> tuple[str, Term]:
    """One random edit: first its kind, then its place, so that rare kinds come up too."""
    everywhere = places(term, other)
    for name in rng.sample(sorted(EDITS), len(EDITS)):
        for place in rng.sample(everywhere, len(everywhere)):
            new = EDITS[name](place, rng)
            if new is not None:
                return name, put(term, place.path, new)
    raise AssertionError(f"nothing to edit in {term}")


def sign_of_all(place: Place, rng: Random) -> Term | None:
    """t -> -t for the whole side"""
    return -place.term if not place.path else None


def sign_of_part(place: Place, rng: Random) -> Term | None:
    """s + t -> s - t"""
    if not isinstance(place.term, Add):
        return None
    terms = place.term.terms
    number = rng.randrange(len(terms))
    return add(*terms[:number], -terms[number], *terms[number + 1 :])


def index_swapped(place: Place, rng: Random) -> Term | None:
    """U[w, k] -> U[o, k]"""

    def other(index: Index) -> Index | None:
        found = [v for v in place.indices(index.axis) if v is not index]
        return rng.choice(found) if found else None

    match place.term:
        case Entry(tensor, indices) if indices:
            number = rng.randrange(len(indices))
            new = other(indices[number])
            return Entry(tensor, (*indices[:number], new, *indices[number + 1 :])) if new else None
        case Delta(left, right):
            new = other(left)
            return Delta(new, right) if new else None
    return None


def transposed(place: Place, rng: Random) -> Term | None:
    """A[i, j] -> A[j, i], where both run over one axis"""
    match place.term:
        case Entry(tensor, (one, two)) if one.axis == two.axis and one is not two:
            return Entry(tensor, (two, one))
    return None


def factor_dropped(place: Place, rng: Random) -> Term | None:
    """s t -> s"""
    factors = place.term.factors if isinstance(place.term, Mul) else ()
    return mul(*without(factors, rng.randrange(len(factors)))) if factors else None


def factor_doubled(place: Place, rng: Random) -> Term | None:
    """s t -> s t t"""
    factors = place.term.factors if isinstance(place.term, Mul) else ()
    return mul(*factors, rng.choice(factors)) if factors else None


def part_dropped(place: Place, rng: Random) -> Term | None:
    """s + t -> s"""
    terms = place.term.terms if isinstance(place.term, Add) else ()
    return add(*without(terms, rng.randrange(len(terms)))) if terms else None


def sum_dropped(place: Place, rng: Random) -> Term | None:
    """Σ_w t -> t[w := o]"""
    if not isinstance(place.term, Sum):
        return None
    index = place.term.index
    found = place.indices(index.axis) or [Variable("r", index.axis)]
    return substitute(place.term.body, {index: rng.choice(found)})


def delta_dropped(place: Place, rng: Random) -> Term | None:
    """[w = o] -> 1"""
    return ONE if isinstance(place.term, Delta) else None


def argument_negated(place: Place, rng: Random) -> Term | None:
    """f(t) -> f(-t)"""
    return Apply(place.term.function, -place.term.argument) if isinstance(place.term, Apply) else None


def function_swapped(place: Place, rng: Random) -> Term | None:
    """exp(t) -> sigma(t)"""
    if not isinstance(place.term, Apply):
        return None
    others = KINKED if place.term.function in KINKED else SWAPPED
    return Apply(rng.choice([f for f in others if f != place.term.function]), place.term.argument)


def constant_changed(place: Place, rng: Random) -> Term | None:
    """2 -> 1; a sign among them, and a power"""
    match place.term:
        case Number(value):
            return Number(rng.choice([value + 1, value - 1, 2 * value or 1, value / 2 or -1]))
        case Pow(base, Number(value)):
            return Pow(base, Number(rng.choice([value + 1, value - 1, -value])))
    return None


def size_taken(place: Place, rng: Random) -> Term | None:
    """t -> |t|, t -> sqrt(t^2): right wherever t is positive"""
    if isinstance(place.term, Number | Delta | Sum):
        return None
    return rng.choice([Apply("abs", place.term), Pow(place.term * place.term, Number(Fraction(1, 2)))])


def case_spoiled(place: Place, rng: Random) -> Term | None:
    """t -> t + [w = o] s, t -> [w = o] t: right wherever w and o differ, or are the same"""
    axes = list(dict.fromkeys(v.axis for v in (*place.bound, *place.letters)))
    found = [pair for axis in axes for pair in combinations(place.indices(axis), 2)]
    if not found:
        return None
    same: Term = Delta(*rng.choice(found))
    weight = rng.choice([same, 1 - same])
    return rng.choice([place.term + weight * place.material(rng), weight * place.term])


EDITS: Mapping[str, Edit] = {
    edit.__name__: edit
    for edit in (
        sign_of_all,
        sign_of_part,
        index_swapped,
        transposed,
        factor_dropped,
        factor_doubled,
        part_dropped,
        sum_dropped,
        delta_dropped,
        argument_negated,
        function_swapped,
        constant_changed,
        size_taken,
        case_spoiled,
    )
}
