"""The named moves of an explanation, one law each: a subterm and the ground -> what it becomes, or None.

Moves only suggest: every step of an explanation is asked of both deciders before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.explain.ground import Ground
from derive.explain.tidy import split_number
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Applied, Index, Literal, Variable
from derive.terms.substitute import substitute
from derive.terms.term import (
    ONE,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Mul,
    Number,
    Pow,
    Sum,
    Term,
    add,
    children,
    mul,
)

Law = Callable[[Term, Ground], Term | None]


@dataclass(frozen=True, slots=True)
class Move:
    """A law with its name."""

    rule: str
    law: Law


# functions


def log_of_a_quotient(term: Term, ground: Ground) -> Term | None:
    """log(s / t) = log s - log t"""
    match term:
        case Apply("log", Mul(factors)) if any(is_inverse(f) for f in factors) and not _negative(factors):
            return add(*map(_log, factors))
        case Apply("log", Pow(base, Number(power))) if power < 0:
            return -log(base) * Number(-power)
        case Apply("log", Number(value)) if value > 0 and value.denominator > 1:
            top = log(Number(value.numerator)) if value.numerator > 1 else ZERO
            return top - log(Number(value.denominator))
    return None


def log_of_a_product(term: Term, ground: Ground) -> Term | None:
    """log(s t) = log s + log t"""
    match term:
        case Apply("log", Mul(factors)) if not any(map(is_inverse, factors)) and not _negative(factors):
            return add(*map(_log, factors))
    return None


def log_of_a_power(term: Term, ground: Ground) -> Term | None:
    """log(t^q) = q log t"""
    match term:
        case Apply("log", Pow(base, exponent)) if not is_inverse(term.argument):
            return exponent * log(base)
    return None


def log_of_exp(term: Term, ground: Ground) -> Term | None:
    """log(exp t) = t"""
    match term:
        case Apply("log", Apply("exp", argument)):
            return argument
    return None


def exp_of_log(term: Term, ground: Ground) -> Term | None:
    """exp(log t) = t,  exp(q log t) = t^q"""
    match term:
        case Apply("exp", Apply("log", argument)):
            return argument
        case Apply("exp", Mul(factors)) if sum(isinstance(f, Apply) and f.function == "log" for f in factors) == 1:
            inside = next(f for f in factors if isinstance(f, Apply) and f.function == "log")
            return Pow(inside.argument, mul(*(f for f in factors if f is not inside)))
    return None


def exp_of_a_sum(term: Term, ground: Ground) -> Term | None:
    """exp(s + t) = exp(s) exp(t)"""
    match term:
        case Apply("exp", Add(terms)):
            return mul(*map(exp, terms))
    return None


def exp_of_a_multiple(term: Term, ground: Ground) -> Term | None:
    """exp(n t) = exp(t)^n"""
    match term:
        case Apply("exp", Mul((Number(n), *rest))) if n > 1 and n.denominator == 1:
            return Pow(exp(mul(*rest)), Number(n))
    return None


def exp_of_a_negative(term: Term, ground: Ground) -> Term | None:
    """exp(-t) = 1 / exp(t)"""
    match term:
        case Apply("exp", argument) if _leads_negative(argument):
            return 1 / exp(_negated(argument))
    return None


def sigma_of_minus(term: Term, ground: Ground) -> Term | None:
    """sigma(-t) = 1 - sigma(t)"""
    match term:
        case Apply("sigma", argument) if _leads_negative(argument):
            return 1 - sigma(_negated(argument))
    return None


def sigma_by_exp(term: Term, ground: Ground) -> Term | None:
    """sigma(t) = 1 / (1 + exp(-t))"""
    match term:
        case Apply("sigma", argument):
            return 1 / (1 + exp(_negated(argument)))
    return None


def tanh_by_exp(term: Term, ground: Ground) -> Term | None:
    """tanh(t) = (exp(2t) - 1) / (exp(2t) + 1)"""
    match term:
        case Apply("tanh", argument):
            return (exp(2 * argument) - 1) / (exp(2 * argument) + 1)
    return None


def step_of_minus(term: Term, ground: Ground) -> Term | None:
    """step(-t) = 1 - step(t) where t is not 0"""
    match term:
        case Apply("step", argument) if _leads_negative(argument):
            return 1 - Apply("step", _negated(argument))
    return None


def relu_by_step(term: Term, ground: Ground) -> Term | None:
    """relu(t) = t H(t)"""
    match term:
        case Apply("relu", argument):
            return argument * Apply("step", argument)
    return None


def is_inverse(term: Term) -> bool:
    return isinstance(term, Pow) and isinstance(term.exponent, Number) and term.exponent.value < 0


def _negative(factors: tuple[Term, ...]) -> bool:
    return any(isinstance(f, Number) and f.value <= 0 for f in factors)


def _log(term: Term) -> Term:
    if isinstance(term, Pow) and isinstance(term.exponent, Number):
        return mul(term.exponent, log(term.base))
    return log(term)


def _leads_negative(term: Term) -> bool:
    first = term.terms[0] if isinstance(term, Add) else term
    return split_number(first)[0] < 0


def _negated(term: Term) -> Term:
    return add(*(-t for t in term.terms)) if isinstance(term, Add) else _minus(term)


def _minus(term: Term) -> Term:
    c, rest = split_number(term)
    return mul(Number(-c), rest)


# sums and deltas


def sum_of_a_delta(term: Term, ground: Ground) -> Term | None:
    """Σ_w [w = o] f_w = f_o"""
    if not isinstance(term, Sum):
        return None
    index, kept, picked = term.index, [], []
    for part in _apart(term.body, index):
        factors = part.factors if isinstance(part, Mul) else (part,)
        delta = next((f for f in factors if isinstance(f, Delta) and _other(f, index)), None)
        if delta is None:
            kept.append(part)
            continue
        other = _other(delta, index)
        assert other is not None
        picked.append(substitute(mul(*(f for f in factors if f is not delta)), {index: other}))
    if not picked:
        return None
    return add(*picked, *([Sum(index, add(*kept))] if kept else []))


def _other(delta: Delta, index: Variable) -> Index | None:
    """The index term that the delta sets equal to `index`."""
    for one, two in ((delta.left, delta.right), (delta.right, delta.left)):
        if one is index and index not in two.free:
            return two
    return None


def _apart(body: Term, index: Variable) -> list[Term]:
    """The summands of a body, with the brackets that hold a delta on the index multiplied out."""
    match body:
        case Add(terms):
            return [part for t in terms for part in _apart(t, index)]
        case Mul(factors):
            for n, factor in enumerate(factors):
                if isinstance(factor, Add) and any(_has_delta(t, index) for t in factor.terms):
                    rest = (*factors[:n], *factors[n + 1 :])
                    return [part for t in factor.terms for part in _apart(mul(*rest, t), index)]
    return [body]


def _has_delta(term: Term, index: Variable) -> bool:
    if isinstance(term, Delta):
        return _other(term, index) is not None
    return isinstance(term, Mul | Add) and any(_has_delta(part, index) for part in children(term))


def distribution_sums_to_one(term: Term, ground: Ground) -> Term | None:
    """Σ_w (f_w + c p_w) = Σ_w f_w + c for a distribution p, given, one-hot or a softmax"""
    if not isinstance(term, Sum):
        return None
    parts = term.body.terms if isinstance(term.body, Add) else (term.body,)
    weights = [_weight(part, term.index, ground) for part in parts]
    kept = [part for part, weight in zip(parts, weights, strict=True) if weight is None]
    if len(kept) == len(parts):
        return None
    return add(*([Sum(term.index, add(*kept))] if kept else []), *(w for w in weights if w is not None))


def _weight(part: Term, index: Variable, ground: Ground) -> Term | None:
    """c, if the part is c p_w for a distribution p over the index."""
    factors = part.factors if isinstance(part, Mul) else (part,)
    touched = [f for f in factors if index in f.free]
    match touched:
        case [Entry(tensor, indices)] if indices.count(index) == 1:
            place = indices.index(index)
            known = (tensor, place) in ground.facts.distributions
            if known or _is_softmax(tensor, place, ground) or _is_one_hot(tensor, ground):
                return mul(*(f for f in factors if f is not touched[0]))
    return None


@dataclass(frozen=True, slots=True)
class Softmax:
    """T[slots] = exp(score) / Σ_j exp(score with j in place of `over`)."""

    slots: tuple[Variable, ...]
    over: Variable
    score: Term

    def at(self, indices: tuple[Index, ...], other: Index | None = None) -> Term:
        """The score at these indices; with another index in the place summed over."""
        by = dict(zip(self.slots, indices, strict=True))
        return substitute(self.score, by if other is None else {**by, self.over: other})

    def indices(self, indices: tuple[Index, ...], other: Index) -> tuple[Index, ...]:
        """These indices with another in the place summed over."""
        return tuple(other if slot is self.over else i for slot, i in zip(self.slots, indices, strict=True))


def softmax_of(tensor: str, ground: Ground) -> Softmax | None:
    """The softmax that a tensor is defined as."""
    definition = ground.definitions.get(tensor)
    match definition.body if definition else None:
        case Mul((Apply("exp", top), Pow(Sum(index, Apply("exp", bottom)), Number(power)))) if power == -1:
            assert definition is not None
            for slot in definition.slots:
                if substitute(bottom, {index: slot}) is top and index in bottom.free:
                    return Softmax(definition.slots, slot, top)
    return None


def _is_softmax(tensor: str, place: int, ground: Ground) -> bool:
    found = softmax_of(tensor, ground)
    return found is not None and found.slots.index(found.over) == place


def _is_one_hot(tensor: str, ground: Ground) -> bool:
    """y_w = [w = o]"""
    definition = ground.definitions.get(tensor)
    return definition is not None and len(definition.slots) == 1 and isinstance(definition.body, Delta)


def decided_case(term: Term, ground: Ground) -> Term | None:
    """[w = o] is 1 when w = o and 0 when w /= o; when w = o, f_w = f_o; [w_j = w_k] = [j = k] for distinct w"""
    facts = ground.facts
    if isinstance(term, Delta):
        pair = {term.left, term.right}
        if any(pair == set(known) for known in facts.equal):
            return ONE
        different = any(pair == set(known) for known in facts.unequal)
        match term.left, term.right:
            case Applied(f, (*before, one)), Applied(g, (*others, two)) if f == g and f in facts.injective:
                if before == others and one is not two:
                    return Delta(one, two)
        literals = isinstance(term.left, Literal) and isinstance(term.right, Literal) and len(pair) == 2
        return ZERO if different or literals or any(_avoided(p, pair - {p}, ground) for p in pair) else None
    if isinstance(term, Entry):
        by = {a: b for a, b in sorted(facts.equal, key=str) if isinstance(a, Variable)}
        made = substitute(term, by)
        return made if made is not term else None
    return None


def _avoided(value: Index, others: set[Index], ground: Ground) -> bool:
    return isinstance(value, Applied) and not others.isdisjoint(ground.facts.never(value))


# the tables

LOGARITHMS = (
    Move("log of a quotient", log_of_a_quotient),
    Move("log of a product", log_of_a_product),
    Move("log of a power", log_of_a_power),
    Move("log of exp", log_of_exp),
    Move("exp of log", exp_of_log),
)
CASE = Move("the case at hand", decided_case)
SUMS = (
    Move("sum of a delta", sum_of_a_delta),
    Move("a distribution sums to 1", distribution_sums_to_one),
)
FUNCTIONS = (
    Move("sigma(-x) = 1 - sigma(x)", sigma_of_minus),
    Move("step(-x) = 1 - step(x)", step_of_minus),
    Move("exp of a sum", exp_of_a_sum),
    Move("exp of a negative", exp_of_a_negative),
    Move("exp of a multiple", exp_of_a_multiple),
)
BY_EXP = (
    Move("sigma by exp", sigma_by_exp),
    Move("tanh by exp", tanh_by_exp),
    Move("relu by the step", relu_by_step),
)
