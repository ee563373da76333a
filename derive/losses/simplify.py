"""What is done to a slope before it is shown: sums of deltas worked out, common factors, names recognised.

Every law gives an equal term or None; together they lead to what a person would have written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from derive.explain.ground import Definition, Ground, size
from derive.explain.moves import distribution_sums_to_one, sum_of_a_delta
from derive.explain.tidy import expanded, reindexed, shuffled, split_number, tidy
from derive.explain.trace import adds_up_to_nothing, everywhere
from derive.terms.index import Applied, Index, Literal, Variable
from derive.terms.substitute import substitute
from derive.terms.term import (
    ZERO,
    Add,
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

ONCE_MORE = 40  # rounds of laws; three are the most that any loss of the library takes


def simplified(term: Term, ground: Ground) -> Term:
    """The laws, everywhere and in order, until none acts."""
    for _ in range(ONCE_MORE):
        made = tidy(term)
        for law in LAWS:
            made = tidy(everywhere(made, law, ground))
        if made is term:
            break
        term = made
    return ordered(term)


def ordered(term: Term) -> Term:
    """What is taken away behind what it is taken from: p - y, not -y + p, nor -(y - p)"""
    parts = tuple(map(ordered, children(term)))
    if isinstance(term, Add):
        parts = tuple(sorted(parts, key=_negative))
    if isinstance(term, Mul) and parts[0] is Number(-1):
        return turned(mul(*parts[1:])) or mul(*parts)
    return rebuild(term, parts) if parts else term


def turned(term: Term) -> Term | None:
    """-t with the sign taken up by a difference in it, not by the 1 - [j = 0] of a window; None where there is none"""
    match term:
        case Add(terms) if any(map(_negative, terms)) and not any(
            isinstance(d, Delta) and _placed(d) for d in walk(term)
        ):
            return ordered(add(*(tidy(-part) for part in terms)))
        case Mul(factors):
            for n, factor in enumerate(factors):
                made = turned(factor)
                if made is not None:
                    return mul(*factors[:n], made, *factors[n + 1 :])
        case Sum(index, body):
            made = turned(body)
            return Sum(index, made) if made is not None else None
    return None


def _negative(term: Term) -> bool:
    return split_number(term)[0] < 0


def worked_out(term: Term, ground: Ground) -> Term | None:
    """Σ_w [w = o] f_w = f_o, but for a place of its own: the window keeps its [j = 0]"""
    if isinstance(term, Sum) and any(map(_placed, _deltas(term.body))):
        return None
    return sum_of_a_delta(term, ground)


def _placed(delta: Delta) -> bool:
    return isinstance(delta.left, Literal) or isinstance(delta.right, Literal)


def _deltas(term: Term) -> Iterator[Delta]:
    return (part for part in walk(term) if isinstance(part, Delta))


def inner_sum_first(term: Term, ground: Ground) -> Term | None:
    """Σ_k f_k Σ_j [t_j = k] g_j = Σ_j Σ_k [t_j = k] f_k g_j"""
    if not isinstance(term, Sum) or not isinstance(term.body, Mul):
        return None
    for factor in term.body.factors:
        if isinstance(factor, Sum) and any(_sets(d, term.index, factor.index) for d in _deltas(factor.body)):
            rest = [f for f in term.body.factors if f is not factor]
            if not any(factor.index in f.free for f in rest):
                return Sum(factor.index, Sum(term.index, mul(*rest, factor.body)))
    return None


def _sets(delta: Delta, outer: Variable, inner: Variable) -> bool:
    """The delta says which position of the outer index belongs to a position of the inner one."""
    pairs = ((delta.left, delta.right), (delta.right, delta.left))
    return any(one is outer and inner in other.free for one, other in pairs)


def nothing(term: Term, ground: Ground) -> Term | None:
    """Σ_k (x_k - μ) = 0 by definition of μ"""
    return ZERO if adds_up_to_nothing(term, ground) else None


def common_factor(term: Term, ground: Ground) -> Term | None:
    """c s + c t = c (s + t)"""
    if not isinstance(term, Add):
        return None
    parts = [part.factors if isinstance(part, Mul) else (part,) for part in term.terms]
    common = [f for f in dict.fromkeys(parts[0]) if not isinstance(f, Number) and all(f in part for part in parts)]
    return mul(*common, add(*(mul(*_without(part, common)) for part in parts))) if common else None


def _without(factors: tuple[Term, ...], common: list[Term]) -> list[Term]:
    rest = list(factors)
    for factor in common:
        rest.remove(factor)
    return rest


def shorter(term: Term, ground: Ground) -> Term | None:
    """What is shorter multiplied out: p (1 - p) ((1 - y) / (1 - p) - y / p) = p - y"""
    if not isinstance(term, Mul | Add) or not any(isinstance(part, Pow) for part in walk(term)):
        return None
    made = expanded(_distributed(term))
    return made if size(made) < size(term) else None


def _distributed(term: Term) -> Term:
    """Factors brought into the one bracket that divides by some of them."""
    if not isinstance(term, Mul):
        return term
    for factor in term.factors:
        if isinstance(factor, Add) and any(isinstance(p, Pow) for t in factor.terms for p in (t, *children(t))):
            rest = [f for f in term.factors if f is not factor]
            return add(*(tidy(mul(*rest, t)) for t in factor.terms))
    return term


# names


def recognised(term: Term, ground: Ground) -> Term | None:
    """A product that holds the factors of a definition, with the name in their place; 1/n for those of a root n."""
    if not isinstance(term, Mul | Pow):
        return None
    for name, definition in ground.definitions.items():
        if isinstance(definition.body, Mul | Pow):
            made = _named(_factors(term), name, definition)
            if made is None and isinstance(term, Mul):
                made = _named_inside(term, name, definition)
            if made is not None:
                return made
    return None


def _factors(term: Term) -> tuple[Term, ...]:
    return term.factors if isinstance(term, Mul) else (term,)


def _opened(term: Term) -> Term:
    """The root of a product as the product of roots."""
    match term:
        case Pow(Mul(factors), Number() as power):
            return mul(*(Pow(factor, power) for factor in factors))
    return term


def _named_inside(term: Mul, name: str, definition: Definition) -> Term | None:
    """c Σ_k t_k = Σ_k c t_k, where c and t_k together hold a definition"""
    for factor in term.factors:
        if isinstance(factor, Sum):
            rest = [f for f in term.factors if f is not factor]
            body = mul(*rest, factor.body)
            if isinstance(body, Mul) and not any(factor.index in f.free for f in rest):
                made = _named(body.factors, name, definition, factor.index)
                if made is not None:
                    return Sum(factor.index, made)
    return None


def _named(factors: tuple[Term, ...], name: str, definition: Definition, at: Index | None = None) -> Term | None:
    """t_1 t_2 r = T[slots] r for T[slots] = t_1 t_2, where the powers in t_2 may be higher"""
    parts = _powers(_factors(definition.body))
    root = all(power.denominator > 1 for power in parts.values())
    for sign in (1, -1) if root else (1,):
        have, bound = _powers(factors), dict[Variable, Index]()
        if _taken(have, {base: sign * power for base, power in parts.items()}, definition.slots, bound):
            if len(bound) < len(definition.slots) or (at and at not in bound.values()):
                continue
            rest = [base if q == 1 else Pow(base, Number(q)) for base, q in have.items() if q]
            whole = Entry(name, tuple(bound[slot] for slot in definition.slots))
            return mul(whole if sign == 1 else Pow(whole, Number(-1)), *rest)
    return None


def _taken(
    have: dict[Term, Fraction],
    parts: Mapping[Term, Fraction],
    slots: tuple[Variable, ...],
    bound: dict[Variable, Index],
) -> bool:
    """The parts are found among what is there, and taken away from it."""
    for base, power in parts.items():
        for other, held in have.items():
            found = matched(base, other, slots, bound)
            if found is not None and (_inside(power, held) or (isinstance(base, Size) and _rooted(power, held))):
                bound |= found
                have[other] = held - power
                break
        else:
            return False
    return True


def _inside(power: Fraction, held: Fraction) -> bool:
    return power * held > 0 and abs(held) >= abs(power)


def _rooted(power: Fraction, held: Fraction) -> bool:
    """The root of a size is taken whole: n^(-1/2) = n^(1/2) / n"""
    return power.denominator > 1 and (held - power).denominator == 1


def _powers(factors: tuple[Term, ...]) -> dict[Term, Fraction]:
    found: dict[Term, Fraction] = {}
    for factor in (part for whole in factors for part in _factors(_opened(whole))):
        base, power = factor, Fraction(1)
        if isinstance(factor, Pow) and isinstance(factor.exponent, Number):
            base, power = factor.base, factor.exponent.value
        base = base if isinstance(base, Number) else shuffled(base)
        found[base] = found.get(base, Fraction(0)) + power
    return found


def matched(
    pattern: Term, term: Term, slots: tuple[Variable, ...], bound: Mapping[Variable, Index]
) -> dict[Variable, Index] | None:
    """The indices that make the pattern the term, beside those bound already."""
    if type(pattern) is not type(term):
        return None
    found: dict[Variable, Index] | None = dict(bound)
    for one, two in zip(_indices(pattern), _indices(term), strict=False):
        if one in slots:
            assert isinstance(one, Variable)
            if found is not None and found.setdefault(one, two) is not two:
                return None
        elif one is not two:
            return None
    if _shape(pattern) != _shape(term):
        return None
    for inside, other in zip(children(pattern), children(term), strict=True):
        found = matched(inside, other, slots, found) if found is not None else None
    return found


def _indices(term: Term) -> tuple[Index, ...]:
    match term:
        case Entry(_, indices):
            return indices
        case Delta(left, right):
            return left, right
        case Sum(index, _):
            return (index,)
    return ()


def _shape(term: Term) -> object:
    """What two nodes must share beside their children and indices."""
    own = [getattr(term, name, None) for name in ("tensor", "function", "value", "axis")]
    return own, len(children(term)), len(_indices(term))


def one_hot(term: Term, ground: Ground) -> Term | None:
    """[w = o] as y_w, where y is the one-hot vector of o"""
    if not isinstance(term, Delta):
        return None
    for name, definition in ground.definitions.items():
        chosen = _hot(definition)
        for one, other in ((term.left, term.right), (term.right, term.left)):
            if one is chosen and other is not chosen:
                return Entry(name, (other,))
    return None


def hot(term: Term, ground: Ground) -> Term | None:
    """y_w as [w = o]"""
    definition = ground.definitions.get(term.tensor) if isinstance(term, Entry) else None
    if definition is None or not isinstance(term, Entry) or not isinstance(definition.body, Delta):
        return None
    return definition.at(term.indices)


def equal_positions(term: Term, ground: Ground) -> Term | None:
    """Σ_k [w_k = x] f(w_k) = Σ_k [w_k = x] f(x)"""
    if not isinstance(term, Sum) or not isinstance(term.body, Mul):
        return None
    for delta in term.body.factors:
        if isinstance(delta, Delta):
            for one, other in ((delta.left, delta.right), (delta.right, delta.left)):
                if isinstance(one, Applied) and term.index in one.free and term.index not in other.free:
                    rest = mul(*(f for f in term.body.factors if f is not delta))
                    made = reindexed(rest, {one: other})
                    return Sum(term.index, mul(made, delta)) if made is not rest else None
    return None


def picked(term: Term, ground: Ground) -> Term | None:
    """Σ_w y_w f_w = f_o, where y is the one-hot vector of o"""
    if not isinstance(term, Sum) or not isinstance(term.body, Mul):
        return None
    for factor in term.body.factors:
        if isinstance(factor, Entry) and factor.indices == (term.index,) and factor.tensor in ground.definitions:
            chosen = _hot(ground.definitions[factor.tensor])
            if chosen is not None:
                return substitute(mul(*(f for f in term.body.factors if f is not factor)), {term.index: chosen})
    return None


def _hot(definition: Definition) -> Index | None:
    """The position of the 1 in a one-hot vector."""
    if not isinstance(definition.body, Delta):
        return None
    (slot,) = definition.slots
    return definition.body.left if definition.body.right is slot else definition.body.right


LAWS = (inner_sum_first, worked_out, distribution_sums_to_one, nothing, common_factor, shorter, recognised)
