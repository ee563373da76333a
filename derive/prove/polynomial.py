"""Polynomials over the rationals in generators with rational exponents, and their quotients.

A polynomial is a dict from monomial to coefficient without zero coefficients; no function here changes its arguments.
Three laws keep quotients short; all hold where P is not 0:

    P^e = P P^(e-1)                               for e >= 1, expanded
    lm(P) P^-e = (P - rest) P^-e                  so X/(1+X) = 1 - 1/(1+X), and sigma' for free
    X^-k (a+cX)^-e = X^-k (a+cX)^(1-e)/a - c/a X^(1-k) (a+cX)^-e
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache
from math import floor, gcd, isqrt, lcm

from derive.prove.generators import Base, Generator, Monomial, Rational, Terms
from derive.prove.meter import METER, OutOfWorkError
from derive.prove.sketch import shape

Polynomial = dict[Monomial, Rational]

ZERO: Polynomial = {}
ONE: Polynomial = {(): 1}
MAX_BITS = 20_000  # of a coefficient


def whole(x: Rational) -> bool:
    """x is an integer."""
    return x.denominator == 1


def plainly(x: Rational) -> Rational:
    """The same number, as an int if it is one."""
    return int(x) if x.denominator == 1 else x


def divided(x: Rational, y: Rational) -> Rational:
    """x / y, exactly."""
    return plainly(Fraction(x) / y)


def constant(value: Rational) -> Polynomial:
    """A number as a polynomial."""
    return {(): plainly(value)} if value else {}


def generator(g: Generator, exponent: Rational = 1) -> Polynomial:
    """g^e as a polynomial."""
    return {((g, exponent),): 1}


def _order(factor: tuple[Generator, Rational]) -> str:
    return factor[0].order


def times(left: Monomial, right: Monomial) -> Monomial:
    """x^p x^q = x^(p+q), and b^2 = b where b is 0 or 1."""
    METER.spend(1 + (len(left) + len(right)) // 4)
    if not left:
        return right
    if not right:
        return left
    exponents: dict[Generator, Rational] = dict(left)
    for g, e in right:
        old = exponents.get(g)
        if old is None:
            exponents[g] = e
            continue
        new = old + e
        if new == 0:
            del exponents[g]
        else:
            exponents[g] = (1 if new > 0 else -1) if g.boolean else plainly(new)
    return tuple(sorted(exponents.items(), key=_order))


def raised(monomial: Monomial, exponent: Rational) -> Monomial:
    """(x^p y^q)^e = x^(pe) y^(qe), where that holds."""
    if exponent == 1:
        return monomial
    return tuple([(g, (1 if e * exponent > 0 else -1) if g.boolean else plainly(e * exponent)) for g, e in monomial])


def accumulate(into: Polynomial, monomial: Monomial, coefficient: Rational) -> None:
    """into += c m, in place, for the one who owns `into`."""
    total = into.get(monomial, 0) + coefficient
    if total:
        into[monomial] = total
    else:
        del into[monomial]


def plus(left: Polynomial, right: Polynomial, factor: Rational = 1) -> Polynomial:
    """left + c right."""
    made = dict(left)
    for m, c in right.items():
        accumulate(made, m, factor * c)
    return made


def scaled(p: Polynomial, factor: Rational) -> Polynomial:
    """c P."""
    if factor == 1:
        return p
    return {m: factor * c for m, c in p.items()} if factor else {}


def expanded(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product, multiplied out, with quotients left as they come."""
    if len(left) == 1 and () in left:
        return scaled(right, left[()])
    if len(right) == 1 and () in right:
        return scaled(left, right[()])
    made: Polynomial = {}
    for m, c in left.items():
        for n, d in right.items():
            accumulate(made, times(m, n), c * d)
    return made


