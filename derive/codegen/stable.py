r"""Stable forms: what is equal in exact arithmetic and does not overflow or cancel in floats.

log(e^s_o / Σ_k e^s_k)      = s_o - log Σ_k e^s_k         the logarithm of a softmax, asked of the scores
e^x / Σ_k e^x_k             = e^(x - log Σ_k e^x_k)
log(y / ŷ)                  = log y - log ŷ              for a softmax ŷ
log σ(x), log(1 - σ(x))     = log_sigma(x), log_sigma(-x)
1 - σ(x), σ(x) - 1          = σ(-x), -σ(-x)
1 / (1 + e^-x)              = σ(x)
Σ_j (f + g_j)               = |j| f + Σ_j g_j             what does not depend on an index leaves its sum
Σ_{j != 0} f(j)             = Σ_{j around} f(j)           a window is an array without its centre
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.codegen.errors import NotCodedError
from derive.explain.ground import Ground
from derive.explain.moves import softmax_of
from derive.terms.index import Axis, Literal, Variable, fresh
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
    walk,
)

LOG = "%log "  # the tensor `%log yhat` holds the logarithms of the softmax `yhat`
AROUND = "%around "  # the axis `%around window` is a window without its centre

Law = Callable[[Term, Ground], Term | None]


def stable(term: Term, ground: Ground) -> Term:
    """The term in a form fit for floats and for arrays that hold a window without its centre."""
    term = rewritten(term, ground, (*FLOATS, window_without_centre, sum_split))
    if any(isinstance(part, Delta) and _centre(part) for part in walk(term)):
        raise NotCodedError("a position of a window other than its centre left out of a sum")
    return term


def rebuilt(term: Term, change: Callable[[Term], Term]) -> Term:
    """Every part changed, the innermost first."""
    parts = tuple(rebuilt(part, change) for part in children(term))
    return change(rebuild(term, parts) if parts else term)


def rewritten(term: Term, ground: Ground, laws: Sequence[Law]) -> Term:
    """The laws everywhere, until none acts."""

    def step(part: Term) -> Term:
        made = next((made for law in laws if (made := law(part, ground)) is not None), None)
        return part if made is None else rebuilt(made, step)

    return rebuilt(term, step)


def log_of_a_softmax(term: Term, ground: Ground) -> Term | None:
    """log ŷ_i where ŷ is a softmax by definition"""
    match term:
        case Apply("log", Entry(tensor, indices)) if softmax_of(tensor, ground):
            return Entry(LOG + tensor, indices)
    return None


def log_of_a_quotient(term: Term, ground: Ground) -> Term | None:
    """log(y ŷ_i^n) = log y + n log ŷ_i where ŷ is a softmax by definition, and so above 0"""
    match term:
        case Apply("log", Mul(factors)) if found := [f for f in factors if _softmax_power(f, ground)]:
            rest = [f for f in factors if f not in found]
            return add(*(_logarithm(f) for f in found), *([Apply("log", mul(*rest))] if rest else []))
    return None


def _softmax_power(term: Term, ground: Ground) -> bool:
    match term:
        case Pow(Entry() as base, Number()):
            return _softmax_power(base, ground)
        case Entry(tensor, _):
            return softmax_of(tensor, ground) is not None
    return False


def log_of_exponentials(term: Term, ground: Ground) -> Term | None:
    """log(e^x / Σ_k e^x_k) = x - log Σ_k e^x_k"""
    match term:
        case Apply("log", Apply("exp", inside)):
            return inside
        case Apply("log", Mul(factors)) if all(map(_positive, factors)):
            return add(*(_logarithm(factor) for factor in factors))
    return None


def _positive(term: Term) -> bool:
    match term:
        case Apply("exp", _):
            return True
        case Number(value):
            return value > 0
        case Pow(base, Number()):
            return _positive(base)
        case Sum(_, body):
            return _positive(body)
    return False


def _logarithm(term: Term) -> Term:
    match term:
        case Apply("exp", inside):
            return inside
        case Pow(base, Number() as power):
            return power * _logarithm(base)
    return Apply("log", term)


def log_of_a_sigmoid(term: Term, ground: Ground) -> Term | None:
    """log σ(x), log(1 - σ(x)) = log σ(-x), where σ(x) may have a name"""
    match term:
        case Apply("log", Apply("sigma", x)):
            return Apply("log_sigma", x)
        case Apply("log", Entry() as entry):
            inside = _sigmoid(entry, ground)
            return Apply("log_sigma", inside) if inside is not None else None
        case Apply("log", Add((one, Mul((Number(minus), p))))) if one is ONE and minus == -1:
            inside = _sigmoid(p, ground)
            return Apply("log_sigma", -inside) if inside is not None else None
    return None


def log_of_one_and_an_exponential(term: Term, ground: Ground) -> Term | None:
    """log(1 + e^x) = -log σ(-x)"""
    match term:
        case Apply("log", inside) if (x := _one_and(inside)) is not None:
            return -Apply("log_sigma", _negated(x))
    return None


def sigmoid_spelled(term: Term, ground: Ground) -> Term | None:
    """1 / (1 + e^-x) = σ(x), e^x σ(-x) = σ(x)"""
    match term:
        case Pow(base, Number(power)) if power < 0 and power.denominator == 1 and (x := _one_and(base)) is not None:
            return mul(*[Apply("sigma", _negated(x))] * -int(power))
        case Mul(factors):
            for factor in filter(_is_power, factors):
                assert isinstance(factor, Apply)
                other = Apply("sigma", _negated(factor.argument))
                if other in factors:
                    rest = list(factors)
                    rest.remove(factor)
                    rest.remove(other)
                    return mul(Apply("sigma", factor.argument), *rest)
    return None


def _one_and(term: Term) -> Term | None:
    """The x of 1 + e^x."""
    match term:
        case Add((one, Apply("exp", x))) | Add((Apply("exp", x), one)) if one is ONE:
            return x
    return None


def quotient_of_exponentials(term: Term, ground: Ground) -> Term | None:
    """e^x / Σ_k e^x_k = e^(x - log Σ_k e^x_k); a softmax alone stays, and a sum is divided summand by summand"""
    if not isinstance(term, Mul):
        return None
    below = next((f for f in term.factors if _is_divisor(f)), None)
    if below is None or (len(term.factors) == 2 and isinstance(term.factors[0], Apply)):
        return None
    assert isinstance(below, Pow)
    assert isinstance(below.exponent, Number)
    less = ONE if below.exponent is Number(-1) else Pow(below.base, Number(below.exponent.value + 1))
    for n, factor in enumerate(term.factors):
        rest = mul(*(f for m, f in enumerate(term.factors) if m != n and f is not below))
        match factor:
            case Apply("exp", x) if _takes(factor, below.base):
                return mul(rest, less, Apply("exp", x - Apply("log", below.base)))
            case Sum(index, Mul(inside)) if any(_takes(f, below.base) for f in inside) and index not in below.free:
                return mul(rest, less, Sum(index, mul(*inside, Pow(below.base, Number(-1)))))
    return None


def multiplied_out(term: Term, ground: Ground) -> Term | None:
    """e^x (f / Σ_k e^x_k + g) = f e^x / Σ_k e^x_k + e^x g"""
    if not isinstance(term, Mul) or not any(map(_is_power, term.factors)):
        return None
    for n, factor in enumerate(term.factors):
        if isinstance(factor, Add) and any(_is_divisor(f) for t in factor.terms for f in _factors(t)):
            rest = [f for m, f in enumerate(term.factors) if m != n]
            return add(*(mul(*rest, part) for part in factor.terms))
    return None


def _factors(term: Term) -> tuple[Term, ...]:
    return term.factors if isinstance(term, Mul) else (term,)


def _is_power(term: Term) -> bool:
    return isinstance(term, Apply) and term.function == "exp"


def _takes(factor: Term, total: Term) -> bool:
    """A power that is not divided by that sum yet."""
    return _is_power(factor) and Apply("log", total) not in walk(factor)


def _is_divisor(term: Term) -> bool:
    """1 / Σ_k e^x_k, or a power of it"""
    match term:
        case Pow(Sum(_, Apply("exp", _)), Number(power)):
            return power < 0 and power.denominator == 1
    return False


def _sigmoid(term: Term, ground: Ground) -> Term | None:
    """The x of a σ(x)."""
    if isinstance(term, Entry):
        definition = ground.definitions.get(term.tensor)
        return _sigmoid(definition.at(term.indices), ground) if definition else None
    return term.argument if isinstance(term, Apply) and term.function == "sigma" else None


def complement_of_a_sigmoid(term: Term, ground: Ground) -> Term | None:
    """1 - σ(x) = σ(-x), σ(x) - 1 = -σ(-x)"""
    match term:
        case Add((one, Mul((Number(minus), Apply("sigma", x))))) if one is ONE and minus == -1:
            return Apply("sigma", _negated(x))
        case Add((Apply("sigma", x), Number(minus))) if minus == -1:
            return -Apply("sigma", _negated(x))
    return None


def _negated(term: Term) -> Term:
    match term:
        case Mul((Number(minus), *rest)) if minus == -1:
            return mul(*rest)
    return -term


def sum_split(term: Term, ground: Ground) -> Term | None:
    """Σ_j (f + g_j) = |j| f + Σ_j g_j, Σ_j f = |j| f"""
    match term:
        case Sum(index, body) if index not in body.free:
            return Size(index.axis) * body
        case Sum(index, Add(terms)) if any(index not in part.free for part in terms):
            return add(*(Sum(index, part) for part in terms))
    return None


def window_without_centre(term: Term, ground: Ground) -> Term | None:
    """Σ_j (1 - [j = 0]) f(j)"""
    match term:
        case Sum(index, Mul(factors)) if index.axis.half and any(_hole(f, index) for f in factors):
            around = fresh(Axis(AROUND + index.axis.name, index.axis.half), "j")
            body = mul(*(f for f in factors if not _hole(f, index)))
            return Sum(around, substitute(body, {index: around}))
    return None


def _hole(term: Term, index: Variable) -> bool:
    match term:
        case Add((one, Mul((Number(minus), Delta() as delta)))) if one is ONE and minus == -1:
            return _centre(delta) and index in (delta.left, delta.right)
    return False


def _centre(delta: Delta) -> bool:
    return any(isinstance(i, Literal) and i.axis.half for i in (delta.left, delta.right))


FLOATS: tuple[Law, ...] = (
    log_of_a_softmax,
    log_of_a_quotient,
    log_of_exponentials,
    log_of_a_sigmoid,
    log_of_one_and_an_exponential,
    sigmoid_spelled,
    quotient_of_exponentials,
    multiplied_out,
    complement_of_a_sigmoid,
)
