"""Laws that people use without a word, as random rewrites of a term. Every one keeps the value wherever there is one.

Step, Random  --rewritten()-->  Rewrite(left, right, laws)         as true as the step
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from derive.terms.canonical import canonical
from derive.terms.functions import exp, log, sigma
from derive.terms.index import fresh
from derive.terms.substitute import substitute
from derive.terms.term import ONE, Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term, add, mul
from tests.laws.paths import Place, places, put, without
from tests.laws.reading import Step

MOST = 3  # laws in one rewrite
RIGHT = 0.7  # the share of the right side
Law = Callable[[Place, Random], Term | None]


@dataclass(frozen=True)
class Rewrite:
    """Two sides that must stay equal, and how they came about."""

    left: Term
    right: Term
    laws: tuple[str, ...]


def rewritten(step: Step, rng: Random) -> Rewrite:
    """The two sides after one to three laws."""
    sides, laws = [step.left, step.right], []
    for _ in range(rng.randint(1, MOST)):
        side = int(rng.random() < RIGHT)
        name, sides[side] = applied(sides[side], sides[1 - side], rng)
        laws.append(name)
    return Rewrite(canonical(sides[0]), canonical(sides[1]), tuple(laws))


def applied(term: Term, other: Term, rng: Random) -> tuple[str, Term]:
    """One random law: first which, then where, so that rare ones come up too."""
    everywhere = places(term, other)
    for name in rng.sample(sorted(LAWS), len(LAWS)):
        for place in rng.sample(everywhere, len(everywhere)):
            new = LAWS[name](place, rng)
            if new is not None:
                return name, put(term, place.path, new)
    raise AssertionError(f"no law fits {term}")


# the ring


def commuted(place: Place, rng: Random) -> Term | None:
    """s + t = t + s, s t = t s"""
    match place.term:
        case Add(parts):
            return add(*rng.sample(parts, len(parts)))
        case Mul(parts):
            return mul(*rng.sample(parts, len(parts)))
    return None


def associated(place: Place, rng: Random) -> Term | None:
    """(r + s) + t = r + (s + t), (r s) t = r (s t)"""
    match place.term:
        case Add(parts) if len(parts) > 2:
            return Add((parts[0], Add(parts[1:])))
        case Mul(parts) if len(parts) > 2:
            return Mul((parts[0], Mul(parts[1:])))
    return None


def distributed(place: Place, rng: Random) -> Term | None:
    """r (s + t) = r s + r t; splits a fraction, too"""
    factors = place.term.factors if isinstance(place.term, Mul) else ()
    for number, factor in enumerate(factors):
        if isinstance(factor, Add):
            return add(*(mul(*factors[:number], part, *factors[number + 1 :]) for part in factor.terms))
    return None


def denominators(place: Place, rng: Random) -> Term | None:
    """1/(s t) = 1/s 1/t"""
    match place.term:
        case Pow(Mul(factors), Number(value)) if value == -1:
            return mul(*(Pow(factor, Number(-1)) for factor in factors))
        case Mul(factors):
            below = [f.base for f in factors if isinstance(f, Pow) and f.exponent is Number(-1)]
            above = [f for f in factors if not (isinstance(f, Pow) and f.exponent is Number(-1))]
            return mul(*above, Pow(mul(*below), Number(-1))) if len(below) > 1 else None
    return None


def common_denominator(place: Place, rng: Random) -> Term | None:
    """s + t = (s p + t p) / p, p > 0"""
    if not isinstance(place.term, Add):
        return None
    positive = exp(place.material(rng)) + 1
    return add(*(part * positive for part in place.term.terms)) / positive


def negated_twice(place: Place, rng: Random) -> Term | None:
    """t = -(-t)"""
    return Mul((Number(-1), Mul((Number(-1), place.term))))


def multiplied_and_divided(place: Place, rng: Random) -> Term | None:
    """t = t p / p, p > 0"""
    positive = rng.choice([exp(place.material(rng)), 1 + exp(-place.material(rng)), 1 + place.material(rng) ** 2])
    return place.term * positive / positive


def added_and_taken(place: Place, rng: Random) -> Term | None:
    """t = t + s - s"""
    some = place.material(rng)
    return place.term + some - some


def squared(place: Place, rng: Random) -> Term | None:
    """t^2 = t t, t^-2 = 1/t 1/t"""
    match place.term:
        case Pow(base, Number(value)) if value in (2, -2):
            half = Pow(base, Number(value / 2)) if value < 0 else base
            return mul(half, half)
    return None


# functions


def log_of_exp(place: Place, rng: Random) -> Term | None:
    """t = log e^t"""
    return log(Apply("exp", place.term))


def exp_of_sum(place: Place, rng: Random) -> Term | None:
    """e^(s + t) = e^s e^t"""
    match place.term:
        case Apply("exp", Add(terms)):
            return mul(*map(exp, terms))
        case Mul(factors):
            powers = [f.argument for f in factors if isinstance(f, Apply) and f.function == "exp"]
            others = [f for f in factors if not (isinstance(f, Apply) and f.function == "exp")]
            return mul(*others, exp(add(*powers))) if len(powers) > 1 else None
    return None


def exp_below(place: Place, rng: Random) -> Term | None:
    """e^t = 1 / e^-t"""
    match place.term:
        case Apply("exp", argument):
            return 1 / Apply("exp", -argument)
    return None


def mirrored(place: Place, rng: Random) -> Term | None:
    """sigma(t) = 1 - sigma(-t), and back"""
    match place.term:
        case Apply("sigma", argument):
            return 1 - sigma(-argument)
        case Apply("tanh", argument):
            return -Apply("tanh", -argument)
    return None


def unfolded(place: Place, rng: Random) -> Term | None:
    """What a function stands for."""
    match place.term:
        case Apply("sigma", x):
            return rng.choice([1 / (1 + exp(-x)), exp(x) / (1 + exp(x))])
        case Apply("tanh", x):
            return rng.choice([(exp(2 * x) - 1) / (exp(2 * x) + 1), 2 * sigma(2 * x) - 1])
        case Apply("relu", x):
            return x * Apply("step", x)
        case Apply("abs", x):
            return x * (2 * Apply("step", x) - 1)
        case Apply("log", Pow(x, Number(value))):
            return Number(value) * log(x) if value == -1 else None
    return None


# sums


def renamed(place: Place, rng: Random) -> Term | None:
    """Σ_w t = Σ_x t[w := x]"""
    if not isinstance(place.term, Sum):
        return None
    index = fresh(place.term.index.axis)
    return Sum(index, substitute(place.term.body, {place.term.index: index}))


def split_sum(place: Place, rng: Random) -> Term | None:
    """Σ_w (s + t) = Σ_w s + Σ_w t"""
    match place.term:
        case Sum(index, Add(terms)):
            return add(*(Sum(index, part) for part in terms))
    return None


def pulled_out(place: Place, rng: Random) -> Term | None:
    """Σ_w s t = s Σ_w t, w not in s"""
    match place.term:
        case Sum(index, Mul(factors)):
            outside = [f for f in factors if index not in f.free]
            return mul(*outside, Sum(index, mul(*(f for f in factors if index in f.free)))) if outside else None
    return None


def pushed_in(place: Place, rng: Random) -> Term | None:
    """s Σ_w t = Σ_w s t"""
    factors = place.term.factors if isinstance(place.term, Mul) else ()
    for number, factor in enumerate(factors):
        if isinstance(factor, Sum):
            index = fresh(factor.index.axis)
            return Sum(index, mul(substitute(factor.body, {factor.index: index}), *without(factors, number)))
    return None


def swapped(place: Place, rng: Random) -> Term | None:
    """Σ_w Σ_x t = Σ_x Σ_w t"""
    match place.term:
        case Sum(outer, Sum(inner, body)) if outer is not inner:
            return Sum(inner, Sum(outer, body))
    return None


def split_off(place: Place, rng: Random) -> Term | None:
    """Σ_w t = Σ_w (1 - [w = o]) t + t[w := o]"""
    if not isinstance(place.term, Sum):
        return None
    index, body = place.term.index, place.term.body
    found = place.indices(index.axis)
    if not found:
        return None
    one, renewed = rng.choice(found), fresh(index.axis)
    rest = Sum(renewed, (1 - Delta(renewed, one)) * substitute(body, {index: renewed}))
    return rest + substitute(body, {index: one})


def sifted(place: Place, rng: Random) -> Term | None:
    """T[i] = Σ_j [i = j] T[j]"""
    if not isinstance(place.term, Entry) or not place.term.indices:
        return None
    indices = place.term.indices
    number = rng.randrange(len(indices))
    index = fresh(indices[number].axis)
    entry = Entry(place.term.tensor, (*indices[:number], index, *indices[number + 1 :]))
    return Sum(index, Delta(indices[number], index) * entry)


def weighted(place: Place, rng: Random) -> Term | None:
    """t = t Σ_w e^(s_w) / Σ_x e^(s_x)"""
    vectors = [e for e in place.entries if e.indices and not isinstance(place.term, Delta)]
    if not vectors:
        return None
    entry = rng.choice(vectors)
    scores = Entry(entry.tensor, tuple(fresh(i.axis) for i in entry.indices))
    by = {}
    for index in scores.indices[1:]:
        found = place.indices(index.axis)
        if not found:
            return None
        by[index] = rng.choice(found)
    index = scores.indices[0]
    power = exp(substitute(scores, by))
    return place.term * Sum(index, power / Sum(index, power))


def counted(place: Place, rng: Random) -> Term | None:
    """|V| = Σ_w 1"""
    return Sum(fresh(place.term.axis), ONE) if isinstance(place.term, Size) else None


def delta_turned(place: Place, rng: Random) -> Term | None:
    """[w = o] = [o = w] = [w = o]^2"""
    match place.term:
        case Delta(left, right):
            return rng.choice([Delta(right, left), Mul((place.term, place.term))])
    return None


LAWS: Mapping[str, Law] = {
    law.__name__: law
    for law in (
        commuted,
        associated,
        distributed,
        denominators,
        common_denominator,
        negated_twice,
        multiplied_and_divided,
        added_and_taken,
        squared,
        log_of_exp,
        exp_of_sum,
        exp_below,
        mirrored,
        unfolded,
        renamed,
        split_sum,
        pulled_out,
        pushed_in,
        swapped,
        split_off,
        sifted,
        weighted,
        counted,
        delta_turned,
    )
}
