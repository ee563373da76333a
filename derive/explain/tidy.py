"""What a reader does without a word: collect numbers and like terms, cancel equal factors, multiply out, rename.

tidy(term)       the same term with the small change done, in its own order
expanded(term)   one term for all that are equal by multiplying out, sum over +, constants out of sums, renaming
opaque(term)     functions hidden behind names, so that only the algebra of fractions, sums and deltas is left
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from derive.terms.index import Index, Variable, fresh
from derive.terms.printing import plain
from derive.terms.substitute import substitute, substitute_index
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
    Size,
    Sum,
    Term,
    add,
    children,
    mul,
    rebuild,
    walk,
)

Monomial = tuple[tuple[Term, Fraction], ...]
Polynomial = dict[Monomial, Fraction]
CACHED = 20_000  # terms remembered with what was made of them
MOST_MONOMIALS, HIGHEST_POWER = 48, 3
HIGHEST_OF_A_NUMBER = 64  # 2^64 is worked out, 2^65 is left as it stands


class TooLargeError(Exception):
    """Multiplied out, this would fill the page."""


# one term for all that look alike


@lru_cache(maxsize=CACHED)
def expanded(term: Term) -> Term:
    """Equal objects for terms that are equal by the ring laws, linear sums and new names of bound indices."""
    try:
        return _term(_polynomial(term))
    except TooLargeError:
        return shuffled(term)


@lru_cache(maxsize=CACHED)
def _key(term: Term) -> str:
    """A text that tells terms apart, by which they are put in order."""
    parts = children(term)
    if not parts:
        return plain(term)
    own = term.index.key if isinstance(term, Sum) else getattr(term, "function", "")
    return f"{type(term).__name__} {own}({', '.join(map(_key, parts))})"


def _term(p: Polynomial) -> Term:
    return add(*(mul(Number(c), _product(m)) for m, c in sorted(p.items(), key=lambda item: _key(_product(item[0])))))


def _product(m: Monomial) -> Term:
    return mul(*(atom if q == 1 else Pow(atom, Number(q)) for atom, q in m))


def _plus(polynomials: Iterable[Polynomial]) -> Polynomial:
    total: Polynomial = {}
    for p in polynomials:
        for m, c in p.items():
            total[m] = total.get(m, Fraction(0)) + c
            if not total[m]:
                del total[m]
    return total


def _times(p: Polynomial, q: Polynomial) -> Polynomial:
    if len(p) * len(q) > MOST_MONOMIALS:
        raise TooLargeError
    return _plus({_joined(m, n): c * d} for m, c in p.items() for n, d in q.items())


def _joined(m: Monomial, n: Monomial) -> Monomial:
    powers = dict(m)
    for atom, q in n:
        powers[atom] = powers.get(atom, Fraction(0)) + q
    return tuple(sorted(((a, q) for a, q in powers.items() if q), key=lambda pair: _key(pair[0])))


def _atom(term: Term, power: Fraction = Fraction(1)) -> Polynomial:
    return {((term, power),): Fraction(1)}


def _polynomial(term: Term) -> Polynomial:
    found = _tried(term)
    if found is None:
        raise TooLargeError
    return found


@lru_cache(maxsize=CACHED)
def _tried(term: Term) -> Polynomial | None:
    """None where it is too large; that is remembered too."""
    try:
        return _multiplied_out(term)
    except TooLargeError:
        return None


def _multiplied_out(term: Term) -> Polynomial:
    match term:
        case Number(value):
            return {(): value} if value else {}
        case Delta(left, right):
            if left is right:
                return {(): Fraction(1)}
            return _atom(term if left.key <= right.key else Delta(right, left))
        case Add(terms):
            return _plus(map(_polynomial, terms))
        case Mul(factors):
            total: Polynomial = {(): Fraction(1)}
            for factor in factors:
                total = _times(total, _polynomial(factor))
            return total
        case Pow(base, Number(power)):
            return _power(_polynomial(base), power)
        case Pow(base, exponent):
            return _atom(Pow(expanded(base), expanded(exponent)))
        case Apply(function, argument):
            return _atom(Apply(function, expanded(argument)))
        case Sum(index, body):
            return _plus({_joined(*_summed(index, m)): c} for m, c in _polynomial(body).items())
    return _atom(term)


def _power(p: Polynomial, q: Fraction) -> Polynomial:
    """P^q: multiplied out if it is short; a product factor by factor; else one atom with leading coefficient 1."""
    if q.denominator != 1 or not p or abs(q) > HIGHEST_OF_A_NUMBER:
        return _atom(_term(p), q) if p else _atom(ZERO, q)
    if len(p) == 1:
        ((m, c),) = p.items()
        return {tuple((atom, e * q) for atom, e in m): c**q.numerator}
    if 0 < q <= HIGHEST_POWER:
        total: Polynomial = {(): Fraction(1)}
        for _ in range(q.numerator):
            total = _times(total, p)
        return total
    lead = p[min(p, key=lambda m: _key(_product(m)))]
    monic = {m: c / lead for m, c in p.items()}
    return {((_term(monic), q),): lead**q.numerator}


def _summed(index: Variable, m: Monomial) -> tuple[Monomial, Monomial]:
    """(what does not depend on the index, the sum of the rest), the bound index named by how deep sums nest inside."""
    outside = tuple((atom, q) for atom, q in m if index not in atom.free)
    inside = _product(tuple((atom, q) for atom, q in m if index in atom.free))
    if inside is ONE:
        return outside, ((Size(index.axis), Fraction(1)),)
    named = Variable(f"${1 + _height(inside)}", index.axis)
    return outside, ((Sum(named, expanded(substitute(inside, {index: named}))), Fraction(1)),)


@lru_cache(maxsize=CACHED)
def _height(term: Term) -> int:
    inside = max((_height(part) for part in children(term)), default=0)
    return inside + isinstance(term, Sum)


# the small change, in the order of the page


@lru_cache(maxsize=CACHED)
def tidy(term: Term) -> Term:
    """Numbers multiplied, like terms collected, equal factors made powers, constants taken out of sums."""
    parts = children(term)
    if parts:
        term = rebuild(term, tuple(map(tidy, parts)))
    match term:
        case Add(terms):
            return _collected(terms)
        case Mul(factors):
            return _multiplied(factors)
        case Sum(index, body):
            return _drawn_out(index, body)
        case Pow(base, Number(power)):
            return _raised(base, power)
        case Delta(left, right) if left is right:
            return ONE
        case Apply("exp", argument) if argument is ZERO:
            return ONE
        case Apply("log", argument) if argument is ONE:
            return ZERO
    return term


def split_number(term: Term) -> tuple[Fraction, Term]:
    """(c, t) with term = c t."""
    if isinstance(term, Number):
        return term.value, ONE
    if isinstance(term, Mul) and isinstance(term.factors[0], Number):
        return term.factors[0].value, mul(*term.factors[1:])
    return Fraction(1), term


def _collected(terms: tuple[Term, ...]) -> Term:
    found: dict[Term, tuple[Fraction, Term]] = {}
    for part in terms:
        c, rest = split_number(part)
        key = _sorted(rest)
        before, shown = found.get(key, (Fraction(0), rest))
        found[key] = before + c, shown
    return add(*(mul(Number(c), rest) for c, rest in found.values()))


def _multiplied(factors: tuple[Term, ...]) -> Term:
    number = Fraction(1)
    powers: dict[Term, tuple[Term, Fraction]] = {}
    for factor in factors:
        if isinstance(factor, Number):
            number *= factor.value
            continue
        base, power = (
            (factor.base, factor.exponent.value)
            if isinstance(factor, Pow) and isinstance(factor.exponent, Number)
            else (factor, Fraction(1))
        )
        key = _sorted(base)
        shown, before = powers.get(key, (base, Fraction(0)))
        powers[key] = shown, before + power
    made = [_raised(base, q) for base, q in powers.values() if q] if number else [ZERO]
    if len(made) == 1 and isinstance(made[0], Add) and number != 1:
        return add(*(mul(Number(c * number), rest) for c, rest in map(split_number, made[0].terms)))
    return mul(Number(number), *made)


def _raised(base: Term, power: Fraction) -> Term:
    match base:
        case Pow(inner, Number(value)) if power.denominator == 1:
            return _raised(inner, value * power)
        case Number(value) if power.denominator == 1 and value and abs(power) <= HIGHEST_OF_A_NUMBER:
            return Number(value**power.numerator)
        case Mul(factors) if power.denominator == 1:
            return mul(*(_raised(f, power) for f in factors))
    return ONE if not power else base if power == 1 else Pow(base, Number(power))


def _drawn_out(index: Variable, body: Term) -> Term:
    """Σ_k c f_k = c Σ_k f_k                       where k is not free in c"""
    if body is ZERO:
        return ZERO
    factors = body.factors if isinstance(body, Mul) else (body,)
    outside = [f for f in factors if index not in f.free]
    inside = [f for f in factors if index in f.free]
    summed = Sum(index, mul(*inside)) if inside else Size(index.axis)
    made = mul(*outside, summed)
    return _multiplied(made.factors) if isinstance(made, Mul) else made


@lru_cache(maxsize=CACHED)
def shuffled(term: Term) -> Term:
    """Equal objects for terms that differ in the order of summands and factors and in the names of bound indices."""
    return _sorted(tidy(term))


@lru_cache(maxsize=CACHED)
def _sorted(term: Term) -> Term:
    if isinstance(term, Sum):
        named = Variable(f"${1 + _height(term.body)}", term.index.axis)
        return Sum(named, _sorted(substitute(term.body, {term.index: named})))
    if isinstance(term, Delta):
        return term if term.left.key <= term.right.key else Delta(term.right, term.left)
    parts = tuple(map(_sorted, children(term)))
    if isinstance(term, Add | Mul):
        parts = tuple(sorted(parts, key=_key))
    return rebuild(term, parts) if parts else term


# only the algebra

EXPONENTIAL = frozenset(["exp", "log"])


def opaque(term: Term, names: dict[Term, str], *, spared: frozenset[str] = frozenset(), fractions: bool = True) -> Term:
    """Every function value behind the name of an unknown entry, fractions perhaps too; equal ones get equal names."""
    match term:
        case Apply(function, argument) if function not in spared:
            return _hidden(argument, lambda inside: Apply(function, inside), names)
        case Pow(base, Number(power)) if power < 0 and not fractions:
            return _hidden(base, lambda inside: Pow(inside, Number(power)), names)
    parts = tuple(opaque(part, names, spared=spared, fractions=fractions) for part in children(term))
    return rebuild(term, parts) if parts else term


def _hidden(inside: Term, around: Callable[[Term], Term], names: dict[Term, str]) -> Term:
    places = index_terms(inside)
    by: dict[Index, Index] = {i: Variable(f"?{n}", i.axis) for n, i in enumerate(places)}
    key = around(expanded(reindexed(inside, by)))
    return Entry(names.setdefault(key, f"%f{len(names)}"), tuple(places))


def index_terms(term: Term) -> list[Index]:
    """The index terms in which nothing is bound, as they occur."""
    found: dict[Index, None] = {}
    for part in walk(term):
        if isinstance(part, Entry | Delta):
            indices = part.indices if isinstance(part, Entry) else (part.left, part.right)
            found.update((index, None) for index in indices if index.free and index.free <= term.free)
            inner = {v for index in indices if not index.free <= term.free for v in index.free & term.free}
            found.update((v, None) for v in sorted(inner, key=lambda v: v.key))
    return list(found)


def reindexed(term: Term, by: Mapping[Index, Index]) -> Term:
    """The term with index terms replaced; a bound index that would capture is renamed first."""
    match term:
        case Entry(tensor, indices):
            return Entry(tensor, tuple(_index(i, by) for i in indices))
        case Delta(left, right):
            return Delta(_index(left, by), _index(right, by))
        case Sum(index, body):
            inner = {old: new for old, new in by.items() if index not in old.free}
            made = reindexed(body, inner)
            if made is body or not any(index in new.free for new in inner.values()):
                return Sum(index, made)
            own = fresh(index.axis)
            return Sum(own, reindexed(substitute(body, {index: own}), inner))
    parts = children(term)
    return rebuild(term, tuple(reindexed(part, by) for part in parts)) if parts else term


def _index(index: Index, by: Mapping[Index, Index]) -> Index:
    return by.get(index) or substitute_index(index, {v: i for v, i in by.items() if isinstance(v, Variable)})
