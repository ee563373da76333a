"""The rules of differentiation as named moves: each is given an entry that stands for d body / d target.

d log(t) = dt / t          d (s t) = ds t + s dt          d (Σ_k u_k v_k) / d v_i = u_i
"""

from __future__ import annotations

from fractions import Fraction

from derive.explain.ground import Ground, unused
from derive.explain.moves import Law, Move, Softmax, is_inverse, softmax_of, sum_of_a_delta
from derive.terms.functions import derivative
from derive.terms.index import Index
from derive.terms.term import ZERO, Add, Apply, Delta, Entry, Mul, Number, Pow, Sum, Term, add, children, mul, rebuild


def _of_function(name: str) -> Law:
    def law(term: Term, ground: Ground) -> Term | None:
        found = ground.derivative(term) if isinstance(term, Entry) else None
        if found is None or not isinstance(found[0], Apply) or found[0].function != name:
            return None
        return mul(derivative(name, found[0].argument), ground.hold(found[0].argument, found[1]))

    law.__doc__ = f"d {name}(t) = {name}'(t) dt"
    return law


def derivative_of_a_function(term: Term, ground: Ground) -> Term | None:
    """d g(t) = g'(t) dt"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    match found:
        case (Apply() as body, target):
            return mul(derivative(body.function, body.argument), ground.hold(body.argument, target))
    return None


def derivative_of_a_power(term: Term, ground: Ground) -> Term | None:
    """d t^q = q t^(q-1) dt"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    match found:
        case (Pow(base, Number(q)), target):
            return mul(Number(q), base if q == 2 else Pow(base, Number(q - 1)), ground.hold(base, target))
    return None


def product_rule(term: Term, ground: Ground) -> Term | None:
    """d (s t) = ds t + s dt"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    match found:
        case (Mul(factors), target) if not any(map(is_inverse, factors)):
            each = (mul(*factors[:n], ground.hold(f, target), *factors[n + 1 :]) for n, f in enumerate(factors))
            return add(*each)
    return None


def quotient_rule(term: Term, ground: Ground) -> Term | None:
    """d (s / t) = (ds t - s dt) / t^2"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    match found:
        case (Mul(factors), target) if any(map(is_inverse, factors)):
            top = mul(*(f for f in factors if not is_inverse(f)))
            bottom = mul(*(_upside_down(f) for f in factors if is_inverse(f)))
            return (ground.hold(top, target) * bottom - top * ground.hold(bottom, target)) / bottom**2
    return None


def _upside_down(term: Term) -> Term:
    assert isinstance(term, Pow)
    assert isinstance(term.exponent, Number)
    power: Fraction = -term.exponent.value
    return term.base if power == 1 else Pow(term.base, Number(power))


def derivative_of_an_inner_product(term: Term, ground: Ground) -> Term | None:
    """d (Σ_k u_k v_k) / d v_i = u_i"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    if found is None or isinstance(found[0], Entry) or not ground.linear(found[0], found[1].tensor):
        return None
    return _linear(*found, ground)


def derivative_of_an_entry(term: Term, ground: Ground) -> Term | None:
    """d v_k / d v_i = [k = i]"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    if found is None or not isinstance(found[0], Entry) or found[0].tensor != found[1].tensor:
        return None
    return _linear(*found, ground)


def _linear(body: Term, target: Entry, ground: Ground) -> Term:
    match body:
        case Entry(name, indices) if name == target.tensor:
            return mul(*(Delta(i, j) for i, j in zip(indices, target.indices, strict=True) if i is not j))
        case Add(terms):
            return add(*(_linear(t, target, ground) for t in terms))
        case Mul(factors):
            return mul(*(_linear(f, target, ground) if ground.depends(f, target.tensor) else f for f in factors))
        case Sum(index, inner):
            inside = Sum(index, _linear(inner, target, ground))
            return sum_of_a_delta(inside, ground) or inside
    return ZERO


def derivative_of_softmax(term: Term, ground: Ground) -> Term | None:
    """d p_i = p_i (d s_i - Σ_j p_j d s_j) where p = softmax(s), each row for itself where it has more indices"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    if found is None or not isinstance(found[0], Entry):
        return None
    entry, target = found[0], found[1]
    made = softmax_of(entry.tensor, ground)
    if made is None:
        return None
    other = unused(made.over, entry.free | target.free)
    mean = Sum(
        other, Entry(entry.tensor, made.indices(entry.indices, other)) * _slope(made, entry, target, ground, other)
    )
    return entry * (_slope(made, entry, target, ground) - mean)


def _slope(made: Softmax, entry: Entry, target: Entry, ground: Ground, other: Index | None = None) -> Term:
    return ground.hold(made.at(entry.indices, other), target)


def opened(term: Term, ground: Ground) -> tuple[str, Term] | None:
    """d h_k = d (what h_k is defined as), alone or in an inner product Σ_k u_k h_k"""
    found = ground.derivative(term) if isinstance(term, Entry) else None
    if found is None:
        return None
    body, target = found
    inside = body
    while isinstance(inside, Sum):
        inside = inside.body
    factors = inside.factors if isinstance(inside, Mul) else (inside,)
    for factor in factors:
        if isinstance(factor, Entry) and factor.tensor != target.tensor and ground.depends(factor, target.tensor):
            definition = ground.definitions.get(factor.tensor)
            if definition is not None:
                return factor.tensor, ground.hold(replaced(body, factor, definition.at(factor.indices)), target)
    return None


def replaced(term: Term, old: Term, new: Term) -> Term:
    """The term with one of its parts replaced."""
    if term is old:
        return new
    parts = children(term)
    return rebuild(term, tuple(replaced(part, old, new) for part in parts)) if parts else term


def joined_chain(term: Term, ground: Ground) -> Term | None:
    """Σ_j (dL / ds_j) (ds_j / dx) = dL / dx"""
    body, bound = term, []
    while isinstance(body, Sum):
        bound.append(body.index)
        body = body.body
    factors = body.factors if isinstance(body, Mul) else ()
    held = [(f, ground.derivative(f)) for f in factors if isinstance(f, Entry) and f.tensor in ground.held]
    for one, first in held:
        for two, second in held:
            if first and second and first[1] is second[0] and set(bound) <= set(first[1].indices):
                rest = mul(*(f for f in factors if f is not one and f is not two))
                if not rest.free & set(bound):
                    return mul(rest, ground.hold(first[0], second[1]))
    return None


# the tables

DERIVATIVES = (
    *(Move(f"derivative of {name}", _of_function(name)) for name in ("log", "exp", "sigma", "tanh")),
    Move("chain rule", derivative_of_a_function),
    Move("power rule", derivative_of_a_power),
    Move("quotient rule", quotient_rule),
    Move("product rule", product_rule),
    Move("derivative of an inner product", derivative_of_an_inner_product),
    Move("derivative of an entry", derivative_of_an_entry),
)
SOFTMAX = Move("derivative of softmax", derivative_of_softmax)
CHAIN = Move("chain rule", joined_chain)
