"""Edits of terms, one table for both kinds: laws that hold, and mistakes people make. Which is which, floats decide."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction

from derive.terms.functions import exp, log, sigma
from derive.terms.index import Variable, fresh
from derive.terms.substitute import substitute
from derive.terms.term import (
    ONE,
    Add,
    Apply,
    Delta,
    Entry,
    Mul,
    Number,
    Pow,
    Size,
    Sum,
    Term,
    add,
    children,
    mul,
    rebuild,
)

Path = tuple[int, ...]


def _f(function: str) -> Callable[[Term], Term]:
    return lambda x: Apply(function, x)


tanh, relu, absolute, step, sqrt = (_f(name) for name in ("tanh", "relu", "abs", "step", "sqrt"))

FUNCTIONS: dict[str, list[Callable[[Term], Term]]] = {
    "exp": [lambda x: 1 / exp(-x), lambda x: exp(x / 2) ** 2, lambda x: exp(-x)],
    "log": [lambda x: log(x * x) / 2, lambda x: -log(1 / x), lambda x: log(-x), lambda x: log(2 * x) - log(Number(2))],
    "sigma": [
        lambda x: 1 - sigma(-x),
        lambda x: -sigma(-x),
        lambda x: 1 / (1 + exp(-x)),
        lambda x: exp(x) / (1 + exp(x)),
        lambda x: (1 + tanh(x / 2)) / 2,
    ],
    "tanh": [lambda x: -tanh(-x), lambda x: tanh(-x), lambda x: 2 * sigma(2 * x) - 1, lambda x: 2 * sigma(x) - 1],
    "relu": [
        lambda x: relu(-x) + x,
        lambda x: relu(-x),
        lambda x: (x + absolute(x)) / 2,
        lambda x: x * step(x),
        lambda x: relu(-2 * x) / -2,
    ],
    "abs": [absolute, lambda x: x, lambda x: sqrt(x * x), lambda x: relu(x) + relu(-x), lambda x: absolute(-x)],
    "step": [
        lambda x: 1 - step(-x),
        lambda x: step(-x),
        lambda x: step(x) ** 2,
        lambda x: step(x**3),
        lambda x: step(1 / x),
    ],
    "sqrt": [lambda x: x / sqrt(x), lambda x: sqrt(-x), lambda x: sqrt(4 * x) / 2],
}


def edits(term: Term, rng: random.Random) -> list[Term]:
    """Terms one law or one mistake away from the root of this one."""
    match term:
        case Number(value):
            return [Number(-value), Number(value + 1)]
        case Delta(left, right):
            return [Delta(right, left), term**2, ONE - term]
        case Entry():
            return [sqrt(term * term), exp(log(term)), log(exp(term)), -term]
        case Sum(index, body):
            return _sum_edits(index, body)
        case Add(terms):
            n = rng.randrange(len(terms))
            return [add(*reversed(terms)), add(*terms[:n], -terms[n], *terms[n + 1 :]), add(*terms[1:])]
        case Mul(factors):
            return _product_edits(factors)
        case Pow(base, exponent):
            return _power_edits(base, exponent)
        case Apply(function, x):
            return [*_distributed(function, x), *[law(x) for law in FUNCTIONS.get(function, [])]]
    return []


def _sum_edits(index: Variable, body: Term) -> list[Term]:
    renamed = fresh(index.axis)
    made: list[Term] = [Sum(renamed, substitute(body, {index: renamed}))]
    if index not in body.free:
        made += [Size(index.axis) * body, body]
    if isinstance(body, Sum):
        made.append(Sum(body.index, Sum(index, body.body)))
    if isinstance(body, Add):
        made.append(add(*(Sum(index, t) for t in body.terms)))
    if isinstance(body, Mul):
        outside = [f for f in body.factors if index not in f.free]
        made.append(mul(*outside, Sum(index, mul(*(f for f in body.factors if index in f.free)))))
        made.append(mul(*(Sum(index, f) for f in body.factors)))
        made += [
            substitute(mul(*(f for f in body.factors if f is not d)), {index: d.right})
            for d in body.factors
            if isinstance(d, Delta) and d.left is index and index not in d.right.free
        ]
    return made


def _product_edits(factors: tuple[Term, ...]) -> list[Term]:
    made = [mul(*reversed(factors)), mul(*factors[1:])]
    for n, f in enumerate(factors):
        before, after = factors[:n], factors[n + 1 :]
        if isinstance(f, Add):
            made.append(add(*(mul(*before, t, *after) for t in f.terms)))
        if isinstance(f, Delta) and isinstance(f.left, Variable):
            made.append(mul(f, substitute(mul(*before, *after), {f.left: f.right})))
    return made


def _power_edits(base: Term, exponent: Term) -> list[Term]:
    made = [exp(exponent * log(base))]
    if isinstance(base, Mul):
        made.append(mul(*(Pow(f, exponent) for f in base.factors)))
    if isinstance(exponent, Number):
        half = Number(exponent.value / 2)
        made += [Pow(base, Number(exponent.value - 1)) * base, Pow(base, half) ** 2, Pow(base**2, half)]
        if isinstance(base, Pow) and isinstance(base.exponent, Number):
            made.append(Pow(base.base, Number(base.exponent.value * exponent.value)))
    return made


def _distributed(function: str, x: Term) -> list[Term]:
    """log and sqrt of a product or power, exp of a sum; some of these need positive factors."""
    made: list[Term] = []
    if function == "exp" and isinstance(x, Add):
        made.append(mul(*(exp(t) for t in x.terms)))
    if function == "log" and isinstance(x, Mul):
        made.append(add(*(log(f) for f in x.factors)))
    if function == "log" and isinstance(x, Pow):
        made.append(x.exponent * log(x.base))
    if function == "sqrt" and isinstance(x, Mul):
        made.append(mul(*(sqrt(f) for f in x.factors)))
    if function == "sqrt" and isinstance(x, Pow):
        made.append(Pow(x.base, x.exponent * Number(Fraction(1, 2))))
    return made


def positions(term: Term) -> Iterator[tuple[Term, Path]]:
    """Every subterm with the way to it."""
    yield term, ()
    for n, child in enumerate(children(term)):
        for part, path in positions(child):
            yield part, (n, *path)


def put(term: Term, path: Path, new: Term) -> Term:
    """The term with another subterm at a position."""
    if not path:
        return new
    parts = list(children(term))
    parts[path[0]] = put(parts[path[0]], path[1:], new)
    return rebuild(term, tuple(parts))


def edited(term: Term, rng: random.Random) -> Term:
    """The term with one edit somewhere."""
    places = list(positions(term))
    for part, path in rng.sample(places, len(places)):
        choice = edits(part, rng)
        if choice:
            return put(term, path, rng.choice(choice))
    return term
