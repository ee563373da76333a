"""Laws of powers, exp, log and step, and the table of functions that reduce to them.

e^(s+t) = e^s e^t · e^(c log P) = P^c · log e^m = m · log RS = log R + log S where R > 0 · (RS)^q likewise
sqrt(x^2) = |x| = x (2 H(x) - 1) · relu x = x H(x) · H(-x) = 1 - H(x) away from 0 · sigma, tanh through exp
2 H(xy) - 1 = (2 H(x) - 1) (2 H(y) - 1) away from 0
F(P) = b F(P[b := 1]) + (1 - b) F(P[b := 0])              for a delta or a step b in P
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.prove.generators import Base, Call, Exp, Generator, Log, Monomial, Rational, Same, Step
from derive.prove.hypotheses import oriented
from derive.prove.meter import METER, UndefinedError
from derive.prove.polynomial import (
    ONE,
    ZERO,
    Polynomial,
    accumulate,
    constant,
    content,
    factors_of,
    fraction,
    freeze,
    generator,
    natural_power,
    number_power,
    plainly,
    plus,
    product,
    raised,
    reduced,
    scaled,
    thaw,
    times,
    whole,
)
from derive.prove.signs import Signs
from derive.terms.index import Index

Function = Callable[[Polynomial], Polynomial]


class Functions(Signs):
    """Functions of polynomials in normal form. `replaced` belongs to a higher layer."""

    def replaced(self, p: Polynomial, by: Mapping[Index, Index]) -> Polynomial:
        """P[s := t], in normal form."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------------- lifting

    def lifted(self, p: Polynomial, function: Function, *, steps: bool = True) -> Polynomial:
        """F(P) = b F(P[b := 1]) + (1 - b) F(P[b := 0]); where the delta of s, t is 1, s may be replaced by t."""
        b = next((g for m in p for g, _ in m if g.boolean and (steps or isinstance(g, Same))), None)
        if b is None:
            return function(p)
        METER.spend(5)
        one: Polynomial = {}
        zero: Polynomial = {}
        for m, c in p.items():
            rest = tuple([factor for factor in m if factor[0] is not b])
            if (b, -1) in m:
                raise UndefinedError("division by a delta or step")
            accumulate(one, rest, c)
            if len(rest) == len(m):
                accumulate(zero, m, c)
        if isinstance(b, Same):
            old, new = oriented(b.left, b.right)
            one = self.replaced(one, {old: new})
        at_one = self.lifted(reduced(one), function, steps=steps)
        at_zero = self.lifted(reduced(zero), function, steps=steps)
        return plus(product(generator(b), plus(at_one, at_zero, -1)), at_zero)

    # -------------------------------------------------------------------------------------------------------- powers

    def power(self, p: Polynomial, q: Rational) -> Polynomial:
        """P^q where P /= 0 if q < 0 and P > 0 if q is no integer."""
        if whole(q) and q >= 0:
            return natural_power(p, int(q))
        return self.lifted(p, lambda x: self._power(x, q), steps=whole(q))

    def _power(self, p: Polynomial, q: Rational) -> Polynomial:
        p, denominator = fraction(p)
        p = reduced(p)
        if not p:
            if q > 0:
                return ZERO
            raise UndefinedError("division by zero")
        c, common, primitive = content(p)
        common = times(common, denominator)
        if not whole(q):
            return self._root(c, common, primitive, q)
        monomial = raised(common, q)
        if primitive != ONE:
            monomial = times(monomial, ((Base(freeze(primitive)), q),))
        return reduced({monomial: number_power(c, int(q))})

    def _root(self, c: Rational, m: Monomial, primitive: Polynomial, q: Rational) -> Polynomial:
        made = ONE
        for prime, power in self._primes(c):
            made = product(made, reduced({((Base(freeze(constant(prime))), q * power),): 1}))
        for p, e in self.positive_factors(c, m, primitive):
            made = product(made, self._known_root(p, plainly(q * e)))
        return made

    def _known_root(self, p: Polynomial, q: Rational) -> Polynomial:
        """R^q for an R that is positive wherever it is not 0; (x^2)^(n/2) = |x|^n."""
        if whole(q):
            return self.power(p, q)
        if len(p) == 1:
            ((m, c),) = p.items()
            if c == 1 and len(m) == 1 and m[0][1] == 1:
                _refuse_boolean(m[0][0])
                return reduced(generator(m[0][0], q))
            if c == 1 and len(m) == 1 and m[0][1] == 2 and whole(2 * q):
                return product(self.power(generator(m[0][0]), plainly(2 * q)), self._signum(generator(m[0][0])))
        return reduced(generator(Base(freeze(p)), q))

    @staticmethod
    def _primes(c: Rational) -> list[tuple[int, int]]:
        """|c| = Π p^e."""
        return [*factors_of(abs(c.numerator)), *[(p, -e) for p, e in factors_of(c.denominator)]]

    # ------------------------------------------------------------------------------------------------------ exp, log

    def exp(self, p: Polynomial) -> Polynomial:
        """e^P."""
        return self.lifted(p, self._exp)

    def _exp(self, p: Polynomial) -> Polynomial:
        made = ONE
        monomial: Monomial = ()
        for m, c in p.items():
            if len(m) == 1 and m[0][1] == 1 and isinstance(m[0][0], Log):
                made = product(made, self.power(thaw(m[0][0].terms), c))
            else:
                monomial = times(monomial, ((Exp(m), c),))
        return product(made, {monomial: 1})

    def log(self, p: Polynomial) -> Polynomial:
        """log P where P > 0."""
        return self.lifted(p, self._log_of_sized, steps=False)

    def _log_of_sized(self, p: Polynomial) -> Polynomial:
        """log |m| = log(m^2) / 2; else by cases of the steps in P, where P has a logarithm in all of them."""
        primitive = content(p)[2] if p else ONE
        if primitive != ONE and product(primitive, primitive) == ONE:
            return scaled(self._log(product(p, p)), Fraction(1, 2))
        try:
            return self.lifted(p, self._log)
        except UndefinedError:
            return self._log(p)

    def _log(self, p: Polynomial) -> Polynomial:
        p, denominator = fraction(p)
        p = reduced(p)
        if not p:
            raise UndefinedError("logarithm of zero")
        c, common, primitive = content(p)
        made: Polynomial = {}
        for prime, power in self._primes(c):
            accumulate(made, ((Log(freeze(constant(prime))), 1),), power)
        for factor, e in self.positive_factors(c, times(common, denominator), primitive):
            made = plus(made, self._known_log(factor), e)
        return made

    @staticmethod
    def _known_log(p: Polynomial) -> Polynomial:
        """log R for an R without factors of known sign."""
        if len(p) == 1:
            ((m, c),) = p.items()
            if c == 1 and len(m) == 1 and m[0][1] == 1:
                g = m[0][0]
                _refuse_boolean(g)
                if isinstance(g, Exp):
                    return {g.monomial: 1}
                if isinstance(g, Base):
                    return generator(Log(g.terms))
        return generator(Log(freeze(p)))

    # ---------------------------------------------------------------------------------------------------------- step

    def step(self, p: Polynomial) -> Polynomial:
        """H(P), away from P = 0; sgn(RS) = sgn R sgn S for sgn = 2 H - 1."""
        return self.lifted(p, self._step)

    def _step(self, p: Polynomial) -> Polynomial:
        p, denominator = fraction(p)
        p = reduced(p)
        if not p:
            return generator(Step(freeze(p)))
        c, common, primitive = content(p)
        made = self.factored(c, times(common, denominator), primitive)
        factors = [generator(g) for g, _ in made.unknown] + ([made.primitive] if made.primitive else [])
        signum = constant(made.sign)
        for factor in factors:
            signum = product(signum, plus(scaled(generator(Step(freeze(factor))), 2), ONE, -1))
        return {m: c // 2 for m, c in plus(signum, ONE).items()}  # 1 + s Π (2 H - 1) is even

    def _signum(self, p: Polynomial) -> Polynomial:
        return plus(scaled(self.step(p), 2), ONE, -1)

    # --------------------------------------------------------------------------------------------------------- table

    def applied(self, function: str, p: Polynomial) -> Polynomial:
        """f(P)."""
        rule = _TABLE.get(function)
        if rule is not None:
            return rule(self, p)
        return self.lifted(p, lambda x: generator(Call(function, freeze(x))))

    def logistic(self, p: Polynomial) -> Polynomial:
        """sigma(x) = e^x / (1 + e^x)."""
        e = self.exp(p)
        return product(e, self.power(plus(ONE, e), -1))


def _refuse_boolean(g: Generator) -> None:
    if g.boolean:
        raise UndefinedError("logarithm or root of a delta or step")


def _tanh(laws: Functions, p: Polynomial) -> Polynomial:
    e = laws.exp(scaled(p, 2))
    return product(plus(e, ONE, -1), laws.power(plus(e, ONE), -1))


def _abs(laws: Functions, p: Polynomial) -> Polynomial:
    return product(p, plus(scaled(laws.step(p), 2), ONE, -1))


_TABLE: Mapping[str, Callable[[Functions, Polynomial], Polynomial]] = {
    "exp": Functions.exp,
    "log": Functions.log,
    "sigma": Functions.logistic,  # e^x / (1 + e^x)
    "tanh": _tanh,  # (e^2x - 1) / (e^2x + 1)
    "relu": lambda laws, p: product(p, laws.step(p)),  # x H(x)
    "abs": _abs,  # x (2 H(x) - 1)
    "step": Functions.step,
    "sqrt": lambda laws, p: laws.power(p, Fraction(1, 2)),  # x^(1/2)
}