def product(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product in normal form."""
    if len(left) == 1 and () in left:
        return scaled(right, left[()])
    if len(right) == 1 and () in right:
        return scaled(left, right[()])
    return reduced(expanded(left, right))


def number_power(c: Rational, n: int) -> Rational:
    """c^n for an integer n; refuses numbers nobody wants to see."""
    if abs(n) * max(c.numerator.bit_length(), c.denominator.bit_length()) > MAX_BITS and abs(c) != 1:
        raise OutOfWorkError
    return plainly(Fraction(c) ** n)


def natural_power(p: Polynomial, n: int) -> Polynomial:
    """P^n for n >= 0."""
    if len(p) == 1:
        ((m, c),) = p.items()
        return reduced({raised(m, n): number_power(c, n)} if n else ONE)
    made = ONE
    while n:
        if n & 1:
            made = product(made, p)
        n >>= 1
        if n:
            p = product(p, p)
    return made


def freeze(p: Polynomial) -> Terms:
    """The polynomial as a hashable value."""
    return frozenset(p.items())


def thaw(terms: Terms) -> Polynomial:
    """The polynomial of a hashable value."""
    return dict(terms)


# ---------------------------------------------------------------------------------------------- leading term, content


def _leading(p: Polynomial) -> tuple[Monomial, Rational]:
    """The greatest monomial by degree, then lexicographically, and its coefficient; names of indices decide last."""
    if len(p) == 1:
        return next(iter(p.items()))
    variables = sorted({g for m in p for g, _ in m}, key=lambda g: (shape(g), g.order))

    def place(item: tuple[Monomial, Rational]) -> tuple[Rational, list[Rational]]:
        exponents = dict(item[0])
        return sum(exponents.values()), [exponents.get(g, 0) for g in variables]

    return max(p.items(), key=place)


def content(p: Polynomial) -> tuple[Rational, Monomial, Polynomial]:
    """P = c m Q with Q primitive: no common monomial, coprime integer coefficients, the leading one positive."""
    METER.spend(len(p))
    monomials = iter(p)
    least = dict(next(monomials))
    for m in monomials:
        exponents = dict(m)
        for g, e in least.items():
            least[g] = min(e, exponents.get(g, 0))
        for g, e in exponents.items():
            if g not in least:
                least[g] = min(0, e)
    common = tuple(sorted([(g, e) for g, e in least.items() if e], key=_order))
    if common:
        inverse = raised(common, -1)
        p = {times(m, inverse): c for m, c in p.items()}
    factor: Rational = Fraction(gcd(*[c.numerator for c in p.values()]), lcm(*[c.denominator for c in p.values()]))
    if _leading(p)[1] < 0:
        factor = -factor
    if factor == 1:
        return 1, common, p
    return plainly(factor), common, {m: divided(c, factor) for m, c in p.items()}


def fraction(p: Polynomial) -> tuple[Polynomial, Monomial]:
    """P = numerator * denominator, the denominator a monomial of negative powers of bases."""
    worst: dict[Generator, Rational] = {}
    for m in p:
        for g, e in m:
            if e < 0 and isinstance(g, Base):
                worst[g] = min(worst.get(g, 0), e)
    if not worst or len(p) == 1:
        return p, ()
    for g, e in worst.items():
        p = _without(p, g, -e)
    return p, tuple(sorted(worst.items(), key=_order))


def _without(p: Polynomial, base: Generator, exponent: Rational) -> Polynomial:
    """base^exponent P, multiplied out in that base."""
    assert isinstance(base, Base)
    made: Polynomial = {}
    for m, c in p.items():
        exponents = dict(m)
        left = exponents.pop(base, 0) + exponent
        rest = tuple(exponents.items())
        natural = floor(left)
        if left != natural:
            rest = tuple(sorted([*rest, (base, left - natural)], key=_order))
        for n, d in natural_power(thaw(base.terms), natural).items():
            accumulate(made, times(rest, n), c * d)
    return made


def cleared(p: Polynomial) -> Polynomial:
    """P times all its denominators; it is 0 exactly when P is."""
    for _ in range(30):
        if len(p) < 2 or not any(e < 0 and isinstance(g, Base) for m in p for g, e in m):
            return p
        p = reduced(fraction(p)[0])
    raise OutOfWorkError


# ----------------------------------------------------------------------------------------------------- short quotients


@cache
def _primes() -> tuple[int, ...]:
    """The primes below 1000."""
    return tuple([n for n in range(2, 1000) if all(n % k for k in range(2, isqrt(n) + 1))])


def factors_of(n: int) -> Iterator[tuple[int, int]]:
    """n = Π p^k over primes p, except that a cofactor without prime below 1000 is left whole."""
    for prime in _primes():
        if prime * prime > n:
            break
        power = 0
        while n % prime == 0:
            n, power = n // prime, power + 1
        if power:
            yield prime, power
    if n > 1:
        yield n, 1


def reduced(p: Polynomial) -> Polynomial:
    """The three laws of quotients, as long as one applies."""
    if not any(isinstance(g, Base) for m in p for g, _ in m):
        return p
    made: Polynomial = {}
    waiting = list(p.items())
    while waiting:
        m, c = waiting.pop()
        parts = _split(m)
        if parts is None:
            accumulate(made, m, c)
        else:
            METER.spend(2)
            waiting.extend([(n, c * d) for n, d in parts])
    return made


def _split(m: Monomial) -> list[tuple[Monomial, Rational]] | None:
    """One law applied to one monomial, or None."""
    for g, e in m:
        if isinstance(g, Base):
            parts = _whole_power(m, g, e) if e >= 1 or _is_number(g) else _quotient(m, g, e) if e < 0 else None
            if parts is not None:
                return parts
    return None


def _is_number(base: Base) -> bool:
    return len(base.terms) == 1 and () in dict(base.terms)


def _whole_power(m: Monomial, base: Base, e: Rational) -> list[tuple[Monomial, Rational]] | None:
    """P^e = P^floor(e) P^(e - floor(e)), the first factor multiplied out."""
    natural = floor(e)
    if natural == 0:
        return None
    rest = times(m, ((base, -natural),))
    if natural < 0:  # a number
        ((_, value),) = base.terms
        return [(rest, number_power(value, natural))]
    return [(times(rest, n), d) for n, d in natural_power(thaw(base.terms), natural).items()]


@lru_cache(20_000)
def _anatomy(base: Base) -> tuple[Monomial, Rational, Polynomial, tuple[Rational, Monomial, Polynomial]]:
    """Leading monomial and coefficient, the polynomial, and its content."""
    p = thaw(base.terms)
    return (*_leading(p), p, content(p))


def _quotient(m: Monomial, base: Base, e: Rational) -> list[tuple[Monomial, Rational]] | None:
    """lm(P) P^e, X^-k (a+cX)^e and integer powers of a P that is not primitive, for e < 0."""
    lead, coefficient, p, (number, common, primitive) = _anatomy(base)
    if whole(e) and (common or number != 1):
        rest = times(times(m, ((base, -e),)), raised(common, e))
        if primitive != ONE:
            rest = times(rest, ((Base(freeze(primitive)), e),))
        return [(rest, number_power(number, int(e)))]
    exponents = dict(m)
    if all(exponents.get(g, 0) >= k for g, k in lead):
        rest = times(m, raised(lead, -1))
        parts: list[tuple[Monomial, Rational]] = [(times(rest, ((base, 1),)), divided(1, coefficient))]
        parts += [(times(rest, n), divided(-d, coefficient)) for n, d in p.items() if n != lead]
        return parts
    if len(p) == 2 and () in p and all(exponents.get(g, 0) <= -k for g, k in lead):
        one = p[()]
        return [(times(m, ((base, 1),)), divided(1, one)), (times(m, lead), divided(-coefficient, one))]
    return None
